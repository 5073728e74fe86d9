"""Every type of scan gives the same pages."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from chalicelib.adapters.imaging.limits import PAGE_SIDE, THUMBNAIL_SIDE
from chalicelib.adapters.imaging.scans import ConfinedScanReader
from chalicelib.domain.post.survey import PageSurvey
from tests.scans.damage import Severity, draw_damaged_cover
from tests.scans.files import Leaf, fax_leaf, jpeg_leaf, mixed_leaf, write_pdf, write_tiff
from tests.scans.pages import draw_blank, draw_cover, payload
from tests.scans.paper import TUNING
from tests.unit.imaging.given import JPEG_METADATA, jpeg_markers, mean_difference, opened
from tests.unit.imaging.scans.given import ENVELOPE_CODES, envelope, scanned

_DPI = 150

Bind = Callable[[Image.Image, int], Leaf]


def _surveys(reader: ConfinedScanReader, scan: Path) -> list[PageSurvey]:
    return [survey for survey, _ in reader.read(scan, 1, 2_000, render=False)]


def _assert_is_the_envelope(surveys: list[PageSurvey]) -> None:
    assert [survey.codes for survey in surveys] == ENVELOPE_CODES
    assert [survey.blank for survey in surveys] == [False, False, True, False]
    assert [survey.turn for survey in surveys] == [0, 0, 0, 180]
    assert not any(survey.failed or survey.unread_code for survey in surveys)


@pytest.mark.parametrize("bind", [jpeg_leaf, fax_leaf, mixed_leaf])
def test_pdf_of_each_kind_of_page_is_read(tmp_path: Path, reader: ConfinedScanReader, bind: Bind) -> None:
    write_pdf(tmp_path / "scan", [bind(page, _DPI) for page in envelope(_DPI)])
    surveys = _surveys(reader, tmp_path / "scan")
    blank = [survey.blank for survey in surveys]
    assert blank == [False, False, bind is not mixed_leaf, False]
    _assert_is_the_envelope([survey.model_copy(update={"blank": n == 2}) for n, survey in enumerate(surveys)])


@pytest.mark.parametrize("compression", ["group3", "group4", "tiff_lzw", "jpeg", "raw", "tiff_adobe_deflate"])
def test_tiff_of_each_compression_is_read(tmp_path: Path, reader: ConfinedScanReader, compression: str) -> None:
    write_tiff(tmp_path / "scan", envelope(_DPI), compression, _DPI)
    _assert_is_the_envelope(_surveys(reader, tmp_path / "scan"))


@pytest.mark.parametrize("file_format", ["JPEG", "PNG"])
def test_single_picture_is_one_page(tmp_path: Path, reader: ConfinedScanReader, file_format: str) -> None:
    envelope(_DPI)[3].convert("RGB").save(tmp_path / "scan", file_format)
    (survey,) = _surveys(reader, tmp_path / "scan")
    assert (survey.codes, survey.turn) == (ENVELOPE_CODES[3], 180)


@pytest.mark.parametrize("mode", ["1", "P", "LA", "RGBA", "I;16"])
def test_png_of_every_mode_is_read(tmp_path: Path, reader: ConfinedScanReader, mode: str) -> None:
    page = draw_cover(TUNING, 1, _DPI)
    if mode == "I;16":
        deep = Image.fromarray(np.asarray(page, np.uint16) * 257)
    else:
        deep = page.convert("RGB").convert(mode, dither=Image.Dither.NONE) if mode != "LA" else page.convert("LA")
    deep.save(tmp_path / "scan", "PNG")
    assert _surveys(reader, tmp_path / "scan")[0].codes == ENVELOPE_CODES[0]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_page_that_a_pdf_rotates_is_turned_back(tmp_path: Path, reader: ConfinedScanReader, rotation: int) -> None:
    write_pdf(tmp_path / "scan", [jpeg_leaf(draw_cover(TUNING, 1, _DPI), _DPI, rotation=rotation)])
    ((survey, image),) = reader.read(tmp_path / "scan", 1, 1, render=True)
    assert (survey.codes, survey.turn) == (ENVELOPE_CODES[0], 360 - rotation)
    assert image is not None
    assert mean_difference(opened(image.jpeg), draw_cover(TUNING, 1, _DPI)) < 3


def test_page_drawn_without_any_image_is_read(tmp_path: Path, reader: ConfinedScanReader) -> None:
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    page.obj["/Contents"] = document.make_stream(b"100 100 300 200 re f")
    document.save(tmp_path / "scan")
    assert not _surveys(reader, tmp_path / "scan")[0].blank


def test_what_lies_over_a_blank_scan_is_seen(tmp_path: Path, reader: ConfinedScanReader) -> None:
    leaf = jpeg_leaf(draw_blank(TUNING, 1, _DPI), _DPI)
    stroke = b"5 w 100 100 m 400 300 l S"
    write_pdf(tmp_path / "scan", [leaf, Leaf(leaf.data, leaf.size, leaf.dpi, leaf.image, stroke)])
    assert [survey.blank for survey in _surveys(reader, tmp_path / "scan")] == [True, False]


def test_text_that_a_recogniser_hid_changes_nothing(tmp_path: Path, reader: ConfinedScanReader) -> None:
    leaf = jpeg_leaf(draw_blank(TUNING, 1, _DPI), _DPI)
    hidden = b"BT 3 Tr /F1 30 Tf 100 400 Td (HIDDEN) Tj ET"
    write_pdf(tmp_path / "scan", [Leaf(leaf.data, leaf.size, leaf.dpi, leaf.image, hidden)])
    assert _surveys(reader, tmp_path / "scan")[0].blank


@pytest.mark.parametrize("points_per_dot", [1.0, 0.1])
def test_page_that_lies_about_its_size_is_read(
    tmp_path: Path, reader: ConfinedScanReader, points_per_dot: float
) -> None:
    page = draw_cover(TUNING, 1, _DPI)
    write_pdf(tmp_path / "scan", [jpeg_leaf(page, round(72 / points_per_dot))])
    assert _surveys(reader, tmp_path / "scan")[0].codes == ENVELOPE_CODES[0]


def test_rebuilt_pages_are_small_upright_and_bare(tmp_path: Path, reader: ConfinedScanReader) -> None:
    pages = envelope(300)
    write_tiff(tmp_path / "scan", pages, "jpeg")
    for (survey, image), page in zip(reader.read(tmp_path / "scan", 1, 4, render=True), pages, strict=True):
        assert image is not None
        picture, thumbnail = opened(image.jpeg), opened(image.thumbnail)
        assert (image.width, image.height) == picture.size
        assert max(picture.size) == PAGE_SIDE
        assert max(thumbnail.size) == THUMBNAIL_SIDE
        assert not JPEG_METADATA & {*jpeg_markers(image.jpeg), *jpeg_markers(image.thumbnail)}
        assert mean_difference(picture, page.rotate(-survey.turn)) < 3


def test_orientation_tag_of_a_picture_is_heeded(tmp_path: Path, reader: ConfinedScanReader) -> None:
    exif = Image.Exif()
    exif[0x0112] = 3
    draw_cover(TUNING, 1, _DPI).save(tmp_path / "scan", "JPEG", exif=exif)
    assert _surveys(reader, tmp_path / "scan")[0].turn == 180


def test_pages_are_read_from_any_to_any(tmp_path: Path, reader: ConfinedScanReader) -> None:
    write_pdf(tmp_path / "scan", [jpeg_leaf(page, _DPI) for page in envelope(_DPI)])
    assert [survey.number for survey, _ in reader.read(tmp_path / "scan", 2, 3, render=False)] == [2, 3]
    assert [survey.number for survey, _ in reader.read(tmp_path / "scan", 3, 900, render=False)] == [3, 4]
    assert list(reader.read(tmp_path / "scan", 9, 12, render=False)) == []


def test_two_codes_are_told_in_reading_order(tmp_path: Path, reader: ConfinedScanReader) -> None:
    upper, lower = draw_cover(TUNING, 5, _DPI), draw_cover(TUNING, 6, _DPI)
    both = Image.new("L", (upper.width, upper.height * 2), "white")
    both.paste(upper, (0, 0))
    both.paste(lower, (0, upper.height))
    write_pdf(tmp_path / "scan", [jpeg_leaf(scanned(both), _DPI)])
    assert _surveys(reader, tmp_path / "scan")[0].codes == (payload(TUNING, 5), payload(TUNING, 6))


def test_same_code_twice_is_told_once(tmp_path: Path, reader: ConfinedScanReader) -> None:
    page = draw_cover(TUNING, 5, _DPI)
    both = Image.new("L", (page.width * 2, page.height), "white")
    both.paste(page, (0, 0))
    both.paste(page, (page.width, 0))
    out = io.BytesIO()
    both.save(out, "PNG", dpi=(_DPI, _DPI))
    (tmp_path / "scan").write_bytes(out.getvalue())
    assert _surveys(reader, tmp_path / "scan")[0].codes == (payload(TUNING, 5),)


def test_damaged_cover_is_read_by_a_confined_child(tmp_path: Path, reader: ConfinedScanReader) -> None:
    page = draw_damaged_cover(TUNING, 41, "low contrast", Severity(0.85, 0.85))
    write_pdf(tmp_path / "scan", [jpeg_leaf(page)])
    assert _surveys(reader, tmp_path / "scan")[0].codes == (payload(TUNING, 41),)
