"""Hand an application in: at most one read and one transaction, and every finding at once when it is not complete."""

from dataclasses import dataclass

from chalicelib.domain.access import Visitor
from chalicelib.domain.case import Case, Change
from chalicelib.domain.completeness import check, missing_residence
from chalicelib.domain.errors import IncompleteError
from chalicelib.domain.finding import Finding, is_blocked
from chalicelib.domain.intake import submit
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.office import Office
from chalicelib.services.change_case import change_case, must_be_theirs
from chalicelib.services.checklists import Checklists
from chalicelib.services.ports import CaseRepository, Clock

BEFORE_SUBMISSION = frozenset({CaseState.DRAFT, CaseState.RETURNED})
ENDED = frozenset({CaseState.CANCELLED, CaseState.EXPIRED, CaseState.REJECTED})


@dataclass(frozen=True, slots=True)
class SubmitApplication:
    """A receipt from here on: neither queue, mail, text message, sign-in nor scanner is asked."""

    cases: CaseRepository
    checklists: Checklists
    office: Office
    clock: Clock
    reads_papers: bool = False

    def __call__(
        self, visitor: Visitor, if_match: int | None, *, asks_residence: bool = False
    ) -> tuple[Case, tuple[Finding, ...]]:
        """The case and the findings that do not hold it up. A repeat answers the same.

        `asks_residence`: it is held up, too, while nobody knows where its resident lives.

        Raises IncompleteError with every finding, TransitionRefusedError once the case has ended.
        """
        now = self.clock.now()
        findings: tuple[Finding, ...] = ()

        def build(case: Case) -> Change | None:
            nonlocal findings
            must_be_theirs(case, visitor)
            checklist = self.checklists.of(case)
            findings = check(case, checklist, self.office.local_time(now).date())
            if asks_residence:
                findings += missing_residence(case)
            if case.state not in BEFORE_SUBMISSION | ENDED:
                return None
            if case.state in BEFORE_SUBMISSION and is_blocked(findings):
                raise IncompleteError(findings)
            return submit(self.checklists.bind(case), checklist.slots, now, is_read=self.reads_papers)

        return change_case(self.cases, visitor.receipt, build, if_match), findings
