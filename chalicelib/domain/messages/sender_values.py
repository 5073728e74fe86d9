"""What the command of a post office says: which texts there must be, and what each may be filled with."""

from collections.abc import Mapping
from typing import Final

_FIXED: Final = (
    "all_files", "checking", "whole_batch", "nothing_sent", "reading", "interrupted", "line_down", "no_url", "no_token",
    "no_key", "token_refused", "not_allowed",
)  # fmt: skip

SENDER_VALUES: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(_FIXED, frozenset[str]()),
    "kept_file": frozenset({"sign", "file", "pages", "milliseconds"}),
    "doubtful_file": frozenset({"sign", "file", "pages", "milliseconds"}),
    "unreadable_file": frozenset({"sign", "file", "pages", "milliseconds"}),
    "refused_file": frozenset({"sign", "file", "milliseconds"}),
    **dict.fromkeys(
        ("no_file", "not_a_file", "unreadable_bytes", "unreadable_folder", "empty_folder"), frozenset({"file"})
    ),
    "envelope": frozenset({"number"}),
    "faults_found": frozenset({"count"}),
    "all_fits": frozenset({"envelopes", "files"}),
    "prepared": frozenset({"batch", "envelopes"}),
    "sending": frozenset({"batch", "files", "megabytes"}),
    "closed": frozenset({"batch"}),
    "pause": frozenset({"seconds"}),
    "gaps": frozenset({"numbers"}),
    "sums": frozenset({"good", "waiting", "bad", "pending"}),
    "day_fits": frozenset({"day", "batches"}),
    "refused": frozenset({"title"}),
    "odd_answer": frozenset({"status"}),
    "not_the_office": frozenset({"url"}),
    "no_folder": frozenset({"folder"}),
    "no_manifest": frozenset({"folder"}),
    "manifest_there": frozenset({"folder"}),
    "bad_manifest": frozenset({"folder"}),
    "bad_key": frozenset({"file"}),
    "changed_meanwhile": frozenset({"file"}),
    "upload_refused": frozenset({"file"}),
    "never_whole": frozenset({"batch"}),
}
