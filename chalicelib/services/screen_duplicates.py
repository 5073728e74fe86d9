"""Duplicates: the same person asks for the same service twice. Both cases are flagged; nothing is thrown away."""

from dataclasses import dataclass

from chalicelib.domain.case import Case, Change
from chalicelib.domain.events import Job
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.intake import flag_duplicates
from chalicelib.services.change_case import change_case
from chalicelib.services.ports import CaseRepository, Clock, Outbox


@dataclass(frozen=True, slots=True)
class ScreenDuplicates:
    """One rule for every channel: the same NIK (else the same family card) and the same service."""

    cases: CaseRepository
    outbox: Outbox
    clock: Clock

    def __call__(self, job: Job) -> None:
        """Do the job; done again it changes nothing."""
        others = self._others(self.cases.get(job.receipt))
        for other in others:
            change_case(self.cases, other, lambda known: self._flag(known, [job.receipt]))
        if others:
            change_case(self.cases, job.receipt, lambda known: self._flag(known, others))
        self.outbox.settle(job)

    def _others(self, case: Case) -> list[ReceiptNumber]:
        kind = "nik" if "nik" in case.lookups else "family_card"
        digest = case.lookups.get(kind)
        if digest is None:
            return []
        return [found for found in self.cases.find_by_lookup(kind, digest, case.service) if found != case.receipt]

    def _flag(self, case: Case, others: list[ReceiptNumber]) -> Change | None:
        if set(others) <= {*case.possible_duplicates, *case.dismissed_duplicates}:
            return None
        return flag_duplicates(case, others, self.clock.now())
