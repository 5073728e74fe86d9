"""What the officer's desk says: which texts there must be, and what each may be filled with."""

from collections.abc import Mapping
from typing import Final

from chalicelib.domain.post.vocabulary import BY_OFFICERS, RescanReason

_FIXED: Final = (
    "title", "lead", "needs_script", "not_allowed", "find_label", "find", "keys", "keys_on", "close", "cancel",
    "save", "undo", "more", "load_again", "yes", "no", "not_found", "line_down", "loaded_again", "stale",
    "settled_meanwhile", "case_moved", "pages_gone", "saved", "keyed", "nothing_changed", "nothing_to_undo",
    "sort_first", "waiting", "nothing_waits", "no_candidates", "why_it_waits", "may_belong", "written",
    "nothing_written", "originals", "sender", "postal_number", "typed_receipt", "unscannable", "thing_card",
    "thing_passport", "thing_book", "thing_photo", "thing_other", "no_such_case", "not_loaded", "kind_cover",
    "kind_separator", "kind_blank", "kind_failed", "asked_again", "viewer", "viewer_tools", "zoom_in", "zoom_out",
    "turn_left", "turn_right", "actions", "do_attach", "do_open", "do_duplicate", "do_rescan", "do_reject",
    "do_custody", "send_attach", "send_open", "send_duplicate", "send_rescan", "send_reject", "send_custody",
    "receipt_number", "receipt_hint", "same_as", "same_as_hint", "what_to_scan", "whole_envelope", "why", "note",
    "note_hint", "place", "place_post_office", "place_office", "place_returned", "returned_under",
    "returned_under_hint", "service", "applicant_role", "name", "applicant_name", "applicant_nik",
    "applicant_birth_date", "applicant_sex", "female", "male", "subject", "subject_name", "subject_nik",
    "subject_birth_date", "subject_sex", "family_card_number", "phone", "email", "address", "street", "postcode",
    "whatsapp", "whatsapp_hint", "village", "city", "city_hint", "lives_in", "lives_elsewhere",
    "delivery", "delivery_how", "pick_up", "by_post", "may_be_twice", "pages_to_sort", "slots", "need_required",
    "side_by_side", "key_compare", "slip", "slip_ready",
    "need_depends", "need_optional", "aside", "aside_hint", "all_sorted", "nothing_to_sort", "no_scans",
    "not_sortable", "whole", "whole_next", "not_whole", "severity_blocking", "severity_warning", "severity_info",
    "do_return", "send_return", "return_hint", "note_to_applicant", "do_key", "send_key", "next_envelope",
    "key_move", "key_move_several", "key_lines", "looking_up", "key_back", "key_find", "key_help",
    "hard_to_read", "has_code", "shape_card", "shape_upright", "shape_wide",
)  # fmt: skip

DESK_VALUES: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(_FIXED, frozenset[str]()),
    "refused_because": frozenset({"reason"}),
    "done_attach": frozenset({"number", "receipt"}),
    "done_open": frozenset({"number", "receipt"}),
    "done_duplicate": frozenset({"number"}),
    "done_rescan": frozenset({"number"}),
    "done_reject": frozenset({"number"}),
    "done_custody": frozenset({"number"}),
    "returned": frozenset({"receipt"}),
    "waiting_count": frozenset({"count"}),
    "waiting_many": frozenset({"count"}),
    "envelope": frozenset({"number"}),
    "of_batch": frozenset({"batch", "partner"}),
    "page_count": frozenset({"count"}),
    "other_numbers": frozenset({"count"}),
    "no_number_fits": frozenset({"count"}),
    "candidate_count": frozenset({"count"}),
    "hours_old": frozenset({"count"}),
    "days_old": frozenset({"count"}),
    "settled": frozenset({"label"}),
    "to_case": frozenset({"receipt"}),
    "compare_envelope": frozenset({"number"}),
    "compare_case": frozenset({"receipt"}),
    "pages_of": frozenset({"count", "number"}),
    "page_of_sheet": frozenset({"page", "sheet"}),
    "page_not_shown": frozenset({"page"}),
    "sheet_pages": frozenset({"pages", "sheet"}),
    "issued_on": frozenset({"paper"}),
    "case": frozenset({"receipt"}),
    **dict.fromkeys(("numbers_agree", "numbers_differ", "numbers_unread"), frozenset({"paper"})),
    "still_open": frozenset({"count"}),
    "key_candidate": frozenset({"receipt"}),
    "key_slot": frozenset({"paper"}),
}

TEXTS_OF_STATION: Final = (
    "sign_in", "to_office",
    "language", "token_label", "token_hint", "token_use", "token_forget", "token_refused", "odd_answer",
)  # fmt: skip
"""What it says in the words of the post office's station."""

CODES_AT_DESK: Final = (*RescanReason, *BY_OFFICERS)
"""What its choices are called, in the words of `post`."""
