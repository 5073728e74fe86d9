"""Days of recording at people's own place: booked by the id of the list, never above what a slot holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.closed_days import ClosedDays
from chalicelib.domain.coverage.owing import Person
from chalicelib.domain.coverage.recording import Booking, RecordingDay, RecordingStep, StepKind, check_day, read_slots
from chalicelib.domain.errors import (
    Fault,
    IdempotencyKeyReusedError,
    InvalidRequestError,
    NotFoundError,
    StaleVersionError,
    UnavailableError,
)
from chalicelib.services.coverage_ports import RecordedBeforeError, RecordingDays
from chalicelib.services.keep_owing_list import KeepOwingList
from chalicelib.services.run_campaign import RunCampaign

ATTEMPTS: Final = 25
LONGEST_PLACE: Final = 120


@dataclass(frozen=True, slots=True)
class RecordAtPlaces:
    """Every change is written on the version that was read, with who made it.

    Whoever lost a race reads again and is told what holds.
    """

    days: RecordingDays
    owing: KeepOwingList
    campaigns: RunCampaign
    off: ClosedDays

    def plan(
        self, day_id: str, *, place: str, village: str, day: date, slots: str, by: Actor, on_day_off: bool = False
    ) -> RecordingDay:
        """A place, a day and its slots; a day off only where that is meant. The same id again answers the same.

        Where the calendar closed that day meanwhile, the same with `on_day_off` says that it is held.

        Raises InvalidRequestError with every fault, IdempotencyKeyReusedError where the id stands for another day.
        """
        known = check_day(day, self.owing.today(), self.off, on_day_off=on_day_off)
        wanted = self._planned(day_id, " ".join(place.split()), village, day, slots, known)
        try:
            new = wanted.model_copy(update={"by": by.id, "list_id": self.owing.read().id}).held(self.off)
            return self.days.save(new, self._step(by, StepKind.PLANNED))
        except StaleVersionError:
            stored = self.days.get(day_id)
        if (stored.place, stored.day, stored.slots) != (wanted.place, wanted.day, wanted.slots):
            raise IdempotencyKeyReusedError
        return self.hold(day_id, by) if on_day_off else stored

    def hold(self, day_id: str, by: Actor) -> RecordingDay:
        """A day that the calendar closed since it was planned is held all the same; twice is once."""
        return self._change(day_id, self._step(by, StepKind.HELD), lambda day: day.held(self.off))

    def why_closed(self, day: RecordingDay) -> str:
        """Why nobody can be booked for a day to come until an officer says that it is held; empty for any other."""
        return day.closed_by(self.off) if day.day >= self.owing.today() else ""

    def book(self, day_id: str, person: str, slot: str, campaign: str, by: Actor) -> RecordingDay:
        """Somebody of a campaign into a slot. Raises InvalidRequestError where it is full, NotFoundError."""
        list_id, sealed = self.campaigns.sealed_line(campaign, person)
        return self._book(day_id, self._booking(person, slot, list_id, sealed, by), by)

    def book_by_nik(self, day_id: str, nik: str, slot: str, by: Actor) -> RecordingDay:
        """Somebody who stands on the list and came by themselves.

        That the officer looked is recorded before anything is looked up, and nobody is looked up for a slot that is
        none: no answer tells whether somebody is on the list without a trace of who asked.
        """
        self.days.get(day_id).not_passed(self.owing.today()).not_closed(self.off).find_slot(slot)
        self.owing.record_seen_list(by, f"walk_in {day_id}", 1)
        person, sealed = self.owing.find(nik)
        return self._book(day_id, self._booking(person, slot, self.owing.held().id, sealed, by), by)

    def cancel(self, day_id: str, person: str, by: Actor) -> RecordingDay:
        """Take somebody out of their slot; twice is once."""
        step = self._step(by, StepKind.CANCELLED, person=person)
        return self._change(day_id, step, lambda day: day.cancel(person))

    def attend(self, day_id: str, person: str, by: Actor, *, came: bool) -> RecordingDay:
        """Somebody came and was recorded, or did not after all.

        Raises InvalidRequestError before the day, and for somebody whom another day recorded: they count once.
        """
        step, today = self._step(by, StepKind.CAME if came else StepKind.ABSENT, person=person), self.owing.today()
        try:
            return self._change(day_id, step, lambda day: day.begun(today).attend(person, came=came))
        except RecordedBeforeError as error:
            other = self.days.get(error.day_id)
        told = (("place", other.place), ("day", f"{other.day:%d-%m-%Y}"))
        raise InvalidRequestError([Fault("came", "recorded_before", told)])

    def count_others(self, day_id: str, count: int, by: Actor) -> RecordingDay:
        """How many were recorded there who stand on no list. Raises InvalidRequestError before the day."""
        step, today = self._step(by, StepKind.OTHERS, count=count), self.owing.today()
        return self._change(day_id, step, lambda day: day.begun(today).count_others(count))

    def open_people(self, day: RecordingDay, by: Actor) -> Mapping[str, Person]:
        """The booked by their id, opened; recorded. None of them once the list was destroyed."""
        if not day.bookings:
            return {}
        try:
            cipher = self.owing.cipher()
            people = {who: Person.unpack(cipher.open(who, booking.sealed)) for who, booking in day.bookings.items()}
        except NotFoundError:
            return {}
        self.owing.record_seen_list(by, f"recording {day.id}", len(people))
        return people

    @staticmethod
    def _planned(day_id: str, place: str, village: str, day: date, slots: str, known: Sequence[Fault]) -> RecordingDay:
        faults = list(known)
        if not 1 <= len(place) <= LONGEST_PLACE:
            faults.append(Fault("place", "missing" if not place else "too_long"))
        try:
            read = read_slots(slots)
        except InvalidRequestError as error:
            raise InvalidRequestError([*faults, *error.faults]) from None
        if faults:
            raise InvalidRequestError(faults)
        return RecordingDay(id=day_id, place=place, village=village, day=day, slots=read)

    def _booking(self, person: str, slot: str, list_id: str, sealed: bytes, by: Actor) -> Booking:
        return Booking(person=person, slot=slot, sealed=sealed, by=by.id, at=self.owing.clock.now(), list_id=list_id)

    def _book(self, day_id: str, booking: Booking, by: Actor) -> RecordingDay:
        step, today = self._step(by, StepKind.BOOKED, person=booking.person, slot=booking.slot), self.owing.today()

        def book(day: RecordingDay) -> RecordingDay:
            after = day.not_passed(today).book(booking)
            return after if after == day else after.not_closed(self.off)

        return self._change(day_id, step, book)

    def _step(
        self, by: Actor, what: StepKind, *, person: str = "", slot: str = "", count: int | None = None
    ) -> RecordingStep:
        return RecordingStep(at=self.owing.clock.now(), by=by.id, what=what, person=person, slot=slot, count=count)

    def _change(self, day_id: str, step: RecordingStep, change: Callable[[RecordingDay], RecordingDay]) -> RecordingDay:
        for _ in range(ATTEMPTS):
            before = self.days.get(day_id)
            after = change(before)
            if after == before:
                return before
            try:
                return self.days.save(after, step, before.recorded_by(step))
            except StaleVersionError:
                continue  # another clerk was first: what they did is read, and the slot counted anew
        raise UnavailableError
