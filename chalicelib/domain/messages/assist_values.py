"""What the page for applying with a resident says: which texts there must be, and what each may be filled with."""

from collections.abc import Mapping
from typing import Final

_FIXED: Final = (
    "title", "lead", "needs_script", "not_allowed", "not_found", "line_down", "choose", "search", "search_hint",
    "nothing_fits", "at_counter", "resident_language", "start", "choose_first", "begun", "number", "pin",
    "tell_resident", "not_yet", "print", "go_on", "new_tab", "done", "list", "nothing_begun", "load_again", "more",
    "reopen", "receipt", "moved_on",
)  # fmt: skip

ASSIST_VALUES: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(_FIXED, frozenset[str]()),
    "shown": frozenset({"count"}),
    "refused_because": frozenset({"reason"}),
    "started_at": frozenset({"when"}),
    "number_in_others": frozenset({"count"}),
    "opened": frozenset({"receipt"}),
    "receipt_ready": frozenset({"receipt"}),
}
