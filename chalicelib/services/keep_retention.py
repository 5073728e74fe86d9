"""An administrator says how long ended cases are kept, looks first at what that erases, and has single ones kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case
from chalicelib.domain.erasing import act_of_keeping, keep, let_go
from chalicelib.domain.errors import Fault, InvalidRequestError, StaleVersionError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.overlay import LocalChanges, Overlay
from chalicelib.domain.overlay.keeping import retention_faults
from chalicelib.domain.retention import ENDINGS, FEWEST_DAYS, PATIENCE, KeepReason, Look, Part, Schedule, looks_of
from chalicelib.services.change_case import must_match
from chalicelib.services.maintain_overlays import MaintainOverlays
from chalicelib.services.ports import CaseRepository, Clock, OverlayStore
from chalicelib.services.retention_ports import EndedCases, ErasedDay, KeptCase

MOST_COUNTED: Final = 10_000
"""Cases of one list that a preview counts: beyond that the exact number changes nobody's mind."""

VERSIONS: Final = 50


@dataclass(frozen=True, slots=True)
class Ahead:
    """How many cases of one ending are due for a part; `before`: under what holds now. `MOST_COUNTED` is "or more"."""

    ending: str
    part: Part
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class RetentionChange:
    """One version that changed the schedule, and what held before it."""

    overlay: Overlay
    before: Schedule

    @property
    def after(self) -> Schedule:
        """What it said."""
        return self.overlay.changes.retention


@dataclass(frozen=True, slots=True)
class RetentionStanding:
    """What holds, under which version. `erasing_from`: nothing is erased before, since something changed just now."""

    schedule: Schedule
    version: int
    erasing_from: datetime | None
    fewest_days: int = FEWEST_DAYS


@dataclass(frozen=True, slots=True)
class KeepRetention:
    """The schedule is part of the overlay: each change is a version that holds at once and can be taken back."""

    store: OverlayStore
    overlays: MaintainOverlays
    cases: CaseRepository
    ended: EndedCases
    clock: Clock

    def read(self) -> RetentionStanding:
        """What holds, and since when it may be acted upon."""
        number = self.store.holding_number()
        if not number:
            return RetentionStanding(Schedule(), 0, None)
        holding = self.store.get(number)
        since = holding.erases_alike_since
        starts = since + PATIENCE if since else None
        waits = starts is not None and starts > self.clock.now()
        return RetentionStanding(holding.changes.retention, number, starts if waits else None)

    def look_ahead(self, wanted: Schedule) -> tuple[Ahead, ...]:
        """What would be due at once. Raises InvalidRequestError with every fault."""
        _check(wanted)
        held, now = self.read().schedule, self.clock.now()
        before, after = self._due(held, now), self._due(wanted, now)
        pairs = ((ending, part) for ending in ENDINGS.values() for part in Part)
        told = (Ahead(*pair, before.get(pair, 0), after.get(pair, 0)) for pair in pairs)
        return tuple(each for each in told if each.before or each.after)

    def put(self, wanted: Schedule, officer: Actor, seen: int) -> Overlay:
        """Raises InvalidRequestError with every fault, StaleVersionError."""
        _check(wanted)
        changes, number = self._holding()
        if number != seen:
            raise StaleVersionError
        if changes.retention == wanted:
            raise InvalidRequestError([Fault("version", "retention_same")])
        draft = self.overlays.save(changes.model_copy(update={"retention": wanted}), officer)
        return self.overlays.publish(draft.number, officer, seen)

    def list_changes(self) -> tuple[RetentionChange, ...]:
        """Of the newest versions those that changed it, newest first."""
        held = [overlay for overlay in self.store.list_versions(None, VERSIONS) if overlay.published_at is not None]
        befores = [*(overlay.changes.retention for overlay in held[1:]), Schedule()]
        changes = (RetentionChange(*pair) for pair in zip(held, befores, strict=False))
        return tuple(change for change in changes if change.before != change.after)

    def list_days(self) -> tuple[ErasedDay, ...]:
        """How much was erased on which day, newest first."""
        return self.ended.list_days()

    def list_kept(self) -> tuple[KeptCase, ...]:
        """Cases that somebody has kept."""
        return self.ended.list_kept()

    def keep(self, receipt: ReceiptNumber, reason: KeepReason, officer: Actor, if_match: int | None = None) -> Case:
        """Raises NotFoundError, StaleVersionError, and ErasedError while a part goes, and where nothing is left."""
        case = self.cases.get(receipt)
        must_match(case, if_match)
        change = keep(case, reason, officer, self.clock.now())
        if change is None:
            return case
        self.ended.save_kept(change, act_of_keeping(change, officer))
        return change.case

    def let_go(self, receipt: ReceiptNumber, officer: Actor, if_match: int | None = None) -> Case:
        """Raises NotFoundError, StaleVersionError."""
        case = self.cases.get(receipt)
        must_match(case, if_match)
        change = let_go(case, officer, self.clock.now())
        if change is None:
            return case
        self.ended.save_kept(change, act_of_keeping(change, officer))
        return change.case

    def _due(self, schedule: Schedule, now: datetime) -> dict[tuple[str, Part], int]:
        """What names people goes after the papers, so whoever still has both is due for both."""
        looks = {(ENDINGS[look.ending], look.part): look for look in looks_of(schedule, now)}
        due = {pair: self.ended.count_ended(look, MOST_COUNTED) for pair, look in looks.items()}
        for (ending, part), look in looks.items():
            if part is Part.PERSONAL:
                still = Look(look.ending, Part.PAPERS, look.before)
                due[ending, part] = min(MOST_COUNTED, due[ending, part] + self.ended.count_ended(still, MOST_COUNTED))
        return due

    def _holding(self) -> tuple[LocalChanges, int]:
        number = self.store.holding_number()
        return (self.store.get(number).changes if number else LocalChanges()), number


def _check(wanted: Schedule) -> None:
    faults = tuple(retention_faults(wanted))
    if faults:
        raise InvalidRequestError(faults)
