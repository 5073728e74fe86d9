"""Separator sheets, read back as the scanner of the post office sees them."""

import pytest

from chalicelib.catalogue import load_catalogue
from chalicelib.domain.catalogue import DocumentCode
from chalicelib.domain.post.marks import SeparatorMark, parse_mark
from tests.unit.documents.reading import PRINTER, PrintedPage, read_pdf

DOCUMENTS = list(load_catalogue().documents.values())


@pytest.fixture(scope="module")
def pages() -> list[PrintedPage]:
    return read_pdf(PRINTER.print_separators([paper.code for paper in DOCUMENTS]))


def test_there_is_a_page_for_each_type(pages: list[PrintedPage]) -> None:
    assert len(pages) == len(DOCUMENTS)


def test_each_page_names_its_paper_to_people(pages: list[PrintedPage]) -> None:
    for paper, page in zip(DOCUMENTS, pages, strict=True):
        assert "".join(paper.name.id.split()) in page.largest
        assert paper.name.en in page.words
        assert paper.code in page.words
        assert "Letakkan lembar ini tepat di atas:" in page.words
        assert page.stays_inside()
        assert "?" not in page.text


def test_each_page_names_its_paper_to_the_scanner_twice(pages: list[PrintedPage]) -> None:
    for paper, page in zip(DOCUMENTS, pages, strict=True):
        assert [parse_mark(code.text) for code in page.codes] == [SeparatorMark(paper.code)] * 2
        assert page.module_mm >= 1


def test_only_what_is_named_is_printed() -> None:
    first, second = read_pdf(PRINTER.print_separators([DocumentCode("KK"), DocumentCode("SK_HILANG")]))
    assert "Kartu Keluarga" in first.words
    assert "kepolisian" in second.words


def test_same_types_print_the_same_bytes() -> None:
    codes = [DocumentCode("KK")]
    assert PRINTER.print_separators(codes) == PRINTER.print_separators(codes)
