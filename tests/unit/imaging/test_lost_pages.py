"""One bad page costs itself: the others are kept, and it is named."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from PIL import Image

from chalicelib.adapters.imaging import Limits, SandboxedInspector
from chalicelib.domain.document import Inspection, MediaType
from chalicelib.domain.finding import FindingCode, Severity, is_unreadable
from tests.unit.imaging.given import encoded, pdf, pdf_that_never_ends, picture

SHORT = Limits(wall_seconds=1.5)


def bound(*parts: bytes) -> bytes:
    """One PDF of the pages of several."""
    whole, out = pikepdf.new(), io.BytesIO()
    for part in parts:
        whole.pages.extend(pikepdf.open(io.BytesIO(part)).pages)
    whole.save(out)
    return out.getvalue()


def without_page(number: int, of: bytes | None = None) -> bytes:
    """A PDF (of three pages) whose tree of pages names one that is not there."""
    document, out = pikepdf.open(io.BytesIO(of or pdf(3))), io.BytesIO()
    document.Root.Pages.Kids[number - 1] = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Nothing))
    document.save(out)
    return out.getvalue()


def kept(inspection: Inspection) -> list[int]:
    return [page.number for page in inspection.pages]


def lost(inspection: Inspection) -> list[int | None]:
    return [finding.page for finding in inspection.findings if finding.code is FindingCode.PAGE_LOST]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_page_that_is_not_there_is_named_and_the_others_are_kept(number: int) -> None:
    with SandboxedInspector() as inspector:
        inspection = inspector.inspect(without_page(number), MediaType.PDF)
    assert (kept(inspection), lost(inspection)) == ([page for page in (1, 2, 3) if page != number], [number])
    assert inspection.detected_type is MediaType.PDF
    assert not inspection.is_refused
    assert is_unreadable(inspection.findings)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((pdf(1), pdf_that_never_ends(), pdf(2)), ([1, 3, 4], [2])),
        ((pdf_that_never_ends(), pdf(2)), ([2, 3], [1])),
        ((pdf(2), pdf_that_never_ends()), ([1, 2], [3])),
        ((pdf(1), pdf_that_never_ends(), pdf(1), pdf_that_never_ends(), pdf(1)), ([1, 3, 5], [2, 4])),
    ],
)
def test_a_page_that_its_child_dies_of_costs_no_other(
    parts: tuple[bytes, ...], expected: tuple[list[int], list[int]]
) -> None:
    with SandboxedInspector(SHORT) as inspector:
        inspection = inspector.inspect(bound(*parts), MediaType.PDF)
    assert (kept(inspection), lost(inspection)) == expected
    assert inspection.detected_type is MediaType.PDF


def test_when_the_time_for_a_file_is_up_the_rest_of_its_pages_are_lost() -> None:
    file = bound(pdf(1), pdf_that_never_ends(), pdf_that_never_ends(), pdf(3))
    with SandboxedInspector(Limits(wall_seconds=1.5, file_seconds=2.0)) as inspector:
        inspection = inspector.inspect(file, MediaType.PDF)
    assert (kept(inspection), lost(inspection)) == ([1], [2, 3, 4, 5, 6])


@pytest.mark.parametrize("pages", [(pdf_that_never_ends(),) * 2, (pdf_that_never_ends(),)])
def test_a_file_of_which_no_page_is_left_is_refused(pages: tuple[bytes, ...]) -> None:
    with SandboxedInspector(SHORT) as inspector:
        inspection = inspector.inspect(without_page(len(pages) + 1, of=bound(*pages, pdf(1))), MediaType.PDF)
    (finding,) = inspection.findings
    assert (finding.code, finding.severity) == (FindingCode.INSPECTION_FAILED, Severity.BLOCKING)
    assert inspection.pages == ()


def test_a_file_that_is_too_long_says_so_though_its_child_died() -> None:
    with SandboxedInspector(SHORT) as inspector:
        inspection = inspector.inspect(bound(pdf(29), pdf_that_never_ends(), pdf(3)), MediaType.PDF)
    told = {finding.code: finding.params for finding in inspection.findings}
    assert told[FindingCode.TOO_MANY_PAGES] == {"pages": "33", "limit": "30"}


def frames(file_format: str, count: int) -> bytes:
    first, *others = (picture((800, 600), "RGB", (20 * number, 90, 90)) for number in range(count))
    return encoded(first, file_format, save_all=True, append_images=others)


@pytest.mark.parametrize(
    ("make", "media_type"),
    [
        (lambda: frames("WEBP", 3), MediaType.WEBP),
        (lambda: frames("PNG", 3), MediaType.PNG),
        (lambda: frames("HEIF", 3), MediaType.HEIC),
    ],
)
def test_of_several_pictures_in_a_file_the_first_is_taken_and_that_is_said(
    make: Callable[[], bytes], media_type: MediaType
) -> None:
    with SandboxedInspector() as inspector:
        inspection = inspector.inspect(make(), media_type)
    assert kept(inspection) == [1]
    told = [finding.params for finding in inspection.findings if finding.code is FindingCode.MORE_PICTURES]
    assert told == [{"pictures": "3"}]


def test_the_preview_behind_a_telephones_photo_is_no_second_picture() -> None:
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "gray").save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (80, 60))])
    with SandboxedInspector() as inspector:
        inspection = inspector.inspect(out.getvalue(), MediaType.JPEG)
    assert FindingCode.MORE_PICTURES not in {finding.code for finding in inspection.findings}
