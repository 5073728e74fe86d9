"""The print list of a batch, as a printer and a scanner see it."""

from datetime import timedelta

import pypdfium2
import zxingcpp

from chalicelib.adapters.documents.print_list import PER_PAGE, PdfPrintList
from chalicelib.adapters.documents.words import SheetWords
from chalicelib.catalogue import load_catalogue, load_messages, load_office
from chalicelib.domain.catalogue import ServiceCode
from chalicelib.domain.collection import parse_scan
from chalicelib.domain.print_batch import MOST_LINES, LineState, PrintBatch, PrintLine
from tests.builders import a_receipt
from tests.fakes import EPOCH


def a_batch(cards: int, service: str = "KTP-LOST") -> PrintBatch:
    lines = [PrintLine(receipt=a_receipt(n), product="p1", service=service) for n in range(cards)]
    done = [lines[0].model_copy(update={"state": LineState.PRINTED, "spoiled": 1}), *lines[1:]]
    return PrintBatch(id="20260302T010000-x", card="KTP_EL", made_by="p1", made_at=EPOCH, lines=tuple(done))


def printed(batch: PrintBatch) -> bytes:
    words = SheetWords(load_office("3573"), load_catalogue(), load_messages())
    return PdfPrintList(words).print(batch)


def test_every_code_of_the_largest_batch_names_its_card() -> None:
    batch = a_batch(MOST_LINES)
    document = pypdfium2.PdfDocument(printed(batch))
    pages = [zxingcpp.read_barcodes(page.render(scale=3).to_pil()) for page in document]
    assert [len(codes) for codes in pages] == [PER_PAGE] * 4 + [MOST_LINES % PER_PAGE]
    found = [parse_scan(code.text) for codes in pages for code in codes]
    assert {batch.line(*code) for code in found} == set(batch.lines)


def test_what_a_line_says_in_letters() -> None:
    text = pypdfium2.PdfDocument(printed(a_batch(2)))[0].get_textpage().get_text_range()
    name = load_catalogue().services[ServiceCode("KTP-LOST")].name.id
    for part in ("KTP-EL", f"1. {a_receipt(0).format()}", f"2. {a_receipt(1).format()}", f"{name} (p1)", "2 kartu"):
        assert part in text


def test_the_longest_name_of_a_service_stays_on_its_line() -> None:
    longest = max(load_catalogue().services.values(), key=lambda service: len(service.name.id))
    document = pypdfium2.PdfDocument(printed(a_batch(PER_PAGE, longest.code)))
    assert len(document) == 1
    assert len(zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())) == PER_PAGE


def test_the_same_batch_gives_the_same_bytes_and_a_later_day_another_date() -> None:
    batch = a_batch(1)
    assert printed(batch) == printed(batch)
    assert printed(batch) != printed(batch.model_copy(update={"made_at": EPOCH + timedelta(days=1)}))


def test_a_service_that_the_catalogue_has_no_more_is_told_by_its_code() -> None:
    assert "OLD-ONE (p1)" in pypdfium2.PdfDocument(printed(a_batch(1, "OLD-ONE")))[0].get_textpage().get_text_range()


def test_what_nobody_is_to_print_is_left_out_and_counted() -> None:
    batch = a_batch(3)
    lines = [batch.lines[0].model_copy(update={"state": LineState.CANCELLED}), *batch.lines[1:]]
    document = pypdfium2.PdfDocument(printed(batch.model_copy(update={"lines": tuple(lines)})))
    text = document[0].get_textpage().get_text_range()
    assert "2 kartu" in text
    assert "Tidak ada di daftar ini: 1 kartu" in text
    assert a_receipt(0).format() not in text
    assert f"2. {a_receipt(1).format()}" in text
    assert len(zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())) == 2


def test_a_list_of_nothing_to_print_is_one_page_that_says_so() -> None:
    batch = a_batch(1)
    gone = batch.lines[0].model_copy(update={"state": LineState.SENT_BACK})
    document = pypdfium2.PdfDocument(printed(batch.model_copy(update={"lines": (gone,)})))
    assert len(document) == 1
    assert "Jangan dicetak" in document[0].get_textpage().get_text_range()
