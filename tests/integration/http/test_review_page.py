"""The reviewer's page of one case, without script: as an officer drives it."""

import re
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from itertools import chain

import pytest

from chalicelib.catalogue import load_catalogue, load_messages
from chalicelib.domain.access import Role
from chalicelib.domain.case import Case
from chalicelib.domain.document import VERDICT_REASONS
from chalicelib.domain.events import JobKind, NoticeEvent
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notification import NoticeChannel, NoticeState
from chalicelib.domain.seen import Sight
from chalicelib.domain.text import Language
from chalicelib.domain.worklist import UNREACHED
from tests.builders import a_job, a_step
from tests.fakes import EPOCH
from tests.gateway import Answer
from tests.integration.http.walk import faults, verifier
from tests.office import LOST, MiniOffice, Resident
from tests.officers import sign_in
from tests.post_office import Envelope, PostOffice
from tests.residents import Browser, Form


def submitted(office: MiniOffice) -> Resident:
    resident = office.start()
    resident.send_all()
    assert resident.submit().status == 200
    office.work()
    return resident


def stored(office: MiniOffice, resident: Resident) -> Case:
    return office.ports.cases.get(ReceiptNumber.restore(resident.id))


def verdict_forms(window: Browser, *, accepts: bool) -> list[Form]:
    """Those that accept carry nothing to type."""
    forms = [form for form in window.forms if "/verdict" in form.action]
    return forms[0::2] if accepts else forms[1::2]


def open_case(office: MiniOffice, resident: Resident, role: Role = Role.VERIFIER, language: str = "id") -> Browser:
    window = sign_in(office, role, language=language)
    assert window.go(f"/office/cases/{resident.id}").status == 200
    return window


@pytest.fixture
def resident(office: MiniOffice) -> Resident:
    return submitted(office)


@pytest.fixture
def window(office: MiniOffice, resident: Resident) -> Browser:
    window = open_case(office, resident)
    window.press("/claim")
    return window


def test_a_whole_case_is_reviewed_and_accepted(office: MiniOffice, resident: Resident, window: Browser) -> None:
    assert "Berkas ini sekarang Anda pegang." in window.text
    for _ in stored(office, resident).documents:
        form = next(f for f in verdict_forms(window, accepts=True) if is_open(office, resident, f.fields["document"]))
        window.send(form, verdict="accepted")
    window.press("/accept")
    assert stored(office, resident).state is CaseState.COMPLETE
    assert "Waktu layanan mulai dihitung" in window.text


def is_open(office: MiniOffice, resident: Resident, document: str) -> bool:
    return next(d for d in stored(office, resident).documents if d.id == document).verdict is None


def test_a_case_is_not_accepted_while_a_paper_is_open(office: MiniOffice, resident: Resident, window: Browser) -> None:
    window.press("/accept")
    assert window.page.status == 409
    assert window.text.count("Dokumen ini belum dinyatakan benar") >= len(stored(office, resident).documents)
    assert stored(office, resident).state is CaseState.IN_REVIEW


def test_a_refusal_carries_its_reason_to_the_resident(office: MiniOffice, resident: Resident, window: Browser) -> None:
    form = verdict_forms(window, accepts=False)[0]
    window.send(form, refusal="unreadable/blurred", note="Foto ulang di luar ruangan")
    verdict = stored(office, resident).documents[0].verdict
    assert verdict is not None
    assert (verdict.kind, verdict.reason, verdict.note) == ("unreadable", "blurred", "Foto ulang di luar ruangan")
    window.press("/return")
    asked = resident.track().json["asked"]
    assert [item["reason"] for item in asked] == ["Dokumen tidak terbaca. Fotonya buram."]
    office.undelivered = {NoticeChannel.SMS}
    office.work()
    letters = [text for messenger in office.ports.messengers.values() for text in map(str, messenger.sent)]
    assert any("Fotonya buram." in letter for letter in letters)


@pytest.mark.parametrize("refusal", ["unreadable/name", "nonsense", "", "accepted/blurred"])
def test_a_reason_of_another_kind_is_refused_and_the_note_kept(
    office: MiniOffice, resident: Resident, window: Browser, refusal: str
) -> None:
    window.send(verdict_forms(window, accepts=False)[0], refusal=refusal, note="Catatan saya")
    assert window.page.status == 422
    assert "Catatan saya" in window.text
    anchor = re.search(r'<a href="#(refusal-[^"]+)"', window.page.content.decode())
    assert anchor is not None
    assert f'id="{anchor[1]}"' in window.page.content.decode()
    assert stored(office, resident).documents[0].verdict is None


def test_every_reason_is_offered_for_every_paper(window: Browser) -> None:
    page = window.page.content.decode()
    for kind, codes in VERDICT_REASONS.items():
        for code in codes:
            assert page.count(f'value="{kind}/{code}"') == len(verdict_forms(window, accepts=False))


def test_a_stale_tab_is_told_and_loses_nothing(office: MiniOffice, resident: Resident, window: Browser) -> None:
    stale = verdict_forms(window, accepts=False)[0]
    window.send(verdict_forms(window, accepts=True)[1], verdict="accepted")
    window.send(stale, refusal="unreadable/dark", note="Terlalu gelap di kiri")
    assert window.page.status == 412
    assert "sudah berubah sejak Anda membukanya" in window.text
    assert "Terlalu gelap di kiri" in window.text
    again = verdict_forms(window, accepts=False)[0]
    window.send(again, refusal="unreadable/dark", note="Terlalu gelap di kiri")
    assert stored(office, resident).documents[0].is_refused


def test_of_two_officers_one_gets_the_case_and_the_other_reads_who(office: MiniOffice, resident: Resident) -> None:
    first, second = (sign_in(office, Role.VERIFIER, officer=name) for name in ("v1", "v2"))
    for window in (first, second):
        window.go(f"/office/cases/{resident.id}")
    first.press("/claim")
    second.press("/claim")
    assert second.page.status == 412
    assert "dipegang v1 sejak" in second.text
    assert not verdict_forms(second, accepts=True)
    claim = stored(office, resident).claim
    assert claim is not None
    assert claim.officer == "v1"


def test_a_call_is_recorded_and_its_note_is_sealed(office: MiniOffice, resident: Resident, window: Browser) -> None:
    window.press("/call", outcome="will_send", note="Ibu Siti mengirim besok")
    assert "Warga akan mengirim dokumen" in window.text
    assert "Ibu Siti mengirim besok" in window.text
    event = office.ports.cases.list_audit(ReceiptNumber.restore(resident.id))[-1]
    assert (event.action, dict(event.details)) == ("called", {"outcome": "will_send", "note": "sealed"})
    assert "Ibu Siti" not in stored(office, resident).model_dump_json()
    assert "Ibu Siti" not in resident.call("GET").content.decode()
    assert "Ibu Siti" not in resident.track().content.decode()


def test_a_call_that_reached_the_resident_brings_the_news_that_no_notice_did(
    office: MiniOffice, resident: Resident, window: Browser
) -> None:
    receipt, tried = ReceiptNumber.restore(resident.id), {NoticeChannel.SMS: NoticeState.FAILED}
    for number, notice in enumerate((NoticeEvent.RECEIVED, NoticeEvent.FILE_LATE)):
        office.ports.unreached.add(a_job(number, receipt=receipt, notice=notice), tried, EPOCH)
    office.ports.unreached.add(a_job(2, JobKind.INSPECT, receipt=receipt), {}, EPOCH)
    window.go(f"/office/cases/{resident.id}")
    for told in ("Kabar ini belum sampai", "permohonan diterima", "Lewat SMS: gagal", "Telepon warganya"):
        assert told in window.text
    (first, second) = office.staff(Role.VERIFIER).call("GET", f"/v1/cases/{resident.id}").json["untold"]
    assert (first["notice"], second["channels"]) == ("received", {"sms": "failed"})
    window.press("/call", outcome="no_answer")
    assert "Kabar ini belum sampai" in window.text
    window.press("/call", outcome="reached")
    assert "Kabar ini belum sampai" not in window.text
    assert "disampaikan: permohonan diterima, file datang terlambat" in window.text
    (left,) = office.ports.cases.list_queue(UNREACHED, None, 10).items
    assert left["kind"] == JobKind.INSPECT


def test_the_number_is_shown_only_when_asked_for(office: MiniOffice, resident: Resident, window: Browser) -> None:
    number = str(LOST["contact"]["phone"])
    assert number not in window.page.content.decode()
    window.press("/phone")
    assert number in window.text
    assert number not in window.path
    event = office.ports.cases.list_audit(ReceiptNumber.restore(resident.id))[-1]
    assert (event.action, event.actor.id) == ("number_shown", "verifier")
    window.go(f"/office/cases/{resident.id}")
    assert number not in window.page.content.decode()
    assert "Melihat nomor telepon" in window.text


def test_where_there_is_no_number_an_officer_is_told_so(office: MiniOffice) -> None:
    resident = office.start({**LOST, "contact": {"email": "siti@example.org"}})
    resident.send_all()
    resident.submit()
    window = open_case(office, resident)
    assert "tidak memberi nomor telepon" in window.text
    assert not [form for form in window.forms if "/phone" in form.action]
    call = next(form for form in window.forms if "/call" in form.action)
    call.action = call.action.replace("/call", "/phone")
    window.send(call)
    assert window.page.status == 422
    assert "tidak punya nomor telepon" in window.text
    assert "PIN" not in window.text
    answer = verifier(office, resident).move("POST", "/phone")
    assert [(error["field"], error["code"]) for error in answer.json["errors"]] == [("phone", "no_number")]
    assert not [seen for seen in office.ports.seen.seen if seen.sight is Sight.NUMBER]


def test_wrong_calls_name_every_fault(office: MiniOffice, resident: Resident, window: Browser) -> None:
    before = stored(office, resident)
    window.press("/call", outcome="shouted", note="x" * 501)
    assert window.page.status == 422
    assert len(re.findall(r'<a href="#(outcome|note)"', window.page.content.decode())) == 2
    assert stored(office, resident) == before


def test_what_is_no_duplicate_stays_so(office: MiniOffice) -> None:
    first, second = submitted(office), submitted(office)
    window = open_case(office, second)
    assert "Mungkin ganda" in window.text
    window.go(f"/office/cases/{second.id}?beside={first.id}")
    assert f"Berkas {first.started['receipt_number']}" in window.text
    window.press("/duplicate", is_duplicate="no")
    assert f"Bukan ganda dari {first.started['receipt_number']}" in window.text
    for resident in (first, second):
        assert stored(office, resident).possible_duplicates == ()
    office.services.screen_duplicates._flag(stored(office, first), [ReceiptNumber.restore(second.id)])
    third = submitted(office)
    assert set(stored(office, first).possible_duplicates) == {third.id}


def test_who_has_the_case_decides_on_a_duplicate_and_nobody_else_is_offered_it(office: MiniOffice) -> None:
    _, second = submitted(office), submitted(office)
    open_case(office, second).press("/claim")
    window = sign_in(office, Role.VERIFIER, officer="another")
    window.go(f"/office/cases/{second.id}")
    assert "memegang berkas ini dan memutuskan apakah ganda" in window.text
    assert not [form for form in window.forms if "/duplicate" in form.action]


def test_a_duplicate_ends_and_names_the_other(office: MiniOffice) -> None:
    first, second = submitted(office), submitted(office)
    window = open_case(office, second)
    window.press("/claim")
    form = [form for form in window.forms if "/duplicate" in form.action][-1]
    window.send(form, is_duplicate="yes")
    case = stored(office, second)
    assert (case.state, case.ended_because, case.duplicate_of) == (CaseState.CANCELLED, "duplicate_case", first.id)
    assert stored(office, first).state is CaseState.IN_REVIEW  # the one that waits next


def test_a_case_is_not_offered_to_end_for_one_that_has_ended(office: MiniOffice) -> None:
    first, second, third = (submitted(office) for _ in range(3))
    assert verifier(office, first).move("POST", "/cancel", {"reason": "other"}).status == 200
    window = open_case(office, third)
    offered = re.findall(r'name="other" value="(\w+)"><button [^>]*value="(\w+)"', window.page.content.decode())
    assert sorted(offered) == sorted([(first.id, "no"), (second.id, "no"), (second.id, "yes")])
    assert "Berkas itu sudah berakhir (dibatalkan)" in window.text
    assert stored(office, first).receipt.format() in window.text


def test_who_cancels_a_duplicate_names_the_other_case(office: MiniOffice) -> None:
    first, second = submitted(office), submitted(office)

    def cancel(**body: str) -> Answer:
        return verifier(office, second).move("POST", "/cancel", body)

    assert faults(cancel(reason="duplicate_case")) == {("duplicate_of", "other_needed")}
    assert faults(cancel(reason="other", duplicate_of=first.id)) == {("duplicate_of", "other_not_wanted")}
    assert faults(cancel(reason="duplicate_case", duplicate_of=second.id)) == {("duplicate_of", "not_a_choice")}
    assert stored(office, second).state is CaseState.SUBMITTED
    assert cancel(reason="duplicate_case", duplicate_of=first.id).status == 200
    assert stored(office, second).duplicate_of == first.id
    third = submitted(office)
    late = verifier(office, third).move("POST", "/cancel", {"reason": "duplicate_case", "duplicate_of": second.id})
    assert faults(late) == {("duplicate_of", "other_has_ended")}
    window = open_case(office, third)
    window.press("/claim")
    assert window.press("/cancel", reason="duplicate_case").status == 422
    assert "Sebut berkas yang lain" in window.text
    assert stored(office, third).state is CaseState.IN_REVIEW


def test_the_whole_address_and_who_applies_are_shown_in_words(office: MiniOffice) -> None:
    street = {"street": "Jalan Contoh 7", "rt": "003", "rw": "05", "landmark": "pagar hijau"}
    resident = office.start({**LOST, "address": {**street, "village": "3573011001"}})
    window = open_case(office, resident)
    for said in (
        "Jalan Contoh 7, RT 003 RW 05", "Patokan: pagar hijau", "Kelurahan Balearjosari, Kecamatan Blimbing",
        "Yang mengajukan Orang yang bersangkutan sendiri",
    ):  # fmt: skip
        assert said in window.text


def test_a_duplicate_is_not_rejected(office: MiniOffice, resident: Resident, window: Browser) -> None:
    offered = re.findall(r'<option value="duplicate_case"', window.page.content.decode())
    assert offered == []
    refused = verifier(office, resident).move("POST", "/reject", {"reason": "duplicate_case"})
    assert faults(refused) == {("reason", "cancel_as_duplicate")}
    assert window.press("/reject", reason="duplicate_case").status == 422
    assert "Permohonan ganda tidak ditolak" in window.text
    assert stored(office, resident).state is CaseState.IN_REVIEW


def test_two_cases_are_not_each_the_duplicate_of_the_other(office: MiniOffice) -> None:
    first, second = submitted(office), submitted(office)
    for resident, other, status in ((first, second, 200), (second, first, 422)):
        answer = verifier(office, resident).move("POST", "/duplicates", {"other": other.id, "is_duplicate": True})
        assert answer.status == status, answer.content
    assert stored(office, first).state is CaseState.CANCELLED
    assert stored(office, second).state is CaseState.SUBMITTED


def test_who_looks_at_a_case_beside_another_has_seen_both(office: MiniOffice) -> None:
    first, second = submitted(office), submitted(office)
    open_case(office, second).go(f"/office/cases/{second.id}?beside={first.id}")
    sights, _ = office.ports.seen.of_case(first.id, None, 50)
    assert [seen.sight for seen in sights] == [Sight.CASE]


def test_only_a_case_that_looks_alike_can_be_a_duplicate(office: MiniOffice, resident: Resident) -> None:
    window = open_case(office, resident)
    claim = next(form for form in window.forms if "/claim" in form.action)
    claim.action = claim.action.replace("/claim", "/duplicate")
    window.send(claim, other="TEST-TEST-TE5", is_duplicate="yes")
    assert window.page.status == 422


def test_the_family_is_shown_with_its_other_cases(office: MiniOffice) -> None:
    first = submitted(office)
    other = submitted(office)
    window = open_case(office, first)
    assert "Satu kartu keluarga" in window.text
    assert other.started["receipt_number"] in window.text
    api = office.staff(Role.VERIFIER)
    listed = api.call("GET", f"/v1/cases/{first.id}/family").json["items"]
    assert [item["receipt_number"] for item in listed] == [other.started["receipt_number"]]


def test_a_page_image_is_reached_by_a_link_of_a_minute(office: MiniOffice, resident: Resident, window: Browser) -> None:
    links = re.findall(r'href="([^"]*/pages/\d+)"', window.page.content.decode())
    assert links
    answer = window._once("GET", f"/office/cases/{resident.id}/pages/1", None)
    assert answer.status == 303
    assert answer.headers["Location"].startswith(office.ports.store.page_origin())
    assert window.go(f"/office/cases/{resident.id}/pages/99").status == 404


@pytest.mark.parametrize("deed", ["claim", "verdict", "accept", "return", "reject", "cancel", "duplicate", "rescan"])
def test_who_may_only_read_changes_nothing(office: MiniOffice, resident: Resident, deed: str) -> None:
    window = open_case(office, resident, Role.AUDITOR)
    before = stored(office, resident)
    form = next(form for form in window.forms if "sign-out" in form.action)
    form.action = f"/office/cases/{resident.id}/{deed}"
    window.send(form, version=str(before.version), reason="other", verdict="accepted")
    assert window.page.status == 403
    assert stored(office, resident) == before


def test_an_unknown_deed_is_not_found(resident: Resident, window: Browser) -> None:
    form = next(form for form in window.forms if "/release" in form.action)
    form.action = f"/office/cases/{resident.id}/burn"
    assert window.send(form).status == 404


def test_the_next_case_is_fetched_ahead(office: MiniOffice, resident: Resident) -> None:
    other = submitted(office)
    window = open_case(office, resident)
    page = window.page.content.decode()
    ahead = re.search(rf'speculationrules">.*"(\S*office/cases/{other.id}\S*?)"', page)
    assert ahead is not None
    for script in re.findall(r"<script(?: type=.speculationrules.)?>(.*?)</script>", page, re.DOTALL):
        digest = b64encode(sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in window.page.headers["Content-Security-Policy"]
    before = stored(office, other)
    assert window.go(ahead[1].replace("\\u0026", "&")).status == 200
    assert stored(office, other) == before  # looked at, and still nobody's


WAY = "queue=submitted&service=KTP-LOST"


def decide(office: MiniOffice, window: Browser, resident: Resident, deed: str) -> None:
    if deed == "accept":
        for _ in stored(office, resident).documents:
            form = next(
                form
                for form in verdict_forms(window, accepts=True)
                if is_open(office, resident, form.fields["document"])
            )
            window.send(form, verdict="accepted")
    typed = {"missing": stored(office, resident).documents[0].slot} if deed == "return" else {}
    reason = {"reason": "other"} if deed in {"reject", "cancel"} else {}
    window.press(f"/{deed}?", **typed, **reason)


@pytest.mark.parametrize("deed", ["accept", "return", "reject", "cancel", "release"])
def test_who_is_done_with_a_case_has_the_one_that_waits_longest_next(office: MiniOffice, deed: str) -> None:
    first, second, third = (submitted(office) for _ in range(3))
    window = sign_in(office, Role.VERIFIER)
    window.go(f"/office/queue?{WAY}")
    window.press("office/queue/next")
    assert f"/office/cases/{stored(office, first).receipt.format()}?{WAY}" in window.path
    decide(office, window, first, deed)
    assert window.page.status == 200, window.text
    assert f"/office/cases/{second.id}?{WAY}" in window.path
    assert f"Berkas {stored(office, first).receipt.format()}" in window.text
    claims = [stored(office, resident).claim for resident in (first, second, third)]
    assert [bool(claim) for claim in claims] == [False, True, False]
    assert f"office/queue?{WAY}" in window.page.content.decode().replace("&amp;", "&")


def test_two_officers_who_decide_at_once_never_meet_in_one_case(office: MiniOffice) -> None:
    cases = [submitted(office) for _ in range(5)]
    windows = {name: sign_in(office, Role.VERIFIER, officer=name) for name in ("v1", "v2")}
    for window in windows.values():
        window.go("/office/queue")
        window.press("office/queue/next")
    for name, window in windows.items():
        own = next(resident for resident in cases if getattr(stored(office, resident).claim, "officer", "") == name)
        decide(office, window, own, "reject")
    held = [claim.officer for claim in (stored(office, resident).claim for resident in cases) if claim]
    assert sorted(held) == ["v1", "v2"]


def test_who_wants_to_stop_gets_no_further_case(office: MiniOffice) -> None:
    first, second = submitted(office), submitted(office)
    window = sign_in(office, Role.VERIFIER)
    window.go("/office/queue")
    window.press("office/queue/next")
    window.go(f"/office/cases/{first.id}?{WAY}&stop=yes")
    decide(office, window, first, "reject")
    assert f"/office/cases/{first.id}?{WAY}&stop=yes" in window.path
    assert stored(office, second).claim is None


def test_who_decides_the_last_one_is_told_that_none_waits(
    office: MiniOffice, resident: Resident, window: Browser
) -> None:
    decide(office, window, resident, "reject")
    assert f"/office/cases/{resident.id}?" in window.path
    assert "Permohonan ditolak. Warga diberi tahu. Tidak ada berkas lain yang menunggu." in window.text


def test_a_filter_of_nonsense_in_the_address_of_a_case_is_left(office: MiniOffice, resident: Resident) -> None:
    window = sign_in(office, Role.VERIFIER)
    assert window.go(f"/office/cases/{resident.id}?service=NONE&due=x&age=-1&channel=web").status == 200
    assert "office/queue?channel=web&amp;lang" in window.page.content.decode()


Switch = Callable[[MiniOffice], None]


def by_page(office: MiniOffice) -> None:
    window = sign_in(office, Role.APPROVER)
    window.go("/office/hold")
    window.press("switch=on", reason="siak_down", expected_until="2026-03-03T10:00")
    assert window.page.status == 200, window.text


def by_api(office: MiniOffice) -> None:
    body = {"is_held": True, "reason": "siak_down", "expected_until": "2026-03-03T03:00:00Z"}
    assert office.staff(Role.APPROVER).call("POST", "/v1/hold", body, {"If-Match": '"0"'}).status == 200


@pytest.mark.parametrize("switch", [by_page, by_api])
def test_a_hold_stops_clocks_and_tells_residents(office: MiniOffice, resident: Resident, switch: Switch) -> None:
    writes = office.ports.cases.get(ReceiptNumber.restore(resident.id)).version
    switch(office)
    told = resident.track().json["held"]
    assert told["text"].startswith("Sistem kependudukan pusat sedang tidak dapat dipakai. Sejak 2 Maret 2026")
    assert "Perkiraan selesai: 3 Maret 2026 pukul 10.00" in told["text"]
    assert stored(office, resident).version == writes
    follow = Browser(office)
    follow.go("/")
    follow.submit(receipt_number=resident.started["receipt_number"], pin=resident.started["pin"])
    assert "batas waktu layanan berhenti dihitung" in follow.text


def test_clocks_go_on_where_they_stood(office: MiniOffice, resident: Resident, window: Browser) -> None:
    for _ in stored(office, resident).documents:
        form = next(f for f in verdict_forms(window, accepts=True) if is_open(office, resident, f.fields["document"]))
        window.send(form, verdict="accepted")
    window.press("/accept")
    due = stored(office, resident).clock.due_at
    assert due is not None
    by_page(office)
    listed = office.staff(Role.VERIFIER).call("GET", "/v1/cases?queue=complete").json["items"]
    assert [item["due_at"] for item in listed] == [None]
    office.ports.clock.advance(hours=5)
    office.staff(Role.APPROVER).call("POST", "/v1/hold", {"is_held": False}, {"If-Match": '"1"'})
    shown = office.staff(Role.VERIFIER).call("GET", f"/v1/cases/{resident.id}").json["due_at"]
    listed = office.staff(Role.VERIFIER).call("GET", "/v1/cases?queue=complete").json["items"]
    assert listed[0]["due_at"] == shown
    assert (office.services.clock.now() - due).total_seconds() < 0
    assert shown[:13] == f"{due.replace(day=due.day):%Y-%m-%dT}" + f"{due.hour + 5:02d}"
    assert resident.track().json["due_at"] == shown


def test_a_hold_is_told_once_on_every_page_where_people_work(office: MiniOffice, resident: Resident) -> None:
    told = "Perkiraan selesai: 3 Maret 2026 pukul 10.00"
    paths = ("", "/queue", "/milestones", "/signing", "/hold", f"/cases/{resident.id}")
    browser = sign_in(office, Role.APPROVER)

    def notices() -> list[int]:
        return [browser.go(f"/office{path}").content.decode().count(told) for path in paths]

    assert notices() == [0] * len(paths)
    by_api(office)
    reads = office.ports.holds.reads
    assert notices() == [1] * len(paths)
    assert office.ports.holds.reads == reads + 1  # the switch's own page asks for what is stored


def test_an_auditor_reads_who_stopped_every_clock_and_changes_nothing(office: MiniOffice) -> None:
    by_page(office)
    boss, auditor = office.staff(Role.APPROVER), office.staff(Role.AUDITOR)
    office.ports.clock.advance(hours=2)
    assert boss.call("POST", "/v1/hold", {"is_held": False}, {"If-Match": '"1"'}).status == 200
    by_whom = office.ports.holds.holds.past[0]
    (told,) = auditor.call("GET", "/v1/hold/history").json["items"]
    assert (told["by"], told["ended_by"], told["reason"]) == (by_whom.by, by_whom.ended_by, "siak_down")
    assert told["since"] < told["ended_at"]
    window = sign_in(office, Role.AUDITOR)
    assert window.go("/office/hold").status == 200
    assert by_whom.ended_by in window.text
    assert not [form for form in window.forms if "/hold" in form.action]
    assert 'href="../office/hold' in window.page.content.decode() or "office/hold" in window.page.content.decode()
    assert auditor.call("POST", "/v1/hold", {"is_held": True}, {"If-Match": '"2"'}).status == 403
    assert office.staff(Role.VERIFIER).call("GET", "/v1/hold/history").status == 403


def test_an_end_in_the_past_is_told_as_a_time(office: MiniOffice) -> None:
    window = sign_in(office, Role.APPROVER)
    window.go("/office/hold")
    assert window.press("switch=on", reason="siak_down", expected_until="2020-01-01T10:00").status == 422
    assert "Pilih waktu sesudah sekarang, paling lama 14 hari lagi." in window.text
    assert office.ports.holds.holds.past == ()


def test_two_switches_at_once_hold_once(office: MiniOffice) -> None:
    windows = [sign_in(office, Role.APPROVER, officer=name) for name in ("a1", "a2")]
    for window in windows:
        window.go("/office/hold")
    for window in windows:
        window.press("switch=on", reason="maintenance")
    assert [window.page.status for window in windows] == [200, 409]
    assert "Sakelar ini sudah diubah" in windows[1].text
    assert len(office.ports.holds.holds.past) == 1
    assert 'value="maintenance" selected' in windows[1].page.content.decode()


def test_holds_are_read_every_five_seconds_and_never_in_the_way(office: MiniOffice, resident: Resident) -> None:
    resident.track()
    before = office.ports.holds.reads
    for _ in range(5):
        resident.track()
    assert office.ports.holds.reads == before
    office.ports.clock.advance(minutes=2)
    office.ports.holds.is_down = True
    assert resident.track().status == 200
    assert office.ports.holds.reads == before + 1


@pytest.fixture
def posted(office: MiniOffice) -> Resident:
    """A case whose papers came by post, each behind its separator."""
    partner, resident = PostOffice(office), office.start()
    receipt = resident.started["receipt_number"]
    papers = [(partner.separator(code), "paper") for code in ("SK_HILANG", "KK", "F102")]
    partner.post(Envelope("0001", (partner.cover(receipt), *chain.from_iterable(papers))))
    office.work()
    return resident


def test_pages_that_are_not_sorted_lead_to_the_desk(office: MiniOffice) -> None:
    partner, resident = PostOffice(office), office.start()
    partner.post(Envelope("0001", (partner.cover(resident.started["receipt_number"]), "paper", "paper")))
    office.work()
    window = open_case(office, resident)
    assert f'/desk?lang=id#/case/{resident.id}" data-key="l"' in window.page.content.decode()
    assert "2 halaman dari pos belum dipilah" in window.text
    assert "Belum ada halaman yang dapat ditampilkan." not in re.sub(r"\s+", " ", window.text)
    assert verifier(office, resident).move("POST", "/claim").status == 200
    window = sign_in(office, Role.APPROVER)
    window.go(f"/office/cases/{resident.id}")
    assert "/desk?lang=id#/case/" not in window.page.content.decode()


def test_a_returned_case_is_cancelled_on_the_residents_word(
    office: MiniOffice, resident: Resident, window: Browser
) -> None:
    window.send(verdict_forms(window, accepts=False)[0], refusal="unreadable/blurred")
    window.press("/return")
    window = open_case(office, resident)
    assert stored(office, resident).state is CaseState.RETURNED
    assert not [form for form in window.forms if "/reject" in form.action]
    window.press("/cancel", reason="other")
    case = stored(office, resident)
    assert (case.state, case.ended_because) == (CaseState.CANCELLED, "other")


def test_the_history_tells_verdicts_and_reasons(office: MiniOffice, resident: Resident, window: Browser) -> None:
    window.send(verdict_forms(window, accepts=False)[0], refusal="unreadable/blurred")
    window.press("/reject", reason="false_document")
    history = open_case(office, resident).text.split("Riwayat", 1)[1]
    assert re.search(r"Dokumen dinilai: .+, Dokumen tidak terbaca.* Fotonya buram", history)
    assert "Ditolak. Dokumen yang dikirim tidak benar" in history


def test_the_history_names_a_judged_paper_that_is_gone(office: MiniOffice, resident: Resident, window: Browser) -> None:
    window.send(verdict_forms(window, accepts=False)[0], refusal="unreadable/blurred")
    case = stored(office, resident)
    judged = case.documents[0]
    name = load_messages().papers(judged.choices, load_catalogue(), Language.INDONESIAN)
    office.ports.cases.save(a_step(case, updates={"documents": case.documents[1:]}))
    history = open_case(office, resident).text.split("Riwayat", 1)[1]
    assert f"Dokumen dinilai: {name}, Dokumen tidak terbaca" in history


def test_a_new_scan_of_a_posted_sheet_is_asked_for(office: MiniOffice, posted: Resident) -> None:
    window = open_case(office, posted)
    window.press("/claim")
    form = next(form for form in window.forms if "/rescan" in form.action)
    form.action = f"/office/cases/{posted.id}/rescan"
    page = next(upload.id for upload in stored(office, posted).uploads if upload.scan and upload.slot)
    window.send(form, page="nonsense", reason="")
    assert window.page.status == 422
    stale = {**form.fields, "version": "1"}
    window.send(Form("post", form.action, stale), page=page, reason="cut_off")
    assert window.page.status == 412
    window.send(form, page=page, reason="cut_off")
    assert window.page.status == 200, window.text
    assert len(stored(office, posted).awaited_scans) == 1
    assert "Pindaian baru dari kantor pos ditunggu: 1 lembar" in open_case(office, posted).text
    assert "Kantor pos diminta memindai ulang" in window.text


def test_birth_dates_beside_one_another_are_written_as_people_write_them(office: MiniOffice) -> None:
    first, second = submitted(office), submitted(office)
    window = open_case(office, second)
    window.go(f"/office/cases/{second.id}?beside={first.id}")
    assert window.text.count("5 Maret 1990 5 Maret 1990") == 1
    assert "1990-03-05" not in window.text


def test_a_hold_that_lasts_longer_than_expected_says_so(office: MiniOffice, resident: Resident) -> None:
    by_api(office)
    assert "Perkiraan selesai" in resident.track().json["held"]["text"]
    office.ports.clock.advance(days=2)
    told = resident.track().json["held"]["text"]
    assert ("Gangguan ini berlangsung lebih lama daripada perkiraan" in told, "Perkiraan selesai" in told) == (
        True,
        False,
    )


def test_of_a_large_family_the_newest_are_shown_and_how_many_there_are(office: MiniOffice) -> None:
    first = submitted(office)
    mine = office.ports.cases.get(ReceiptNumber.restore(first.id))
    for number in range(30):
        other = mine.model_copy(
            update={
                "receipt": ReceiptNumber.derive(b"family", bytes([number])),
                "created_at": mine.created_at + timedelta(minutes=number),
            }
        )
        office.ports.registry.cases[other.receipt] = other
        office.ports.registry.lookups["family_card", mine.lookups["family_card"]].add(
            (mine.service, str(other.receipt))
        )
    told = office.staff(Role.VERIFIER).call("GET", f"/v1/cases/{first.id}/family").json
    newest = [ReceiptNumber.derive(b"family", bytes([number])).format() for number in range(29, 9, -1)]
    assert ([item["receipt_number"] for item in told["items"]], told["count"]) == (newest, 30)
    assert "Hanya 20 yang terbaru dari 30 berkas" in open_case(office, first).text


@pytest.mark.parametrize("rest", ["", "/pages/1", "/pages/1?small=1"])
def test_reading_the_page_or_a_picture_keeps_the_case(
    office: MiniOffice, resident: Resident, window: Browser, rest: str
) -> None:
    kept_open, version = window.forms, stored(office, resident).version
    for _ in range(3):
        office.ports.clock.advance(minutes=20)
        assert window._once("GET", f"/office/cases/{resident.id}{rest}", None).status in {200, 303}
    assert office.services.sweep().released == 0
    assert stored(office, resident).version == version
    release = next(form for form in kept_open if "/release" in form.action)
    window.send(release)  # another tab that was open all the time
    assert stored(office, resident).state is CaseState.SUBMITTED


@pytest.mark.parametrize("rest", ["", "/pages/1"])
def test_reading_by_the_interface_keeps_the_case_of_its_holder_alone(
    office: MiniOffice, resident: Resident, rest: str
) -> None:
    own, other = verifier(office, resident), office.staff(Role.APPROVER, "another")
    assert own.move("POST", "/claim").status == 200
    for reader, released in ((own.api, 0), (other, 1)):
        office.ports.clock.advance(minutes=20)
        assert reader.call("GET", own.path + rest).status == 200
        office.ports.clock.advance(minutes=20)
        assert office.services.sweep().released == released
