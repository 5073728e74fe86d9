"""What is due of cases that are over is erased: one case at a time, one part at a time, each step once or again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from chalicelib.domain.case import Case
from chalicelib.domain.erasing import begin, finish, is_due
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.office import Office
from chalicelib.domain.post.envelope import Batch, Envelope, EnvelopeRef
from chalicelib.domain.post.vocabulary import End
from chalicelib.domain.retention import PATIENCE, Look, Part, Schedule, looks_of
from chalicelib.services.ports import CaseRepository, Clock, OverlayStore, UnreachedList
from chalicelib.services.retention_ports import EndedCases, Shredder

PAGE: Final = 100
READ_AT_ONCE: Final = 100
_WAITS: Final = frozenset({End.PENDING, End.STAFF})


class Parcels(Protocol):
    """The part of the postal ledger that is read."""

    def get_batch(self, partner: str, batch_id: str) -> Batch:
        """Raises NotFoundError."""

    def list_envelopes(self, partner: str, batch_id: str) -> tuple[Envelope, ...]:
        """Those of a batch that are known."""


@dataclass(frozen=True, slots=True)
class EraseReport:
    """What one run did. `failed`: cases that it could not finish, which the next run goes on with."""

    papers: int = 0
    personal: int = 0
    failed: int = 0
    is_done: bool = True

    def __add__(self, other: "EraseReport") -> "EraseReport":
        """Both together."""
        return EraseReport(
            self.papers + other.papers, self.personal + other.personal, self.failed + other.failed,
            self.is_done and other.is_done,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class EraseEnded:
    """Opens nothing of what it destroys: it needs no key.

    `tell` gets the number and the kind of error of a case that could not be erased.
    """

    cases: CaseRepository
    ended: EndedCases
    unreached: UnreachedList
    parcels: Parcels
    shredder: Shredder
    overlays: OverlayStore
    office: Office
    clock: Clock
    tell: Callable[[ReceiptNumber, str], None]

    def __call__(self, has_time: Callable[[], bool]) -> EraseReport:
        """Everything that is due, for as long as `has_time` says so. Without a schedule nothing is even looked for."""
        schedule = self._schedule(self.clock.now())
        report = EraseReport()
        for look in looks_of(schedule, self.clock.now()):
            report += self._work_off(look, schedule, has_time)
        return report

    def _schedule(self, now: datetime) -> Schedule:
        """What holds by the table's own word, not by what this process remembers; none while it is fresh."""
        number = self.overlays.holding_number()
        if not number:
            return Schedule()
        holding = self.overlays.get(number)
        since = holding.erases_alike_since
        is_fresh = since is None or now - since < PATIENCE
        return Schedule() if is_fresh else holding.changes.retention

    def _work_off(self, look: Look, schedule: Schedule, has_time: Callable[[], bool]) -> EraseReport:
        """One list from its oldest on; what cannot go now is passed by, and looked at again in the next run."""
        report, after = EraseReport(), ""
        while found := self.ended.list_ended(look, after, PAGE):
            for each in found:
                if not has_time():
                    return replace(report, is_done=False)
                report += self._try(each.receipt, look.part, schedule)
            after = found[-1].place
        return report

    def _try(self, receipt: ReceiptNumber, part: Part, schedule: Schedule) -> EraseReport:
        """A case that cannot be erased now stops no other."""
        try:
            is_erased = self._erase(receipt, part, schedule)
        except Exception as error:  # noqa: BLE001 - whatever is the matter with one case, the others have their turn
            self.tell(receipt, type(error).__name__)
            return EraseReport(failed=1)
        done = int(is_erased)
        return EraseReport(papers=done) if part is Part.PAPERS else EraseReport(personal=done)

    def _erase(self, receipt: ReceiptNumber, part: Part, schedule: Schedule) -> bool:
        case, now = self.cases.get(receipt), self.clock.now()
        if case.erasure.next_part is not part or not is_due(case, schedule, self.office.limits, now):
            return False
        beginning = begin(case, schedule, now)
        if beginning is not None:
            self.ended.save_step(beginning)
            case = beginning.case
        self._shred(case, part)
        untold = [news.job for news in self.unreached.list_for(receipt)] if part is Part.PERSONAL else []
        ending = replace(finish(case, now), told=tuple(untold))
        self.ended.save_erased(ending, part, self.office.local_time(now).date(), case.filed_under())
        return True

    def _shred(self, case: Case, part: Part) -> None:
        """Whatever lies outside the case's own item; again where an earlier run died."""
        if part is Part.PAPERS:
            self.shredder.shred_papers(case.receipt, sorted(_envelopes_of(case)))
        else:
            self.shredder.shred_results(case.receipt)
            self.ended.blank_notices(case.receipt)
        for partner, batch in sorted({(ref.partner, ref.batch) for ref in _refs_of(case)}):
            if self._is_last_of(partner, batch, case, part):
                shred = self.shredder.shred_scans if part is Part.PAPERS else self.shredder.shred_manifest
                shred(partner, batch)

    def _is_last_of(self, partner: str, batch: str, case: Case, part: Part) -> bool:
        """Whether every other case of the parcel has lost that part, and none of its envelopes waits for anybody."""
        known, envelopes = self.parcels.get_batch(partner, batch), self.parcels.list_envelopes(partner, batch)
        if len(envelopes) < known.envelope_count or any(envelope.end in _WAITS for envelope in envelopes):
            return False
        others = {envelope.receipt for envelope in envelopes if envelope.receipt} - {case.receipt}
        found = [other for some in _by_hundred(sorted(others)) for other in self.cases.get_many(some)]
        name = f"{part}_at"
        return len(found) == len(others) and all(getattr(other.erasure, name) is not None for other in found)


def _refs_of(case: Case) -> Iterator[EnvelopeRef]:
    for envelope in _envelopes_of(case):
        ref = EnvelopeRef.parse(envelope)
        if ref is not None:
            yield ref


def _envelopes_of(case: Case) -> set[str]:
    return {upload.scan.envelope for upload in case.uploads if upload.scan is not None}


def _by_hundred(receipts: Sequence[ReceiptNumber]) -> Iterable[Sequence[ReceiptNumber]]:
    return (receipts[start : start + READ_AT_ONCE] for start in range(0, len(receipts), READ_AT_ONCE))
