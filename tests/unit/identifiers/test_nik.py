"""NIK: what is refused, what is only doubted, and the traps of other validators."""

from datetime import date

import pytest

from chalicelib.domain.identifiers import DoubtCode, Fault, InvalidIdentifierError, Nik, Sex

MAN = "3573990101900001"
WOMAN = "3573994101900001"


@pytest.mark.parametrize(
    "text",
    [
        MAN,
        f" {MAN}\n",
        "357399 010190 0001",
        "357399.010190.0001",
        "357399-010190-0001",
        "3573 9901\u00a00190\u20130001",
    ],
)
def test_separators_of_people_are_taken_away(text: str) -> None:
    assert str(Nik.parse(text)) == MAN


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Fault.EMPTY),
        (" . - ", Fault.EMPTY),
        (MAN[:-1], Fault.WRONG_LENGTH),
        (f"{MAN}1", Fault.WRONG_LENGTH),
        ("9" * 65, Fault.TOO_LONG),
        ("357399O101900001", Fault.NOT_DIGITS),
        ("\uff13573990101900001", Fault.NOT_DIGITS),
        ("٣٥٧٣٩٩٠١٠١٩٠٠٠٠١", Fault.NOT_DIGITS),
        ("357399010190000²", Fault.NOT_DIGITS),
        ("+573990101900001", Fault.NOT_DIGITS),
        ("0573990101900001", Fault.LEADING_ZERO),
        ("3573990113900001", Fault.MONTH),
        ("3573990100900001", Fault.MONTH),
        ("3573990101900000", Fault.SERIAL_ZERO),
        ("3573993102900001", Fault.IMPOSSIBLE_DATE),
        ("3573997102900001", Fault.IMPOSSIBLE_DATE),
        ("3573992902010001", Fault.IMPOSSIBLE_DATE),
    ],
)
def test_each_malformed_number_is_refused_by_code(text: str, code: Fault) -> None:
    with pytest.raises(InvalidIdentifierError) as caught:
        Nik.parse(text)
    assert (caught.value.identifier, caught.value.code) == ("nik", code)


@pytest.mark.parametrize("day", [0, *range(32, 41), *range(72, 100)])
def test_days_that_lax_validators_accept_are_refused(day: int) -> None:
    with pytest.raises(InvalidIdentifierError) as caught:
        Nik.parse(f"357399{day:02d}01900001")
    assert caught.value.code is Fault.DAY


@pytest.mark.parametrize("day", [*range(1, 32), *range(41, 72)])
def test_days_of_men_and_women_are_accepted(day: int) -> None:
    assert Nik.parse(f"357399{day:02d}01900001").sex is (Sex.FEMALE if day > 40 else Sex.MALE)


@pytest.mark.parametrize("text", ["3573992902000001", "3573996902000001"])
def test_leap_day_of_year_00_means_only_2000(text: str) -> None:
    assert Nik.parse(text).birth_dates == (date(2000, 2, 29),)


def test_two_digit_year_stands_for_both_centuries() -> None:
    assert Nik.parse(MAN).birth_dates == (date(1990, 1, 1), date(2090, 1, 1))


def test_officer_may_override_an_impossible_date_only() -> None:
    nik = Nik.parse("3573993102900001", allow_impossible_date=True)
    assert [doubt.code for doubt in nik.doubts()] == [DoubtCode.IMPOSSIBLE_DATE]
    with pytest.raises(InvalidIdentifierError):
        Nik.parse("3573990113900001", allow_impossible_date=True)


@pytest.mark.parametrize("text", ["3507990101900001", "9699990101900001", "1199994101900001"])
def test_region_elsewhere_gives_no_doubt(text: str) -> None:
    assert Nik.parse(text).doubts() == ()


@pytest.mark.parametrize("province", ["10", "20", "37", "54", "66", "77", "83", "90", "97"])
def test_province_outside_the_38_is_only_doubted(province: str) -> None:
    assert [doubt.code for doubt in Nik.parse(f"{province}99990101900001").doubts()] == [DoubtCode.UNKNOWN_PROVINCE]


@pytest.mark.parametrize(
    ("born", "sex", "codes"),
    [
        (date(1990, 1, 1), Sex.FEMALE, []),
        (date(2090, 1, 1), None, []),
        (date(1990, 1, 2), Sex.FEMALE, [DoubtCode.BIRTH_DATE_DIFFERS]),
        (date(1990, 1, 1), Sex.MALE, [DoubtCode.SEX_DIFFERS]),
        (date(1991, 1, 1), Sex.MALE, [DoubtCode.BIRTH_DATE_DIFFERS, DoubtCode.SEX_DIFFERS]),
    ],
)
def test_stated_data_that_differ_are_only_doubts(born: date, sex: Sex | None, codes: list[DoubtCode]) -> None:
    doubts = Nik.parse(WOMAN).doubts(born, sex)
    assert [doubt.code for doubt in doubts] == codes
    assert all("PP 40/2019" in doubt.source for doubt in doubts)


def test_number_is_grouped_for_people_and_masked_for_logs() -> None:
    nik = Nik.parse(MAN)
    assert nik.format() == "357399 010190 0001"
    assert nik.masked() == "3573••••••••••01"
    assert repr(nik) == "Nik('3573••••••••••01')"


def test_region_is_the_district_of_first_registration() -> None:
    assert Nik.parse(MAN).region.format() == "35.73.99"
