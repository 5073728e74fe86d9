"""The day's count, made from the folders that were handed over: the manifests in them are the post office's books."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from chalicelib.domain.errors import ManifestRefusedError
from chalicelib.domain.post.reading import ReadManifest, read_manifest
from chalicelib.domain.post.statement import DayReport, ReportedBatch, ReportedEnvelope
from client.findings import ClientError
from client.folder import MANIFEST, Folder


def count_day(day: date, folders: Sequence[Path]) -> DayReport:
    """Raises ClientError for a folder without a batch, and for a manifest that the office would not take."""
    return DayReport(day=day, batches=[_count(folder) for folder in _batches(folders)])


def _batches(folders: Sequence[Path]) -> Iterator[Path]:
    """A folder with a manifest is a batch; of any other folder, those inside it."""
    for folder in folders:
        if (folder / MANIFEST).is_file():
            yield folder
            continue
        inside = sorted(path.parent for path in folder.glob(f"*/{MANIFEST}"))
        if not inside:
            raise ClientError("no_manifest", folder=str(folder))
        yield from inside


def _count(folder: Path) -> ReportedBatch:
    try:
        read = read_manifest(Folder(folder).manifest())
    except ManifestRefusedError:
        raise ClientError("bad_manifest", folder=str(folder)) from None
    return ReportedBatch(
        batch_id=read.frame.batch_id,
        sequence=read.frame.sequence,
        envelopes=list(_envelopes(read)),
        files={file.name: file.sha256 for file in read.frame.files},
    )


def _envelopes(read: ReadManifest) -> Iterator[ReportedEnvelope]:
    """Those that can be counted; one whose entry cannot be read is in no count."""
    for raw in read.frame.envelopes:
        if isinstance(raw, dict):
            known = {name: raw[name] for name in ("number", "control_numbers", "rescan_for") if name in raw}
            try:
                yield ReportedEnvelope.model_validate(known)
            except ValidationError:
                continue
