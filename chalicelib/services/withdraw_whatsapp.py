"""Take back the consent to be told by WhatsApp."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.domain.access import RESIDENT, Actor, Visitor
from chalicelib.domain.case import Case
from chalicelib.domain.errors import StaleVersionError, UnavailableError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.whatsapp_consent import withdraw, without_whatsapp
from chalicelib.services.change_case import MOST_RACES, must_be_theirs, must_match
from chalicelib.services.ports import CaseRepository, Clock, Sealed, Sealer


@dataclass(frozen=True, slots=True)
class WithdrawWhatsApp:
    """Safe to repeat: without a consent nothing changes. Holds for notices that wait, too: each asks again.

    One read and one transaction, two KMS calls. Both raise NotFoundError.
    """

    cases: CaseRepository
    sealer: Sealer
    clock: Clock

    def by_resident(self, visitor: Visitor) -> Case:
        """Raises UnauthorizedError where the PIN of this visit was replaced, UnavailableError after many races."""
        for _ in range(MOST_RACES):
            try:
                return self._withdraw(visitor.receipt, RESIDENT, lambda case: must_be_theirs(case, visitor))
            except StaleVersionError:  # somebody else was faster: what they wrote stays, so read again
                continue
        raise UnavailableError

    def by_officer(self, receipt: ReceiptNumber, officer: Actor, if_match: int) -> Case:
        """On the resident's word. Raises StaleVersionError for a version that nothing has."""
        return self._withdraw(receipt, officer, lambda case: must_match(case, if_match))

    def _withdraw(self, receipt: ReceiptNumber, actor: Actor, check: Callable[[Case], None]) -> Case:
        case, sealed = self.cases.get_sealed(receipt)
        check(case)
        change = withdraw(case, actor, self.clock.now())
        if change is None:
            return case
        self.cases.save(change, self._without(receipt, sealed))
        return change.case

    def _without(self, receipt: ReceiptNumber, sealed: Sealed | None) -> Sealed | None:
        if sealed is None:
            return None
        personal = without_whatsapp(self.sealer.open(receipt, sealed))
        return self.sealer.seal(receipt, personal, sealed.wrapped_key)
