"""What a resident may see of their own application."""

from dataclasses import dataclass

from chalicelib.domain.access import RESIDENT, Visitor
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Case, Change
from chalicelib.domain.checklist import Checklist
from chalicelib.domain.completeness import check
from chalicelib.domain.errors import IncompleteError
from chalicelib.domain.finding import Finding, Severity
from chalicelib.domain.intake import reissue_pin, withdraw
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.office import Office
from chalicelib.services.change_case import change_case, must_be_theirs
from chalicelib.services.checklists import Checklists
from chalicelib.services.pin_ways import PinWays
from chalicelib.services.ports import CaseRepository, Clock, Sealer


@dataclass(frozen=True, slots=True)
class OwnApplication:
    """A resident's view of, and last word on, one application."""

    cases: CaseRepository
    sealer: Sealer
    checklists: Checklists
    office: Office
    clock: Clock
    pin_ways: PinWays

    def read(self, visitor: Visitor) -> tuple[Case, Checklist, tuple[Finding, ...]]:
        """The case, its checklist, and while it can be changed every finding; one read. Raises UnauthorizedError."""
        case = self.cases.get(visitor.receipt)
        must_be_theirs(case, visitor)
        checklist = self.checklists.of(case)
        return case, checklist, self.findings_of(case, checklist)

    def read_whole(self, visitor: Visitor) -> tuple[Case, PersonalData]:
        """The case with its personal part, empty once that was erased; one read and one KMS call.

        Raises UnauthorizedError.
        """
        case, sealed = self.cases.get_sealed(visitor.receipt)
        must_be_theirs(case, visitor)
        return case, self.sealer.open(case.receipt, sealed) if sealed else PersonalData()

    def findings_of(self, case: Case, checklist: Checklist) -> tuple[Finding, ...]:
        """Every finding while it can be changed."""
        today = self.office.local_time(self.clock.now()).date()
        return check(case, checklist, today) if case.is_open_to_resident else ()

    def cancel(self, visitor: Visitor, if_match: int | None) -> Case:
        """Take the application back; a repeat answers the same. Raises TransitionRefusedError once it is too late."""

        def build(case: Case) -> Change | None:
            must_be_theirs(case, visitor)
            return None if case.state is CaseState.CANCELLED else withdraw(case, self.clock.now())

        return change_case(self.cases, visitor.receipt, build, if_match)

    def reissue_pin(self, visitor: Visitor) -> Case:
        """A new PIN, sent to the recorded address and number only; the tokens of the old one end.

        Raises IncompleteError where it can go nowhere now, and the old one holds.
        """
        case, personal = self.read_whole(visitor)
        if (code := self.pin_ways.find_obstacle(personal, case.receipt)) is not None:
            raise IncompleteError([Finding(code=code, severity=Severity.BLOCKING, where="contact")])

        def build(case: Case) -> Change | None:
            must_be_theirs(case, visitor)
            return reissue_pin(case, RESIDENT, self.clock.now())

        return change_case(self.cases, visitor.receipt, build)
