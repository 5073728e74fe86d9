"""An administrator says on which days the office is closed besides those of the decrees, or works after all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.closed_days import ClosedDays
from chalicelib.domain.errors import Fault, InvalidRequestError, StaleVersionError
from chalicelib.domain.office import Office
from chalicelib.domain.overlay import LocalCalendar, LocalChanges, LocalDay, Overlay
from chalicelib.services.counter_ports import PickUpBook
from chalicelib.services.maintain_overlays import MaintainOverlays
from chalicelib.services.ports import Clock, OverlayStore

MOST_AT_ONCE: Final = 31
LONGEST_REASON: Final = 80
VERSIONS: Final = 50
"""Versions of the overlay, newest first, among which changes of the calendar are looked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Days from `first` to `last`, and whether the office is closed on them or works on them after all."""

    first: date
    last: date
    why: str
    is_closed: bool

    def days(self) -> tuple[date, ...]:
        """Each of them."""
        return tuple(self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True)
class DayAhead:
    """What a change would do to one day, and how many have an appointment on it."""

    day: date
    was_closed: bool
    will_be_closed: bool
    appointments: int


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """One version that changed the calendar: who let it hold and when, and what came and went.

    Each day with whether the office is closed on it, or works on it after all.
    """

    overlay: Overlay
    came: tuple[tuple[LocalDay, bool], ...]
    went: tuple[tuple[LocalDay, bool], ...]


@dataclass(frozen=True, slots=True)
class KeepCalendar:
    """Days are part of the overlay: each change is a version of it that holds at once and can be taken back."""

    store: OverlayStore
    overlays: MaintainOverlays
    decreed: ClosedDays
    office: Office
    book: PickUpBook
    clock: Clock

    def read(self) -> tuple[LocalCalendar, int]:
        """The office's own days, and the number of the version that holds."""
        changes, number = self._holding()
        return changes.calendar, number

    def look_ahead(self, wanted: Wanted) -> tuple[DayAhead, ...]:
        """What would change, before it does. Raises InvalidRequestError with every fault."""
        calendar, _ = self.read()
        return self._ahead(wanted.days(), calendar, self._with(calendar, wanted))

    def look_without(self, day: date) -> tuple[DayAhead, ...]:
        """The same of taking the office's own word on a day back."""
        calendar, _ = self.read()
        return self._ahead((day,), calendar, calendar.without(day))

    def put(self, wanted: Wanted, officer: Actor, seen: int) -> Overlay:
        """Raises InvalidRequestError with every fault, StaleVersionError."""
        changes, number = self._holding()
        return self._publish(changes, self._with(changes.calendar, wanted), officer, number, seen)

    def remove(self, day: date, officer: Actor, seen: int) -> Overlay | None:
        """What the office said of a day goes; None where it says nothing. Raises StaleVersionError."""
        changes, number = self._holding()
        if number != seen:
            raise StaleVersionError
        calendar = changes.calendar.without(day)
        if calendar == changes.calendar:
            return None
        return self._publish(changes, calendar, officer, number, seen)

    def list_changes(self) -> tuple[CalendarChange, ...]:
        """Of the newest versions those that changed the calendar, newest first."""
        held = [overlay for overlay in self.store.list_versions(None, VERSIONS) if overlay.published_at is not None]
        befores = [*(overlay.changes.calendar for overlay in held[1:]), LocalCalendar()]
        pairs = zip(held, befores, strict=False)
        changes = (CalendarChange(each, *_differing(before, each.changes.calendar)) for each, before in pairs)
        return tuple(change for change in changes if change.came or change.went)

    def _with(self, calendar: LocalCalendar, wanted: Wanted) -> LocalCalendar:
        days = self._sound(wanted)
        more = [LocalDay(day=day, why=" ".join(wanted.why.split())) for day in days]
        for day in days:
            calendar = calendar.without(day)
        return calendar.with_days(closed=more) if wanted.is_closed else calendar.with_days(worked=more)

    def _sound(self, wanted: Wanted) -> Sequence[date]:
        """The days that change by it; those that need no word are left out unless all do."""
        faults = [] if wanted.why.strip() else [Fault("why", "empty")]
        if len(wanted.why) > LONGEST_REASON:
            faults.append(Fault("why", "too_long"))
        today = self.office.local_time(self.clock.now()).date()
        if wanted.first < today:
            faults.append(Fault("first", "day_past"))
        if wanted.last < wanted.first:
            faults.append(Fault("last", "after_the_end"))
        elif (wanted.last - wanted.first).days >= MOST_AT_ONCE:
            faults.append(Fault("last", "days_too_many"))
        days = [] if faults else [day for day in wanted.days() if self._needs(day, is_closed=wanted.is_closed)]
        if not faults and not days:
            faults.append(Fault("first", "day_closed_already" if wanted.is_closed else "day_not_closed"))
        if faults:
            raise InvalidRequestError(faults)
        return days

    def _needs(self, day: date, *, is_closed: bool) -> bool:
        return self.decreed.has_by_decree(day) != is_closed

    def _ahead(self, days: Sequence[date], now: LocalCalendar, then: LocalCalendar) -> tuple[DayAhead, ...]:
        held, will = (self.decreed.with_own(calendar.own_days()) for calendar in (now, then))
        return tuple(DayAhead(day, held.has(day), will.has(day), self._appointments(day)) for day in days)

    def _appointments(self, day: date) -> int:
        return sum(len(self.book.list_day(place.id, day)) for place in self.office.places)

    def _publish(
        self, changes: LocalChanges, calendar: LocalCalendar, officer: Actor, number: int, seen: int
    ) -> Overlay:
        if number != seen:
            raise StaleVersionError
        draft = self.overlays.save(changes.model_copy(update={"calendar": calendar}), officer)
        return self.overlays.publish(draft.number, officer, seen)

    def _holding(self) -> tuple[LocalChanges, int]:
        number = self.store.holding_number()
        return (self.store.get(number).changes if number else LocalChanges()), number


_Said = tuple[tuple[LocalDay, bool], ...]


def _said(calendar: LocalCalendar) -> _Said:
    return (*((each, True) for each in calendar.closed), *((each, False) for each in calendar.worked))


def _differing(before: LocalCalendar, after: LocalCalendar) -> tuple[_Said, _Said]:
    was, now = _said(before), _said(after)
    return tuple(each for each in now if each not in was), tuple(each for each in was if each not in now)
