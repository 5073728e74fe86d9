"""Say where the resident of a case lives, where nobody said it yet or it was mistaken."""

from dataclasses import dataclass

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.office import Office
from chalicelib.domain.residence import COUNTED, must_be_known, record_residence
from chalicelib.services.application_details import DetailsReader
from chalicelib.services.change_case import must_match
from chalicelib.services.ports import CaseRepository, Clock, Sealer


@dataclass(frozen=True, slots=True)
class RecordResidence:
    """One read, two KMS calls and one transaction. The kelurahan is sealed; the case knows its kecamatan alone."""

    cases: CaseRepository
    sealer: Sealer
    details: DetailsReader
    office: Office
    clock: Clock

    def __call__(self, receipt: ReceiptNumber, place: str, officer: Actor, if_match: int) -> Case:
        """Raises NotFoundError, or once that part is erased, StaleVersionError, and what the domain does.

        The same place once more changes nothing.
        """
        must_be_known(place, self.details.regions)
        case, sealed = self.cases.get_sealed(receipt)
        must_match(case, if_match)
        if sealed is None:
            raise NotFoundError
        before = self.sealer.open(receipt, sealed)
        personal = before.model_copy(update={"lives_in": place})
        now = self.clock.now()
        read = self.details.recount(case, personal, self.office.local_time(now).date())
        change = record_residence(case, {name: read[name] for name in COUNTED}, officer, now)
        if personal == before:
            return case
        self.cases.save(change, self.sealer.seal(receipt, personal, sealed.wrapped_key))
        return change.case
