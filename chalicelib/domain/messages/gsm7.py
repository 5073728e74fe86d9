"""Text messages: the GSM 7-bit alphabet, and how many parts a text is sent in (3GPP TS 23.038 and 23.040)."""

from typing import Final

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED: Final = frozenset("\f^{}\\[~]|€")
ALONE: Final = 160
IN_SERIES: Final = 153
ALONE_UCS2: Final = 70
IN_SERIES_UCS2: Final = 67
LAST_UCS2: Final = 0xFFFF

MOST_PARTS: Final = 2
"""Of a text as it is saved, at its longest values."""


def is_gsm7(text: str) -> bool:
    """Whether every character is in the alphabet; one that is not makes the whole message three times as dear."""
    return BASIC.union(EXTENDED).issuperset(text)


def count_segments(text: str) -> int:
    """How many parts the text is sent and paid in; an extended character takes the place of two, in one part."""
    alone, in_series = (ALONE, IN_SERIES) if is_gsm7(text) else (ALONE_UCS2, IN_SERIES_UCS2)
    units = _units(text)
    if sum(units) <= alone:
        return 1
    parts, left = 0, 0
    for unit in units:
        if unit > left:
            parts, left = parts + 1, in_series
        left -= unit
    return parts


def count_characters(text: str) -> int:
    """As they are paid: outside the alphabet each UTF-16 unit is one, in it an extended character is two."""
    return sum(_units(text))


def _units(text: str) -> list[int]:
    """Of each character; what takes two is never split over two parts."""
    if is_gsm7(text):
        return [2 if character in EXTENDED else 1 for character in text]
    return [2 if ord(character) > LAST_UCS2 else 1 for character in text]


def strange_characters(text: str) -> str:
    """Those that make the whole message dearer, each once, in the order of the text."""
    return "".join(dict.fromkeys(character for character in text if not is_gsm7(character)))
