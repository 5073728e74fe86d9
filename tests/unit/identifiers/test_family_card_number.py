"""No. KK: like a NIK, but of the registration date and without the 40."""

from datetime import date

import pytest

from chalicelib.domain.identifiers import DoubtCode, FamilyCardNumber, Fault, InvalidIdentifierError

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Fault.EMPTY),
        ("357399010120000", Fault.WRONG_LENGTH),
        ("357399010120000x", Fault.NOT_DIGITS),
        ("3573990001200001", Fault.DAY),
        ("3573993201200001", Fault.DAY),
        ("3573994101200001", Fault.DAY),
        ("3573990100200001", Fault.MONTH),
        ("3573990113200001", Fault.MONTH),
        ("3573990101200000", Fault.SERIAL_ZERO),
    ],
)
def test_each_malformed_number_is_refused_by_code(text: str, code: Fault) -> None:
    with pytest.raises(InvalidIdentifierError) as caught:
        FamilyCardNumber.parse(text)
    assert caught.value.code is code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("3573992411260001", []),
        ("3573990101040001", []),
        ("3573992511260001", [DoubtCode.DATE_IN_FUTURE]),
        ("3573993112030001", [DoubtCode.BEFORE_REGISTER]),
        ("3573990101980001", [DoubtCode.BEFORE_REGISTER]),
        ("3573993102200001", [DoubtCode.IMPOSSIBLE_DATE]),
        ("0099990101200001", [DoubtCode.UNKNOWN_PROVINCE]),
    ],
)
def test_dates_and_provinces_are_only_doubted(text: str, codes: list[DoubtCode]) -> None:
    assert [doubt.code for doubt in FamilyCardNumber.parse(text).doubts(TODAY)] == codes


def test_number_is_grouped_for_people_and_masked_for_logs() -> None:
    number = FamilyCardNumber.parse("3573.9901.0120.0001")
    assert number.format() == "357399 010120 0001"
    assert repr(number) == "FamilyCardNumber('3573••••••••••01')"
    assert number.registered_on == date(2020, 1, 1)
