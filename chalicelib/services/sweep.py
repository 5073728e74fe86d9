"""The sweeper: whatever stands still is moved on, without the stream and without any queue's memory."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.case import Case, Change
from chalicelib.domain.events import ParcelJob
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.intake import expire, lapse
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.office import Office
from chalicelib.domain.post.posting import kept_until
from chalicelib.domain.review import release_idle
from chalicelib.services.change_case import change_case
from chalicelib.services.ports import CaseRepository, Clock, Outbox
from chalicelib.services.relay_outbox import RelayOutbox

PAGE = 100
PARCEL_FACTOR = 15
"""Times as long as any other job until a parcel of scans counts as stuck."""


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What one sweep did."""

    relayed: int
    not_taken: int
    released: int
    expired: int
    lapsed: int


@dataclass(frozen=True, slots=True)
class Sweep:
    """Safe to run at any time, twice, or beside itself.

    The stream passes a job on within seconds; one older than `stuck_after` lost its way.
    """

    cases: CaseRepository
    outbox: Outbox
    relay: RelayOutbox
    office: Office
    clock: Clock
    stuck_after: timedelta

    def __call__(self) -> SweepReport:
        """One round over stuck jobs, idle claims, old drafts and unanswered returns."""
        now = self.clock.now()
        limits = self.office.limits
        relayed, not_taken = self._relay(now - self.stuck_after)
        return SweepReport(
            relayed=relayed,
            not_taken=not_taken,
            released=self._move(
                "in-review",
                CaseState.IN_REVIEW,
                now - timedelta(minutes=limits.claim_idle_minutes),
                lambda c: release_idle(c, now),
            ),
            expired=self._move(
                "draft", CaseState.DRAFT, now - timedelta(days=limits.draft_days), lambda c: expire(c, now)
            ),
            lapsed=self._move(
                "returned", CaseState.RETURNED, now - timedelta(days=limits.answer_days), lambda c: lapse(c, now)
            ),
        )

    def _relay(self, before: datetime) -> tuple[int, int]:
        relayed = not_taken = 0
        cursor = None
        while True:
            found, cursor = self.outbox.list_pending(before, cursor)
            jobs = [job for job in found if not isinstance(job, ParcelJob) or job.created_at < before - self._at_work]
            left = self.relay(jobs)
            relayed, not_taken = relayed + len(jobs) - len(left), not_taken + len(left)
            if cursor is None:
                return relayed, not_taken

    @property
    def _at_work(self) -> timedelta:
        """A parcel is at work for a quarter of an hour, and may wait for others: a second worker would read it, too."""
        return PARCEL_FACTOR * self.stuck_after

    def _move(self, queue: str, state: CaseState, before: datetime, build: Callable[[Case], Change]) -> int:
        moved = 0
        for receipt in list(self._standing(queue, before)):
            case = change_case(
                self.cases,
                receipt,
                lambda known: build(known) if known.state is state and self._is_over(known, before) else None,
            )
            moved += case.state is not state
        return moved

    def _is_over(self, case: Case, before: datetime) -> bool:
        """Whether nobody moved the case since, and no envelope may be on its way to it."""
        awaited = case.is_open_to_resident and self._is_awaited(case.cover_sheet_at)
        return not awaited and _stands_since(case) < before

    def _is_awaited(self, printed_at: datetime | None) -> bool:
        return printed_at is not None and self.clock.now() < kept_until(printed_at, self.office.limits)

    def _standing(self, queue: str, before: datetime) -> Iterator[ReceiptNumber]:
        cursor: str | None = None
        while True:
            page = self.cases.list_queue(queue, cursor, PAGE)
            for item in page.items:
                if datetime.fromisoformat(item["clock"]) >= before:
                    return
                printed_at = item.get("cover_sheet_at")
                if not self._is_awaited(datetime.fromisoformat(printed_at) if printed_at else None):
                    yield ReceiptNumber.restore(item["receipt"])
            cursor = page.next_cursor
            if cursor is None:
                return


def _stands_since(case: Case) -> datetime:
    """When a person last moved the case: an officer who judges papers is not idle, an inspection is nobody."""
    return case.acted_at or case.updated_at
