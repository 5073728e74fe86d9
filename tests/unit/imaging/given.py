"""Files for the inspection's tests: drawn, built by hand to be bad, or the real ones beside the project."""

import io
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path

import pikepdf
import pillow_heif
import pytest
from PIL import Image

from chalicelib.domain.document import Inspection
from chalicelib.domain.finding import PAGE_CODES, Finding

SAMPLES = Path(__file__).resolve().parents[3].parent / "shared" / "samples"
pillow_heif.register_heif_opener()

JPEG_METADATA = frozenset({*range(0xE1, 0xF0), 0xFE})
"""APP1 (Exif, XMP) to APP15, and comments; APP0 is JFIF's own."""


def samples(*folders: str) -> list[Path]:
    """Every real file of these folders; none where the samples are missing (see `require`)."""
    found = (path for folder in folders for path in sorted((SAMPLES / folder).glob("*")))
    return [path for path in found if path.suffix != ".txt"]


def opening_findings(inspection: Inspection) -> tuple[Finding, ...]:
    """What is wrong with a file itself; not whether its pages can be read."""
    return tuple(finding for finding in inspection.findings if finding.code not in PAGE_CODES)


def require(folder: str) -> Path:
    """The folder, or a skipped test that says why."""
    path = SAMPLES / folder
    if not path.is_dir():
        pytest.skip(f"the real sample files are not beside the project ({path})")
    return path


def picture(size: tuple[int, int] = (800, 600), mode: str = "RGB", colour: object = None) -> Image.Image:
    """A picture of one colour (default mid-grey)."""
    return Image.new(mode, size, colour if colour is not None else "gray")  # type: ignore[arg-type]  # int, str or tuple


def encoded(image: Image.Image, file_format: str = "JPEG", **options: object) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    image.save(out, file_format, **options)
    return out.getvalue()


def opened(jpeg: bytes) -> Image.Image:
    """A rebuilt page, decoded."""
    page = Image.open(io.BytesIO(jpeg), formats=["JPEG"])
    page.load()
    return page


def png_declaring(width: int, height: int) -> bytes:
    """A PNG whose header promises a size that its one row of pixels does not keep."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    body = b"".join(struct.pack(">I", len(data)) + kind + data + _crc(kind + data) for kind, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


def pdf(
    pages: int = 1, size: tuple[float, float] = (595, 842), *, content: bytes = b"", password: str | None = None
) -> bytes:
    """A PDF of blank pages of this size in points, or with this content on each; `password` locks it."""
    document = pikepdf.new()
    for _ in range(pages):
        page = document.add_blank_page(page_size=(3, 3))
        page.obj["/MediaBox"] = pikepdf.Array([0, 0, *(round(side) for side in size)])
        page.obj["/Contents"] = document.make_stream(content)
    out = io.BytesIO()
    document.save(out, encryption=False if password is None else pikepdf.Encryption(owner="o", user=password))
    return out.getvalue()


def pdf_that_never_ends() -> bytes:
    """Forms that draw forms: ten to the power of twelve strokes in a few hundred bytes."""
    document = pikepdf.new()
    page = document.add_blank_page()
    inner = _form(document, b"0 0 m 500 500 l S " * 10, {})
    for _ in range(11):
        inner = _form(document, b"/X Do " * 10, {"/X": inner})
    page.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary({"/X": inner}))
    page.obj["/Contents"] = document.make_stream(b"/X Do")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def jpeg_markers(jpeg: bytes) -> list[int]:
    """Second bytes of the segments before the picture's data, in order."""
    markers, at = [], 2
    while jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        markers.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return markers


def mean_difference(first: Image.Image, second: Image.Image) -> float:
    """How far two pictures are apart, as the mean of 0 to 255 over a coarse grid."""
    grids = [image.convert("L").resize((32, 32)).tobytes() for image in (first, second)]
    return _mean(abs(a - b) for a, b in zip(*grids, strict=True))


def _mean(values: Iterable[int]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)


def _crc(data: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(data))


def _form(document: pikepdf.Pdf, content: bytes, objects: dict[str, pikepdf.Object]) -> pikepdf.Object:
    stream = document.make_stream(content)
    stream["/Type"], stream["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Form
    stream["/BBox"] = pikepdf.Array([0, 0, 600, 800])
    stream["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(objects))
    return stream
