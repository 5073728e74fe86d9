"""Everything that is wrong with a folder at once, by the rules that the office itself reads manifests with."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from chalicelib.domain.errors import ManifestRefusedError
from chalicelib.domain.post.manifest import EnvelopeEntry, ScanFile
from chalicelib.domain.post.reading import ReadManifest, read_manifest
from chalicelib.domain.post.vocabulary import RejectionCode
from client.findings import Finding
from client.fingerprint import Fingerprint
from client.folder import Folder
from client.scans import BadScanError, count_pages, type_of

OnBytes = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Checked:
    """A folder as it was found: its manifest, every fault, and the files that are what the manifest says."""

    manifest: bytes
    read: ReadManifest | None
    findings: tuple[Finding, ...]
    good: Mapping[str, Fingerprint]


def check_folder(folder: Folder, on_bytes: OnBytes = lambda _: None) -> Checked:
    """Read the manifest and every file it lists. Raises ClientError for a folder without a manifest."""
    manifest = folder.manifest()
    try:
        read = read_manifest(manifest)
    except ManifestRefusedError as refused:
        faults = (Finding(fault.field, fault.code, params=dict(fault.params)) for fault in refused.faults)
        return Checked(manifest, None, tuple(faults), {})
    return _Check(folder, read, on_bytes).run(manifest)


@dataclass(frozen=True, slots=True)
class _Check:
    folder: Folder
    read: ReadManifest
    on_bytes: OnBytes

    def run(self, manifest: bytes) -> Checked:
        good: dict[str, Fingerprint] = {}
        faults: dict[str, RejectionCode | str] = {}
        pages: dict[str, int] = {}
        for file in self.read.frame.files:
            found = self._look(file)
            if isinstance(found, Fingerprint):
                good[file.name] = found
                self._count(file, pages, faults)
            else:
                faults[file.name] = found
        findings = (*self._of_entries(), *self._of_files(faults), *self._of_pages(pages), *self._strangers())
        return Checked(manifest, self.read, findings, good)

    def _look(self, file: ScanFile) -> Fingerprint | RejectionCode | str:
        path = self._path(file)
        try:
            if path.stat().st_size != file.size:
                return RejectionCode.FILE_SIZE_DIFFERS
            seen = Fingerprint.take(path, self.on_bytes)
        except OSError:
            return "not_in_folder"
        return seen if (seen.size, seen.sha256) == (file.size, file.sha256) else RejectionCode.FILE_ALTERED

    def _count(self, file: ScanFile, pages: dict[str, int], faults: dict[str, RejectionCode | str]) -> None:
        try:
            pages[file.name] = count_pages(self._path(file))
        except BadScanError as error:
            faults[file.name] = error.code
            return
        if type_of(self._path(file)) != file.type:
            faults[file.name] = "type_differs"

    def _path(self, file: ScanFile) -> Path:
        return self.folder.path / file.name

    def _of_entries(self) -> Iterator[Finding]:
        for number, reasons in self.read.refused.items():
            for reason in reasons:
                yield Finding(reason.where, reason.code, number, {**reason.params, "where": reason.where})

    def _of_files(self, faults: Mapping[str, str]) -> Iterator[Finding]:
        for name, code in faults.items():
            users = [entry.number for entry in self.read.entries if any(scan.file == name for scan in entry.scans)]
            for number in users or [""]:
                yield Finding(name, code, number, {"where": name})

    def _of_pages(self, pages: Mapping[str, int]) -> Iterator[Finding]:
        for entry in self.read.entries:
            found = _pages_of(entry, pages)
            if found is not None and found != entry.page_count:
                params = {"declared": str(entry.page_count), "found": str(found)}
                yield Finding("scans", RejectionCode.PAGE_COUNT_DIFFERS, entry.number, params)
            if found is not None:
                for reason in self.read.loose_ends(entry, pages):
                    yield Finding(reason.where, reason.code, entry.number, {**reason.params, "where": reason.where})

    def _strangers(self) -> Iterator[Finding]:
        for name in sorted(self.folder.scans() - self.read.files.keys()):
            yield Finding(name, "not_in_manifest")


def _pages_of(entry: EnvelopeEntry, pages: Mapping[str, int]) -> int | None:
    """Page images that its scans hold; None while one of the files cannot be counted."""
    if any(scan.file not in pages for scan in entry.scans):
        return None
    return sum(
        max(0, min(scan.last or pages[scan.file], pages[scan.file]) - (scan.first or 1) + 1) for scan in entry.scans
    )
