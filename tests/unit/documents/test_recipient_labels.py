"""Labels with the addresses of residents, as a printer and a scanner see them."""

import pypdfium2
import zxingcpp

from chalicelib.adapters.documents.recipient_labels import PER_SHEET, PdfRecipientLabels
from chalicelib.adapters.documents.words import SheetWords
from chalicelib.catalogue import load_catalogue, load_messages, load_office, load_regions
from chalicelib.domain.applicant import Address
from chalicelib.domain.collection import parse_scan
from chalicelib.domain.identifiers import Postcode
from chalicelib.services.counter_ports import Addressee
from tests.builders import a_receipt

VILLAGE = load_regions().districts[0].villages[0]
LONG = "Jalan Contoh Raya Gang Mawar Nomor Seratus Dua Puluh Tiga Blok C Perumahan Permata "


def an_addressee(n: int, *, long: bool = False) -> Addressee:
    address = Address(
        street=(LONG * 3)[:200].strip() if long else "Jalan Contoh 7", rt="3", rw="4", village=VILLAGE.code,
        postcode=VILLAGE.postcode, landmark=(LONG * 3)[:200].strip() if long else None,
    )  # fmt: skip
    name = "Raden Ajeng Siti Contoh Panjang Sekali binti Haji Contoh" if long else "Siti Contoh"
    return Addressee(a_receipt(n), "p1", name, address, "KTP-el")


def pages(*addressees: Addressee) -> pypdfium2.PdfDocument:
    words = SheetWords(load_office("3573"), load_catalogue(), load_messages())
    return pypdfium2.PdfDocument(PdfRecipientLabels(words, load_regions()).print(addressees))


def scanned(document: pypdfium2.PdfDocument, page: int) -> set[str]:
    return {code.text for code in zxingcpp.read_barcodes(document[page].render(scale=3).to_pil())}


def test_ten_to_a_sheet_and_every_code_names_its_product() -> None:
    document = pages(*(an_addressee(n) for n in range(PER_SHEET + 1)))
    found = [scanned(document, page) for page in range(len(document))]
    assert [len(codes) for codes in found] == [PER_SHEET, 1]
    assert {parse_scan(code) for codes in found for code in codes} == {
        (a_receipt(n), "p1") for n in range(PER_SHEET + 1)
    }


def test_a_label_has_the_whole_address() -> None:
    text = pages(an_addressee(1))[0].get_textpage().get_text_range()
    for part in ("Siti Contoh", "Jalan Contoh 7, RT 3 RW 4", VILLAGE.name, f"Kota Malang {VILLAGE.postcode}"):
        assert part in text


def test_a_label_for_another_city_names_it() -> None:
    address = Address(street="Jalan Pemuda 1", postcode=Postcode("60271"), city="Kota Surabaya")
    text = pages(Addressee(a_receipt(1), "p1", "Siti Contoh", address, "KTP-el"))[0].get_textpage().get_text_range()
    assert "Kota Surabaya 60271" in text
    assert "Kota Malang 60271" not in text


def test_the_longest_address_stays_on_its_label() -> None:
    document = pages(*(an_addressee(n, long=True) for n in range(PER_SHEET)))
    assert len(scanned(document, 0)) == PER_SHEET
    page = document[0].get_textpage()
    first = [page.get_charbox(place) for place in range(page.count_chars())]
    down = (297 - 20) / 5 * 72 / 25.4
    top = document[0].get_height() - 10 * 72 / 25.4
    rows = {int((top - box[3]) // down) for box in first if box[3] > box[1]}
    assert rows == set(range(5))
    gap = 3 * 72 / 25.4  # between two labels there is nothing
    assert not [box for box in first if box[3] > box[1] and (top - box[1]) % down > down - gap + 0.5]
