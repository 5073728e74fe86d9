"""How people separate the groups of a number, and how to take that away in linear time."""

from typing import Final

from chalicelib.domain.identifiers.errors import Fault, InvalidIdentifierError

BLANKS: Final = " \t\r\n\u00a0\u2007\u2009\u202f"
SEPARATORS: Final = BLANKS + ".-\u2010\u2011\u2012\u2013\u2014\u2212"
SEPARATOR_CLASS: Final = r"[ \t\r\n\u00a0\u2007\u2009\u202f.\u2010-\u2014\u2212-]*"
MOST_TYPED: Final = 64

WITHOUT_BLANKS: Final = str.maketrans("", "", BLANKS)
WITHOUT_SEPARATORS: Final = str.maketrans("", "", SEPARATORS)


def grouped(symbol: str, count: int, first: str = "") -> str:
    """Return a JSON Schema pattern: so many symbols of a character class, after a first one, separators anywhere."""
    return f"^{SEPARATOR_CLASS}{first}{SEPARATOR_CLASS}(?:{symbol}{SEPARATOR_CLASS}){{{count}}}$"


def compact(identifier: str, text: str, without: dict[int, int | None] = WITHOUT_SEPARATORS) -> str:
    """Return the text without its separators; refuse an empty one and one too long to be meant."""
    if len(text) > MOST_TYPED:
        raise InvalidIdentifierError(identifier, Fault.TOO_LONG)
    bare = text.translate(without)
    if not bare:
        raise InvalidIdentifierError(identifier, Fault.EMPTY)
    return bare


def digits_only(identifier: str, text: str) -> str:
    """Return the ASCII digits of a grouped number; other scripts' digits are not those of a register."""
    bare = compact(identifier, text)
    if not (bare.isascii() and bare.isdigit()):
        raise InvalidIdentifierError(identifier, Fault.NOT_DIGITS)
    return bare
