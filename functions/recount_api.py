"""An administrator lets the numbers of a work list, or all figures, be counted anew."""

from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.figure_editions import Editions
from chalicelib.domain.rights import Right
from functions._calls import seen_version
from functions._http import Audience, Call, Reply, endpoint
from functions._recount import MOST_SHOWN, recount, take_step
from functions._schemas import recount as shown
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

REBUILD: Final = "/v1/statistics/rebuild"
ADMINISTRATOR: Final[Mapping[str, Any]] = {
    "audience": Audience.STAFF,
    "authorizer": authorize_staff,
    "right": Right.ADMINISTER,
}


@endpoint(
    routes, "POST", "/v1/queue/recount", **ADMINISTRATOR, summary="Count a work list anew",
    request=shown.RecountRequest, response=shown.RecountOut,
)  # fmt: skip
def recount_queue(call: Call[shown.RecountRequest]) -> Reply:
    """Its numbers are those of its lines from then on; the answer says which were others."""
    found = recount(call.body.queue)
    differing = [shown.Differing(name=name, was=was, found=now) for name, (was, now) in found.differing.items()]
    return Reply(
        shown.RecountOut(queue=found.queue, lines=found.lines, differing=differing, is_settled=found.is_settled)
    )


@endpoint(
    routes, "GET", REBUILD, **ADMINISTRATOR, summary="The rebuild of the figures, if any", response=shown.RebuildOut
)
def get_rebuild(_: Call[None]) -> Reply:
    """How far it is; the `ETag` is what the next step needs."""
    return _shown(get_services().rebuild_figures.ledger.read_editions())


@endpoint(
    routes, "POST", REBUILD, **ADMINISTRATOR, summary="Begin, go on with, take up or give up a rebuild",
    request=shown.RebuildRequest, response=shown.RebuildOut, if_match=True, problems=[409, 412, 428],
)  # fmt: skip
def rebuild_figures(call: Call[shown.RebuildRequest]) -> Reply:
    """In pieces of some seconds. A step that was done already is refused by its version."""
    return _shown(take_step(call.body.step, seen_version(call), call.officer))


def _shown(editions: Editions) -> Reply:
    rebuild, differing = editions.rebuild, get_services().rebuild_figures.compare(editions)
    body = shown.RebuildOut(
        version=editions.version, edition=editions.holding, is_under_way=rebuild is not None,
        reads_from=rebuild.reads_from if rebuild else None, moves=rebuild.moves if rebuild else 0,
        is_read=rebuild is not None and rebuild.is_read, differing_count=len(differing),
        differing=[
            shown.DifferingFigure(day=each.day, name=each.name, was=each.was, found=each.found)
            for each in differing[:MOST_SHOWN]
        ],
    )  # fmt: skip
    return Reply(body, headers={"ETag": f'"{editions.version}"'})
