"""Signed PDFs over HTTP: matched to their line, checked, kept once, handed out to their resident and nobody else."""

import pytest

from chalicelib.adapters.signatures.verifier import ConfinedPdfVerifier
from chalicelib.domain.access import Role
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.seen import Sight
from tests import signed_papers
from tests.gateway import Gateway
from tests.integration.http.signing_calls import SIGNED, Desk, awaiting, document_of, kept, send_document
from tests.integration.http.test_signing import act, product_state, propose, signed_today, states
from tests.integration.http.walk import CHANGE, a_step, bring_to, faults, stored
from tests.office import PUBLIC, STAFF, MiniOffice, Officer
from tests.officers import sign_in
from tests.residents import Browser, as_header, cookies_of


@pytest.fixture
def api(office: MiniOffice) -> Gateway:
    return office.staff(Role.SIGNER, "s1")


def actions(office: MiniOffice, receipt: str) -> list[str]:
    """What happened to its document."""
    found = office.services.find_cases.list_audit(ReceiptNumber.restore(receipt))
    return [event.action for event in found if "sign" in event.action or "document" in event.action]


def take_back(office: MiniOffice, receipt: str) -> None:
    """Its signature, by a signer."""
    back = Officer(office.staff(Role.SIGNER), receipt).move("POST", "/milestones", a_step("corrected"))
    assert back.status == 200, back.content


def own_sights(office: MiniOffice) -> list[str]:
    """Receipts whose residents were given their own documents, each time."""
    return [seen.receipt for seen in office.ports.seen.seen if (seen.officer, seen.sight) == ("", Sight.RESULT)]


def test_a_sound_document_signs_its_product_and_is_kept_once(office: MiniOffice, api: Gateway) -> None:
    receipt, other = awaiting(office), awaiting(office)
    batch = propose(api).json["batch"]
    first = send_document(api, batch, f"{receipt[:4]}-{receipt[4:8]}-{receipt[8:]}-p1 (1).pdf")
    assert [(line["state"], line["document"]) for line in first.json["lines"]] == [("signed", True), ("waiting", False)]
    result = stored(office, receipt).products[0].result
    assert result is not None
    assert (result.pages, result.size, result.by) == (1, len(SIGNED), "s1")
    assert office.ports.signed_documents.kept == {result.key: SIGNED}
    again = send_document(api, batch, f"{receipt}.pdf")
    assert again.json == first.json
    assert actions(office, receipt) == ["signed"]
    assert signed_today(office, api) == (1, 0, 0)
    assert product_state(office, other) is ProductState.AWAITING_SIGNATURE


def test_a_refused_document_is_named_with_every_reason_and_leaves_no_trace(office: MiniOffice, api: Gateway) -> None:
    receipt = awaiting(office)
    batch = propose(api).json["batch"]
    before = office.ports.signing_ledger.batches[batch]
    for pdf, reasons in {
        b"%PDF pdf_altered|": {"pdf_altered"},
        b"%PDF unknown_issuer signed_by_another|": {"unknown_issuer", "signed_by_another"},
        b"%PDF": {"pdf_not_signed"},
        b"GIF89a": {"not_a_pdf"},
    }.items():
        told = send_document(api, batch, f"{receipt}.pdf", pdf)
        assert (told.status, faults(told)) == (422, {("document", reason) for reason in reasons})
    office.ports.trust.trust = None
    assert faults(send_document(api, batch, f"{receipt}.pdf")) == {("document", "no_signers_known")}
    assert faults(send_document(api, batch, "scan001.pdf")) == {("document", "file_fits_none")}
    assert office.ports.signed_documents.kept == {}
    assert office.ports.signing_ledger.batches[batch] == before
    assert actions(office, receipt) == []


def test_another_document_takes_no_kept_ones_place_until_the_signature_is_taken_back(
    office: MiniOffice, api: Gateway
) -> None:
    resident = bring_to(office, CaseState.IN_PROCESS, CHANGE)
    batch = propose(api).json["batch"]
    send_document(api, batch, f"{resident.id}.pdf")
    corrected = SIGNED + b"anew"
    refused = send_document(api, batch, f"{resident.id}.pdf", corrected)
    assert faults(refused) == {("document", "other_document_kept")}
    take_back(office, resident.id)
    assert stored(office, resident.id).products[0].result is None
    assert send_document(api, propose(api).json["batch"], f"{resident.id}.pdf", corrected).status == 200
    result = stored(office, resident.id).products[0].result
    assert result is not None
    assert office.ports.signed_documents.kept[result.key] == corrected


def test_the_page_keeps_the_field_of_a_file_that_is_refused_once_all_documents_are_there(
    office: MiniOffice, api: Gateway
) -> None:
    receipt = awaiting(office)
    desk = Desk(office, propose(api).json["batch"])
    assert 'id="document"' not in desk.send(f"{receipt}.pdf", SIGNED).content.decode()
    refused = desk.send(f"{receipt}.pdf", SIGNED + b"other").content.decode()
    assert "PDF lain sudah disimpan" in refused
    assert 'id="document"' in refused


def test_one_file_is_kept_for_one_resident(office: MiniOffice, api: Gateway) -> None:
    first, second = awaiting(office), awaiting(office)
    batch = propose(api).json["batch"]
    assert [send_document(api, batch, f"{first}.pdf").status for _ in range(2)] == [200, 200]
    for _ in range(2):
        refused = send_document(api, batch, f"{second}.pdf")
        assert faults(refused) == {("document", "document_of_another")}
    number = stored(office, first).receipt.format()
    assert f"{number}-p1" in refused.json["errors"][0]["message"]
    assert (product_state(office, second), actions(office, second)) == (ProductState.AWAITING_SIGNATURE, [])
    assert len(office.ports.signed_documents.kept) == 1
    told = Desk(office, batch).send(f"{second}.pdf", SIGNED)
    assert (told.status, f"sudah disimpan untuk {number}-p1" in told.content.decode()) == (422, True)
    assert send_document(api, batch, f"{second}.pdf", document_of(second)).status == 200


def test_a_file_is_free_for_its_own_resident_once_it_was_taken_back_from_another(
    office: MiniOffice, api: Gateway
) -> None:
    wrong, right = bring_to(office, CaseState.IN_PROCESS, CHANGE), awaiting(office)
    batch = propose(api).json["batch"]
    assert send_document(api, batch, f"{wrong.id}.pdf").status == 200
    take_back(office, wrong.id)
    assert send_document(api, batch, f"{right}.pdf").status == 200
    assert faults(send_document(api, propose(api).json["batch"], f"{wrong.id}.pdf")) == {
        ("document", "document_of_another")
    }


def test_a_document_with_another_persons_number_is_refused_and_one_without_any_is_doubted(
    office: MiniOffice, api: Gateway
) -> None:
    first, second, third = (awaiting(office) for _ in range(3))
    batch = propose(api).json["batch"]
    foreign = SIGNED + b"NIK 3573994101900077"
    assert faults(send_document(api, batch, f"{first}.pdf", foreign)) == {("document", "document_names_another")}
    assert office.ports.signed_documents.kept == {}
    assert "orang lain" in Desk(office, batch).send(f"{first}.pdf", foreign).content.decode()
    page = Desk(office, batch).send(f"{first}.pdf", SIGNED + b"Kartu Keluarga").content.decode()
    assert (page.count("tidak ditemukan di PDF"), "1 PDF belum dapat dipastikan" in page) == (2, True)
    send_document(api, batch, f"{second}.pdf", SIGNED + b" ")
    last = send_document(api, batch, f"{third}.pdf", document_of(third))
    assert [line["doubt"] for line in last.json["lines"]] == ["not_named", "no_text", ""]
    again = send_document(api, batch, f"{second}.pdf", SIGNED + b" ")
    assert again.json == last.json
    assert "3573994101900077" not in str(again.json)


def test_a_document_may_come_after_it_was_confirmed_and_its_batch_was_over(office: MiniOffice, api: Gateway) -> None:
    receipt = awaiting(office)
    batch = propose(api).json["batch"]
    assert act(api, batch, "signed", receipt).json["state"] == "closed"
    for _ in range(2):
        told = send_document(api, batch, f"{receipt}-p1.pdf")
        assert (states(told), told.json["lines"][0]["document"]) == (["signed"], True)
    assert actions(office, receipt) == ["signed", "document_kept"]
    assert signed_today(office, api) == (1, 0, 0)


def test_a_refused_document_is_not_signed_by_a_file_for_its_old_batch(office: MiniOffice, api: Gateway) -> None:
    receipt = awaiting(office)
    batch = propose(api).json["batch"]
    act(api, batch, "refused", receipt, reason="wrong_data")
    assert faults(send_document(api, batch, f"{receipt}.pdf")) == {("document", "not_to_be_signed")}
    assert (product_state(office, receipt), actions(office, receipt)) == ("AWAITING_SIGNATURE", ["signature_refused"])


def test_a_signature_taken_back_is_given_anew_in_a_new_batch_alone(office: MiniOffice, api: Gateway) -> None:
    resident = bring_to(office, CaseState.IN_PROCESS, CHANGE)
    batch = propose(api).json["batch"]
    assert act(api, batch, "signed", resident.id).json["state"] == "closed"
    take_back(office, resident.id)
    assert faults(send_document(api, batch, f"{resident.id}.pdf")) == {("document", "not_to_be_signed")}
    assert stored(office, resident.id).products[0].result is None


def test_an_answer_lost_after_the_case_is_made_up_by_the_next_try(office: MiniOffice, api: Gateway) -> None:
    receipt = awaiting(office)
    batch = propose(api).json["batch"]
    ledger = office.ports.signing_ledger
    before = ledger.batches[batch]
    send_document(api, batch, f"{receipt}.pdf")
    ledger.batches[batch] = before
    assert states(send_document(api, batch, f"{receipt}.pdf")) == ["signed"]
    assert (actions(office, receipt), signed_today(office, api)) == (["signed"], (1, 0, 0))


def test_who_may_only_read_sends_none(office: MiniOffice, api: Gateway) -> None:
    receipt = awaiting(office)
    batch = propose(api).json["batch"]
    assert send_document(office.staff(Role.AUDITOR), batch, f"{receipt}.pdf").status == 403


def test_real_documents_are_told_apart_on_the_page(office: MiniOffice, api: Gateway) -> None:
    receipt = awaiting(office)
    batch = propose(api).json["batch"]
    verifier = office.ports.pdf_verifier = ConfinedPdfVerifier()
    office.ports.trust.trust = signed_papers.trust()
    desk, name = Desk(office, batch), f"{receipt}-p1.pdf"
    sound = signed_papers.signed()
    try:
        for pdf, sentence in {
            signed_papers.altered(sound): "diubah setelah ditandatangani",
            signed_papers.signed(by=signed_papers.person("Orang Lain")): "ditandatangani orang lain",
            signed_papers.appended(sound): "Ada yang ditambahkan",
        }.items():
            told = desk.send(name, pdf)
            assert (told.status, sentence in told.content.decode()) == (422, True)
            assert name in told.content.decode()
        assert product_state(office, receipt) is ProductState.AWAITING_SIGNATURE
        assert "Pilih PDF dulu" in desk.send("", b"").content.decode()
        assert f"{name} disimpan untuk" in desk.send(name, sound).content.decode()
        desk._token = "of another session"
        once_more = desk.send(name, bytes(range(256)) * 4096)
        assert (once_more.status, len(once_more.content) < 20_000) == (403, True)
    finally:
        verifier.close()
    assert product_state(office, receipt) is ProductState.SIGNED
    assert list(office.ports.signed_documents.kept.values()) == [sound]


def test_a_resident_gets_their_document_once_it_is_ready_and_that_is_recorded(office: MiniOffice, api: Gateway) -> None:
    receipt = awaiting(office)
    send_document(api, propose(api).json["batch"], f"{receipt}.pdf")
    early = Browser(office, cookies=cookies_of(office, receipt))
    assert "Unduh dokumen" not in early.go(f"/apply/{receipt}/status").content.decode()
    assert early.go(f"/apply/{receipt}/results/p1").status == 404
    resident = kept(office)
    browser = Browser(office, cookies=cookies_of(office, resident.id))
    browser.go(f"/apply/{resident.id}/status")
    assert f"/apply/{resident.id}/results/p1" in browser.page.content.decode()
    assert own_sights(office) == []
    found = Gateway(PUBLIC).call("GET", f"/apply/{resident.id}/results/p1", None, as_header(browser.cookies))
    result = stored(office, resident.id).products[0].result
    assert result is not None
    assert found.headers["Location"].startswith(f"https://pages.example/{result.key}?version={result.version_id}")
    assert found.headers["Location"].endswith("seconds=60")
    told = resident.call("GET", "/results/p1").json
    assert (told["url"], told["seconds"]) == (found.headers["Location"], 60)
    assert resident.call("GET").json["status"]["products"][0]["has_document"] is True
    assert own_sights(office) == [resident.id, resident.id]


def test_nobody_elses_visit_opens_it(office: MiniOffice) -> None:
    resident, other = kept(office), office.start()
    browser = Browser(office, cookies=cookies_of(office, other.id))
    assert browser.go(f"/apply/{resident.id}/results/p1").status == 401
    assert office.public.call("GET", f"/v1/applications/{resident.id}/results/p1").status == 401
    assert other.api.call("GET", f"/v1/applications/{resident.id}/results/p1").status == 404
    assert own_sights(office) == []


def test_an_officer_opens_a_kept_document_and_stands_in_the_log(office: MiniOffice) -> None:
    resident = kept(office)
    browser = sign_in(office, Role.COUNTER, officer="c1")
    looked = sign_in(office, Role.AUDITOR)
    looked.go(f"/office/signing/batches/{next(iter(office.ports.signing_ledger.batches))}")
    assert f"office/cases/{stored(office, resident.id).receipt.format()}/results/p1" in looked.page.content.decode()
    answer = Gateway(STAFF).call("GET", f"/office/cases/{resident.id}/results/p1", None, as_header(browser.cookies))
    assert answer.status == 303
    (seen,) = office.ports.seen.of_officer("c1", None, 10)[0]
    assert (seen.sight, seen.receipt) == (Sight.RESULT, resident.id)
    resident.call("GET", "/results/p1")
    looked.go("/office/seen")
    looked.press("seen", receipt=resident.id)
    assert "pemohon sendiri" in looked.text


def test_a_document_that_bears_another_number_can_be_confirmed_without_its_pdf_as_the_refusal_says(
    office: MiniOffice, api: Gateway
) -> None:
    receipt = awaiting(office)
    batch = propose(api).json["batch"]
    told = Desk(office, batch).send(f"{receipt}.pdf", SIGNED + b"NIK 3573994101900077").content.decode()
    assert "minta pemeriksa membetulkannya di halaman berkas" in told
    assert "tanpa PDF" in told
    confirmed = act(api, batch, "signed", receipt).json["lines"][0]
    assert (confirmed["state"], office.ports.signed_documents.kept) == ("signed", {})


def test_a_document_is_taken_once_the_number_that_was_mistyped_is_corrected_and_holds_it_then(
    office: MiniOffice, api: Gateway
) -> None:
    receipt, other = awaiting(office), {"applicant_nik": "3573994101900077"}
    batch, right = propose(api).json["batch"], SIGNED + b"NIK 3573994101900077"
    assert faults(send_document(api, batch, f"{receipt}.pdf", right)) == {("document", "document_names_another")}
    verifier = Officer(office.staff(Role.VERIFIER), receipt)
    assert verifier.move("PUT", "/numbers", other).status == 200
    assert send_document(api, batch, f"{receipt}.pdf", right).status == 200
    refused = verifier.move("PUT", "/numbers", {"applicant_nik": "3573994503900001"})
    assert faults(refused) == {("numbers", "document_is_kept")}
    take_back(office, receipt)
    assert verifier.move("PUT", "/numbers", {"applicant_nik": "3573994503900001"}).status == 200
