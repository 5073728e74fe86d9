"""The slip for residents without phone and e-mail, read back from the page."""

import pytest

from chalicelib.domain.identifiers import Pin
from chalicelib.domain.text import Text
from chalicelib.services.ports import CustodyPlace
from tests.unit.documents.reading import PRINTER, PrintedPage, read_pdf
from tests.unit.notices.given import LINK, OFFICE, PIN_KEY, RECEIPT, a_case

PIN = Pin.derive(PIN_KEY, RECEIPT, 1)
MISSING = [Text(id=f"Dokumen {n} belum ada.", en=f"Paper {n} is missing.") for n in range(1, 41)]


def print_slip(missing: list[Text] | None, custody: CustodyPlace | None = "office") -> bytes:
    return PRINTER.print_slip(a_case("KTP-LOST"), PIN, missing, custody)


@pytest.fixture(scope="module")
def slip() -> PrintedPage:
    [page] = read_pdf(print_slip(MISSING[:2]))
    return page


@pytest.mark.parametrize(
    "words",
    [
        *("KIRIMAN POS ANDA SUDAH KAMI TERIMA", RECEIPT.format(), PIN.format(), "KTP-el hilang", "24 November 2026"),
        *("Dokumen 1 belum ada.", "Dokumen 2 belum ada.", "Paper 2 is missing.", LINK, OFFICE.help_line.id),
        *("Kirim lewat pos dan tulis nomor berkas di atas", "Kami simpan di kantor.", "UU 24/2013 Pasal 79A"),
    ],
)
def test_slip_says_what_a_resident_needs(slip: PrintedPage, words: str) -> None:
    assert words in slip.words


def test_code_on_the_slip_is_the_number_alone(slip: PrintedPage) -> None:
    assert slip.marks == {str(RECEIPT)}
    assert slip.stays_inside()


def test_everything_missing_is_told_over_as_many_pages_as_it_takes() -> None:
    pages = read_pdf(print_slip(MISSING))
    words = " ".join(page.words for page in pages)
    assert len(pages) > 1
    assert all(text.id in words and text.en in words for text in MISSING)
    assert all(page.stays_inside() for page in pages)


def test_nothing_missing_is_told_too() -> None:
    [page] = read_pdf(print_slip([]))
    assert "Saat ini tidak ada yang kurang." in page.words
    assert "Yang masih perlu" not in page.words


def test_what_nobody_has_checked_yet_is_not_called_complete() -> None:
    [page] = read_pdf(print_slip(None))
    assert "Petugas akan memeriksa isi amplop Anda." in page.words
    assert "tidak ada yang kurang" not in page.words


@pytest.mark.parametrize(
    ("place", "words"),
    [("post_office", "Disimpan di kantor pos"), ("office", "Kami simpan di kantor"), ("returned", "Sudah kami kirim")],
)
def test_slip_tells_where_the_originals_are(place: CustodyPlace, words: str) -> None:
    [page] = read_pdf(print_slip([], place))
    assert words in page.words


def test_slip_of_a_case_without_originals_says_nothing_of_them() -> None:
    [page] = read_pdf(print_slip([], None))
    assert "Dokumen asli Anda" not in page.words


def test_same_slip_prints_the_same_bytes() -> None:
    assert print_slip(MISSING[:2]) == print_slip(MISSING[:2])
