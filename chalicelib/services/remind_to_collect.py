"""Reminders for residents who have not come, and the list of those whom reminders did not bring."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from chalicelib.domain.collection import MOST_REMINDERS, owes_reminder, remind
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.office import Office
from chalicelib.domain.pick_up import Outcome
from chalicelib.domain.worklist import TO_FETCH
from chalicelib.services.change_case import change_case
from chalicelib.services.counter_ports import PickUpBook
from chalicelib.services.ports import CaseRepository, Clock

PAGE: Final = 100
DAYTIME: Final = range(8, 18)
"""Hours of the office's clock."""


@dataclass(frozen=True, slots=True)
class RemindToCollect:
    """Safe to run at any time, twice, or beside itself: each reminder is a move of its case.

    Who has an appointment ahead of them is reminded of that instead, the day before it.
    """

    cases: CaseRepository
    book: PickUpBook
    office: Office
    clock: Clock

    def __call__(self) -> int:
        """Remind everybody who is due; how many. Nobody's telephone rings at night."""
        now, days = self.clock.now(), self.office.limits.collect_days
        if self.office.local_time(now).hour not in DAYTIME:
            return 0
        due = [line for line in self._waiting(now - timedelta(days=days)) if owes_reminder(line, days, now)]
        return sum(self._remind(line, days, now) for line in due)

    def _remind(self, line: dict[str, Any], days: int, now: datetime) -> bool:
        receipt = ReceiptNumber.restore(line["receipt"])
        if self._is_expected(receipt, now):
            return False
        case = change_case(self.cases, receipt, lambda case: remind(case, line["product"], days, now))
        product = case.product(line["product"])
        return product is not None and now in product.reminded_at

    def _is_expected(self, receipt: ReceiptNumber, now: datetime) -> bool:
        booking = self.book.get(receipt)
        return (
            booking is not None
            and booking.outcome is Outcome.BOOKED
            and booking.day >= self.office.local_time(now).date()
        )

    def list_uncollected(self) -> tuple[dict[str, Any], ...]:
        """The lines of products that nobody fetched though their resident was told three times, oldest first."""
        now, days = self.clock.now(), self.office.limits.collect_days
        waiting = self._waiting(now - timedelta(days=days * (MOST_REMINDERS + 1)))
        lines = sorted(waiting, key=lambda line: str(line["clock"]))
        return tuple(line for line in lines if _was_told(line, days, now))

    def _waiting(self, before: datetime) -> Iterator[dict[str, Any]]:
        for queue in TO_FETCH:
            yield from self._of_list(queue, before)

    def _of_list(self, queue: str, before: datetime) -> Iterator[dict[str, Any]]:
        cursor: str | None = None
        while True:
            page = self.cases.list_queue(queue, cursor, PAGE)
            for line in page.items:
                if datetime.fromisoformat(line["clock"]) > before:
                    return
                yield line
            cursor = page.next_cursor
            if cursor is None:
                return


def _was_told(line: dict[str, Any], days: int, now: datetime) -> bool:
    last = line.get("reminded_at")
    if line.get("reminders", 0) < MOST_REMINDERS or last is None:
        return False
    return datetime.fromisoformat(last) + timedelta(days=days) <= now
