"""A plain recount of the office's cases and events, in another way than the figures are counted."""

from collections import Counter
from datetime import date

from chalicelib.domain.figures import OPEN, READY, Amounts, add_up
from chalicelib.domain.statistics import FLOWS, MADE
from tests.office import MiniOffice


def tell_figures(office: MiniOffice) -> None:
    """Every event of every case, in order."""
    for receipt, events in office.ports.registry.audit.items():
        for event in events:
            office.services.count_figures(office.ports.registry.cases[receipt].receipt, event)


def hold_to_recount(office: MiniOffice) -> None:
    """Sums over all days, and what stands open, equal what the cases and their events say."""
    days = office.ports.figures.read_days(date.min, date.max)
    total, standing = add_up(days.values()), office.ports.figures.read_standing()
    cases = office.ports.registry.cases.values()
    local = office.services.office.local_time
    assert sum_of(total, "received") == sum(case.received_at is not None for case in cases)
    assert sum_of(total, "completed") - sum_of(total, "unready") == sum(case.state in READY for case in cases)
    assert sum_of(standing, "open") == sum(case.state in OPEN for case in cases)
    ages = Counter(f"age#{local(case.received_at).date()}" for case in cases if case.state in OPEN and case.received_at)
    assert {name: amount for name, amount in standing.items() if name.startswith("age#")} == ages
    events = [event for each in office.ports.registry.audit.values() for event in each]
    became = [event for event in events if event.to_state in set(READY) and event.from_state not in set(READY)]
    assert sum_of(total, "completed") == sum_of(total, "law") == len(became)
    left_open = [event for event in events if event.from_state in set(OPEN) and event.from_state != event.to_state]
    assert sum_of(total, "returned") == sum(event.to_state == "RETURNED" for event in left_open)
    corrected = [event.facts.get("products", "") for event in events if event.action == "corrected"]
    undone = sum("PRINTED:PRINT_QUEUED" in moved for moved in corrected)
    assert sum_of(total, "printed") == sum(event.action == "printed" for event in events)
    assert sum_of(total, "unprinted") == undone
    shown = {*FLOWS, *MADE, "law", "reason", "hours"}
    amounts = [pair for of_day in days.values() for pair in of_day.items()]
    assert all(amount > 0 for name, amount in amounts if name.partition("#")[0] in shown)
    assert sum_of(total, "spoiled") == sum(event.action == "spoiled" for event in events)
    assert sum_of(total, "hours") == sum(event.from_state not in {None, event.to_state} for event in events)


def sum_of(amounts: Amounts, kind: str) -> int:
    """All of one kind."""
    return sum(amount for name, amount in amounts.items() if name.partition("#")[0] == kind)
