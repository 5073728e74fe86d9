"""Many milestones by list: each line stands for itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case, Change
from chalicelib.domain.dispatching import Result
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError
from chalicelib.domain.milestone_list import MOST_LINES, Ordered, Report, Typed, carry_out, read_line
from chalicelib.domain.production import Milestone
from chalicelib.services.change_case import change_case
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
