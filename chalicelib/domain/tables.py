"""Tables that people paste or upload, and tables that they take away: CSV as spreadsheets write and read it."""

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.errors import Fault, InvalidRequestError

DELIMITERS: Final = (";", "\t", ",")
MOST_LINES: Final = 100_000
MOST_CELL: Final = 500
"""Characters of one cell; nothing that a table is taken for is longer."""

_END: Final = r"(?:\r\n|\n|\r)"
_LINE: Final = re.compile(rf"[^\r\n]*+{_END}|[^\r\n]++")
_SEPARATOR: Final = re.compile(r"\s*\"?sep=([,;\t|])\"?[,;\t]*\s*$", re.IGNORECASE)
"""The first line that Excel writes and reads to say what separates the cells below it; no line of the table."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


NO_TEXT: Final = frozenset("\0\N{REPLACEMENT CHARACTER}")
"""No table has them: the bytes of a workbook or a picture do, once they were read as text."""


def is_text(raw: str) -> bool:
    """Whether it may be a table, and no other file that was read as text."""
    return NO_TEXT.isdisjoint(raw)


class _Pieces(list[str]):
    """What a writer of CSV writes to."""

    write = list.append


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the file, its end with it, and its cells as they were written."""

    raw: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line below the headings; `number` is as a spreadsheet counts, `cells` by column, stripped."""

    number: int
    cells: Mapping[str, str]


def read_table(
    raw: bytes | str,
    columns: Mapping[str, Sequence[str]],
    optional: Sequence[str] = (),
    *,
    vague: Collection[str] = (),
    most: int = MOST_LINES,
) -> tuple[Line, ...]:
    """The lines of a CSV file or a pasted table: UTF-8 or UTF-16 with or without BOM, comma, semicolon or tab.

    A first line `sep=`, which Excel writes, says what separates instead.
    `columns` are the wanted ones with every heading that they go by, in any case and order; others are ignored, and so
    is a `vague` heading where its column goes by another one, too. Where one column alone is needed, a list of its
    values may come without a heading. Empty lines are skipped. Raises InvalidRequestError with `table_empty`,
    `table_too_long`, `table_not_text`, `column_missing` (the field is the column) or `column_twice`.
    """
    rows = _rows(_decoded(raw))
    if not rows:
        raise InvalidRequestError([Fault("table", "table_empty")])
    if len(rows) > most + 1:
        raise InvalidRequestError([Fault("table", "table_too_long", (("limit", str(most)),))])
    places = _places(rows[0][1], columns, {plain(heading) for heading in vague})
    needed = [name for name in columns if name not in optional]
    if not places and len(needed) == 1 and len(rows[0][1]) == 1:
        return tuple(Line(number, {needed[0]: row[0]}) for number, row in rows)
    faults = [Fault(name, "column_missing") for name in needed if name not in places]
    faults += [Fault(name, "column_twice") for name, found in places.items() if len(found) > 1]
    if faults:
        raise InvalidRequestError(faults)
    return tuple(_line(number, row, places) for number, row in rows[1:])


def cut_rows(text: str) -> Iterator[Row]:
    """All rows of a table in their order: the empty ones, and the line that names the separator (which has no cells).

    A quoted cell begins right after a separator or an end of the line, and its quote is closed right before one, blanks
    aside. It runs over lines only where none of them after its first holds a separator within it, and its row has as
    many cells as the headings, at least two: no whole line is taken for a part of a cell. Every other quote is a sign
    like any, and its line a row of its own.
    """
    first = next((line[0] for line in _LINE.finditer(text) if line[0].strip()), "")
    named = _SEPARATOR.match(first)
    separator = named[1] if named else max(DELIMITERS, key=first.count)
    row, cell = _patterns(separator)
    start = width = 0
    while line := _LINE.match(text, start):
        end, found = line.end(), line[0].rstrip("\r\n")
        cells = _cells(cell, found) if '"' in found else found.split(separator)
        if named and found.strip():
            cells, named = [], None
        elif '"' in found and (whole := row.match(text, start)) and whole.end() > end:
            over_lines = _cells(cell, whole[1])
            if len(over_lines) > 1 and len(over_lines) == (width or len(over_lines)):
                end, cells = whole.end(), over_lines
        width = width or (len(cells) if any(map(str.strip, cells)) else 0)
        yield Row(text[start:end], cells)
        start = end


def count_below(raw: bytes | str) -> int:
    """Lines below the headings as a spreadsheet counts them, the empty ones too; 0 for what has no headings.

    Raises InvalidRequestError with `table_not_text`.
    """
    rows = _numbered(_decoded(raw))
    first = next((number for number, row in rows if any(row)), None)
    return 0 if first is None else rows[-1][0] - first


def write_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """CSV with BOM, which spreadsheets take for UTF-8; no cell can be taken for a formula (OWASP, CSV injection)."""
    out = _Pieces()
    writer = csv.writer(out)
    writer.writerow([defuse(heading) for heading in headings])
    writer.writerows([[defuse(cell) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + "".join(out).encode()


def defuse(cell: object) -> object:
    """A number as it is; a text that a spreadsheet would run gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def plain(words: str) -> str:
    """A heading or a word of a cell as it is compared: neither case nor spaces nor signs tell two apart."""
    return "".join(symbol for symbol in words.casefold() if symbol.isalnum())


def _decoded(raw: bytes | str) -> str:
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    text = raw.removeprefix("\ufeff") if isinstance(raw, str) else raw.decode(encoding, "replace")
    if not is_text(text):
        raise InvalidRequestError([Fault("table", "table_not_text")])
    return text


def _rows(text: str) -> list[tuple[int, list[str]]]:
    return [(number, row) for number, row in _numbered(text) if any(row)]


def _numbered(text: str) -> list[tuple[int, list[str]]]:
    return [(number, [cell.strip()[:MOST_CELL] for cell in row.cells]) for number, row in enumerate(cut_rows(text), 1)]


def _patterns(separator: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Of a row, and of a cell of it with the separator before: what is between its quotes, or what stands there."""
    sign = re.escape(separator)
    first, further = (rf'[^"\r\n{taboo}]*+(?:""[^"\r\n{taboo}]*+)*+' for taboo in ("", sign))
    quoted = rf'"({first}(?:{_END}{further})*+)"[^\S\r\n{sign}]*+(?=[\r\n{sign}]|\Z)'
    cell = rf"(?:{quoted}|([^\r\n{sign}]*+))"
    return re.compile(rf"({cell}(?:{sign}{cell})*+)(?:{_END}|\Z)"), re.compile(rf"(?:^|{sign}){cell}")


def _cells(cell: re.Pattern[str], row: str) -> list[str]:
    return [found[2] if found[1] is None else found[1].replace('""', '"') for found in cell.finditer(row)]


def _places(
    headings: Sequence[str], columns: Mapping[str, Sequence[str]], vague: Collection[str]
) -> dict[str, list[int]]:
    wanted = {plain(heading): name for name, known in columns.items() for heading in (name, *known)}
    places: dict[str, list[int]] = {}
    for place, heading in enumerate(headings):
        if name := wanted.get(plain(heading)):
            places.setdefault(name, []).append(place)
    clear = {name: [place for place in found if plain(headings[place]) not in vague] for name, found in places.items()}
    return {name: clear[name] or found for name, found in places.items()}


def _line(number: int, row: Sequence[str], places: Mapping[str, Sequence[int]]) -> Line:
    return Line(number, {name: row[place] if place < len(row) else "" for name, (place, *_) in places.items()})
