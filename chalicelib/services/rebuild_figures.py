"""An administrator lets the figures be counted anew from every event there is, sees what differs, and decides."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.figure_editions import Differing, Editions, Part, Rebuild, compare, merge, part_of
from chalicelib.services.count_figures import CountFigures
from chalicelib.services.figures_ports import EventLog, FigureLedger
from chalicelib.services.ports import Clock

PIECE: Final = timedelta(seconds=15)
"""How long one piece takes: API Gateway waits 29 seconds for an answer."""

LINES: Final = 1000
"""Items of the table that are looked at in one request."""


@dataclass(frozen=True, slots=True)
class RebuildFigures:
    """`seen` is always the version that the administrator was shown; another one raises StaleVersionError.

    The rebuilt figures are stored piece by piece, each with where it ended, in one transaction: a piece that is told
    twice, or two at once, count once. Nothing that is told changes before `take_up`.
    """

    ledger: FigureLedger
    events: EventLog
    counting: CountFigures
    clock: Clock
    lines: int = LINES
    piece: timedelta = PIECE

    def begin(self, seen: int) -> Editions:
        """Begin anew; one under way is given up."""
        return self._change(seen, lambda editions: editions.begin(self.clock.now()))

    def go_on(self, seen: int) -> Editions:
        """Read events for some seconds; nothing happens before reading may begin, and once all are read.

        Raises TransitionRefusedError where no rebuild is under way.
        """
        editions = self._seen(seen)
        rebuild = editions.under_way
        if rebuild.is_read or self.clock.now() < rebuild.reads_from:
            return editions
        place, moves, parts = self._read(rebuild)
        known = self.ledger.read_parts(rebuild.number)
        merged = {name: merge(known.get(name, {}), part) for name, part in parts.items()}
        return self.ledger.save_editions(editions.read_on(place, moves), merged)

    def compare(self, editions: Editions) -> tuple[Differing, ...]:
        """What the rebuilt figures say otherwise; empty before every event was read."""
        if editions.rebuild is None or not editions.rebuild.is_read:
            return ()
        return compare(self._all(editions.holding), self._all(editions.rebuild.number))

    def take_up(self, seen: int, officer: Actor) -> Editions:
        """Let the rebuilt figures hold; who did is told. Raises TransitionRefusedError before every event was read."""
        return self._change(seen, lambda editions: editions.take_up(officer.id))

    def give_up(self, seen: int) -> Editions:
        """Leave what holds. Raises TransitionRefusedError where no rebuild is under way."""
        return self._change(seen, Editions.give_up)

    def _read(self, rebuild: Rebuild) -> tuple[str, int, dict[str, Part]]:
        place, moves, parts, until = rebuild.place, 0, dict[str, Part](), self.clock.now() + self.piece
        while True:
            page = self.events.list_events(place, self.lines)
            found = [event for event in page.events if event.at < rebuild.since]
            for name, part in self._by_part(found).items():
                parts[name] = merge(parts.get(name, {}), part)
            place, moves = page.next_place, moves + len(found)
            if not place or self.clock.now() >= until:
                return place, moves, parts

    def _by_part(self, events: Iterable[AuditEvent]) -> dict[str, Part]:
        parts: dict[str, Part] = {}
        for event in events:
            day, counted = self.counting.amounts(event)
            for of, amounts in ((day, counted.of_day), (None, counted.standing)):
                if amounts:
                    name = part_of(of)
                    parts[name] = merge(parts.get(name, {}), {of: amounts})
        return parts

    def _all(self, number: int) -> Part:
        found = self.ledger.read_days(date.min, date.max, number)
        days: Part = {day: amounts for day, amounts in found.items() if amounts}
        return merge(days, {None: self.ledger.read_standing(number)})

    def _change(self, seen: int, change: Callable[[Editions], Editions]) -> Editions:
        return self.ledger.save_editions(change(self._seen(seen)), {})

    def _seen(self, seen: int) -> Editions:
        editions = self.ledger.read_editions()
        if editions.version != seen:
            raise StaleVersionError
        return editions
