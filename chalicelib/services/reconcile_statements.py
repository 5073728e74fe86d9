"""Answer a partner's statement of a day, when it comes and whenever it is asked for again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice
from typing import Final

from chalicelib.domain.errors import InvalidRequestError, NotFoundError
from chalicelib.domain.office import Office
from chalicelib.domain.post.envelope import Batch, Statement
from chalicelib.domain.post.statement import DayReport, Discrepancy, OurBatch, listed_twice, reconcile
from chalicelib.services.hand_over_batch import SEQUENCE_WINDOW, HandOverBatch
from chalicelib.services.ports import Clock
from chalicelib.services.post_ports import PostLedger

MOST_GAPS: Final = 200
"""A partner that writes a wrong number leaves millions; the first say enough."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A partner's day: whether it was reported, and every difference."""

    partner: str
    day: date
    reported: bool
    batches: int
    discrepancies: tuple[Discrepancy, ...]


@dataclass(frozen=True, slots=True)
class ReconcileStatements:
    """A report is kept as it came; what it differs in is worked out anew each time it is asked for."""

    ledger: PostLedger
    batches: HandOverBatch
    office: Office
    clock: Clock

    def take(self, partner: str, report: DayReport) -> Reconciled:
        """Keep a report and answer it. The same report twice is kept once.

        Raises InvalidRequestError for what it lists twice.
        """
        if faults := list(listed_twice(report)):
            raise InvalidRequestError(faults)
        body = report.model_dump_json()
        statement = Statement(
            office=self.office.code,
            partner=partner,
            day=report.day,
            digest=sha256(body.encode()).hexdigest(),
            body=body,
            reported_at=self.clock.now(),
        )
        self.ledger.add_statement(statement)
        return self._reconcile(partner, report, reported=True)

    def of_day(self, partner: str, day: date) -> Reconciled:
        """The day as it stands now; a day without a report is reconciled with an empty one."""
        statement = self.ledger.latest_statement(partner, day)
        if statement is None:
            return self._reconcile(partner, DayReport(day=day, batches=[]), reported=False)
        return self._reconcile(partner, DayReport.model_validate_json(statement.body), reported=True)

    def yesterday(self) -> date:
        """The day that the daily report is of, on the office's calendar."""
        return self.office.local_time(self.clock.now()).date() - timedelta(days=1)

    def _reconcile(self, partner: str, report: DayReport, *, reported: bool) -> Reconciled:
        batches = {batch.id: batch for batch in self.ledger.list_batches(partner, report.day)}
        for theirs in report.batches:  # handed over just before midnight, taken just after
            if theirs.batch_id not in batches and (late := self._find(partner, theirs.batch_id)):
                batches[late.id] = late
        ours = [self._ours(batch) for batch in batches.values()]
        gaps = self._gaps(partner, list(batches.values()), report)
        found = reconcile(report, ours, gaps, self.ledger.list_rescans(partner))
        return Reconciled(partner, report.day, reported, len(batches), found)

    def _find(self, partner: str, batch_id: str) -> Batch | None:
        try:
            return self.ledger.get_batch(partner, batch_id)
        except NotFoundError:
            return None

    def _ours(self, batch: Batch) -> OurBatch:
        handed = self.batches.read(batch.partner, batch.id)
        known = {entry.number: tuple(entry.control_numbers) for entry in handed.read.entries}
        return OurBatch(
            batch=batch.id,
            sequence=batch.sequence,
            files={name: file.sha256 for name, file in handed.read.files.items()},
            missing_files=batch.missing_files,
            sheets=dict.fromkeys(handed.refused, ()) | known,
            envelopes=handed.envelopes,
        )

    def _gaps(self, partner: str, batches: Sequence[Batch], report: DayReport) -> tuple[int, ...]:
        """The first numbers that did not come, from the last before this day to the last of it, on either side."""
        here = {batch.sequence for batch in batches}
        told = here | {batch.sequence for batch in report.batches}
        if not told:
            return ()
        came = here | set(self.ledger.list_sequence(partner, SEQUENCE_WINDOW))
        first = max((number for number in came if number < min(told)), default=min(told))
        missing = (number for number in range(first, max(told)) if number not in came)
        return tuple(islice(missing, MOST_GAPS))
