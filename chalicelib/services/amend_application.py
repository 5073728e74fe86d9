"""Change what a resident said of a draft or of a returned application."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.access import Visitor
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Case, Change
from chalicelib.domain.errors import NotFoundError, StaleVersionError, UnavailableError
from chalicelib.domain.events import Lookup
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.intake import amend
from chalicelib.domain.office import Office
from chalicelib.domain.typed_contact import gone_from
from chalicelib.services.application_details import POSTAL, Details, DetailsReader
from chalicelib.services.change_case import MOST_RACES, must_be_theirs, must_match
from chalicelib.services.ports import CaseRepository, Clock, Sealed, Sealer
from chalicelib.services.recipients import digests_of

Say = Callable[[Case], Details]
Build = Callable[[Case, dict[str, Any], datetime], Change]


@dataclass(frozen=True, slots=True)
class AmendApplication:
    """One read and one transaction; two KMS calls more when the personal part changes.

    `Say` reads what is said in the light of the case, for which it may have to know its service.
    """

    cases: CaseRepository
    sealer: Sealer
    details: DetailsReader
    office: Office
    clock: Clock

    def __call__(self, visitor: Visitor, details: Details, if_match: int | None) -> Case:
        """Raises UnauthorizedError, StaleVersionError, TransitionRefusedError, InvalidRequestError."""
        return self.save(visitor, lambda _: details, if_match)

    def save(self, visitor: Visitor, say: Say, if_match: int | None = None) -> Case:
        """The same, where what is said is read in the light of the case. Raises what `say` does besides."""

        def build(case: Case, updates: dict[str, Any], now: datetime) -> Change:
            digest = updates.get("lookups", {}).get(POSTAL)
            filed = (Lookup(POSTAL, digest, case.service),) if digest and digest != case.lookups.get(POSTAL) else ()
            return amend(case, updates, now, filed)

        return self.change(visitor.receipt, say, if_match, build, lambda case: must_be_theirs(case, visitor))

    def change(
        self,
        receipt: ReceiptNumber,
        say: Say,
        if_match: int | None,
        build: Build,
        check: Callable[[Case], None] = lambda _: None,
    ) -> Case:
        """Read a case, let `build` make the move that sets what the details say, and store it.

        `check` raises where the case is not the caller's.
        """
        for _ in range(MOST_RACES):
            case, sealed = self.cases.get_sealed(receipt)
            check(case)
            must_match(case, if_match)
            details = say(case)
            before = self._opened(case, sealed, details)
            details = details if before is None else details.beside(before)
            personal = None if before is None else _after(before, details)
            now = self.clock.now()
            reader = self.details.under(case)
            known = {
                "answers": reader.checklists.answers(case),
                "facts": case.facts,
                "applicant_role": case.applicant_role,
                "lookups": case.lookups,
                "subject_named": case.subject_named,
            }
            updates = reader.read(case.service, details, known, personal, self.office.local_time(now).date())
            if personal is not None and case.gone:
                updates["gone"] = gone_from(case, (), digests_of(reader.lookup_key, personal.contact).values())
            change = build(case, updates, now)
            again = self._seal(case, sealed, personal)
            try:
                self.cases.save(change, again)
            except StaleVersionError:
                if if_match is not None:
                    raise
            else:
                return change.case
        raise UnavailableError

    def _opened(self, case: Case, sealed: Sealed | None, details: Details) -> PersonalData | None:
        if not self.details.needs_personal(details):
            return None
        if sealed is None:
            raise NotFoundError
        return self.sealer.open(case.receipt, sealed)

    def _seal(self, case: Case, sealed: Sealed | None, personal: PersonalData | None) -> Sealed | None:
        if personal is None or sealed is None:
            return None
        return self.sealer.seal(case.receipt, personal, sealed.wrapped_key)


def _after(before: PersonalData, details: Details) -> PersonalData:
    return before.model_copy(update=details.personal).patched(details.patch)
