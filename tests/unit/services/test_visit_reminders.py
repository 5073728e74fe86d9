"""Who has an appointment is told of it the afternoon before: once for each hour, and only while it is so.

Where the office is closed on the day, they hear that the appointment does not hold.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta

import pytest

from chalicelib.domain.access import Visitor
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.closed_days import OwnDays
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.events import Job, NoticeEvent
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notice_plan import LEASE
from chalicelib.domain.notification import VISITS
from chalicelib.domain.pick_up import Booking, Hour
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
    return [job for job in news_of_visits(office) if job.notice is NoticeEvent.VISIT_REMINDER]


def news_of_visits(office: MiniOffice) -> list[Job]:
    """What waits to be told of appointments, the oldest first."""
    jobs = [job for job in office.ports.registry.jobs.values() if isinstance(job, Job) and job.notice in VISITS]
    return sorted(jobs, key=lambda job: job.move)


def booking_of(office: MiniOffice, resident: Resident) -> Booking:
    return office.ports.counter.book.bookings[stored(office, resident.id).receipt]


def close(office: MiniOffice, *days: date) -> None:
    """The office's calendar from now on: closed on these days of its own, and on no other."""
    changed = office.services.office.model_copy(update={"own_days": OwnDays(closed=frozenset(days))})
    office.services.office = changed
    for made in ("closed_days", "sweep", "send_notices"):
        office.services.__dict__.pop(made, None)
    for made in ("booking", "desk", "remind_of_visits"):
        office.services.counter.__dict__.pop(made, None)


def texts(office: MiniOffice) -> list[str]:
    """Whatever was sent of appointments."""
    said = [message.text for messenger in office.ports.messengers.values() for message in messenger.sent]
    return [text for text in said if "janji Anda" in text]


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
    (text,) = texts(office)
    assert f"{day.day} " in text
    assert "pukul 10.00 WIB di Loket pengambilan, Block Office lantai 1" in text


@pytest.mark.parametrize("is_off", [False, True])
def test_a_mark_that_was_not_made_tells_nobody_twice(
    office: MiniOffice, resident: Resident, monkeypatch: pytest.MonkeyPatch, *, is_off: bool
) -> None:
    come_to(office, resident, 15)
    close(office, *[booking_of(office, resident).day] * is_off)
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
    assert len(news_of_visits(office)) == 1
    told = book_of_visits.bookings[stored(office, resident.id).receipt]
    assert (told.told_at is not None, told.told_off) == (True, is_off)


@pytest.mark.parametrize("is_off", [False, True])
def test_two_sweepers_remind_once(office: MiniOffice, resident: Resident, *, is_off: bool) -> None:
    come_to(office, resident, 15)
    close(office, *[booking_of(office, resident).day] * is_off)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: office.services.counter.remind_of_visits(), range(2)))
    assert len(news_of_visits(office)) == 1


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


@pytest.mark.parametrize("is_off", [False, True])
@pytest.mark.parametrize("why", ["cancelled", "moved", "fetched", "over"])
def test_what_no_longer_holds_is_not_told(office: MiniOffice, resident: Resident, why: str, *, is_off: bool) -> None:
    come_to(office, resident, 15)
    close(office, *[booking_of(office, resident).day] * is_off)
    office.services.sweep()
    (job,) = news_of_visits(office)
    assert office.services.send_notices.occasions.find(job)
    case = stored(office, resident.id)
    if why == "cancelled":
        office.services.counter.booking.cancel_for(case.receipt, 1)
    elif why == "moved":
        book(office, resident, "13:00")
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


def test_in_place_of_the_reminder_of_a_day_that_was_closed_it_is_told_once_that_it_does_not_hold(
    office: MiniOffice, resident: Resident
) -> None:
    day = booking_of(office, resident).day
    come_to(office, resident, 14)
    close(office, day)
    assert [office.services.sweep().expected for _ in range(2)] == [1, 0]
    (job,) = news_of_visits(office)
    assert job.notice is NoticeEvent.VISIT_OFF
    for _ in range(2):
        office.services.send_notices(job)
    (text,) = texts(office)
    assert f"janji Anda {day.day} " in text
    assert "pukul 10.00 WIB tidak berlaku, kantor tutup hari itu. Jangan datang." in text
    assert "Bawa" not in text
    office.ports.clock.advance(minutes=10)
    assert (office.services.sweep().expected, len(texts(office))) == (0, 1)


def test_what_is_told_follows_the_calendar_and_what_was_not_sent_yet_is_not_sent_any_more(
    office: MiniOffice, resident: Resident
) -> None:
    day = booking_of(office, resident).day
    come_to(office, resident, 14)
    off, on = NoticeEvent.VISIT_OFF, NoticeEvent.VISIT_REMINDER
    for number, (closed, expected) in enumerate([([], on), ([day], off), ([], on), ([day], off)]):
        earlier = news_of_visits(office)
        close(office, *closed)
        find = office.services.send_notices.occasions.find
        assert [job for job in earlier if find(job)] == []
        office.ports.clock.advance(minutes=10)
        assert [office.services.sweep().expected for _ in range(2)] == [1, 0]
        assert [job.notice for job in news_of_visits(office) if find(job)] == [expected], number


def test_who_was_reminded_already_hears_that_it_does_not_hold_and_of_its_being_open_again(
    office: MiniOffice, resident: Resident
) -> None:
    day = booking_of(office, resident).day
    come_to(office, resident, 14)
    for closed in ([], [day], []):
        close(office, *closed)
        office.services.sweep()
        office.services.send_notices(news_of_visits(office)[-1])
        office.ports.clock.advance(minutes=10)
    assert ["tidak berlaku" in text for text in texts(office)] == [False, True, False]


def test_a_place_that_is_closed_on_the_day_is_closed_whatever_the_calendar_of_the_office_says(
    office: MiniOffice, resident: Resident
) -> None:
    day = booking_of(office, resident).day
    come_to(office, resident, 14)
    places = tuple(place.model_copy(update={"closed": {day}}) for place in office.services.office.places)
    office.services.office = office.services.office.model_copy(update={"places": places})
    close(office)
    office.services.sweep()
    assert [job.notice for job in news_of_visits(office)] == [NoticeEvent.VISIT_OFF]


def test_who_booked_today_for_tomorrow_hears_that_it_was_closed_since(office: MiniOffice, resident: Resident) -> None:
    receipt = stored(office, resident.id).receipt
    come_to(office, resident, 14)
    booking = booking_of(office, resident)
    office.ports.counter.book.bookings[receipt] = booking.model_copy(update={"made_at": office.ports.clock.now()})
    assert office.services.sweep().expected == 0
    close(office, booking.day)
    assert office.services.sweep().expected == 1
    close(office)
    assert office.services.sweep().expected == 1  # they heard that it is off, and it is not
    assert [job.notice for job in news_of_visits(office)] == [NoticeEvent.VISIT_OFF, NoticeEvent.VISIT_REMINDER]


@pytest.mark.parametrize("is_off", [False, True])
def test_that_it_does_not_hold_is_for_staff_to_tell_whoever_can_be_told_no_other_way(
    office: MiniOffice, resident: Resident, *, is_off: bool
) -> None:
    case, sealed = office.ports.cases.get_sealed(stored(office, resident.id).receipt)
    nobody = office.ports.sealer.seal(case.receipt, PersonalData(), sealed.wrapped_key if sealed else None)
    office.ports.registry.sealed[case.receipt] = nobody
    come_to(office, resident, 14)
    close(office, *[booking_of(office, resident).day] * is_off)
    office.services.sweep()
    (job,) = news_of_visits(office)
    for _ in range(2):
        office.services.send_notices(job)
    listed = [line.notice for line in office.ports.unreached.list_for(case.receipt)]
    assert listed == [NoticeEvent.VISIT_OFF] * is_off
    assert news_of_visits(office) == []
    close(office)
    office.services.sweep()
    for job in news_of_visits(office):
        office.services.send_notices(job)
    assert office.ports.unreached.list_for(case.receipt) == ()


def test_who_sends_before_they_know_that_the_day_was_closed_looks_again(office: MiniOffice, resident: Resident) -> None:
    day = booking_of(office, resident).day
    come_to(office, resident, 14)
    close(office, day)
    office.services.sweep()
    (job,) = news_of_visits(office)
    close(office)  # as a process knows it that asked a moment before
    office.services.send_notices(job)
    assert (news_of_visits(office), texts(office)) == ([job], [])
    close(office, day)
    office.services.send_notices(job)
    assert len(texts(office)) == 1


def test_a_day_that_is_open_again_ends_the_news_that_it_is_closed(office: MiniOffice, resident: Resident) -> None:
    come_to(office, resident, 14)
    close(office, booking_of(office, resident).day)
    office.services.sweep()
    (job,) = news_of_visits(office)
    close(office)
    office.ports.clock.advance(seconds=LEASE.total_seconds())
    office.services.send_notices(job)
    assert (news_of_visits(office), texts(office)) == ([], [])
