"""Files that real cameras, telephones and programs made, and files made to harm."""

import io

import pytest
from PIL import Image

from chalicelib.adapters.imaging import SandboxedInspector
from chalicelib.adapters.imaging.limits import PAGE_SIDE
from chalicelib.domain.document import Inspection, MediaType
from chalicelib.domain.finding import KEEPS_PAGES, FindingCode
from tests.unit.imaging.given import (
    JPEG_METADATA,
    jpeg_markers,
    mean_difference,
    opened,
    opening_findings,
    require,
    samples,
)

_ANSWERED_WITH_A_REASON = {
    "libreoffice-writer-password.pdf": FindingCode.PASSWORD_PROTECTED,
    "unreadablemetadata.pdf": FindingCode.DOES_NOT_OPEN,
    "GeoTopo-komprimiert.pdf": FindingCode.TOO_MANY_PAGES,
}


def _codes(inspection: Inspection) -> set[FindingCode]:
    return {finding.code for finding in opening_findings(inspection)} - {FindingCode.NOT_WHAT_IT_SAYS}


def _is_thumbnail(data: bytes) -> bool:
    return max(Image.open(io.BytesIO(data)).size) < 300


def test_every_ordinary_pdf_gets_its_pages(inspector: SandboxedInspector) -> None:
    require("pdf-good")
    for path in samples("pdf-good"):
        inspection = inspector.inspect(path.read_bytes(), MediaType.PDF)
        reason = _ANSWERED_WITH_A_REASON.get(path.name)
        assert _codes(inspection) == ({reason} if reason else set()), path.name
        assert bool(inspection.pages) is (reason is None or reason in KEEPS_PAGES), path.name


def test_every_active_pdf_becomes_mere_pictures(inspector: SandboxedInspector) -> None:
    require("pdf-active")
    for path in samples("pdf-active"):
        inspection = inspector.inspect(path.read_bytes(), MediaType.PDF)
        assert inspection.pages, path.name
        for page in inspection.pages:
            assert JPEG_METADATA.isdisjoint(jpeg_markers(page.jpeg)), path.name
            assert b"JavaScript" not in page.jpeg


def test_every_hostile_picture_is_answered(inspector: SandboxedInspector) -> None:
    require("images-hostile")
    for path in samples("images-hostile"):
        inspection = inspector.inspect(path.read_bytes(), MediaType.PNG)
        assert bool(inspection.pages) is (not inspection.is_refused or bool(_codes(inspection) & KEEPS_PAGES)), (
            path.name
        )
        assert FindingCode.INSPECTION_FAILED not in _codes(inspection), path.name


@pytest.mark.parametrize("folder", ["photos-cameras", "photos-gps", "photos-heic", "photos-orientation", "qr-photos"])
def test_every_photo_is_kept_without_its_metadata(inspector: SandboxedInspector, folder: str) -> None:
    require(folder)
    for path in samples(folder):
        data = path.read_bytes()
        inspection = inspector.inspect(data, MediaType.JPEG)
        if folder == "photos-cameras" and _is_thumbnail(data):
            assert _codes(inspection) == {FindingCode.TOO_SMALL}, path.name
        (page,) = inspection.pages
        assert max(page.width, page.height) <= PAGE_SIDE, path.name
        assert JPEG_METADATA.isdisjoint(jpeg_markers(page.jpeg)), path.name
        assert not opened(page.jpeg).getexif(), path.name


@pytest.mark.parametrize("kind", ["landscape", "portrait"])
def test_all_eight_orientations_show_the_same_scene(inspector: SandboxedInspector, kind: str) -> None:
    folder = require("photos-orientation")
    pages = []
    for orientation in range(1, 9):
        inspection = inspector.inspect((folder / f"{kind}_{orientation}.jpg").read_bytes(), MediaType.JPEG)
        pages.append(opened(inspection.pages[0].jpeg))
    assert len({page.size for page in pages}) == 1
    # Each carries its own number in large, and the first is a little lighter: 15 apart, and 28 when mirrored.
    assert all(mean_difference(pages[0], page) < 20 for page in pages)
    assert all(mean_difference(pages[1], page) < 5 for page in pages[1:])
    assert mean_difference(pages[0], pages[0].transpose(Image.Transpose.FLIP_LEFT_RIGHT)) > 20
