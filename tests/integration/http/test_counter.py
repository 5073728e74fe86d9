"""The counter and the dispatch desk, as clerks and residents meet them over HTTP."""

from typing import Any

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.pick_up import Outcome, starts_at
from tests.integration.http.counter_given import next_hour, to_mail
from tests.integration.http.walk import TAKEN, bring_to, faults, problem, producer, record, spoil, stored, visit_again
from tests.office import LOST, PERSON, MiniOffice, Officer, Resident
from tests.officers import sign_in
from tests.residents import BROWSER, Browser, Form, cookies_of

NUMBER, SECOND = "RR000000005ID", "RR000000014ID"
PROXY = {
    **TAKEN,
    "collected_by": "proxy",
    "letter": {"number": "474/12/2026"},
    "identity": {"kind": "ktp", "last_four": "0001"},
}


def counter(office: MiniOffice, resident: Resident) -> Officer:
    return Officer(office.staff(Role.COUNTER), resident.id)


def told(office: MiniOffice) -> list[str]:
    office.work()
    kept = office.ports.registry.notices.values()
    return [notice.event.value for notices in kept for notice in notices.values()]


@pytest.fixture
def ready(office: MiniOffice) -> Resident:
    return bring_to(office, CaseState.READY)


def test_the_counter_sees_what_waits_and_for_whom(office: MiniOffice, ready: Resident) -> None:
    answer = office.staff(Role.COUNTER).call("GET", f"/v1/counter/cases/{ready.id}")
    assert answer.json["names"] == ["Siti Contoh"]
    assert [item["product"] for item in answer.json["ready"]] == ["p1"]
    assert answer.json["may_collect"] == ["self", "family", "proxy"]


def test_nothing_is_given_to_somebody_unchecked(office: MiniOffice, ready: Resident) -> None:
    refused = counter(office, ready).move("POST", "/hand-over", {**TAKEN, "identity_checked": False})
    assert faults(refused) == {("identity_checked", "identity_unchecked")}
    assert stored(office, ready.id).state is CaseState.READY


def test_a_proxy_needs_letter_and_identity_and_all_faults_are_told(office: MiniOffice, ready: Resident) -> None:
    bare = {**TAKEN, "collected_by": "proxy", "identity_checked": False}
    refused = counter(office, ready).move("POST", "/hand-over", bare)
    assert faults(refused) == {
        ("identity_checked", "identity_unchecked"), ("letter", "letter_missing"), ("identity", "identity_missing"),
    }  # fmt: skip
    whole = counter(office, ready).move("POST", "/hand-over", PROXY | {"letter": {"number": PERSON["nik"]}})
    assert faults(whole) == {("letter", "number_of_person")}
    assert counter(office, ready).move("POST", "/hand-over", PROXY).json["state"] == "CLOSED"
    taken = stored(office, ready.id).products[0].hand_over
    assert taken is not None
    assert (taken.letter and taken.letter.number, taken.identity and taken.identity.last_four) == (
        "474/12/2026",
        "0001",
    )


def test_the_audit_says_who_took_it_without_a_number(office: MiniOffice, ready: Resident) -> None:
    counter(office, ready).move("POST", "/hand-over", PROXY)
    last = office.ports.cases.list_audit(stored(office, ready.id).receipt)[-1]
    assert last.details == {
        "product": "p1",
        "collected_by": "proxy",
        "old_card": "lost",
        "checked": "named_in_letter",
        "identity": "ktp",
    }


def test_who_named_another_collector_is_not_served_by_family(office: MiniOffice, ready: Resident) -> None:
    case = stored(office, ready.id)
    named = case.model_copy(update={"answers": {**case.answers, "collected_by_other": True}})
    office.ports.registry.cases[case.receipt] = named
    refused = counter(office, ready).move("POST", "/hand-over", {**TAKEN, "collected_by": "family"})
    assert faults(refused) == {("collected_by", "names_another_collector")}
    assert counter(office, ready).move("POST", "/hand-over", PROXY).status == 200


def test_a_wrong_hand_over_is_taken_back_once_and_told(office: MiniOffice, ready: Resident) -> None:
    assert told(office).count("ready") == 1
    counter(office, ready).move("POST", "/hand-over", TAKEN)
    version = stored(office, ready.id).version
    undo = {"product": "p1", "reason": "wrong_person"}
    assert counter(office, ready).move("POST", "/hand-over/undo", undo, version).json["state"] == "READY"
    again = counter(office, ready).move("POST", "/hand-over/undo", undo, version)
    assert (again.status, problem(again)) == (412, "stale-version")
    later = counter(office, ready).move("POST", "/hand-over/undo", undo)
    assert later.status == 409
    assert told(office).count("ready") == 2
    assert office.ports.cases.list_audit(stored(office, ready.id).receipt)[-1].details["reason"] == "wrong_person"


def test_a_resident_books_moves_and_cancels(office: MiniOffice, ready: Resident) -> None:
    hour = next_hour(office)
    for _ in range(2):
        booked = ready.call("POST", "/pick-up", hour)
        assert (booked.status, booked.json["version"]) == (200, 1)
    stale = ready.call("POST", "/pick-up", {**hour, "at": "11:00"})
    assert (stale.status, problem(stale)) == (412, "stale-version")
    moved = ready.call("POST", "/pick-up", {**hour, "at": "11:00", "version": 1})
    assert (moved.json["at"], moved.json["version"]) == ("11:00", 2)
    assert ready.call("POST", "/pick-up/cancellation", {"version": 1}).status == 412
    for _ in range(2):
        assert ready.call("POST", "/pick-up/cancellation", {"version": 2}).json["booking"] is None
    again = ready.call("POST", "/pick-up", hour)
    assert (again.status, again.json["version"]) == (200, 4)


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": "12:30"},
        {"at": "15:00"},
        {"day": "2026-03-19"},
        {"day": "2026-03-07"},
        {"day": "2025-03-03"},
        {"at": "10:01"},
    ],
)
def test_a_hour_that_is_none_cannot_be_booked(office: MiniOffice, ready: Resident, wrong: dict[str, str]) -> None:
    refused = ready.call("POST", "/pick-up", {**next_hour(office), **wrong})
    assert faults(refused) == {("at", "hour_closed")}
    assert not office.ports.counter.book.bookings


def test_nothing_can_be_booked_before_something_waits(office: MiniOffice) -> None:
    waiting = bring_to(office, CaseState.SUBMITTED)
    assert faults(waiting.call("POST", "/pick-up", next_hour(office))) == {("application", "nothing_to_fetch")}


def test_the_last_free_place_is_given_once(office: MiniOffice, ready: Resident) -> None:
    (here,) = office.services.office.places
    places = (here.model_copy(update={"capacity": 1}),)
    office.services.__dict__["office"] = office.services.office.model_copy(update={"places": places})
    other = bring_to(office, CaseState.READY)
    hour = next_hour(office)
    assert ready.call("POST", "/pick-up", hour).status == 200
    assert faults(other.call("POST", "/pick-up", hour)) == {("at", "hour_full")}


def test_the_days_list_tells_who_came_and_who_did_not(office: MiniOffice, ready: Resident) -> None:
    hour = next_hour(office)
    ready.call("POST", "/pick-up", hour)
    api = office.staff(Role.COUNTER)
    day = api.call("GET", f"/v1/counter/day?day={hour['day']}").json
    assert [(b["receipt"], b["outcome"]) for b in day["bookings"]] == [(ready.id, "booked")]
    path = f"/v1/counter/cases/{ready.id}/appointment"
    assert faults(api.call("POST", path, {"outcome": "no_show"})) == {("outcome", "hour_ahead")}
    begin_hour(office, ready)
    api = office.staff(Role.COUNTER)
    for _ in range(2):
        noted = api.call("POST", path, {"outcome": "no_show"})
        assert (noted.status, noted.json["version"]) == (200, 2)
    assert counter(office, ready).move("POST", "/hand-over", TAKEN).status == 200
    assert office.ports.counter.book.bookings[stored(office, ready.id).receipt].outcome is Outcome.CAME
    today = api.call("GET", "/v1/counter/day").json
    assert ([h["receipt"] for h in today["handed_over"]], today["ready"]) == ([ready.id], 0)


def test_who_does_not_come_is_reminded_twice_and_then_listed(office: MiniOffice, ready: Resident) -> None:
    api = office.staff(Role.COUNTER)
    seen = []
    for _ in range(4):
        office.ports.clock.advance(days=7)
        for _ in range(2):
            office.services.sweep()
        seen.append((told(office).count("collect_reminder"), len(api.call("GET", "/v1/uncollected").json["items"])))
    assert seen == [(1, 0), (2, 0), (2, 1), (2, 1)]
    counter(office, ready).move("POST", "/hand-over", TAKEN)
    assert api.call("GET", "/v1/uncollected").json["items"] == []


def test_whom_no_reminder_reaches_keeps_their_place_on_the_list(office: MiniOffice) -> None:
    office.undelivered = {NoticeChannel.SMS}
    resident = bring_to(office, CaseState.READY, {**LOST, "contact": {"phone": "+6281000000003"}})
    receipt = stored(office, resident.id).receipt
    office.ports.clock.advance(hours=3)
    office.work()
    (first,) = office.ports.unreached.list_for(receipt)
    office.ports.clock.advance(days=7)
    office.services.sweep()
    office.work()
    office.ports.clock.advance(hours=3)
    office.work()
    (later,) = office.ports.unreached.list_for(receipt)
    assert [news.notice for news in (first, later)] == ["ready", "collect_reminder"]
    assert later.since == first.since


def test_who_has_an_appointment_ahead_is_not_asked_to_choose_one(office: MiniOffice, ready: Resident) -> None:
    office.ports.clock.advance(days=6)
    assert visit_again(office, ready).call("POST", "/pick-up", next_hour(office, 3)).status == 200
    office.ports.clock.advance(days=1)
    office.services.sweep()
    assert told(office).count("collect_reminder") == 0
    office.ports.clock.advance(days=4)
    office.services.sweep()
    assert told(office).count("collect_reminder") == 1


def begin_hour(office: MiniOffice, resident: Resident) -> None:
    booking = office.ports.counter.book.bookings[stored(office, resident.id).receipt]
    now = office.services.office.local_time(office.ports.clock.now())
    office.ports.clock.advance(seconds=(starts_at(booking.hour, now) - now).total_seconds())


def form_to(window: Browser, path: str) -> Form:
    return next(form for form in window.forms if path in form.action)


def lines(*rows: dict[str, str]) -> dict[str, Any]:
    return {"lines": list(rows)}


def test_what_is_to_be_mailed_is_listed_labelled_and_dispatched_by_list(office: MiniOffice, ready: Resident) -> None:
    mailed, api = to_mail(office), office.staff(Role.COUNTER)
    assert [item["receipt"] for item in api.call("GET", "/v1/dispatches").json["items"]] == [mailed.id]
    labels = api.call("POST", "/v1/dispatches/labels.pdf", {"receipts": [mailed.id, f"{mailed.id}/p1"]})
    assert (labels.status, labels.content[:4]) == (200, b"%PDF")
    (label,) = office.ports.counter.labels.printed
    assert (label.name, label.address.street) == ("Siti Contoh", "Jalan Contoh 7")
    assert office.ports.cases.list_audit(stored(office, mailed.id).receipt)[-1].action == "address_opened"
    rows = lines(
        {"receipt": f"{mailed.id}/p1", "postal_number": NUMBER},
        {"receipt": ready.id, "postal_number": SECOND},
        {"receipt": "TESTTESTTE6", "postal_number": "RR000000006ID"},
        {"receipt": ready.id, "postal_number": NUMBER},
        {"receipt": mailed.id, "outcome": "hilang"},
    )
    report = api.call("POST", "/v1/dispatches", rows).json
    assert (report["done"], report["already"], report["refused"]) == (1, 0, 4)
    codes = [{error["code"] for error in line["errors"]} for line in report["lines"]]
    assert codes == [
        set(), {"not_mailed"}, {"check_symbol", "postal_number_doubtful"}, {"postal_number_twice"}, {"outcome_unknown"},
    ]  # fmt: skip
    version = stored(office, mailed.id).version
    again = api.call("POST", "/v1/dispatches", rows).json
    assert (again["done"], again["already"], stored(office, mailed.id).version) == (0, 1, version)


def test_labels_are_all_or_none(office: MiniOffice, ready: Resident) -> None:
    mailed, api = to_mail(office), office.staff(Role.COUNTER)
    version = stored(office, mailed.id).version
    refused = api.call("POST", "/v1/dispatches/labels.pdf", {"receipts": [mailed.id, ready.id, "TESTTESTTE5"]})
    assert faults(refused) == {("receipts.1", "not_mailed"), ("receipts.2", "case_unknown")}
    assert (office.ports.counter.labels.printed, stored(office, mailed.id).version) == ([], version)


def test_a_second_attempt_has_a_number_of_its_own(office: MiniOffice) -> None:
    mailed, api = to_mail(office), office.staff(Role.COUNTER)

    def say(outcome: str, number: str = "") -> list[str]:
        row = {"receipt": mailed.id, "outcome": outcome, "postal_number": number}
        (line,) = api.call("POST", "/v1/dispatches", lines(row)).json["lines"]
        return [line["result"], *(error["code"] for error in line["errors"])]

    assert say("dikirim", NUMBER) == ["done"]
    assert say("gagal antar") == ["done"]
    assert say("kembali") == ["done"]
    assert say("kembali") == ["already"]
    assert say("", NUMBER) == ["refused", "postal_number_used"]
    assert say("", SECOND) == ["done"]
    assert say("diterima") == ["done"]
    product = stored(office, mailed.id).products[0]
    assert (product.state, product.postal_number, product.earlier_numbers) == (
        ProductState.DELIVERED,
        SECOND,
        (NUMBER,),
    )


def test_a_clerk_hands_over_by_scanner_without_script(office: MiniOffice, ready: Resident) -> None:
    window = sign_in(office, Role.COUNTER)
    window.go("/office/counter")
    form = next(form for form in window.forms if form.action.endswith("office/counter?lang=id"))
    assert window.send(form, scan="salah").status == 422
    assert window.send(form, scan="TESTTESTTE5").status == 404
    assert window.send(form, scan=f"https://loket.example/?number={ready.id}").status == 200
    assert "Siti Contoh" in window.text
    form = next(form for form in window.forms if "product" in form.fields)
    whole = {"letter": f"Budi Contoh {PERSON['nik']}", "identity_kind": "ktp", "last_four": "0001"}
    checked = {"collected_by": "proxy", "old_card": "police_report", "identity_checked": "yes"}
    assert window.send(form, **checked, **whole).status == 422
    assert "Ini seperti NIK atau nomor KK" in window.text
    missing = window.send(form, collected_by="proxy", letter="1/2026")
    assert missing.status == 422
    for said in ("Pilih dokumen identitas", "centang", "wajib diisi"):
        assert said in window.text
    assert 'value="1/2026"' in missing.content.decode()
    form = next(form for form in window.forms if "product" in form.fields)
    typed = {"collected_by": "self", "old_card": "police_report", "identity_checked": "yes"}
    done = window.send(form, **typed)
    assert (done.status, stored(office, ready.id).state) == (200, CaseState.CLOSED)
    assert "Penyerahan sudah dicatat" in window.text
    again = window.send(form, **typed)
    assert again.status == 200
    assert "Penyerahan sudah dicatat" in window.text
    stale = window.send(form, **{**typed, "collected_by": "family"})
    assert stale.status == 409
    assert "diubah orang lain" in window.text


def test_a_clerk_takes_a_hand_over_back(office: MiniOffice, ready: Resident) -> None:
    producer(office, ready).move("POST", "/hand-over", TAKEN)
    window = sign_in(office, Role.COUNTER)
    window.go(f"/office/counter/cases/{ready.id}")
    assert window.send(form_to(window, "/undo")).status == 422
    assert window.send(form_to(window, "/undo"), reason="wrong_product").status == 200
    assert "masih di kantor" in window.text
    assert stored(office, ready.id).state is CaseState.READY


def test_what_is_not_ready_is_refused_with_the_reason(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.IN_PROCESS)
    window = sign_in(office, Role.COUNTER)
    window.go(f"/office/counter/cases/{resident.id}")
    assert "Belum ada yang dapat diserahkan" in window.text
    assert not [form for form in window.forms if "product" in form.fields]


def test_who_asked_for_post_may_come_until_it_is_mailed(office: MiniOffice) -> None:
    mailed, window = to_mail(office), sign_in(office, Role.COUNTER)
    window.go(f"/office/counter/cases/{mailed.id}")
    assert "lewat pos" in window.text
    form = next(form for form in window.forms if "product" in form.fields)
    row = {"receipt": mailed.id, "postal_number": NUMBER}
    assert office.staff(Role.COUNTER).call("POST", "/v1/dispatches", lines(row)).json["done"] == 1
    typed = {"collected_by": "self", "old_card": "lost", "identity_checked": "yes"}
    assert window.send(form, **typed).status == 409
    assert stored(office, mailed.id).products[0].state is ProductState.DISPATCHED


def test_the_dispatch_page_scans_and_takes_lists(office: MiniOffice) -> None:
    mailed, window = to_mail(office), sign_in(office, Role.COUNTER)
    window.go("/office/dispatch")
    assert (
        window.send(
            form_to(window, "/scan"), label=mailed.id, postal_number="RR000000006ID", outcome="dispatched"
        ).status
        == 422
    )
    assert "Angka periksa" in window.text
    assert window.send(form_to(window, "/list"), table="warna;hasil\nmerah;1").status == 422
    csv = f"No. Berkas;No Resi\r\n{mailed.id};{NUMBER}\r\n{mailed.id};{SECOND}\r\nTESTTESTTE6;{NUMBER}\r\n"
    assert window.send(form_to(window, "/list"), table=csv).status == 200
    assert "Dicatat: 1" in window.text
    assert "Tidak cocok: 2" in window.text
    window.go("/office/dispatch?queue=dispatched")
    assert stored(office, mailed.id).receipt.format() in window.text


def test_a_resident_books_on_the_page(office: MiniOffice, ready: Resident) -> None:
    window = Browser(office, cookies=cookies_of(office, ready.id))
    assert window.cookies["__Host-loket-browser"] == BROWSER
    hour = next_hour(office)
    window.go(f"/apply/{ready.id}/pick-up?day={hour['day']}")
    form = next(form for form in window.forms if "version" in form.fields)
    assert window.send(form).status == 422
    assert window.send(form, at="10:00").status == 200
    assert "Anda ditunggu pada" in window.text
    assert window.send(form, at="11:00").status == 409
    assert "jendela lain" in window.text
    cancel = next(form for form in window.forms if "cancel" in form.fields)
    assert window.send(cancel).status == 200
    assert ready.call("GET", "/pick-up").json["booking"] is None


def test_who_booked_a_card_that_is_found_bad_is_told_and_not_expected(office: MiniOffice, ready: Resident) -> None:
    hour = next_hour(office)
    ready.call("POST", "/pick-up", hour)
    spoil(office, ready)
    assert told(office).count("delayed") == 1
    desk, place = office.staff(Role.COUNTER), f"/v1/counter/day?place={hour['place']}&day={hour['day']}"
    assert desk.call("GET", place).json["not_ready"] == [ready.id]
    window = Browser(office, cookies=cookies_of(office, ready.id))
    window.go(f"/apply/{ready.id}/pick-up")
    assert ("Jangan datang dulu" in window.text, "Anda ditunggu" in window.text) == (True, False)
    for step in ("printed", "made_ready"):
        record(office, ready, step)
    assert desk.call("GET", place).json["not_ready"] == []
    window.go(f"/apply/{ready.id}/pick-up")
    assert "Anda ditunggu pada" in window.text
    assert ready.call("POST", "/pick-up", {**hour, "at": "11:00", "version": 1}).json["version"] == 2


def test_nobody_books_for_another(office: MiniOffice, ready: Resident) -> None:
    other = office.start(LOST)
    answer = other.api.call("POST", f"/v1/applications/{ready.id}/pick-up", next_hour(office))
    assert answer.status == 404


def test_who_need_not_come_is_not_noted_as_a_no_show(office: MiniOffice, ready: Resident) -> None:
    ready.call("POST", "/pick-up", next_hour(office, ahead=0))
    begin_hour(office, ready)
    window = sign_in(office, Role.COUNTER)
    window.go("/office/counter")
    form = form_to(window, "/appointment")
    spoil(office, ready)
    assert window.send(form).status == 422  # a tab of before
    assert "tidak ditunggu" in window.text
    assert not [form for form in window.forms if "/appointment" in form.action]
    desk, path = office.staff(Role.COUNTER), f"/v1/counter/cases/{ready.id}/appointment"
    assert faults(desk.call("POST", path, {"outcome": "no_show"})) == {("outcome", "nobody_expected")}
    booking = office.ports.counter.book.bookings[stored(office, ready.id).receipt]
    assert (booking.outcome, booking.version) == (Outcome.BOOKED, 1)  # the hour stays theirs
    for step in ("printed", "made_ready"):
        record(office, ready, step)
    assert desk.call("POST", path, {"outcome": "no_show"}).status == 200


def test_a_no_show_is_not_noted_where_no_booking_is(office: MiniOffice, ready: Resident) -> None:
    ready.call("POST", "/pick-up", next_hour(office, ahead=0))
    begin_hour(office, ready)
    other, window = bring_to(office, CaseState.READY), sign_in(office, Role.COUNTER)
    window.go("/office/counter")
    form = form_to(window, "/appointment")
    form.action = form.action.replace(ready.id, other.id)
    assert window.send(form).status == 404
    assert "tidak punya janji" in window.text


def test_a_version_that_is_no_number_is_a_stale_one(office: MiniOffice, ready: Resident) -> None:
    window = sign_in(office, Role.COUNTER)
    window.go(f"/office/counter/cases/{ready.id}")
    typed = {"collected_by": "self", "old_card": "lost", "identity_checked": "yes", "version": "9" * 5_000}
    assert window.press(f"/cases/{ready.id}", **typed).status == 409


def test_the_counter_books_moves_and_cancels_for_a_resident(office: MiniOffice, ready: Resident) -> None:
    api, path = office.staff(Role.COUNTER, "c1"), f"/v1/counter/cases/{ready.id}/pick-up"
    hours = [free["at"] for free in api.call("GET", path).json["free"]]
    wanted = {**next_hour(office), "at": hours[0]}
    for _ in range(2):
        assert api.call("POST", path, wanted).json["version"] == 1
    booked = office.ports.counter.book.get(stored(office, ready.id).receipt)
    assert booked is not None
    assert booked.made_by == "c1"
    assert ready.call("GET", "/pick-up").json["booking"]["at"] == hours[0]
    stale = api.call("POST", path, {**wanted, "at": hours[1]})
    assert (stale.status, problem(stale)) == (412, "stale-version")
    assert api.call("POST", path, {**wanted, "at": hours[1], "version": 1}).json["at"] == hours[1]
    assert api.call("POST", f"{path}/cancellation", {"version": 2}).json["booking"] is None


def test_the_counter_books_on_a_page_and_keeps_its_place_when_somebody_was_first(
    office: MiniOffice, ready: Resident
) -> None:
    one, other = (sign_in(office, Role.COUNTER, officer=name) for name in ("c1", "c2"))
    for browser in (one, other):
        browser.go(f"/office/counter/cases/{ready.id}/pick-up")
    hour = next_hour(office)["at"]
    one.press("what=book", at=hour)
    assert "Janji sudah dicatat." in one.text
    assert "Batalkan janji" in one.text
    assert other.press("what=book", at=office_hour(office, ready, hour)).status == 409
    assert "diubah di jendela lain" in other.text


def test_a_draft_has_nothing_to_be_booked_for(office: MiniOffice) -> None:
    draft = office.start(LOST)
    assert office.staff(Role.COUNTER).call("GET", f"/v1/counter/cases/{draft.id}/pick-up").status == 404


def office_hour(office: MiniOffice, resident: Resident, other_than: str) -> str:
    """A free hour of the day that is offered first."""
    free = office.staff(Role.COUNTER).call("GET", f"/v1/counter/cases/{resident.id}/pick-up").json["free"]
    return str(next(hour["at"] for hour in free if hour["at"] != other_than))


@pytest.mark.parametrize(
    ("collector", "checked"),
    [("self", "named_in_case"), ("family", "on_same_family_card"), ("proxy", "named_in_letter")],
)
def test_what_an_officer_declares_is_true_of_who_collects(
    office: MiniOffice, ready: Resident, collector: str, checked: str
) -> None:
    window = sign_in(office, Role.COUNTER)
    window.go(f"/office/counter/cases/{ready.id}")
    assert "orang di loket adalah orang yang disebut di berkas" not in window.text
    for said in ("dialah orangnya", "tercantum di KK yang sama", "yang disebut di surat kuasa"):
        assert said in window.text
    body = PROXY if collector == "proxy" else {**TAKEN, "collected_by": collector}
    assert counter(office, ready).move("POST", "/hand-over", body).status == 200
    last = office.ports.cases.list_audit(stored(office, ready.id).receipt)[-1]
    assert last.details["checked"] == checked


def test_after_a_hand_over_the_counter_says_what_was_handed_over_and_warns_of_nothing(
    office: MiniOffice, ready: Resident
) -> None:
    first, second = (sign_in(office, Role.COUNTER, officer=name) for name in ("c1", "c2"))
    for window in (first, second):
        window.go(f"/office/counter/cases/{ready.id}")
    taken = {"collected_by": "self", "old_card": "lost", "identity_checked": "yes"}
    own = f"counter/cases/{ready.id}?"
    first.press(own, **taken)
    assert second.press(own, **taken).status == 409
    for window in (first, second):
        assert "Semua sudah diserahkan" in window.text
        assert "Pemohon atau orangnya sendiri" in window.text
        assert "oleh petugas c1" in window.text
        assert "Jangan serahkan apa pun" not in window.text


def test_nobody_came_before_the_day_of_their_appointment(office: MiniOffice, ready: Resident) -> None:
    ready.call("POST", "/pick-up", next_hour(office))
    api, path = office.staff(Role.COUNTER), f"/v1/counter/cases/{ready.id}/appointment"
    assert faults(api.call("POST", path, {"outcome": "came"})) == {("outcome", "day_ahead")}
    assert counter(office, ready).move("POST", "/hand-over", TAKEN).status == 200  # who comes early is served
    booking = office.services.counter.booking.book.get(stored(office, ready.id).receipt)
    assert booking is not None
    assert booking.outcome is Outcome.CAME


@pytest.mark.parametrize("scan", ["/", "//", "--"])
def test_a_scan_that_cannot_be_read_is_not_called_empty(office: MiniOffice, scan: str) -> None:
    window = sign_in(office, Role.COUNTER)
    window.go("/office/counter")
    assert window.press("office/counter?", scan=scan).status == 422
    assert "Kode ini tidak terbaca" in window.text
    assert "Isian ini kosong" not in window.text
    window.press("office/counter?", scan="")
    assert "Isian ini kosong" in window.text


def test_the_key_that_was_pressed_for_the_field_does_not_spoil_the_scan(office: MiniOffice, ready: Resident) -> None:
    window = sign_in(office, Role.COUNTER)
    window.go("/office/counter")
    window.press("office/counter?", scan=f"/{ready.id}")
    assert window.path.split("?")[0].endswith(f"/office/counter/cases/{ready.id}")
