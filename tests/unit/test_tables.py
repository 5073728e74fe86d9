"""Tables as people paste and upload them, and as they take them away."""

import csv
import io
import json
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.tables import DELIMITERS, cut_rows, defuse, read_table, write_table

ROOT = Path(__file__).resolve().parents[2]
NODE = shutil.which("node")

COLUMNS = {"receipt": ("Nomor tanda terima", "receipt number"), "product": ("Produk",)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_read_as_spreadsheets_write_it(encoding: str, separator: str, end: str) -> None:
    rows = [["PRODUK", "lain", "nomor tanda-terima"], ["p1", "x", " AB12 "], ["", "", ""], ["p2", '"a""b"', "CD34"]]
    raw = end.join(separator.join(row) for row in rows).encode(encoding)
    lines = read_table(raw, COLUMNS)
    assert [(line.number, dict(line.cells)) for line in lines] == [
        (2, {"receipt": "AB12", "product": "p1"}),
        (4, {"receipt": "CD34", "product": "p2"}),
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_first_line_of_excel_names_the_separator(separator: str) -> None:
    raw = f"\ufeffsep={separator}\r\nPRODUK{separator}nomor tanda terima\r\np1{separator}A,B;C\t\r\n".encode()
    if separator in ",;":
        raw = raw.replace(b"A,B;C", b'"A,B;C"')
    (line,) = read_table(raw, COLUMNS)
    assert (line.number, dict(line.cells)) == (3, {"receipt": "A,B;C", "product": "p1"})
    assert [line.number for line in read_table("SEP=;\nAB12\n\nCD34", {"receipt": ()})] == [2, 4]
    with pytest.raises(InvalidRequestError) as refused:
        read_table("sep=;\r\n", COLUMNS)
    assert [fault.code for fault in refused.value.faults] == ["table_empty"]


def test_a_list_of_one_column_needs_no_heading() -> None:
    assert [line.cells["receipt"] for line in read_table("AB12\n\nCD34\n", {"receipt": ()})] == ["AB12", "CD34"]
    assert [line.cells["receipt"] for line in read_table("receipt\nAB12", {"receipt": ()})] == ["AB12"]
    assert [dict(line.cells) for line in read_table("AB12\nCD34", COLUMNS, ["product"])] == [
        {"receipt": "AB12"},
        {"receipt": "CD34"},
    ]


def test_a_short_line_has_empty_cells() -> None:
    (line,) = read_table("receipt,product\nAB12", COLUMNS)
    assert dict(line.cells) == {"receipt": "AB12", "product": ""}


@pytest.mark.parametrize(
    ("raw", "faults"),
    [
        (b"", {("table", "table_empty")}),
        (b"\xef\xbb\xbf \r\n", {("table", "table_empty")}),
        (b"PK\x03\x04\xff\xfe\x00", {("table", "table_not_text")}),
        (b"a,b\n1,2", {("receipt", "column_missing"), ("product", "column_missing")}),
        (b"receipt,Receipt,other\n1,2,3", {("receipt", "column_twice"), ("product", "column_missing")}),
        (b"receipt,product\n" + b"1,2\n" * 4, {("table", "table_too_long")}),
    ],
)
def test_a_table_that_cannot_be_used_names_every_fault(raw: bytes, faults: set[tuple[str, str]]) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        read_table(raw, COLUMNS, most=3)
    assert {(fault.field, fault.code) for fault in refused.value.faults} == faults


def test_optional_columns_may_lack() -> None:
    (line,) = read_table("receipt;x\nAB12;y", COLUMNS, optional=["product"])
    assert line.cells.get("product", "") == ""


@given(st.binary(max_size=200))
def test_no_bytes_break_it(raw: bytes) -> None:
    with suppress(InvalidRequestError):
        assert all(line.cells for line in read_table(raw, COLUMNS))


@given(st.lists(st.lists(st.text(max_size=20) | st.integers(), min_size=2, max_size=2), max_size=5))
def test_no_cell_can_be_taken_for_a_formula(rows: list[list[str | int]]) -> None:
    written = write_table(["a", "b"], rows).decode("utf-8-sig")
    cells = [cell for row in csv.reader(written.split("\r\n")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "\t"))]


@pytest.mark.parametrize("cell", ["=1+1", "+62", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_becomes_text(cell: str) -> None:
    assert defuse(cell) == f"'{cell}"
    assert defuse(-2) == -2


def test_a_stray_quote_swallows_no_line_after_it() -> None:
    lines = read_table('"AB12\nCD34\n\n"EF56"\nGH78"', {"receipt": ()})
    assert [(line.number, line.cells["receipt"]) for line in lines] == [
        (1, '"AB12'), (2, "CD34"), (4, "EF56"), (5, 'GH78"')
    ]  # fmt: skip
    told = read_table('Produk;nomor tanda terima\np1;"AB12\np2;CD34\n', COLUMNS)
    assert [(line.number, line.cells["product"], line.cells["receipt"]) for line in told] == [
        (2, "p1", '"AB12'),
        (3, "p2", "CD34"),
    ]


@pytest.mark.parametrize("last", ['Gang 5"', 'Gang "5"', '"Gang 5', 'Gang 5";', '"'])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_two_stray_quotes_swallow_no_line_between_them(last: str, end: str) -> None:
    rows = ["nomor berkas;alamat", 'A;"Blok A', "B;Blok B", "C", f"D;{last}", "E;Blok E"]
    lines = read_table(end.join(rows), {"receipt": ("nomor berkas",)})
    assert [(line.number, line.cells["receipt"]) for line in lines] == list(enumerate("ABCDE", 2))


def test_a_cell_may_run_over_lines_where_no_whole_line_can_be_meant() -> None:
    (line,) = read_table('Produk;nomor tanda terima\n"p\n1";AB12\n', COLUMNS)
    assert line.cells["product"] == "p\n1"
    (line,) = read_table('Produk,"Nomor\r\ntanda terima",lain\r\np1,AB12,"Gang 5, RT 1\r\n""Blok A"""\r\n', COLUMNS)
    assert (line.number, dict(line.cells)) == (2, {"receipt": "AB12", "product": "p1"})


@given(st.lists(st.text(alphabet='AB1";\t ', max_size=8), max_size=9), st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_line_is_a_row_or_a_part_of_one_without_a_separator(lines: list[str], end: str) -> None:
    text = end.join(["receipt;lain", *lines, ""])
    rows = list(cut_rows(text))
    assert "".join(row.raw for row in rows) == text
    for row in rows:
        more = row.raw.removesuffix(end).split(end)[1:]
        assert not any(";" in line for line in more[:-1])
        assert not more or (len(row.cells) == 2 and ";" not in more[-1][: more[-1].index('"')])
    read = {line.number for line in read_table(text, {"receipt": ()}, ["receipt"])}
    empty = {number for number, row in enumerate(rows, 1) if not any(map(str.strip, row.cells))}
    assert read | empty | {1} == set(range(1, len(rows) + 1))


@given(
    st.lists(
        st.tuples(st.text(max_size=9), st.text(alphabet='a"\r\n\t ', max_size=9), st.text(alphabet='a";', max_size=9))
    ),
    st.sampled_from(DELIMITERS),
)
def test_what_a_writer_of_csv_wrote_is_read_as_it_was(rows: list[tuple[str, str, str]], separator: str) -> None:
    """But for lines of one cell after its first that hold a separator: nothing tells them from lines of the table."""
    told = [[cell.replace(separator, "") if len(cell.splitlines()) > 1 else cell for cell in row] for row in rows]
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([["a", "b", "c"], *told])
    assert [row.cells for row in cut_rows(out.getvalue())] == [["a", "b", "c"], *told]


TABLE = st.tuples(
    st.sampled_from(["", "sep=;", '\n"sep=|"', "receipt;lain", '"a\nb",c', "a\tb", ";;", '""', '"']),
    st.lists(st.text(alphabet='AB1";,|\r\n\t ', max_size=9), max_size=9),
)  # fmt: skip


@pytest.mark.skipif(NODE is None, reason="without Node what the browser cuts cannot be run")
@settings(max_examples=4, deadline=None)
@given(st.lists(TABLE.map(lambda parts: "\n".join([parts[0], *parts[1]])), min_size=30, max_size=200))
def test_the_browser_cuts_the_same_rows(tables: list[str]) -> None:
    for text, found in zip(tables, _in_browser(tables), strict=True):
        assert found == [[row.raw, not any(map(str.strip, row.cells))] for row in cut_rows(text)], text


def _in_browser(tables: list[str]) -> list[list[list[object]]]:
    script = (
        f'import {{ cutRows }} from "{(ROOT / "infra/web/staff/rows.js").as_uri()}";'
        'import { readFileSync } from "node:fs";'
        "const rows = (text) => cutRows(text).map(({ raw, isNamed, isEmpty }) => [raw, isNamed || isEmpty]);"
        "console.log(JSON.stringify(JSON.parse(readFileSync(0)).map(rows)));"
    )
    assert NODE is not None
    asked = [NODE, "--input-type=module", "-e", script]
    ran = subprocess.run(asked, input=json.dumps(tables), capture_output=True, text=True, check=True)
    found: list[list[list[object]]] = json.loads(ran.stdout)
    return found
