"""The work queue over HTTP: the next case, and the page with its filters."""

import re
from datetime import timedelta
from html import unescape

import pytest

from chalicelib.catalogue import load_messages
from chalicelib.domain.access import Role
from chalicelib.domain.case import MOST_CLAIMS, Channel
from chalicelib.domain.clock import ServiceClock
from chalicelib.domain.events import JobKind, NoticeEvent
from chalicelib.domain.holds import HoldReason
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notification import NoticeChannel, NoticeState
from chalicelib.domain.text import Language
from chalicelib.domain.worklist import UNREACHED
from chalicelib.services import take_next
from chalicelib.services.ports import Sealed
from functions._http import ROUTES
from functions._unreached_lines import show_unreached
from tests.builders import OFFICER, a_creation, a_job, a_receipt
from tests.fakes import EPOCH
from tests.gateway import Answer
from tests.integration.http.office_calls import call_office_page
from tests.integration.http.walk import bring_to, faults, problem, stored
from tests.office import MiniOffice
from tests.officers import sign_in


def test_two_officers_get_two_cases_and_a_third_none(office: MiniOffice) -> None:
    waiting = {bring_to(office, CaseState.SUBMITTED).id for _ in range(2)}
    answers = [office.staff(Role.VERIFIER, f"v{n}").call("POST", "/v1/queue/next", {}) for n in range(3)]
    taken = [answer.json["receipt_number"] for answer in answers]
    assert {number.replace("-", "") for number in taken[:2]} == waiting
    assert answers[2].json == {"receipt_number": None, "version": None, "looked_at": 0, "is_cut": False}
    assert answers[0].headers["ETag"] == f'"{answers[0].json["version"]}"'


def test_pressing_twice_gives_the_same_case(office: MiniOffice) -> None:
    for _ in range(2):
        bring_to(office, CaseState.SUBMITTED)
    staff = office.staff(Role.VERIFIER)
    first, second = (staff.call("POST", "/v1/queue/next", {}) for _ in range(2))
    assert first.json == second.json


def test_a_wish_that_makes_no_sense_is_told(office: MiniOffice) -> None:
    answer = office.staff(Role.VERIFIER).call("POST", "/v1/queue/next", {"service": "NONE"})
    assert (answer.status, faults(answer)) == (422, {("service", "not_a_choice")})


def test_what_is_due_is_shown_by_the_end_of_the_offices_own_day_and_week(office: MiniOffice) -> None:
    sunday = EPOCH + timedelta(days=6)  # EPOCH is a Monday, 09:00 in Jakarta
    dues = {"0": -1, "4": 3, "today": 14, "week": 24 * 6 + 14, "all": 24 * 6 + 16}
    numbers = {}
    for n, (name, hours) in enumerate(dues.items()):
        clock = ServiceClock(hours=24, started_at=EPOCH + timedelta(hours=hours - 24))
        change = a_creation(n, state=CaseState.COMPLETE, clock=clock)
        numbers[name] = office.ports.cases.create(change, Sealed(b"\x01sealed", b"key")).receipt
    assert sunday.isoweekday() == 7
    staff, browser = office.staff(Role.VERIFIER), sign_in(office, Role.VERIFIER)
    for place, due in enumerate(dues, start=1):
        expected = [receipt.format() for receipt in list(numbers.values())[:place]]
        listed = staff.call("GET", f"/v1/cases?queue=complete&due={due}").json["items"]
        assert [item["receipt_number"] for item in listed] == expected
        page = browser.go(f"/office/queue?queue=complete&due={due}").content.decode()
        assert re.findall(r"office/cases/([-A-Z0-9]+)\?", page) == expected
    office.services.review.hold.begin(HoldReason.SIAK_DOWN, None, OFFICER, 0)
    assert staff.call("GET", "/v1/cases?queue=complete&due=0").json["items"] != []
    assert len(staff.call("GET", "/v1/cases?queue=complete&due=4").json["items"]) == 1  # its clock stands still


def test_the_page_shows_what_fits_and_keeps_the_filters(office: MiniOffice) -> None:
    number = office.ports.registry.cases[bring_to(office, CaseState.SUBMITTED).id].receipt.format()
    browser = sign_in(office, Role.VERIFIER)
    assert browser.go("/office/queue?service=KTP-LOST&channel=web").status == 200
    assert number in browser.text
    assert browser.go("/office/queue?channel=post").status == 200
    assert number not in browser.text
    assert browser.go("/office/queue?queue=print").status == 200
    assert number not in browser.text


def test_the_bar_says_that_this_is_the_queue_whether_lines_wait_in_it_or_not(office: MiniOffice) -> None:
    browser = sign_in(office, Role.VERIFIER)
    here = re.compile(r'<a href="[^"]*office/queue[?]lang=id" aria-current="page">')
    assert here.search(browser.go("/office/queue").content.decode())
    office.ports.queue_counts.add("p", "s", "1", {"submitted": {"n": 3, "s#KTP-LOST": 2}})
    page = browser.go("/office/queue").content.decode()
    assert "(2)</option>" in page
    assert here.search(page)


def test_every_wrong_filter_is_told_at_once(office: MiniOffice) -> None:
    answer = sign_in(office, Role.VERIFIER).go("/office/queue?queue=x&service=y&channel=z")
    assert answer.status == 422
    assert answer.content.count(b'href="#') >= 3


def test_the_button_leads_to_the_case_that_was_taken(office: MiniOffice) -> None:
    receipt = bring_to(office, CaseState.SUBMITTED).id
    route = next(route for route in ROUTES if route.name == "take_next_case")
    answer = call_office_page(office, route, {}, route.path)
    assert answer.status == 303
    assert stored(office, receipt).receipt.format() in answer.headers["Location"]
    claim = stored(office, receipt).claim
    assert claim is not None
    assert claim.officer == "officer-1"


def test_who_comes_when_none_is_left_is_told_so(office: MiniOffice) -> None:
    bring_to(office, CaseState.SUBMITTED)
    assert office.staff(Role.VERIFIER, "v1").call("POST", "/v1/queue/next", {}).json["receipt_number"]
    browser = sign_in(office, Role.VERIFIER, officer="v2")
    browser.go("/office/queue")
    browser.press("office/queue/next")
    assert "Tidak ada berkas yang menunggu" in browser.text


def test_who_comes_where_none_of_the_oldest_fits_is_told_how_to_go_on(
    office: MiniOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_next, "PAGE", 120)
    for n in range(120 * take_next.MOST_PAGES + 1):
        change = a_creation(n, state=CaseState.SUBMITTED, received_at=EPOCH)
        office.ports.cases.create(change, Sealed(b"\x01sealed", b"key"))
    wish = {"service": "KTP-LOST", "channel": "post"}
    told = office.staff(Role.VERIFIER, "v1").call("POST", "/v1/queue/next", wish).json
    assert told == {"receipt_number": None, "version": None, "looked_at": 1200, "is_cut": True}
    browser = sign_in(office, Role.VERIFIER, officer="v2")
    browser.go("/office/queue?service=KTP-LOST&channel=post")
    browser.press("office/queue/next")
    assert "Sudah dilihat 1.200 berkas tertua" in browser.text


def test_who_gives_a_case_back_is_told_too_where_none_of_the_oldest_fits(
    office: MiniOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_next, "PAGE", 1)
    receipts = [bring_to(office, CaseState.SUBMITTED).id for _ in range(take_next.MOST_PAGES + 1)]
    browser = sign_in(office, Role.VERIFIER, officer="v1")
    browser.go(f"/office/cases/{receipts[0]}?service=KTP-LOST&channel=post")
    browser.press(f"office/cases/{receipts[0]}/claim")
    browser.press(f"office/cases/{receipts[0]}/release", next="yes")
    assert f"Dari {take_next.MOST_PAGES} berkas tertua" in browser.text
    browser.go(f"/office/cases/{receipts[0]}?done=release&none=1000")
    assert "Dari 1.000 berkas tertua" in browser.text


def test_a_sixth_case_is_refused_with_the_reason_on_the_page_and_in_the_api(office: MiniOffice) -> None:
    receipts = [bring_to(office, CaseState.SUBMITTED).id for _ in range(MOST_CLAIMS + 1)]
    staff = office.staff(Role.VERIFIER, "v1")

    def claim(receipt: str) -> Answer:
        version = stored(office, receipt).version
        return staff.call("POST", f"/v1/cases/{receipt}/claim", None, {"If-Match": f'"{version}"'})

    assert {claim(receipt).status for receipt in receipts[:-1]} == {200}
    refused = claim(receipts[-1])
    assert (refused.status, problem(refused)) == (409, "too-many-claims")
    browser = sign_in(office, Role.VERIFIER, officer="v1")
    browser.go(f"/office/cases/{receipts[-1]}")
    assert browser.press(f"office/cases/{receipts[-1]}/claim").status == 409
    assert "Anda sudah memegang 5 berkas" in browser.text
    assert stored(office, receipts[-1]).claim is None


def test_views_and_counts_are_in_the_api_as_on_the_page(office: MiniOffice) -> None:
    staff, browser = office.staff(Role.VERIFIER, "v1"), sign_in(office, Role.VERIFIER, officer="v1")
    changes = {"submitted": {"n": 3, "s#KTP-LOST": 2, "a#357301": 1, "c#post": 3}}
    office.ports.queue_counts.add("p", "s", "1", changes)
    (told,) = staff.call("GET", "/v1/queue/counts").json["items"]
    assert (told["queue"], told["total"], told["by_service"]) == ("submitted", 3, {"KTP-LOST": 2})
    assert (told["by_area"], told["by_channel"]) == ({"357301": 1}, {"post": 3})
    view = {"name": "Pos  hari ini", "filters": {"channel": "post", "queue": "submitted"}}
    assert staff.call("POST", "/v1/queue/views", view).status == 200
    shared = staff.call("POST", "/v1/queue/views", {"name": "Semua KIA", "sharing": "shared", "filters": {}}).json
    assert [(one["name"], one["sharing"]) for one in shared["items"]] == [
        ("Pos hari ini", "own"), ("Semua KIA", "shared"),
    ]  # fmt: skip
    browser.go("/office/queue")
    assert "Pos hari ini" in browser.text
    browser.press("forget=1")
    assert [one["name"] for one in staff.call("GET", "/v1/queue/views").json["items"]] == ["Semua KIA"]
    gone = {"name": "Semua KIA", "sharing": "shared"}
    assert [staff.call("POST", "/v1/queue/views/removal", gone).json["items"] for _ in range(2)] == [[], []]


def test_what_another_shared_is_changed_and_forgotten_by_its_maker_and_who_tends_all(office: MiniOffice) -> None:
    maker, other = (office.staff(Role.VERIFIER, name) for name in ("v1", "v2"))
    view = {"name": "Pos", "sharing": "shared", "filters": {"channel": "post"}}
    assert maker.call("POST", "/v1/queue/views", view).status == 200
    for path, body in (("", view | {"filters": {}}), ("/removal", {"name": "Pos", "sharing": "shared"})):
        refused = other.call("POST", f"/v1/queue/views{path}", body)
        assert (refused.status, faults(refused)) == (422, {("name", "view_of_another")})
    assert other.call("GET", "/v1/queue/views").json["items"] == [view]
    page = sign_in(office, Role.VERIFIER, officer="v2")
    assert b"forget=" not in page.go("/office/queue").content
    assert maker.call("POST", "/v1/queue/views", view | {"filters": {"channel": "web"}}).status == 200
    tends = sign_in(office, Role.APPROVER, officer="a1")
    tends.go("/office/queue")
    tends.press("forget=1")
    assert other.call("GET", "/v1/queue/views").json["items"] == []


def test_every_wrong_filter_of_a_view_is_told_at_once(office: MiniOffice) -> None:
    view = {"name": "x", "filters": {"service": "NONE", "due": "soon"}}
    answer = office.staff(Role.VERIFIER).call("POST", "/v1/queue/views", view)
    assert faults(answer) == {("filters.service", "not_a_choice"), ("filters.due", "not_a_choice")}
    assert faults(office.staff(Role.VERIFIER).call("POST", "/v1/queue/views", {"name": " "})) == {("name", "empty")}


@pytest.mark.parametrize("channel", ["", *Channel])
@pytest.mark.parametrize("service", ["", "KTP-LOST", "KIA-NEW"])
def test_no_filter_loses_or_doubles_a_line_over_its_pages(office: MiniOffice, channel: str, service: str) -> None:
    expected = []
    for n in range(120):
        fields = {"service": ("KTP-LOST", "KIA-NEW")[n % 2], "channel": tuple(Channel)[n % 3], "received_at": EPOCH}
        change = a_creation(n, state=CaseState.SUBMITTED, **fields)
        case = office.ports.cases.create(change, Sealed(b"\x01sealed", b"key"))
        if channel in {"", case.channel} and service in {"", case.service}:
            expected.append(case.receipt.format())
    browser, address, shown = sign_in(office, Role.VERIFIER), f"?service={service}&channel={channel}", []
    while address:
        content = browser.go(f"/office/queue{address}").content.decode()
        shown += re.findall(r"office/cases/([-A-Z0-9]+)\?", content)
        further = re.search(r'href="([^"]*)">Lanjut ke', content)
        address = unescape(further[1]) if further else ""
    assert sorted(shown) == sorted(expected)


def test_residents_whom_no_notice_reached_are_listed_with_what_was_tried_and_lead_to_their_case(
    office: MiniOffice,
) -> None:
    receipt = stored(office, bring_to(office, CaseState.SUBMITTED).id).receipt
    tried = {NoticeChannel.EMAIL: NoticeState.FAILED, NoticeChannel.SMS: NoticeState.UNKNOWN}
    office.ports.unreached.add(a_job().model_copy(update={"receipt": receipt}), tried, EPOCH)
    office.services.count_queues.recount(UNREACHED)
    browser = sign_in(office, Role.VERIFIER)
    browser.go("/office/queue")
    assert "Warga yang belum terjangkau 1" in browser.text
    answer = browser.go("/office/queue?queue=unreached&service=KTP-NEW")  # its lines know no service: none is hidden
    assert answer.status == 200
    for told in ("permohonan diterima", "Lewat e-mail: gagal", "Lewat SMS: tidak pasti sampai"):
        assert told in browser.text
    assert f"office/cases/{receipt.format()}?queue=unreached" in unescape(answer.content.decode())
    assert browser.go(f"/office/cases/{receipt.format()}?queue=unreached").status == 200
    counts = office.staff(Role.VERIFIER).call("GET", "/v1/queue/counts").json["items"]
    assert [(line["queue"], line["total"]) for line in counts] == [(UNREACHED, 1)]


def test_a_duplicate_record_is_marked_in_the_lists_of_its_case_and_of_its_product(office: MiniOffice) -> None:
    double, plain = bring_to(office, CaseState.IN_PROCESS), bring_to(office, CaseState.IN_PROCESS)
    producer, window = office.staff(Role.PRODUCER), sign_in(office, Role.PRODUCER)

    def marks(queue: str) -> list[tuple[str, bool]]:
        items = producer.call("GET", f"/v1/cases?queue={queue}").json["items"]
        return sorted((line["receipt_number"].replace("-", ""), line["is_duplicate_record"]) for line in items)

    def record(milestone: str) -> None:
        lines = [{"receipt": double.id, "milestone": milestone}]
        assert producer.call("POST", "/v1/milestones", {"lines": lines}).json["done"] == 1

    record("duplicate_record")
    for queue in ("in-process", "awaiting-print-record"):
        assert marks(queue) == sorted([(double.id, True), (plain.id, False)])
        window.go(f"/office/queue?queue={queue}")
        assert (
            window.page.content.decode().count('<strong class="govuk-tag govuk-tag--orange">Data ganda</strong>') == 1
        )
    record("print_ready")
    assert marks("in-process") == sorted([(double.id, False), (plain.id, False)])


def test_who_gave_no_contact_and_a_silent_check_of_a_file_are_told_apart(office: MiniOffice) -> None:
    office.ports.unreached.add(a_job(0), {}, EPOCH)
    silent = a_job(1).model_copy(update={"kind": JobKind.INSPECT, "notice": None})
    office.ports.unreached.add(silent, {}, EPOCH)
    browser = sign_in(office, Role.VERIFIER)
    browser.go("/office/queue?queue=unreached&lang=en")
    assert browser.text.count("no phone number or e-mail") == 1
    assert "The virus check of a file has not answered" in browser.text


@pytest.mark.parametrize("language", Language)
def test_every_news_and_way_has_words(language: Language) -> None:
    words = load_messages().staff("queue", language)
    for notice in NoticeEvent:
        line = {"receipt": a_receipt(), "clock": "2026-01-05T02:00:00.000Z", "notice": notice}
        for state in set(NoticeState) - {NoticeState.SENDING, NoticeState.DELIVERED}:
            tried = dict.fromkeys(NoticeChannel, state)
            assert len(show_unreached({**line, "channels": tried}, words).tried) == len(NoticeChannel)
