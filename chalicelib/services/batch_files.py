"""Files of a batch on disk: fetched once, hashed as they are read, opened only when they are the signed ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from chalicelib.domain.post.envelope import Batch, Reason
from chalicelib.domain.post.manifest import EnvelopeEntry, ScanFile
from chalicelib.domain.post.reading import ReadManifest
from chalicelib.domain.post.survey import RefusedScanError
from chalicelib.domain.post.vocabulary import RejectionCode
from chalicelib.services.batches import file_key
from chalicelib.services.post_ports import BatchStore, RefusedArchiveError, ScanReader, Unpacker

ZIP = "application/zip"


class RefusedFilesError(Exception):
    """The files of an envelope cannot be used, for these reasons: all of them."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        """At least one reason."""
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class PageSource:
    """Consecutive pages, from `first` to `last`, of one file on disk.

    `file` is its name in the manifest; `before` counts the pages that a zip holds in its files before this one.
    """

    file: str
    path: Path
    first: int
    last: int
    before: int = 0

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@dataclass(slots=True)
class _Opened:
    path: Path
    version: str
    pages: tuple[tuple[Path, int], ...]


@dataclass(slots=True)
class BatchFiles:
    """The files that one group of envelopes shares; gone with the folder."""

    batch: Batch
    read: ReadManifest
    store: BatchStore
    reader: ScanReader
    unpacker: Unpacker
    folder: Path
    _known: dict[str, _Opened | tuple[Reason, ...]] = field(default_factory=dict)

    def sources(self, entry: EnvelopeEntry) -> tuple[tuple[PageSource, ...], dict[str, str]]:
        """Where the pages of an envelope are, in order, and the object version of each file.

        Raises RefusedFilesError with every reason.
        """
        names = dict.fromkeys(scan.file for scan in entry.scans)
        opened = {name: self._open(name) for name in names}
        reasons = [reason for known in opened.values() if isinstance(known, tuple) for reason in known]
        if reasons:
            raise RefusedFilesError(tuple(reasons))
        usable = {name: known for name, known in opened.items() if isinstance(known, _Opened)}
        sources = [
            source for scan in entry.scans for source in _cut(scan.file, usable[scan.file], scan.first, scan.last)
        ]
        counts = {name: sum(pages for _, pages in known.pages) for name, known in usable.items()}
        if loose := self.read.loose_ends(entry, counts):
            raise RefusedFilesError(loose)
        found = sum(source.count for source in sources)
        if found != entry.page_count or any(source.count < 1 for source in sources):
            params = {"declared": str(entry.page_count), "found": str(found)}
            raise RefusedFilesError((Reason(code=RejectionCode.PAGE_COUNT_DIFFERS, where="scans", params=params),))
        return tuple(sources), {name: known.version for name, known in usable.items()}

    def _open(self, name: str) -> _Opened | tuple[Reason, ...]:
        if name not in self._known:
            self._known[name] = self._fetch(self.read.files[name])
        return self._known[name]

    def _fetch(self, file: ScanFile) -> _Opened | tuple[Reason, ...]:
        path = self.folder / f"{len(self._known):04d}"
        fetched = self.store.fetch(file_key(self.batch, file.name), path)
        if fetched is None:
            return (_of_file(RejectionCode.FILE_MISSING, file),)
        if fetched.size != file.size:
            return (_of_file(RejectionCode.FILE_SIZE_DIFFERS, file),)
        if fetched.sha256 != file.sha256:
            return (_of_file(RejectionCode.FILE_ALTERED, file),)
        try:
            return _Opened(path, fetched.version_id, self._pages(file, path))
        except RefusedScanError as error:
            return (_of_file(RejectionCode(error.code.value), file),)
        except RefusedArchiveError as error:
            return tuple(_of_file(code, file) for code in error.codes)

    def _pages(self, file: ScanFile, path: Path) -> tuple[tuple[Path, int], ...]:
        if file.type != ZIP:
            return ((path, self.reader.count_pages(path)),)
        folder = path.with_suffix(".pages")
        folder.mkdir()
        inside = self.unpacker.unpack(path, folder)
        return tuple((page.path, self.reader.count_pages(page.path)) for page in inside)


@contextmanager
def opened_files(
    batch: Batch, read: ReadManifest, store: BatchStore, reader: ScanReader, unpacker: Unpacker
) -> Iterator[BatchFiles]:
    """Files for one group of envelopes, in a folder that is gone afterwards."""
    with TemporaryDirectory(prefix="loket-scans-") as folder:
        yield BatchFiles(batch, read, store, reader, unpacker, Path(folder))


def _cut(file: str, opened: _Opened, first: int | None, last: int | None) -> Iterator[PageSource]:
    """The named pages of a file, counted over all its parts where it is a zip."""
    begin, before = first or 1, 0
    end = last or sum(count for _, count in opened.pages)
    for path, count in opened.pages:
        low, high = max(begin - before, 1), min(end - before, count)
        if low <= high:
            yield PageSource(file, path, low, high, before)
        before += count


def _of_file(code: RejectionCode, file: ScanFile) -> Reason:
    return Reason(code=code, where=file.name)
