"""Scans that are one JPEG or PNG."""

import io
import os

import numpy as np
from PIL import Image

from chalicelib.adapters.imaging.limits import PAGE_SIDE
from chalicelib.adapters.imaging.pictures import upright
from chalicelib.adapters.imaging.scans.limits import MAX_SAMPLES, MAX_SIDE
from chalicelib.adapters.imaging.scans.refusal import as_broken
from chalicelib.adapters.imaging.scans.sources import Grey, believable_inches
from chalicelib.domain.post.survey import RefusedScanError, ScanFault, ScanType

_FORMATS = {ScanType.JPEG: "JPEG", ScanType.PNG: "PNG"}
_MOST_BYTES = 256 * 1024 * 1024
_SCANNER_DPI = range(70, 1300)


class PictureScan:
    """One picture is one page; it is opened anew for each size, since a JPEG decodes small cheaply."""

    def __init__(self, descriptor: int, scan_type: ScanType) -> None:
        """Raises `RefusedScanError`."""
        size = os.fstat(descriptor).st_size
        if size > _MOST_BYTES:
            raise RefusedScanError(ScanFault.BROKEN)
        self._data = os.pread(descriptor, size, 0)
        self._format = _FORMATS[scan_type]
        with as_broken():
            picture = self._opened()
            check_size(picture)
            self.inches = believable_inches(long_inches(picture))

    def __len__(self) -> int:
        return 1

    def page(self, _: int) -> "PictureScan":
        return self

    def release(self) -> None:
        """Nothing is kept but the file."""

    def close(self) -> None:
        self._data = b""

    def grey(self, dpi: int) -> Grey:
        long_side = dpi * self.inches
        return shrunk_grey(self._decoded(self._opened(), long_side, "L"), long_side)

    def picture(self) -> Image.Image:
        picture = self._decoded(self._opened(), PAGE_SIDE, "RGB")
        picture.thumbnail((PAGE_SIDE, PAGE_SIDE), Image.Resampling.BICUBIC)
        return picture

    def _opened(self) -> Image.Image:
        return Image.open(io.BytesIO(self._data), formats=[self._format])

    def _decoded(self, picture: Image.Image, long_side: float, mode: str) -> Image.Image:
        share = min(1.0, long_side / max(picture.size))
        picture.draft(mode, (int(picture.width * share), int(picture.height * share)))
        picture.load()
        return upright(flat(picture))


def check_size(picture: Image.Image) -> None:
    """Raises `RefusedScanError` when a picture declares more than any scan has."""
    samples = picture.width * picture.height * len(picture.getbands())
    if samples > MAX_SAMPLES or max(picture.size) > MAX_SIDE:
        raise RefusedScanError(ScanFault.BROKEN)


def long_inches(picture: Image.Image) -> float:
    """The length that the declared resolution gives; 0 where a camera or nobody declared it."""
    declared = picture.info.get("dpi", (0, 0))[0]
    return max(picture.size) / float(declared) if int(declared) in _SCANNER_DPI else 0.0


def flat(picture: Image.Image) -> Image.Image:
    """Grey or colour of eight bits: no palette, no transparency, no sixteen bits."""
    if picture.mode.startswith("I") or picture.mode == "F":
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        opaque = picture.convert("RGBA")
        canvas = Image.new("RGB", picture.size, "white")
        canvas.paste(opaque, mask=opaque.getchannel("A"))
        return canvas
    return picture if picture.mode in {"L", "RGB"} else picture.convert("L" if picture.mode == "1" else "RGB")


def shrunk_grey(picture: Image.Image, long_side: float) -> Grey:
    """Grey pixels, averaged down by a whole factor to no less than `long_side`."""
    factor = int(max(picture.size) / max(1.0, long_side))
    grey = picture if picture.mode == "L" else picture.convert("L")
    return np.asarray(grey.reduce(factor) if factor > 1 else grey)
