"""Pages bound into files: PDFs written object by object, so that a thousand pages need no memory, and TIFFs."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image

_POINTS = 72.0


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a PDF: an image as its stream holds it, and what is drawn over it."""

    data: bytes
    size: tuple[int, int]
    dpi: int
    image: str
    over: bytes = b""
    rotation: int = 0


def jpeg(page: Image.Image, quality: int = 75, mode: str = "RGB") -> bytes:
    """A page as a scanner's JPEG."""
    out = io.BytesIO()
    page.convert(mode).save(out, "JPEG", quality=quality)
    return out.getvalue()


def jpeg_leaf(page: Image.Image, dpi: int = 300, *, mode: str = "RGB", rotation: int = 0) -> Leaf:
    """A page that is one JPEG."""
    colours = "/DeviceGray" if mode == "L" else "/DeviceRGB"
    image = f"/ColorSpace {colours} /BitsPerComponent 8 /Filter /DCTDecode"
    return Leaf(jpeg(page, mode=mode), page.size, dpi, image, rotation=rotation)


def mixed_leaf(page: Image.Image, dpi: int = 300) -> Leaf:
    """A JPEG with a line of type over it, as a scanner's imprinter or an office program writes."""
    image = "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode"
    over = b"BT /F1 9 Tf 40 20 Td (LOKET 2026-11-27 0001) Tj ET"
    return Leaf(jpeg(page, mode="L"), page.size, dpi, image, over)


def fax_leaf(page: Image.Image, dpi: int = 300) -> Leaf:
    """A page of one bit a pixel, CCITT group 4."""
    width, height = page.size
    image = (
        "/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode "
        f"/DecodeParms << /K -1 /Columns {width} /Rows {height} >>"
    )
    return Leaf(_group4(page), page.size, dpi, image)


def write_pdf(path: Path, leaves: Iterable[Leaf]) -> None:
    """A PDF of these pages, each written as it comes."""
    with path.open("wb") as file:
        _Writer(file).write(leaves)


def write_tiff(path: Path, pages: Iterable[Image.Image], compression: str = "group4", dpi: int = 300) -> None:
    """A TIFF of these pages; the compression is Pillow's name for one."""
    mode = "1" if compression.startswith("group") else "L"
    first, *others = [page.convert(mode, dither=Image.Dither.NONE) for page in pages]
    first.save(path, "TIFF", save_all=True, append_images=others, compression=compression, dpi=(dpi, dpi))


def _group4(page: Image.Image) -> bytes:
    out = io.BytesIO()
    bits = page.convert("1", dither=Image.Dither.NONE)
    bits.save(out, "TIFF", compression="group4", tiffinfo={262: 0, 278: page.height})
    tags = Image.open(out).tag_v2  # type: ignore[attr-defined]  # a TIFF has tags
    (at,), (length,) = tags[273], tags[279]
    return out.getvalue()[at : at + length]


class _Writer:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._places: dict[int, int] = {}
        self._pages: list[int] = []

    def write(self, leaves: Iterable[Leaf]) -> None:
        self._file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._put(3, b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
        for leaf in leaves:
            self._add(leaf)
        kids = " ".join(f"{page} 0 R" for page in self._pages)
        self._put(2, f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>".encode())
        self._put(1, b"<< /Type /Catalog /Pages 2 0 R >>")
        self._finish()

    def _add(self, leaf: Leaf) -> None:
        page = len(self._places) + 3  # 1 and 2 are written last
        (width, height), scale = leaf.size, _POINTS / leaf.dpi
        wide, high = round(width * scale, 2), round(height * scale, 2)
        content = f"q {wide} 0 0 {high} 0 0 cm /I Do Q ".encode() + leaf.over
        resources = f"/XObject << /I {page + 2} 0 R >> /Font << /F1 3 0 R >>"
        box = f"/MediaBox [0 0 {wide} {high}] /Rotate {leaf.rotation}"
        self._put(
            page,
            f"<< /Type /Page /Parent 2 0 R {box} /Resources << {resources} >> /Contents {page + 1} 0 R >>".encode(),
        )
        self._put_stream(page + 1, "", content)
        self._put_stream(
            page + 2, f"/Type /XObject /Subtype /Image /Width {width} /Height {height} {leaf.image}", leaf.data
        )
        self._pages.append(page)

    def _put(self, number: int, body: bytes) -> None:
        self._places[number] = self._file.tell()
        self._file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _put_stream(self, number: int, head: str, data: bytes) -> None:
        self._put(number, b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head.encode(), len(data), data))

    def _finish(self) -> None:
        start = self._file.tell()
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(self._places) + 1))
        for number in sorted(self._places):
            self._file.write(b"%010d 00000 n \n" % self._places[number])
        self._file.write(b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(self._places) + 1))
        self._file.write(b"startxref\n%d\n%%%%EOF\n" % start)
