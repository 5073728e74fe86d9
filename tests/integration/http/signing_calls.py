"""One sound call of every route of a signer: a document waits to be signed, and a batch holds it."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import httpx

from chalicelib.domain.access import Role
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.rights import Right
from chalicelib.domain.signing import SigningBatch, SigningLine
from chalicelib.services.printing_ports import Press
from functions._http import Audience, Route
from tests.fakes import EPOCH
from tests.gateway import Answer, Gateway
from tests.integration.http.contract import Witness
from tests.integration.http.office_calls import call_office_page
from tests.integration.http.walk import CHANGE, bring_to, producer, stored
from tests.office import LOST, PUBLIC, STAFF, MiniOffice, Resident
from tests.officers import SESSION, session_of
from tests.residents import as_header, cookies_of
from tests.signing_fakes import PASSPHRASE

REISSUE: Final[dict[str, Any]] = {
    **LOST, "service": "AKTA-REISSUE", "answers": {},
    "documents": {"loss-or-damage": {"type": "SK_HILANG", "issued_on": (EPOCH - timedelta(days=2)).date().isoformat()}},
}  # fmt: skip
"""What makes a certificate, as `CHANGE` makes a family card."""

STILLBIRTH: Final[dict[str, Any]] = {
    **LOST, "service": "STILLBIRTH", "applicant_role": "parent", "answers": {}, "documents": {},
    "subject": {"name": "Bayi Contoh", "birth_date": (EPOCH - timedelta(days=1)).date().isoformat()},
}  # fmt: skip
"""What makes a letter."""

SIGNED: Final = b"%PDF signed|"
"""What the fake verifier takes."""


SECRETS: Final = {"nik": "3573994503700001", "passphrase": PASSPHRASE}
"""What a signer types to sign."""


def is_of_signing(route: Route) -> bool:
    """Whether it is a signer's, by the API or on a page."""
    return route.right in {Right.SIGN, Right.READ_SIGNING}


def is_of_results(route: Route) -> bool:
    """Whether it hands a signed document out."""
    return "/results/" in route.path


def call_results(office: MiniOffice, route: Route, headers: dict[str, str]) -> Answer:
    """The answer to one sound call by its resident, or by an officer."""
    resident = kept(office)
    path = route.path.format(application_id=resident.id, receipt=resident.id, product="p1")
    if route.audience is Audience.OFFICER:
        return call_office_page(office, route, headers, path)
    if route.audience is Audience.STAFF:
        return _signer(office).call(route.method, path, None, headers)
    if route.audience is Audience.VISITOR:
        return Witness(PUBLIC).call(route.method, path, None, {**as_header(cookies_of(office, resident.id)), **headers})
    return Witness(PUBLIC, token=resident.started["access_token"]).call(route.method, path, None, headers)


def awaiting(office: MiniOffice, body: Mapping[str, Any] = CHANGE) -> str:
    """The receipt number of a case whose document waits to be signed."""
    resident = bring_to(office, CaseState.IN_PROCESS, dict(body))
    assert stored(office, resident.id).products[0].state is ProductState.AWAITING_SIGNATURE
    return resident.id


def kept(office: MiniOffice) -> Resident:
    """A resident whose family card is ready, with its signed PDF."""
    resident = bring_to(office, CaseState.IN_PROCESS, CHANGE)
    signer = office.staff(Role.SIGNER, "s1")
    batch = propose_batch(signer, "KK")
    assert send_document(signer, batch, f"{resident.id}.pdf", document_of(resident.id)).status == 200
    made = producer(office, resident).move("POST", "/milestones", {"milestone": "made_ready", "product": "p1"})
    assert made.status == 200, made.content
    return resident


def propose_batch(signer: Gateway, kind: str) -> str:
    """A new batch of one document."""
    key = {"Idempotency-Key": str(uuid4())}
    return str(signer.call("POST", "/v1/signing-batches", {"kind": kind, "size": 1}, key).json["batch"])


def document_of(receipt: str) -> bytes:
    """A signed PDF that no other case has, with the number of its family card."""
    return SIGNED + f"{LOST['family_card_number']} {receipt}".encode()


def send_document(api: Gateway, batch: str, name: str, pdf: bytes = SIGNED) -> Answer:
    """One signed PDF by the API."""
    body = {"file_name": name, "content": b64encode(pdf).decode()}
    return api.call("POST", f"/v1/signing-batches/{batch}/documents", body)


def open_signing_batch(office: MiniOffice) -> str:
    """A batch of one document, the same for every call of a test."""
    ledger = office.ports.signing_ledger
    for known in ledger.batches:
        return known
    line = SigningLine(receipt=ReceiptNumber.derive(b"key", b"kk"), product="p1", service="KK-CHANGE", since=EPOCH)
    made = SigningBatch(id="s1", kind="KK", made_by="s1", made_at=EPOCH, lines=(line,))
    return ledger.open_batch(made, Press(digest="d", request_digest="r", at=EPOCH)).id


def call_signing(office: MiniOffice, route: Route, headers: dict[str, str]) -> Answer:
    """The answer to one sound call by a signer."""
    is_letter = "/signatures" in route.path
    receipt = awaiting(office, STILLBIRTH if is_letter else CHANGE)
    kind = "LETTER" if is_letter else "KK"
    opened = propose_batch(_signer(office), kind) if "{batch}" in route.path else ""
    path = route.path.format(batch=opened)
    if route.name == "keep_signed_here":
        return Desk(office, opened).send(f"{receipt}.pdf", SIGNED, headers)
    if route.name == "sign_letter_here":
        return Desk(office, opened, "signatures", "letter_pdf").send(f"{receipt}.pdf", b"%PDF", headers, **SECRETS)
    if route.audience is not Audience.STAFF:
        return call_office_page(office, route, headers, path)
    lines = [f"{receipt}/p1"]
    content = b64encode(SIGNED).decode()
    bodies: dict[str, dict[str, object]] = {
        "sign_letter": {"file_name": f"{receipt}.pdf", "content": content, **SECRETS},
        "keep_signed_document": {"file_name": f"{receipt}-p1.pdf", "content": content},
        "propose_signing_batch": {"kind": "KK", "size": 1},
        "confirm_signed": {"lines": lines},
        "refuse_to_sign": {"lines": lines, "reason": "wrong_data"},
    }
    needed = {"If-Match": '"1"'} if route.if_match else {}
    needed |= {"Idempotency-Key": str(uuid4())} if route.headers else {}
    return _signer(office).call(route.method, path, bodies.get(route.name), {**needed, **headers})


class Desk:
    """A signer's browser without script, whose forms carry files."""

    def __init__(self, office: MiniOffice, batch: str, form: str = "documents", field: str = "signed_pdf") -> None:
        """The page of one batch, and one of its forms with the field that takes a file."""
        session = session_of(office, Role.SIGNER, officer="s1")
        self._kept = as_header({SESSION: session})
        sessions = office.services.staff_sessions
        self._token = sessions.form_token(sessions.read(session)[0])
        self.client: Gateway = Witness(STAFF)
        self._path, self._field = f"/office/signing/batches/{batch}/{form}", field

    def send(self, name: str, pdf: bytes, headers: Mapping[str, str] | None = None, /, **typed: str) -> Answer:
        """One file, and what is typed beside it."""
        files = {self._field: (name, pdf, "application/pdf")}
        form = httpx.Request("POST", "https://loket.example", data={"token": self._token, **typed}, files=files)
        sent = {**self._kept, "Content-Type": form.headers["content-type"], **(headers or {})}
        return self.client.call("POST", self._path, form.read(), sent)


def _signer(office: MiniOffice) -> Witness:
    staff = office.staff(Role.SIGNER, "s1")
    return Witness(staff.app, token=staff.token)
