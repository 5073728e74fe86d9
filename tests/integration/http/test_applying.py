"""The residents' journey without script, from the service's page to the receipt, as a browser walks it."""

import html
import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import altcha
import pytest

from chalicelib.catalogue import load_messages
from chalicelib.domain.access import Role, Visit
from chalicelib.domain.case import Case
from chalicelib.domain.document import Inspection, MediaType
from chalicelib.domain.drafts import answered_by
from chalicelib.domain.errors import UnauthorizedError
from chalicelib.domain.finding import Finding, FindingCode, Severity
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.places import postcode_of
from chalicelib.domain.text import Language
from tests.gateway import Answer
from tests.integration.http.walk import bring_to
from tests.journeys import ABOUT, JOURNEYS
from tests.office import JPEG, MiniOffice
from tests.post_fakes import BLURRED
from tests.residents import Browser, as_header, cookies_of


def stored(office: MiniOffice, receipt: str) -> Case:
    return office.ports.cases.get(ReceiptNumber.restore(receipt))


def step_on_show(browser: Browser) -> str:
    return urlsplit(browser.path).path.rpartition("/")[2]


def fill_in(browser: Browser, steps: dict[str, dict[str, str]]) -> None:
    """Answer whatever is asked, page after page, until the list of tasks is back."""
    asked: list[str] = []
    while "/steps/" in browser.path:
        step = step_on_show(browser)
        asked.append(step)
        answer = browser.submit(**steps[step])
        assert answer.status == 200, browser.text
    assert asked == list(steps)


def apply(browser: Browser, service: str) -> str:
    """The whole of it up to the last look; the receipt number."""
    steps, facts = JOURNEYS[service]
    receipt = browser.begin(service)
    browser.go(f"/apply/{receipt}/steps/{next(iter(steps))}")
    fill_in(browser, steps)
    checklist = browser.office.services.checklists.of(stored(browser.office, receipt))
    for slot in checklist.slots:
        if slot.need == "required":
            if slot.id in facts:
                browser.go(f"/apply/{receipt}/steps/paper-{slot.id}")
                browser.submit(**facts[slot.id])
            browser.send_file(slot.id)
    browser.go(f"/apply/{receipt}/check")
    return receipt


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("service", JOURNEYS)
def test_a_resident_applies_without_script(office: MiniOffice, service: str, language: str) -> None:
    browser = Browser(office, language)
    receipt = apply(browser, service)
    assert "357399 450390 0001" in browser.text
    browser.submit()
    assert browser.page.status == 200, browser.text
    case = stored(office, receipt)
    assert case.state is CaseState.SUBMITTED
    assert case.language == language
    assert ReceiptNumber.restore(receipt).format() in browser.text
    assert office.services.track.pin_of(case) in browser.text
    assert browser.go(f"/apply/{receipt}/receipt.pdf").headers["Content-Type"] == "application/pdf"


def test_every_page_of_the_flow_reads_once_and_writes_once_at_most(office: MiniOffice) -> None:
    browser = Browser(office)
    counted: list[str] = []
    cases = office.ports.cases

    def count(name: str) -> None:
        inner = getattr(cases, name)

        def counting(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - of any call
            counted.append(name)
            before = len(counted)
            answer = inner(*given, **named)
            del counted[before:]  # the fake asks itself
            return answer

        setattr(cases, name, counting)

    for name in ("get", "get_sealed", "save", "create", "track"):
        count(name)
    once = browser._once

    def watched(method: str, path: str, body: bytes | None) -> Answer:
        counted.clear()
        answer = once(method, path, body)
        reads = sum(name in {"get", "get_sealed", "track"} for name in counted)
        assert reads <= 1, (method, path, counted)
        assert len(counted) - reads <= 1, (method, path, counted)
        return answer

    browser._once = watched  # type: ignore[method-assign]
    steps, _ = JOURNEYS["KTP-LOST"]
    receipt = browser.begin("KTP-LOST")
    browser.go(f"/apply/{receipt}/steps/role")
    fill_in(browser, steps)
    for slot in ("f102", "sk-hilang", "kk"):
        browser.send_file(slot)
    browser.go(f"/apply/{receipt}/check")
    browser.submit()
    assert "PIN" in browser.text


def test_pressed_twice_there_is_one_draft(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    browser.go("/apply?service=KTP-LOST")
    form = next(form for form in browser.forms if form.method == "post")
    now = office.ports.clock.now()
    solved = {"answer": str(sum(_terms(office, form.fields["sealed"])))}
    office.ports.clock.advance(seconds=10)
    again = Browser(office, cookies=dict(browser.cookies), path=browser.path)
    first, second = browser.send(form, **solved), again.send(form, **solved)
    assert first.content == second.content
    assert receipt not in browser.path
    assert len({case.receipt for case in _drafts(office)}) == 2
    assert now < office.ports.clock.now()


def _terms(office: MiniOffice, sealed: str) -> tuple[int, int]:
    puzzles = office.ports.puzzles
    claims = puzzles._open(sealed)
    assert claims is not None
    return puzzles._terms(str(claims["jti"]))


def _drafts(office: MiniOffice) -> list[Case]:
    items = office.ports.cases.list_queue("draft", None, 50).items
    return [stored(office, item["receipt"]) for item in items]


def test_a_wrong_answer_brings_a_new_question_and_keeps_what_was_said(office: MiniOffice) -> None:
    browser = Browser(office)
    browser.go("/apply?service=KTP-NEW&was_married=no")
    office.ports.clock.advance(seconds=10)
    assert browser.submit(answer="99").status == 422
    assert browser.forms[-1].fields["was_married"] == "no" or "was_married" in browser.page.content.decode()
    assert "Jawaban itu belum tepat" in browser.text


def test_nobody_answers_within_a_blink(office: MiniOffice) -> None:
    browser = Browser(office)
    browser.go("/apply?service=KTP-LOST")
    form = next(form for form in browser.forms if form.method == "post")
    assert browser.send(form, answer=str(sum(_terms(office, form.fields["sealed"])))).status == 422


def test_work_in_place_of_an_answer_is_taken(office: MiniOffice) -> None:

    browser = Browser(office)
    browser.go("/apply?service=KTP-LOST")
    challenge = re.search(r'data-challenge="([^"]+)"', browser.page.content.decode())
    assert challenge is not None

    asked = altcha.Challenge.from_dict(json.loads(html.unescape(challenge[1])))
    solution = altcha.solve_challenge(asked)
    assert solution is not None
    browser.submit(solution=altcha.Payload(asked, solution).to_base64())
    assert browser.path.startswith("/apply/")


def test_work_done_for_another_puzzle_opens_none(office: MiniOffice) -> None:
    now = office.ports.clock.now()
    one, other = office.ports.puzzles.make(now), office.ports.puzzles.make(now)

    asked = altcha.Challenge.from_dict(json.loads(other.challenge))
    solution = altcha.solve_challenge(asked)
    assert solution is not None
    payload = altcha.Payload(asked, solution).to_base64()
    assert office.ports.puzzles.check(other.sealed, payload, "", now) is not None
    assert office.ports.puzzles.check(one.sealed, payload, "", now) is None


def test_every_wrong_field_is_told_and_kept(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    browser.go(f"/apply/{receipt}/steps/contact")
    answer = browser.submit(phone="12", email="siti@")
    assert answer.status == 422
    assert answer.content.decode().count("govuk-error-message") == 2
    assert 'value="siti@"' in answer.content.decode()
    assert 'href="#phone"' in answer.content.decode()


NAUGHTY = {
    "script": "<script>alert(1)</script>",
    "500 characters": "N" * 500,
    "emoji": "Siti 🙂",
    "right to left": "Siti \u202egnoh",
    "zalgo": "S" + "\u0301" * 40,
    "a null": "Siti\x00",
    "a quote": '"><img src=x onerror=alert(1)>',
    "a template": "{{ 7 * 7 }}",
}


@pytest.mark.parametrize("text", NAUGHTY.values(), ids=NAUGHTY)
@pytest.mark.parametrize(("step", "field"), [("name", "name"), ("nik", "nik"), ("family-card", "family_card")])
def test_whatever_is_typed_ends_in_a_clear_page(office: MiniOffice, step: str, field: str, text: str) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    browser.go(f"/apply/{receipt}/steps/{step}")
    answer = browser.submit(**{field: text})
    assert answer.status == 422
    body = answer.content.decode()
    assert "govuk-error-summary" in body
    assert "<script>alert" not in body
    assert "<img src=x" not in body
    assert browser.forms[0].fields[field] == text.replace("\x00", "\ufffd") or browser.forms[0].fields[field] == text


def test_a_doubtful_nik_is_explained_and_never_refused(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    browser.go(f"/apply/{receipt}/steps/birth")
    browser.submit(**ABOUT["birth"])
    browser.go(f"/apply/{receipt}/steps/nik")
    browser.submit(nik="3573990101900001")
    assert "Coba lihat sekali lagi" in browser.text
    assert "doubt=1" in browser.path
    assert "nik" not in urlsplit(browser.path).query
    assert f"/apply/{receipt}/steps/birth" in browser.page.content.decode()


def test_a_visit_that_ended_keeps_what_was_typed(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    pin = office.services.track.pin_of(stored(office, receipt))
    browser.go(f"/apply/{receipt}/steps/name")
    office.ports.clock.advance(minutes=121)
    assert browser.submit(name="Siti Contoh").status == 401
    assert "tidak hilang" in browser.text
    browser.submit(receipt_number=receipt, pin="000000" if pin != "000000" else "111111")
    assert browser.page.status == 404
    browser.submit(receipt_number=receipt, pin=pin)
    assert "Isian terakhir Anda masih ada" in browser.text
    browser.submit()
    assert step_on_show(browser) == "nik"
    browser.go(f"/apply/{receipt}/check")
    assert "Siti Contoh" in browser.text


def test_each_page_keeps_the_visit_alive(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    for _ in range(4):
        office.ports.clock.advance(minutes=100)
        assert browser.go(f"/apply/{receipt}").status == 200


def test_a_visit_outlives_one_change_of_its_key_and_not_two(office: MiniOffice) -> None:
    tokens, visits = office.ports.visit_tokens, office.services.visits
    resident = office.start()
    case = stored(office, resident.id)

    token = visits.seal(Visit(visitor=office.services.track.visit(case)))
    assert tokens._key(1) != tokens._key(2)
    assert visits.read(token).visitor.receipt == case.receipt

    with pytest.raises(UnauthorizedError):
        replace(tokens, generation=2).read(token, office.ports.clock.now())


def test_cookies_refused_are_told_before_anything_is_typed(office: MiniOffice) -> None:
    browser = Browser(office, takes_cookies=False)
    browser.go("/apply?service=KTP-LOST")
    office.ports.clock.advance(seconds=10)
    assert browser.submit(answer="3").status == 403
    assert "menolak kuki" in browser.text
    assert not office.ports.registry.cases


def test_a_form_of_another_browser_is_refused(office: MiniOffice) -> None:
    browser, other = Browser(office), Browser(office)
    receipt = browser.begin("KTP-LOST")
    other.begin("KTP-LOST")
    browser.go(f"/apply/{receipt}/steps/name")
    form = browser.forms[0]
    browser.cookies["__Host-loket-browser"] = other.cookies["__Host-loket-browser"]
    assert browser.send(form, name="Siti Contoh").status == 403
    assert stored(office, receipt).version == 1


def test_a_post_from_another_site_is_refused(office: MiniOffice) -> None:
    resident = office.start()
    answer = office.public.call(
        "POST", "/follow", f"receipt_number={resident.id}&pin={resident.started['pin']}".encode(),
        {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site"},
    )  # fmt: skip
    assert answer.status == 403
    assert not answer.cookies


def test_no_page_of_an_application_opens_without_its_cookie(office: MiniOffice) -> None:
    resident, other = office.start(), office.start()
    for path in ("", "/check", "/steps/name", "/papers/kk", "/receipt.pdf", "/cover-sheet.pdf"):
        answer = office.public.call("GET", f"/apply/{resident.id}{path}")
        assert answer.status == 401
        assert "Siti" not in answer.content.decode()

    of_other = cookies_of(office, other.id)
    stolen = {name.replace(other.id, resident.id): value for name, value in of_other.items()}
    assert office.public.call("GET", f"/apply/{resident.id}", headers=as_header(stolen)).status == 401


def test_a_new_pin_ends_the_visit_of_the_old_one(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = apply(browser, "KTP-LOST")
    visitor = office.services.track.visit(stored(office, receipt))
    office.services.own_application.reissue_pin(visitor)
    assert browser.go(f"/apply/{receipt}").status == 401


def test_a_paper_that_is_hard_to_read_is_kept_or_taken_back(office: MiniOffice) -> None:
    office.ports.inspector.verdicts[JPEG] = Inspection(detected_type=MediaType.JPEG, findings=(BLURRED,))
    browser = Browser(office)
    receipt = apply(browser, "KTP-LOST")
    office.work()
    browser.go(f"/apply/{receipt}")
    assert browser.text.count("Sulit dibaca") == 3
    browser.go(f"/apply/{receipt}/papers/kk")
    browser.press("/kept")
    assert "Dikirim apa adanya" in browser.text
    browser.go(f"/apply/{receipt}/papers/f102")
    browser.press("/withdrawal")
    browser.go(f"/apply/{receipt}")
    assert browser.text.count("Sulit dibaca") == 1
    assert browser.text.count("Belum ada") == 1


def test_a_refused_file_says_why(office: MiniOffice) -> None:
    broken = Finding(code=FindingCode.DOES_NOT_OPEN, severity=Severity.BLOCKING, where="kk")
    office.ports.inspector.verdicts[JPEG] = Inspection(detected_type=None, findings=(broken,))
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    browser.send_file("kk")
    office.work()
    browser.go(f"/apply/{receipt}/papers/kk")
    assert (
        office.services.messages.finding(broken, office.services.catalogue, stored(office, receipt).language)[0]
        in browser.text
    )


def test_a_file_that_never_came_is_said(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    browser.go(f"/apply/{receipt}/papers/kk")
    browser.press("/papers/kk?")
    assert "paling besar 10 MB" in browser.text
    browser.go(f"/apply/{receipt}")
    assert "Belum sampai" in browser.text


def test_a_returned_case_shows_only_what_must_be_mended(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.RETURNED)
    browser = Browser(office)
    browser.go("/resume")
    browser.submit(receipt_number=resident.started["receipt_number"], pin=resident.started["pin"])
    asked = stored(office, resident.id).asked
    assert browser.text.count("Kirim di sini") == len(asked)
    picture = re.search(r'<img src="\./(apply/[^"]+)"', browser.page.content.decode().replace("../apply", "./apply"))
    assert picture is not None
    shown = office.public.call("GET", f"/{picture[1]}", headers=as_header(browser.cookies))
    assert (shown.status, shown.headers["Location"][:22]) == (303, "https://pages.example/")
    assert "img-src 'self' data: blob: https://pages.example" in browser.page.headers["Content-Security-Policy"]
    for item in asked:
        browser.send_file(item.slot)
    browser.go(f"/apply/{resident.id}/check")
    assert "Siti" not in browser.text
    browser.submit()
    assert stored(office, resident.id).state is CaseState.SUBMITTED


def test_following_a_returned_case_leads_to_mending_it(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.RETURNED)
    browser = Browser(office)
    browser.go("/follow")
    browser.submit(receipt_number=resident.started["receipt_number"], pin=resident.started["pin"])
    assert "Perbaiki di sini" in browser.text
    assert browser.go(f"/apply/{resident.id}").status == 200
    assert browser.press("/finish").status == 200


def test_a_returned_case_is_told_of_a_hold_and_shows_one_later_last_day(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.RETURNED)
    before = answered_by(stored(office, resident.id), office.services.office)
    body = {"is_held": True, "reason": "siak_down"}
    assert office.staff(Role.APPROVER).call("POST", "/v1/hold", body, {"If-Match": '"0"'}).status == 200
    office.ports.clock.advance(days=2)
    assert "waktu untuk mengirim berkas berhenti dihitung" in resident.track().json["held"]["text"]
    browser, later = Browser(office), load_messages().date(before + timedelta(days=2), Language.INDONESIAN)
    browser.go("/follow")
    browser.submit(receipt_number=resident.started["receipt_number"], pin=resident.started["pin"])
    for _ in range(2):
        assert "waktu untuk mengirim berkas berhenti dihitung" in browser.text
        assert f"Kirim paling lambat {later}" in browser.text
        browser.go(f"/apply/{resident.id}")
    browser.send_file(stored(office, resident.id).asked[0].slot)
    assert browser.page.status == 200


def test_finishing_on_this_phone_ends_the_visit_and_wipes(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    browser.press("/finish")
    assert 'data-forget="yes"' in browser.page.content.decode()
    assert browser.go(f"/apply/{receipt}").status == 401


def test_a_phone_of_somebody_else_remembers_no_file(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    browser.go(f"/apply/{receipt}/papers/kk")
    assert 'data-remember="yes"' in browser.page.content.decode()
    browser.go(f"/apply/{receipt}")
    browser.press("/shared")
    browser.go(f"/apply/{receipt}/papers/kk")
    assert 'data-remember="no"' in browser.page.content.decode()


def test_two_windows_on_one_draft_lose_nothing(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    second = Browser(office, cookies=dict(browser.cookies))
    browser.go(f"/apply/{receipt}/steps/name")
    second.go(f"/apply/{receipt}/steps/nik")
    browser.submit(**ABOUT["name"])
    second.submit(**ABOUT["nik"])
    browser.go(f"/apply/{receipt}/check")
    assert "Siti Contoh" in browser.text
    assert "357399 450390 0001" in browser.text


def test_a_page_kept_open_past_the_submission_leads_to_the_receipt(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = apply(browser, "KTP-LOST")
    late = Browser(office, cookies=dict(browser.cookies))
    late.go(f"/apply/{receipt}/steps/name")
    paper = Browser(office, cookies=dict(browser.cookies))
    paper.go(f"/apply/{receipt}/papers/kk")
    browser.submit()
    late.submit(name="Lain Nama")
    assert urlsplit(late.path).path == f"/apply/{receipt}"
    paper.press("/withdrawal")
    assert paper.page.status == 200
    assert "Diterima" in paper.text
    assert browser.press("/finish").status == 200


def test_handing_in_twice_ends_at_the_same_receipt(office: MiniOffice) -> None:
    browser = Browser(office)
    apply(browser, "KTP-LOST")
    form = next(form for form in browser.forms if form.method == "post")
    again = Browser(office, cookies=dict(browser.cookies), path=browser.path)
    first, second = browser.send(form), again.send(form)
    assert first.content == second.content


def test_an_incomplete_application_lists_all_that_is_missing_with_links(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    browser.go(f"/apply/{receipt}/check")
    browser.submit()
    body = browser.page.content.decode()
    for path in ("steps/role", "steps/name", "steps/nik", "papers/f102", "papers/kk", "papers/sk-hilang"):
        assert f"{path}?lang=id" in body
    assert "357399" not in body
    assert stored(office, receipt).state is CaseState.DRAFT


def test_a_role_change_back_to_oneself_forgets_the_other_person(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST", role="proxy")
    browser.go(f"/apply/{receipt}/steps/subject-name")
    browser.submit(name="Orang Lain")
    browser.go(f"/apply/{receipt}/check")
    assert "Orang Lain" in browser.text
    browser.go(f"/apply/{receipt}/steps/role?from=check")
    browser.submit(role="self")
    assert step_on_show(browser) == "check"
    assert "Orang Lain" not in browser.text


def test_a_counter_service_does_not_begin_online(office: MiniOffice) -> None:
    browser = Browser(office)
    browser.go("/services/BIODATA")
    assert "/apply?" not in browser.page.content.decode()
    receipt = browser.begin("BIODATA")
    assert receipt == "BIODATA" or "BIODATA" in browser.path
    assert not office.ports.registry.cases


def test_a_clerk_goes_on_with_a_resident(office: MiniOffice) -> None:
    resident, browser = office.start(), Browser(office)
    services = office.services
    visitor = services.track.visit(stored(office, resident.id))
    ticket = services.assist_tickets.issue(visitor, "clerk-1", office.ports.clock.now())
    foreign = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site"}
    answer = office.public.call("POST", "/assisted", f"ticket={ticket}&lang=id".encode(), foreign)
    assert answer.status == 303
    browser.cookies = dict(cookie.partition(";")[0].split("=", 1) for cookie in answer.cookies)
    browser.go(answer.headers["Location"])
    assert "Petugas mengisi bersama warga" in browser.text
    browser.go(f"/apply/{resident.id}/papers/kk")
    assert 'data-remember="no"' in browser.page.content.decode()
    office.ports.clock.advance(minutes=3)
    assert office.public.call("POST", "/assisted", f"ticket={ticket}".encode(), foreign).status == 401


def test_the_language_is_kept_over_the_buckets_redirect(office: MiniOffice) -> None:
    browser = Browser(office, "id")
    receipt = browser.begin("KTP-LOST")
    browser.go(f"/apply/{receipt}/papers/kk?lang=en")
    browser.press("/papers/kk?")
    form = browser.forms[0]
    office.ports.store.put_upload(form.fields["key"], JPEG)
    browser.go(form.fields["success_action_redirect"] + "?bucket=b&key=k&etag=e")
    assert "Files sent so far" in browser.text


def test_a_click_on_the_other_language_keeps_what_was_typed(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    browser.go(f"/apply/{receipt}/steps/contact")
    browser.submit(phone="12", email="siti@example.org")
    assert browser.page.status == 422
    other = next(form for form in browser.forms if form.action.startswith("?"))
    browser.path = f"/apply/{receipt}/steps/contact"
    browser.send(replace(other, action=f"/apply/{receipt}/steps/contact{other.action}"))
    assert browser.page.status == 422
    assert "siti@example.org" in browser.page.content.decode()
    assert "There is no such number" in browser.text


def test_a_click_before_the_beginning_keeps_the_service_and_the_answers(office: MiniOffice) -> None:
    body = Browser(office).go("/apply?service=KTP-NEW&was_married=no&fbclid=x").content.decode()
    assert "service=KTP-NEW&was_married=no&lang=en" in html.unescape(body)
    assert "fbclid" not in body


def test_another_number_at_signing_in_loses_nothing(office: MiniOffice) -> None:
    browser = Browser(office)
    first, second = browser.begin("KTP-LOST"), browser.begin("KTP-LOST")
    pins = {receipt: office.services.track.pin_of(stored(office, receipt)) for receipt in (first, second)}
    browser.go(f"/apply/{first}/steps/name")
    office.ports.clock.advance(minutes=121)
    browser.submit(name="Siti Contoh")
    browser.submit(receipt_number=second, pin=pins[second])
    assert browser.page.status == 422
    assert ReceiptNumber.restore(first).format() in browser.text
    browser.submit(receipt_number=first, pin=pins[first])
    browser.submit()
    browser.go(f"/apply/{first}/check")
    assert "Siti Contoh" in browser.text


def test_finishing_needs_no_visit(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    office.ports.clock.advance(minutes=121)
    browser.press("/finish")
    assert 'data-forget="yes"' in browser.page.content.decode()
    assert not any(receipt in name for name in browser.cookies)


@pytest.mark.parametrize("action", ["shared"])
def test_a_button_of_an_ended_visit_leads_to_a_page(office: MiniOffice, action: str) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    pin = office.services.track.pin_of(stored(office, receipt))
    office.ports.clock.advance(minutes=121)
    browser.press(f"/{action}")
    assert browser.page.status == 401
    browser.submit(receipt_number=receipt, pin=pin)
    assert browser.page.status == 200
    assert "Permohonan Anda" in browser.text


@pytest.mark.parametrize(
    "odd", ['consent={"a":1}', "a[0]=1", 'k="un', "path=/x", "pref=a b", "x=y, z", "n@me=1", "=", ""]
)
def test_cookies_of_others_lock_nobody_out(office: MiniOffice, odd: str) -> None:
    resident = office.start()
    own = as_header(cookies_of(office, resident.id))["Cookie"]
    for header in (f"{odd}; {own}", f"{own}; {odd}"):
        assert office.public.call("GET", f"/apply/{resident.id}", headers={"Cookie": header}).status == 200


def test_a_browser_keeps_a_handful_of_applications_open(office: MiniOffice) -> None:
    browser = Browser(office)
    receipts = [browser.begin("KTP-LOST") for _ in range(9)]
    assert sum("loket-visit-" in name for name in browser.cookies) == 6
    assert browser.go(f"/apply/{receipts[-1]}").status == 200


def test_following_does_not_forget_whose_phone_it_is(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    browser.press("/shared")
    browser.go("/follow")
    browser.submit(receipt_number=receipt, pin=office.services.track.pin_of(stored(office, receipt)))
    browser.go(f"/apply/{receipt}/papers/kk")
    assert 'data-remember="no"' in browser.page.content.decode()


def test_whoever_sends_the_first_form_again_needs_number_and_pin(office: MiniOffice) -> None:
    browser = Browser(office)
    browser.go("/apply?service=KTP-LOST")
    form = next(form for form in browser.forms if "token" in form.fields)
    office.ports.clock.advance(seconds=10)
    answer = str(sum(_terms(office, form.fields["sealed"])))
    browser.send(form, answer=answer)
    receipt = urlsplit(browser.path).path.split("/")[2]
    browser.go(f"/apply/{receipt}/steps/name")
    browser.submit(**ABOUT["name"])
    browser.go(f"/apply/{receipt}")
    browser.press("/finish")
    browser.path = "/apply"
    assert browser.send(form, answer=answer).status == 401


def test_somebody_else_is_named_before_it_is_handed_in(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST", role="proxy")
    assert re.search(r"Orang yang dimohonkan Perlu diisi", browser.text)
    browser.go(f"/apply/{receipt}/check")
    assert f"/apply/{receipt}/steps/subject-name" in browser.page.content.decode()


def test_an_age_is_that_of_the_person_concerned(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("AKTA-REISSUE", role="self")
    browser.go(f"/apply/{receipt}/steps/birth")
    browser.submit(**{"birth-day": "1", "birth-month": "1", "birth-year": "1960"})
    assert stored(office, receipt).answers["age"] == 66
    browser.go(f"/apply/{receipt}/steps/role")
    browser.submit(role="parent")
    browser.go(f"/apply/{receipt}/steps/subject-name")
    browser.submit(name="Anak Contoh")
    assert "age" not in stored(office, receipt).answers


def test_a_step_that_is_asked_no_more_changes_nothing(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST", role="proxy")
    late = Browser(office, cookies=dict(browser.cookies))
    late.go(f"/apply/{receipt}/steps/subject-name")
    browser.go(f"/apply/{receipt}/steps/role")
    browser.submit(role="self")
    late.submit(name="Orang Lain")
    assert urlsplit(late.path).path == f"/apply/{receipt}"
    assert not stored(office, receipt).subject_named


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Pilih kelurahan"),
        ({"street": "Jalan Contoh 1"}, "Pilih kelurahan"),
        ({"postcode": "60271"}, "Isi juga kota atau kabupatennya"),
        ({"street": "Jalan Contoh 1", "city": "Kota Surabaya"}, "Isi juga kode posnya"),
    ],
)
def test_an_address_that_nobody_finds_is_refused(office: MiniOffice, typed: dict[str, str], told: str) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    browser.go(f"/apply/{receipt}/steps/address")
    assert browser.submit(**typed).status == 422
    assert told in browser.text
    assert ("wajib diisi" in browser.text) is ("street" not in typed)


def test_an_address_elsewhere_keeps_its_city(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    browser.go(f"/apply/{receipt}/steps/delivery")
    browser.submit(delivery="post", lives_in="elsewhere")
    browser.go(f"/apply/{receipt}/steps/address")
    browser.submit(street="Jalan Pemuda 1", postcode="60271", city="Kota Surabaya")
    browser.go(f"/apply/{receipt}/check")
    assert "Jalan Pemuda 1, Kota Surabaya, 60271" in browser.text


def test_another_kelurahan_does_not_keep_the_postcode_of_the_one_before(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    ours = sorted(
        (village for district in office.services.details.regions.districts for village in district.villages),
        key=lambda village: village.postcode,
    )
    browser.go(f"/apply/{receipt}/steps/delivery")
    browser.submit(delivery="post", lives_in=str(ours[0].code))
    for village in (ours[0], ours[-1]):
        browser.go(f"/apply/{receipt}/steps/address")
        browser.submit(street="Jalan Contoh 7", village=str(village.code))
    known = office.ports.sealer.open(stored(office, receipt).receipt, office.ports.registry.sealed[receipt]).address
    assert known is not None
    assert postcode_of(known, office.services.details.regions) == str(ours[-1].postcode) != str(ours[0].postcode)


def test_a_paper_from_tomorrow_is_told_at_once(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    browser.go(f"/apply/{receipt}/steps/paper-sk-hilang")
    assert browser.submit(**{"issued-day": "1", "issued-month": "12", "issued-year": "2027"}).status == 422
    assert "belum tiba" in browser.text


def test_a_form_that_is_opened_twice_makes_room_once(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    for _ in range(3):
        browser.go(f"/apply/{receipt}/papers/kk")
        browser.press("/papers/kk?")
    assert len(stored(office, receipt).uploads) == 1


def test_pages_are_indonesian_first_whatever_the_phone_is_set_to(office: MiniOffice) -> None:
    answer = office.public.call("GET", "/start", headers={"Accept-Language": "en"})
    assert answer.headers["Content-Language"] == "id"


@pytest.mark.parametrize("path", ["/papers/%E2%82%AC/x", "/papers/a%0d%0ab", "/steps/..%2F..", "/papers/a%3Fb"])
def test_odd_addresses_are_not_found(office: MiniOffice, path: str) -> None:
    resident = office.start()
    answer = office.public.call(
        "GET", f"/apply/{resident.id}{path}", headers=as_header(cookies_of(office, resident.id))
    )
    assert answer.status in {404, 422}


def test_an_age_that_nobody_has_is_told_at_its_own_field(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-NEW")
    browser.go(f"/apply/{receipt}/steps/q-age")
    assert browser.submit(age="999").status == 422
    assert 'href="#age"' in browser.page.content.decode()
    assert 'id="age-error"' in browser.page.content.decode()
