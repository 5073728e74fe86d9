"""Letters on paper: what the window shows, what stands within the margins, and what the code says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from chalicelib.adapters.documents.letter_pdf import LEFT, WINDOW, PdfLetterPrinter
from chalicelib.adapters.documents.words import SheetWords
from chalicelib.catalogue import load_catalogue, load_messages, load_regions
from chalicelib.domain.applicant import Address
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.identifiers import Postcode
from chalicelib.domain.messages.notice_values import build_notice_values
from chalicelib.domain.notice_plan import LETTER_EVENTS
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.text import Language
from chalicelib.services.letter_ports import WrittenLetter
from tests.unit.notices.given import ASKED, LINK, OFFICE, RECEIPT, a_case, an_occasion, every

REGIONS = load_regions()
VILLAGE = REGIONS.districts[0].villages[0]
PRINTER = PdfLetterPrinter(SheetWords(OFFICE, load_catalogue(), load_messages()), REGIONS)
SHORT = Address(street="Jl. Ijen 1", rt="3", rw="7", village=VILLAGE.code, postcode=Postcode("65111"))
LONG = Address(street=("Jalan Panglima Besar " * 10)[:200], landmark=("Belakang masjid, " * 12)[:200], rt="001")
LONGEST_NAME = ("Raden Mas Haryo " * 13)[:200].strip()
MM = 72 / 25.4
FOLD = 99


def letter(
    event: NoticeEvent = NoticeEvent.READY, language: Language = Language.INDONESIAN, *, name: str = "Slamet",
    address: Address = SHORT, rounds: int = 1,
) -> WrittenLetter:  # fmt: skip
    """One as the service makes it."""
    case = a_case(language=language, asked=ASKED * rounds)
    values = build_notice_values(
        an_occasion(event, case), NoticeChannel.LETTER, OFFICE, load_catalogue(), load_messages()
    )
    words = load_messages().notice(event, NoticeChannel.LETTER, language, values)
    link = LINK if event is NoticeEvent.RETURNED else ""
    return WrittenLetter(
        code=f"{RECEIPT.format()}/7p1", receipt=RECEIPT, name=name, address=address, language=language,
        written_on=date(2026, 11, 24), subject=words.subject, text=words.text, link=link,
    )  # fmt: skip


def boxes(page: pypdfium2.PdfPage) -> Iterator[tuple[float, float, float, float, str]]:
    """Each piece of text on a page: left, top, right, bottom in millimetres from the upper left, and what it says."""
    text = page.get_textpage()
    height = page.get_height()
    for number in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(number)
        said = text.get_text_bounded(left, bottom, right, top)
        yield left / MM, (height - top) / MM, right / MM, (height - bottom) / MM, said


@pytest.mark.parametrize("language", Language)
def test_a_letter_of_training_says_on_every_page_and_in_the_window_that_it_is_not_to_be_mailed(
    language: Language,
) -> None:
    usual = letter(NoticeEvent.RETURNED, language, name=LONGEST_NAME, address=LONG, rounds=6)
    real, practised = (
        pypdfium2.PdfDocument(PRINTER.print([replace(usual, is_practice=mark)])) for mark in (False, True)
    )
    said = {Language.INDONESIAN: "LATIHAN: jangan dikirim", Language.ENGLISH: "PRACTICE: do not send"}[language]
    assert len(practised) == len(real) > 1
    assert not any(said in page.get_textpage().get_text_bounded() for page in real)
    assert all(said in page.get_textpage().get_text_bounded() for page in practised)
    left, top, width, height = WINDOW
    shown = [(x, right, y, bottom) for x, y, right, bottom, text in boxes(practised[0]) if text.strip() == said]
    assert any(left < x < right < left + width and top < y < bottom < top + height for x, right, y, bottom in shown)


@pytest.mark.parametrize(
    ("event", "language", "name", "address"),
    every(sorted(LETTER_EVENTS), Language, ["Slamet", LONGEST_NAME], [SHORT, LONG]),
)
def test_every_letter_keeps_its_margins_and_shows_nothing_but_the_address_in_the_window(
    event: NoticeEvent, language: Language, name: str, address: Address
) -> None:
    pages = pypdfium2.PdfDocument(PRINTER.print([letter(event, language, name=name, address=address)]))
    left, top, width, height = WINDOW
    for number, page in enumerate(pages):
        for x, y, right, bottom, said in boxes(page):
            assert x >= LEFT - 0.5, said
            assert right <= 210 - LEFT + 0.5, said
            assert y >= 12, said
            assert bottom <= 297 - 10, said
            if number == 0 and top - 5 < y < FOLD and x < left + width:
                assert top + 1 <= y, said
                assert bottom <= top + height - 1, said
                assert right <= left + width - 2, said


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Nur'aini", "Nur'aini"),
        ("Nguyễn Thị Đào", "Nguyen Thi Dào"),
        ("王小明", f"Pemohon berkas {RECEIPT.format()}"),
        ("", f"Pemohon berkas {RECEIPT.format()}"),
    ],
)
def test_a_name_in_other_letters_is_said_plainly_and_never_as_question_marks(name: str, shown: str) -> None:
    page = pypdfium2.PdfDocument(PRINTER.print([letter(name=name)]))[0]
    said = page.get_textpage().get_text_range()
    assert shown in said
    assert f"Kel. {VILLAGE.name}" in said
    assert "?" not in said


def test_a_long_letter_numbers_its_pages_and_the_next_begins_anew() -> None:
    pages = pypdfium2.PdfDocument(PRINTER.print([letter(NoticeEvent.RETURNED, rounds=8), letter()]))
    said = [page.get_textpage().get_text_range() for page in pages]
    count = len(said) - 1
    assert count > 1
    assert [f"{number}/{count}" in text for number, text in enumerate(said[:-1], 1)] == [True] * count
    assert "1/1" not in said[-1]
    assert all(f"{number}. " in "".join(said) for number in range(1, 25))


@pytest.mark.parametrize("language", Language)
def test_the_code_opens_the_page_to_upload_on_and_no_pin_stands_in_the_letter(language: Language) -> None:
    import zxingcpp  # noqa: PLC0415 - the reader of the tests

    pages = pypdfium2.PdfDocument(PRINTER.print([letter(NoticeEvent.RETURNED, language)]))
    found = [code.text for page in pages for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]
    assert found == [LINK]
    said = "".join(page.get_textpage().get_text_range() for page in pages)
    assert OFFICE.postal_address.split(",")[0] in said
    ready = pypdfium2.PdfDocument(PRINTER.print([letter(NoticeEvent.READY, language)]))
    assert not [code for page in ready for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())]


def test_more_pages_than_one_pdf_may_have_are_refused() -> None:
    with pytest.raises(InvalidRequestError, match="too_many_letter_pages"):
        PRINTER.print([letter(NoticeEvent.RETURNED, rounds=8)] * 40)
