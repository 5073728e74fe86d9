"""Change what a resident said of a draft or of a returned application."""

from dataclasses import dataclass

from chalicelib.domain.access import Visitor
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Case
from chalicelib.domain.errors import NotFoundError, StaleVersionError, UnavailableError
from chalicelib.domain.intake import amend
from chalicelib.domain.office import Office
from chalicelib.services.application_details import Details, DetailsReader
from chalicelib.services.change_case import MOST_RACES, must_be_theirs, must_match
from chalicelib.services.ports import CaseRepository, Clock, Sealed, Sealer


@dataclass(frozen=True, slots=True)
class AmendApplication:
    """One read and one transaction; two KMS calls more when the personal part changes."""

    cases: CaseRepository
    sealer: Sealer
    details: DetailsReader
    office: Office
    clock: Clock

    def __call__(self, visitor: Visitor, details: Details, if_match: int | None) -> Case:
        """Raises UnauthorizedError, StaleVersionError, TransitionRefusedError, InvalidRequestError."""
        for _ in range(MOST_RACES):
            case, sealed = self.cases.get_sealed(visitor.receipt)
            must_be_theirs(case, visitor)
            must_match(case, if_match)
            personal = self._personal(case, sealed, details)
            today = self.office.local_time(self.clock.now()).date()
            known = {"answers": case.answers, "facts": case.facts, "applicant_role": case.applicant_role}
            updates = self.details.read(case.service, details, known, personal, today)
            change = amend(case, updates, self.clock.now())
            again = self._seal(case, sealed, personal)
            try:
                self.cases.save(change, again)
            except StaleVersionError:
                if if_match is not None:
                    raise
            else:
                return change.case
        raise UnavailableError

    def _personal(self, case: Case, sealed: Sealed | None, details: Details) -> PersonalData | None:
        if not self.details.needs_personal(details):
            return None
        if sealed is None:
            raise NotFoundError
        return self.sealer.open(case.receipt, sealed).model_copy(update=details.personal)

    def _seal(self, case: Case, sealed: Sealed | None, personal: PersonalData | None) -> Sealed | None:
        if personal is None or sealed is None:
            return None
        return self.sealer.seal(case.receipt, personal, sealed.wrapped_key)
