"""What the page for an office's own changes says: which texts there must be, and what each may be filled with."""

from collections.abc import Mapping
from typing import Final

_FIXED: Final = (
    "title", "lead", "needs_script", "not_allowed", "not_found", "line_down", "holds_now", "nothing_holds", "change",
    "change_hint", "of_office", "of_office_hint", "address", "postal_address", "hours", "pick_up", "help_line",
    "notice", "in_id", "in_en", "of_papers", "days", "days_hint", "shipped", "shipped_no_limit", "choose_one",
    "days_add", "add", "local", "local_hint", "local_gone", "extra", "extra_hint", "extra_add", "service",
    "extra_paper", "extra_another", "extra_fewer", "extra_when", "extra_reason", "extra_remove", "of_texts",
    "no_texts", "find_text", "find_text_hint", "no_text_found", "change_text", "to_text", "text", "no_values",
    "text_gone", "as_shipped", "save", "kept", "discard", "discarded", "typed_is_back", "compared_with_shipped",
    "now", "then", "unchanged", "nothing_said", "no_texts_differ", "answers_hint", "applicant_role", "yes", "no",
    "choose_service", "show_papers", "or", "need_required", "need_depends", "need_optional", "only_here", "differs",
    "behind", "publish_hint", "quicker_unknown", "look_again", "versions", "no_versions", "load_again", "more",
    "holds", "is_draft", "held_once", "open_draft", "preview_draft", "take_up",
)  # fmt: skip

_BY: Final = frozenset({"who", "when"})
_NUMBER: Final = frozenset({"number"})

OVERLAYS_VALUES: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(_FIXED, frozenset[str]()),
    **dict.fromkeys(("faults", "shipped_days", "at_most_days"), frozenset({"count"})),
    **dict.fromkeys(("saved_by", "published_by"), _BY),
    **dict.fromkeys(
        (
            "version", "restores", "preview", "compared_with", "publish", "published", "opened", "typed_would_go",
            "typed_is_older", "extra_or", "extra_number",
        ),
        _NUMBER,
    ),
    "not_answered": frozenset({"reason"}),
    "days_of": frozenset({"paper"}),
    "texts_found": frozenset({"count", "shown"}),
    "values": frozenset({"values"}),
    "value_kept": frozenset({"value"}),
    "quicker": _BY | _NUMBER,
}  # fmt: skip
