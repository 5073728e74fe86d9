"""Manifests for tests: right in every respect, with one thing changed."""

import json
from typing import Any

from chalicelib.domain.errors import ManifestRefusedError
from chalicelib.domain.post.reading import ReadManifest, read_manifest
from chalicelib.domain.post.vocabulary import RejectionCode

Json = dict[str, Any]


def a_file(name: str = "1.pdf", **changes: Any) -> Json:  # noqa: ANN401 - any JSON
    """A listed file; `changes` are fields of it."""
    return {"name": name, "type": "application/pdf", "size": 1000, "sha256": "0" * 64, **changes}


def an_entry(n: int = 1, **changes: Any) -> Json:  # noqa: ANN401 - any JSON
    """The n-th envelope: one sheet, the whole of its own file; `changes` are fields of it."""
    entry = {"number": f"{n:04d}", "sheet_count": 1, "control_numbers": [f"{n:07d}"], "scans": [{"file": f"{n}.pdf"}]}
    return entry | changes


def a_manifest(*entries: Any, **changes: Any) -> Json:  # noqa: ANN401 - any JSON
    """A manifest of these envelopes, each with its own file; `changes` are fields of it."""
    return {
        "batch_id": "B-17",
        "sequence": 17,
        "post_office": "Kantor Pos Malang",
        "operator": "petugas-3",
        "scanner": "pemindai-1",
        "received_on": "2026-11-23",
        "opened_on": "2026-11-24",
        "files": [a_file(f"{n}.pdf") for n in range(1, len(entries) + 1)],
        "envelopes": list(entries),
    } | changes


def read(*entries: Any, **changes: Any) -> ReadManifest:  # noqa: ANN401 - any JSON
    """Read a manifest of these envelopes."""
    return read_manifest(json.dumps(a_manifest(*entries, **changes)).encode())


def codes(*entries: Any, **changes: Any) -> dict[str, set[RejectionCode]]:  # noqa: ANN401 - any JSON
    """The codes of each refused envelope."""
    refused = read(*entries, **changes).refused
    return {number: {reason.code for reason in reasons} for number, reasons in refused.items()}


def frame_faults(raw: bytes) -> set[tuple[str, str]]:
    """Path and code of everything that refuses the manifest; empty when it is taken."""
    try:
        read_manifest(raw)
    except ManifestRefusedError as error:
        return {(fault.field, fault.code) for fault in error.faults}
    return set()


def faults_of_frame(*entries: Any, **changes: Any) -> set[tuple[str, str]]:  # noqa: ANN401 - any JSON
    """The same of a manifest of these envelopes."""
    return frame_faults(json.dumps(a_manifest(*entries, **changes)).encode())
