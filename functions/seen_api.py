"""Who saw what, for those who watch over it."""

from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.identifiers.opaque_ids import SAFE
from chalicelib.domain.rights import Right
from chalicelib.domain.seen import Seen
from functions._calls import read_receipt
from functions._http import Audience, Call, Reply, endpoint
from functions._schemas import seen as shown
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

PAGE: Final = 50
LOOK: Final[Mapping[str, Any]] = {
    "audience": Audience.STAFF,
    "authorizer": authorize_staff,
    "right": Right.READ_SEEN,
    "response": shown.SeenList,
    "query": [("cursor", "From the page before")],
    "problems": (404,),
}


@endpoint(routes, "GET", "/v1/cases/{receipt}/seen", **LOOK, summary="Who saw a case, newest first")
def list_seen_of_case(call: Call[None]) -> Reply:
    """What was shown, to whom and when; never what it said."""
    found, cursor = get_services().ports.seen.of_case(str(read_receipt(call)), call.query.get("cursor"), PAGE)
    return Reply(shown.SeenList(items=list(map(_view, found)), next_cursor=cursor))


@endpoint(routes, "GET", "/v1/officers/{officer}/seen", **LOOK, summary="What an officer saw, newest first")
def list_seen_of_officer(call: Call[None]) -> Reply:
    """Cases, page images and searches."""
    if SAFE.fullmatch(call.path["officer"]) is None:
        raise NotFoundError
    found, cursor = get_services().ports.seen.of_officer(call.path["officer"], call.query.get("cursor"), PAGE)
    return Reply(shown.SeenList(items=list(map(_view, found)), next_cursor=cursor))


@endpoint(
    routes, "GET", "/v1/owing-list/seen", **{**LOOK, "response": shown.SeenLinesList},
    summary="Who saw lines of the list of who owes an e-KTP, newest first",
)  # fmt: skip
def list_seen_lines(call: Call[None]) -> Reply:
    """Pages of the list and of campaigns, days of recording, what was printed and exported, and the erasing."""
    found, cursor = get_services().coverage.ports.seen.list_seen(PAGE, call.query.get("cursor"))
    items = [shown.SeenLinesOut(**seen.model_dump(exclude={"id"})) for seen in found]
    return Reply(shown.SeenLinesList(items=items, next_cursor=cursor))


def _view(seen: Seen) -> shown.SeenOut:
    absent = {"receipt": seen.receipt or None, "envelope": seen.envelope or None}
    return shown.SeenOut(**{**seen.model_dump(exclude={"id"}), "by": list(seen.by), **absent})
