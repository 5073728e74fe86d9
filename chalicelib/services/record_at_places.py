"""Days of recording at people's own place: booked by the id of the list, never above what a slot holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.coverage.owing import Person
from chalicelib.domain.coverage.recording import Booking, RecordingDay, read_slots
from chalicelib.domain.errors import (
    Fault,
    IdempotencyKeyReusedError,
    InvalidRequestError,
    NotFoundError,
    StaleVersionError,
    UnavailableError,
)
from chalicelib.services.coverage_ports import RecordingDays
from chalicelib.services.keep_owing_list import KeepOwingList
from chalicelib.services.run_campaign import RunCampaign

ATTEMPTS: Final = 25
LONGEST_PLACE: Final = 120


@dataclass(frozen=True, slots=True)
class RecordAtPlaces:
    """Every change is written on the version that was read; whoever lost a race reads again and is told what holds."""

    days: RecordingDays
    owing: KeepOwingList
    campaigns: RunCampaign

    def plan(self, day_id: str, *, place: str, village: str, day: date, slots: str, by: Actor) -> RecordingDay:
        """A place, a day and its slots. The same id again answers with what was stored.

        Raises InvalidRequestError with every fault, IdempotencyKeyReusedError where the id stands for another day.
        """
        wanted = self._planned(day_id, " ".join(place.split()), village, day, slots)
        try:
            return self.days.save(wanted.model_copy(update={"by": by.id, "list_id": self.owing.read().id}))
        except StaleVersionError:
            stored = self.days.get(day_id)
        if (stored.place, stored.day, stored.slots) != (wanted.place, wanted.day, wanted.slots):
            raise IdempotencyKeyReusedError
        return stored

    def book(self, day_id: str, person: str, slot: str, campaign: str, by: Actor) -> RecordingDay:
        """Somebody of a campaign into a slot. Raises InvalidRequestError where it is full, NotFoundError."""
        sealed = self.campaigns.sealed_line(campaign, person)
        return self._book(day_id, person, slot, sealed, by)

    def book_by_nik(self, day_id: str, nik: str, slot: str, by: Actor) -> RecordingDay:
        """Somebody who stands on the list and came by themselves."""
        person, sealed = self.owing.find(nik)
        return self._book(day_id, person, slot, sealed, by)

    def cancel(self, day_id: str, person: str) -> RecordingDay:
        """Take somebody out of their slot; twice is once."""
        return self._change(day_id, lambda day: day.cancel(person))

    def attend(self, day_id: str, person: str, *, came: bool) -> RecordingDay:
        """Somebody came and was recorded, or did not after all."""
        return self._change(day_id, lambda day: day.attend(person, came=came))

    def count_others(self, day_id: str, count: int) -> RecordingDay:
        """How many were recorded there who stand on no list."""
        return self._change(day_id, lambda day: day.count_others(count))

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

    def _planned(self, day_id: str, place: str, village: str, day: date, slots: str) -> RecordingDay:
        faults = []
        if not 1 <= len(place) <= LONGEST_PLACE:
            faults.append(Fault("place", "missing" if not place else "too_long"))
        if day < self.owing.today():
            faults.append(Fault("day", "day_passed"))
        try:
            read = read_slots(slots)
        except InvalidRequestError as error:
            raise InvalidRequestError([*faults, *error.faults]) from None
        if faults:
            raise InvalidRequestError(faults)
        return RecordingDay(id=day_id, place=place, village=village, day=day, slots=read)

    def _book(self, day_id: str, person: str, slot: str, sealed: bytes, by: Actor) -> RecordingDay:
        booking = Booking(person=person, slot=slot, sealed=sealed, by=by.id, at=self.owing.clock.now())
        return self._change(day_id, lambda day: day.book(booking))

    def _change(self, day_id: str, change: Callable[[RecordingDay], RecordingDay]) -> RecordingDay:
        for _ in range(ATTEMPTS):
            before = self.days.get(day_id)
            after = change(before)
            if after == before:
                return before
            try:
                return self.days.save(after)
            except StaleVersionError:
                continue  # another clerk was first: what they did is read, and the slot counted anew
        raise UnavailableError
