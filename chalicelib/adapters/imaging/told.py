"""What a child may find, and how it may say so: everything else is nonsense, however harmless it looks."""

import re
from collections.abc import Mapping
from typing import Final

from chalicelib.domain.finding import FRAMING_CODES, LEGIBILITY_CODES, Finding, FindingCode, Severity

_NUMBER: Final = r"-?[0-9]{1,12}"
_SIDE: Final = "top|bottom|left|right"
_LEVEL: Final = "doubtful|unreadable"

_OF_WRITING: Final = {
    **dict.fromkeys(("readable", "light", "contrast", "side"), _NUMBER),
    "part": f"all|{_SIDE}",
    "level": _LEVEL,
}
_OF_FRAME: Final[Mapping[FindingCode, Mapping[str, str]]] = {
    FindingCode.PAGE_TILTED: {"degrees": _NUMBER},
    FindingCode.PAGE_CUT_OFF: {"part": f"several|{_SIDE}"},
    FindingCode.PAGE_SEVERAL_PAPERS: {"papers": _NUMBER},
}
_SIZES: Final = {"width": _NUMBER, "height": _NUMBER}

_PARAMS: Final[Mapping[FindingCode, Mapping[str, str]]] = {
    **dict.fromkeys(LEGIBILITY_CODES, _OF_WRITING),
    **{code: _OF_FRAME.get(code, {}) for code in FRAMING_CODES},
    FindingCode.PAGE_NOT_IN_COLOUR: {},
    FindingCode.PAGE_LOST: {"level": _LEVEL},
    FindingCode.MORE_PICTURES: {"pictures": _NUMBER},
    FindingCode.UNKNOWN_TYPE: {"looks_like": r"[A-Za-z0-9 /.-]{0,40}"},
    FindingCode.DOES_NOT_OPEN: {},
    FindingCode.PASSWORD_PROTECTED: {},
    FindingCode.NO_PAGES: {},
    FindingCode.TOO_MANY_PAGES: {"pages": _NUMBER, "limit": _NUMBER},
    FindingCode.TOO_MANY_PIXELS: {**_SIZES, "megapixels": _NUMBER},
    FindingCode.TOO_SMALL: {**_SIZES, "limit": _NUMBER},
}
"""Of each code a child knows: what fills its sentence, as a pattern of the whole value."""

_OF_A_PAGE: Final = LEGIBILITY_CODES | FRAMING_CODES | {FindingCode.PAGE_NOT_IN_COLOUR}

MOST_OF_A_PAGE: Final = 8


def may_be_told(finding: Finding) -> bool:
    """Whether a child says such a thing in such a way."""
    patterns = _PARAMS.get(finding.code)
    if patterns is None or finding.where != "upload":
        return False
    names = {"level"} if finding.code is FindingCode.PAGE_BLANK and len(finding.params) == 1 else patterns.keys()
    return finding.params.keys() == names and all(
        re.fullmatch(patterns[name], value) for name, value in finding.params.items()
    )


def is_of_page(finding: Finding, number: int) -> bool:
    """Whether it says what is in the way of reading this page."""
    is_mild = finding.severity is Severity.WARNING and finding.page == number
    return is_mild and finding.code in _OF_A_PAGE and may_be_told(finding)
