"""Set right where a resident is told, and tell them there what had reached nobody."""

from collections.abc import Collection
from dataclasses import dataclass

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import Job, JobKind
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.notification import News, Untold
from chalicelib.domain.office import Office
from chalicelib.domain.still_told import is_still_told
from chalicelib.domain.told import Trail, list_misled
from chalicelib.domain.typed_contact import (
    COUNTED,
    Places,
    ToTell,
    apply_contact,
    correct_contact,
    gone_from,
    job_of_news,
    jobs_of,
)
from chalicelib.services.application_details import DetailsReader
from chalicelib.services.change_case import must_match
from chalicelib.services.ports import CaseRepository, Clock, Sealer, UnreachedList
from chalicelib.services.recipients import digests_of
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
    lookup_key: bytes

    def __call__(
        self, receipt: ReceiptNumber, places: Places, officer: Actor, if_match: int, *, tell_again: bool = True
    ) -> Case:
        """`tell_again`: what arrived at the old address alone and still holds is told at the new one, once.

        Otherwise it counts as told: the officer says that its resident knows it. Raises NotFoundError, or once that
        part is erased, StaleVersionError, and what the domain does.
        """
        case, sealed = self.cases.get_sealed(receipt)
        must_match(case, if_match)
        if sealed is None:
            raise NotFoundError
        known = self.sealer.open(receipt, sealed)
        personal, fields = apply_contact(known, places)
        now, trail = self.clock.now(), self.trail.of(receipt)
        before, after = (digests_of(self.lookup_key, one.contact).values() for one in (known, personal))
        gone = gone_from(case, before, after)
        misled = list_misled(case, trail, gone)
        read = self.details.recount(case, personal, self.office.local_time(now).date())
        counted = {**{name: read[name] for name in COUNTED}, "gone": gone}
        again = [job_of_news(case, news, now) for news in misled] if tell_again else []
        told = () if tell_again else misled
        untold, settled = self._untold(case, told)
        news = ToTell([*jobs_of(case, untold, now), *again], _waiting(trail), told, settled)
        change = correct_contact(case, counted, fields, news, officer, now)
        self.cases.save(change, self.sealer.seal(receipt, personal, sealed.wrapped_key))
        return change.case

    def _untold(self, case: Case, known: Collection[News]) -> tuple[list[Untold], list[str]]:
        """What reached nobody and still holds; and the jobs of what of it its resident knows all the same."""
        untold, settled = list[Untold](), list[str]()
        for line in self.unreached.list_for(case.receipt):
            news = News(line.notice, line.product, line.move)
            if news in known:
                settled.append(line.job)
            elif is_still_told(case, news):
                untold.append(line)
        return untold, settled


def _waiting(trail: Trail) -> list[Job]:
    """What is on its way, perhaps to an address that is nobody's any more."""
    return [job for job in trail.jobs if job.kind is JobKind.NOTIFY]
