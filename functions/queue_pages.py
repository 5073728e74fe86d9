"""The work queue as officers see it: one list at a time, filters that stand in the address, and the next case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final, Self
from urllib.parse import urlencode

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.applicant import ELSEWHERE
from chalicelib.domain.case import Channel
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.holds import due_of_line
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.officers import Officer
from chalicelib.domain.queue_counts import of_facet
from chalicelib.domain.rights import Right
from chalicelib.domain.saved_views import Sharing, may_change
from chalicelib.domain.worklist import ENVELOPES, QUEUES, UNKNOWN_AREA, UNREACHED
from chalicelib.services.open_queue import Opened
from chalicelib.services.ports import QueuePage
from chalicelib.services.take_next import Taken
from functions._forms import read_form
from functions._http import Call, Reply
from functions._page import go_to
from functions._queue_filters import (
    AGES_DAYS,
    DUES,
    FILTERS,
    as_query,
    find_faults,
    keep_filters,
    list_areas,
    read_filters,
    read_wish,
)
from functions._staff_page import in_words, may, render_staff, staff_page
from functions._unreached_lines import UnreachedLine, show_unreached

routes = Blueprint(__name__)

QUEUE: Final = "/office/queue"
TABS: Final = ("submitted", "in-review", "returned", "complete", "in-process", "ready")
LOOKED_AT: Final = 50
"""Lines of the list that one page looks at, whichever it then shows: one query."""


class _Ahead:
    """All that the page shows, asked for together with the entry of its officer."""

    def __init__(self, asked: Mapping[str, str]) -> None:
        self.faults = find_faults(asked)
        self.kept = keep_filters(asked)
        self._cursor = asked.get("cursor")
        self._opened: Opened | None = None

    def read_entry(self, officer: str) -> Officer:
        return self.read(officer).front.officer

    def read(self, officer: str) -> Opened:
        """Once."""
        if self._opened is None:
            self._opened = get_services().open_queue.read(officer, None if self.faults else self._list_lines)
        return self._opened

    def _list_lines(self) -> QueuePage:
        wish = read_wish(self.kept)
        return get_services().find_cases.list_lines(self.kept["queue"], wish, self._cursor, LOOKED_AT)


@staff_page(
    routes, "GET", QUEUE, right=Right.READ_QUEUE, summary="The work queue", problems=(422,),
    read_ahead=lambda call: _Ahead(call.query),
)  # fmt: skip
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
    taken = get_services().take_next.take(call.officer, read_wish(asked))
    if taken.case is None:
        return _queue_page(call, asked, missed=taken)
    return go_to(call, f"office/cases/{taken.case.receipt.format()}?{as_query(read_filters(asked))}".rstrip("?&"))


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
class _List:
    """The way to another list, with the filters of this one."""

    label: str
    number: int
    query: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """One line as it is shown; a clock that runs has `due`."""

    number: str
    service_name: str
    area_name: str
    channel_name: str
    since: datetime
    due: datetime | None
    is_late: bool
    asked: int
    claimed_by: str | None
    held_until: datetime | None
    is_double: bool


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one page of a list shows."""

    lines: tuple[_Line | UnreachedLine, ...]
    looked_at: int
    further: str


@dataclass(frozen=True, slots=True)
class _Names:
    """What codes stand for in the language of the page: looked up once, and not for each line."""

    services: Mapping[str, str]
    areas: Mapping[str, str]
    channels: Mapping[str, str]

    @classmethod
    def of(cls, call: Call[None]) -> Self:
        services, words = get_services(), _words(call)
        named = {
            str(code): known.name.in_language(call.language) for code, known in services.catalogue.services.items()
        }
        areas = {**list_areas(), **{area: words[f"area_{area}"] for area in (ELSEWHERE, UNKNOWN_AREA)}}
        return cls(named, areas, {channel: words[f"channel_{channel}"] for channel in Channel})


def _queue_page(
    call: Call[None],
    asked: Mapping[str, str],
    *,
    missed: Taken | None = None,
    wrong: Mapping[str, str] | None = None,
    typed: str = "",
) -> Reply:
    services, ahead, names = get_services(), call.ahead or _Ahead(asked), _Names.of(call)
    faults, kept = {**in_words(call, ahead.faults), **(wrong or {})}, ahead.kept
    opened = ahead.read(call.officer.id)
    counts, shown = opened.front.counts, _shown(kept, opened.lines(), names, _words(call))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    ways = {name: _way_to(_words(call), name, kept, counts) for name in QUEUES}
    return render_staff(
        call, "queue/queue", status, faults=faults, asked=kept, here=counts.get(kept["queue"], {}),
        tabs=[ways[name] for name in TABS], lists=[way for name, way in ways.items() if name not in TABS],
        is_other=kept["queue"] not in TABS, is_unreached=kept["queue"] == UNREACHED, shown=shown, missed=missed,
        names=names.services, channels=names.channels, areas=names.areas, ages=AGES_DAYS,
        dues=DUES, without_area=_without_area(_words(call), kept, counts),
        views=opened.front.views, may_forget=lambda view: may_change(view, call.officer),
        typed=typed, way=as_query(read_filters(kept)),
        waiting_post=counts.get(ENVELOPES, {}).get("n", 0) if may(call, Right.READ_ENVELOPE) else 0,
        idle_minutes=services.office.limits.claim_idle_minutes,
    )  # fmt: skip


def _words(call: Call[None]) -> Mapping[str, str]:
    return get_services().messages.staff("queue", call.language)


def _way_to(
    words: Mapping[str, str], name: str, kept: Mapping[str, str], counts: Mapping[str, Mapping[str, int]]
) -> _List:
    label = words[f"list_{name.replace('-', '_')}"]
    query = as_query({known: value for known, value in {**kept, "queue": name}.items() if value})
    return _List(label, counts.get(name, {}).get("n", 0), query, name == kept["queue"])


def _without_area(
    words: Mapping[str, str], kept: Mapping[str, str], counts: Mapping[str, Mapping[str, int]]
) -> _List | None:
    """The way to the lines that no kecamatan has, with the other filters; None where there are none."""
    number = of_facet(counts.get(kept["queue"], {}), "area").get(UNKNOWN_AREA, 0)
    query = as_query({known: value for known, value in {**kept, "area": UNKNOWN_AREA}.items() if value})
    return _List(words["show_without_area"], number, query, kept["area"] == UNKNOWN_AREA) if number else None


def _shown(kept: Mapping[str, str], page: QueuePage, names: _Names, words: Mapping[str, str]) -> _Shown:
    given = {name: value for name, value in kept.items() if value}
    further = urlencode({**given, "cursor": page.next_cursor}) if page.next_cursor else ""
    lines = (show_unreached(item, words) if kept["queue"] == UNREACHED else _line(item, names) for item in page.items)
    return _Shown(tuple(lines), page.looked_at, further)


def _line(item: Mapping[str, Any], names: _Names) -> _Line:
    services = get_services()
    due, area = due_of_line(item, services.review.hold.present()), item.get("area", "")
    return _Line(
        number=ReceiptNumber(item["receipt"]).format(),
        service_name=names.services.get(item["service"], item["service"]),
        area_name=names.areas.get(area, "–"),
        channel_name=names.channels[item["channel"]],
        since=datetime.fromisoformat(item["clock"]),
        due=due,
        is_late=due is not None and due < services.clock.now(),
        asked=len(item.get("asked", ())),
        claimed_by=item.get("claimed_by"),
        held_until=_held_until(item),
        is_double=item.get("is_duplicate_record", False),
    )


def _held_until(item: Mapping[str, Any]) -> datetime | None:
    """When a case in review goes back by itself."""
    if not item.get("claimed_by") or item["state"] != "IN_REVIEW":
        return None
    idle = timedelta(minutes=get_services().office.limits.claim_idle_minutes)
    return datetime.fromisoformat(item.get("stands_since", item["clock"])) + idle
