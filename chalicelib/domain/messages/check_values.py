"""What the page for trying a photo says: which texts there must be, and what each may be filled with."""

from collections.abc import Mapping
from typing import Final

PARTS_OF_PAGES: Final = ("all", "top", "bottom", "left", "right", "several")

_FIXED: Final = (
    "title", "lead", "needs_script", "tip_light", "tip_whole", "tip_still", "choose", "stays", "picture",
    "fine", "framed", "doubtful", "unreadable", "unknown",
)  # fmt: skip

CHECK_VALUES: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(_FIXED, frozenset[str]()),
    "looking": frozenset({"file"}),
}
