"""25 envelopes that a court's supplier of scans sent or should not have sent, each as its counterpart in our manifest.

Their fields in ours: `scannable_items` are sheets (`document_control_number`) and files (`file_name`),
`non_scannable_items` are `unscannable`, `case_number` is `keyed.receipt_number`, `rescan_for` keeps its name,
`delivery_date` is `received_on`, `opening_date` is `opened_on`, `zip_file_name` is the batch.

What has no counterpart, and why:

- `payments`: the services of a civil registry cost nothing (UU 24/2013, art. 79A).
- `ocr_data`: nobody's reading of a form is taken for what it says; officers key it from the page.
- `jurisdiction`, `po_box`: an installation is one office, and a partner is known by the key it signs with.
- `envelope_classification`, `document_type`: not the scanner's to judge; separators say a type, officers sort pages.
- `next_action` and other instructions of that court's own work.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

from chalicelib.adapters.identity.detached_jws import make_key, public_part, sign_detached
from chalicelib.adapters.identity.partner_signatures import JwsPartnerKeys
from chalicelib.catalogue import load_office
from chalicelib.domain.errors import BatchRefusedError, ManifestRefusedError
from chalicelib.domain.post.envelope import EnvelopeRef, Rescan
from chalicelib.domain.post.vocabulary import BatchCode, RescanReason
from chalicelib.domain.post.vocabulary import RejectionCode as Code
from chalicelib.services.hand_over_batch import HandOverBatch
from tests.fakes import EPOCH, FakeClock, FakeRegistry
from tests.post_fakes import FakeBatchStore, FakePostLedger
from tests.unit.post.given import Json

SAMPLES: Final = Path(__file__).resolve().parents[3].parent / "shared" / "samples" / "envelopes"
TYPES: Final = {".pdf": "application/pdf", ".gif": "image/gif"}
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples of supplier envelopes are not here")

RESCAN_ASKED: Final = "2_24-06-2018-00-00-00"
"""The one that the samples answer."""
OURS: Final = make_key("supplier-1")

TAKEN: Final[set[str]] = set()
EXPECTED: Final[dict[str, set[str]]] = {
    # taken as they are, or refused there for what has no counterpart here
    "ok": TAKEN,
    "ok_poboxes": TAKEN,
    "all_items": TAKEN,
    "null_rescan_for": TAKEN,
    "supplementary_evidence_with_ocr": TAKEN,
    "disabled_payments": TAKEN,  # payments
    "duplicate_payment_dcns": TAKEN,  # payments
    "exception_payments": TAKEN,  # payments
    "new_application_payments": TAKEN,  # payments
    "supplementary_evidence_with_ocr_with_payments": TAKEN,  # payments
    "invalid_document_type": TAKEN,  # document types
    "invalid-document-type-for-service": TAKEN,  # document types
    # one envelope refused
    "too_long_dcn": {Code.ENTRY_INVALID},
    "duplicate_dcn": {Code.CONTROL_NUMBER_TWICE},
    "invalid_rescan_for": {Code.RESCAN_UNKNOWN},
    "mismatching_pdfs": {Code.FILE_NOT_LISTED},
    "missing_document": {Code.FILE_NOT_LISTED},
    "missing_ocr_data": {Code.FILE_NOT_LISTED},  # its text data are not missed here, its page is
    "supplementary_evidence_with_ocr_missing_ocr_data": {Code.FILE_NOT_LISTED},  # the same
    # the batch refused
    "invalid_json": {BatchCode.MANIFEST_NOT_JSON},
    "missing_metadata": {BatchCode.MANIFEST_NOT_JSON},
    "invalid_metadata": {BatchCode.MANIFEST_INVALID},  # the days go by other names
    "invalid_ocr_data": {BatchCode.MANIFEST_INVALID},  # the same: its text data are not looked at
    "non_pdf": {BatchCode.MANIFEST_INVALID},  # a GIF is no type of scan
    "jurisdiction_mismatching_bulkscan_container": {BatchCode.PARTNER_UNKNOWN},
}


def translated(folder: Path) -> tuple[str, bytes]:
    """Who sends, and the manifest: bytes that are not JSON, or none, stay what they are."""
    raw = b"".join(path.read_bytes() for path in folder.glob("*.json"))
    try:
        theirs = json.loads(raw)
    except ValueError:
        return "bulkscan", raw
    envelopes = [an_envelope(theirs)]
    files = [a_listed_file(path) for path in sorted(folder.iterdir()) if path.suffix in TYPES]
    if folder.name == "duplicate_dcn":  # its twin came before it: here, in the same batch, from a file of its own
        envelopes.append(an_envelope(theirs) | {"number": "0", "scans": [{"file": "twin.pdf"}]})
        files.append(files[0] | {"name": "twin.pdf"})
    return theirs["jurisdiction"].lower(), json.dumps(a_batch(theirs, files, envelopes)).encode()


def a_batch(theirs: Json, files: list[Json], envelopes: list[Json]) -> Json:
    days = {"received_on": theirs.get("delivery_date"), "opened_on": theirs.get("opening_date")}
    return {
        "batch_id": theirs["zip_file_name"].removesuffix(".zip").replace("_", "-"),
        "sequence": int(theirs["zip_file_name"].split("_")[0]),
        "post_office": "supplier",
        "operator": "unnamed",
        "scanner": "unnamed",
        **{name: moment[:10] for name, moment in days.items() if moment},
        "files": files,
        "envelopes": envelopes,
    }


def an_envelope(theirs: Json) -> Json:
    items = theirs["scannable_items"]
    rescan = theirs.get("rescan_for")
    return {
        "number": theirs["zip_file_name"].split("_")[0],
        "sheet_count": len(items),
        "control_numbers": [item["document_control_number"] for item in items],
        "scans": [{"file": item["file_name"]} for item in items],
        "rescan_for": rescan and rescan.removesuffix(".zip"),
        "unscannable": [{"kind": "other", "note": item["notes"]} for item in theirs.get("non_scannable_items", ())],
        "keyed": {"receipt_number": theirs["case_number"]} if "case_number" in theirs else None,
    }


def a_listed_file(path: Path) -> Json:
    content = path.read_bytes()
    digest = sha256(content).hexdigest()
    return {"name": path.name, "type": TYPES[path.suffix], "size": len(content), "sha256": digest}


def handed_over(partner: str, manifest: bytes) -> set[str]:
    """Every code that the hand-over answers with."""
    registry = FakeRegistry()
    rescan = Rescan(
        id=RESCAN_ASKED, office="3573", envelope=EnvelopeRef(partner=partner, batch="B", number="2"),
        reason=RescanReason.UNREADABLE, asked_by="officer-1", asked_at=EPOCH,
    )  # fmt: skip
    registry.rescans[partner, rescan.id] = rescan
    partners = {"bulkscan": {"name": "Supplier", "keys": [public_part(OURS)]}}
    keys = JwsPartnerKeys.from_json(json.dumps(partners))
    post = HandOverBatch(FakePostLedger(registry), FakeBatchStore(), keys, load_office("3573"), FakeClock())
    try:
        refused = post.open(partner, manifest, sign_detached(manifest, OURS)).refused
    except (BatchRefusedError, ManifestRefusedError) as error:
        return {error.code}
    return {reason.code for reasons in refused.values() for reason in reasons}


def test_every_sample_has_its_line() -> None:
    assert {path.name for path in SAMPLES.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_supplier_envelope_gets_exactly_its_code(name: str) -> None:
    assert handed_over(*translated(SAMPLES / name)) == EXPECTED[name]
