"""Set right what was mistyped of the numbers of a case."""

from dataclasses import dataclass

from chalicelib.domain.access import Actor
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Case
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.office import Office
from chalicelib.domain.typed_numbers import COUNTED, Numbers, apply_numbers, correct_numbers
from chalicelib.services.application_details import DetailsReader
from chalicelib.services.change_case import must_match
from chalicelib.services.ports import CaseRepository, Clock, Sealer


@dataclass(frozen=True, slots=True)
class CorrectNumbers:
    """One read, two KMS calls and one transaction. The numbers are sealed; the history says only which were changed."""

    cases: CaseRepository
    sealer: Sealer
    details: DetailsReader
    office: Office
    clock: Clock
    reads_papers: bool = False

    def __call__(self, receipt: ReceiptNumber, numbers: Numbers, officer: Actor, if_match: int) -> Case:
        """Raises NotFoundError, or once that part is erased, StaleVersionError, and what the domain does."""
        case, sealed = self.cases.get_sealed(receipt)
        must_match(case, if_match)
        if sealed is None:
            raise NotFoundError
        personal = apply_numbers(self.sealer.open(receipt, sealed), numbers)
        counted = self._count(case, personal)
        change = correct_numbers(case, counted, numbers, officer, self.clock.now(), is_read=self.reads_papers)
        self.cases.save(change, self.sealer.seal(receipt, personal, sealed.wrapped_key))
        return change.case

    def _count(self, case: Case, personal: PersonalData) -> dict[str, object]:
        today = self.office.local_time(self.clock.now()).date()
        read = self.details.recount(case, personal, today)
        return {name: read[name] for name in COUNTED}
