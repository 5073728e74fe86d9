"""What the page for sending a paper's files says: which texts there must be, and what each may be filled with."""

from collections.abc import Mapping
from typing import Final

VERDICTS_OF_CHECK: Final = ("fine", "framed", "doubtful", "unreadable", "unknown", "refused")
"""Texts that it shares with the page for trying a photo."""

_FIXED: Final = (
    "note", "advice", "progress", "looking", "refused_files", "store_too_large", "store_refused", "odd_answer",
    "visit_over", "visit_over_forgotten", "checked", "line_down", "line_back", "uppy_add_more", "uppy_add_more_files",
    "uppy_adding_more_files", "uppy_back", "uppy_browse_files", "uppy_cancel", "uppy_cancel_upload", "uppy_complete",
    "uppy_compressing_images", "uppy_dashboard_title", "uppy_done", "uppy_drop_hint", "uppy_drop_paste_import_files",
    "cannot_be_read", "uppy_edit_image", "uppy_error", "uppy_my_device", "uppy_retry", "uppy_retry_upload",
    "uppy_revert", "uppy_rotate", "uppy_save", "uppy_take_picture_btn", "uppy_unnamed", "uppy_upload_complete",
    "uppy_upload_failed", "uppy_uploading", "uppy_you_can_only_upload_file_types", "uppy_zoom_in", "uppy_zoom_out",
)  # fmt: skip
"""Those of `uppy_…` are the words of the library that draws the page: `uppy_add_more` is its `addMore`."""

UPLOAD_VALUES: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(_FIXED, frozenset[str]()),
    "photo_too_large": frozenset({"limit_mb"}),
    "still_too_large": frozenset({"limit_mb"}),
    "sending": frozenset({"count"}),
    "sent": frozenset({"count"}),
    "sent_some": frozenset({"count"}),
    "not_sent": frozenset({"file", "reason"}),
    "back": frozenset({"count"}),
    "lost": frozenset({"count"}),
    "uppy_data_uploaded_of_total": frozenset({"complete", "total"}),
    "uppy_data_uploaded_of_unknown": frozenset({"complete"}),
    "uppy_drop_paste_files": frozenset({"browse_files"}),
    "uppy_edit_file_with_filename": frozenset({"file"}),
    "uppy_editing": frozenset({"file"}),
    "uppy_files_uploaded_of_total": frozenset({"complete", "count"}),
    "uppy_no_duplicates": frozenset({"file_name"}),
    "uppy_processing_x_files": frozenset({"count"}),
    "uppy_remove_file": frozenset({"file"}),
    "uppy_upload_x_files": frozenset({"count"}),
    "uppy_upload_x_new_files": frozenset({"count"}),
    "uppy_uploading_x_files": frozenset({"count"}),
    "uppy_x_files_selected": frozenset({"count"}),
    "uppy_x_more_files_added": frozenset({"count"}),
    "uppy_x_time_left": frozenset({"time"}),
}
