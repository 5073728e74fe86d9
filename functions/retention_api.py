"""How long what belongs to ended cases is kept, and which cases are kept whatever that says."""

from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.rights import Right
from functions import _views as views
from functions._calls import read_receipt, seen_version
from functions._http import Audience, Call, Reply, endpoint
from functions._schemas import answers
from functions._schemas import retention as shown
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

RETENTION: Final = "/v1/retention"
KEEPING: Final = "/v1/cases/{receipt}/keeping"
ADMINISTRATOR: Final[Mapping[str, Any]] = {
    "audience": Audience.STAFF,
    "authorizer": authorize_staff,
    "right": Right.ADMINISTER,
}
READER: Final = {**ADMINISTRATOR, "right": Right.READ_ADMINISTRATION}
CHANGE: Final = {**ADMINISTRATOR, "if_match": True, "problems": (404, 409, 412, 428)}


@endpoint(routes, "GET", RETENTION, **READER, summary="How long ended cases are kept", response=shown.RetentionOut)
def get_retention(_: Call[None]) -> Reply:
    """The schedule, what was erased by it, and which cases are kept; the `ETag` is what a change needs."""
    return _shown()


@endpoint(
    routes, "POST", RETENTION + "/preview", **ADMINISTRATOR, summary="What a schedule would erase at once",
    request=shown.RetentionRequest, response=shown.RetentionAhead,
)  # fmt: skip
def preview_retention(call: Call[shown.RetentionRequest]) -> Reply:
    """How many cases are due under it, beside how many are due now."""
    found = get_services().retention.schedule.look_ahead(call.body.schedule)
    items = [shown.AheadOut(ending=each.ending, part=each.part, before=each.before, after=each.after) for each in found]
    return Reply(shown.RetentionAhead(items=items))


@endpoint(
    routes, "PUT", RETENTION, **ADMINISTRATOR, summary="Set how long ended cases are kept",
    request=shown.RetentionRequest, response=shown.RetentionOut, if_match=True, problems=[412, 428],
)  # fmt: skip
def put_retention(call: Call[shown.RetentionRequest]) -> Reply:
    """A new version of the overlay; nothing is erased by it within a day."""
    get_services().retention.schedule.put(call.body.schedule, call.officer, seen_version(call))
    return _shown()


@endpoint(
    routes, "POST", KEEPING, **CHANGE, summary="Keep one case, whatever the schedule says",
    request=shown.KeepRequest, response=answers.CaseVersion,
)  # fmt: skip
def keep_case(call: Call[shown.KeepRequest]) -> Reply:
    """Until it is let go; refused while a part of it goes, and once nothing is left."""
    schedule = get_services().retention.schedule
    case = schedule.keep(read_receipt(call), call.body.reason, call.officer, seen_version(call))
    return Reply(views.view_version(case), headers={"ETag": f'"{case.version}"'})


@endpoint(
    routes, "DELETE", KEEPING, **CHANGE, summary="Leave one case to the schedule again", response=answers.CaseVersion
)  # fmt: skip
def let_case_go(call: Call[None]) -> Reply:
    """It is erased once it is due, which may be within the hour."""
    case = get_services().retention.schedule.let_go(read_receipt(call), call.officer, seen_version(call))
    return Reply(views.view_version(case), headers={"ETag": f'"{case.version}"'})


def _shown() -> Reply:
    service = get_services().retention.schedule
    standing = service.read()
    body = shown.RetentionOut(
        version=standing.version, schedule=standing.schedule, fewest_days=standing.fewest_days,
        erasing_from=standing.erasing_from,
        erased=[shown.ErasedDayOut(day=d.day, papers=d.papers, personal=d.personal) for d in service.list_days()],
        kept=[
            shown.KeptCaseOut(receipt=each.receipt, reason=each.kept.reason, by=each.kept.by, at=each.kept.at)
            for each in service.list_kept()
        ],
    )  # fmt: skip
    return Reply(body, headers={"ETag": f'"{standing.version}"'})
