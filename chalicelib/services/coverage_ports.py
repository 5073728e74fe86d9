"""Ports of the coverage of e-KTP: figures, the list of who owes, campaigns, days of recording, and who saw names."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.coverage.campaign import Campaign, Mark, Member
from chalicelib.domain.coverage.figures import DayFigures
from chalicelib.domain.coverage.owing import MOST_PIECES, Facts, OwingList, Person, Piece
from chalicelib.domain.coverage.recording import Recorded, RecordingDay, RecordingStep


class SeenList(BaseModel):
    """An officer saw or took away personal lines of so many people; `what` names no person."""

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    officer: str
    what: str
    count: int


class CoverageFigures(Protocol):
    """The office's counts, by day."""

    def get(self, day: date) -> DayFigures:
        """A day without a count comes with version 0."""
        ...

    def save(self, figures: DayFigures) -> DayFigures:
        """Store the next version of a day. Raises StaleVersionError where its `version` is not the stored one."""
        ...

    def list_days(self, since: date, until: date) -> tuple[DayFigures, ...]:
        """In order of days, both included."""
        ...


class OwingLists(Protocol):
    """The one list of the office, and its pieces by edition."""

    def get(self) -> OwingList:
        """Version 0 where there never was one."""
        ...

    def save(self, owing: OwingList) -> OwingList:
        """Store the next version. Raises StaleVersionError where its `version` is not the stored one."""
        ...

    def put_piece(self, owing: OwingList, piece: Piece) -> Piece:
        """Store a piece of the edition that is being brought in, once; the piece that is stored under its number.

        It ends by itself after the day until which the list is kept.
        """
        ...

    def list_pieces(self, list_id: str, edition: int, last: int = MOST_PIECES) -> Iterator[Piece]:
        """In order of numbers, up to the last one that counts; without their facts."""
        ...

    def list_heads(self, list_id: str, edition: int, last: int = MOST_PIECES) -> Iterator[Piece]:
        """The same pieces with their facts and without their lines, which take ten times as much to read."""
        ...

    def find_lines(self, list_id: str, edition: int, people: Sequence[Facts]) -> dict[str, bytes]:
        """The sealed lines of some people, from where their facts say that they are."""
        ...

    def find_line(self, list_id: str, edition: int, person: str, last: int = MOST_PIECES) -> bytes | None:
        """The sealed line of one person, in pieces up to the last one that counts."""
        ...

    def drop_pieces(self, list_id: str, edition: int, after: int = 0) -> None:
        """Delete those whose number is higher; those that are gone already stay gone."""
        ...


class Campaigns(Protocol):
    """Frozen lists and what became of each person."""

    def create(self, campaign: Campaign, members: Sequence[Member]) -> Campaign:
        """Store all of it or nothing; where the id is taken, the stored campaign."""
        ...

    def get(self, campaign: str) -> Campaign:
        """Raises NotFoundError."""
        ...

    def list_all(self) -> tuple[Campaign, ...]:
        """By id."""
        ...

    def list_members(self, campaign: str) -> tuple[Member, ...]:
        """In the order that they were frozen in."""
        ...

    def list_marks(self, campaign: str) -> dict[str, Mark]:
        """What is known, by person."""
        ...

    def get_mark(self, campaign: str, person: str) -> Mark:
        """What is known of one person; version 0 where that is nothing."""
        ...

    def save_mark(self, campaign: str, mark: Mark) -> Mark:
        """Store the next version. Raises StaleVersionError where its `version` is not the stored one."""
        ...


class RecordedBeforeError(Exception):
    """Somebody was recorded on another day, `day_id`; nothing was stored."""

    def __init__(self, day_id: str) -> None:
        super().__init__(day_id)
        self.day_id = day_id


class RecordingDays(Protocol):
    """Places and days of recording, with who is booked."""

    def get(self, day_id: str) -> RecordingDay:
        """Raises NotFoundError."""
        ...

    def save(self, day: RecordingDay, step: RecordingStep, recorded: Recorded | None = None) -> RecordingDay:
        """Store the next version, what led to it and whom it says to be recorded, or nothing.

        What is taken back is what this day said: what another one says stays. Raises StaleVersionError where its
        `version` is not the stored one, RecordedBeforeError for somebody whom another day recorded.
        """
        ...

    def list_recorded(self, list_id: str) -> Collection[str]:
        """Those of a list who were recorded, whatever the day."""
        ...

    def list_steps(self, day_id: str) -> tuple[RecordingStep, ...]:
        """Oldest first. Nothing is ever taken out."""
        ...

    def list_all(self) -> tuple[RecordingDay, ...]:
        """By id."""
        ...


class LineCipher(Protocol):
    """Seals and opens single lines without asking anybody."""

    def seal(self, person: str, plain: bytes) -> bytes: ...

    def open(self, person: str, sealed: bytes) -> bytes:
        """Raises NotFoundError for a line of somebody else or of another list."""
        ...


class ListVault(Protocol):
    """One key for each list."""

    def new_key(self, list_id: str) -> bytes:
        """A key as it is stored: wrapped by the office's key."""
        ...

    def unlock(self, list_id: str, wrapped_key: bytes) -> LineCipher:
        """One call for any number of lines. Raises NotFoundError once the key was destroyed."""
        ...


class SeenLists(Protocol):
    """Who saw personal lines. Nothing is ever taken out."""

    def record(self, seen: SeenList) -> None: ...

    def list_seen(self, limit: int, cursor: str | None = None) -> tuple[tuple[SeenList, ...], str | None]:
        """Newest first, with where the next page begins. Raises InvalidRequestError for a cursor of no page."""
        ...


class CoveragePrinter(Protocol):
    """What campaigns and days of recording are done with on paper."""

    def print_letters(
        self, campaign: Campaign, people: Sequence[tuple[str, Person]], words: Mapping[str, str]
    ) -> bytes:
        """One letter a person, its address where a window envelope shows it; `words` are the letter's sentences."""
        ...

    def print_labels(self, campaign: Campaign, people: Sequence[tuple[str, Person]]) -> bytes:
        """Addresses to glue on."""
        ...

    def print_day_sheet(self, day: RecordingDay, people: Mapping[str, Person], title: str) -> bytes:
        """Who comes when, with room for a tick."""
        ...
