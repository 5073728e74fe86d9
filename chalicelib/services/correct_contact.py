"""Set right where a resident is told, and tell them there what had reached nobody."""

from dataclasses import dataclass

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import Job, JobKind
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.notification import News
from chalicelib.domain.office import Office
from chalicelib.domain.still_told import is_still_told
from chalicelib.domain.typed_contact import COUNTED, Places, apply_contact, correct_contact, jobs_of
from chalicelib.services.application_details import DetailsReader
from chalicelib.services.change_case import must_match
from chalicelib.services.ports import CaseRepository, Clock, Sealer, UnreachedList
from chalicelib.services.telling_ports import TellingTrail


@dataclass(frozen=True, slots=True)
class CorrectContact:
    """Three reads, two KMS calls and one transaction. Addresses are sealed; the history says which were changed alone.

    The jobs of the news come back in the same transaction, under their own ids: one that is there already stays one,
    and is due at once.
    """

    cases: CaseRepository
    sealer: Sealer
    unreached: UnreachedList
    trail: TellingTrail
    details: DetailsReader
    office: Office
    clock: Clock

    def __call__(self, receipt: ReceiptNumber, places: Places, officer: Actor, if_match: int) -> Case:
        """Raises NotFoundError, or once that part is erased, StaleVersionError, and what the domain does."""
        case, sealed = self.cases.get_sealed(receipt)
        must_match(case, if_match)
        if sealed is None:
            raise NotFoundError
        personal, fields = apply_contact(self.sealer.open(receipt, sealed), places)
        now = self.clock.now()
        read = self.details.recount(case, personal, self.office.local_time(now).date())
        counted = {name: read[name] for name in COUNTED}
        change = correct_contact(case, counted, fields, self._again(case), officer, now, self._waiting(case))
        self.cases.save(change, self.sealer.seal(receipt, personal, sealed.wrapped_key))
        return change.case

    def _again(self, case: Case) -> list[Job]:
        """What reached nobody and still holds."""
        untold = [
            news
            for news in self.unreached.list_for(case.receipt)
            if is_still_told(case, News(news.notice, news.product, news.move))
        ]
        return jobs_of(case, untold, self.clock.now())

    def _waiting(self, case: Case) -> list[Job]:
        """What is on its way, perhaps to an address that is nobody's any more."""
        return [job for job in self.trail.of(case.receipt).jobs if job.kind is JobKind.NOTIFY]
