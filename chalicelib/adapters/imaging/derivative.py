"""Rebuilt pages: pixels painted on a new white canvas and encoded anew, so that nothing but pixels can come along."""

import io

from PIL import Image

from chalicelib.adapters.imaging.limits import PAGE_QUALITY, PAGE_SIDE, THUMBNAIL_SIDE
from chalicelib.domain.document import RenderedPage


def fitted(width: int, height: int) -> tuple[int, int]:
    """Size in pixels of the page made from a picture: never larger than it, no side over `PAGE_SIDE`, none under 1."""
    scale = min(1.0, PAGE_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def rebuild(picture: Image.Image, number: int) -> RenderedPage:
    """Encode an upright picture of any mode as page `number` (from 1)."""
    return encode(paint(picture), number)


def paint(picture: Image.Image) -> Image.Image:
    """The pixels of an upright picture of any mode, in colour on white."""
    # paste() takes no metadata with it, where convert() and save() would.
    if picture.has_transparency_data:
        opaque = picture.convert("RGBA")
        canvas = Image.new("RGB", picture.size, "white")
        canvas.paste(opaque, mask=opaque.getchannel("A"))
        return canvas
    canvas = Image.new("RGB", picture.size, None)  # not painted first: every pixel is about to be
    canvas.paste(picture if picture.mode == "RGB" else picture.convert("RGB"))
    return canvas


def encode(canvas: Image.Image, number: int) -> RenderedPage:
    """A painted page as JPEG."""
    return RenderedPage(number=number, width=canvas.width, height=canvas.height, jpeg=_as_jpeg(canvas))


def encode_small(canvas: Image.Image) -> bytes:
    """The thumbnail of a painted page as JPEG; never larger than the page."""
    scale = min(1.0, THUMBNAIL_SIDE / max(canvas.size))
    size = max(1, round(canvas.width * scale)), max(1, round(canvas.height * scale))
    return _as_jpeg(canvas.resize(size, Image.Resampling.BOX, reducing_gap=1.0))


def _as_jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=PAGE_QUALITY)
    return out.getvalue()
