"""The entries, and what each may do with any bytes: answer, or refuse with its own error. All else is a finding."""

import contextlib
import io
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chalicelib.adapters.archives.unpacker import ZipUnpacker
from chalicelib.adapters.imaging import parsing, pdfs, pictures
from chalicelib.adapters.imaging.answers import Answer, NonsenseError
from chalicelib.adapters.imaging.frames import BrokenFrameError, read_frame
from chalicelib.adapters.imaging.refusal import RefusedFileError
from chalicelib.adapters.imaging.scans import parsing as scans
from chalicelib.adapters.imaging.scans.look import look_at
from chalicelib.adapters.imaging.scans.sources import ScanFile
from chalicelib.adapters.signatures.checks import NotTakenError, find_faults
from chalicelib.catalogue import load_catalogue, load_messages
from chalicelib.domain.document import MediaType, RenderedPage
from chalicelib.domain.errors import ManifestRefusedError
from chalicelib.domain.post.marks import parse_mark
from chalicelib.domain.post.reading import plan_parcels, read_manifest
from chalicelib.domain.post.survey import RefusedScanError
from chalicelib.domain.text import Language
from chalicelib.services.post_ports import RefusedArchiveError
from tests.fakes import EPOCH
from tests.signed_papers import trust

MOST_PAGES: Final = 3


@dataclass(frozen=True, slots=True)
class Target:
    """`run` takes any bytes; `seeds` are folders of real files; `starts` keeps those that begin like this."""

    run: Callable[[bytes], None]
    seeds: tuple[str, ...] = ()
    starts: tuple[bytes, ...] = ()
    prepare: Callable[[], None] = lambda: None


def _upload(data: bytes) -> None:
    with contextlib.suppress(RefusedFileError):
        for _ in parsing.parse(data):
            pass


def _picture(media_type: MediaType) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        with contextlib.suppress(RefusedFileError):
            list(pictures.parse_picture(data, media_type))

    return run


def _pdf(data: bytes) -> None:
    with contextlib.suppress(RefusedFileError):
        for page in pdfs.parse_pdf(data):
            if isinstance(page, RenderedPage) and page.number == MOST_PAGES:
                return


def _signed(data: bytes) -> None:
    with contextlib.suppress(NotTakenError):
        find_faults(data, trust(), EPOCH)


def _scan(data: bytes) -> None:
    with _on_disk(data) as path, contextlib.suppress(RefusedScanError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            scan = scans.open_scan(descriptor)
            try:
                for number in range(1, min(len(scan), MOST_PAGES) + 1):
                    _page(scan, number)
            finally:
                scan.close()
        finally:
            os.close(descriptor)


def _page(scan: ScanFile, number: int) -> None:
    """As the child does it: a page that does not open is told as failed, and the others go on."""
    with contextlib.suppress(Exception):
        page = scan.page(number)
        scans.rebuilt(page, look_at(page), number)
    scan.release()


def _zip(data: bytes) -> None:
    with _on_disk(data) as path, tempfile.TemporaryDirectory() as folder:
        with contextlib.suppress(RefusedArchiveError):
            ZipUnpacker().unpack(path, Path(folder))
        strays = [found for found in path.parent.iterdir() if found != path]
        if strays:
            raise AssertionError("the archive wrote outside its folder")


def _manifest(data: bytes) -> None:
    with contextlib.suppress(ManifestRefusedError):
        plan_parcels(read_manifest(data))


def _mark(data: bytes) -> None:
    parse_mark(data.decode("utf-8", "replace"))


def _frame(data: bytes) -> None:
    with contextlib.suppress(BrokenFrameError):
        read_frame(io.BytesIO(data), 1024)


def _answer(data: bytes) -> None:
    """What a child says of a file, to its end; however it lies, there is an answer, and it may be shown."""
    answer, stream = Answer(), io.BytesIO(data)
    try:
        with contextlib.suppress(BrokenFrameError):
            while True:
                answer.take(read_frame(stream, 1024))
    except NonsenseError:
        return
    inspection = answer.inspection()
    for finding in inspection.findings if inspection else ():
        load_messages().finding(finding, load_catalogue(), Language.INDONESIAN)


@contextlib.contextmanager
def _on_disk(data: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder) / "input"
        path.write_bytes(data)
        yield path


_PHOTOS: Final = ("photos-cameras", "photos-gps", "photos-orientation", "images-hostile", "qr-photos")

TARGETS: Final[Mapping[str, Target]] = {
    "upload": Target(_upload, (*_PHOTOS, "photos-heic", "pdf-good", "pdf-active"), (), parsing.load_parsers),
    "jpeg": Target(_picture(MediaType.JPEG), _PHOTOS, (b"\xff\xd8\xff",), parsing.load_parsers),
    "png": Target(_picture(MediaType.PNG), _PHOTOS, (b"\x89PNG",), parsing.load_parsers),
    "webp": Target(_picture(MediaType.WEBP), (), (b"RIFF",), parsing.load_parsers),
    "heic": Target(_picture(MediaType.HEIC), ("photos-heic",), (), parsing.load_parsers),
    "pdf": Target(_pdf, ("pdf-good", "pdf-active"), (b"%PDF",), parsing.load_parsers),
    "signed": Target(_signed, ("pdf-good", "pdf-active"), (b"%PDF",)),
    "scan": Target(_scan, ("pdf-good", "qr-photos"), (), scans.load_parsers),
    "zip": Target(_zip),
    "manifest": Target(_manifest),
    "mark": Target(_mark),
    "frame": Target(_frame),
    "answer": Target(_answer),
}
