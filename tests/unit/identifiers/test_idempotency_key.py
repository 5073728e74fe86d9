"""Idempotency keys: room for 128 random bits, or no key."""

import pytest

from chalicelib.domain.identifiers import Fault, IdempotencyKey, InvalidIdentifierError

UUID = "0b9e1f6c-5a7d-4c83-9e21-7f4a6d3b8c50"


@pytest.mark.parametrize(
    "text",
    [
        UUID,
        UUID.upper(),
        UUID.replace("-", ""),
        "9Qx_Tz-41kLmVbN7cRwE2g",
        "01JD4Z7M8Q2R5T9W3X6Y1B0CPN",
        "31415926-5358-4793-8384-626433832795",
        "x9!Qz7" * 42 + "x9!",
    ],
)
def test_keys_with_room_for_128_bits_are_taken(text: str) -> None:
    assert IdempotencyKey.parse(text) == text


def test_quotes_of_a_structured_field_are_no_part() -> None:
    assert IdempotencyKey.parse(f' "{UUID}" ') == UUID


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Fault.TOO_SHORT),
        ("9Qx_Tz-41kLmVbN7cRwE2", Fault.TOO_SHORT),
        ("0b9e1f6c5a7d4c839e217f4a6d3b8c5", Fault.TOO_SHORT),
        ("0b9e-1f6c-5a7d-4c83-9e21-7f4a-6d3b", Fault.TOO_SHORT),
        ("3141592653589793238462643383279", Fault.TOO_SHORT),
        ("a" * 22 + "z", Fault.PREDICTABLE),
        ("00000000-0000-4000-8000-000000000000", Fault.PREDICTABLE),
        ("9Qx_Tz-41kLm VbN7cRwE2g", Fault.SYMBOL),
        ("9Qx_Tz-41kLmVbN7cRwE2\u00e4", Fault.SYMBOL),
        ("9Qx_Tz-41kLmVbN7cRwE2\n", Fault.SYMBOL),
        ("x9!Qz7" * 42 + "x9!Q", Fault.TOO_LONG),
        ("x" * 1_000_000, Fault.TOO_LONG),
    ],
)
def test_each_weak_key_is_refused_by_code(text: str, code: Fault) -> None:
    with pytest.raises(InvalidIdentifierError) as caught:
        IdempotencyKey.parse(text)
    assert caught.value.code is code


def test_key_is_never_shown() -> None:
    assert repr(IdempotencyKey.parse(UUID)) == "IdempotencyKey('••••••••')"
