"""What anybody may have tells of nobody."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.open_data import COUNTED, LAW, LEAST, Cell, monthly_reasons, weekly, weekly_products

MONDAY = date(2026, 3, 2)
GROUPS = {"KTP-LOST": "ktp", "KTP-NEW": "ktp", "KK-CHANGE": "kk", "BIRTH": "birth"}
amounts = st.dictionaries(
    st.sampled_from([f"{column}#{service}#web" for column in COUNTED for service in GROUPS]), st.integers(0, 30)
)
days = st.dictionaries(st.integers(0, 20).map(lambda number: MONDAY + timedelta(days=number)), amounts)


def test_only_whole_weeks_are_told() -> None:
    figures = {MONDAY + timedelta(days=3): {"received#KTP-LOST#web": 40}}
    assert weekly(figures, GROUPS, MONDAY, MONDAY + timedelta(days=5)) == ()
    rows = weekly(figures, GROUPS, MONDAY, MONDAY + timedelta(days=6))
    assert {row.week for row in rows} == {MONDAY}
    assert weekly(figures, GROUPS, MONDAY + timedelta(days=1), MONDAY + timedelta(days=7)) == ()


def test_a_small_number_is_withheld_with_the_sum_that_would_tell_it() -> None:
    figures = {MONDAY: {"received#KTP-LOST#web": 40, "received#KK-CHANGE#post": 3, "completed#BIRTH#web": 12}}
    told = {row.group: row.cells for row in weekly(figures, GROUPS, MONDAY, MONDAY + timedelta(days=6))}
    assert told["ktp"]["received"] == Cell(40)
    assert told["kk"]["received"] == told[""]["received"] == Cell(None)
    assert told["birth"]["received"] == Cell(0)
    assert told[""]["completed"] == Cell(12)


@given(days)
def test_what_is_withheld_cannot_be_worked_out(figures: dict[date, dict[str, int]]) -> None:
    rows = weekly(figures, GROUPS, MONDAY, MONDAY + timedelta(days=20))
    for week in {row.week for row in rows}:
        of_week = {row.group: row.cells for row in rows if row.week == week}
        whole = of_week.pop("")
        for column in COUNTED:
            cells = [cells[column].value for cells in of_week.values()]
            assert all(value is None or value == 0 or value >= LEAST for value in cells)
            # a sum beside one hidden number is that number, and beside several it still bounds them
            assert (whole[column].value is None) == (None in cells)


@given(days)
def test_what_is_told_is_true(figures: dict[date, dict[str, int]]) -> None:
    for row in weekly(figures, GROUPS, MONDAY, MONDAY + timedelta(days=20)):
        for column in COUNTED:
            real = sum(
                amount
                for day, numbers in figures.items()
                for name, amount in numbers.items()
                if row.week <= day < row.week + timedelta(days=7)
                and name.split("#")[0] == column
                and row.group in {"", GROUPS[name.split("#")[1]]}
            )
            assert row.cells[column].value in {None, real}


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 15))
def test_cases_in_and_out_of_the_laws_time_cannot_be_worked_out(within: int, late: int, beside: int) -> None:
    amounts = {"completed#BIRTH#web": within + late + beside, "law#in#BIRTH": within, "law#late#BIRTH": late}
    rows = {row.group: row.cells for row in weekly({MONDAY: amounts}, GROUPS, MONDAY, MONDAY + timedelta(days=6))}
    told = [rows["birth"][name].value for name in LAW]
    assert told == [rows[""][name].value for name in LAW]
    is_safe = all(number == 0 or number >= LEAST for number in (within, late, beside))
    assert told == ([within, late] if is_safe else [None, None])


def test_products_are_told_by_week_and_reasons_by_whole_months() -> None:
    figures = {
        MONDAY: {"printed#KTP_EL": 12, "signed#KK": 3, "reason#blurred#web": 6},
        MONDAY + timedelta(days=1): {"reason#blurred#post": 6},
        date(2026, 4, 1): {"reason#blurred#web": 20},
    }
    products = weekly_products(figures, MONDAY, MONDAY + timedelta(days=6))
    assert [(each.kind, each.cells["printed"], each.cells["signed"]) for each in products] == [
        ("KK", Cell(0), Cell(None)),
        ("KTP_EL", Cell(12), Cell(0)),
    ]
    first = date(2026, 3, 1)
    reasons = monthly_reasons(figures, first, date(2026, 4, 29))
    assert [(each.month, each.count) for each in reasons] == [(first, Cell(12))]
    assert monthly_reasons(figures, MONDAY, date(2026, 3, 31)) == ()
