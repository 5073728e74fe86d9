"""Which receipt numbers a mistyped one may have been."""

from enum import IntEnum
from typing import Final

from chalicelib.domain.identifiers.receipt_symbols import LENGTH, VALUES, checksum, solve

LOOK_ALIKE: Final = (
    *("8B", "5S", "2Z", "UV", "MN", "6G", "CG", "DQ", "GQ", "VY", "VW", "EF", "PR", "KX"),
    *("HN", "38", "68", "4A", "7T", "7Z", "56", "BD", "JT", "MW", "XY", "HK", "BP"),
)
SOUND_ALIKE: Final = (
    "BCDEGPTV",  # be ce de e ge pe te ve
    "MN",
    "FSX",  # ef es eks
    "AHK",  # a ha ka
    "UW",
    "QU",
    "67",  # enam tujuh on a bad line
)


class Likelihood(IntEnum):
    """How a slip came about, the likeliest first."""

    LOOKS_LIKE = 0
    SOUNDS_LIKE = 1
    SWAPPED = 2
    OTHER = 3


def repairs(typed: str) -> list[str]:
    """Return the valid numbers one slip away, the likeliest first: at most 21, or one where a symbol is outside."""
    if len(typed) != LENGTH:
        return []
    outside = [position for position, symbol in enumerate(typed) if symbol not in VALUES]
    if outside:
        return [solve(typed, outside[0])] if len(outside) == 1 else []
    if checksum(typed) == 0:
        return [typed]
    ranked = [*_replacements(typed), *_swaps(typed)]
    return [number for _, number in sorted(ranked, key=lambda found: found[0])]


def _replacements(typed: str) -> list[tuple[Likelihood, str]]:
    found = [(position, solve(typed, position)) for position in range(LENGTH)]
    return [(_likelihood(typed[position], number[position]), number) for position, number in found]


def _swaps(typed: str) -> list[tuple[Likelihood, str]]:
    numbers = [
        f"{typed[:left]}{typed[left + 1]}{typed[left]}{typed[left + 2 :]}"
        for left in range(LENGTH - 1)
        if typed[left] != typed[left + 1]
    ]
    return [(Likelihood.SWAPPED, number) for number in numbers if checksum(number) == 0]


def _likelihood(typed: str, meant: str) -> Likelihood:
    if any(typed in group and meant in group for group in LOOK_ALIKE):
        return Likelihood.LOOKS_LIKE
    if any(typed in group and meant in group for group in SOUND_ALIKE):
        return Likelihood.SOUNDS_LIKE
    return Likelihood.OTHER
