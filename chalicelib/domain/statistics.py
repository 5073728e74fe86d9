"""Figures as people read them: days beside their targets, times in each state, the backlog and when it clears."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean, quantiles
from typing import Final

from chalicelib.domain.figures import BOUNDS_HOURS, ENDED, Amounts, add_up, quantile_hours
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.print_batch import card_of

EARLIEST: Final = date(2000, 1, 1)
"""No office has figures from before."""

LONGEST_DAYS: Final = 366
PACE_DAYS: Final = 20
"""Working days that a pace is taken from."""

FARTHEST_DAYS: Final = 3650
"""Beyond which a date says nothing."""

AGES_DAYS: Final = (1, 3, 7, 14, 30, 90)
"""Upper bounds of the ages that open cases are told by; a last one has none."""

UNREADY: Final = "unready"
FLOWS: Final = ("received", "returned", "completed", UNREADY, "rejected", "cancelled", "expired")
"""Figures by service and channel."""

SIGNED_OTHERS: Final = "signed_others"
PRINTED, FOUND_BAD, UNPRINTED, SIGNED, UNSIGNED = "printed", "found_bad", "unprinted", "signed", "unsigned"
MADE: Final = {
    PRINTED: PRINTED, "spoiled": FOUND_BAD, UNPRINTED: UNPRINTED, SIGNED: SIGNED, UNSIGNED: UNSIGNED,
}  # fmt: skip
"""What a figure by kind of product is called for whoever reads it."""

COUNTED: Final = (PRINTED, FOUND_BAD, UNPRINTED, SIGNED, SIGNED_OTHERS, UNSIGNED)
"""In the order in which they are read."""

SELDOM: Final = frozenset({UNREADY, UNPRINTED, UNSIGNED})
"""Told only where there are any."""

LAST_BOUND_HOURS: Final = float(BOUNDS_HOURS[-1])

FAMILY_CARD: Final = "KK"
"""The kind of product that the target for signatures is meant for."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Days, both ends included, and whose cases; empty means all."""

    first: date
    last: date
    service: str = ""
    channel: str = ""

    def takes(self, service: str, channel: str) -> bool:
        return self.service in {"", service} and self.channel in {"", channel}

    @property
    def is_whole(self) -> bool:
        """Whether it takes every case: what is counted for the whole office alone can be told of no other."""
        return not self.service and not self.channel

    def days(self) -> Iterator[date]:
        return (self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))


@dataclass(frozen=True, slots=True)
class Day:
    """One day. `flows` by name of FLOWS; all else by kind of product, None for a part of the office.

    `unready` of the flows: cases that were taken back on that day from being ready, whenever they became it;
    `found_bad`: cards that were found bad on that day; `unprinted`: scans that were taken back on it, as mistaken;
    `unsigned`: signatures that were. Each may be of what was made on an earlier day.
    """

    day: date
    flows: Mapping[str, int]
    printed: Mapping[str, int] | None
    found_bad: Mapping[str, int] | None
    unprinted: Mapping[str, int] | None
    signed: Mapping[str, int] | None
    unsigned: Mapping[str, int] | None

    def counts(self) -> Mapping[str, int] | None:
        """What was made and taken back, over all kinds; of signatures, family cards stand by themselves.

        What is found bad on plain paper is signed again: it is no bad card.
        """
        if self.signed is None:
            return None
        found = {name: sum((getattr(self, name) or {}).values()) for name in MADE.values()}
        found[FOUND_BAD] = sum(count for kind, count in (self.found_bad or {}).items() if card_of(kind))
        family_cards = self.signed.get(FAMILY_CARD, 0)
        return {**found, SIGNED: family_cards, SIGNED_OTHERS: found[SIGNED] - family_cards}


@dataclass(frozen=True, slots=True)
class StateTimes:
    """How long cases stood in a state that they left: bounds in hours, None beyond LAST_BOUND_HOURS."""

    state: CaseState
    count: int
    p50: float | None
    p95: float | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the backlog clears at the pace of the last working days: most likely, and between which days.

    None where it never does at that pace. `pace` is cases a working day that it shrinks by; below 0 it grows.
    """

    backlog: int
    pace: float
    likely: date | None
    early: date | None
    late: date | None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the page tells of a selection. None: these figures are not kept by what was selected.

    The law's time is kept by service, reasons by channel; products, times and ages for the whole office.
    """

    selection: Selection
    days: tuple[Day, ...]
    totals: Mapping[str, int]
    reasons: Mapping[tuple[str, str], int] | None
    times: tuple[StateTimes, ...] | None
    in_law: int | None
    late: int | None
    open_by_age: tuple[int, ...] | None
    open_cases: int

    def counts(self) -> Mapping[str, int] | None:
        """What was made and taken back on all days, as of one day; None for a part of the office."""
        if not self.selection.is_whole:
            return None
        return {name: sum((day.counts() or {}).get(name, 0) for day in self.days) for name in COUNTED}

    def flows(self) -> tuple[str, ...]:
        """The flows that are told: what is seldom only where there was any."""
        return tuple(name for name in FLOWS if self.totals.get(name) or name not in SELDOM)

    @property
    def law_share(self) -> float | None:
        """Of the cases that became ready, those in the law's time."""
        in_law, late = self.in_law or 0, self.late or 0
        return in_law / (in_law + late) if in_law + late else None


def build_report(selection: Selection, days: Mapping[date, Amounts], standing: Amounts, today: date) -> Report:
    """`days` are at least those of the selection; `standing` is what stands open now."""
    chosen = {day: days.get(day, {}) for day in selection.days()}
    total = add_up(chosen.values())
    shown = tuple(tell_day(day, amounts, selection) for day, amounts in chosen.items())
    law = {kind: None if selection.channel else _sum_law(total, kind, selection) for kind in ("in", "late")}
    return Report(
        selection=selection,
        days=shown,
        totals=add_up(day.flows for day in shown),
        reasons=None if selection.service else _reasons(total, selection),
        times=tuple(_times(total)) if selection.is_whole else None,
        in_law=law["in"],
        late=law["late"],
        open_by_age=ages_of(standing, today) if selection.is_whole else None,
        open_cases=backlog_of(standing, selection),
    )


def narrow(days: Mapping[date, Amounts], selection: Selection) -> dict[date, Amounts]:
    """What came and what ended of a selection's own cases: enough to tell its pace."""
    parts = {name: name.split("#") for amounts in days.values() for name in amounts}
    own = {name for name, (kind, *place) in parts.items() if kind in FLOWS and selection.takes(place[0], place[1])}
    return {day: {name: amounts[name] for name in amounts if name in own} for day, amounts in days.items()}


def backlog_of(standing: Amounts, selection: Selection) -> int:
    """Open cases of a selection, as they stand now."""
    parts = ((name.split("#"), amount) for name, amount in standing.items())
    return sum(amount for (kind, *place), amount in parts if kind == "open" and selection.takes(place[0], place[1]))


def ages_of(standing: Amounts, today: date) -> tuple[int, ...]:
    """Open cases by days since they were received, a count for each bound of AGES_DAYS and one beyond."""
    counts = [0] * (len(AGES_DAYS) + 1)
    for name, amount in standing.items():
        kind, _, received = name.partition("#")
        if kind == "age":
            age = (today - date.fromisoformat(received)).days
            counts[next((place for place, bound in enumerate(AGES_DAYS) if age <= bound), len(AGES_DAYS))] += amount
    return tuple(counts)


def forecast(
    days: Mapping[date, Amounts], backlog: int, today: date, is_working: Callable[[date], bool]
) -> Forecast | None:
    """None before there is a working day to take a pace from, the first day of any figures at the earliest.

    A working day on which nothing came and nothing ended counts like every other.
    """
    known = Selection(min(days, default=today), today - timedelta(days=1)).days()
    worked = [days.get(day, {}) for day in known if is_working(day)][-PACE_DAYS:]
    shrunk = [_ended(amounts) - _came(amounts) for amounts in worked]
    if not shrunk:
        return None
    bad, _, good = quantiles(shrunk, n=4, method="inclusive") if len(shrunk) > 1 else (shrunk[0],) * 3
    when = [_cleared(backlog, pace, today, is_working) for pace in (mean(shrunk), good, bad)]
    return Forecast(backlog, mean(shrunk), *when)


def _came(amounts: Amounts) -> int:
    """What has to be done: what is no longer ready, too."""
    return _sum(amounts, "received") + _sum(amounts, UNREADY)


def _ended(amounts: Amounts) -> int:
    return sum(_sum(amounts, name) for name in ("completed", "rejected", "cancelled", "expired"))


def _cleared(backlog: int, pace: float, today: date, is_working: Callable[[date], bool]) -> date | None:
    if pace <= 0 and backlog > 0:
        return None
    left, day = float(backlog), today
    for _ in range(FARTHEST_DAYS):
        if left <= 0:
            return day
        day += timedelta(days=1)
        left -= pace if is_working(day) else 0
    return None


def _sum(amounts: Amounts, kind: str) -> int:
    return sum(amount for name, amount in amounts.items() if name.partition("#")[0] == kind)


def tell_day(day: date, amounts: Amounts, selection: Selection) -> Day:
    """One day of a selection."""
    flows: Counter[str] = Counter()
    made: dict[str, Counter[str]] = {name: Counter() for name in MADE.values()}
    for name, amount in amounts.items():
        kind, *rest = name.split("#")
        if kind in FLOWS and selection.takes(rest[0], rest[1]):
            flows[kind] += amount
        elif kind in MADE:
            made[MADE[kind]][rest[0]] += amount
    return Day(day, dict(flows), **{name: dict(made[name]) if selection.is_whole else None for name in made})


def _reasons(total: Amounts, selection: Selection) -> dict[tuple[str, str], int]:
    """(reason, channel) → how often."""
    found: Counter[tuple[str, str]] = Counter()
    for name, amount in total.items():
        kind, *rest = name.split("#")
        if kind == "reason" and selection.channel in {"", rest[1]}:
            found[rest[0], rest[1]] += amount
    return dict(found)


def _sum_law(total: Amounts, kind: str, selection: Selection) -> int:
    parts = ((name.split("#"), amount) for name, amount in total.items() if name.startswith(f"law#{kind}#"))
    return sum(amount for (_, _, service), amount in parts if selection.service in {"", service})


def _times(total: Amounts) -> Iterator[StateTimes]:
    """Of stages alone: how long an end lasted that was taken back says nothing of the office's work."""
    buckets: dict[str, dict[int, int]] = {}
    for name, amount in total.items():
        kind, *rest = name.split("#")
        if kind == "hours":
            buckets.setdefault(rest[0], {})[int(rest[1])] = amount
    for state in CaseState:
        is_end = state is CaseState.CLOSED or state in ENDED
        if not is_end and (counts := buckets.get(state)):
            p50, p95 = (quantile_hours(counts, share) for share in (0.5, 0.95))
            yield StateTimes(state, sum(counts.values()), p50, p95)
