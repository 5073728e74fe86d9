"""What every inspector promises, whichever engine is behind the port."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from chalicelib.adapters.imaging import SandboxedInspector
from chalicelib.domain.document import MAX_UPLOAD_BYTES, MediaType
from chalicelib.domain.finding import FindingCode, Severity
from chalicelib.services.ports import Inspector
from tests.papers import draw_paper


def _sandboxed() -> Iterator[Inspector]:
    with closing(SandboxedInspector()) as inspector:
        yield inspector


_INSPECTORS: dict[str, Callable[[], Iterator[Inspector]]] = {"sandboxed": _sandboxed}
"""One line for each inspector that keeps this contract."""


@pytest.fixture(scope="module", params=_INSPECTORS)
def inspector(request: pytest.FixtureRequest) -> Iterator[Inspector]:
    yield from _INSPECTORS[request.param]()


@pytest.mark.parametrize("media_type", list(MediaType))
def test_good_file_yields_its_pages_without_findings(inspector: Inspector, media_type: MediaType) -> None:
    inspection = inspector.inspect(draw_paper("KK", file_format=media_type.name), media_type)
    assert inspection.detected_type is media_type
    assert inspection.findings == ()
    assert [page.number for page in inspection.pages] == [1]


def test_pages_of_a_pdf_come_in_order(inspector: Inspector) -> None:
    inspection = inspector.inspect(draw_paper("KK", file_format="PDF", pages=3), MediaType.PDF)
    assert [page.number for page in inspection.pages] == [1, 2, 3]


def test_pages_are_jpegs_of_positive_size(inspector: Inspector) -> None:
    (page,) = inspector.inspect(draw_paper("KTP", file_format="PNG"), MediaType.PNG).pages
    assert page.jpeg.startswith(b"\xff\xd8\xff")
    assert min(page.width, page.height) > 0


def test_wrong_declaration_is_a_warning_only(inspector: Inspector) -> None:
    inspection = inspector.inspect(draw_paper("KTP"), MediaType.PDF)
    assert [(finding.code, finding.severity) for finding in inspection.findings] == [
        (FindingCode.NOT_WHAT_IT_SAYS, Severity.WARNING)
    ]
    assert inspection.detected_type is MediaType.JPEG
    assert not inspection.is_refused
    assert inspection.pages


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", FindingCode.EMPTY_FILE),
        (bytes(MAX_UPLOAD_BYTES + 1), FindingCode.TOO_LARGE),
        (b"Selamat pagi", FindingCode.UNKNOWN_TYPE),
        (b"\xff\xd8\xff\xe0" + bytes(500), FindingCode.DOES_NOT_OPEN),
        (b"%PDF-1.4\nnothing more", FindingCode.DOES_NOT_OPEN),
    ],
    ids=["empty", "too-large", "text", "broken-jpeg", "broken-pdf"],
)
@pytest.mark.parametrize("declared", [MediaType.JPEG, MediaType.PDF])
def test_bad_file_is_refused_and_has_no_pages(
    inspector: Inspector, data: bytes, code: FindingCode, declared: MediaType
) -> None:
    inspection = inspector.inspect(data, declared)
    assert code in {finding.code for finding in inspection.findings}
    assert inspection.is_refused
    assert inspection.pages == ()


def test_same_file_gets_the_same_answer(inspector: Inspector) -> None:
    paper = draw_paper("SK_HILANG", 5)
    assert inspector.inspect(paper, MediaType.JPEG) == inspector.inspect(paper, MediaType.JPEG)


def test_bad_file_does_not_spoil_the_next(inspector: Inspector) -> None:
    inspector.inspect(b"\x89PNG\r\n\x1a\n" + bytes(100), MediaType.PNG)
    assert not inspector.inspect(draw_paper("KK"), MediaType.JPEG).is_refused
