"""PDFs: each page drawn to pixels, forms and annotations included. PDFium is built without a script engine."""

import contextlib
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import raw

from chalicelib.adapters.imaging.legibility import legible_page
from chalicelib.adapters.imaging.limits import MAX_PAGES, PAGE_SIDE
from chalicelib.adapters.imaging.made import Made, Opened, lost_page
from chalicelib.adapters.imaging.refusal import RefusedFileError, opening
from chalicelib.domain.document import RenderedPage
from chalicelib.domain.finding import FindingCode

_LOCKED = frozenset({raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY})


def load_parser() -> None:
    """Draw a first page now: once confined, the child can open no module file."""
    with contextlib.closing(pypdfium2.PdfDocument.new()) as blank:
        blank.new_page(100, 100).close()
        _drawn(blank, 0)


def parse_pdf(data: bytes, first: int = 1) -> Iterator[Made]:
    """The pages of a PDF from `first` on, one in memory at a time; raises `RefusedFileError`.

    One that does not open is told as lost, unless none of them does.
    """
    with contextlib.closing(_opened(data)) as document:
        count = len(document)
        if count < 1:
            raise RefusedFileError(FindingCode.NO_PAGES)
        if _is_cut_off(data):
            raise RefusedFileError(FindingCode.DOES_NOT_OPEN)
        with opening():
            document.init_forms()
        yield Opened(count)
        yield from _pages(document, first, min(count, MAX_PAGES))
        if count > MAX_PAGES:
            raise RefusedFileError(FindingCode.TOO_MANY_PAGES, pages=str(count), limit=str(MAX_PAGES))


def _pages(document: pypdfium2.PdfDocument, first: int, last: int) -> Iterator[Made]:
    lost = 0
    for number in range(first, last + 1):
        try:
            with opening():
                page = _drawn(document, number - 1)
        except RefusedFileError:
            lost += 1
            if lost == last:
                raise
            yield lost_page(number)
        else:
            yield page


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    # PDFium's own call: the library's wrapper takes a file without pages for one that failed, and then reports the
    # error of an earlier file.
    handle = raw.FPDF_LoadMemDocument64(data, len(data), None)
    if handle:
        return pypdfium2.PdfDocument(handle)
    raise RefusedFileError(
        FindingCode.PASSWORD_PROTECTED if raw.FPDF_GetLastError() in _LOCKED else FindingCode.DOES_NOT_OPEN
    )


def _is_cut_off(data: bytes) -> bool:
    """Whether the end is missing: PDFium mends such a file in silence and shows the pages it still finds."""
    last = data.rfind(b"startxref")
    return last < 0 or b"endobj" in data[last:]


def _drawn(document: pypdfium2.PdfDocument, index: int) -> RenderedPage:
    page = document[index]
    # The page's own size only gives its shape: a sheet of 200 inches and one of a stamp cost the same.
    scale = (PAGE_SIDE - 0.5) / max(page.get_size())  # half a pixel less, since PDFium rounds sides up
    bitmap = page.render(scale=scale, draw_annots=True, may_draw_forms=True)
    try:
        return legible_page(bitmap.to_pil(), index + 1)
    finally:
        bitmap.close()
        page.close()
