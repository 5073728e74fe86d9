"""The cover sheet, read back as the scanner of the post office sees it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from chalicelib.catalogue import load_catalogue
from chalicelib.domain.case import Asked, Case
from chalicelib.domain.checklist import Slot
from chalicelib.domain.document import Document, ScannedFrom, UploadState, VerdictKind
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.post.marks import CoverMark, parse_mark
from tests.builders import an_upload
from tests.unit.documents.reading import PRINTER, PrintedPage, read_pdf
from tests.unit.notices.given import OFFICE, RECEIPT, a_case, service

KEY = b"the office's key for cover sheets"
POST_BY = date(2027, 1, 9)
ALL = sorted(load_catalogue().services)
BY_POST = [code for code in ALL if service(code).by_post]


def a_draft(code: str, **changes: Any) -> Case:  # noqa: ANN401 - fields of a case
    return a_case(code, **{"state": CaseState.DRAFT, "asked": (), "received_at": None, **changes})


def slots_of(code: str) -> list[Slot]:
    """Every paper that the service can ask for: more than any one application needs."""
    return [planned.slot for planned in service(code).plan.slots]


def print_cover(case: Case, slots: Sequence[Slot] | None = None) -> bytes:
    mark = CoverMark(OFFICE.code, case.receipt, case.service).signed(KEY)
    return PRINTER.print_cover_sheet(case, slots_of(case.service) if slots is None else slots, mark, POST_BY)


def read_cover(case: Case) -> PrintedPage:
    [page] = read_pdf(print_cover(case))
    return page


@pytest.fixture(scope="module")
def cover() -> PrintedPage:
    return read_cover(a_draft("KTP-LOST"))


@pytest.mark.parametrize(
    "words",
    [
        OFFICE.name.id,
        "LEMBAR SAMPUL",
        "KTP-el hilang",
        "Lost KTP-el",
        "Kirim lewat pos paling lambat 9 Januari 2027",
        "Post it by 9 January 2027",
        "Surat keterangan kehilangan dari kepolisian",
        "Umur surat paling lama 14 hari",
        "Kirim dokumen asli, bukan fotokopi",
        "Salin nomor berkas di sini",
        "Jangan tulis PIN Anda di lembar ini",
        *OFFICE.postal_address.split(", "),
    ],
)
def test_cover_says_what_a_resident_needs(cover: PrintedPage, words: str) -> None:
    assert words in cover.words


def test_the_number_is_the_largest_on_the_page(cover: PrintedPage) -> None:
    number = RECEIPT.format()
    assert cover.largest.replace("-", "") == RECEIPT
    assert number in cover.text
    assert cover.largest_size >= 28


@pytest.mark.parametrize("code", ALL)
def test_cover_of_every_service_is_one_page_that_a_scanner_reads(code: str) -> None:
    page = read_cover(a_draft(code))
    assert page.stays_inside()
    assert "?" not in page.text
    assert [parse_mark(found.text) for found in page.codes] == [CoverMark(OFFICE.code, RECEIPT, code).signed(KEY)] * 2
    assert page.module_mm >= 1


def test_the_two_codes_lie_apart_and_off_every_fold(cover: PrintedPage) -> None:
    upper, lower = (code.box for code in cover.codes)
    assert upper[0] > 1 / 2 > lower[2]
    assert upper[3] < 1 / 3 < 2 / 3 < lower[1]


@pytest.mark.parametrize("code", BY_POST)
def test_every_paper_has_its_line_above_the_boxes(code: str) -> None:
    page = read_cover(a_draft(code))
    names = [load_catalogue().documents[choice].name.id for slot in slots_of(code) for choice in slot.choices]
    boxes = max(letter.top for letter in page.find("Salin nomor berkas di sini"))
    assert all(letter.bottom > boxes for name in names for letter in page.find(name))


def test_a_counter_service_sends_people_to_the_counter() -> None:
    page = read_cover(a_draft("NAME-CHANGE"))
    assert "Layanan ini tidak dapat diurus lewat pos" in page.words


def test_what_was_uploaded_need_not_be_sent() -> None:
    page = read_cover(a_draft("KTP-LOST", uploads=(an_upload("a-file", slot="kk", state=UploadState.ACCEPTED),)))
    assert page.words.count("Sudah kami terima. Tidak perlu dikirim.") == 1


def test_what_is_withdrawn_must_come_in_the_original() -> None:
    assert "Wajib diserahkan yang ASLI" in read_cover(a_draft("KTP-DAMAGED")).words
    uploaded = a_draft("KTP-DAMAGED", uploads=(an_upload("a-file", slot="ktp-rusak", state=UploadState.ACCEPTED),))
    assert "Sudah diunggah, tetapi yang ASLI tetap wajib diserahkan" in read_cover(uploaded).words


def test_what_came_by_post_before_need_not_come_again() -> None:
    scan = ScannedFrom(envelope="posmlg.B-1.0001", page=2, control_number="100001", side=1, file_page=2)
    posted = an_upload("a-page", slot="ktp-rusak", state=UploadState.ACCEPTED, scan=scan)
    page = read_cover(a_draft("KTP-DAMAGED", uploads=(posted,)))
    assert "Sudah kami terima. Tidak perlu dikirim." in page.words
    assert "Wajib diserahkan" not in page.words


def test_a_returned_case_asks_for_what_was_refused_alone() -> None:
    asked = (Asked(slot="kk", reason=VerdictKind.UNREADABLE, note="words of the officer"),)
    handed_in = tuple(
        Document(id=slot.id, slot=slot.id, choices=slot.choices, type=None, uploads=("a-file",), round=1)
        for slot in slots_of("KTP-LOST")
    )
    page = read_cover(a_case("KTP-LOST", state=CaseState.RETURNED, asked=asked, documents=handed_in))
    assert page.words.count("Diminta lagi: Dokumen tidak terbaca.") == 1
    assert page.words.count("Sudah kami terima. Tidak perlu dikirim.") == len(handed_in) - 1
    assert "words of the officer" not in page.words


def test_same_case_prints_the_same_bytes() -> None:
    assert print_cover(a_draft("KTP-LOST")) == print_cover(a_draft("KTP-LOST"))
    assert print_cover(a_draft("KTP-LOST")) != print_cover(a_draft("KTP-DAMAGED"))


def test_many_long_names_are_made_to_fit() -> None:
    long = [slot for slot in slots_of("KK-CHANGE") if len(slot.choices) > 1] * 4
    [page] = read_pdf(print_cover(a_draft("KK-CHANGE"), long[:13]))
    assert page.stays_inside()
