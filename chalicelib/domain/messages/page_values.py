"""What the residents' pages say: which texts there must be, and what each may be filled with."""

from collections.abc import Mapping
from typing import Final

_FIXED: Final = (
    "skip", "languages", "follow", "try_photo", "free", "back", "go_on", "error", "error_prefix", "error_title",
    "choose_one", "warning", "yes", "no", "or", "start_title", "start_hint", "start_again", "cost", "cost_free",
    "time", "in_person", "validity", "questions", "show_papers", "papers", "papers_open", "need_depends",
    "need_optional", "surrender", "ways", "who_applies", "follow_hint", "receipt_number", "receipt_hint", "pin_hint",
    "show_status", "find_service", "other_number", "asked", "answer_by_post", "next", "pick_up", "bring", "products",
    "so_far", "way_post", "cover_sheet", "separators", "labels", "way_counter",
)  # fmt: skip

PAGE_VALUES: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(_FIXED, frozenset[str]()),
    "time_hours": frozenset({"hours"}),
    "max_age": frozenset({"days"}),
    "officer_says": frozenset({"note"}),
    "due": frozenset({"when"}),
    "did_you_mean": frozenset({"numbers"}),
    "postal_number": frozenset({"number"}),
    "way_post_text": frozenset({"address"}),
}
