"""The office's figures for programs and spreadsheets."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.rights import Right
from chalicelib.domain.statistics import AGES_DAYS, LAST_BOUND_HOURS, Forecast, Report, StateTimes
from chalicelib.domain.telling_caps import Allowance
from functions._figures import CSV, DAYS, QUERY, TABLE, XLSX, export_csv, export_xlsx, read_days, read_selection
from functions._http import Audience, Call, Reply, endpoint
from functions._schemas import statistics as shown
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

STATISTICS: Final = "/v1/statistics"


def _staff(right: Right, *query: tuple[str, str]) -> Mapping[str, Any]:
    return {"audience": Audience.STAFF, "authorizer": authorize_staff, "right": right, "query": (*QUERY, *query)}


def _staff_of_days() -> Mapping[str, Any]:
    return {**_staff(Right.READ_STATISTICS), "query": DAYS}


@endpoint(
    routes, "GET", STATISTICS, **_staff(Right.READ_STATISTICS), summary="The office's figures",
    response=shown.StatisticsOut,
)  # fmt: skip
def get_statistics(call: Call[None]) -> Reply:
    """Days beside their targets, times in each state, ages of open cases, and when the backlog clears."""
    report, ahead = get_services().read_statistics.report(read_selection(call))
    return Reply(_report(report, ahead))


@endpoint(
    routes, "GET", STATISTICS + "/notices", **_staff_of_days(), summary="How residents were told",
    response=shown.NoticeFiguresOut,
)  # fmt: skip
def get_notice_figures(call: Call[None]) -> Reply:
    """How soon messages are handed over, how many arrive on each channel, what they cost, and whom none reached."""
    telling = get_services().telling.read_telling
    told = telling.report(*read_days(call))
    return Reply(
        shown.NoticeFiguresOut(
            first=told.first,
            last=told.last,
            handed_over=told.handed_over,
            within_ten_seconds=told.soon,
            p50_seconds=told.p50,
            p95_seconds=told.p95,
            unreached=told.unreached,
            cost=told.cost,
            caps=_caps(telling.allowance()),
            channels=[shown.NoticeChannelOut(**asdict(one), delivered_share=one.share) for one in told.channels],
            grown=[shown.GrownTextOut(**asdict(one)) for one in told.grown],
            practised=told.practised,
        )
    )


@endpoint(
    routes, "GET", STATISTICS + "/export.csv", **_staff(Right.EXPORT, *TABLE), summary="The figures as CSV",
    media_type=CSV,
)  # fmt: skip
def export_statistics_csv(call: Call[None]) -> Reply:
    """One table, in the language of the call; a line a day unless another is named."""
    return export_csv(call)


@endpoint(
    routes, "GET", STATISTICS + "/export.xlsx", **_staff(Right.EXPORT), summary="The figures as a workbook",
    media_type=XLSX,
)  # fmt: skip
def export_statistics_xlsx(call: Call[None]) -> Reply:
    """A sheet for each table, in the language of the call."""
    return export_xlsx(call)


def _caps(allowance: Allowance) -> shown.NoticeCapsOut:
    return shown.NoticeCapsOut(
        spent_in_hour=allowance.spent.in_hour,
        most_in_hour=allowance.caps.parts_in_an_hour,
        spent_in_month=allowance.spent.in_month,
        most_in_month=allowance.caps.parts_in_a_month,
        most_to_one_in_a_day=allowance.caps.to_one_in_a_day,
        most_to_one_in_a_month=allowance.caps.to_one_in_a_month,
        held_back_today=allowance.held_back,
    )


def _report(report: Report, ahead: Forecast | None) -> shown.StatisticsOut:
    targets = get_services().office.targets
    return shown.StatisticsOut(
        first=report.selection.first,
        last=report.selection.last,
        targets=shown.TargetsOut(**targets.model_dump()),
        totals=dict(report.totals),
        within_law=report.in_law,
        late=report.late,
        open_cases=report.open_cases,
        open_by_age=None if report.open_by_age is None else _ages(report.open_by_age),
        times=None if report.times is None else _times(report.times),
        reasons=None if report.reasons is None else _reasons(report.reasons),
        forecast=None if ahead is None else _forecast(ahead),
        days=[shown.DayOut.model_validate(asdict(day)) for day in report.days],
    )


def _ages(counts: Sequence[int]) -> list[shown.AgeOut]:
    return [
        shown.AgeOut(up_to_days=bound, count=count) for bound, count in zip((*AGES_DAYS, None), counts, strict=True)
    ]


def _times(found: Sequence[StateTimes]) -> list[shown.StateTimesOut]:
    return [
        shown.StateTimesOut(
            state=times.state, count=times.count, p50_hours=times.p50, p95_hours=times.p95,
            p50_over_hours=_over(times.p50), p95_over_hours=_over(times.p95),
        )
        for times in found
    ]  # fmt: skip


def _over(bound: float | None) -> float | None:
    return LAST_BOUND_HOURS if bound is None else None


def _reasons(found: Mapping[tuple[str, str], int]) -> list[shown.ReasonOut]:
    return [
        shown.ReasonOut(reason=reason, channel=channel, count=count)
        for (reason, channel), count in sorted(found.items())
    ]


def _forecast(ahead: Forecast) -> shown.ForecastOut:
    return shown.ForecastOut(
        backlog=ahead.backlog,
        pace_per_working_day=round(ahead.pace, 1),
        likely=ahead.likely,
        early=ahead.early,
        late=ahead.late,
    )
