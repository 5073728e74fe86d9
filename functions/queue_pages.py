"""The work queue as officers see it: one list at a time, filters that stand in the address, and the next case."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final, NamedTuple, Self
from urllib.parse import urlencode

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.case import Channel
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.holds import Holds, due_of_line
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.officers import Officer
from chalicelib.domain.queue_counts import of_facet
from chalicelib.domain.rights import Right
from chalicelib.domain.saved_views import Sharing, may_change
from chalicelib.domain.text import Language, in_figures
from chalicelib.domain.worklist import ENVELOPES, QUEUES, UNREACHED
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
            lines = None if self.faults else self._list_lines
            self._opened = get_services().open_queue.read(officer, self.kept["queue"], lines)
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


class _Line(NamedTuple):
    """One line as it is shown; a clock that runs has `due`. The template takes its parts in this order."""

    number: str
    service: str
    is_double: bool
    area: str
    channel: str
    since: str
    due: str
    is_late: bool
    asked: int
    claimed_by: str | None
    held_until: str


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one page of a list shows."""

    lines: tuple[_Line, ...] | tuple[UnreachedLine, ...]
    looked_at: int
    further: str


@dataclass(frozen=True, slots=True)
class _Names:
    """What codes and moments are called in the language of the page: looked up once, and not for each line."""

    services: Mapping[str, str]
    areas: Mapping[str, str]
    channels: Mapping[str, str]
    when: Callable[[datetime], str]

    @classmethod
    def of(cls, call: Call[None], words: Mapping[str, str]) -> Self:
        services, language = get_services(), call.language
        named = {str(code): known.name.in_language(language) for code, known in services.catalogue.services.items()}
        messages, office = services.messages, services.office
        return cls(
            named, list_areas(), {channel: words[f"channel_{channel}"] for channel in Channel},
            lambda moment: messages.date_time(office.local_time(moment), language),
        )  # fmt: skip

    def choices(self, here: Mapping[str, int], language: Language) -> dict[str, list[tuple[str, str]]]:
        """Of each filter, every choice with its name, and how many lines of this list have it."""
        named = {"service": self.services, "area": self.areas, "channel": self.channels}
        return {facet: _counted(names, of_facet(here, facet), language) for facet, names in named.items()}


def _counted(names: Mapping[str, str], lines: Mapping[str, int], language: Language) -> list[tuple[str, str]]:
    return [
        (code, f"{name} ({in_figures(lines[code], language)})" if lines.get(code) else name)
        for code, name in names.items()
    ]


def _queue_page(
    call: Call[None],
    asked: Mapping[str, str],
    *,
    missed: Taken | None = None,
    wrong: Mapping[str, str] | None = None,
    typed: str = "",
) -> Reply:
    services, ahead, words = get_services(), call.ahead or _Ahead(asked), _words(call)
    faults, kept = {**in_words(call, ahead.faults), **(wrong or {})}, ahead.kept
    opened = ahead.read(call.officer.id)
    front, names = opened.front, _Names.of(call, words)
    shown = _shown(kept, opened.lines(), names, words)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    others = as_query({name: value for name, value in kept.items() if value and name != "queue"})
    ways = {
        name: _List(
            words[f"list_{name.replace('-', '_')}"], front.lines.get(name, 0), f"queue={name}&{others}",
            name == kept["queue"],
        )
        for name in QUEUES
    }  # fmt: skip
    return render_staff(
        call, "queue/queue", status, faults=faults, asked=kept,
        tabs=[ways[name] for name in TABS], lists=[way for name, way in ways.items() if name not in TABS],
        is_other=kept["queue"] not in TABS, is_unreached=kept["queue"] == UNREACHED, shown=shown, missed=missed,
        choices=names.choices(front.here, call.language), ages=AGES_DAYS, dues=DUES,
        views=front.views, may_forget=lambda view: may_change(view, call.officer),
        typed=typed, way=as_query(read_filters(kept)),
        waiting_post=front.lines.get(ENVELOPES, 0) if may(call, Right.READ_ENVELOPE) else 0,
        idle_minutes=services.office.limits.claim_idle_minutes,
    )  # fmt: skip


def _words(call: Call[None]) -> Mapping[str, str]:
    return get_services().messages.staff("queue", call.language)


def _shown(kept: Mapping[str, str], page: QueuePage, names: _Names, words: Mapping[str, str]) -> _Shown:
    given = {name: value for name, value in kept.items() if value}
    further = urlencode({**given, "cursor": page.next_cursor}) if page.next_cursor else ""
    if kept["queue"] == UNREACHED:
        return _Shown(tuple(show_unreached(item, words) for item in page.items), page.looked_at, further)
    return _Shown(_lines(page.items, names), page.looked_at, further)


def _lines(items: Iterable[Mapping[str, Any]], names: _Names) -> tuple[_Line, ...]:
    services = get_services()
    holds, now = services.review.hold.present(), services.clock.now()
    idle = timedelta(minutes=services.office.limits.claim_idle_minutes)
    return tuple(_line(item, names, holds, now, idle) for item in items)


def _line(item: Mapping[str, Any], names: _Names, holds: Holds, now: datetime, idle: timedelta) -> _Line:
    due, until = due_of_line(item, holds), _held_until(item, idle)
    return _Line(
        number=ReceiptNumber.restore(item["receipt"]).format(),
        service=names.services.get(item["service"], item["service"]),
        is_double=item.get("is_duplicate_record", False),
        area=names.areas.get(item.get("area", ""), "–"),
        channel=names.channels[item["channel"]],
        since=names.when(datetime.fromisoformat(item["clock"])),
        due=names.when(due) if due else "",
        is_late=due is not None and due < now,
        asked=len(item.get("asked", ())),
        claimed_by=item.get("claimed_by"),
        held_until=names.when(until) if until else "",
    )


def _held_until(item: Mapping[str, Any], idle: timedelta) -> datetime | None:
    """When a case in review goes back by itself."""
    if not item.get("claimed_by") or item["state"] != "IN_REVIEW":
        return None
    return datetime.fromisoformat(item.get("stands_since", item["clock"])) + idle
