"""Each reason for which a file is refused."""

import pytest

from chalicelib.adapters.imaging import SandboxedInspector
from chalicelib.domain.document import MAX_UPLOAD_BYTES, Inspection, MediaType
from chalicelib.domain.finding import KEEPS_PAGES, Finding, FindingCode, Severity
from tests.papers import draw_paper
from tests.unit.imaging.given import encoded, opening_findings, pdf, picture, png_declaring


def _only_finding(inspection: Inspection) -> Finding:
    (finding,) = opening_findings(inspection)
    assert finding.severity is Severity.BLOCKING
    assert finding.where == "upload"
    assert bool(inspection.pages) is (finding.code in KEEPS_PAGES)
    return finding


def test_empty_file_is_refused(inspector: SandboxedInspector) -> None:
    assert _only_finding(inspector.inspect(b"", MediaType.JPEG)).code is FindingCode.EMPTY_FILE


def test_file_over_ten_mebibytes_is_refused(inspector: SandboxedInspector) -> None:
    finding = _only_finding(inspector.inspect(bytes(MAX_UPLOAD_BYTES + 1), MediaType.JPEG))
    assert (finding.code, finding.params["limit"]) == (FindingCode.TOO_LARGE, "10485760")


def test_file_of_exactly_the_limit_is_parsed(inspector: SandboxedInspector) -> None:
    paper = draw_paper("KK")
    inspection = inspector.inspect(paper + bytes(MAX_UPLOAD_BYTES - len(paper)), MediaType.JPEG)
    assert not inspection.is_refused


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"Yth. Bapak/Ibu, berikut KTP saya.", "text"),
        (encoded(picture(), "GIF"), "GIF"),
        (encoded(picture(), "TIFF"), "TIFF"),
        (encoded(picture(), "BMP"), "BMP"),
        (encoded(picture(), "JPEG2000"), "JPEG 2000"),
        (b"PK\x03\x04\x14\x00\x06\x00" + bytes(100), "ZIP / Office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "Word / Excel"),
        (b"\xef\xbb\xbf<!doctype HTML><script>", "HTML"),
        (b"\0\0\0\x20ftypisom" + bytes(100), "MP4"),
        (b"\0\0\0\x20ftypavif" + bytes(100), "AVIF"),
        (b"MZ\x90\0" + bytes(100), "Windows program"),
        (bytes(1000), ""),
        (b"\x89", ""),
    ],
)
def test_other_kinds_of_file_are_refused_by_name(inspector: SandboxedInspector, data: bytes, name: str) -> None:
    inspection = inspector.inspect(data, MediaType.JPEG)
    finding = _only_finding(inspection)
    assert (finding.code, finding.params) == (FindingCode.UNKNOWN_TYPE, {"looks_like": name})
    assert inspection.detected_type is None


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "HEIC", "PDF"])
@pytest.mark.parametrize("kept", [0.02, 0.5, 0.9])
def test_cut_off_file_does_not_open(inspector: SandboxedInspector, file_format: str, kept: float) -> None:
    whole = draw_paper("KK", file_format=file_format, pages=2)
    media_type = MediaType[file_format]
    finding = _only_finding(inspector.inspect(whole[: int(len(whole) * kept)], media_type))
    assert finding.code is FindingCode.DOES_NOT_OPEN


@pytest.mark.parametrize(
    "start", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypheic"]
)
def test_right_start_with_nonsense_does_not_open(inspector: SandboxedInspector, start: bytes) -> None:
    inspection = inspector.inspect(start + b"\x5a\xa5" * 5000, MediaType.JPEG)
    assert FindingCode.DOES_NOT_OPEN in {finding.code for finding in inspection.findings}


def test_locked_pdf_is_refused_with_that_reason(inspector: SandboxedInspector) -> None:
    finding = _only_finding(inspector.inspect(pdf(password="rahasia"), MediaType.PDF))
    assert finding.code is FindingCode.PASSWORD_PROTECTED


def test_pdf_that_only_restricts_printing_opens(inspector: SandboxedInspector) -> None:
    assert not inspector.inspect(pdf(password=""), MediaType.PDF).is_refused


def test_pdf_without_pages_is_refused(inspector: SandboxedInspector) -> None:
    assert _only_finding(inspector.inspect(pdf(pages=0), MediaType.PDF)).code is FindingCode.NO_PAGES


def test_pdf_of_thirty_one_pages_is_refused(inspector: SandboxedInspector) -> None:
    finding = _only_finding(inspector.inspect(pdf(pages=31), MediaType.PDF))
    assert (finding.code, finding.params) == (FindingCode.TOO_MANY_PAGES, {"pages": "31", "limit": "30"})


def test_pdf_of_thirty_pages_is_kept_whole(inspector: SandboxedInspector) -> None:
    inspection = inspector.inspect(pdf(pages=30), MediaType.PDF)
    assert [page.number for page in inspection.pages] == list(range(1, 31))


@pytest.mark.parametrize("size", [(20_000, 20_000), (6_400, 6_400), (12_001, 300), (300, 2**31 - 1)])
def test_picture_declared_too_big_is_never_decoded(inspector: SandboxedInspector, size: tuple[int, int]) -> None:
    finding = _only_finding(inspector.inspect(png_declaring(*size), MediaType.PNG))
    assert finding.code is FindingCode.TOO_MANY_PIXELS
    assert (finding.params["width"], finding.params["height"]) == (str(size[0]), str(size[1]))


@pytest.mark.parametrize("size", [(299, 299), (1, 1), (120, 299)])
def test_thumbnail_is_refused_as_too_small(inspector: SandboxedInspector, size: tuple[int, int]) -> None:
    finding = _only_finding(inspector.inspect(encoded(picture(size)), MediaType.JPEG))
    assert finding.code is FindingCode.TOO_SMALL


@pytest.mark.parametrize("size", [(300, 299), (40, 800)])
def test_one_long_side_is_large_enough(inspector: SandboxedInspector, size: tuple[int, int]) -> None:
    assert not inspector.inspect(encoded(picture(size)), MediaType.JPEG).is_refused


def test_misnamed_picture_is_kept_with_a_warning(inspector: SandboxedInspector) -> None:
    inspection = inspector.inspect(draw_paper("KTP"), MediaType.HEIC)
    (finding,) = inspection.findings
    assert (finding.code, finding.severity) == (FindingCode.NOT_WHAT_IT_SAYS, Severity.WARNING)
    assert finding.params == {"declared": "image/heic", "detected": "image/jpeg"}
    assert len(inspection.pages) == 1


def test_misnamed_broken_file_tells_both_things(inspector: SandboxedInspector) -> None:
    inspection = inspector.inspect(pdf(pages=0), MediaType.PNG)
    assert {finding.code for finding in inspection.findings} == {FindingCode.NO_PAGES, FindingCode.NOT_WHAT_IT_SAYS}
