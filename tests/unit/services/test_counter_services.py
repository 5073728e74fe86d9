"""The counter's services beside failing parts, at night, and when two are quicker than one."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.domain.access import Actor, ActorKind, Role, Visitor
from chalicelib.domain.collection import Taker
from chalicelib.domain.errors import InvalidRequestError, StaleVersionError, UnavailableError
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.pick_up import Hour, Outcome
from chalicelib.domain.product import Collector, OldCard
from chalicelib.domain.production import UndoReason
from chalicelib.services.counter_ports import HandedOver
from tests.integration.http.counter_given import next_hour
from tests.integration.http.walk import bring_to, stored
from tests.office import MiniOffice, Resident

CLERK = Actor(kind=ActorKind.OFFICER, id="clerk", roles=frozenset({Role.COUNTER}))
HERSELF = Taker(Collector.SELF, OldCard.LOST, is_checked=True)


@pytest.fixture
def office() -> MiniOffice:
    return MiniOffice()


@pytest.fixture
def ready(office: MiniOffice) -> Resident:
    return bring_to(office, CaseState.READY)


def visitor(office: MiniOffice, resident: Resident) -> Visitor:
    return office.services.track.visit(stored(office, resident.id))


def hour(office: MiniOffice) -> Hour:
    wanted = next_hour(office)
    services = office.services.counter
    offer = services.booking.offer(visitor(office, bring_to(office, CaseState.READY)))
    day = next(day for day in offer.days if day.isoformat() == wanted["day"])
    return Hour(wanted["place"], day, wanted["at"])


def test_a_hand_over_stands_though_the_days_list_does_not_answer(
    office: MiniOffice, ready: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise UnavailableError

    monkeypatch.setattr(office.ports.counter.book, "note_handed", fail)
    case = stored(office, ready.id)
    after = office.services.counter.desk.hand_over(case.receipt, "p1", HERSELF, CLERK, case.version)
    assert after.state is CaseState.CLOSED


def test_the_days_list_forgets_what_was_taken_back(office: MiniOffice, ready: Resident) -> None:
    desk = office.services.counter.desk
    case = stored(office, ready.id)
    after = desk.hand_over(case.receipt, "p1", HERSELF, CLERK, case.version)
    handed = HandedOver(receipt=case.receipt, product="p1", at=after.updated_at)
    assert desk.read_day("block-office").handed_over == (handed,)
    desk.undo(case.receipt, "p1", UndoReason.SLIP, CLERK, after.version)
    assert desk.read_day("block-office").handed_over == ()


def test_a_hand_over_taken_back_the_next_day_leaves_the_day_it_was_made(office: MiniOffice, ready: Resident) -> None:
    desk, booking = office.services.counter.desk, office.services.counter.booking
    wanted = hour(office)
    booking.put(visitor(office, ready), wanted, 0)
    case = stored(office, ready.id)
    made_on = desk.today()
    after = desk.hand_over(case.receipt, "p1", HERSELF, CLERK, case.version)
    office.ports.clock.advance(days=1)
    desk.undo(case.receipt, "p1", UndoReason.SLIP, CLERK, after.version)
    assert desk.read_day("block-office", made_on).handed_over == ()
    (known,) = booking.list_day(wanted.place, wanted.day)
    assert known.outcome is (Outcome.NO_SHOW if desk.today() > wanted.day else Outcome.BOOKED)


def test_who_was_noted_to_have_come_did_not_where_the_hour_has_passed(office: MiniOffice, ready: Resident) -> None:
    desk, booking = office.services.counter.desk, office.services.counter.booking
    wanted = hour(office)
    booking.put(visitor(office, ready), wanted, 0)
    case = stored(office, ready.id)
    after = desk.hand_over(case.receipt, "p1", HERSELF, CLERK, case.version)
    office.ports.clock.advance(days=20)
    desk.undo(case.receipt, "p1", UndoReason.SLIP, CLERK, after.version)
    assert [known.outcome for known in booking.list_day(wanted.place, wanted.day)] == [Outcome.NO_SHOW]


def test_nobody_is_reminded_at_night(office: MiniOffice, ready: Resident) -> None:
    office.ports.clock.advance(days=8, hours=12)
    assert office.services.sweep().reminded == 0
    office.ports.clock.advance(hours=12)
    assert office.services.sweep().reminded == 1
    assert len(stored(office, ready.id).products[0].reminded_at) == 1


def test_two_sweepers_remind_once(office: MiniOffice, ready: Resident) -> None:
    office.ports.clock.advance(days=8)
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda _: office.services.counter.remind(), range(2)))
    assert sum(counts) >= 1
    assert len(stored(office, ready.id).products[0].reminded_at) == 1


def test_two_tabs_of_one_resident_make_one_booking(office: MiniOffice, ready: Resident) -> None:
    wanted, booking = hour(office), office.services.counter.booking

    def book(at: str) -> bool:
        try:
            booking.put(visitor(office, ready), Hour(wanted.place, wanted.day, at), 0)
        except StaleVersionError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(book, ("10:00", "10:30"))) == [False, True]
    assert len(booking.list_day(wanted.place, wanted.day)) == 1


def test_many_residents_never_overfill_an_hour(office: MiniOffice) -> None:
    (place,) = office.services.office.places
    few = place.model_copy(update={"capacity": 3})
    office.services.__dict__["office"] = office.services.office.model_copy(update={"places": (few,)})
    residents = [bring_to(office, CaseState.READY) for _ in range(6)]
    wanted, booking = hour(office), office.services.counter.booking

    def book(resident: Resident) -> str:
        try:
            booking.put(visitor(office, resident), wanted, 0)
        except InvalidRequestError as refused:
            return refused.faults[0].code
        return "booked"

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(book, residents)) == ["booked"] * 3 + ["hour_full"] * 3
