"""Pages of the coverage of e-KTP: figures with their pace, the list of who owes, campaigns, days of recording."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.coverage.campaign import (
    LABELS_OF_RUN,
    LETTERS_OF_RUN,
    MOST_PEOPLE,
    Campaign,
    CampaignChannel,
    ContactOutcome,
    LeftOut,
    Selection,
)
from chalicelib.domain.coverage.figures import Counts, total
from chalicelib.domain.coverage.lines import LineFault, village_names
from chalicelib.domain.coverage.owing import cut_table, months_around, read_people
from chalicelib.domain.coverage.pace import Pace, Point
from chalicelib.domain.coverage.recording import DAYS_OFF, RecordingDay
from chalicelib.domain.errors import (
    Fault,
    InvalidRequestError,
    NotFoundError,
    StaleVersionError,
)
from chalicelib.domain.identifiers import InvalidIdentifierError, Nik
from chalicelib.domain.identifiers.opaque_ids import SAFE
from chalicelib.domain.rights import Right
from chalicelib.domain.text import Language
from chalicelib.services.run_campaign import PAGE
from functions import _coverage_views as views
from functions._admin_log import tell_stale, tell_who
from functions._forms import read_long_form, read_typed_table, shown_table
from functions._http import Call, Reply
from functions._page import go_to
from functions._staff_page import MOST_TABLE_BYTES, in_words, render_staff, staff_page, table_in_words

routes = Blueprint(__name__)

HOME: Final = "/office/coverage"
FIGURES: Final = HOME + "/figures"
OWING: Final = HOME + "/owing"
CAMPAIGNS: Final = HOME + "/campaigns"
CAMPAIGN: Final = CAMPAIGNS + "/{campaign}"
RECORDINGS: Final = HOME + "/recordings"
RECORDING: Final = RECORDINGS + "/{recording}"
HEADINGS: Final = "Kelurahan;Wajib KTP;Perekaman;Cetak\n"
WRONG: Final = HTTPStatus.UNPROCESSABLE_ENTITY
PDF: Final = "application/pdf"
CSV: Final = "text/csv; charset=utf-8"
TOP, BOTTOM = 22, 205
"""Of the chart, in pixels: it grows no letter and shrinks none."""
WIDE: Final = 1000
"""Of the line of the chart, in units of its own, which stretch to the width of the page."""


class _Row(NamedTuple):
    name: str
    day: date
    counts: Counts


_ORDERS: Final[Mapping[str, Callable[[_Row], float | str]]] = {
    "gap": lambda row: -row.counts.gap,
    "share": lambda row: _part(row.counts),
    "name": lambda row: row.name,
}


@staff_page(routes, "GET", HOME, right=Right.READ_COVERAGE, summary="Who owes an e-KTP")
def show_coverage(call: Call[None]) -> Reply:
    """The city, and a bar for each kelurahan."""
    area, names = get_services().coverage, _names()
    newest = area.count.newest()
    closed = sum(bool(area.recordings.why_closed(day)) for day in area.ports.recordings.list_all())
    rows = [_Row(names[code], day, counts) for code, (day, counts) in newest.items()]
    sort = call.query.get("sort", "gap")
    rows.sort(key=_ORDERS.get(sort, _ORDERS["gap"]))
    widest = max([row.counts.gap for row in rows], default=0) or 1
    whole, (forecast, *_) = total(counts for _, counts in newest.values()), _sentences(call)
    return _render(call, "home", rows=rows, whole=whole, widest=widest, sort=sort, forecast=forecast, closed=closed)


@staff_page(routes, "GET", HOME + "/pace", right=Right.READ_COVERAGE, summary="When the gap will be closed")
def show_pace(call: Call[None]) -> Reply:
    """A line drawn here, and its numbers."""
    points, _ = get_services().coverage.count.burn_down()
    chart = _chart(call, points) if len(points) > 1 else None
    return _render(call, "pace", points=points, chart=chart, sentences=_sentences(call))


@staff_page(routes, "GET", FIGURES, right=Right.IMPORT_COVERAGE, summary="A form for the figures of a day")
def get_figures_form(call: Call[None]) -> Reply:
    """Today's, unless another day is typed."""
    return _figures_page(call)


@staff_page(
    routes, "POST", FIGURES, right=Right.IMPORT_COVERAGE, summary="Look at figures, then store them",
    most_bytes=MOST_TABLE_BYTES, problems=(303, 413),
)  # fmt: skip
def send_figures(call: Call[None]) -> Reply:
    """A look changes nothing; what was looked at is stored by a second press."""
    typed, service = _typed_table(call), get_services().coverage.count
    try:
        day, seen = _day(typed.get("day", "")), _number(typed.get("version", ""))
        if "confirm" not in typed:
            return _figures_page(call, typed=typed, preview=service.preview(day, typed["table"]))
        service.store(day, typed["table"], call.officer, -1 if seen is None else seen)
    except InvalidRequestError as error:
        return _figures_page(call, WRONG, typed=typed, faults=_told(call, error.faults))
    except StaleVersionError:
        preview, held = service.preview(day, typed["table"]), service.figures.get(day)
        told = {"version": tell_stale(call, _words(call)["changed_day"], held.by, held.at)}
        return _figures_page(call, HTTPStatus.CONFLICT, typed=typed, preview=preview, faults=told)
    return go_to(call, "office/coverage?done=stored")


@staff_page(routes, "GET", OWING, right=Right.LIST_OWING, summary="The list of who owes an e-KTP")
def show_owing(call: Call[None]) -> Reply:
    """Counts, and what can be done with it."""
    return _owing_page(call)


@staff_page(
    routes, "POST", OWING, right=Right.LIST_OWING, summary="Bring the list in, give it up, or destroy it",
    most_bytes=MOST_TABLE_BYTES, status=303, problems=(412, 413),
)  # fmt: skip
def change_owing(call: Call[None]) -> Reply:
    """With a script by pieces, without one at once."""
    typed = _typed_table(call)
    try:
        done = _OWING_STEPS.get(typed.get("step", ""), _bring_whole)(call, typed)
    except InvalidRequestError as error:
        return _owing_page(call, WRONG, typed=typed, faults=_told(call, error.faults))
    except StaleVersionError:
        who = tell_who(call, get_services().coverage.owing.read().by, None)
        told = {"version": _words(call)["owing_moved_on"].format(who=who)}
        return _owing_page(call, HTTPStatus.CONFLICT, typed=typed, faults=told)
    return go_to(call, f"office/coverage/owing?done={done}")


@staff_page(routes, "GET", OWING + "/people", right=Right.LIST_OWING, summary="Names of who turns 17 in a month")
def show_owing_people(call: Call[None]) -> Reply:
    """A page; who asked is recorded."""
    month, service = call.query.get("month", ""), get_services().coverage.owing
    title = _words(call)["turning"] if not month else f"{_words(call)['turning']}: {_month_name(call, month)}"
    people, following = service.list_people(call.officer, month=month, start=views.read_start(call))
    return _render(call, "people", title=title, people=people, following=following)


@staff_page(routes, "GET", OWING + "/left-out", right=Right.LIST_OWING, summary="Lines that were not taken")
def show_left_out(call: Call[None]) -> Reply:
    """By the line of the file; never with a value."""
    return _render(call, "left-out", found=list(get_services().coverage.owing.left_out()))


@staff_page(routes, "GET", CAMPAIGNS, right=Right.READ_COVERAGE, summary="Campaigns")
def show_campaigns(call: Call[None]) -> Reply:
    """And a form for a new one."""
    return _campaigns_page(call)


@staff_page(routes, "POST", CAMPAIGNS, right=Right.CAMPAIGN, summary="Freeze a campaign's list", status=303)
def make_campaign(call: Call[None]) -> Reply:
    """The form carries its id, so that a second press makes no second one."""
    typed = read_long_form(call)
    campaign = _new_id(typed)
    try:
        channel = CampaignChannel.PHONE if typed.get("channel") == CampaignChannel.PHONE else CampaignChannel.POST
        selection, name = _selection(typed), typed.get("name", "")
        get_services().coverage.campaigns.create(
            campaign, name=name, channel=channel, selection=selection, by=call.officer
        )
    except InvalidRequestError as error:
        return _campaigns_page(call, WRONG, typed=typed, faults=_told(call, error.faults))
    return go_to(call, f"office/coverage/campaigns/{campaign}?done=campaign_made")


@staff_page(routes, "GET", CAMPAIGN, right=Right.CAMPAIGN, summary="A campaign and its people")
def show_campaign(call: Call[None]) -> Reply:
    """Those of whom nothing is known yet, or all; who asked is recorded."""
    return _campaign_page(call)


@staff_page(
    routes, "POST", CAMPAIGN, right=Right.CAMPAIGN, summary="Record what became of people", status=303,
    most_bytes=MOST_TABLE_BYTES, problems=(413,),
)  # fmt: skip
def mark_campaign(call: Call[None]) -> Reply:
    """One by a press, or many by a table."""
    typed, service = _typed_table(call), get_services().coverage.campaigns
    campaign = _campaign(call)
    try:
        if "person" not in typed:
            return _mark_table(call, campaign.id, typed)
        outcome, seen = _outcome(typed), _number(typed.get("version", ""))
        service.mark(campaign.id, typed["person"], outcome, call.officer, -1 if seen is None else seen)
    except InvalidRequestError as error:
        return _campaign_page(call, WRONG, typed=typed, faults=_told(call, error.faults))
    except StaleVersionError:
        return _campaign_page(call, HTTPStatus.CONFLICT, typed=typed, faults=_marked_meanwhile(call, typed["person"]))
    shown = f"&show=all&start={views.read_start(call)}" if call.query.get("show") == "all" else ""
    return go_to(call, f"office/coverage/campaigns/{campaign.id}?done=marked{shown}")


@staff_page(
    routes, "GET", CAMPAIGN + "/letters.pdf", right=Right.LIST_OWING, summary="Letters to print", media_type=PDF,
    problems=(422,),
)  # fmt: skip
def show_letters(call: Call[None]) -> Reply:
    """Who took them is recorded."""
    return _printed(call, "letters", "surat.pdf")


@staff_page(
    routes, "GET", CAMPAIGN + "/labels.pdf", right=Right.LIST_OWING, summary="Labels to print", media_type=PDF,
    problems=(422,),
)  # fmt: skip
def show_labels(call: Call[None]) -> Reply:
    """Who took them is recorded."""
    return _printed(call, "labels", "label.pdf")


@staff_page(
    routes, "GET", CAMPAIGN + "/people.csv", right=Right.LIST_OWING, summary="A table for mail merge", media_type=CSV
)
def take_campaign(call: Call[None]) -> Reply:
    """Who took it is recorded."""
    return _file(views.export_campaign(call, _campaign(call)), CSV, "attachment", "kampanye.csv")


@staff_page(routes, "GET", RECORDINGS, right=Right.READ_COVERAGE, summary="Days of recording")
def show_recordings(call: Call[None]) -> Reply:
    """And a form for a new one."""
    return _recordings_page(call)


@staff_page(routes, "POST", RECORDINGS, right=Right.CAMPAIGN, summary="Plan a day of recording at a place", status=303)
def plan_recording(call: Call[None]) -> Reply:
    """The form carries its id, so that a second press plans no second one."""
    typed = read_long_form(call)
    recording = _new_id(typed)
    try:
        get_services().coverage.recordings.plan(
            recording, place=typed.get("place", ""), village=views.read_place(typed.get("village", "")),
            day=_day(typed.get("day", "")), slots=typed.get("slots", ""), by=call.officer,
            on_day_off=_is_day_off_meant(typed),
        )  # fmt: skip
    except InvalidRequestError as error:
        is_off = _is_day_off_meant(typed) or any(fault.code in DAYS_OFF for fault in error.faults)
        return _recordings_page(call, WRONG, typed=typed, is_off=is_off, faults=_told(call, error.faults))
    return go_to(call, f"office/coverage/recordings/{recording}?done=changed")


@staff_page(routes, "GET", RECORDING, right=Right.CAMPAIGN, summary="Who is booked for a day")
def show_recording(call: Call[None]) -> Reply:
    """Who asked is recorded."""
    return _recording_page(call)


@staff_page(routes, "POST", RECORDING, right=Right.CAMPAIGN, summary="Book somebody, or say who came", status=303)
def change_recording(call: Call[None]) -> Reply:
    """Every step can be pressed twice."""
    typed, recording = read_long_form(call), _recording(call).id
    try:
        done = _step_of_day(call, recording, typed)
    except InvalidRequestError as error:
        return _recording_page(call, WRONG, typed=typed, faults=_told(call, error.faults))
    kept = urlencode([(name, typed[name]) for name in ("campaign", "slot") if done == "booked" and name in typed])
    return go_to(call, f"office/coverage/recordings/{recording}?done={done}{'&' if kept else ''}{kept}")


@staff_page(
    routes, "GET", RECORDING + "/sheet.pdf", right=Right.CAMPAIGN, summary="The day sheet to print", media_type=PDF
)
def show_day_sheet(call: Call[None]) -> Reply:
    """Who took it is recorded."""
    return _file(views.print_sheet(call, _recording(call)), PDF, "inline", "daftar-hadir.pdf")


def _render(call: Call[None], template: str, status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    services, names = get_services(), _names()
    shown = {
        "n": lambda number: _said(call, number),
        "share": lambda counts: f"{_decimal(call, 100 * _part(counts), 1)}%",
        "date": lambda day: services.messages.date(day, call.language),
        "village": lambda code: names.get(code, code),
        "month_name": lambda month: _month_name(call, month),
        "districts": services.coverage.regions.districts,
        "typed": {},
        "done": _done(call),
    }
    values = {**shown, **values}
    if table := values["typed"].get("table"):
        values["typed"] = {**values["typed"], "table": shown_table(table)}
    return render_staff(call, f"coverage/{template}", status, **values)


def _figures_page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    preview = values.get("preview")
    if preview is not None and preview.faults:
        status, values["faults"] = WRONG, _lines(call, preview.faults)
    names = _names()
    missing = ", ".join(names[code] for code in preview.missing) if preview is not None else ""
    today = get_services().coverage.count.today()
    return _render(call, "figures", status, **{"today": today, "headings": HEADINGS, "missing": missing, **values})


def _owing_page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    owing = get_services().coverage.owing.read()
    holds = owing.wrapped_key is not None and owing.edition > 0
    return _render(call, "owing", status, owing=owing, holds=holds, **values)


def _new_id(typed: Mapping[str, str]) -> str:
    """The id that the form was given; another one where somebody changed it."""
    named = typed.get("id", "")
    return named if SAFE.fullmatch(named) else get_services().ports.ids.new_id()


def _campaigns_page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    services = get_services()
    area, owing = services.coverage, services.coverage.owing.read()
    found = sorted(area.ports.campaigns.list_all(), key=lambda campaign: campaign.created_at, reverse=True)
    known = Counter(area.campaigns.list_known(owing.id).values())
    shown = {
        "campaigns": [(campaign, area.campaigns.figures(campaign)) for campaign in found],
        "holds": owing.wrapped_key is not None and owing.edition > 0,
        "months": list(owing.tally.months),
        "known": [(reason, count) for reason in LeftOut if (count := known[reason])],
        "new_id": values.get("typed", {}).get("id") or services.ports.ids.new_id(),
    }
    return _render(call, "campaigns", status, **shown, **values)


def _campaign_page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    campaign, service = _campaign(call), get_services().coverage.campaigns
    only_open, start = call.query.get("show") != "all", views.read_start(call)
    figures = service.figures(campaign)
    try:
        people = service.list_page(campaign, start, call.officer, only_open=only_open)
    except NotFoundError:
        people = None
    many = figures["open"] if only_open else campaign.people
    shown = {
        "campaign": campaign, "figures": figures, "people": people, "only_open": only_open, "start": start,
        "outcomes": list(ContactOutcome), "left_out": [(each, campaign.left_out.get(each, 0)) for each in LeftOut],
        "not_written_to": views.count_not_written_to(campaign), "runs": range(0, campaign.people, LETTERS_OF_RUN),
        "labels": range(0, campaign.people, LABELS_OF_RUN),
        "following": start + PAGE if start + PAGE < many else None,
    }  # fmt: skip
    return _render(call, "campaign", status, **shown, **values)


def _printed(call: Call[None], what: str, name: str) -> Reply:
    """Or the campaign with why there is nothing to print."""
    try:
        return _file(views.print_campaign(call, _campaign(call), what), PDF, "inline", name)
    except InvalidRequestError as error:
        return _campaign_page(call, WRONG, faults=_told(call, error.faults))


def _recordings_page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    services = get_services()
    found = sorted(services.coverage.ports.recordings.list_all(), key=lambda day: (day.day, day.place), reverse=True)
    new_id = values.get("typed", {}).get("id") or services.ports.ids.new_id()
    closed = {day.id: services.coverage.recordings.why_closed(day) for day in found}
    return _render(call, "recordings", status, days=found, closed=closed, new_id=new_id, **values)


def _is_day_off_meant(typed: Mapping[str, str]) -> bool:
    """The box confirms the day that it was shown for; another day is asked for anew."""
    return bool(typed.get("day")) and typed.get("on_day_off") == typed.get("day")


def _recording_page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    area, day = get_services().coverage, _recording(call)
    typed = values.setdefault("typed", {name: call.query.get(name, "") for name in ("campaign", "slot")})
    booked = sorted(day.bookings.items(), key=lambda each: (each[1].slot, each[0]))
    shown = {
        "recording": day, "closed": area.recordings.why_closed(day),
        "booked": booked, "taken": day.taken(), "campaigns": _list_booked_from(),
        "slot": day.next_free(typed.get("slot", "")),
        "people": area.recordings.open_people(day, call.officer), "steps": area.ports.recordings.list_steps(day.id),
        "has_begun": day.day <= area.owing.today(), "has_passed": day.day < area.owing.today(),
    }  # fmt: skip
    return _render(call, "recording", status, **shown, **values)


def _list_booked_from() -> list[Campaign]:
    """Campaigns of the list that holds, newest first: names of others open no more."""
    area = get_services().coverage
    held = area.owing.read().id
    found = (campaign for campaign in area.ports.campaigns.list_all() if campaign.list_id == held)
    return sorted(found, key=lambda campaign: campaign.created_at, reverse=True)


def _bring_whole(call: Call[None], typed: Mapping[str, str]) -> str:
    service = get_services().coverage.owing
    pieces = cut_table(typed["table"])
    first = cut_table(typed["table"], 1)[0]
    read_people(first, get_services().coverage.regions, service.today())  # the columns, before anything is begun
    service.begin(_day(typed.get("until", ""), "until"), call.officer)
    for number, piece in enumerate(pieces, 1):
        service.put_piece(number, piece)
    service.finish(len(pieces), call.officer)
    return "owing_done"


def _begin(call: Call[None], typed: Mapping[str, str]) -> str:
    get_services().coverage.owing.begin(_day(typed.get("until", ""), "until"), call.officer)
    return ""


def _piece(_: Call[None], typed: Mapping[str, str]) -> str:
    get_services().coverage.owing.put_piece(_number(typed.get("number", "")) or 0, typed["table"])
    return ""


def _finish(call: Call[None], typed: Mapping[str, str]) -> str:
    get_services().coverage.owing.finish(_number(typed.get("pieces", "")) or 0, call.officer)
    return "owing_done"


def _discard(call: Call[None], _: Mapping[str, str]) -> str:
    get_services().coverage.owing.discard(call.officer)
    return "changed"


def _erase(call: Call[None], typed: Mapping[str, str]) -> str:
    if "sure" not in typed:
        raise InvalidRequestError([Fault("sure", "sure_missing")])
    seen = _number(typed.get("version", ""))
    get_services().coverage.owing.erase(call.officer, -1 if seen is None else seen)
    return "owing_erased"


_OWING_STEPS: Final = {
    "whole": _bring_whole,
    "begin": _begin,
    "piece": _piece,
    "finish": _finish,
    "discard": _discard,
    "erase": _erase,
}


def _step_of_day(call: Call[None], recording: str, typed: Mapping[str, str]) -> str:
    service, step, person = get_services().coverage.recordings, typed.get("step", ""), typed.get("person", "")
    if step in {"came", "absent"}:
        service.attend(recording, person, call.officer, came=step == "came")
    elif step == "cancel":
        service.cancel(recording, person, call.officer)
    elif step == "hold":
        service.hold(recording, call.officer)
    elif step == "others":
        count = _number(typed.get("others", ""))
        service.count_others(recording, -1 if count is None else count, call.officer)
    elif step == "walk_in":
        return _walk_in(call, recording, typed)
    else:
        return _book(call, recording, typed)
    return "changed"


def _walk_in(call: Call[None], recording: str, typed: Mapping[str, str]) -> str:
    try:
        nik = Nik.parse(typed.get("nik", ""))
        get_services().coverage.recordings.book_by_nik(recording, str(nik), typed.get("slot", ""), call.officer)
    except InvalidIdentifierError as error:
        raise InvalidRequestError([Fault("nik", error.code)]) from None
    except NotFoundError:
        raise InvalidRequestError([Fault("nik", "not_on_list")]) from None
    return "booked"


def _book(call: Call[None], recording: str, typed: Mapping[str, str]) -> str:
    area, code, campaign = get_services().coverage, typed.get("code", "").strip().lower(), typed.get("campaign", "")
    found = [member.id for member in area.ports.campaigns.list_members(campaign) if code and member.id.startswith(code)]
    if len(found) != 1:
        raise InvalidRequestError([Fault("code", "not_on_list")])
    area.recordings.book(recording, found[0], typed.get("slot", ""), campaign, call.officer)
    return "booked"


def _mark_table(call: Call[None], campaign: str, typed: Mapping[str, str]) -> Reply:
    told = get_services().coverage.campaigns.mark_table(campaign, typed["table"], call.officer)
    counts = {"count": len(told.done), "already": len(told.already)}
    if told.faults:
        return _campaign_page(call, WRONG, typed=typed, found=told.faults, faults=_lines(call, told.faults))
    if told.refused:
        sentence = _words(call)["lines_refused"].format(**counts, refused=len(told.refused))
        return _campaign_page(call, HTTPStatus.CONFLICT, typed=typed, found=told.refused, faults={"lines": sentence})
    shown = "&".join(f"{name}={number}" for name, number in counts.items())
    return go_to(call, f"office/coverage/campaigns/{campaign}?done=marked_many&{shown}")


def _outcome(typed: Mapping[str, str]) -> ContactOutcome | None:
    """What was pressed; an empty one takes back what is known, and one that is none takes nothing back."""
    chosen = typed.get("outcome", "?")
    if chosen not in {"", *ContactOutcome}:
        raise InvalidRequestError([Fault("outcome", "not_a_choice")])
    return ContactOutcome(chosen) if chosen else None


def _selection(typed: Mapping[str, str]) -> Selection:
    faults, ages = [], {}
    for name in ("age_from", "age_to", "size"):
        text = typed.get(name, "").strip()
        ages[name] = _number(text) if text else None
        most = MOST_PEOPLE if name == "size" else 130
        if text and (ages[name] is None or not (name == "size") <= (ages[name] or 0) <= most):
            faults.append(Fault(name, "out_of_range"))
    month, owing = typed.get("turning", ""), get_services().coverage.owing
    if month and month not in {*months_around(owing.today()), *owing.read().tally.months}:
        faults.append(Fault("turning", "not_a_choice"))
    also = sorted(set(typed.get("also", "").split()))
    if not set(also) <= set(LeftOut):
        faults.append(Fault("also", "not_a_choice"))
    if faults:
        raise InvalidRequestError(faults)
    return Selection(
        places=views.read_places(typed.get("places", "").split()),
        age_from=ages["age_from"], age_to=ages["age_to"], turning=month,
        size=ages["size"] or MOST_PEOPLE, also=tuple(map(LeftOut, also)),
    )  # fmt: skip


def _sentences(call: Call[None]) -> list[str]:
    """When it will be done, in words; first the one that matters."""
    points, pace = get_services().coverage.count.burn_down()
    words = _words(call)
    if pace is None:
        return [words["pace_none"]]
    told = {name: _date(call, day) for name, day in _dates(pace).items()}
    way = words["pace_less"] if pace.present >= 0 else words["pace_more"]
    rates = words["pace_rates"].format(
        since=_date(call, pace.since), until=_date(call, pace.until), recorded=_decimal(call, pace.recorded_a_day, 1),
        change=way.format(number=_decimal(call, abs(pace.present), 1)),
    )  # fmt: skip
    if pace.closed_on is None:
        grew = points[-1].gap > next(point.gap for point in points if point.day == pace.since)
        return [words["pace_grows"] if grew else words["pace_stands"], rates]
    spread = words["pace_range"] if pace.closed_latest else words["pace_open"]
    return [words["pace_closes"].format(day=told["day"]), spread.format(**told), rates]


def _dates(pace: Pace) -> Mapping[str, date | None]:
    return {"day": pace.closed_on, "earliest": pace.closed_earliest, "latest": pace.closed_latest}


def _chart(call: Call[None], points: tuple[Point, ...]) -> Mapping[str, Any]:
    """Where the line of the gap runs; the axis begins at nought, so that a small change looks small.

    The line alone is stretched to the page: letters keep their size on a telephone.
    """
    first, last = points[0], points[-1]
    top = max(point.gap for point in points) or 1
    span = (last.day - first.day).days or 1

    def place(point: Point) -> str:
        x = WIDE * (point.day - first.day).days / span
        return f"{x:.1f},{(BOTTOM - TOP) * (1 - point.gap / top):.1f}"

    label = _words(call)["pace_chart"].format(
        since=_date(call, first.day), until=_date(call, last.day), first=_said(call, first.gap),
        last=_said(call, last.gap),
    )  # fmt: skip
    marks = [{"y": BOTTOM - (BOTTOM - TOP) * part // 2, "value": top * part // 2} for part in (0, 1, 2)]
    ends = [{"x": "0", "anchor": "start", "day": first.day}, {"x": "100%", "anchor": "end", "day": last.day}]
    line = {"points": " ".join(map(place, points)), "top": TOP, "width": WIDE, "height": BOTTOM - TOP}
    return {"label": label, "line": line, "marks": marks, "ends": ends}


def _typed_table(call: Call[None]) -> dict[str, str]:
    """A chosen file goes before what is typed."""
    typed = read_long_form(call)
    return {**typed, "table": read_typed_table(typed)}


def _told(call: Call[None], faults: tuple[Fault, ...]) -> dict[str, str]:
    return table_in_words(call, faults, "coverage")


def _lines(call: Call[None], found: tuple[LineFault, ...]) -> dict[str, str]:
    fault = Fault("lines", "lines_at_fault", (("count", str(len(found))),))
    return in_words(call, (fault,))


def _done(call: Call[None]) -> str:
    name = call.query.get("done", "")
    if call.method != "GET" or name not in _DONE:
        return ""
    counts = {part: _number(call.query.get(part, "")) or 0 for part in ("count", "already")}
    return _words(call)[name].format(**counts)


_DONE: Final = frozenset(
    {
        "stored",
        "owing_done",
        "owing_erased",
        "campaign_made",
        "marked",
        "marked_many",
        "booked",
        "changed",
    }
)


def _marked_meanwhile(call: Call[None], person: str) -> dict[str, str]:
    words, mark = _words(call), get_services().coverage.ports.campaigns.get_mark(_campaign(call).id, person)
    what = f"“{words[f'outcome_{mark.outcome}']}”" if mark.outcome else words["mark_taken_back"]
    return {"version": words["marked_meanwhile"].format(what=what, who=tell_who(call, mark.by, mark.at))}


def _campaign(call: Call[None]) -> Campaign:
    return get_services().coverage.ports.campaigns.get(views.read_id(call, "campaign"))


def _recording(call: Call[None]) -> RecordingDay:
    return get_services().coverage.ports.recordings.get(views.read_id(call, "recording"))


def _file(body: bytes, media_type: str, how: str, name: str) -> Reply:
    headers = {"Content-Disposition": f'{how}; filename="{name}"', "Cache-Control": "no-store"}
    return Reply(body, headers=headers, media_type=media_type)


def _words(call: Call[None]) -> Mapping[str, str]:
    return get_services().messages.staff("coverage", call.language)


def _names() -> Mapping[str, str]:
    return village_names(get_services().coverage.regions)


def _part(counts: Counts) -> float:
    return counts.recorded / counts.due if counts.due else 1.0


def _said(call: Call[None], number: int) -> str:
    marked = f"{number:,}"
    return marked.replace(",", ".") if call.language is Language.INDONESIAN else marked


def _decimal(call: Call[None], number: float, digits: int) -> str:
    marked = f"{number:,.{digits}f}"
    return marked.translate(str.maketrans(",.", ".,")) if call.language is Language.INDONESIAN else marked


def _date(call: Call[None], day: date | None) -> str:
    return get_services().messages.date(day, call.language) if day else "–"


def _month_name(call: Call[None], month: str) -> str:
    try:
        return _date(call, date.fromisoformat(f"{month}-01")).partition(" ")[2]
    except ValueError:
        return ""


def _day(text: str, field: str = "day") -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidRequestError([Fault(field, "shape")]) from None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000000") else None
