"""Many milestones by list: each line stands for itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case, Change
from chalicelib.domain.dispatching import Result
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError
from chalicelib.domain.milestone_list import MOST_LINES, Ordered, Report, Typed, carry_out, read_line
from chalicelib.domain.production import Milestone
from chalicelib.services.change_case import change_case, must_match
from chalicelib.services.ports import CaseRepository, Clock


@dataclass(frozen=True, slots=True)
class RecordMilestones:
    """A line that does not fit holds up no other, and any may be sent again: it is done once."""

    cases: CaseRepository
    clock: Clock

    def __call__(self, lines: Sequence[Typed], usual: Milestone | None, officer: Actor) -> tuple[Report, ...]:
        """What became of each line. Raises InvalidRequestError for more lines than one request takes."""
        if len(lines) > MOST_LINES:
            raise InvalidRequestError([Fault("lines", "too_many_lines", (("limit", str(MOST_LINES)),))])
        return tuple(self._record(line, usual, officer) for line in lines)

    def record_one(self, line: Typed, officer: Actor, seen: int) -> Case:
        """The same of one case that an officer has before them; what was recorded before is no fault.

        Raises InvalidRequestError with every reason, NotFoundError, and StaleVersionError where it is another case by
        now than the version that they saw.
        """
        ordered, now = read_line(line, None), self.clock.now()

        def build(case: Case) -> Change | None:
            change = carry_out(case, ordered, officer, now)
            if change is not None:
                must_match(case, seen)
            return change

        return change_case(self.cases, ordered.receipt, build)

    def _record(self, line: Typed, usual: Milestone | None, officer: Actor) -> Report:
        try:
            return Report(line, self._carry_out(read_line(line, usual), officer))
        except InvalidRequestError as error:
            return Report(line, Result.REFUSED, tuple(error.faults))
        except NotFoundError:
            return Report(line, Result.REFUSED, (Fault("receipt", "case_unknown"),))

    def _carry_out(self, ordered: Ordered, officer: Actor) -> Result:
        now, change = self.clock.now(), None

        def build(case: Case) -> Change | None:
            nonlocal change
            change = carry_out(case, ordered, officer, now)
            return change

        change_case(self.cases, ordered.receipt, build)
        return Result.ALREADY if change is None else Result.DONE
