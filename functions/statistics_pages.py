"""The office's figures as a page: charts, and the same numbers as tables."""

from datetime import date, timedelta
from typing import Any

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.case import Channel
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.rights import Right
from chalicelib.domain.statistics import AGES_DAYS, COUNTED, SELDOM, Report, Selection
from functions._figures import CSV, TABLES, XLSX, export_csv, export_xlsx, read_days, read_selection, shown_counts
from functions._http import Call, Reply
from functions._staff_page import in_words, may, render_staff, staff_page

routes = Blueprint(__name__)

SPANS = {"day": 0, "week": 6, "month": 29, "quarter": 89}


@staff_page(
    routes, "GET", "/office/statistics", right=Right.READ_STATISTICS, summary="The office's figures",
    problems=(422,),
)  # fmt: skip
def show_statistics(call: Call[None]) -> Reply:
    """Days and cases are chosen in the address, so that a view can be kept and sent."""
    service = get_services().read_statistics
    today = service.today()
    usual, faults, status = Selection(today - timedelta(days=29), today), dict[str, str](), 200
    try:
        selection = read_selection(call)
        report, ahead = service.report(selection)
    except InvalidRequestError as error:
        faults, status = in_words(call, tuple(error.faults)), 422
        selection = usual
        report, ahead = service.report(selection)
    return render_staff(
        call, "statistics/statistics", status, report=report, ahead=ahead, faults=faults, flows=report.flows(),
        today=today, spans=_spans(today), ages=(*AGES_DAYS, None), can_export=may(call, Right.EXPORT),
        counts=shown_counts(report), missing=_missing(call, report), tables=list(TABLES), **_choices(call, selection),
    )  # fmt: skip


def _missing(call: Call[None], report: Report) -> list[str]:
    """What cannot be told of a part of the office, by its name on the page."""
    words, whole = get_services().messages.staff("statistics", call.language), report.selection.is_whole
    kept = {
        "in_law": report.in_law is not None,
        **{name: whole for name in COUNTED if name not in SELDOM},
        "times_title": whole, "ages_title": whole, "reasons_title": report.reasons is not None,
    }  # fmt: skip
    return [words[name] for name, is_kept in kept.items() if not is_kept]


def _spans(today: date) -> dict[str, str]:
    return {name: (today - timedelta(days=days)).isoformat() for name, days in SPANS.items()}


def _choices(call: Call[None], selection: Selection) -> dict[str, Any]:
    services = get_services()
    typed = {"first": selection.first.isoformat(), "last": selection.last.isoformat()}
    return {
        "services": sorted(services.catalogue.services.values(), key=lambda service: service.code),
        "channels": list(Channel),
        "targets": services.office.targets,
        "typed": {**typed, **{name: call.query[name] for name in (*typed, "service", "channel") if name in call.query}},
    }


@staff_page(
    routes, "GET", "/office/statistics/notices", right=Right.READ_STATISTICS, summary="How residents were told",
    problems=(422,),
)  # fmt: skip
def show_notice_figures(call: Call[None]) -> Reply:
    """Days are chosen in the address."""
    today, telling = get_services().read_statistics.today(), get_services().telling.read_telling
    faults, status = dict[str, str](), 200
    try:
        days = read_days(call)
    except InvalidRequestError as error:
        faults, status, days = in_words(call, tuple(error.faults)), 422, (today - timedelta(days=29), today)
    report = telling.report(*days)
    typed = {name: call.query.get(name, day.isoformat()) for name, day in zip(("first", "last"), days, strict=True)}
    return render_staff(
        call, "telling/figures", status, report=report, faults=faults, typed=typed, spans=_spans(today), today=today,
        allowance=telling.allowance(),
    )  # fmt: skip


@staff_page(
    routes, "GET", "/office/statistics/export.csv", right=Right.EXPORT, summary="The figures of days as CSV",
    media_type=CSV, problems=(422,),
)  # fmt: skip
def take_statistics_csv(call: Call[None]) -> Reply:
    """The same file as the API's."""
    return export_csv(call)


@staff_page(
    routes, "GET", "/office/statistics/export.xlsx", right=Right.EXPORT, summary="The figures as a workbook",
    media_type=XLSX, problems=(422,),
)  # fmt: skip
def take_statistics_xlsx(call: Call[None]) -> Reply:
    """The same file as the API's."""
    return export_xlsx(call)
