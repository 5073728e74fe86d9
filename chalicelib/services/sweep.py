"""The sweeper: whatever stands still is moved on, without the stream and without any queue's memory."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.case import Case, Change
from chalicelib.domain.drafts import has_ended, is_unanswered, is_warned, owes_warning, stands_since
from chalicelib.domain.events import ParcelJob
from chalicelib.domain.holds import Holds
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.intake import expire, lapse, warn_of_end
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
    warned: int
    expired: int
    lapsed: int
    reminded: int = 0
    erased: int = 0
    expected: int = 0


@dataclass(frozen=True, slots=True)
class Sweep:
    """Safe to run at any time, twice, or beside itself.

    The stream passes a job on within seconds; one older than `stuck_after` lost its way. While the office is held,
    which `holds` tells as it is stored now, no answer comes to its end and nobody is warned of one.
    """

    cases: CaseRepository
    outbox: Outbox
    relay: RelayOutbox
    office: Office
    clock: Clock
    stuck_after: timedelta
    remind: Callable[[], int] = lambda: 0
    erase: Callable[[], int] = lambda: 0
    expect: Callable[[], int] = lambda: 0
    holds: Callable[[], Holds] = Holds

    def __call__(self) -> SweepReport:
        """One round over jobs, claims, drafts, returns, what nobody fetched, ended lists, who comes tomorrow."""
        now = self.clock.now()
        limits = self.office.limits
        to_warning = limits.answer_days - limits.answer_warning_days
        relayed, not_taken = self._relay(now - self.stuck_after)
        holds = self.holds()
        is_held = holds.present is not None
        return SweepReport(
            relayed=relayed,
            not_taken=not_taken,
            released=self._move(
                "in-review",
                CaseState.IN_REVIEW,
                now - timedelta(minutes=limits.claim_idle_minutes),
                lambda c: release_idle(c, now),
            ),
            warned=self._warn("draft", CaseState.DRAFT, limits.draft_days - limits.draft_warning_days, now)
            + (0 if is_held else self._warn("returned", CaseState.RETURNED, to_warning, now)),
            expired=self._move(
                "draft",
                CaseState.DRAFT,
                self._midnight(now) - timedelta(days=limits.draft_days),
                lambda c: expire(c, now) if has_ended(c, self.office, now) else None,
            ),
            lapsed=0
            if is_held
            else self._move(
                "returned",
                CaseState.RETURNED,
                now - timedelta(days=limits.answer_days),
                lambda c: self._end_of_answer(c, now, holds),
            ),
            reminded=self.remind(),
            erased=self.erase(),
            expected=self.expect(),
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

    def _midnight(self, now: datetime) -> datetime:
        """When the office's day began: a draft has its last day whole."""
        return self.office.local_time(now).replace(hour=0, minute=0, second=0, microsecond=0)

    def _end_of_answer(self, case: Case, now: datetime, holds: Holds) -> Change | None:
        """A line that an older release stored says nothing of a warning that is owed: it comes first."""
        if owes_warning(case):
            return warn_of_end(case, now)
        return lapse(case, now) if is_unanswered(case, self.office, now, holds.until(now)) else None

    def _warn(self, queue: str, state: CaseState, days: int, now: datetime) -> int:
        before = now - timedelta(days=days)
        standing = list(self._standing(queue, before, owes_warning=True))
        return sum(is_warned(self._try(receipt, state, before, lambda c: warn_of_end(c, now))) for receipt in standing)

    def _move(self, queue: str, state: CaseState, before: datetime, build: Callable[[Case], Change | None]) -> int:
        standing = list(self._standing(queue, before, owes_warning=False))
        return sum(self._try(receipt, state, before, build).state is not state for receipt in standing)

    def _try(
        self, receipt: ReceiptNumber, state: CaseState, before: datetime, build: Callable[[Case], Change | None]
    ) -> Case:
        return change_case(
            self.cases,
            receipt,
            lambda known: build(known) if known.state is state and self._is_over(known, before) else None,
        )

    def _is_over(self, case: Case, before: datetime) -> bool:
        """Whether nobody moved the case since, and no envelope may be on its way to it."""
        awaited = case.is_open_to_resident and self._is_awaited(case.cover_sheet_at)
        return not awaited and stands_since(case) < before

    def _is_awaited(self, printed_at: datetime | None) -> bool:
        return printed_at is not None and self.clock.now() < kept_until(printed_at, self.office.limits)

    def _may_be_over(self, item: Mapping[str, Any], before: datetime) -> bool:
        """Whether its line leaves a reason to read the case."""
        printed_at = item.get("cover_sheet_at")
        awaited = self._is_awaited(datetime.fromisoformat(printed_at) if printed_at else None)
        return not awaited and datetime.fromisoformat(item.get("stands_since", item["clock"])) < before

    def _standing(self, queue: str, before: datetime, *, owes_warning: bool) -> Iterator[ReceiptNumber]:
        cursor: str | None = None
        while True:
            page = self.cases.list_queue(queue, cursor, PAGE)
            for item in page.items:
                if datetime.fromisoformat(item["clock"]) >= before:
                    return
                if item.get("owes_warning", owes_warning) is owes_warning and self._may_be_over(item, before):
                    yield ReceiptNumber.restore(item["receipt"])
            cursor = page.next_cursor
            if cursor is None:
                return
