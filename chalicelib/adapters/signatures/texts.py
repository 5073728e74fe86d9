"""What PDFium reads in a PDF whose signatures hold: whether it names somebody by their number."""

import contextlib
from collections.abc import Collection, Iterator

import pypdfium2

from chalicelib.domain.named_pdf import Naming, look_for


def find_numbers(pdf: bytes, numbers: Collection[str]) -> Naming:
    """Of the text of all its pages; a text that cannot be read is none."""
    try:
        with contextlib.closing(pypdfium2.PdfDocument(pdf)) as document:
            return look_for("\n".join(_texts(document)), numbers)
    except pypdfium2.PdfiumError:
        return Naming.NO_TEXT


def rehearse() -> None:
    """Read a page now: once confined, the child can open no module file."""
    with contextlib.closing(pypdfium2.PdfDocument.new()) as blank:
        blank.new_page(100, 100).close()
        look_for("".join(_texts(blank)), ())


def _texts(document: pypdfium2.PdfDocument) -> Iterator[str]:
    for page in document:
        with contextlib.closing(page), contextlib.closing(page.get_textpage()) as text:
            yield text.get_text_bounded()
