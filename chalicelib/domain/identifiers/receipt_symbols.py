"""The 31 symbols of a receipt number and the arithmetic of its check symbol."""

from operator import mul
from typing import Final

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O, 1 I L
BASE: Final = len(ALPHABET)  # 31, a prime: that is what the proof below rests on
VALUES: Final = {symbol: value for value, symbol in enumerate(ALPHABET)}
DATA_LENGTH: Final = 10
LENGTH: Final = DATA_LENGTH + 1
WEIGHTS: Final = tuple(range(LENGTH, 0, -1))

# A number is right when the sum of weight x value is 0 modulo 31, the check symbol being the last, of weight 1.
# One wrong symbol moves the sum by w(a - b), two swapped symbols by (v - w)(a - b), a doubled symbol misread
# (aa for bb) by (v + w)(a - b) with v, w neighbours. None of these factors is a multiple of 31, so none gives 0.


def checksum(symbols: str) -> int:
    """Return the weighted sum modulo 31 of eleven symbols of the alphabet: 0 when they are a receipt number."""
    total: int = sum(map(mul, WEIGHTS, map(VALUES.__getitem__, symbols)))
    return total % BASE


def with_check_symbol(data: str) -> str:
    """Return ten symbols followed by the check symbol that belongs to them."""
    return data + ALPHABET[-checksum(data) % BASE]


def symbols_of(number: int) -> str:
    """Write a number below 31^10 in ten symbols."""
    symbols = []
    for _ in range(DATA_LENGTH):
        number, value = divmod(number, BASE)
        symbols.append(ALPHABET[value])
    return "".join(reversed(symbols))


def solve(symbols: str, position: int) -> str:
    """Return the eleven symbols with the one at the position replaced by the only one that makes the sum right."""
    blank = f"{symbols[:position]}{ALPHABET[0]}{symbols[position + 1 :]}"
    value = -checksum(blank) * pow(WEIGHTS[position], -1, BASE) % BASE
    return f"{symbols[:position]}{ALPHABET[value]}{symbols[position + 1 :]}"
