"""The PIN: derived, compared in constant time, shown to nobody by accident."""

import pytest

from chalicelib.domain.identifiers import Fault, InvalidIdentifierError, Pin, ReceiptNumber

KEY = b"p" * 32
RECEIPT = ReceiptNumber("TESTTESTTE5")


def test_same_version_gives_the_same_pin() -> None:
    assert Pin.derive(KEY, RECEIPT, 1).matches(Pin.derive(KEY, RECEIPT, 1))


def test_reissue_and_other_keys_give_other_pins() -> None:
    other = ReceiptNumber.derive(KEY, b"other")
    pins = {
        Pin.derive(KEY, RECEIPT, 1),
        Pin.derive(KEY, RECEIPT, 2),
        Pin.derive(KEY, other, 1),
        Pin.derive(b"q" * 32, RECEIPT, 1),
    }
    assert len(pins) == 4


def test_pins_are_spread_evenly() -> None:
    pins = [Pin.derive(KEY, RECEIPT, version) for version in range(10_000)]
    for position in range(6):
        counts = [sum(pin[position] == digit for pin in pins) for digit in "0123456789"]
        assert sum((count - 1000) ** 2 / 1000 for count in counts) < 45  # chi-squared, 9 degrees: once in 10^6


@pytest.mark.parametrize("typed", ["000123", "000 123", " 000-123 "])
def test_blanks_in_a_typed_pin_are_ignored(typed: str) -> None:
    assert Pin.parse(typed).matches("000123")


@pytest.mark.parametrize(
    ("text", "code"),
    [("", Fault.EMPTY), ("12345", Fault.WRONG_LENGTH), ("1234567", Fault.WRONG_LENGTH), ("12345a", Fault.NOT_DIGITS)],
)
def test_each_malformed_pin_is_refused_by_code(text: str, code: Fault) -> None:
    with pytest.raises(InvalidIdentifierError) as caught:
        Pin.parse(text)
    assert caught.value.code is code


@pytest.mark.parametrize("typed", ["000124", "", "000 123", "\ud800", "\u0660\u0660\u0660\u0661\u0662\u0663"])
def test_anything_else_does_not_match(typed: str) -> None:
    assert not Pin("000123").matches(typed)


def test_pin_is_masked_wherever_it_is_printed() -> None:
    pin = Pin("123456")
    assert (repr(pin), pin.masked(), repr([pin])) == ("Pin('••••••')", "••••••", "[Pin('••••••')]")
    assert pin.format() == "123 456"
