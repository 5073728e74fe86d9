"""One sound call of every route of a signer: a document waits to be signed, and a batch holds it."""

from typing import Final

from chalicelib.domain.access import Role
from chalicelib.domain.catalogue.words import ProductKind
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.rights import Right
from chalicelib.domain.signing import SigningBatch, SigningLine
from chalicelib.domain.worklist import product_clock_of, product_queue_of, product_summary_of
from functions._http import Audience, Route
from tests.fakes import EPOCH
from tests.gateway import Answer
from tests.integration.http.contract import Witness
from tests.integration.http.office_calls import call_office_page
from tests.integration.http.walk import bring_to, stored
from tests.office import MiniOffice

ROUTE: Final = (ProductState.AWAITING_SIGNATURE, ProductState.SIGNED, ProductState.READY)


def is_of_signing(route: Route) -> bool:
    """Whether it is a signer's, by the API or on a page."""
    return route.right in {Right.SIGN, Right.READ_SIGNING}


def awaiting(office: MiniOffice, kind: ProductKind = ProductKind.KK) -> str:
    """A case whose document waits to be signed."""
    receipt = bring_to(office, CaseState.IN_PROCESS).id
    case = stored(office, receipt)
    update = {"kind": kind, "route": ROUTE, "state": ProductState.AWAITING_SIGNATURE}
    product = case.products[0].model_copy(update=update)
    case = case.model_copy(update={"products": (product,)})
    office.ports.registry.cases[receipt] = case
    clock, shown = product_clock_of(case, product), product_summary_of(case, product)
    office.ports.registry.place(case.receipt, "PRODUCT#p1", product_queue_of(case, product), clock, shown)
    return receipt


def open_signing_batch(office: MiniOffice) -> str:
    """A batch of one document, the same for every call of a test."""
    ledger = office.ports.signing_ledger
    for known in ledger.batches:
        return known
    line = SigningLine(receipt=ReceiptNumber.derive(b"key", b"kk"), product="p1", service="KK-CHANGE", since=EPOCH)
    return ledger.open_batch(SigningBatch(id="s1", kind="KK", made_by="s1", made_at=EPOCH, lines=(line,))).id


def call_signing(office: MiniOffice, route: Route, headers: dict[str, str]) -> Answer:
    """The answer to one sound call by a signer."""
    receipt = awaiting(office)
    opened = (
        _signer(office).call("POST", "/v1/signing-batches", {"kind": "KK", "size": 1}).json["batch"]
        if "{batch}" in route.path
        else ""
    )
    path = route.path.format(batch=opened)
    if route.audience is not Audience.STAFF:
        return call_office_page(office, route, headers, path)
    lines = [f"{receipt}/p1"]
    bodies: dict[str, dict[str, object]] = {
        "propose_signing_batch": {"kind": "KK", "size": 1},
        "confirm_signed": {"lines": lines},
        "refuse_to_sign": {"lines": lines, "reason": "wrong_data"},
    }
    needed = {"If-Match": '"1"'} if route.if_match else {}
    return _signer(office).call(route.method, path, bodies.get(route.name), {**needed, **headers})


def _signer(office: MiniOffice) -> Witness:
    staff = office.staff(Role.SIGNER, "s1")
    return Witness(staff.app, token=staff.token)
