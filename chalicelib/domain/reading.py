"""Whether the number printed on a card is the one that was typed: a hint for the officer, told to nobody else."""

import re
from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Final

OWN_CARDS: Final = frozenset({"KTP", "KTP_LAMA", "KTP_RUSAK", "KK", "KK_LAMA", "KK_RUSAK"})
"""Papers that bear a number of the person or the family that applies; nobody types those of parents and witnesses."""

DIGITS: Final = 16
"""Of a NIK, and of a family card's number (UU 24/2013 article 13; Permendagri 109/2019)."""

MISREAD: Final = 2
"""Digits that a reader may take for others: a number that near to a typed one says nothing."""


class NumberHint(StrEnum):
    """The card bears a number that was typed; a wholly different one; or none could be read."""

    AGREE = "agree"
    DIFFER = "differ"
    UNREAD = "unread"


def compare_numbers(text: str, typed: Collection[str]) -> NumberHint:
    """Compare what a reader made of a card with the numbers that were typed."""
    read = _numbers(text)
    if not typed or not read:
        return NumberHint.UNREAD
    nearest = min(_apart(one, other) for one in read for other in typed)
    if nearest == 0:
        return NumberHint.AGREE
    return NumberHint.DIFFER if nearest > MISREAD else NumberHint.UNREAD


def sum_up(hints: Iterable[NumberHint | None]) -> NumberHint | None:
    """One word for the files of a paper: a number that agrees is enough."""
    found = set(hints)
    return next((hint for hint in NumberHint if hint in found), None)


def _numbers(text: str) -> set[str]:
    """Runs of 16 digits, as readers spell them: letters that look like digits, spaces in between."""
    return {run.translate(_LOOKS_LIKE).replace(" ", "") for run in _RUN.findall(text) if _is_mostly_digits(run)}


def _is_mostly_digits(run: str) -> bool:
    return sum(character.isdigit() for character in run) >= DIGITS - _LETTERS


def _apart(one: str, other: str) -> int:
    """In how many places two numbers differ."""
    return sum(a != b for a, b in zip(one, other, strict=True)) if len(one) == len(other) else DIGITS


_LETTERS: Final = 4
_LOOKS_LIKE: Final = str.maketrans("OoDIli|SsBZ", "00011115582")
_RUN: Final = re.compile(rf"(?<![0-9A-Za-z])(?:[0-9OoDIli|SsBZ] ?){{{DIGITS - 1}}}[0-9OoDIli|SsBZ](?![0-9A-Za-z])")
