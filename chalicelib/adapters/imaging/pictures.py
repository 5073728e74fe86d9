"""Pictures: declared size first, then one decode at the size needed, turned upright."""

import io
from collections.abc import Iterator

import pillow_heif
from PIL import Image

from chalicelib.adapters.imaging.derivative import fitted
from chalicelib.adapters.imaging.legibility import legible_page
from chalicelib.adapters.imaging.limits import MAX_PIXELS, MAX_SIDE, MIN_SIDE
from chalicelib.adapters.imaging.made import Made, Opened, more_pictures
from chalicelib.adapters.imaging.refusal import RefusedFileError, opening
from chalicelib.domain.document import MediaType
from chalicelib.domain.finding import FindingCode

_PARSERS = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG", MediaType.WEBP: "WEBP", MediaType.HEIC: "HEIF"}
_DEEP_MODES = frozenset({"I", "F"})
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each value of the Orientation tag (Exif 2.32, 4.6.4 A)."""


def load_parsers() -> None:
    """Bring in every plugin now: once confined, the child can open no module file."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit is asked first, and refuses instead of warning
    Image.init()
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


def parse_picture(data: bytes, media_type: MediaType) -> Iterator[Made]:
    """The one page of a picture (the first frame, where it has several); raises `RefusedFileError`."""
    picture = _opened(data, media_type)
    picture_size = picture.size
    yield Opened(1)
    pictures = getattr(picture, "n_frames", 1)
    if pictures > 1 and media_type is not MediaType.JPEG:  # there the second is a telephone's own preview
        yield more_pictures(pictures)
    with opening():
        page = legible_page(upright(_decoded(picture)), 1, may_lack=media_type is MediaType.JPEG)
    yield page
    _check_smallness(*picture_size)


def draw_upright(data: bytes, media_type: MediaType) -> Image.Image:
    """A picture at the size of a page, as its page is painted; raises `RefusedFileError`."""
    picture = _opened(data, media_type)
    with opening():
        return upright(_decoded(picture))


def _opened(data: bytes, media_type: MediaType) -> Image.Image:
    with opening():
        picture = Image.open(io.BytesIO(data), formats=[_PARSERS[media_type]])
    _check_size(*picture.size)
    return picture


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        sizes = {"width": str(width), "height": str(height)}
        raise RefusedFileError(FindingCode.TOO_MANY_PIXELS, **sizes, megapixels=str(MAX_PIXELS // 1_000_000))


def _check_smallness(width: int, height: int) -> None:
    if max(width, height) < MIN_SIDE:
        sizes = {"width": str(width), "height": str(height)}
        raise RefusedFileError(FindingCode.TOO_SMALL, **sizes, limit=str(MIN_SIDE))


def _decoded(picture: Image.Image) -> Image.Image:
    """Decode in full and scale down to a page, still as it lies in the file."""
    size = fitted(*picture.size)
    picture.draft("RGB", size)  # a JPEG is decoded at a half, a quarter or an eighth: much less work, every byte read
    picture.load()
    flat = _eight_bit(picture)
    if flat.size == size:
        return flat
    scaled = flat.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    scaled.info = picture.info
    return scaled


def _eight_bit(picture: Image.Image) -> Image.Image:
    """A mode that can be scaled: no palette, no bits, no 16-bit grey (which convert() would clip instead of scale)."""
    if picture.mode == "P":
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    if picture.mode in _DEEP_MODES or picture.mode.startswith("I;16"):
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    return picture.convert("L") if picture.mode == "1" else picture


def upright(picture: Image.Image) -> Image.Image:
    """Turned as its Orientation tag asks; broken tags are no reason to lose it."""
    turn = _UPRIGHT.get(_orientation(picture))
    return picture if turn is None else picture.transpose(turn)


def _orientation(picture: Image.Image) -> int:
    try:
        value = picture.getexif().get(_ORIENTATION)
    except Exception:  # noqa: BLE001 - broken Exif raises anything, and is no reason to lose the picture
        return 1
    return value if isinstance(value, int) else 1
