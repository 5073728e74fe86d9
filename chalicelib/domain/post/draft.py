"""One envelope of a manifest as far as it can be read: what it claims counts even where the rest is wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from chalicelib.domain.errors import Fault
from chalicelib.domain.post.envelope import Reason
from chalicelib.domain.post.faults import faults_of
from chalicelib.domain.post.frame import items_of
from chalicelib.domain.post.manifest import ControlNumber, EnvelopeEntry, Id
from chalicelib.domain.post.vocabulary import RejectionCode

MOST_DECLARED: Final = 10_000
_ID: Final[TypeAdapter[str]] = TypeAdapter(Id)
_CONTROL_NUMBER: Final[TypeAdapter[str]] = TypeAdapter(ControlNumber)


@dataclass(frozen=True, slots=True)
class Claim:
    """Pages of a file that an envelope says are its own. `scan` counts from 0; no `last` means to the end."""

    place: int
    scan: int
    file: str
    first: int
    last: int | None

    @property
    def where(self) -> str:
        return f"scans.{self.scan}"


@dataclass(slots=True)
class Draft:
    """An envelope under examination; `place` counts from 0. `number` is a stand-in where the entry has none to use.

    `files` are those it names; it may mean others where it does not name all of them.
    """

    place: int
    raw: Any = field(repr=False)
    number: str = ""
    entry: EnvelopeEntry | None = field(default=None, repr=False)
    reasons: list[Reason] = field(default_factory=list)
    files: tuple[str, ...] = ()
    names_all_files: bool = False
    claims: tuple[Claim, ...] = ()

    def refuse(self, code: RejectionCode, where: str, **params: str) -> None:
        """Note one more reason."""
        self.reasons.append(Reason(code=code, where=where, params=params))

    def control_numbers(self) -> Iterator[tuple[int, str]]:
        """Those that can be read, with their place in the list from 0."""
        return (
            (n, text) for n, text in enumerate(items_of(self.raw, "control_numbers")) if fits(_CONTROL_NUMBER, text)
        )

    def claims_clearly(self, file: str) -> bool:
        """Whether it is known which pages of a file that it names are its own."""
        return sum(claim.file == file for claim in self.claims) == self.files.count(file)

    def declared_pages(self) -> int:
        """Page images it says it has, 0 where that cannot be read."""
        sides = 2 if isinstance(self.raw, dict) and self.raw.get("duplex") is True else 1
        return (self.sheet_count() or 0) * sides

    def sheet_count(self) -> int | None:
        """Sheets it says it has; None where that cannot be read."""
        sheets = self.raw.get("sheet_count") if isinstance(self.raw, dict) else None
        return sheets if type(sheets) is int and 0 < sheets <= MOST_DECLARED else None


def draft_of(place: int, raw: Any, oddities: Iterable[Fault]) -> Draft:  # noqa: ANN401 - any JSON
    """Look at one entry by itself. `oddities` are of its text, their paths within the entry."""
    draft = Draft(place, raw, number=stand_in(place))
    faults = list(oddities)
    try:
        draft.entry = EnvelopeEntry.model_validate(raw)
    except ValidationError as error:
        faults += faults_of(error)
    for fault in dict.fromkeys(faults):
        draft.refuse(RejectionCode.ENTRY_INVALID, fault.field, fault=fault.code)
    number = raw.get("number") if isinstance(raw, dict) else None
    if isinstance(number, str) and fits(_ID, number):
        draft.number = number
    scans = items_of(raw, "scans")
    draft.files = tuple(scan["file"] for scan in scans if isinstance(scan, dict) and isinstance(scan.get("file"), str))
    draft.names_all_files = bool(scans) and len(draft.files) == len(scans)
    draft.claims = tuple(_claims(place, raw))
    return draft


def stand_in(place: int) -> str:
    """What an envelope is called that has no number to use: unlike any number, and safe in an address."""
    return f"entry-{place + 1}"


def fits(kind: TypeAdapter[str], value: object) -> bool:
    """Whether a value is one of the kind."""
    try:
        kind.validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


def _claims(place: int, raw: Any) -> Iterator[Claim]:  # noqa: ANN401 - any JSON
    for index, scan in enumerate(items_of(raw, "scans")):
        if not isinstance(scan, dict) or not isinstance(file := scan.get("file"), str):
            continue
        first, last = scan.get("first"), scan.get("last")
        if _is_page(first) and _is_page(last) and (first or 1) <= (last or first or 1):
            yield Claim(place, index, file, first or 1, last)


def _is_page(value: object) -> bool:
    return value is None or (type(value) is int and value >= 1)
