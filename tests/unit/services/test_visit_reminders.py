"""Who has an appointment is told of it the afternoon before: once for each hour, and only while it still holds."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta

import pytest

from chalicelib.domain.access import Visitor
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.events import Job, NoticeEvent
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.pick_up import Hour
from tests.integration.http.counter_given import next_hour
from tests.integration.http.walk import bring_to, stored
from tests.office import MiniOffice, Resident
from tests.unit.services.test_counter_services import CLERK, HERSELF


@pytest.fixture
def office() -> MiniOffice:
    return MiniOffice()


@pytest.fixture
def resident(office: MiniOffice) -> Resident:
    """Something waits for them, and they booked an hour some days ahead."""
    resident = bring_to(office, CaseState.READY)
    book(office, resident)
    return resident


def visitor(office: MiniOffice, resident: Resident) -> Visitor:
    return office.services.track.visit(stored(office, resident.id))


def book(office: MiniOffice, resident: Resident, at: str = "10:00") -> date:
    wanted = next_hour(office, 3)
    day = date.fromisoformat(wanted["day"])
    booking = office.services.counter.booking
    before = office.ports.counter.book.get(stored(office, resident.id).receipt)
    booking.put(visitor(office, resident), Hour(wanted["place"], day, at), before.version if before else 0)
    return day


def come_to(office: MiniOffice, resident: Resident, hour: int, days_before: int = 1) -> None:
    """To this hour of the office's clock, so many days before the appointment."""
    booking = office.ports.counter.book.bookings[stored(office, resident.id).receipt]
    now = office.services.office.local_time(office.ports.clock.now())
    then = datetime.combine(booking.day - timedelta(days=days_before), time(hour), now.tzinfo)
    office.ports.clock.advance(seconds=(then - now).total_seconds())


def reminders(office: MiniOffice) -> list[Job]:
    jobs = office.ports.registry.jobs.values()
    return [job for job in jobs if isinstance(job, Job) and job.notice is NoticeEvent.VISIT_REMINDER]


def test_the_afternoon_before_is_the_moment(office: MiniOffice, resident: Resident) -> None:
    for days_before, hour, count in ((2, 15, 0), (1, 9, 0), (1, 14, 1), (1, 15, 0), (0, 8, 0)):
        come_to(office, resident, hour, days_before)
        assert office.services.sweep().expected == count, (days_before, hour)
    assert len(reminders(office)) == 1


def test_it_is_said_when_and_where(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.READY)
    day = book(office, resident)
    come_to(office, resident, 15)
    office.services.sweep()
    for job in reminders(office):
        office.services.send_notices(job)
    said = [message.text for messenger in office.ports.messengers.values() for message in messenger.sent]
    (text,) = [text for text in said if "janji Anda" in text]
    assert f"{day.day} " in text
    assert "pukul 10.00 WIB di Loket pengambilan, Block Office lantai 1" in text


def test_a_mark_that_was_not_made_tells_nobody_twice(
    office: MiniOffice, resident: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_to(office, resident, 15)
    book_of_visits = office.ports.counter.book
    plain = book_of_visits.save

    def dies(*_: object) -> None:
        raise UnavailableError

    monkeypatch.setattr(book_of_visits, "save", dies)
    with pytest.raises(UnavailableError):
        office.services.sweep()
    monkeypatch.setattr(book_of_visits, "save", plain)
    office.ports.clock.advance(minutes=10)
    assert office.services.sweep().expected == 0
    assert len(reminders(office)) == 1
    assert book_of_visits.bookings[stored(office, resident.id).receipt].told_at is not None


def test_two_sweepers_remind_once(office: MiniOffice, resident: Resident) -> None:
    come_to(office, resident, 15)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: office.services.counter.remind_of_visits(), range(2)))
    assert len(reminders(office)) == 1


def test_a_case_is_read_once_and_the_resident_can_still_change_what_they_saw(
    office: MiniOffice, resident: Resident, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = stored(office, resident.id).receipt
    seen = office.ports.counter.book.bookings[receipt].version
    come_to(office, resident, 15)
    office.services.sweep()
    with monkeypatch.context() as patch:
        patch.setattr(office.ports.cases, "get", None)
        assert office.services.counter.remind_of_visits() == 0
    office.services.counter.booking.cancel(visitor(office, resident), seen)
    assert not office.ports.counter.book.bookings[receipt].stands


def test_what_was_moved_is_told_of_its_new_hour_alone(office: MiniOffice, resident: Resident) -> None:
    come_to(office, resident, 15)
    office.services.sweep()
    receipt = stored(office, resident.id).receipt
    booking = office.ports.counter.book.bookings[receipt]
    moved = booking.model_copy(update={"at": "13:00", "version": booking.version + 1, "told_at": None})
    office.ports.counter.book.save(moved, booking, 12)
    assert office.services.sweep().expected == 1
    assert [job.move for job in reminders(office) if office.services.send_notices.occasions.find(job)] == [
        stored(office, resident.id).version
    ]


@pytest.mark.parametrize("why", ["cancelled", "fetched", "over"])
def test_what_no_longer_holds_is_not_told(office: MiniOffice, resident: Resident, why: str) -> None:
    come_to(office, resident, 15)
    office.services.sweep()
    (job,) = reminders(office)
    assert office.services.send_notices.occasions.find(job)
    case = stored(office, resident.id)
    if why == "cancelled":
        office.services.counter.booking.cancel_for(case.receipt, 1)
    elif why == "over":
        come_to(office, resident, 11, 0)
    else:
        office.services.counter.desk.hand_over(case.receipt, "p1", HERSELF, CLERK, case.version)
    assert office.services.send_notices.occasions.find(job) is None


def test_who_booked_today_for_tomorrow_knows_it(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.READY)
    book(office, resident)
    receipt = stored(office, resident.id).receipt
    come_to(office, resident, 14)
    booking = office.ports.counter.book.bookings[receipt]
    office.ports.counter.book.bookings[receipt] = booking.model_copy(update={"made_at": office.ports.clock.now()})
    assert office.services.sweep().expected == 0
