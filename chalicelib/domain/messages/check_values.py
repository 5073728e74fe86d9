"""What the page for trying a photo says: which texts there must be, and what each may be filled with."""

from collections.abc import Mapping
from typing import Final

from chalicelib.domain.finding import FindingCode

PARTS_OF_PAGES: Final = ("all", "top", "bottom", "left", "right", "several")

REFUSALS: Final = (
    FindingCode.EMPTY_FILE, FindingCode.TOO_LARGE, FindingCode.UNKNOWN_TYPE, FindingCode.DOES_NOT_OPEN,
    FindingCode.TOO_MANY_PIXELS, FindingCode.TOO_SMALL,
)  # fmt: skip
"""Why the office would refuse a file, as far as a browser can know."""

_FIXED: Final = (
    "title", "lead", "needs_script", "tip_light", "tip_whole", "tip_still", "choose", "stays", "picture",
    "fine", "framed", "doubtful", "unreadable", "unknown", "refused",
)  # fmt: skip

CHECK_VALUES: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(_FIXED, frozenset[str]()),
    "looking": frozenset({"file"}),
}
