"""Whom a product is given to, what a scanner reads, when somebody is reminded, and lists of what was mailed."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.case import Case
from chalicelib.domain.collection import (
    MOST_REMINDERS,
    Taker,
    check_taker,
    may_collect,
    owes_reminder,
    parse_scan,
    remind,
    to_fetch,
)
from chalicelib.domain.dispatching import Ordered, Outcome, Typed, find_products, read_line, read_lines
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.identifiers import InvalidIdentifierError
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.product import Collector, IdentityKind, OldCard, ProxyLetter, ShownIdentity
from chalicelib.domain.worklist import product_summary_of
from tests.builders import a_case, a_product, a_receipt
from tests.fakes import EPOCH

WEEK = timedelta(days=7)
LETTER, IDENTITY = ProxyLetter(number="1/2026"), ShownIdentity(kind=IdentityKind.KTP, last_four="0001")


def ready(**changes: Any) -> Case:  # noqa: ANN401 - fields of Case
    product = a_product("p1", state=ProductState.READY, ready_at=EPOCH)
    return a_case(state=CaseState.READY, version=5, **{"products": (product,), **changes})


def codes(case: Case, taker: Taker, *, is_card_owed: bool = False) -> set[str]:
    try:
        check_taker(case, taker, EPOCH.date(), is_card_owed=is_card_owed)
    except InvalidRequestError as error:
        return {fault.code for fault in error.faults}
    return set()


@pytest.mark.parametrize(
    ("taker", "wrong"),
    [
        (Taker(Collector.SELF, OldCard.NONE, is_checked=True), {"old_card_expected"}),
        (Taker(Collector.SELF, OldCard.POLICE_REPORT, is_checked=True), set()),
        (Taker(Collector.FAMILY, OldCard.LOST), {"identity_unchecked"}),
        (Taker(Collector.PROXY, OldCard.LOST, is_checked=True), {"letter_missing", "identity_missing"}),
        (
            Taker(Collector.PROXY, OldCard.LOST, is_checked=True, letter=ProxyLetter(), identity=IDENTITY),
            {"letter_missing"},
        ),
        (Taker(Collector.PROXY, OldCard.LOST, is_checked=True, letter=LETTER, identity=IDENTITY), set()),
    ],
)
def test_everything_that_stands_against_it_is_told(taker: Taker, wrong: set[str]) -> None:
    assert codes(ready(), taker, is_card_owed=True) == wrong


@pytest.mark.parametrize(
    ("days", "wrong"), [(1, {"in_future"}), (0, set()), (-30_000, {"letter_too_old"}), (-365, set())]
)
def test_a_letter_is_of_a_day_on_which_somebody_could_write_it(days: int, wrong: set[str]) -> None:
    letter = ProxyLetter(dated=EPOCH.date() + timedelta(days=days))
    taker = Taker(Collector.PROXY, OldCard.LOST, is_checked=True, letter=letter, identity=IDENTITY)
    assert codes(ready(), taker) == wrong


@pytest.mark.parametrize(
    ("number", "wrong"),
    [
        ("Budi Santoso 3573994503900001", {"number_of_person"}),
        ("3573 9945 0390 0001", {"number_of_person"}),
        ("474.3/1200/35.73.04/2026", set()),
        ("000123-2026", set()),
    ],
)
@pytest.mark.parametrize("collector", [Collector.SELF, Collector.PROXY])
def test_a_letter_has_no_number_of_a_person(number: str, wrong: set[str], collector: Collector) -> None:
    letter = ProxyLetter(number=number)
    assert codes(ready(), Taker(collector, OldCard.LOST, is_checked=True, letter=letter, identity=IDENTITY)) == wrong


def test_where_a_proxy_is_named_family_is_not_whom_the_case_names() -> None:
    named = ready(answers={"collected_by_other": True})
    assert may_collect(named) == (Collector.SELF, Collector.PROXY)
    assert codes(named, Taker(Collector.FAMILY, OldCard.NONE, is_checked=True)) == {"names_another_collector"}
    assert may_collect(ready(answers={"collected_by_other": False})) == tuple(Collector)


def test_what_is_mailed_does_not_wait_at_the_counter_until_it_came_back() -> None:
    assert to_fetch(ready(sent_by_post=True)) == ()
    back = a_product("p1", state=ProductState.READY, ready_at=EPOCH, postal_number="RR000000005ID")
    assert to_fetch(ready(sent_by_post=True, products=(back,))) == (back,)


@pytest.mark.parametrize(
    "scanned", ["{n}", " {n} ", "https://x.example/?number={n}&lang=id", "HTTPS://X/?LANG=id&number={n}"]
)
def test_a_scanner_reads_a_receipt(scanned: str) -> None:
    for number in (str(a_receipt()), a_receipt().format()):
        assert parse_scan(scanned.format(n=number)) == (a_receipt(), "")


def test_a_label_names_its_product_and_nonsense_nothing() -> None:
    assert parse_scan(f"{a_receipt().format()}/P2") == (a_receipt(), "p2")
    with pytest.raises(InvalidIdentifierError):
        parse_scan("https://x.example/?other=1")


def test_a_reminder_comes_once_a_week_and_twice_at_most() -> None:
    case = ready()
    told: list[int] = []
    for day in range(60):
        now = EPOCH + timedelta(days=day)
        line = product_summary_of(case, case.products[0])
        change = remind(case, "p1", 7, now)
        assert (change is not None) == owes_reminder(line, 7, now)
        if change is not None:
            assert [job.notice for job in change.jobs] == [NoticeEvent.COLLECT_REMINDER]
            assert change.case.state is CaseState.READY
            case = change.case
            told.append(day)
    assert told == [7, 14]
    assert len(case.products[0].reminded_at) == MOST_REMINDERS


@pytest.mark.parametrize(
    "changes",
    [
        {"sent_by_post": True},
        {"products": (a_product("p1", state=ProductState.HANDED_OVER, ready_at=EPOCH),)},
        {"products": ()},
    ],
)
def test_nobody_is_reminded_of_what_does_not_wait(changes: dict[str, Any]) -> None:
    assert remind(ready(**changes), "p1", 7, EPOCH + 2 * WEEK) is None


def test_a_list_is_read_by_the_headings_that_people_use() -> None:
    typed = read_lines(b"\xef\xbb\xbfNo. Resi;Nomor Berkas;Status\r\nRR000000005ID;ABC;dikirim\r\n;DEF;KEMBALI\r\n")
    assert [(line.number, line.receipt, line.postal_number, line.outcome) for line in typed] == [
        (2, "ABC", "RR000000005ID", "dikirim"), (3, "DEF", "", "KEMBALI"),
    ]  # fmt: skip


def test_all_that_is_wrong_with_a_line_is_told() -> None:
    with pytest.raises(InvalidRequestError) as refused:
        read_line(Typed(1, "TESTTESTTE6", postal_number="RR000000006ID"))
    assert [fault.code for fault in refused.value.faults] == ["check_symbol", "postal_number_doubtful"]
    with pytest.raises(InvalidRequestError) as refused:
        read_line(Typed(1, str(a_receipt()), outcome="hilang"))
    assert [fault.code for fault in refused.value.faults] == ["outcome_unknown"]
    with pytest.raises(InvalidRequestError) as refused:
        read_line(Typed(1, str(a_receipt())))
    assert [fault.code for fault in refused.value.faults] == ["missing"]


def test_a_line_without_a_product_means_the_only_one_that_fits() -> None:
    two = ready(
        sent_by_post=True,
        products=(a_product("p1", state=ProductState.READY), a_product("p2", state=ProductState.PRINTED)),
    )
    number = read_line(Typed(1, str(a_receipt()), postal_number="RR000000005ID"))
    assert [product.id for product in find_products(two, number)] == ["p1"]
    both = two.model_copy(
        update={"products": tuple(p.model_copy(update={"state": ProductState.READY}) for p in two.products)}
    )
    for case, ordered in ((both, number), (two, Ordered(a_receipt(), "p9", Outcome.DELIVERED, None))):
        with pytest.raises(InvalidRequestError):
            find_products(case, ordered)
