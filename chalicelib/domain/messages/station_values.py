"""What the page of a post office's station says: which texts there must be, and what each may be filled with."""

from collections.abc import Mapping
from typing import Final

_FIXED: Final = (
    "sign_in", "to_office",
    "title", "lead", "language", "needs_script", "setup", "token_label", "token_hint", "token_use", "token_ready",
    "token_forget", "token_refused", "not_allowed", "key_label", "key_hint", "key_forget", "key_bad",
    "key_unsupported", "folder", "drop", "drop_hint", "choose", "no_manifest", "not_json", "ready", "refused",
    "send", "send_rest", "stop", "line_down", "stopped", "closed", "done", "close", "arrived", "not_sent", "fits",
    "faulty", "rescans", "rescan_whole", "today", "no_batches", "state_open", "state_closed", "whole_batch",
    "need_token", "need_key", "odd_answer", "still_open", "on_its_way",
    "only_problems",
)  # fmt: skip

STATION_VALUES: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(_FIXED, frozenset[str]()),
    "key_ready": frozenset({"kid"}),
    "go_on": frozenset({"batch"}),
    "checking": frozenset({"done", "all"}),
    "faults_found": frozenset({"count"}),
    "sending": frozenset({"done", "all"}),
    "changed": frozenset({"file"}),
    "upload_refused": frozenset({"file"}),
    "sums": frozenset({"good", "waiting", "bad", "pending"}),
    "batch": frozenset({"batch"}),
    "about": frozenset({"sequence", "envelopes", "files", "megabytes"}),
    "envelope": frozenset({"number"}),
    "envelopes": frozenset({"count"}),
    "pages": frozenset({"count"}),
    "enlarge": frozenset({"file"}),
    "percent": frozenset({"file", "percent"}),
    "receipt": frozenset({"number"}),
    "rescan_sheet": frozenset({"sheet"}),
    "rescan_name": frozenset({"rescan"}),
    "rescan_place": frozenset({"batch", "envelope"}),
    "show": frozenset({"batch"}),
    "gaps": frozenset({"numbers"}),
}

FAULTS_OF_FILES: Final = ("not_in_folder", "not_in_manifest", "too_large_for_browser")
"""What the page itself finds wrong, in the words of `faults`."""

CODES_OF_FILES: Final = ("file_size_differs", "file_altered")
"""The same, in the words of `post`."""
