"""Phone numbers: stored as E.164, shown as people dial them. Numbers begin with 0810, which no operator was given."""

import pytest

from chalicelib.domain.identifiers import Fault, InvalidIdentifierError, PhoneNumber


@pytest.mark.parametrize(
    "text",
    [
        "+6281000000067",
        "081000000067",
        "0810-0000-0067",
        "0810.0000.0067",
        "(0810) 0000 0067",
        "62 810 0000 0067",
        "+62 (0)81000000067",
    ],
)
def test_spellings_of_one_number_are_stored_once(text: str) -> None:
    assert str(PhoneNumber.parse(text)) == "+6281000000067"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Fault.EMPTY),
        ("   ", Fault.EMPTY),
        ("0" * 41, Fault.TOO_LONG),
        ("0810-FLOWERS", Fault.SYMBOL),
        ("081000000067;ext=5", Fault.SYMBOL),
        ("081000000067 x5", Fault.SYMBOL),
        ("٠٨١٠٠٠٠٠٠٠٦٧", Fault.SYMBOL),
        ("0810\r\n0000067", Fault.SYMBOL),
        ("0810", Fault.UNASSIGNABLE),
        ("112", Fault.UNASSIGNABLE),
        ("+", Fault.UNASSIGNABLE),
        ("+999810000000", Fault.UNASSIGNABLE),
        ("08100000006700000", Fault.UNASSIGNABLE),
    ],
)
def test_each_malformed_number_is_refused_by_code(text: str, code: Fault) -> None:
    with pytest.raises(InvalidIdentifierError) as caught:
        PhoneNumber.parse(text)
    assert caught.value.code is code


def test_mobile_number_is_told_from_a_landline() -> None:
    assert PhoneNumber.parse("081000000067").is_mobile
    assert not PhoneNumber.parse("0341000000").is_mobile


@pytest.mark.parametrize("text", ["0812 0000 0067", "0899 0000 0067", "081000000067"])
def test_a_mobile_number_takes_texts(text: str) -> None:
    assert PhoneNumber.parse(text).takes_texts


@pytest.mark.parametrize("text", ["0809 1234567", "0800 1234567", "0804 1234567", "0868 1234 5678", "0341000000"])
def test_premium_free_shared_cost_satellite_and_fixed_numbers_take_no_texts(text: str) -> None:
    assert not PhoneNumber.parse(text).takes_texts


def test_foreign_number_is_accepted_and_known_as_such() -> None:
    number = PhoneNumber.parse("+60 3-2000 0000")
    assert not number.is_indonesian
    assert number.format().startswith("+60")


def test_number_is_shown_nationally_and_masked_for_logs() -> None:
    number = PhoneNumber.parse("+6281000000067")
    assert number.is_indonesian
    assert number.format() == "0810-0000-0067"
    assert repr(number) == "PhoneNumber('+62810•••••67')"


def test_short_foreign_number_is_masked_as_much() -> None:
    assert PhoneNumber.restore("+29020000").masked() == "+2•••••00"
