"""Tables as people paste and upload them, and as they take them away."""

import csv
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.tables import defuse, read_table, write_table

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
