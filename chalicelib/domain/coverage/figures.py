"""How many residents of each kelurahan must hold an e-KTP, were recorded, had it printed: by day, as SIAK counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.coverage.lines import LineFault, read_number, read_village
from chalicelib.domain.regions import Regions
from chalicelib.domain.tables import Line, read_table

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "village": ("kelurahan", "kode kelurahan", "kode wilayah", "kode", "desa/kelurahan", "village (kelurahan)"),
    "due": ("wajib ktp", "wajib ktp-el", "wajib", "must hold one"),
    "recorded": ("perekaman", "sudah rekam", "rekam", "telah rekam"),
    "printed": ("tercetak", "cetak", "pencetakan", "sudah cetak"),
}
OPTIONAL: Final = ("printed",)
MOST_LINES: Final = 500


class Counts(BaseModel):
    """Of one place on one day. `printed` is None where the table does not say."""

    model_config = ConfigDict(frozen=True)

    due: int = Field(ge=0)
    recorded: int = Field(ge=0)
    printed: int | None = Field(default=None, ge=0)

    @property
    def gap(self) -> int:
        return self.due - self.recorded


class DayFigures(BaseModel):
    """The office's count of one day, by the code of the kelurahan. Version 0: nothing was brought in yet."""

    model_config = ConfigDict(frozen=True)

    day: date
    counts: Mapping[str, Counts] = Field(default_factory=dict)
    by: str = ""
    at: datetime | None = None
    version: int = 0


class Change(BaseModel):
    """What an import changes for one kelurahan. `falls`: fewer are recorded than an earlier day said, a doubt."""

    model_config = ConfigDict(frozen=True)

    village: str
    before: Counts | None
    after: Counts | None
    falls: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table says, and every cell that does not fit."""

    counts: Mapping[str, Counts]
    faults: tuple[LineFault, ...]


@dataclass(slots=True)
class _Reader:
    regions: Regions
    counts: dict[str, Counts] = field(default_factory=dict)
    faults: list[LineFault] = field(default_factory=list)

    def take(self, line: Line) -> None:
        village = read_village(line.cells["village"], self.regions)
        if village is None:
            self._refuse(line, "village", "unknown_village")
        elif village in self.counts:
            self._refuse(line, "village", "village_twice")
        counts = self._counts(line)
        if counts and village and village not in self.counts:
            self.counts[village] = counts

    def _counts(self, line: Line) -> Counts | None:
        named = [name for name in ("due", "recorded", "printed") if line.cells.get(name) or name not in OPTIONAL]
        read = {name: read_number(line.cells.get(name, "")) for name in named}
        for name, number in read.items():
            if number is None:
                self._refuse(line, name, "not_a_number")
        if None in read.values():
            return None
        counts = Counts.model_validate(read)
        for name, is_wrong in (("recorded", counts.gap < 0), ("printed", (counts.printed or 0) > counts.recorded)):
            if is_wrong:
                self._refuse(line, name, f"more_{name}")
        return counts

    def _refuse(self, line: Line, column: str, code: str) -> None:
        self.faults.append(LineFault(line=line.number, column=column, code=code))


def read_figures(raw: bytes | str, regions: Regions) -> Reading:
    """The counts of a pasted or uploaded table. Raises InvalidRequestError where it has not the columns."""
    reader = _Reader(regions)
    for line in read_table(raw, COLUMNS, OPTIONAL, most=MOST_LINES):
        reader.take(line)
    return Reading(reader.counts, tuple(reader.faults))


def compare(
    before: Mapping[str, Counts], after: Mapping[str, Counts], earlier: Mapping[str, Counts]
) -> tuple[Change, ...]:
    """What storing `after` in place of `before` changes; `earlier` is what the days before say."""
    return tuple(
        Change(village=code, before=before.get(code), after=after.get(code), falls=_falls(earlier, after, code))
        for code in sorted({*before, *after})
        if before.get(code) != after.get(code)
    )


def _falls(earlier: Mapping[str, Counts], after: Mapping[str, Counts], code: str) -> bool:
    return code in earlier and code in after and after[code].recorded < earlier[code].recorded


def newest(days: Iterable[DayFigures]) -> dict[str, tuple[date, Counts]]:
    """The last word on each kelurahan, with its day."""
    found: dict[str, tuple[date, Counts]] = {}
    for figures in sorted(days, key=lambda figures: figures.day):
        found |= {code: (figures.day, counts) for code, counts in figures.counts.items()}
    return found


def total(counts: Iterable[Counts]) -> Counts:
    """The sum of places; printed only where every one says it."""
    known = list(counts)
    printed = [each.printed for each in known if each.printed is not None]
    return Counts(
        due=sum(each.due for each in known),
        recorded=sum(each.recorded for each in known),
        printed=sum(printed) if known and len(printed) == len(known) else None,
    )
