"""What every book of appointments promises, whichever table is behind the port."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from chalicelib.adapters.dynamodb.pick_up_book import DynamoPickUpBook
from chalicelib.domain.errors import StaleVersionError, UnavailableError
from chalicelib.domain.pick_up import Booking, Hour, Outcome
from chalicelib.services.counter_ports import HandedOver, HourFullError, PickUpBook
from tests.builders import a_receipt
from tests.contract.conftest import AnyTable
from tests.contract.place import Place
from tests.counter_fakes import FakePickUpBook
from tests.fakes import EPOCH, OFFICE

DAY = date(2026, 3, 3)
NINE, TEN = Hour("here", DAY, "09:00"), Hour("here", DAY, "10:00")


def a_booking(n: int = 0, hour: Hour = NINE, version: int = 1) -> Booking:
    return Booking(
        receipt=a_receipt(n), place=hour.place, day=hour.day, at=hour.at, made_at=EPOCH, version=version
    )  # fmt: skip


@pytest.fixture
def book(any_table: AnyTable | None) -> PickUpBook:
    if any_table is None:
        return FakePickUpBook()
    return DynamoPickUpBook(any_table.clients.dynamodb, any_table.name, OFFICE)


def test_nothing_is_booked_at_first(book: PickUpBook) -> None:
    assert book.get(a_receipt()) is None
    assert book.list_day("here", DAY) == ()
    assert book.count_taken([]) == {}
    assert book.count_taken([NINE]).get("09:00", 0) == 0


def test_a_booking_stands_beside_its_case_and_in_its_day(book: PickUpBook) -> None:
    late, early = a_booking(1, TEN), a_booking(2)
    book.save(late, None, 2)
    book.save(early, None, 2)
    assert book.get(a_receipt(1)) == late
    assert book.list_day("here", DAY) == (early, late)
    assert book.list_day("there", DAY) == book.list_day("here", date(2026, 3, 4)) == ()
    assert book.count_taken([NINE, TEN]) == {"09:00": 1, "10:00": 1}


def test_a_full_hour_takes_nobody_more(book: PickUpBook) -> None:
    book.save(a_booking(1), None, 1)
    with pytest.raises(HourFullError):
        book.save(a_booking(2), None, 1)
    assert book.get(a_receipt(2)) is None
    assert book.count_taken([NINE]) == {"09:00": 1}


def test_moving_frees_the_hour_before(book: PickUpBook) -> None:
    first, moved = a_booking(), a_booking(hour=TEN, version=2)
    book.save(first, None, 1)
    book.save(moved, first, 1)
    assert book.list_day("here", DAY) == (moved,)
    assert book.count_taken([NINE, TEN]) == {"09:00": 0, "10:00": 1}


def test_moving_to_a_full_hour_leaves_what_was(book: PickUpBook) -> None:
    first = a_booking()
    book.save(first, None, 1)
    book.save(a_booking(2, TEN), None, 1)
    with pytest.raises(HourFullError):
        book.save(a_booking(hour=TEN, version=2), first, 1)
    assert book.get(first.receipt) == first
    assert book.count_taken([NINE, TEN]) == {"09:00": 1, "10:00": 1}


def test_an_outcome_counts_nothing_anew(book: PickUpBook) -> None:
    first = a_booking()
    book.save(first, None, 1)
    missed = first.model_copy(update={"outcome": Outcome.NO_SHOW, "version": 2})
    book.save(missed, first, 1)
    assert book.list_day("here", DAY) == (missed,)
    assert book.count_taken([NINE]) == {"09:00": 1}


def test_two_tabs_book_one_hour(book: PickUpBook) -> None:
    first = a_booking()
    book.save(first, None, 5)
    for before in (None, a_booking(version=2)):
        with pytest.raises(StaleVersionError):
            book.save(a_booking(hour=TEN, version=3), before, 5)
    assert book.get(first.receipt) == first
    assert book.count_taken([NINE, TEN]).get("10:00", 0) == 0


def test_cancelling_twice_frees_the_hour_once(book: PickUpBook) -> None:
    first = a_booking()
    book.save(first, None, 1)
    book.remove(first)
    with pytest.raises(StaleVersionError):
        book.remove(first)
    assert (book.get(first.receipt), book.list_day("here", DAY)) == (first.cancelled(), ())
    assert book.count_taken([NINE]) == {"09:00": 0}


@pytest.mark.parametrize("hour", [NINE, TEN])
def test_who_cancelled_may_book_again(book: PickUpBook, hour: Hour) -> None:
    first = a_booking()
    book.save(first, None, 1)
    book.remove(first)
    again = a_booking(hour=hour, version=3)
    book.save(again, first.cancelled(), 1)
    assert book.list_day("here", DAY) == (again,)
    assert sum(book.count_taken([NINE, TEN]).values()) == 1


def test_what_was_handed_over_is_listed_once(book: PickUpBook) -> None:
    early = HandedOver(receipt=a_receipt(1), product="p1", at=EPOCH)
    late = HandedOver(receipt=a_receipt(2), product="p1", at=EPOCH + timedelta(hours=1))
    for handed in (early, late, early):
        book.note_handed(DAY, handed)
    assert book.list_handed(DAY) == (late, early)
    for _ in range(2):
        book.forget_handed(DAY, a_receipt(2), "p1")
    assert (book.list_handed(DAY), book.list_handed(date(2026, 3, 4))) == ((early,), ())


def _rush(book: PickUpBook, capacity: int, people: int) -> int:
    def take(n: int) -> bool:
        try:
            book.save(a_booking(n), None, capacity)
        except (HourFullError, UnavailableError):
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(take, range(people)))


def test_a_rush_never_overbooks_a_hour(honest_place: Place) -> None:
    book = DynamoPickUpBook(honest_place.clients.dynamodb, honest_place.table, OFFICE)
    booked = _rush(book, 5, 24)
    assert 0 < booked <= 5
    assert len(book.list_day("here", DAY)) == book.count_taken([NINE])["09:00"] == booked


def test_a_rush_on_the_fake_fills_a_hour() -> None:
    assert _rush(FakePickUpBook(), 5, 24) == 5


def test_that_its_resident_was_told_is_no_change_of_a_booking(book: PickUpBook) -> None:
    booked = a_booking()
    book.save(booked, None, 1)
    told = booked.model_copy(update={"told_at": EPOCH})
    book.save(told, booked, 0)
    assert book.get(a_receipt()) == told
    assert book.list_day("here", DAY) == (told,)
    assert book.count_taken([NINE]) == {"09:00": 1}
    book.remove(booked)
    assert book.list_day("here", DAY) == ()
    with pytest.raises(StaleVersionError):
        book.save(told, booked, 0)
