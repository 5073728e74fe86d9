"""What the office prints goes out by post and comes back in an envelope."""

from typing import Any

from chalicelib.domain.access import Role
from chalicelib.domain.lifecycle import CaseState
from tests.integration.http.walk import bring_to, stored
from tests.office import MiniOffice, Resident
from tests.post_office import KEYED, Envelope, PostOffice


def cover_of(office: MiniOffice, resident: Resident) -> str:
    """What the code on the resident's cover sheet says."""
    assert resident.call("GET", "/cover-sheet.pdf").status == 200
    text: str = office.ports.sheet_printer.printed[-1][3].text()  # type: ignore[attr-defined] # a CoverMark
    return text


def slip_of(office: MiniOffice, receipt: str) -> tuple[Any, Any]:
    """What is missing, and where the originals are."""
    assert office.staff(Role.COUNTER).call("GET", f"/v1/cases/{receipt}/slip.pdf").status == 200
    _, _, _, missing, custody = office.ports.sheet_printer.printed[-1]
    return missing, custody


def test_the_printed_cover_brings_the_envelope_to_its_draft(office: MiniOffice, partner: PostOffice) -> None:
    resident = office.start()
    pages = (cover_of(office, resident), partner.separator("KK"), "paper")
    (envelope,) = partner.post(Envelope("0001", pages))["envelopes"]
    assert (envelope["end"], envelope["receipt_number"]) == ("attached", resident.started["receipt_number"])
    assert stored(office, resident.id).state is CaseState.SUBMITTED


def test_the_printed_cover_answers_a_returned_case(office: MiniOffice, partner: PostOffice) -> None:
    resident = bring_to(office, CaseState.RETURNED)
    (envelope,) = partner.post(Envelope("0001", (cover_of(office, resident), "paper")))["envelopes"]
    assert envelope["end"] == "attached"
    assert stored(office, resident.id).state is CaseState.SUBMITTED


def test_a_draft_waits_for_the_letter_longer_than_for_a_click(office: MiniOffice, partner: PostOffice) -> None:
    resident = office.start()
    cover = cover_of(office, resident)
    office.ports.clock.advance(days=55)
    office.work()
    assert stored(office, resident.id).state is CaseState.DRAFT
    (envelope,) = partner.post(Envelope("0001", (cover, "paper")))["envelopes"]
    assert envelope["receipt_number"] == resident.started["receipt_number"]


def test_a_slip_tells_what_is_missing_once_the_pages_are_sorted(office: MiniOffice, partner: PostOffice) -> None:
    sorted_pages = (partner.separator("KK"), "paper")
    (unsorted,) = partner.post(Envelope("0001", ("paper",), {"keyed": KEYED}))["envelopes"]
    (known,) = partner.post(Envelope("0001", sorted_pages, {"keyed": KEYED}))["envelopes"]
    assert slip_of(office, unsorted["receipt_number"]) == (None, "post_office")
    missing, custody = slip_of(office, known["receipt_number"])
    said = [text.id for text in missing]
    assert "Dokumen ini belum ada: Surat keterangan kehilangan dari kepolisian." in said
    assert not any("Kartu Keluarga" in text for text in said)
    assert custody == "post_office"


def test_a_slip_tells_where_the_originals_went(office: MiniOffice, partner: PostOffice) -> None:
    (envelope,) = partner.post(Envelope("0001", ("paper",), {"keyed": KEYED}))["envelopes"]
    api = office.staff(Role.FRONT_OFFICER)
    version = api.call("GET", f"/v1/envelopes/{envelope['envelope']}").json["version"]
    path = f"/v1/envelopes/{envelope['envelope']}/custody"
    assert api.call("POST", path, {"place": "office"}, {"If-Match": f'"{version}"'}).status == 200
    assert slip_of(office, envelope["receipt_number"])[1] == "office"
