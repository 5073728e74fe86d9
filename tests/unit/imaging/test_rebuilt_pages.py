"""What a rebuilt page shows, and what it no longer carries."""

from io import BytesIO

import pytest
import segno
from PIL import Image, ImageCms, PngImagePlugin

from chalicelib.adapters.imaging import SandboxedInspector
from chalicelib.domain.document import MediaType
from tests.unit.imaging.given import JPEG_METADATA, encoded, jpeg_markers, mean_difference, opened, pdf, picture

_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret/></x:xmpmeta>'
_TURNS = (
    None,
    Image.Transpose.FLIP_LEFT_RIGHT,
    Image.Transpose.ROTATE_180,
    Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.TRANSPOSE,
    Image.Transpose.ROTATE_90,
    Image.Transpose.TRANSVERSE,
    Image.Transpose.ROTATE_270,
)


def _only_page(inspector: SandboxedInspector, data: bytes) -> Image.Image:
    inspection = inspector.inspect(data, MediaType.JPEG)
    (page,) = inspection.pages
    image = opened(page.jpeg)
    assert image.size == (page.width, page.height)
    assert image.mode == "RGB"
    return image


def _corner_marked() -> Image.Image:
    image = picture((800, 600), colour="white")
    image.paste("black", (0, 0, 300, 150))
    return image


def _exif(orientation: object = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "S"
    return exif


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_every_orientation_comes_out_upright(inspector: SandboxedInspector, orientation: int, file_format: str) -> None:
    turn = _TURNS[orientation - 1]
    lying = _corner_marked() if turn is None else _corner_marked().transpose(turn)
    page = _only_page(inspector, encoded(lying, file_format, exif=_exif(orientation)))
    assert page.size == (800, 600)
    assert mean_difference(page, _corner_marked()) < 2


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_unknown_orientation_leaves_picture_as_it_lies(inspector: SandboxedInspector, orientation: int) -> None:
    page = _only_page(inspector, encoded(_corner_marked(), exif=_exif(orientation)))
    assert mean_difference(page, _corner_marked()) < 2


def test_broken_exif_does_not_lose_the_picture(inspector: SandboxedInspector) -> None:
    page = _only_page(inspector, encoded(_corner_marked(), exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + bytes(20)))
    assert mean_difference(page, _corner_marked()) < 2


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_no_metadata_survives_the_rebuilding(inspector: SandboxedInspector, file_format: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options: dict[str, object] = {"exif": _exif(6), "xmp": _XMP, "icc_profile": profile}
    if file_format == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_itxt("XML:com.adobe.xmp", _XMP.decode())
        options = {"exif": _exif(6), "pnginfo": text, "icc_profile": profile}
    if file_format == "JPEG":
        options["comment"] = b"SecretComment"
    data = encoded(picture(), file_format, **options) + b"<?php trailing SecretCode"
    (page,) = inspector.inspect(data, MediaType.JPEG).pages
    assert JPEG_METADATA.isdisjoint(jpeg_markers(page.jpeg))
    assert b"secret" not in page.jpeg.lower()
    assert page.jpeg.endswith(b"\xff\xd9")


@pytest.mark.parametrize(
    ("mode", "colour", "file_format", "seen"),
    [
        ("L", 200, "PNG", (200, 200, 200)),
        ("1", 1, "PNG", (255, 255, 255)),
        ("I;16", 200 * 256, "PNG", (200, 200, 200)),
        ("LA", (0, 0), "PNG", (255, 255, 255)),
        ("RGBA", (255, 0, 0, 0), "PNG", (255, 255, 255)),
        ("RGBA", (0, 0, 255, 255), "PNG", (0, 0, 255)),
        ("RGBA", (0, 0, 0, 128), "WEBP", (127, 127, 127)),
        ("CMYK", (0, 255, 255, 0), "JPEG", (255, 0, 0)),
        ("YCbCr", (200, 128, 128), "JPEG", (200, 200, 200)),
    ],
)
def test_every_colour_mode_becomes_rgb_on_white(
    inspector: SandboxedInspector, mode: str, colour: object, file_format: str, seen: tuple[int, int, int]
) -> None:
    for size in ((400, 300), (2400, 1800)):
        page = _only_page(inspector, encoded(picture(size, mode, colour), file_format))
        pixel = page.getpixel((100, 100))
        assert isinstance(pixel, tuple)
        assert all(abs(is_ - should) <= 3 for is_, should in zip(pixel, seen, strict=True))


@pytest.mark.parametrize("transparent", [True, False])
def test_palette_picture_keeps_its_colours(inspector: SandboxedInspector, *, transparent: bool) -> None:
    image = picture((2400, 1800), colour="blue").quantize(4)
    options = {"transparency": image.getpixel((0, 0))} if transparent else {}
    pixel = _only_page(inspector, encoded(image, "PNG", **options)).getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert (pixel[0] > 250) is transparent
    assert pixel[2] > 250


@pytest.mark.parametrize(
    ("size", "rebuilt"), [((4000, 3000), (2000, 1500)), ((500, 700), (500, 700)), ((12_000, 30), (2000, 5))]
)
def test_page_is_at_most_two_thousand_pixels(
    inspector: SandboxedInspector, size: tuple[int, int], rebuilt: tuple[int, int]
) -> None:
    assert _only_page(inspector, encoded(picture(size))).size == rebuilt


@pytest.mark.parametrize(
    ("size", "rebuilt"),
    [
        ((595, 842), (1414, 2000)),
        ((842, 595), (2000, 1414)),
        ((14_400, 14_400), (2000, 2000)),
        ((30, 20), (2000, 1334)),
    ],
)
def test_pdf_page_of_any_size_is_drawn_alike(
    inspector: SandboxedInspector, size: tuple[int, int], rebuilt: tuple[int, int]
) -> None:
    page = _only_page(inspector, pdf(size=size))
    assert all(abs(is_ - should) <= 1 for is_, should in zip(page.size, rebuilt, strict=True))


def test_absurd_page_box_never_costs_memory(inspector: SandboxedInspector) -> None:
    for size in ((10_000_000, 10_000_000), (2_000_000_000, 1), (1, 900_000)):
        inspection = inspector.inspect(pdf(size=size), MediaType.PDF)
        assert max((max(page.width, page.height) for page in inspection.pages), default=0) <= 2000
        assert "inspection_failed" not in {finding.code for finding in inspection.findings}


def test_pdf_content_is_drawn_in_its_colours(inspector: SandboxedInspector) -> None:
    page = _only_page(inspector, pdf(content=b"1 0 0 rg 0 421 595 421 re f"))
    assert page.getpixel((700, 1900)) == (255, 255, 255)
    red = page.getpixel((700, 100))
    assert isinstance(red, tuple)
    assert red[0] > 250
    assert red[1] < 5


def test_a_page_has_a_thumbnail_that_carries_no_more_than_it(inspector: SandboxedInspector) -> None:
    (page,) = inspector.inspect(encoded(_corner_marked(), exif=_exif(6)), MediaType.JPEG).pages
    small = opened(page.thumbnail)
    assert small.size == (240, 320)
    assert mean_difference(small, _corner_marked().transpose(Image.Transpose.ROTATE_270).resize(small.size)) < 2
    assert not JPEG_METADATA.intersection(jpeg_markers(page.thumbnail))


def test_a_page_tells_whether_a_code_is_on_it(inspector: SandboxedInspector) -> None:
    plain = picture((1600, 1200), colour="white")
    coded = plain.copy()
    symbol = BytesIO()
    segno.make("a made-up signature", error="m").save(symbol, kind="png", scale=6, border=4)
    coded.paste(Image.open(symbol).convert("RGB"), (1200, 800))
    found = [inspector.inspect(encoded(page), MediaType.JPEG).pages[0].has_code for page in (plain, coded)]
    assert found == [False, True]


def test_the_thumbnail_of_a_small_page_is_as_large_as_it(inspector: SandboxedInspector) -> None:
    (page,) = inspector.inspect(encoded(picture((100, 310))), MediaType.JPEG).pages
    assert opened(page.thumbnail).size == (100, 310)
