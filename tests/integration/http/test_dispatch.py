"""The dispatch desk over HTTP: one number one envelope, what came back is mailed again, the post's own lists."""

import re

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.seen import Sight
from tests.gateway import Gateway
from tests.integration.http.counter_given import to_mail
from tests.integration.http.walk import bring_to, faults, stored
from tests.office import MiniOffice, Officer
from tests.officers import sign_in

NUMBER, SECOND, THIRD = "RR000000005ID", "RR000000014ID", "RR000000028ID"


@pytest.fixture
def desk(office: MiniOffice) -> Gateway:
    return office.staff(Role.COUNTER)


def say(desk: Gateway, *rows: dict[str, str]) -> list[list[str]]:
    """What became of each line."""
    report = desk.call("POST", "/v1/dispatches", {"lines": list(rows)}).json
    return [[line["result"], *(error["code"] for error in line["errors"])] for line in report["lines"]]


def listed(desk: Gateway, queue: str) -> list[str]:
    return [item["receipt"] for item in desk.call("GET", f"/v1/dispatches?queue={queue}").json["items"]]


def test_the_posts_old_list_does_not_undo_the_second_attempt(office: MiniOffice, desk: Gateway) -> None:
    mailed = to_mail(office)
    old = {"receipt": mailed.id, "postal_number": NUMBER, "outcome": "undelivered"}
    back, again = {**old, "outcome": "came_back"}, {"receipt": mailed.id, "postal_number": SECOND}
    assert say(desk, {"receipt": mailed.id, "postal_number": NUMBER}, old, back, again) == [["done"]] * 4
    assert say(desk, old, back) == [["already"]] * 2
    assert say(desk, {**old, "postal_number": THIRD}) == [["refused", "postal_number_other"]]
    assert stored(office, mailed.id).products[0].state is ProductState.DISPATCHED


def test_one_number_is_of_one_case_also_in_the_next_request(office: MiniOffice, desk: Gateway) -> None:
    first, other = to_mail(office), to_mail(office)
    assert say(desk, {"receipt": first.id, "postal_number": NUMBER}) == [["done"]]
    refused = desk.call("POST", "/v1/dispatches", {"lines": [{"receipt": other.id, "postal_number": NUMBER}]}).json
    (error,) = refused["lines"][0]["errors"]
    assert (error["field"], error["code"]) == ("postal_number", "postal_number_taken")
    assert stored(office, first.id).receipt.format() in error["message"]
    alone = Officer(desk, other.id).move("POST", "/dispatch", {"product": "p1", "postal_number": NUMBER})
    assert faults(alone) == {("postal_number", "postal_number_taken")}
    assert stored(office, other.id).products[0].state is ProductState.READY
    office.ports.clock.advance(days=366)
    desk = office.staff(Role.COUNTER)  # the post gives a number again after a year
    assert say(desk, {"receipt": other.id, "postal_number": NUMBER}) == [["done"]]


def test_within_a_list_the_other_line_is_named(office: MiniOffice, desk: Gateway) -> None:
    rows = [{"receipt": to_mail(office).id, "postal_number": NUMBER} for _ in range(2)]
    report = desk.call("POST", "/v1/dispatches", {"lines": rows}).json
    (error,) = report["lines"][1]["errors"]
    assert error["code"] == "postal_number_twice"
    assert "baris 1" in error["message"]


def test_a_mistaken_delivery_is_taken_back_on_the_page_of_its_case(office: MiniOffice, desk: Gateway) -> None:
    mailed = to_mail(office)
    delivered = {"receipt": mailed.id, "postal_number": NUMBER, "outcome": "delivered"}
    assert say(desk, {"receipt": mailed.id, "postal_number": NUMBER}, delivered) == [["done"]] * 2
    assert stored(office, mailed.id).state is CaseState.CLOSED
    window = sign_in(office, Role.PRODUCER)
    window.go(f"/office/cases/{mailed.id}")
    assert window.press("/taken-back", milestone="corrected", product="p1", reason="").status == 422
    window.press("/taken-back", milestone="corrected", product="p1", reason="wrong_case")
    case = stored(office, mailed.id)
    assert (window.page.status, case.state) == (200, CaseState.READY)
    assert (case.products[0].state, case.products[0].postal_number) == (ProductState.DISPATCHED, NUMBER)
    assert say(desk, {**delivered, "outcome": "undelivered"}) == [["done"]]


def test_what_came_back_is_listed_labelled_and_mailed_again(office: MiniOffice, desk: Gateway) -> None:
    mailed = to_mail(office)
    row = {"receipt": mailed.id, "postal_number": NUMBER}
    say(desk, row, {**row, "outcome": "undelivered"}, {**row, "outcome": "came_back"})
    assert [listed(desk, name) for name in ("to-mail", "dispatched", "undelivered")] == [[], [], []]
    assert listed(desk, "came-back") == [mailed.id]
    assert desk.call("GET", "/v1/counter/day").json["ready"] == 1
    window = sign_in(office, Role.COUNTER)
    window.go("/office/dispatch?queue=came-back")
    assert window.press("labels.pdf", receipt=mailed.id).content.startswith(b"%PDF")
    assert say(desk, {**row, "postal_number": SECOND}) == [["done"]]
    assert listed(desk, "came-back") == []


def test_what_is_to_be_mailed_has_full_pages_however_much_waits_to_be_fetched(
    office: MiniOffice, desk: Gateway
) -> None:
    for _ in range(3):
        bring_to(office, CaseState.READY)
    mailed = to_mail(office)
    page = office.ports.cases.list_queue("to-mail", None, 100)
    assert ([line["receipt"] for line in page.items], page.next_cursor) == ([mailed.id], None)
    assert listed(desk, "to-mail") == [mailed.id]


def test_who_printed_an_address_stands_among_who_saw_what(office: MiniOffice, desk: Gateway) -> None:
    mailed = to_mail(office)
    assert desk.call("POST", "/v1/dispatches/labels.pdf", {"receipts": [mailed.id, f"{mailed.id}/p1"]}).status == 200
    window = sign_in(office, Role.PRODUCER)
    window.go("/office/dispatch")
    window.press("labels.pdf", receipt=mailed.id)
    auditor = office.staff(Role.AUDITOR)
    seen = auditor.call("GET", f"/v1/cases/{mailed.id}/seen")
    shown = {(line["officer"].split("-")[0], line["sight"]) for line in seen.json["items"]}
    assert {("counter", "label"), ("producer", "label")} <= shown


def test_nothing_is_seen_where_no_label_is_printed(office: MiniOffice, desk: Gateway) -> None:
    mailed = to_mail(office)
    unknown = "TESTTESTTE5"
    refused = desk.call("POST", "/v1/dispatches/labels.pdf", {"receipts": [unknown]})
    assert faults(refused) == {("receipts.0", "case_unknown")}
    desk.call("POST", "/v1/dispatches/labels.pdf", {"receipts": [mailed.id, unknown]})
    assert not [seen for seen in office.ports.seen.seen if seen.sight is Sight.LABEL]
    window = sign_in(office, Role.COUNTER)
    window.go("/office/dispatch")
    window.press("labels.pdf", receipt=unknown)
    assert "Tidak ada berkas dengan nomor ini" in window.text
    assert "PIN" not in window.text


def test_the_post_reports_by_its_number_alone(office: MiniOffice, desk: Gateway) -> None:
    mailed, window = to_mail(office), sign_in(office, Role.COUNTER)
    say(desk, {"receipt": mailed.id, "postal_number": NUMBER})
    window.go("/office/dispatch")
    window.press("/list", table=f"Nomor Resi;Status\n{NUMBER};Gagal Antar\n{SECOND};diterima\n")
    assert "Dicatat: 1" in window.text
    assert "Tidak ada kiriman dengan nomor ini" in window.text
    assert stored(office, mailed.id).products[0].state is ProductState.UNDELIVERED
    assert say(desk, {"postal_number": NUMBER, "outcome": "undelivered"}) == [["already"]]


def test_nobody_is_to_call_about_mail_that_arrived_after_all(office: MiniOffice, desk: Gateway) -> None:
    mailed = to_mail(office)
    office.work()
    office.undelivered = set(NoticeChannel)
    say(desk, {"receipt": mailed.id, "postal_number": NUMBER})
    say(desk, {"postal_number": NUMBER, "outcome": "undelivered"})
    for _ in range(12):
        office.work()
        office.ports.clock.advance(hours=12)
    untold = office.ports.unreached.list_for(stored(office, mailed.id).receipt)
    assert {news.notice for news in untold} == {NoticeEvent.UNDELIVERED}
    say(desk, {"postal_number": NUMBER, "outcome": "delivered"})
    office.work()
    assert office.ports.unreached.list_for(stored(office, mailed.id).receipt) == ()


def test_a_letter_in_the_hand_came_back_though_nobody_recorded_that_it_was_undelivered(
    office: MiniOffice, desk: Gateway
) -> None:
    by_list, by_move, by_scan = (to_mail(office) for _ in range(3))
    for mailed, number in ((by_list, NUMBER), (by_move, SECOND), (by_scan, THIRD)):
        assert say(desk, {"receipt": mailed.id, "postal_number": number}) == [["done"]]
    back = {"receipt": by_list.id, "postal_number": NUMBER, "outcome": "came_back"}
    assert say(desk, back, back) == [["done"], ["already"]]
    moved = Officer(desk, by_move.id).move("POST", "/delivery", {"product": "p1", "outcome": "came_back"})
    assert moved.status == 200
    window = sign_in(office, Role.COUNTER)
    for said in ("Dicatat: 1", "Sudah tercatat sebelumnya: 1"):
        window.go("/office/dispatch")
        window.press("dispatch/scan", label=by_scan.id, postal_number=THIRD, outcome="came_back")
        assert said in window.text
    for mailed in (by_list, by_move, by_scan):
        case = stored(office, mailed.id)
        assert (case.state, case.products[0].state) == (CaseState.READY, ProductState.READY)
        assert case.products[0].ready_at == case.updated_at
        assert case.products[0].reminded_at == ()
    assert sorted(listed(desk, "came-back")) == sorted(mailed.id for mailed in (by_list, by_move, by_scan))
    late = {"receipt": by_list.id, "postal_number": NUMBER, "outcome": "undelivered"}
    assert say(desk, late) == [["already"]]  # the post's own report, that comes after the letter


def test_a_list_in_pieces_is_numbered_as_a_whole(office: MiniOffice) -> None:
    window = sign_in(office, Role.COUNTER)
    window.go("/office/dispatch")
    window.press("dispatch/list", table="No. berkas;No. resi\nTESTTESTTE6;RR000000005ID", before="300")
    assert re.search(r'<th scope="row"[^>]*>302</th>', window.page.content.decode())
