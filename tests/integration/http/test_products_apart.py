"""Several products of one case: each is called by its own name, with the code by which a clerk names it."""

from typing import Any

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.lifecycle import CaseState, ProductState
from tests.integration.http.counter_given import MAILED
from tests.integration.http.walk import bring_to, producer, stored
from tests.office import MiniOffice, Resident
from tests.officers import sign_in

SPLIT: dict[str, Any] = {
    **MAILED,
    "service": "KK-SPLIT",
    "applicant_role": "new_head",
    "answers": {"age": 30, "was_married": False, "has_ktp": True, "split_reason": "other"},
    "documents": {},
}
NEW, OLD = "KK keluarga baru (p1)", "KK keluarga lama (p2)"
NUMBER = "RR000000005ID"


@pytest.fixture
def split(office: MiniOffice) -> Resident:
    """A case whose two family cards wait to be signed."""
    return bring_to(office, CaseState.IN_PROCESS, SPLIT)


def to_mail(office: MiniOffice, split: Resident) -> None:
    signer = office.staff(Role.SIGNER, "s1")
    key = {"Idempotency-Key": office.key()}
    batch = signer.call("POST", "/v1/signing-batches", {"kind": "KK", "size": 2}, key).json["batch"]
    lines = [f"{split.id}/{product}" for product in ("p1", "p2")]
    assert signer.call("POST", f"/v1/signing-batches/{batch}/signed", {"lines": lines}).status == 200
    for product in ("p1", "p2"):
        made = producer(office, split).move("POST", "/milestones", {"milestone": "made_ready", "product": product})
        assert made.status == 200, made.content


def test_the_list_of_mail_and_the_counter_tell_them_apart(office: MiniOffice, split: Resident) -> None:
    to_mail(office, split)
    window = sign_in(office, Role.COUNTER)
    window.go("/office/dispatch")
    assert NEW in window.text
    assert OLD in window.text
    window.go(f"/office/counter/cases/{split.id}")
    assert OLD in window.text


def test_a_scan_that_names_no_product_offers_them_by_name(office: MiniOffice, split: Resident) -> None:
    to_mail(office, split)
    window = sign_in(office, Role.COUNTER)
    window.go("/office/dispatch")
    window.press("/scan", label=split.id, postal_number=NUMBER, outcome="dispatched")
    assert "Hasil yang mana?" in window.text
    window.press("/scan", label=split.id, postal_number=NUMBER, outcome="dispatched", product="p2")
    assert "Dicatat: 1" in window.text
    assert "Hasil yang mana?" not in window.text
    window.press("/scan", label=f"{stored(office, split.id).receipt.format()}/p1", postal_number=NUMBER)
    assert "Dicatat: 1" in window.text
    assert {product.state for product in stored(office, split.id).products} == {ProductState.DISPATCHED}


def test_a_signing_batch_tells_them_apart_and_takes_a_file_by_code(office: MiniOffice, split: Resident) -> None:
    window = sign_in(office, Role.SIGNER)
    window.go("/office/signing")
    window.press("/signing", kind="KK", size="2")
    assert NEW in window.text
    assert OLD in window.text
    number = stored(office, split.id).receipt.format()
    assert f"Pilih {number}, {OLD}" in window.text
    batch = office.ports.signing_ledger.list_batches(1).items[0]
    line = batch.line_of(f"{number}-p2.pdf")
    assert (line.receipt, line.product) == (split.id, "p2")


def test_products_of_one_service_cost_one_read_and_single_ones_none(office: MiniOffice, split: Resident) -> None:
    case, find = stored(office, split.id), office.services.product_names.find
    office.ports.registry.cases.clear()
    assert find([(case.receipt, "KK-SPLIT", "p1"), (case.receipt, "GONE", "p1")]) == {}
    (name,) = find([(case.receipt, "KK-CHANGE", "p1")]).values()
    assert name.id == "Kartu Keluarga (KK)"
