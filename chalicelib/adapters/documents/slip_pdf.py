"""The slip for residents without phone and e-mail: number and PIN, what is missing, where the originals are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.adapters.documents.drawing import draw_qr
from chalicelib.adapters.documents.page import MARGIN_MM, PAGE_HEIGHT, WIDTH_MM, Page, new_document
from chalicelib.adapters.documents.words import SheetWords, plain
from chalicelib.domain.case import Case
from chalicelib.domain.identifiers import Pin
from chalicelib.domain.text import Text

QR_MM: Final = 30.0
LOWEST_MM: Final = PAGE_HEIGHT - MARGIN_MM


@dataclass(frozen=True, slots=True)
class Slip:
    """What a slip is made of. `missing` None: not known yet. `public_url` is where residents follow a case."""

    case: Case
    pin: Pin
    missing: Sequence[Text] | None
    custody: str | None
    words: SheetWords
    public_url: str

    def received_at(self) -> Text:
        """When it came, on the office's clock."""
        local = self.words.office.local_time(self.case.received_at or self.case.created_at)
        return self.words.date(local.date())


def build_slip(slip: Slip) -> bytes:
    """One A4 page, and more when more is missing than fits; the same slip gives the same bytes."""
    pdf = new_document(slip.words.sheet("slip_title").id, slip.case.updated_at)
    pdf.add_page()
    page = Page(pdf)
    _write_head(page, slip)
    _write_missing(page, slip)
    _write_rest(page, slip)
    return bytes(pdf.output())


def _write_head(page: Page, slip: Slip) -> None:
    words = slip.words
    page.line(words.office.name.id, 13, bold=True)
    page.line(words.office.address, 8.5, grey=True)
    page.rule()
    page.pair(words.sheet("slip_title"), 15, bold=True)
    page.gap(2)
    # the number alone: who photographs the page's code does not get the PIN with it
    draw_qr(page, str(slip.case.receipt), MARGIN_MM + WIDTH_MM - QR_MM, page.top, QR_MM, "m")
    page.pair(words.receipt("number"), 10)
    page.line(slip.case.receipt.format(), 30, bold=True)
    page.gap(2)
    page.pair(words.receipt("pin"), 10)
    page.line(slip.pin.format(), 30, bold=True)
    page.pair(words.receipt("keep_pin"), 9.5)
    page.rule()
    page.fact(words.receipt("service"), [words.service(slip.case.service)])
    page.fact(words.receipt("received_at"), [slip.received_at()])
    page.rule()


def _write_missing(page: Page, slip: Slip) -> None:
    words = slip.words
    if not slip.missing:
        page.pair(words.sheet("slip_unchecked" if slip.missing is None else "slip_complete"), 11, bold=True)
        return
    page.pair(words.sheet("slip_missing"), 12, bold=True)
    for number, text in enumerate(slip.missing, start=1):
        _make_room(page, [text])
        top = page.top
        page.line(f"{number}.", 10.5, bold=True)
        page.move_to(top)
        page.pair(text, 10.5, left=7)
    _make_room(page, [words.sheet("slip_how_to_send")])
    page.pair(words.sheet("slip_how_to_send"), 10.5, bold=True)


def _write_rest(page: Page, slip: Slip) -> None:
    words = slip.words
    custody = [words.sheet(f"custody_{slip.custody}")] if slip.custody else []
    parts = [
        *((words.sheet("slip_originals"), custody) for _ in custody),
        (
            words.receipt("follow"),
            [words.receipt("how_to_follow", link=plain(slip.public_url)), words.sheet("slip_without_internet")],
        ),
        (words.receipt("free"), [words.office.help_line, words.office.hours]),
    ]
    for title, texts in parts:
        _make_room(page, [title, *texts])
        page.gap(3)
        page.pair(title, 11, bold=True)
        for text in texts:
            page.pair(text, 10)


def _make_room(page: Page, texts: Sequence[Text]) -> None:
    """Begin another page when these do not fit on this one."""
    height = sum(page.height_of(text.id, 11) + page.height_of(text.en, 9) + 2 for text in texts)
    if page.top + height > LOWEST_MM:
        pdf: Any = page.pdf
        pdf.add_page()
