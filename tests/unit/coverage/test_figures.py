"""The office's counts: what a table says, what does not fit, what an import changes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalogue import load_regions
from chalicelib.domain.coverage.figures import Counts, compare, newest, read_figures, total
from chalicelib.domain.coverage.lines import read_date, read_number
from chalicelib.domain.coverage.pace import measure, series
from chalicelib.domain.errors import InvalidRequestError
from tests.unit.coverage.given import BLIMBING, KLOJEN, figures

REGIONS = load_regions()
DAY = date(2026, 3, 2)


def faults(text: str | bytes) -> set[tuple[int, str, str]]:
    return {(fault.line, fault.column, fault.code) for fault in read_figures(text, REGIONS).faults}


@pytest.mark.parametrize(
    "text",
    [
        "Kelurahan;Wajib KTP;Perekaman;Cetak\nBlimbing;1.234;1.200;1.100\n35.73.02.1001;10;9;8\n",
        "\ufeffcetak,rekam,wajib,kode\r\n1100,1200,1234,3573011005\r\n8,9,10,klojen\r\n",
        "Kelurahan\tWajib\tSudah rekam\tCetak\nKel. Blimbing\t1,234\t1 200\t1100\nKLOJEN\t10\t9\t8".encode("utf-16"),
    ],
    ids=["semicolons", "BOM and commas", "UTF-16 and tabs"],
)
def test_a_table_is_read_as_spreadsheets_write_it(text: str | bytes) -> None:
    found = read_figures(text, REGIONS)
    assert not found.faults
    assert found.counts == {
        BLIMBING: Counts(due=1234, recorded=1200, printed=1100),
        KLOJEN: Counts(due=10, recorded=9, printed=8),
    }


def test_every_line_that_does_not_fit_is_named() -> None:
    text = "kelurahan;wajib;rekam;cetak\nAtlantis;x;1;\nBlimbing;10;11;12\nKlojen;9;8;\nklojen;9;8;=1+1\n;;;\n"
    assert faults(text) == {
        (2, "village", "unknown_village"),
        (2, "due", "not_a_number"),
        (3, "recorded", "more_recorded"),
        (3, "printed", "more_printed"),
        (5, "village", "village_twice"),
        (5, "printed", "not_a_number"),
    }


def test_a_table_without_the_columns_is_refused_with_every_one() -> None:
    with pytest.raises(InvalidRequestError) as refused:
        read_figures("nama;umur\nSiti;17\n", REGIONS)
    assert {fault.field for fault in refused.value.faults} == {"village", "due", "recorded"}


def test_what_changes_is_told_and_a_fall_is_a_doubt() -> None:
    before = {BLIMBING: Counts(due=10, recorded=5)}
    after = {BLIMBING: Counts(due=10, recorded=4), KLOJEN: Counts(due=1, recorded=1)}
    changes = compare(before, after, {BLIMBING: Counts(due=10, recorded=6)})
    assert [(change.village, change.falls) for change in changes] == [(BLIMBING, True), (KLOJEN, False)]
    assert compare(before, before, before) == ()


def test_the_newest_word_on_each_kelurahan_counts() -> None:
    days = [figures(DAY + timedelta(days=1), b=(10, 6)), figures(DAY, b=(10, 5), k=(4, 4))]
    found = newest(days)
    assert found == {
        BLIMBING: (DAY + timedelta(days=1), Counts(due=10, recorded=6)),
        KLOJEN: (DAY, Counts(due=4, recorded=4)),
    }
    assert total(counts for _, counts in found.values()) == Counts(due=14, recorded=10)


def test_the_pace_closes_the_gap_of_the_citys_own_figures() -> None:
    # 706,158 due and 670,279 recorded (Dispendukcapil Kota Malang): at 120 a day the 35,879 take 299 days
    days = [figures(DAY + timedelta(days=n), b=(706_158, 670_279 - 120 * (30 - n))) for n in range(31)]
    pace = measure(series(days))
    assert pace is not None
    assert (pace.gap, pace.present, pace.slowest, pace.fastest) == (35_879, 120, 120, 120)
    assert pace.closed_on == DAY + timedelta(days=30 + 299)


def test_a_gap_that_grows_has_no_date() -> None:
    days = [figures(DAY + timedelta(days=n), b=(100 + 2 * n, 50 + n)) for n in range(0, 31, 10)]
    pace = measure(series(days))
    assert pace is not None
    assert (pace.present, pace.closed_on, pace.closed_latest) == (-1, None, None)
    assert pace.recorded_a_day == 1


@pytest.mark.parametrize("gaps", [[0], [0, 6], [0, 40]])
def test_too_few_counts_have_no_pace(gaps: list[int]) -> None:
    points = series([figures(DAY + timedelta(days=n), b=(100, 50 + n)) for n in gaps])
    assert measure(points) is None


def test_the_city_is_told_once_every_kelurahan_was_counted() -> None:
    days = [figures(DAY, b=(10, 5)), figures(DAY + timedelta(days=1), k=(10, 5)), figures(DAY + timedelta(days=2))]
    assert [(point.day, point.due) for point in series(days)] == [(DAY + timedelta(days=1), 20)]


@given(st.integers(0, 999_999_999))
def test_a_number_is_read_however_it_is_marked(number: int) -> None:
    assert (
        read_number(str(number)) == read_number(f"{number:,}") == read_number(f"{number:,}".replace(",", ".")) == number
    )


@pytest.mark.parametrize(
    "text", ["", "-1", "1.5", "12.34", "1,2,3", "\N{ARABIC-INDIC DIGIT ONE}", "=1", "1e3", "9999999999"]
)
def test_what_is_no_count_is_none(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05-03-1990", date(1990, 3, 5)),
        ("5/3/1990", date(1990, 3, 5)),
        ("1990-03-05", date(1990, 3, 5)),
        ("31-02-1990", None),
        ("1990", None),
        ("", None),
    ],
)
def test_a_date_is_read_day_first(text: str, day: date | None) -> None:
    assert read_date(text) == day
