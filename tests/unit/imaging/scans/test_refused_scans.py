"""Files that are no scans, or lie about what they hold, are refused at once with a code."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from chalicelib.adapters.imaging.scans import ConfinedScanReader
from chalicelib.adapters.imaging.scans.parsing import load_parsers, open_scan
from chalicelib.domain.post.survey import RefusedScanError, ScanFault
from tests.scans.pages import draw_letter
from tests.scans.paper import TUNING
from tests.unit.imaging.given import encoded, pdf, png_declaring
from tests.unit.imaging.scans.given import tiff, tiff_page

load_parsers()

_WORD = b"PK\3\4" + b"\0" * 100


def _many(count: int) -> bytes:
    return tiff(*[tiff_page()] * count)


BAD: dict[str, tuple[Callable[[], bytes], ScanFault]] = {
    "empty": (lambda: b"", ScanFault.NOT_A_SCAN),
    "text": (lambda: b"dear sirs", ScanFault.NOT_A_SCAN),
    "a Word file": (lambda: _WORD, ScanFault.NOT_A_SCAN),
    "a GIF": (lambda: b"GIF89a" + b"\0" * 100, ScanFault.NOT_A_SCAN),
    "a PDF in name": (lambda: b"%PDF-1.7\n" + b"junk " * 1000, ScanFault.BROKEN),
    "a PDF without its end": (lambda: pdf(3)[:-400], ScanFault.BROKEN),
    "a locked PDF": (lambda: pdf(1, password="x"), ScanFault.ENCRYPTED),
    "a PDF without pages": (lambda: pdf(0), ScanFault.NO_PAGES),
    "a PDF of 10,000 pages": (lambda: pdf(10_000), ScanFault.TOO_MANY_PAGES),
    "half a JPEG's head": (lambda: encoded(draw_letter(TUNING, 1, 72))[:12], ScanFault.BROKEN),
    "a PNG of four thousand million pixels": (lambda: png_declaring(65_000, 65_000), ScanFault.BROKEN),
    "a PNG too long": (lambda: png_declaring(30_000, 10), ScanFault.BROKEN),
    "a TIFF without pages": (tiff, ScanFault.NO_PAGES),
    "a TIFF of thumbnails": (lambda: tiff([(254, 4, 1, 1), *tiff_page()]), ScanFault.NO_PAGES),
    "a TIFF that ends in its head": (lambda: b"II*\0\x08", ScanFault.BROKEN),
    "a TIFF whose directory is outside": (lambda: b"II*\0\xff\xff\xff\x7f", ScanFault.BROKEN),
    "a TIFF whose directories go round": (lambda: tiff(tiff_page(), tiff_page(), offsets=(122, 8)), ScanFault.BROKEN),
    "a TIFF that points at itself": (lambda: tiff(tiff_page(), offsets=(8,)), ScanFault.BROKEN),
    "a TIFF with a huge page": (lambda: tiff(tiff_page(width=4_000_000_000, height=4_000_000_000)), ScanFault.BROKEN),
    "a TIFF with a page too large": (lambda: tiff(tiff_page(width=19_000, height=19_000)), ScanFault.BROKEN),
    "a TIFF with pixels outside": (lambda: tiff(tiff_page(at=4_000_000)), ScanFault.BROKEN),
    "a TIFF with more pixels than file": (lambda: tiff(tiff_page(length=4_000_000)), ScanFault.BROKEN),
    "a TIFF without pixels": (lambda: tiff(tiff_page()[:5]), ScanFault.BROKEN),
    "a TIFF of 2,500 pages": (lambda: _many(2_500), ScanFault.TOO_MANY_PAGES),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_refused_quickly_with_its_code(tmp_path: Path, name: str) -> None:
    make, fault = BAD[name]
    (tmp_path / "scan").write_bytes(make())
    began = time.monotonic()
    with (tmp_path / "scan").open("rb") as file, pytest.raises(RefusedScanError) as refusal:
        open_scan(file.fileno())
    assert refusal.value.code is fault
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("name", ["text", "a locked PDF", "a TIFF that points at itself"])
def test_child_passes_the_code_on(tmp_path: Path, reader: ConfinedScanReader, name: str) -> None:
    make, fault = BAD[name]
    (tmp_path / "scan").write_bytes(make())
    with pytest.raises(RefusedScanError) as refusal:
        reader.count_pages(tmp_path / "scan")
    assert refusal.value.code is fault


def test_reading_refuses_what_counting_refuses(tmp_path: Path, reader: ConfinedScanReader) -> None:
    (tmp_path / "scan").write_bytes(pdf(0))
    with pytest.raises(RefusedScanError) as refusal:
        next(reader.read(tmp_path / "scan", 1, 5, render=False))
    assert refusal.value.code is ScanFault.NO_PAGES


def test_longest_allowed_scans_are_counted(tmp_path: Path, reader: ConfinedScanReader) -> None:
    for data in (pdf(2_000), _many(2_000)):
        (tmp_path / "scan").write_bytes(data)
        assert reader.count_pages(tmp_path / "scan") == 2_000


def test_pdf_locked_against_changes_only_is_read(tmp_path: Path, reader: ConfinedScanReader) -> None:
    (tmp_path / "scan").write_bytes(pdf(2, password=""))
    assert reader.count_pages(tmp_path / "scan") == 2


def test_tiff_page_that_does_not_decode_is_failed_alone(tmp_path: Path, reader: ConfinedScanReader) -> None:
    garbage = [*tiff_page(900, 900)[:3], (259, 3, 1, 7), *tiff_page(900, 900)[4:]]
    (tmp_path / "scan").write_bytes(tiff(tiff_page(), garbage, tiff_page()))
    assert [survey.failed for survey, _ in reader.read(tmp_path / "scan", 1, 3, render=True)] == [False, True, False]
