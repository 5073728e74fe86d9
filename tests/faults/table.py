"""The table call × fault as it is printed."""

from collections import Counter
from collections.abc import Mapping, Sequence

from tests.faults.kinds import Fault, Plan, Site, is_possible
from tests.faults.shard import Report
from tests.faults.verdicts import Problem, Verdict, worst

Cells = Mapping[tuple[Site, Fault], Sequence[Problem]]


def print_table(title: str, sites: Sequence[Site], cells: Cells) -> None:
    """One line a call, one column a fault; `-` where a fault cannot happen, blank where it was not tried."""
    print(f"\n{title}\n")
    print(f"  {'call':<52}" + "".join(f"{fault:>17}" for fault in Fault))
    for site in sites:
        print(f"  {site!s:<52}" + "".join(f"{_cell(site, fault, cells):>17}" for fault in Fault))
    _print_totals(cells)


def _cell(site: Site, fault: Fault, cells: Cells) -> str:
    if not is_possible(site, fault):
        return "-"
    return worst(list(cells[site, fault])) if (site, fault) in cells else ""


def _print_totals(cells: Cells) -> None:
    counts = Counter(worst(list(problems)) for problems in cells.values())
    words = {
        Verdict.LOST: "lost",
        Verdict.DOUBLED: "doubled",
        Verdict.STUCK: "stuck",
        Verdict.NEVER_FIRED: "never fired",
    }
    told = ", ".join(f"{counts[verdict]} {word}" for verdict, word in words.items())
    print(f"\n  {len(cells)} schedules: {told}; {counts[Verdict.OK]} ok")


def print_pairs(walk: str, reports: Sequence[Report]) -> None:
    """Two faults in a row: those of which both fired, and what was wrong."""
    both = [report for report in reports if report.fired > 1]
    counts = Counter(worst(list(report.problems)) for report in both)
    if both:
        print(f"  {walk}: {len(both)} pairs of faults: " + ", ".join(f"{counts[word]} {word}" for word in Verdict))
    _print_reasons({_describe(report.task.plan): report.problems for report in reports if report.problems}, most=5)


def _describe(plan: Plan | None) -> str:
    return "" if plan is None else ", then ".join(filter(None, [f"{plan.fault} at {plan.site}", _describe(plan.then)]))


def print_problems(cells: Cells) -> None:
    """Why, for the first of them."""
    bad = {f"{fault} at {site}": problems for (site, fault), problems in cells.items() if problems}
    _print_reasons(bad, most=30)


def _print_reasons(bad: Mapping[str, Sequence[Problem]], most: int) -> None:
    for where, problems in list(bad.items())[:most]:
        print(f"    {where}: " + "; ".join(f"{verdict} {text}" for verdict, text in problems))
    if len(bad) > most:
        print(f"    and {len(bad) - most} more")
