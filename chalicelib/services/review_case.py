"""Review: an officer takes a case, judges its papers, and accepts, returns or ends it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.domain import review
from chalicelib.domain.access import Actor
from chalicelib.domain.case import Asked, Case, Change
from chalicelib.domain.checklist import Way
from chalicelib.domain.completeness import awaited_finding, check, lacking
from chalicelib.domain.document import VERDICT_REASONS, Verdict, VerdictKind
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.finding import Finding, Severity
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.office import Office
from chalicelib.domain.post.vocabulary import End
from chalicelib.domain.review_desk import must_not_be_duplicate
from chalicelib.services.change_case import change_case
from chalicelib.services.checklists import Checklists
from chalicelib.services.ports import CaseRepository, Clock
from chalicelib.services.post_ports import PostLedger


@dataclass(frozen=True, slots=True)
class ReviewCase:
    """Each call is one read and one transaction, and holds only for the version the officer saw.

    All raise NotFoundError, StaleVersionError, TransitionRefusedError, and ForbiddenError for a case another has taken.
    """

    cases: CaseRepository
    ledger: PostLedger
    checklists: Checklists
    office: Office
    clock: Clock

    def findings(self, case: Case) -> tuple[Finding, ...]:
        """Everything that is missing or doubtful, for the officer who looks at the case; nothing of what is erased."""
        if case.erasure.has_begun:
            return ()
        return check(case, self.checklists.of(case), self.office.local_time(self.clock.now()).date())

    def claim(self, receipt: ReceiptNumber, officer: Actor, if_match: int) -> Case:
        """Take a case from the queue; raises TooManyClaimsError for an officer who has as many as one may."""
        return change_case(self.cases, receipt, lambda case: review.claim(case, officer, self.clock.now()), if_match)

    def claim_only(self, receipt: ReceiptNumber, officer: Actor, if_match: int, beside: Sequence[Case]) -> Case:
        """Take it as the only one; raises TooManyClaimsError unless `beside` is all that is listed of the officer."""
        receipts = tuple(str(case.receipt) for case in beside)

        def build(case: Case) -> Change:
            return replace(review.claim(case, officer, self.clock.now()), only_beside=receipts)

        return change_case(self.cases, receipt, build, if_match)

    def release(self, receipt: ReceiptNumber, officer: Actor, if_match: int) -> Case:
        """Give it back."""
        return change_case(self.cases, receipt, lambda case: review.release(case, officer, self.clock.now()), if_match)

    def judge(
        self,
        receipt: ReceiptNumber,
        document: str,
        kind: VerdictKind,
        note: str,
        officer: Actor,
        if_match: int,
        *,
        reason: str = "",
    ) -> Case:
        """Judge one document; raises InvalidRequestError for a reason that is not one of its kind."""
        if reason and reason not in VERDICT_REASONS.get(kind, ()):
            raise InvalidRequestError([Fault("reason", "not_a_choice")])
        now = self.clock.now()
        verdict = Verdict(kind=kind, reason=reason, note=note, by=officer.id, at=now)
        return change_case(
            self.cases, receipt, lambda case: review.judge(case, document, verdict, officer, now), if_match
        )

    def return_for_completion(
        self, receipt: ReceiptNumber, missing: Sequence[Asked], officer: Actor, if_match: int
    ) -> Case:
        """Send it back for the refused papers and those `missing`; raises InvalidRequestError when nothing is asked."""
        now = self.clock.now()

        def build(case: Case) -> Change:
            self._check_slots(case, missing)
            return review.return_for_completion(case, missing, officer, now)

        return change_case(self.cases, receipt, build, if_match)

    def accept(self, receipt: ReceiptNumber, officer: Actor, if_match: int) -> Case:
        """Declare the papers complete; raises IncompleteError with every paper that is still open."""
        now = self.clock.now()

        def build(case: Case) -> Change:
            hours = self.checklists.service(case.service).service_time_hours
            short = [*lacking(self.findings(case)), *_awaited(self.count_awaited(case))]
            return review.accept(case, short, self.checklists.products(case), officer, now, hours)

        return change_case(self.cases, receipt, build, if_match)

    def reject(self, receipt: ReceiptNumber, reason: str, officer: Actor, if_match: int) -> Case:
        """End it without a result, for a reason of the catalogue.

        Raises InvalidRequestError for a duplicate: that is cancelled, beside the case that goes on.
        """
        must_not_be_duplicate(reason)
        return change_case(
            self.cases, receipt, lambda case: review.reject(case, reason, officer, self.clock.now()), if_match
        )

    def count_awaited(self, case: Case) -> int:
        """New scans that are awaited until they are in the case, or an officer decided otherwise on their envelope."""
        return sum(self._is_awaited(*key.split(".", 1)) for key in case.awaited_scans)

    def _is_awaited(self, partner: str, rescan_id: str) -> bool:
        rescan = self.ledger.get_rescan(partner, rescan_id)
        if rescan is None or rescan.answered_by is None:
            return rescan is not None
        answer = self.ledger.get_envelope(rescan.answered_by)
        if answer is None or answer.end in {End.PENDING, End.STAFF}:
            return True
        again = {page.rescan for page in answer.pages if page.rescan}
        return any(self._is_awaited(partner, other) for other in again)

    def _check_slots(self, case: Case, missing: Sequence[Asked]) -> None:
        checklist = self.checklists.of(case)
        faults = []
        for index, asked in enumerate(missing):
            slot = checklist.find_slot(asked.slot)
            if slot is None:
                faults.append(Fault(f"missing.{index}.slot", "unknown_slot"))
            elif Way.UPLOAD not in slot.ways:  # nobody could answer
                faults.append(Fault(f"missing.{index}.slot", "counter_only"))
        if faults:
            raise InvalidRequestError(faults)


def _awaited(sheets: int) -> tuple[Finding, ...]:
    return (awaited_finding(sheets, Severity.BLOCKING),) if sheets else ()
