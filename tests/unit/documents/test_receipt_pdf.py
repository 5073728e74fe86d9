"""The receipt on paper: read back from the page as it is printed."""

from dataclasses import dataclass

import pypdfium2
import pytest
import segno
from PIL import Image

from chalicelib.adapters.documents import PdfReceiptPrinter
from chalicelib.catalogue import load_catalogue, load_messages
from chalicelib.domain.case import Case
from chalicelib.domain.document import Document
from chalicelib.domain.identifiers import Pin
from tests.unit.notices.given import LINK, OFFICE, PIN_KEY, RECEIPT, a_case, service

PIN = Pin.derive(PIN_KEY, RECEIPT, 1)


@dataclass(frozen=True)
class Printed:
    """One receipt, read back: its text, its picture at 144 dpi, the height of its lowest mark in points."""

    pages: int
    text: str
    picture: Image.Image
    lowest: float


def _papers_of(code: str, *, known: bool) -> tuple[Document, ...]:
    return tuple(
        Document(
            id=slot.id, slot=slot.id, choices=slot.choices, type=slot.choices[0] if known else None,
            uploads=("a-file",), round=1,
        )
        for slot in (planned.slot for planned in service(code).plan.slots)
    )  # fmt: skip


def _bytes_of(case: Case) -> bytes:
    return PdfReceiptPrinter(OFFICE, load_catalogue(), load_messages(), LINK).print_receipt(case, PIN)


def _print(case: Case) -> Printed:
    document = pypdfium2.PdfDocument(_bytes_of(case))
    page = document[0]
    text = page.get_textpage()
    boxes = [text.get_charbox(index) for index in range(text.count_chars())]
    return Printed(
        pages=len(document),
        text=text.get_text_range(),
        picture=page.render(scale=2).to_pil(),
        lowest=min(box[1] for box in boxes),
    )


@pytest.fixture(scope="module")
def printed() -> Printed:
    return _print(a_case("KTP-LOST", documents=_papers_of("KTP-LOST", known=True)))


@pytest.mark.parametrize(
    "words",
    [
        RECEIPT.format(),
        PIN.format(),
        OFFICE.name.id,
        OFFICE.name.en,
        "KTP-el hilang",
        "24 November 2026 pukul 09.17 WIB",
        "Surat keterangan kehilangan dari kepolisian",
        "Police loss report",
        LINK,
        "paling lama 24 jam",
        "UU 24/2013 Pasal 79A",
        "Receipt number",
    ],
)
def test_receipt_says_what_a_resident_needs(printed: Printed, words: str) -> None:
    assert words in printed.text


def test_code_on_the_page_is_the_number_alone(printed: Printed) -> None:
    symbol = segno.make(str(RECEIPT), error="m", micro=False, boost_error=False)

    assert _read_modules(printed.picture, len(symbol.matrix)) == [[bool(dark) for dark in row] for row in symbol.matrix]


def _read_modules(picture: Image.Image, count: int) -> list[list[bool]]:
    """The modules of the only code on the right half of the page's upper half, as a camera finds them."""
    grey = picture.convert("L")
    left, top = grey.width * 3 // 4, grey.height // 7
    corner = grey.crop((left, top, grey.width, grey.height // 3)).point(lambda level: 255 if level < 128 else 0)
    box = corner.getbbox()
    assert box is not None
    module = (box[2] - box[0]) / count
    at = [round(box[0] + (index + 0.5) * module) for index in range(count)]
    down = [round(box[1] + (index + 0.5) * module) for index in range(count)]
    return [[corner.getpixel((x, y)) == 255 for x in at] for y in down]


def test_receipt_is_one_page_of_paper(printed: Printed) -> None:
    assert printed.pages == 1
    assert printed.picture.size == (1191, 1684)


def test_same_case_prints_the_same_bytes() -> None:
    assert _bytes_of(a_case()) == _bytes_of(a_case())
    assert _bytes_of(a_case()) != _bytes_of(a_case("KTP-LOST"))


def test_receipt_without_papers_says_so() -> None:
    assert "Tidak ada dokumen" in _print(a_case(documents=())).text


def test_paper_without_a_file_is_not_received() -> None:
    empty = tuple(paper.model_copy(update={"uploads": ()}) for paper in _papers_of("KTP-LOST", known=True))

    assert "kepolisian" not in _print(a_case("KTP-LOST", documents=empty)).text


def test_paper_nobody_knows_any_more_is_a_dash() -> None:
    old = Document(id="old", slot="old", choices=("SOMETHING_OLD",), uploads=("a-file",), round=1)

    assert "-" in _print(a_case(documents=(old,))).text


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("code", sorted(load_catalogue().services))
def test_receipt_of_every_service_stays_on_its_page(code: str, known: bool) -> None:  # noqa: FBT001 - a parameter
    printed = _print(a_case(code, documents=_papers_of(code, known=known)))

    assert printed.pages == 1
    assert printed.lowest > 15
    assert "?" not in printed.text.replace("selanjutnya?", "").replace("next?", "")


def test_more_papers_than_fit_are_counted() -> None:
    papers = _papers_of("KTP-LOST", known=True) * 6
    printed = _print(a_case("KTP-LOST", documents=papers))

    assert f"+ {len(papers) - 13}" in printed.text
    assert printed.lowest > 15
