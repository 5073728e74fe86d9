"""What is printed for the post: which texts there must be, and what each may be filled with."""

from collections.abc import Mapping
from typing import Final

_LABELS: Final = (
    "cover_title", "steps", "step_tick", "step_stack", "step_label", "no_pin", "papers", "originals",
    "no_papers", "remark_here", "remark_surrender", "remark_surrender_too", "remark_on_request", "remark_depends",
    "copy_number", "label_title", "label_to", "label_from", "label_cut", "blank_number", "blank_step_fill",
    "blank_step_post", "blank_service", "blank_name", "blank_nik", "blank_phone", "blank_no_phone", "blank_address",
    "blank_signature", "separator_title", "separator_before", "separator_until", "separator_again", "slip_title",
    "slip_missing", "slip_complete", "slip_unchecked", "slip_how_to_send", "slip_originals", "custody_post_office",
    "custody_office", "custody_returned", "slip_without_internet", "print_list_how", "print_list_printed",
    "print_list_spoiled", "letter_title", "letter_code", "letter_ways", "letter_practice",
    "letter_practice_stamp",
)  # fmt: skip

SHEET_VALUES: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(_LABELS, frozenset[str]()),
    "step_post": frozenset({"date"}),
    "letter_to_case": frozenset({"receipt"}),
    "letter_scan": frozenset({"link"}),
    "letter_post": frozenset({"address"}),
    "letter_cover": frozenset({"receipt"}),
    "remark_asked": frozenset({"reason"}),
    "remark_age": frozenset({"days"}),
    "print_list_title": frozenset({"card"}),
    "print_list_made": frozenset({"date", "count"}),
    "print_list_dropped": frozenset({"count"}),
}
"""No name, no NIK, no address of a resident is among them."""
