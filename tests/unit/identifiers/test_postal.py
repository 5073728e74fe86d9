"""Postcodes and postal numbers."""

import pytest

from chalicelib.domain.identifiers import DoubtCode, Fault, InvalidIdentifierError, PostalNumber, Postcode
from chalicelib.domain.identifiers.postal import s10_check_digit


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Fault.EMPTY),
        ("6511", Fault.WRONG_LENGTH),
        ("651111", Fault.WRONG_LENGTH),
        ("05111", Fault.LEADING_ZERO),
        ("6511O", Fault.NOT_DIGITS),
        ("\uff165111", Fault.NOT_DIGITS),
    ],
)
def test_each_malformed_postcode_is_refused_by_code(text: str, code: Fault) -> None:
    with pytest.raises(InvalidIdentifierError) as caught:
        Postcode.parse(text)
    assert caught.value.code is code


def test_postcode_is_kept_as_five_digits() -> None:
    postcode = Postcode.parse(" 65111 ")
    assert (str(postcode), postcode.format(), postcode.masked()) == ("65111", "65111", "651••")


@pytest.mark.parametrize(
    ("serial", "digit"), [("47312482", "9"), ("28704377", "5"), ("00000000", "5"), ("00000006", "2")]
)
def test_check_digit_follows_the_weights_of_s10(serial: str, digit: str) -> None:
    assert s10_check_digit(serial) == digit


def test_ten_and_eleven_become_zero_and_five() -> None:
    digits = {s10_check_digit(f"{serial:08d}") for serial in range(200)}
    assert digits == set("0123456789")


@pytest.mark.parametrize("text", ["RR 28704377 5 IN", "rr287043775in", "RR473124829ID"])
def test_right_check_digit_gives_no_doubt(text: str) -> None:
    number = PostalNumber.parse(text)
    assert number.is_international
    assert number.doubts() == ()


def test_wrong_check_digit_is_only_doubted() -> None:
    assert [doubt.code for doubt in PostalNumber.parse("RR287043776IN").doubts()] == [DoubtCode.CHECK_DIGIT_DIFFERS]


@pytest.mark.parametrize("text", ["P2411240000001", "12345678901", "1234567890123", "ABCDEFGH", "A" * 20])
def test_domestic_numbers_are_opaque_and_never_doubted(text: str) -> None:
    number = PostalNumber.parse(text)
    assert not number.is_international
    assert (number.doubts(), number.format()) == ((), text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Fault.EMPTY),
        ("ABCDEFG", Fault.SHAPE),
        ("A" * 21, Fault.SHAPE),
        ("RR-28704377-5-IN", Fault.SHAPE),
        ("RR28704377\u0665IN", Fault.SHAPE),
        ("\u00df" * 8, Fault.SHAPE),
        ("A" * 65, Fault.TOO_LONG),
    ],
)
def test_each_malformed_postal_number_is_refused(text: str, code: Fault) -> None:
    with pytest.raises(InvalidIdentifierError) as caught:
        PostalNumber.parse(text)
    assert caught.value.code is code


def test_postal_number_is_grouped_and_masked() -> None:
    number = PostalNumber.parse("rr287043775in")
    assert (number.format(), number.masked()) == ("RR 2870 4377 5 IN", "RR•••••IN")
