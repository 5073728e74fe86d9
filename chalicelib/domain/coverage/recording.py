"""Days on which the office records people at their own place: slots that never overflow, and who came."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.closed_days import ClosedDays
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError

MOST_SLOTS: Final = 24
MOST_CAPACITY: Final = 50
MOST_OTHERS: Final = 2_000
LONGEST_AHEAD: Final = timedelta(days=366)
SUNDAY: Final = 6
DAYS_OFF: Final = frozenset({"day_is_holiday", "day_is_leave", "day_is_closed", "day_is_sunday"})
"""Why a day has to be confirmed."""
_SLOT: Final = re.compile(r"((?:[01]?[0-9]|2[0-3])[:.][0-5][0-9])\s*(?:[=x;,\s]\s*([0-9]{1,4}))")


class TimeSlot(BaseModel):
    """When it begins, on the office's clock, and for how many."""

    model_config = ConfigDict(frozen=True)

    start: str
    capacity: int = Field(ge=1, le=MOST_CAPACITY)


class Booking(BaseModel):
    """One person of the list in one slot, sealed under the key of the list `list_id`.

    `list_id` is empty where it was booked before that was noted: then it is the list of the day.
    """

    model_config = ConfigDict(frozen=True, ser_json_bytes="base64", val_json_bytes="base64")

    person: str
    slot: str
    sealed: bytes = Field(repr=False)
    by: str
    at: datetime
    attended: bool = False
    list_id: str = ""


class Recorded(BaseModel):
    """That somebody of a list was recorded on a day, and on no other; or, not `is_so`, was not after all."""

    model_config = ConfigDict(frozen=True)

    list_id: str
    person: str
    is_so: bool = True


class StepKind(StrEnum):
    """What an officer did to a day of recording."""

    PLANNED = "planned"
    BOOKED = "booked"
    CANCELLED = "cancelled"
    CAME = "came"
    ABSENT = "absent"
    OTHERS = "others"
    HELD = "held"


class RecordingStep(BaseModel):
    """One change of a day and who made it. `person` is the id of the list, `count` of those who stand on none."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    by: str
    what: StepKind
    person: str = ""
    slot: str = ""
    count: int | None = None


class RecordingDay(BaseModel):
    """One place on one day. `others`: recorded there without standing on the list.

    `on_day_off`: an officer said that it is held although nobody works on that day.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    place: str
    village: str
    day: date
    slots: tuple[TimeSlot, ...]
    bookings: Mapping[str, Booking] = Field(default_factory=dict)
    others: int = 0
    list_id: str = ""
    by: str = ""
    on_day_off: bool = False
    version: int = 0

    def closed_by(self, off: ClosedDays) -> str:
        """Why nobody works on the day, as `day_off` says; empty too where it is held all the same."""
        return "" if self.on_day_off else day_off(self.day, off)

    def not_closed(self, off: ClosedDays) -> Self:
        """Itself, where the calendar does not stop new bookings. Raises InvalidRequestError."""
        if self.closed_by(off):
            raise InvalidRequestError([Fault("slot", "recording_day_off")])
        return self

    def held(self, off: ClosedDays) -> Self:
        """Held although nobody works on it; unchanged where that is in nobody's way."""
        return self.model_copy(update={"on_day_off": True}) if self.closed_by(off) else self

    def not_passed(self, today: date) -> Self:
        """Itself, while somebody can still be booked. Raises InvalidRequestError."""
        if self.day < today:
            raise InvalidRequestError([Fault("slot", "recording_passed")])
        return self

    def begun(self, today: date) -> Self:
        """Itself, once somebody can have come. Raises InvalidRequestError."""
        if self.day > today:
            raise InvalidRequestError([Fault("others", "recording_to_come")])
        return self

    def find_slot(self, start: str) -> TimeSlot:
        """Raises InvalidRequestError for none of its own."""
        for slot in self.slots:
            if slot.start == start:
                return slot
        raise InvalidRequestError([Fault("slot", "not_a_choice")])

    def book(self, booking: Booking) -> Self:
        """Somebody into a slot, or from another one into this; the same again changes nothing."""
        slot = self.find_slot(booking.slot)
        before = self.bookings.get(booking.person)
        if before is not None and before.slot == booking.slot:
            return self
        if self.taken()[slot.start] >= slot.capacity:
            raise InvalidRequestError([Fault("slot", "slot_full")])
        attended = before is not None and before.attended
        return self._with({**self.bookings, booking.person: booking.model_copy(update={"attended": attended})})

    def cancel(self, person: str) -> Self:
        """Take somebody out; who is not in stays out."""
        return self._with({name: booking for name, booking in self.bookings.items() if name != person})

    def attend(self, person: str, *, came: bool) -> Self:
        """Somebody came, or did not after all. Raises NotFoundError for one who has no slot."""
        if person not in self.bookings:
            raise NotFoundError
        booking = self.bookings[person].model_copy(update={"attended": came})
        return self._with({**self.bookings, person: booking})

    def recorded_by(self, step: RecordingStep) -> Recorded | None:
        """What a step that is about to be made says of a person; None where it says nothing new of them."""
        booking = self.bookings.get(step.person)
        if booking is None or booking.attended is (step.what is StepKind.CAME):
            return None
        if step.what not in {StepKind.CAME, StepKind.ABSENT, StepKind.CANCELLED}:
            return None
        is_so = step.what is StepKind.CAME
        return Recorded(list_id=booking.list_id or self.list_id, person=step.person, is_so=is_so)

    def count_others(self, count: int) -> Self:
        """How many were recorded who are not on the list."""
        if not 0 <= count <= MOST_OTHERS:
            raise InvalidRequestError([Fault("others", "out_of_range")])
        return self.model_copy(update={"others": count})

    def next_free(self, wanted: str) -> str:
        """The slot that is wanted, where it has room; or the next one that has, or any; empty where all are full."""
        taken = self.taken()
        free = [slot.start for slot in self.slots if taken[slot.start] < slot.capacity]
        return next((start for start in free if start >= wanted), free[0] if free else "")

    def taken(self) -> Counter[str]:
        """How many each slot holds."""
        return Counter(booking.slot for booking in self.bookings.values())

    @property
    def attended(self) -> int:
        return sum(booking.attended for booking in self.bookings.values()) + self.others

    @property
    def capacity(self) -> int:
        return sum(slot.capacity for slot in self.slots)

    def _with(self, bookings: Mapping[str, Booking]) -> Self:
        return self.model_copy(update={"bookings": bookings})


def check_day(day: date, today: date, off: ClosedDays, *, on_day_off: bool) -> tuple[Fault, ...]:
    """Why nobody can be recorded on a day; a day off has to be wanted as such, for the office may mean it."""
    if day < today:
        return (Fault("day", "day_passed"),)
    if day > today + LONGEST_AHEAD:
        return (Fault("day", "day_too_far"),)
    reason = day_off(day, off)
    return (Fault("day", reason),) if reason and not on_day_off else ()


def day_off(day: date, off: ClosedDays) -> str:
    """Why nobody works on a day, one of `DAYS_OFF`; empty for any other day."""
    if day in off.worked:
        return ""
    if day in off.collective_leave:
        return "day_is_leave"
    if off.has_by_decree(day):
        return "day_is_holiday"
    if off.has(day):
        return "day_is_closed"
    return "day_is_sunday" if day.weekday() == SUNDAY else ""


def read_slots(text: str) -> tuple[TimeSlot, ...]:
    """One slot a line, `08:00 10`: when it begins and for how many.

    Raises InvalidRequestError, for an hour written twice too.
    """
    slots: dict[str, TimeSlot] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        found = _SLOT.fullmatch(line)
        if found is None or not 1 <= int(found[2]) <= MOST_CAPACITY:
            raise InvalidRequestError([Fault("slots", "slots_unreadable", (("limit", str(MOST_CAPACITY)),))])
        start = found[1].replace(".", ":").zfill(5)
        if start in slots:
            raise InvalidRequestError([Fault("slots", "slot_twice", (("hour", start),))])
        slots[start] = TimeSlot(start=start, capacity=int(found[2]))
    if not 1 <= len(slots) <= MOST_SLOTS:
        raise InvalidRequestError([Fault("slots", "slots_unreadable", (("limit", str(MOST_CAPACITY)),))])
    return tuple(slots[start] for start in sorted(slots))
