"""The work queue as officers see it: one list at a time, filters that stand in the address, and the next case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.case import Channel
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.holds import due_of_line
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.rights import Right
from chalicelib.domain.saved_views import Sharing
from chalicelib.domain.worklist import ENVELOPES
from functions._forms import read_form
from functions._http import Call, Reply
from functions._page import go_to
from functions._queue_filters import (
    AGES_DAYS,
    DUES,
    FILTERS,
    LISTS,
    as_query,
    find_faults,
    list_areas,
    read_filters,
    read_wish,
)
from functions._staff_page import in_words, may, render_staff, staff_page

routes = Blueprint(__name__)

QUEUE: Final = "/office/queue"
TABS: Final = ("submitted", "in-review", "returned", "complete", "in-process", "ready")
LOOKED_AT: Final = 50
"""Lines of the list that one page looks at, whichever it then shows: one query."""


@staff_page(routes, "GET", QUEUE, right=Right.READ_QUEUE, summary="The work queue", problems=(422,))
def show_queue(call: Call[None]) -> Reply:
    """Those lines of the next fifty that fit the filters, oldest clock first; nothing personal is in it."""
    return _queue_page(call, call.query)


@staff_page(
    routes, "POST", QUEUE + "/next", right=Right.CLAIM, summary="Take the next case", status=303, problems=(422,)
)
def take_next_case(call: Call[None]) -> Reply:
    """On to the case that is the officer's now, or back to the list where none waits."""
    asked = read_form(call)
    if find_faults(asked):
        return _queue_page(call, asked)
    case = get_services().take_next.take(call.officer, read_wish(asked))
    if case is None:
        return _queue_page(call, asked, nothing_waits=True)
    return go_to(call, f"office/cases/{case.receipt.format()}?{as_query(read_filters(asked))}".rstrip("?&"))


@staff_page(
    routes, "POST", QUEUE + "/views", right=Right.READ_QUEUE, summary="Keep a view of the queue", status=303,
    problems=(422,),
)  # fmt: skip
def keep_view(call: Call[None]) -> Reply:
    """Its filters under a name, for oneself or for everybody; or forget one."""
    typed, views = read_form(call), get_services().saved_views
    asked = {name: typed[name] for name in FILTERS if typed.get(name)}
    sharing = Sharing.SHARED if typed.get("shared") else Sharing.OWN
    try:
        if "forget" in typed:
            views.forget(call.officer, typed["forget"], sharing)
        elif find_faults(asked):
            return _queue_page(call, asked)
        else:
            views.keep(call.officer, typed.get("name", ""), sharing, asked)
    except InvalidRequestError as error:
        return _queue_page(call, asked, wrong=in_words(call, tuple(error.faults)), typed=typed.get("name", ""))
    return go_to(call, f"office/queue?{as_query(asked)}".rstrip("?&"))


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one page of a list shows."""

    lines: tuple[dict[str, Any], ...]
    looked_at: int
    further: str


def _queue_page(
    call: Call[None],
    asked: Mapping[str, str],
    *,
    nothing_waits: bool = False,
    wrong: Mapping[str, str] | None = None,
    typed: str = "",
) -> Reply:
    services = get_services()
    faults = {**in_words(call, find_faults(asked)), **(wrong or {})}
    kept = {name: asked.get(name, "") for name in FILTERS} | {"queue": asked.get("queue") or "submitted"}
    counts = services.queue_counts.read_all()
    shown = _Shown((), 0, "") if faults else _shown(kept, asked.get("cursor"))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    return render_staff(
        call, "queue/queue", status, faults=faults, asked=kept, counts=counts, here=counts.get(kept["queue"], {}),
        tabs=TABS, lists=tuple(name for name in LISTS if name not in TABS), shown=shown, nothing_waits=nothing_waits,
        services=services.catalogue.services, channels=tuple(Channel), areas=list_areas(), ages=AGES_DAYS,
        dues=DUES, views=services.saved_views.list_for(call.officer), typed=typed, way=as_query(read_filters(kept)),
        waiting_post=counts.get(ENVELOPES, {}).get("n", 0) if may(call, Right.READ_ENVELOPE) else 0,
        idle_minutes=services.office.limits.claim_idle_minutes, now=services.clock.now(),
    )  # fmt: skip


def _shown(kept: Mapping[str, str], cursor: str | None) -> _Shown:
    page = get_services().find_cases.list_lines(kept["queue"], read_wish(kept), cursor, LOOKED_AT)
    given = {name: value for name, value in kept.items() if value}
    further = urlencode({**given, "cursor": page.next_cursor}) if page.next_cursor else ""
    return _Shown(tuple(map(_line, page.items)), page.looked_at, further)


def _line(item: Mapping[str, Any]) -> dict[str, Any]:
    services = get_services()
    since, due = datetime.fromisoformat(item["clock"]), due_of_line(item, services.review.hold.present())
    held_until = None
    if item.get("claimed_by") and item["state"] == "IN_REVIEW":
        idle = timedelta(minutes=services.office.limits.claim_idle_minutes)
        held_until = datetime.fromisoformat(item.get("stands_since", item["clock"])) + idle
    return {
        **item,
        "number": ReceiptNumber(item["receipt"]).format(),
        "since": since,
        "due": due,
        "is_late": due is not None and due < services.clock.now(),
        "held_until": held_until,
    }
