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

MOST_PARTS: Final = 2
"""Of a text as it is saved, at its longest values."""


def is_gsm7(text: str) -> bool:
    """Whether every character is in the alphabet; one that is not makes the whole message three times as dear."""
    return BASIC.union(EXTENDED).issuperset(text)


def count_segments(text: str) -> int:
    """How many parts the text is sent and paid in; an extended character takes the place of two."""
    if not is_gsm7(text):
        return _parts(count_characters(text), ALONE_UCS2, IN_SERIES_UCS2)
    return _parts(count_characters(text), ALONE, IN_SERIES)


def count_characters(text: str) -> int:
    """As they are paid: outside the alphabet each UTF-16 unit is one, in it an extended character is two."""
    if not is_gsm7(text):
        return len(text.encode("utf-16-be")) // 2
    return len(text) + sum(character in EXTENDED for character in text)


def strange_characters(text: str) -> str:
    """Those that make the whole message dearer, each once, in the order of the text."""
    return "".join(dict.fromkeys(character for character in text if not is_gsm7(character)))


def _parts(length: int, alone: int, in_series: int) -> int:
    return 1 if length <= alone else -(-length // in_series)
