"""Letters of the office, signed by a signature service with the signer's own passphrase: once, checked, kept."""

import logging
from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from chalicelib.adapters.signatures.bsre import BsreSignatures
from chalicelib.adapters.signatures.local_ca import LocalAuthority
from chalicelib.adapters.signatures.verifier import ConfinedPdfVerifier
from chalicelib.domain.access import Role
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.identifiers import Nik
from chalicelib.domain.lifecycle import ProductState
from chalicelib.domain.signed_pdf import SignatureFault
from chalicelib.services.ports import UnknownOutcomeError
from chalicelib.services.signing_ports import SignatureRefusedError
from tests.bsre_double import serve
from tests.gateway import Answer, Gateway
from tests.integration.http.signing_calls import SECRETS, STILLBIRTH, Desk, awaiting
from tests.integration.http.test_signed_documents import actions
from tests.integration.http.test_signing import act, product_state, propose, states
from tests.integration.http.walk import faults, stored
from tests.office import STAFF, MiniOffice
from tests.signed_papers import paper
from tests.signing_fakes import FakeSignatures


@pytest.fixture
def api(office: MiniOffice) -> Gateway:
    return office.staff(Role.SIGNER, "s1")


@pytest.fixture
def service(office: MiniOffice) -> FakeSignatures:
    made = office.ports.electronic_signature = FakeSignatures()
    return made


def sign(api: Gateway, batch: str, receipt: str, **other: str) -> Answer:
    body = {"file_name": f"{receipt}.pdf", "content": b64encode(b"%PDF").decode(), **SECRETS, **other}
    return api.call("POST", f"/v1/signing-batches/{batch}/signatures", body)


def test_a_letter_is_signed_checked_and_kept_and_asked_for_once(
    office: MiniOffice, api: Gateway, service: FakeSignatures
) -> None:
    receipt = awaiting(office, STILLBIRTH)
    batch = propose(api, kind="LETTER").json["batch"]
    first = sign(api, batch, receipt)
    assert (states(first), first.json["lines"][0]["document"]) == (["signed"], True)
    assert sign(api, batch, receipt).json == first.json
    assert (service.asked, actions(office, receipt)) == (1, ["signed"])


def test_a_signature_that_was_not_made_or_is_unknown_changes_nothing(
    office: MiniOffice, api: Gateway, service: FakeSignatures
) -> None:
    receipt = awaiting(office, STILLBIRTH)
    batch = propose(api, kind="LETTER").json["batch"]
    assert faults(sign(api, batch, receipt, passphrase="salah")) == {("passphrase", "wrong_passphrase")}
    for error, fault in (
        (SignatureRefusedError(SignatureFault.NO_CERTIFICATE), ("nik", "no_certificate")),
        (SignatureRefusedError(SignatureFault.REFUSED), ("document", "signature_refused")),
        (UnknownOutcomeError(), ("document", "signature_unknown")),
    ):
        service.error = error
        assert faults(sign(api, batch, receipt)) == {fault}
    service.error = UnavailableError()
    assert sign(Gateway(STAFF, token="s1"), batch, receipt).status == 503
    assert (actions(office, receipt), office.ports.signed_documents.kept) == ([], {})
    service.error = None
    assert states(sign(api, batch, receipt)) == ["signed"]


def test_what_siak_signs_is_not_signed_here(office: MiniOffice, api: Gateway, service: FakeSignatures) -> None:
    card = awaiting(office)
    refused = sign(api, propose(api).json["batch"], card)
    assert faults(refused) == {("document", "not_signed_here")}
    letter = awaiting(office, STILLBIRTH)
    batch = propose(api, kind="LETTER").json["batch"]
    act(api, batch, "refused", letter, reason="wrong_data")
    assert faults(sign(api, batch, letter)) == {("document", "not_to_be_signed")}
    office.ports.electronic_signature = None
    assert service.asked == 0


def test_the_page_tells_every_mistake_and_repeats_neither_nik_nor_passphrase(
    office: MiniOffice, api: Gateway, service: FakeSignatures
) -> None:
    receipt = awaiting(office, STILLBIRTH)
    batch = propose(api, kind="LETTER").json["batch"]
    desk = Desk(office, batch, "signatures", "letter_pdf")
    empty = desk.send("", b"", nik="12", passphrase="").content.decode()
    assert [f'id="{name}"' in empty and f'href="#{name}"' in empty for name in ("letter", "nik", "passphrase")] == [
        True
    ] * 3
    wrong = desk.send(f"{receipt}.pdf", b"%PDF", nik=SECRETS["nik"], passphrase="kalimat yang salah")
    assert (wrong.status, "passphrase) salah" in wrong.content.decode()) == (422, True)
    service.error, desk.client = UnavailableError(), Gateway(STAFF)
    down = desk.send(f"{receipt}.pdf", b"%PDF", **SECRETS)
    assert (down.status, "tidak dapat dihubungi" in down.content.decode()) == (503, True)
    desk._token = "of another session"
    once_more = desk.send(f"{receipt}.pdf", b"%PDF", **SECRETS)
    assert once_more.status == 403
    for page in (wrong, down, once_more):
        assert SECRETS["passphrase"] not in page.content.decode()
        assert "kalimat yang salah" not in page.content.decode()
    assert SECRETS["nik"] not in wrong.content.decode()
    assert product_state(office, receipt) is ProductState.AWAITING_SIGNATURE


def test_a_letter_goes_all_the_way_through_bsres_shape(
    office: MiniOffice, api: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    clock = office.ports.clock
    authority = LocalAuthority(tmp_path, clock)
    passphrase = SecretStr("Kalimat Rahasia Kepala 1")
    authority.enrol(
        Nik.parse(SECRETS["nik"]), "Kepala Dinas", "Dinas Contoh", passphrase, clock.now() + timedelta(days=9)
    )
    office.ports.trust.trust = authority.trust()
    verifier = office.ports.pdf_verifier = ConfinedPdfVerifier()
    receipt = awaiting(office, STILLBIRTH)
    batch = propose(api, kind="LETTER").json["batch"]
    try:
        with serve(authority) as double:
            office.ports.electronic_signature = BsreSignatures(double.account)
            body = {
                "file_name": f"{receipt}.pdf", "content": b64encode(paper("Surat keterangan")).decode(),
                "nik": SECRETS["nik"], "passphrase": passphrase.get_secret_value(),
            }  # fmt: skip
            answer = api.call("POST", f"/v1/signing-batches/{batch}/signatures", body)
    finally:
        verifier.close()
    assert states(answer) == ["signed"]
    result = stored(office, receipt).products[0].result
    assert result is not None
    assert office.ports.signed_documents.kept[result.key].startswith(paper("Surat keterangan"))
    for secret in (passphrase.get_secret_value(), SECRETS["nik"]):
        assert secret not in caplog.text
        assert secret not in str(office.ports.registry.cases[receipt])
