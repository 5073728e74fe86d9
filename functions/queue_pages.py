"""The work queue as officers see it: one list at a time, filters that stand in the address, and the next case."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.case import Channel
from chalicelib.domain.errors import Fault
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.rights import Right
from chalicelib.domain.worklist import QUEUES, UNREACHED
from chalicelib.services.take_next import Wish
from functions._forms import read_form
from functions._http import Call, Reply
from functions._page import go_to
from functions._staff_page import in_words, render_staff, staff_page

routes = Blueprint(__name__)

QUEUE: Final = "/office/queue"
LISTS: Final = tuple(name for name in QUEUES if name != UNREACHED)
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
    faults = _faults(asked)
    if faults:
        return _queue_page(call, asked)
    case = get_services().take_next.take(call.officer, _wish(asked))
    if case is None:
        return _queue_page(call, asked, nothing_waits=True)
    return go_to(call, f"office/cases/{case.receipt.format()}")


def _queue_page(call: Call[None], asked: Mapping[str, str], *, nothing_waits: bool = False) -> Reply:
    services = get_services()
    faults = _faults(asked)
    queue = asked.get("queue") or "submitted"
    wish = Wish() if faults else _wish(asked)
    items, cursor = ((), None) if faults else _page_of(queue, asked.get("cursor"))
    lines = [_line(item) for item in items if wish.fits(item)]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    kept = {"queue": queue, "service": wish.service or "", "channel": wish.channel or ""}
    return render_staff(
        call, "queue/queue", status, faults=in_words(call, faults), lists=LISTS, asked=kept, lines=lines,
        services=services.catalogue.services, channels=tuple(Channel), looked_at=len(items),
        further=urlencode({**kept, "cursor": cursor}) if cursor else "", nothing_waits=nothing_waits,
    )  # fmt: skip


def _page_of(queue: str, cursor: str | None) -> tuple[tuple[dict[str, Any], ...], str | None]:
    page = get_services().find_cases.list_queue(queue, cursor, LOOKED_AT)
    return page.items, page.next_cursor


def _wish(asked: Mapping[str, str]) -> Wish:
    return Wish(service=asked.get("service") or None, channel=asked.get("channel") or None)


def _faults(asked: Mapping[str, str]) -> tuple[Fault, ...]:
    choices = {"queue": LISTS, "service": get_services().catalogue.services, "channel": tuple(Channel)}
    wrong = [field for field, known in choices.items() if asked.get(field) and asked[field] not in known]
    return tuple(Fault(field, "not_a_choice") for field in wrong)


def _line(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **item,
        "number": ReceiptNumber(item["receipt"]).format(),
        "since": datetime.fromisoformat(item["clock"]),
        "due": datetime.fromisoformat(item["due_at"]) if item["due_at"] else None,
    }
