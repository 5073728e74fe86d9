"""Fakes of the ports of the coverage of e-KTP."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from chalicelib.domain.coverage.campaign import Campaign, Mark, Member
from chalicelib.domain.coverage.figures import DayFigures
from chalicelib.domain.coverage.owing import MOST_PIECES, Facts, OwingList, Person, Piece
from chalicelib.domain.coverage.recording import Recorded, RecordingDay, RecordingStep
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError, StaleVersionError
from chalicelib.services.coverage_ports import LineCipher, RecordedBeforeError, SeenList


class FakeCoverageFigures:
    """Days in memory."""

    def __init__(self) -> None:
        self.days: dict[date, DayFigures] = {}

    def get(self, day: date) -> DayFigures:
        return self.days.get(day, DayFigures(day=day))

    def save(self, figures: DayFigures) -> DayFigures:
        if self.get(figures.day).version != figures.version:
            raise StaleVersionError
        self.days[figures.day] = figures.model_copy(update={"version": figures.version + 1})
        return self.days[figures.day]

    def list_days(self, since: date, until: date) -> tuple[DayFigures, ...]:
        return tuple(self.days[day] for day in sorted(self.days) if since <= day <= until)


class FakeOwingLists:
    """One list in memory, with the pieces of every edition."""

    def __init__(self) -> None:
        self.owing = OwingList()
        self.pieces: dict[tuple[str, int], dict[int, Piece]] = {}
        self.asked_for: list[int] = []

    def get(self) -> OwingList:
        return self.owing

    def save(self, owing: OwingList) -> OwingList:
        if self.owing.version != owing.version:
            raise StaleVersionError
        self.owing = owing.model_copy(update={"version": owing.version + 1})
        return self.owing

    def put_piece(self, owing: OwingList, piece: Piece) -> Piece:
        pieces = self.pieces.setdefault((owing.id, owing.opened or 0), {})
        if piece.number not in pieces and self.owing.version != owing.version:
            raise StaleVersionError
        return pieces.setdefault(piece.number, piece)

    def list_pieces(self, list_id: str, edition: int, last: int = MOST_PIECES) -> Iterator[Piece]:
        pieces = self.pieces.get((list_id, edition), {})
        return iter([_without(pieces[number], facts=b"") for number in sorted(pieces) if number <= last])

    def list_heads(self, list_id: str, edition: int, last: int = MOST_PIECES) -> Iterator[Piece]:
        pieces = self.pieces.get((list_id, edition), {})
        return iter([_without(pieces[number], lines={}) for number in sorted(pieces) if number <= last])

    def find_lines(self, list_id: str, edition: int, people: Sequence[Facts]) -> dict[str, bytes]:
        self.asked_for += [facts.piece for facts in people]
        pieces = self.pieces.get((list_id, edition), {})
        return {facts.id: list(pieces[facts.piece].lines.values())[facts.place] for facts in people}

    def find_line(self, list_id: str, edition: int, person: str, last: int = MOST_PIECES) -> bytes | None:
        found = (piece.lines.get(person) for piece in self.list_pieces(list_id, edition, last))
        return next(filter(None, found), None)

    def drop_pieces(self, list_id: str, edition: int, after: int = 0) -> None:
        kept = {number: piece for number, piece in self.pieces.pop((list_id, edition), {}).items() if number <= after}
        if kept:
            self.pieces[list_id, edition] = kept


def _without(piece: Piece, **parts: object) -> Piece:
    return piece.model_copy(update=parts)


class FakeCampaigns:
    """Campaigns in memory."""

    def __init__(self) -> None:
        self.heads: dict[str, Campaign] = {}
        self.members: dict[str, tuple[Member, ...]] = {}
        self.marks: dict[str, dict[str, Mark]] = {}

    def create(self, campaign: Campaign, members: Sequence[Member]) -> Campaign:
        if campaign.id not in self.heads:
            self.heads[campaign.id], self.members[campaign.id] = campaign, tuple(members)
        return self.heads[campaign.id]

    def get(self, campaign: str) -> Campaign:
        if campaign not in self.heads:
            raise NotFoundError
        return self.heads[campaign]

    def list_all(self) -> tuple[Campaign, ...]:
        return tuple(self.heads[name] for name in sorted(self.heads))

    def list_members(self, campaign: str) -> tuple[Member, ...]:
        return self.members.get(campaign, ())

    def list_marks(self, campaign: str) -> dict[str, Mark]:
        return dict(self.marks.get(campaign, {}))

    def get_mark(self, campaign: str, person: str) -> Mark:
        return self.marks.get(campaign, {}).get(person, Mark(person=person))

    def save_mark(self, campaign: str, mark: Mark) -> Mark:
        marks = self.marks.setdefault(campaign, {})
        if marks.get(mark.person, Mark(person=mark.person)).version != mark.version:
            raise StaleVersionError
        marks[mark.person] = mark.model_copy(update={"version": mark.version + 1})
        return marks[mark.person]


class FakeRecordingDays:
    """Days of recording in memory."""

    def __init__(self) -> None:
        self.days: dict[str, RecordingDay] = {}
        self.steps: dict[str, list[RecordingStep]] = {}
        self.recorded: dict[tuple[str, str], str] = {}

    def get(self, day_id: str) -> RecordingDay:
        if day_id not in self.days:
            raise NotFoundError
        return self.days[day_id]

    def save(self, day: RecordingDay, step: RecordingStep, recorded: Recorded | None = None) -> RecordingDay:
        if (self.days[day.id].version if day.id in self.days else 0) != day.version:
            raise StaleVersionError
        if recorded is not None:
            self._record(day.id, recorded)
        self.days[day.id] = day.model_copy(update={"version": day.version + 1})
        self.steps.setdefault(day.id, []).append(step)
        return self.days[day.id]

    def _record(self, day_id: str, recorded: Recorded) -> None:
        who = (recorded.list_id, recorded.person)
        if recorded.is_so and self.recorded.setdefault(who, day_id) != day_id:
            raise RecordedBeforeError(self.recorded[who])
        if not recorded.is_so and self.recorded.get(who) == day_id:
            del self.recorded[who]

    def list_recorded(self, list_id: str) -> Collection[str]:
        return frozenset(person for known, person in self.recorded if known == list_id)

    def list_steps(self, day_id: str) -> tuple[RecordingStep, ...]:
        return tuple(self.steps.get(day_id, ()))

    def list_all(self) -> tuple[RecordingDay, ...]:
        return tuple(self.days[name] for name in sorted(self.days))


@dataclass
class FakeLineCipher:
    """Keeps lines readable, bound to list and person."""

    list_id: str

    def seal(self, person: str, plain: bytes) -> bytes:
        return f"{self.list_id}|{person}|".encode() + plain

    def open(self, person: str, sealed: bytes) -> bytes:
        head = f"{self.list_id}|{person}|".encode()
        if not sealed.startswith(head):
            raise NotFoundError
        return sealed.removeprefix(head)


class FakeListVault:
    """Counts the keys it made and the calls it took; `destroyed` no longer open."""

    def __init__(self) -> None:
        self.destroyed: set[bytes] = set()
        self.calls = 0

    def new_key(self, list_id: str) -> bytes:
        self.calls += 1
        return f"key of {list_id}".encode()

    def unlock(self, list_id: str, wrapped_key: bytes) -> LineCipher:
        self.calls += 1
        if wrapped_key in self.destroyed or wrapped_key != f"key of {list_id}".encode():
            raise NotFoundError
        return FakeLineCipher(list_id)


class FakeSeenLists:
    """Views in memory."""

    def __init__(self) -> None:
        self.views: list[SeenList] = []

    def record(self, seen: SeenList) -> None:
        self.views.append(seen)

    def list_seen(self, limit: int, cursor: str | None = None) -> tuple[tuple[SeenList, ...], str | None]:
        newest = sorted(self.views, key=lambda seen: (seen.at, seen.id), reverse=True)
        ids = [seen.id for seen in newest]
        if cursor is not None and cursor not in ids:
            raise InvalidRequestError([Fault("cursor", "not_ours")])
        start = ids.index(cursor) + 1 if cursor else 0
        page = newest[start : start + limit]
        return tuple(page), page[-1].id if len(page) == limit else None


class FakeCoveragePrinter:
    """Keeps what it was asked to print."""

    def __init__(self) -> None:
        self.printed: list[tuple[object, ...]] = []

    def print_letters(
        self, campaign: Campaign, people: Sequence[tuple[str, Person]], words: Mapping[str, str]
    ) -> bytes:
        return self._print("letters", campaign, people, words)

    def print_labels(self, campaign: Campaign, people: Sequence[tuple[str, Person]]) -> bytes:
        return self._print("labels", campaign, people)

    def print_day_sheet(self, day: RecordingDay, people: Mapping[str, Person], title: str) -> bytes:
        return self._print("day", day, people, title)

    def _print(self, *what: object) -> bytes:
        self.printed.append(what)
        return b"%PDF-fake"


@dataclass
class FakeCoveragePorts:
    """Every port of this area on a fake."""

    figures: FakeCoverageFigures = field(default_factory=FakeCoverageFigures)
    owing: FakeOwingLists = field(default_factory=FakeOwingLists)
    campaigns: FakeCampaigns = field(default_factory=FakeCampaigns)
    recordings: FakeRecordingDays = field(default_factory=FakeRecordingDays)
    vault: FakeListVault = field(default_factory=FakeListVault)
    seen: FakeSeenLists = field(default_factory=FakeSeenLists)
    printer: FakeCoveragePrinter = field(default_factory=FakeCoveragePrinter)
