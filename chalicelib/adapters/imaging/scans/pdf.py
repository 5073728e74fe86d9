"""PDF scans, read block by block through the open file; a page that is one JPEG is decoded without drawing it."""

import ctypes
import os

import numpy as np
import pypdfium2
from PIL import Image
from pypdfium2 import raw

from chalicelib.adapters.imaging.limits import PAGE_SIDE
from chalicelib.adapters.imaging.scans.own_jpeg import OwnJpeg, take_own_jpeg
from chalicelib.adapters.imaging.scans.sources import Grey, believable_inches
from chalicelib.domain.post.survey import MAX_SCAN_PAGES, RefusedScanError, ScanFault

_LOCKED = frozenset({raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY})
_TAIL_BYTES = 64 * 1024
_POINTS = 72.0

_PAGES_A_LOADING = 16
"""PDFium keeps every stream it has read until the document is closed."""


_FLAT = 2


class PdfScan:
    """A PDF; pages are loaded one at a time."""

    def __init__(self, descriptor: int) -> None:
        """Raises `RefusedScanError`."""
        _check_end(descriptor)
        self._access = _file_access(descriptor)
        self._document = self._loaded()
        self._opened = 0
        self._page: PdfPage | None = None
        try:
            self._check_count()
        except RefusedScanError:
            self.close()
            raise

    def __len__(self) -> int:
        return len(self._document)

    def page(self, number: int) -> "PdfPage":
        self.release()
        if self._opened == _PAGES_A_LOADING:
            self._document.close()
            self._document, self._opened = self._loaded(), 0
        self._opened += 1
        self._page = PdfPage(self._document, number - 1)
        return self._page

    def release(self) -> None:
        if self._page is not None:
            self._page.close()
            self._page = None

    def close(self) -> None:
        self.release()
        self._document.close()

    def _loaded(self) -> pypdfium2.PdfDocument:
        handle = raw.FPDF_LoadCustomDocument(ctypes.byref(self._access), None)
        if not handle:
            is_locked = raw.FPDF_GetLastError() in _LOCKED
            raise RefusedScanError(ScanFault.ENCRYPTED if is_locked else ScanFault.BROKEN)
        document = pypdfium2.PdfDocument(handle)
        document.init_forms()
        return document

    def _check_count(self) -> None:
        count = len(self)
        if count < 1:
            raise RefusedScanError(ScanFault.NO_PAGES)
        if count > MAX_SCAN_PAGES:
            raise RefusedScanError(ScanFault.TOO_MANY_PAGES)


class PdfPage:
    """One page of a PDF. Of a scan, its JPEG is looked at; staff are shown what the page draws."""

    def __init__(self, document: pypdfium2.PdfDocument, index: int) -> None:
        self._document, self._index = document, index
        self._page = document[index]
        self._long_points = max(self._page.get_size())
        self.inches = believable_inches(self._long_points / _POINTS)
        self._jpeg: OwnJpeg | None = take_own_jpeg(self._page)

    def grey(self, dpi: int) -> Grey:
        pixels = self._jpeg.grey(dpi * self.inches) if self._jpeg else None
        if self._jpeg is None or pixels is None:
            self._forget_jpeg()
            return self._drawn(dpi * self.inches, is_grey=True)
        if self._jpeg.is_alone:
            return pixels
        return np.minimum(pixels, _fitted(self._drawn(max(pixels.shape), is_grey=True), pixels.shape))

    def picture(self) -> Image.Image:
        self._forget_jpeg()
        return Image.fromarray(self._drawn(PAGE_SIDE - 0.5, is_grey=False))

    def close(self) -> None:
        """Give the page's memory back."""
        self._page.close()

    def _forget_jpeg(self) -> None:
        """From now on the page is drawn whole."""
        if self._jpeg is not None and not self._jpeg.is_alone:
            self._page.close()
            self._page = self._document[self._index]
        self._jpeg = None

    def _drawn(self, long_side: float, *, is_grey: bool) -> Grey:
        bitmap = self._page.render(
            scale=long_side / self._long_points, grayscale=is_grey, rev_byteorder=True, may_draw_forms=True
        )
        try:
            pixels = bitmap.to_numpy()
            return np.array(pixels if pixels.ndim == _FLAT else pixels[..., :3])
        finally:
            bitmap.close()


def _fitted(pixels: Grey, shape: tuple[int, ...]) -> Grey:
    if pixels.shape == shape:
        return pixels
    return np.asarray(Image.fromarray(pixels).resize((shape[1], shape[0]), Image.Resampling.BILINEAR))


def _check_end(descriptor: int) -> None:
    """Refuse a file without its end: PDFium mends it in silence and shows the pages it still finds."""
    size = os.fstat(descriptor).st_size
    tail = os.pread(descriptor, _TAIL_BYTES, max(0, size - _TAIL_BYTES))
    last = tail.rfind(b"startxref")
    if last < 0 or b"endobj" in tail[last:]:
        raise RefusedScanError(ScanFault.BROKEN)


def _file_access(descriptor: int) -> raw.FPDF_FILEACCESS:
    def read_block(_: object, position: int, buffer: "ctypes._Pointer[ctypes.c_ubyte]", size: int) -> int:
        block = (ctypes.c_ubyte * size).from_address(ctypes.addressof(buffer.contents))
        return int(os.preadv(descriptor, [block], position) == size)

    access = raw.FPDF_FILEACCESS()
    access.m_FileLen = os.fstat(descriptor).st_size
    access.m_GetBlock = type(access.m_GetBlock)(read_block)
    return access
