"""Editions of the figures: the one that holds, and one that is being rebuilt beside it from every event there is.

Each move belongs to an edition in one of two ways, by when it was: what was before `since` is in what the rebuild
read, the rest is counted as the table's stream tells it. So neither loses a move to the other, nor counts it twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Self

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.errors import TransitionRefusedError
from chalicelib.domain.figures import Amounts, add_up

LEAD: Final = timedelta(minutes=1)
"""From the moment a rebuild is begun until moves are counted for it, and from then until events are read: longer than
any request, so that whoever counts knows of it, and whatever was before is stored."""

_THING: Final = "rebuild"

Part = Mapping[date | None, Amounts]
"""The figures of days that lie together, or under None what stands open."""

STANDING: Final = "standing"


class Rebuild(BaseModel):
    """One under way. `place`: where reading goes on; `moves`: so many were read."""

    model_config = ConfigDict(frozen=True)

    number: int
    since: datetime
    place: str = ""
    moves: int = 0
    is_read: bool = False

    @property
    def reads_from(self) -> datetime:
        """No event that was before `since` is still on its way then."""
        return self.since + LEAD


class Editions(BaseModel):
    """`holding` is what is told, 0 for the one that nobody rebuilt; `version` counts the stored changes.

    `by`: who let it hold.
    """

    model_config = ConfigDict(frozen=True)

    version: int = 0
    last: int = 0
    holding: int = 0
    since: datetime | None = None
    by: str = ""
    rebuild: Rebuild | None = None

    def counting(self, at: datetime) -> tuple[int, ...]:
        """The editions that a move of this moment is counted for as the stream tells it."""
        holds = (self.holding,) if self.since is None or at >= self.since else ()
        rebuilt = (self.rebuild.number,) if self.rebuild and at >= self.rebuild.since else ()
        return holds + rebuilt

    def begin(self, now: datetime) -> Self:
        """One more, in the place of any that is under way."""
        number = self.last + 1
        return self.model_copy(update={"last": number, "rebuild": Rebuild(number=number, since=now + LEAD)})

    def read_on(self, place: str, moves: int) -> Self:
        """Events were read up to `place`; empty: up to the last."""
        rebuild = self.under_way
        read = rebuild.model_copy(update={"place": place, "moves": rebuild.moves + moves, "is_read": not place})
        return self.model_copy(update={"rebuild": read})

    def take_up(self, by: str) -> Self:
        """Let the rebuilt one hold. Raises TransitionRefusedError before every event was read."""
        rebuild = self.under_way
        if not rebuild.is_read:
            raise TransitionRefusedError(_THING, "reading", "take_up")
        return self.model_copy(update={"holding": rebuild.number, "since": rebuild.since, "by": by, "rebuild": None})

    def give_up(self) -> Self:
        """Leave what holds as it is."""
        self.under_way  # noqa: B018 - raises where there is none
        return self.model_copy(update={"rebuild": None})

    @property
    def under_way(self) -> Rebuild:
        """Raises TransitionRefusedError where none is."""
        if self.rebuild is None:
            raise TransitionRefusedError(_THING, "none", "go_on")
        return self.rebuild


@dataclass(frozen=True, slots=True)
class Differing:
    """One figure of which the rebuilt edition says another number. `day`: None for what stands open."""

    day: date | None
    name: str
    was: int
    found: int


def part_of(day: date | None) -> str:
    """The name of the part that a day lies in: a quarter of a year."""
    return f"{day.year}-Q{(day.month + 2) // 3}" if day else STANDING


def merge(one: Part, other: Part) -> Part:
    """The sums of both."""
    return {day: add_up((one.get(day, {}), other.get(day, {}))) for day in {*one, *other}}


def compare(was: Part, found: Part) -> tuple[Differing, ...]:
    """Every figure that differs, by day, what stands open first."""
    days = sorted({*was, *found}, key=lambda day: day or date.min)
    pairs = (
        (day, name, was.get(day, {}).get(name, 0), found.get(day, {}).get(name, 0))
        for day in days
        for name in sorted({*was.get(day, {}), *found.get(day, {})})
    )
    return tuple(Differing(*pair) for pair in pairs if pair[2] != pair[3])
