"""Ready ⇒ told, checked: a walk over everything that is ready or was sent back, a page at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.case import Case
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.told import Heard, Hearing, heard_by_call, judge
from chalicelib.domain.worklist import TO_FETCH, TO_MAIL, product_summary_of, summary_of
from chalicelib.services.ports import CaseRepository, Clock
from chalicelib.services.telling_ports import TellingTrail

LISTS: Final = (*TO_FETCH, TO_MAIL, "returned")
"""Where everything stands whose resident must know of it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing, and how far its news came; without a product it is a return."""

    receipt: ReceiptNumber
    product_id: str
    heard: Heard


@dataclass(frozen=True, slots=True)
class Walked:
    """Some findings, and where to go on: empty at the end."""

    findings: tuple[Finding, ...]
    go_on: str


@dataclass(frozen=True, slots=True)
class CheckTold:
    """Writes nothing. A page is one query of a list, with one read and one query of each case on it.

    A fault is looked at once more. Of a case of training nobody has to know.
    """

    cases: CaseRepository
    trail: TellingTrail
    clock: Clock

    def __call__(self, start: str, most: int) -> Walked:
        """A page of at most `most` lines from `start` on, which is empty or what the page before ended with.

        Raises InvalidRequestError for any other start.
        """
        queue, _, cursor = (start or LISTS[0]).partition(":")
        if queue not in LISTS:
            raise InvalidRequestError([Fault("start", "not_ours")])
        page = self.cases.list_queue(queue, cursor or None, most)
        findings = tuple(found for line in page.items if (found := self._look(line)) is not None)
        return Walked(findings, f"{queue}:{page.next_cursor}" if page.next_cursor else _after(queue))

    def walk(self, start: str = "", most: int = 100) -> Iterator[Walked]:
        """Page after page, to the end."""
        page = self(start, most)
        yield page
        while page.go_on:
            page = self(page.go_on, most)
            yield page

    def _look(self, line: Mapping[str, Any]) -> Finding | None:
        """None where the line is behind its case: an index lags."""
        found = self._judge(line)
        if found.heard.hearing is not Hearing.NOBODY_KNOWS:
            return found
        case = self.cases.get(found.receipt)
        is_awaited = not case.is_practice and _still_stands(case, found.product_id, line)
        return self._judge(line) if is_awaited else None

    def _judge(self, line: Mapping[str, Any]) -> Finding:
        receipt, product = ReceiptNumber.restore(line["receipt"]), str(line.get("product", ""))
        since = datetime.fromisoformat(line["clock"])
        trail = self.trail.of(receipt)
        case = self.cases.get(receipt)  # after the trail: a call or a correction leaves both at once
        found = judge(trail, product, since, self.clock.now(), case.gone)
        is_told = found.hearing is Hearing.TOLD
        return Finding(receipt, product, found if is_told else heard_by_call(case, product, since) or found)


def _after(queue: str) -> str:
    later = LISTS[LISTS.index(queue) + 1 :]
    return f"{later[0]}:" if later else ""


def _still_stands(case: Case, product_id: str, line: Mapping[str, Any]) -> bool:
    product = case.product(product_id)
    if product is None:
        return not product_id and case.state is CaseState.RETURNED and bool(summary_of(case)["clock"] == line["clock"])
    is_ready = product.state is ProductState.READY
    return is_ready and bool(product_summary_of(case, product)["clock"] == line["clock"])
