"""The list of residents who owe an e-KTP: what a line says, and what may be told of the list without a name."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from struct import Struct
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.coverage.lines import LineFault, read_date, read_village
from chalicelib.domain.identifiers import InvalidIdentifierError, Nik, PhoneNumber
from chalicelib.domain.names import PersonName
from chalicelib.domain.regions import Regions
from chalicelib.domain.tables import Line, cut_rows, read_table

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "nik": ("no nik", "nomor nik", "NIK (16 digits)"),
    "name": ("nama", "nama lengkap", "nama lgkp"),
    "birth_date": ("tanggal lahir", "tgl lahir", "tgl lhr"),
    "village": ("kelurahan", "kode kelurahan", "kode wilayah", "desa/kelurahan", "village (kelurahan)"),
    "rt": ("no rt", "RT (block)"),
    "rw": ("no rw", "RW (ward)"),
    "address": ("alamat",),
    "phone": ("telepon", "no hp", "nomor telepon", "hp", "no telp"),
}
OPTIONAL: Final = ("rt", "rw", "address", "phone")
PIECE_LINES: Final = 1_000
MOST_PIECES: Final = 100
MOST_NAME: Final = 120
MOST_ADDRESS: Final = 120
MOST_BLOCK: Final = 999
AGE: Final = 17
OLDEST: Final = 130
MONTHS_BACK: Final = 12
MONTHS_AHEAD: Final = 24


class Born:
    """Whoever has a birth date."""

    __slots__ = ()
    birth_date: date

    @property
    def turns(self) -> date:
        """The seventeenth birthday; of who was born on a leap day, the first of March."""
        year = self.birth_date.year + AGE
        try:
            return self.birth_date.replace(year=year)
        except ValueError:
            return date(year, 3, 1)

    def age_on(self, day: date) -> int:
        born = self.birth_date
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class Person(Born, BaseModel):
    """One resident as the central register lists them."""

    model_config = ConfigDict(frozen=True)

    nik: str
    name: str
    birth_date: date
    village: str
    rt: int = 0
    rw: int = 0
    address: str = ""
    phone: str = ""

    def pack(self) -> bytes:
        """The least that holds it all; sealed a hundred thousand times."""
        values = [str(value) if isinstance(value, date) else value for value in self.__dict__.values()]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def unpack(cls, packed: bytes) -> "Person":
        values = dict(zip(cls.model_fields, json.loads(packed), strict=True))
        return cls.model_construct(**{**values, "birth_date": date.fromisoformat(values["birth_date"])})


_FACTS: Final = Struct(">12sIQ?")
"""The id, the birth date as an ordinal, the code of the kelurahan, whether there is a telephone number."""


@dataclass(frozen=True, slots=True)
class Facts(Born):
    """What chooses a person, without who they are: enough to find whose line is to be opened.

    It is the line at `place`, from 0, of the lines of its piece.
    """

    id: str
    birth_date: date
    village: str
    phone: bool
    piece: int
    place: int

    @classmethod
    def of(cls, person_id: str, person: Person, piece: int, place: int) -> Self:
        return cls(person_id, person.birth_date, person.village, bool(person.phone), piece, place)


def pack_facts(facts: Iterable[Facts]) -> bytes:
    """Those of one piece, to be sealed: few bytes, since a choice reads them of a hundred thousand people."""
    return b"".join(
        _FACTS.pack(bytes.fromhex(each.id), each.birth_date.toordinal(), int(each.village), each.phone)
        for each in facts
    )


def unpack_facts(packed: bytes, piece: int) -> Iterator[Facts]:
    """As they were packed."""
    for place, (person_id, born, village, phone) in enumerate(_FACTS.iter_unpack(packed)):
        yield Facts(person_id.hex(), date.fromordinal(born), str(village), phone, piece, place)


class Tally(BaseModel):
    """What may be said of the list without opening it: how many by kelurahan, and by month of turning 17."""

    model_config = ConfigDict(frozen=True)

    people: int = 0
    refused: int = 0
    twice: int = 0
    with_phone: int = 0
    villages: Mapping[str, int] = Field(default_factory=dict)
    months: Mapping[str, Mapping[str, int]] = Field(default_factory=dict)
    stayed: int = 0
    came: int = 0
    left: int = 0


class OwingList(BaseModel):
    """The list that the office holds: one key for all of it, editions that follow one another, one day of erasure.

    `edition` is the one that holds, 0 for none, and `pieces` how many of its pieces count: what an earlier try left
    behind is on no list. `opened` the one that is being brought in, for which `opened_until`
    was chosen: an import that is given up moves the day of what holds no further. `indexed`: each piece has its facts
    beside it, which lists from before that have not.
    """

    model_config = ConfigDict(frozen=True, ser_json_bytes="base64", val_json_bytes="base64")

    id: str = ""
    wrapped_key: bytes | None = None
    until: date | None = None
    edition: int = 0
    pieces: int = MOST_PIECES
    indexed: bool = False
    opened: int | None = None
    opened_until: date | None = None
    taken_at: datetime | None = None
    by: str = ""
    tally: Tally = Tally()
    erased_at: datetime | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        return self.opened is not None

    def is_kept(self, today: date) -> bool:
        """Whether its people may be read: a key is there, and its day has not passed."""
        return self.wrapped_key is not None and self.until is not None and today <= self.until


class Piece(BaseModel):
    """Some lines of an import as they are stored: sealed, by the keyed digest of the NIK.

    `digest` tells a repeat from another piece of the same number. `span` is how many lines of the file it is, the empty
    ones among them; None of a piece from before that was noted. `facts` are those of its people in the order of
    `lines`, sealed as one.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    digest: str
    lines: Mapping[str, bytes] = Field(default_factory=dict)
    facts: bytes = b""
    refused: tuple[LineFault, ...] = ()
    twice: int = 0
    span: int | None = None


@dataclass(frozen=True, slots=True)
class PeopleReading:
    """The people of a table by line, and every cell that does not fit. `taken` and `refused` lines are all lines."""

    people: tuple[Person, ...]
    faults: tuple[LineFault, ...]
    lines: int


def list_left_out(pieces: Iterable[Piece]) -> Iterator[LineFault]:
    """Why lines were not taken, by the line of the whole file, whose pieces come in order.

    A piece whose lines were not counted is taken for as many as the page sends, and what comes after it is a guess.
    """
    before, is_about = 0, False
    for piece in pieces:
        for fault in piece.refused:
            yield fault.model_copy(update={"line": fault.line + before, "is_about": is_about})
        before += PIECE_LINES if piece.span is None else piece.span
        is_about |= piece.span is None


def read_people(
    raw: bytes | str, regions: Regions, today: date, *, most: int = PIECE_LINES * MOST_PIECES
) -> PeopleReading:
    """People of a pasted or uploaded table; a line with a fault is left out and told, the others are taken."""
    lines = read_table(raw, COLUMNS, OPTIONAL, most=most)
    people: list[Person] = []
    faults: list[LineFault] = []
    for line in lines:
        found = _LineReader(line, regions, today)
        person = found.read()
        faults += found.faults
        if person is not None:
            people.append(person)
    return PeopleReading(tuple(people), tuple(faults), len(lines))


class _LineReader:
    def __init__(self, line: Line, regions: Regions, today: date) -> None:
        self._line = line
        self._regions = regions
        self._today = today
        self.faults: list[LineFault] = []

    def read(self) -> Person | None:
        values = {
            "nik": self._parsed("nik", Nik.parse),
            "name": self._parsed("name", PersonName.parse, MOST_NAME),
            "birth_date": self._birth_date(),
            "village": self._village(),
            "rt": self._block("rt"),
            "rw": self._block("rw"),
            "address": self._address(),
            "phone": self._parsed("phone", PhoneNumber.parse) if self._cell("phone") else "",
        }
        return None if self.faults else Person.model_validate(values)

    def _cell(self, column: str) -> str:
        return self._line.cells.get(column, "").removeprefix("'").strip()

    def _refuse(self, column: str, code: str) -> None:
        self.faults.append(LineFault(line=self._line.number, column=column, code=code))

    def _parsed(self, column: str, parse: Callable[[str], str], most: int = MOST_NAME) -> str:
        text = self._cell(column)
        try:
            if text and len(text) <= most:
                return str(parse(text))
        except InvalidIdentifierError:
            pass
        self._refuse(column, "not_sound" if text else "cell_empty")
        return ""

    def _birth_date(self) -> date | None:
        day = read_date(self._cell("birth_date"))
        if day is None or not self._today.year - OLDEST < day.year or day > self._today:
            self._refuse("birth_date", "not_a_birth_date")
        return day

    def _village(self) -> str:
        code = read_village(self._cell("village"), self._regions)
        if code is None:
            self._refuse("village", "unknown_village")
        return code or ""

    def _block(self, column: str) -> int:
        text = self._cell(column) or "0"
        if not (text.isascii() and text.isdigit() and int(text) <= MOST_BLOCK):
            self._refuse(column, "not_a_number")
            return 0
        return int(text)

    def _address(self) -> str:
        text = " ".join(self._cell("address").split())
        if len(text) > MOST_ADDRESS:
            self._refuse("address", "cell_too_long")
        return text


def count_people(people: Iterable[Person | Facts], today: date) -> Tally:
    """How many there are, and how many turn 17 in each month near to today."""
    villages: Counter[str] = Counter()
    months: dict[str, Counter[str]] = {}
    phones = 0
    near = set(months_around(today))
    for person in people:
        villages[person.village] += 1
        phones += bool(person.phone)
        if (month := month_of(person.turns)) in near:
            months.setdefault(month, Counter())[person.village] += 1
    return Tally(
        people=villages.total(), with_phone=phones, villages=dict(villages), months=dict(sorted(months.items()))
    )


def months_around(today: date) -> tuple[str, ...]:
    """A year back and two ahead."""
    start = today.year * 12 + today.month - 1
    return tuple(f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(start - MONTHS_BACK, start + MONTHS_AHEAD + 1))


def month_of(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def cut_table(text: str, size: int = PIECE_LINES) -> tuple[str, ...]:
    """A table in pieces of so many rows, each with the headings and all that stands before them."""
    rows = list(cut_rows(text.removeprefix("\ufeff")))
    first = next((place for place, row in enumerate(rows) if any(map(str.strip, row.cells))), len(rows))
    raw = [row.raw for row in rows]
    heading = "".join(raw[: first + 1])
    below = range(first + 1, max(len(raw), first + 2), size)
    return tuple(heading + "".join(raw[start : start + size]) for start in below)
