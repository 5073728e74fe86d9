"""The cover sheet without a number, and the address labels."""

import pytest

from chalicelib.catalogue import load_catalogue
from chalicelib.domain.post.marks import BlankCoverMark, parse_mark
from tests.unit.documents.reading import PRINTER, PrintedPage, read_pdf
from tests.unit.notices.given import OFFICE


@pytest.fixture(scope="module")
def blank() -> PrintedPage:
    [page] = read_pdf(PRINTER.print_blank_cover_sheet())
    return page


@pytest.mark.parametrize(
    "words",
    [
        "Isi lembar ini dengan huruf cetak. Pilih satu layanan.",
        *("Nomor berkas, bila sudah ada", "Nama lengkap", "NIK", "Nomor ponsel", "Alamat lengkap"),
        "Tanggal dan tanda tangan",
        *OFFICE.postal_address.split(", "),
    ],
)
def test_blank_cover_asks_for_what_opens_a_case(blank: PrintedPage, words: str) -> None:
    assert words in blank.words


def test_blank_cover_offers_every_service_that_the_post_may_bring(blank: PrintedPage) -> None:
    offered = blank.words.partition("Layanan yang Anda minta")[2]
    for service in load_catalogue().services.values():
        assert (service.name.id in offered) == service.by_post, service.code


def test_blank_cover_names_the_office_to_the_scanner_twice(blank: PrintedPage) -> None:
    assert [parse_mark(code.text) for code in blank.codes] == [BlankCoverMark(OFFICE.code)] * 2
    assert blank.module_mm >= 1
    assert blank.stays_inside()


def test_labels_carry_the_address_and_nothing_of_a_case() -> None:
    [page] = read_pdf(PRINTER.print_address_labels())
    assert page.words.count("Malang 65132") == 10
    assert page.words.count("Pengirim") == 10
    assert page.codes == ()
    assert page.stays_inside()


def test_both_are_the_same_on_every_day() -> None:
    assert PRINTER.print_blank_cover_sheet() == PRINTER.print_blank_cover_sheet()
    assert PRINTER.print_address_labels() == PRINTER.print_address_labels()
