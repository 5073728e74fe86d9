"""What one move adds to the figures of its day: what officers and the public read of the office's work.

No day that was told changes. What the office made is told apart from what was taken back since, each on its own day:
`printed` beside `spoiled` (cards found bad) and `unprinted` (scanned by mistake), `signed` beside `unsigned`,
`completed` (and `law`) beside `unready` (cases that no longer are); so none is ever below nought. `handed_over`, which
is shown to nobody, is netted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from chalicelib.domain.events import AuditEvent
from chalicelib.domain.lifecycle import HANDED_OVER, CaseState, ProductState

Amounts = Mapping[str, int]
"""Name of a figure → how much is added; a name is parts joined by `#`."""

OPEN: Final = frozenset(
    {CaseState.SUBMITTED, CaseState.IN_REVIEW, CaseState.RETURNED, CaseState.COMPLETE, CaseState.IN_PROCESS}
)
"""States of a case that the office or its resident still has to do something for."""

READY: Final = frozenset({CaseState.READY, CaseState.CLOSED})
ENDED: Final = {
    CaseState.REJECTED: "rejected",
    CaseState.CANCELLED: "cancelled",
    CaseState.EXPIRED: "expired",
}
BOUNDS_HOURS: Final = (0.25, 0.5, 1, 2, 4, 8, 16, 24, 48, 72, 168, 336, 720)
"""Upper bounds of the buckets that times in a state are counted in; a last one has none."""

_MADE: Final = {ProductState.PRINTED: ("printed", "unprinted"), ProductState.SIGNED: ("signed", "unsigned")}
"""What is counted when a product reaches a state, and when it is taken back from it."""

_BEFORE: Final = {
    ProductState.PRINTED: frozenset({ProductState.PRINT_QUEUED}),
    ProductState.SIGNED: frozenset({ProductState.AWAITING_SIGNATURE}),
}
_SPOILED: Final = "spoiled"


@dataclass(frozen=True, slots=True)
class Counted:
    """`of_day` belongs to the day of the move, `standing` to what stands open until another move takes it away."""

    of_day: Amounts = field(default_factory=dict)
    standing: Amounts = field(default_factory=dict)


def count(event: AuditEvent, day_of_receipt: date | None) -> Counted:
    """What one move adds. `day_of_receipt`: of the case, on the office's calendar."""
    facts = event.facts
    place = f"{facts.get('service', '')}#{facts.get('channel', '')}"
    before = CaseState(event.from_state) if event.from_state else None
    after = CaseState(event.to_state)
    of_day: Counter[str] = Counter()
    if "new" in facts:
        of_day[f"received#{place}"] += 1
    if before is not after:
        of_day.update(dict(_of_state(before, after, place, event)))
    for name, amount in _of_products(event):
        of_day[name] += amount
    return Counted(_nonzero(of_day), _standing(before, after, place, day_of_receipt))


def _of_state(before: CaseState | None, after: CaseState, place: str, event: AuditEvent) -> Iterator[tuple[str, int]]:
    facts = event.facts
    if after is CaseState.RETURNED and before is not CaseState.EXPIRED:
        yield f"returned#{place}", 1
        reasons = Counter(reason for reason in facts.get("reasons", "").split(",") if reason)
        yield from ((f"reason#{reason}#{facts.get('channel', '')}", number) for reason, number in reasons.items())
    if after in READY and before not in READY:
        yield f"completed#{place}", 1
        if law := facts.get("law"):
            yield f"law#{law}#{facts.get('service', '')}", 1
    if before in READY and after not in READY:
        yield f"unready#{place}", 1
    if after in ENDED and before in OPEN:
        yield f"{ENDED[after]}#{place}", 1
    if before is not None and "since" in facts:
        hours = (event.at - datetime.fromisoformat(facts["since"])).total_seconds() / 3600
        yield f"hours#{before}#{bucket_of(hours)}", 1


def _of_products(event: AuditEvent) -> Iterator[tuple[str, int]]:
    for moved in filter(None, event.facts.get("products", "").split(";")):
        kind, before, after = moved.split(":")
        yield from _of_product(kind, ProductState(before), ProductState(after), is_spoiled=event.action == _SPOILED)


def _of_product(kind: str, before: ProductState, after: ProductState, *, is_spoiled: bool) -> Iterator[tuple[str, int]]:
    if is_spoiled:
        yield f"{_SPOILED}#{kind}", 1
        if after is ProductState.AWAITING_SIGNATURE:  # a bad sheet is signed again, which counts again
            yield f"unsigned#{kind}", 1
        return
    for state, (made, unmade) in _MADE.items():
        if after is state and before in _BEFORE[state]:
            yield f"{made}#{kind}", 1
        if before is state and after in _BEFORE[state]:
            yield f"{unmade}#{kind}", 1
    if (before in HANDED_OVER) != (after in HANDED_OVER):
        yield f"handed_over#{kind}", 1 if after in HANDED_OVER else -1


def _standing(before: CaseState | None, after: CaseState, place: str, received: date | None) -> Amounts:
    if (before in OPEN) == (after in OPEN):
        return {}
    amount = 1 if after in OPEN else -1
    ages = {f"age#{received.isoformat()}": amount} if received else {}
    return {f"open#{place}": amount, **ages}


def bucket_of(hours: float) -> int:
    """The number of the bucket that so many hours fall into."""
    return next((number for number, bound in enumerate(BOUNDS_HOURS) if hours <= bound), len(BOUNDS_HOURS))


def add_up(amounts: Iterable[Amounts]) -> dict[str, int]:
    """The sum of several."""
    total: Counter[str] = Counter()
    for each in amounts:
        for name, amount in each.items():
            total[name] += amount
    return _nonzero(total)


def _nonzero(amounts: Mapping[str, int]) -> dict[str, int]:
    return {name: amount for name, amount in amounts.items() if amount}


def quantile_hours(buckets: Mapping[int, int], share: float) -> float | None:
    """A bound that at least this share of the times did not pass; None where there are none, or the last has no bound.

    It is at most one bucket above the true quantile, never below it.
    """
    total, seen = sum(buckets.values()), 0
    for number in range(len(BOUNDS_HOURS)):
        seen += buckets.get(number, 0)
        if total and seen >= share * total:
            return float(BOUNDS_HOURS[number])
    return None
