"""Signing batches: proposed, confirmed as signed in SIAK, refused, closed."""

from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.rights import Right
from chalicelib.domain.seen import Sight
from chalicelib.domain.signing import SigningBatch
from chalicelib.domain.statistics import SIGNED, SIGNED_OTHERS, UNSIGNED
from chalicelib.services.keep_signed import RESULT_LINK_SECONDS
from functions._calls import read_key, read_receipt, seen_version
from functions._http import Audience, Call, Reply, endpoint
from functions._schemas import answers, signing
from functions._seen import record_seen
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

BATCHES: Final = "/v1/signing-batches"
BATCH: Final = BATCHES + "/{batch}"
LISTED: Final = 20
MOST_BYTES: Final = 4 * 1024 * 1024
"""Of a request with a document in base64."""


def _staff(right: Right) -> Mapping[str, Any]:
    return {"audience": Audience.STAFF, "authorizer": authorize_staff, "right": right}


@endpoint(
    routes, "GET", BATCHES, **_staff(Right.READ_SIGNING), summary="Signing batches, open ones first",
    response=signing.SigningBatchList, query=[("cursor", "From the page before")],
)  # fmt: skip
def list_signing_batches(call: Call[None]) -> Reply:
    """Every open batch, then those that are over, each the newest first; and what was signed today, by the figures."""
    services = get_services()
    page = services.signing.ledger.list_batches(LISTED, call.query.get("cursor"))
    made = services.read_statistics.made_today().counts() or {}
    return Reply(
        signing.SigningBatchList(
            signed_today=made[SIGNED],
            signed_others_today=made[SIGNED_OTHERS],
            unsigned_today=made[UNSIGNED],
            target=services.office.targets.signed,
            items=list(map(_view, page.items)),
            next_cursor=page.next_cursor,
        )
    )


@endpoint(
    routes, "POST", BATCHES, **_staff(Right.SIGN), summary="Propose a signing batch", request=signing.SigningRequest,
    response=signing.SigningBatchOut, status=201, problems=[400], headers=["Idempotency-Key"],
)  # fmt: skip
def propose_signing_batch(call: Call[signing.SigningRequest]) -> Reply:
    """The oldest documents of a kind that wait and stand in no open batch, at most 90.

    The same key within a week answers with the same batch.
    """
    batches, body = get_services().signing.batches, call.body
    return _shown(batches.propose(body.kind, body.size, call.officer, read_key(call)), 201)


@endpoint(
    routes, "GET", BATCH, **_staff(Right.READ_SIGNING), summary="One signing batch", response=signing.SigningBatchOut,
    problems=[404],
)  # fmt: skip
def get_signing_batch(call: Call[None]) -> Reply:
    """With every document and where it stands."""
    return _shown(get_services().signing.ledger.get_batch(call.path["batch"]))


@endpoint(
    routes, "POST", BATCH + "/signed", **_staff(Right.SIGN), summary="Documents were signed in SIAK",
    request=signing.LinesRequest, response=signing.SigningBatchOut, problems=[404],
)  # fmt: skip
def confirm_signed(call: Call[signing.LinesRequest]) -> Reply:
    """Each line for itself: one that its case does not take is `failed`, the others are signed. Safe to repeat."""
    batches = get_services().signing.batches
    return _shown(batches.confirm(call.path["batch"], frozenset(call.body.lines), call.officer))


@endpoint(
    routes, "POST", BATCH + "/documents", **_staff(Right.SIGN), summary="A signed PDF, for the line it names",
    request=signing.DocumentRequest, response=signing.SigningBatchOut, problems=[404, 413], most_bytes=MOST_BYTES,
)  # fmt: skip
def keep_signed_document(call: Call[signing.DocumentRequest]) -> Reply:
    """Checked, then kept, then its product is signed; a file that is refused changes nothing. Safe to repeat."""
    body, keep = call.body, get_services().signing.keep_signed.keep
    return _shown(keep(call.path["batch"], body.file_name, body.content, call.officer)[0])


@endpoint(
    routes, "POST", BATCH + "/signatures", **_staff(Right.SIGN), summary="Sign a letter that the office wrote",
    request=signing.SignatureRequest, response=signing.SigningBatchOut, problems=[404, 413, 503], most_bytes=MOST_BYTES,
)  # fmt: skip
def sign_letter(call: Call[signing.SignatureRequest]) -> Reply:
    """By the signature service, then checked and kept like any signed PDF. Safe to repeat: signed once."""
    body, here = call.body, get_services().signing.sign_here
    signed = here.sign(call.path["batch"], body.file_name, body.content, body.nik, body.passphrase, call.officer)
    return _shown(signed[0])


@endpoint(
    routes, "GET", "/v1/cases/{receipt}/results/{product}", **_staff(Right.READ_CASE),
    summary="The signed document of a product", response=answers.ResultOut, problems=[404],
)  # fmt: skip
def get_signed_document(call: Call[None]) -> Reply:
    """An address for 60 seconds; who asked for it is recorded first."""
    receipt = read_receipt(call)
    url = get_services().signing.hand_out.to_officer(receipt, call.path["product"])
    record_seen(call, receipt, Sight.RESULT)
    return Reply(answers.ResultOut(url=url, seconds=RESULT_LINK_SECONDS))


@endpoint(
    routes, "POST", BATCH + "/refused", **_staff(Right.SIGN), summary="Documents are not signed",
    request=signing.RefusalRequest, response=signing.SigningBatchOut, problems=[404],
)  # fmt: skip
def refuse_to_sign(call: Call[signing.RefusalRequest]) -> Reply:
    """With the reason, which stands in the audit of each case."""
    batches, lines = get_services().signing.batches, frozenset(call.body.lines)
    return _shown(batches.refuse(call.path["batch"], lines, call.body.reason, call.officer))


@endpoint(
    routes, "POST", BATCH + "/close", **_staff(Right.SIGN), summary="Close a signing batch", if_match=True,
    response=signing.SigningBatchOut, problems=(404, 409, 412, 428),
)  # fmt: skip
def close_signing_batch(call: Call[None]) -> Reply:
    """What was not signed goes back to the work list."""
    return _shown(get_services().signing.batches.close(call.path["batch"], seen_version(call)))


def _shown(batch: SigningBatch, status: int = 200) -> Reply:
    return Reply(_view(batch), status, headers={"ETag": f'"{batch.version}"'})


def _view(batch: SigningBatch) -> signing.SigningBatchOut:
    lines = [
        signing.SigningLineOut(line=line.code, **{**line.model_dump(), "receipt": line.receipt.format()})
        for line in batch.lines
    ]
    told = batch.model_dump(exclude={"id", "lines", "schema_version"})
    return signing.SigningBatchOut(batch=batch.id, lines=lines, **told)
