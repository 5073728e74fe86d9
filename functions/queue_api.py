"""The work queue: take the next case, how many wait where, and the views that officers keep."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.queue_counts import ALL, of_facet
from chalicelib.domain.rights import Right
from chalicelib.domain.worklist import QUEUES
from functions._http import Audience, Call, Reply, endpoint
from functions._queue_filters import read_wish, refuse_faults
from functions._schemas import queue
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

VIEWS = "/v1/queue/views"
STAFF: Mapping[str, Any] = {"audience": Audience.STAFF, "authorizer": authorize_staff}


@endpoint(
    routes, "POST", "/v1/queue/next", **STAFF, right=Right.CLAIM,
    summary="Take the next case", request=queue.NextRequest, response=queue.NextCase,
)  # fmt: skip
def take_next(call: Call[queue.NextRequest]) -> Reply:
    """The one the officer has already, or the oldest that waits; two officers at once never get the same."""
    asked = call.body.said()
    refuse_faults(asked)
    taken = get_services().take_next.take(call.officer, read_wish(asked))
    number, version = (taken.case.receipt.format(), taken.case.version) if taken.case else (None, None)
    body = queue.NextCase(receipt_number=number, version=version, looked_at=taken.looked_at, is_cut=taken.is_cut)
    return Reply(body, headers={"ETag": f'"{version}"'} if taken.case else {})


@endpoint(
    routes, "GET", "/v1/queue/counts", **STAFF, right=Right.READ_QUEUE,
    summary="How many lines each work list has", response=queue.CountList,
)  # fmt: skip
def count_queue(_call: Call[None]) -> Reply:
    """By service, kecamatan and channel; a moment behind the lists themselves."""
    counts = get_services().queue_counts.read_all()
    return Reply(queue.CountList(items=[_counted(name, counts[name]) for name in QUEUES if name in counts]))


@endpoint(
    routes, "GET", VIEWS, **STAFF, right=Right.READ_QUEUE, summary="Kept views of the queue", response=queue.ViewList
)
def list_views(call: Call[None]) -> Reply:
    """The officer's own, then those that all share."""
    return _views(call)


@endpoint(
    routes, "POST", VIEWS, **STAFF, right=Right.READ_QUEUE, summary="Keep a view of the queue",
    request=queue.KeepView, response=queue.ViewList,
)  # fmt: skip
def keep_view_of(call: Call[queue.KeepView]) -> Reply:
    """Its filters under a name, for oneself or for everybody; all views as they stand then."""
    body, asked = call.body, call.body.filters.said()
    refuse_faults(asked, "filters.")
    get_services().saved_views.keep(call.officer, body.name, body.sharing, asked)
    return _views(call)


@endpoint(
    routes, "POST", VIEWS + "/removal", **STAFF, right=Right.READ_QUEUE, summary="Forget a kept view of the queue",
    request=queue.ForgetView, response=queue.ViewList,
)  # fmt: skip
def forget_view_of(call: Call[queue.ForgetView]) -> Reply:
    """By its name, which stands in no address; one that is gone already may be forgotten again."""
    get_services().saved_views.forget(call.officer, call.body.name, call.body.sharing)
    return _views(call)


def _views(call: Call[Any]) -> Reply:
    kept = get_services().saved_views.list_for(call.officer)
    items = [queue.ViewOut(name=view.name, sharing=view.sharing, filters=dict(view.filters)) for view in kept]
    return Reply(queue.ViewList(items=items), HTTPStatus.OK)


def _counted(name: str, numbers: Mapping[str, int]) -> queue.ListCounts:
    facets = {f"by_{facet}": of_facet(numbers, facet) for facet in ("service", "area", "channel")}
    return queue.ListCounts(queue=name, total=numbers.get(ALL, 0), **facets)
