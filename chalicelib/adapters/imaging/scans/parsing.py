"""One open scan: the only module of the child that knows every parser."""

import contextlib
import io

import numpy as np
import pypdfium2
from PIL import Image

from chalicelib.adapters.imaging.derivative import fitted
from chalicelib.adapters.imaging.legibility import blank_page, legible_page, load_model
from chalicelib.adapters.imaging.scans.harder import rehearse
from chalicelib.adapters.imaging.scans.look import Sight, look_at
from chalicelib.adapters.imaging.scans.pdf import PdfPage, PdfScan
from chalicelib.adapters.imaging.scans.pictures import PictureScan
from chalicelib.adapters.imaging.scans.refusal import as_broken
from chalicelib.adapters.imaging.scans.signatures import recognise
from chalicelib.adapters.imaging.scans.sources import PageSource, ScanFile
from chalicelib.adapters.imaging.scans.tiff import TiffScan
from chalicelib.domain.document import RenderedPage
from chalicelib.domain.post.survey import ScanType

_UPRIGHT = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
"""Pillow turns counter-clockwise."""


def load_parsers() -> None:
    """Use every parser once: confined, the child can open no module file."""
    Image.MAX_IMAGE_PIXELS = None  # our own limits are asked first, and refuse instead of warning
    Image.init()
    rehearse()
    load_model()
    with contextlib.closing(pypdfium2.PdfDocument.new()) as blank:
        blank.new_page(100, 100).close()
        look_at(PdfPage(blank, 0))
    for kind in ("TIFF", "JPEG", "PNG"):
        out = io.BytesIO()
        Image.new("L", (300, 300), "white").save(out, kind)
        np.asarray(Image.open(io.BytesIO(out.getvalue())))


def open_scan(descriptor: int) -> ScanFile:
    """Raises `RefusedScanError`."""
    scan_type = recognise(descriptor)
    with as_broken():
        if scan_type is ScanType.PDF:
            return PdfScan(descriptor)
        if scan_type is ScanType.TIFF:
            return TiffScan(descriptor)
        return PictureScan(descriptor, scan_type)


def rebuilt(page: PageSource, sight: Sight, number: int) -> RenderedPage:
    """The page for staff, upright as far as a code told, with what is in the way of reading it."""
    picture = page.picture()
    size = fitted(*picture.size)
    if size != picture.size:
        picture = picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    if sight.turn:
        picture = picture.transpose(_UPRIGHT[sight.turn])
    return blank_page(picture, number) if sight.blank else legible_page(picture, number)
