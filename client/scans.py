"""How many pages a scan has, and whether it can be opened at all; with the codes that the office would answer with."""

import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

import pypdfium2
from PIL import Image, UnidentifiedImageError
from pypdfium2 import PdfiumError
from pypdfium2.raw import FPDF_ERR_PASSWORD

from chalicelib.domain.post.clutter import is_clutter
from chalicelib.domain.post.manifest import FileType
from chalicelib.domain.post.vocabulary import RejectionCode

BEGINNINGS: Final[Mapping[bytes, FileType]] = {
    b"%PDF-": "application/pdf",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"PK\x03\x04": "application/zip",
    b"PK\x05\x06": "application/zip",
}


class BadScanError(Exception):
    """A file that the office would refuse; `code` says why."""

    def __init__(self, code: RejectionCode) -> None:
        """The code is all there is to tell."""
        super().__init__(code)
        self.code = code


def type_of(path: Path) -> FileType | None:
    """What a file is by how it begins; None for anything that is not a scan."""
    with path.open("rb") as file:
        head = file.read(1024)
    if head.lstrip(b"\xef\xbb\xbf\r\n\t \x00").startswith(b"%PDF-"):
        return "application/pdf"
    return next((kind for beginning, kind in BEGINNINGS.items() if head.startswith(beginning)), None)


def count_pages(path: Path) -> int:
    """Page images of a scan. Raises BadScanError."""
    kind = type_of(path)
    if kind is None:
        raise BadScanError(RejectionCode.NOT_A_SCAN)
    pages = _COUNTERS[kind](path)
    if pages == 0:
        raise BadScanError(RejectionCode.NO_PAGES)
    return pages


def _count_pdf(path: Path) -> int:
    try:
        with pypdfium2.PdfDocument(path) as document:
            return len(document)
    except PdfiumError as error:
        locked = getattr(error, "err_code", None) == FPDF_ERR_PASSWORD
        raise BadScanError(RejectionCode.ENCRYPTED if locked else RejectionCode.BROKEN) from None


def _count_images(path: Path) -> int:
    try:
        with warnings.catch_warnings(), Image.open(path) as image:
            warnings.simplefilter("ignore")
            return int(getattr(image, "n_frames", 1))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise BadScanError(RejectionCode.BROKEN) from None


def _count_zip(path: Path) -> int:
    try:
        with ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and not is_clutter(entry.filename)]
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        raise BadScanError(RejectionCode.ZIP_BROKEN) from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadScanError(RejectionCode.ZIP_ENCRYPTED)
    if any(entry.filename.lower().endswith((".zip", ".7z", ".rar", ".gz")) for entry in entries):
        raise BadScanError(RejectionCode.ZIP_NESTED)
    return len(entries)


_COUNTERS: Final[Mapping[FileType, Callable[[Path], int]]] = {
    "application/pdf": _count_pdf,
    "image/tiff": _count_images,
    "image/jpeg": _count_images,
    "image/png": _count_images,
    "application/zip": _count_zip,
}
