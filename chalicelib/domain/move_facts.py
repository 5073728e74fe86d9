"""What the figures need to know of a move that its audit event would not tell: nothing personal is among it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from chalicelib.domain.lifecycle import CaseState

if TYPE_CHECKING:
    from chalicelib.domain.case import Case
    from chalicelib.domain.clock import ServiceClock

READY: Final = frozenset({CaseState.READY, CaseState.CLOSED})


def facts_of(before: "Case", after: "Case", now: datetime) -> dict[str, str]:
    """Facts by name, all text.

    `service`, `channel`; `new`: received for the first time; `received`: when; `since`: when the state that it leaves
    began; `reasons`: of a return; `products`: `kind:before:after` of each that moved; `law`: whether the service clock
    ended in time, of a case that became ready.
    """
    facts = {"service": after.service, "channel": str(after.channel)}
    if after.received_at is not None:
        facts["received"] = after.received_at.isoformat()
        if before.received_at is None or not before.version:
            facts["new"] = "yes"
    if after.state is not before.state or not before.version:
        facts |= _of_state(before, after, now)
    if moved := ";".join(_moved_products(before, after)):
        facts["products"] = moved
    return facts


def _of_state(before: "Case", after: "Case", now: datetime) -> dict[str, str]:
    facts: dict[str, str] = {}
    if before.history:
        facts["since"] = before.history[-1].at.isoformat()
    if after.state is CaseState.RETURNED and after.asked:
        facts["reasons"] = ",".join(asked.reason for asked in after.asked)
    if after.state in READY and before.state not in READY:
        facts["law"] = _within(after.clock, now)
    return facts


def _within(clock: "ServiceClock", ended_at: datetime) -> str:
    if clock.started_at is None:
        return ""
    due = clock.started_at + timedelta(hours=clock.hours, seconds=clock.paused_seconds)
    return "in" if ended_at <= due else "late"


def _moved_products(before: "Case", after: "Case") -> Iterator[str]:
    known = {product.id: product for product in before.products}
    for product in after.products:
        earlier = known.get(product.id)
        if earlier is not None and earlier.state is not product.state:
            yield f"{product.kind}:{earlier.state}:{product.state}"
