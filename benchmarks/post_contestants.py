"""Who reads the pages of a scan: the project's reader, the usual way, and the least that any way must do."""

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time

import numpy as np
import pypdfium2
import zxingcpp
from PIL import Image

from chalicelib.adapters.imaging.scans.child import ScanChild
from chalicelib.adapters.imaging.scans.limits import ScanLimits
from chalicelib.adapters.imaging.scans.own_jpeg import take_own_jpeg
from chalicelib.domain.post.survey import MAX_SCAN_PAGES

Codes = tuple[str, ...]
_QR = zxingcpp.BarcodeFormat.QRCode
_TICKS = os.sysconf("SC_CLK_TCK")


def read_naively(path: Path) -> tuple[list[Codes], float]:
    """Draw every page at 300 dots an inch and look for any code, as zxing-cpp does by itself."""
    document = pypdfium2.PdfDocument(path)
    return _timed(document, lambda page: _texts(zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil())))


def read_at_the_limit(path: Path) -> tuple[list[Codes], float]:
    """Each page's own JPEG at a quarter of its size (else drawn at 75 dots), then one look for QR codes."""
    document = pypdfium2.PdfDocument(path)
    return _timed(document, lambda page: _texts(zxingcpp.read_barcodes(_quarter(page), _QR, try_downscale=False)))


def read_by_loket(path: Path) -> tuple[list[dict[str, object]], float]:
    """The project's confined child, its messages and the parent's part included, its start not."""
    child = ScanChild(ScanLimits())
    child.open(path)
    began = process_time() + _spent(child.pid)
    child.ask(1, MAX_SCAN_PAGES, 1, render=False)
    pages = [frame.header for frame in child.pages()]
    seconds = process_time() + _spent(child.pid) - began
    child.close()
    return pages, seconds


def _timed(document: pypdfium2.PdfDocument, read: Callable[[pypdfium2.PdfPage], Codes]) -> tuple[list[Codes], float]:
    began = process_time()
    pages = [read(page) for page in _pages(document)]
    return pages, process_time() - began


def _pages(document: pypdfium2.PdfDocument) -> Iterator[pypdfium2.PdfPage]:
    for page in document:
        yield page
        page.close()


def _quarter(page: pypdfium2.PdfPage) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    jpeg = take_own_jpeg(page)
    if jpeg is None:
        return np.array(page.render(scale=75 / 72, grayscale=True).to_numpy())
    picture = Image.open(io.BytesIO(jpeg.data))
    picture.draft("L", (picture.width // 4, picture.height // 4))
    return np.asarray(picture)


def _texts(results: list[zxingcpp.Result]) -> Codes:
    return tuple(result.text for result in results if result.format == _QR)


def _spent(process: int) -> float:
    """Seconds of processor time of another process."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
