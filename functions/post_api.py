"""What a post office does: hand over a batch, follow its ledger, report its day, see what is to be scanned again."""

from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.access import Role
from chalicelib.domain.post.envelope import BatchState
from chalicelib.domain.post.manifest import MOST_BYTES, Manifest
from chalicelib.domain.post.statement import DayReport
from functions import _post_views as views
from functions._calls import read_day
from functions._http import Audience, Call, Reply, endpoint
from functions._schemas import post
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

BATCH: Final = "/v1/batches/{batch}"
SIGNATURE: Final = "X-JWS-Signature"
PARTNER: Final[Mapping[str, Any]] = {
    "audience": Audience.PARTNER,
    "authorizer": authorize_staff,
    "roles": (Role.POST_OFFICE,),
}


@endpoint(
    routes, "POST", "/v1/batches", **PARTNER, summary="Hand over a batch: its signed manifest", request=Manifest,
    response=post.BatchOut, status=201, problems=[409, 413], headers=[SIGNATURE], most_bytes=MOST_BYTES, is_raw=True,
)  # fmt: skip
def open_batch(call: Call[None]) -> Reply:
    """The manifest as it was signed (detached JWS); the answer has room for the first hundred files."""
    batches = get_services().post.hand_over_batch
    partner = call.officer.id
    handed = batches.open(partner, call.raw, call.headers.get(SIGNATURE.lower(), ""))
    is_open = handed.batch.state is BatchState.OPEN
    targets = batches.targets(partner, handed.batch.id) if is_open else ()
    return Reply(views.view_batch(handed, call.language, targets), status=201)


@endpoint(
    routes, "GET", "/v1/batches", **PARTNER, summary="Batches of one day", response=post.BatchList,
    query=[("day", "Day of the office's calendar, e.g. 2026-11-27; today when absent")],
)  # fmt: skip
def list_batches(call: Call[None]) -> Reply:
    """By sequence number."""
    services = get_services()
    day = call.query.get("day")
    wanted = read_day(day) if day else services.office.local_time(services.clock.now()).date()
    ledger, partner = services.post.ledger, call.officer.id
    found = ledger.list_batches(partner, wanted)
    last = max(ledger.list_sequence(partner, 1), default=0)
    return Reply(post.BatchList(items=[views.view_batch_summary(batch) for batch in found], next_sequence=last + 1))


@endpoint(
    routes, "GET", BATCH, **PARTNER, summary="The ledger of a batch", response=post.BatchOut, problems=[404],
    query=[("envelope", "Number of one envelope, to see it alone and with all of its reasons")],
)  # fmt: skip
def get_batch(call: Call[None]) -> Reply:
    """Every envelope, where it is and why; the sums of envelopes and page images."""
    handed = get_services().post.hand_over_batch.read(*_named(call))
    return Reply(views.view_batch(handed, call.language, only=call.query.get("envelope")))


@endpoint(
    routes, "POST", BATCH + "/uploads", **PARTNER, summary="Room for files that have not come",
    request=post.UploadsRequest, response=post.TargetList, problems=[404, 409],
)  # fmt: skip
def make_room(call: Call[post.UploadsRequest]) -> Reply:
    """Those named, else the next hundred. Of a large file, only the parts that are missing have an address."""
    targets = get_services().post.hand_over_batch.targets(*_named(call), call.body.files)
    return Reply(post.TargetList(items=[views.view_target(target) for target in targets]))


@endpoint(
    routes, "POST", BATCH + "/close", **PARTNER, summary="The batch is whole", request=post.CloseRequest,
    response=post.BatchOut, problems=[404, 409],
)  # fmt: skip
def close_batch(call: Call[post.CloseRequest]) -> Reply:
    """From now on its scans are read; nothing is added. Closing again changes nothing."""
    handed = get_services().post.hand_over_batch.close(*_named(call), without_missing=call.body.without_missing)
    return Reply(views.view_batch(handed, call.language))


@endpoint(
    routes, "POST", "/v1/statements", **PARTNER, summary="Report what was handed over on a day", request=DayReport,
    response=post.StatementOut, most_bytes=MOST_BYTES,
)  # fmt: skip
def report_day(call: Call[DayReport]) -> Reply:
    """Answered with every difference, both ways; a later report of the same day replaces this one."""
    reconciled = get_services().post.reconcile_statements.take(call.officer.id, call.body)
    return Reply(views.view_statement(reconciled, call.language))


@endpoint(
    routes, "GET", "/v1/statements/{day}", **PARTNER, summary="A day as it stands", response=post.StatementOut,
)  # fmt: skip
def get_statement(call: Call[None]) -> Reply:
    """The day's differences as of now, whether it was reported or not."""
    day = read_day(call.path["day"])
    return Reply(
        views.view_statement(get_services().post.reconcile_statements.of_day(call.officer.id, day), call.language)
    )


@endpoint(
    routes, "GET", "/v1/rescans", **PARTNER, summary="Sheets to be scanned again", response=post.RescanList,
)  # fmt: skip
def list_rescans(call: Call[None]) -> Reply:
    """Open requests, oldest first."""
    found = get_services().post.ledger.list_rescans(call.officer.id)
    return Reply(post.RescanList(items=[views.view_rescan(rescan, call.language) for rescan in found]))


def _named(call: Call[Any]) -> tuple[str, str]:
    return call.officer.id, call.path["batch"]
