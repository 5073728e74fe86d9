"""Production and hand-over: milestones recorded in SIAK, ready products, who took them."""

from dataclasses import dataclass

from chalicelib.domain import production
from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case, Change
from chalicelib.domain.collection import Taker, check_taker
from chalicelib.domain.errors import Fault, ForbiddenError, InvalidRequestError
from chalicelib.domain.identifiers import PostalNumber, ReceiptNumber
from chalicelib.domain.lifecycle import ProductEvent
from chalicelib.domain.office import Office
from chalicelib.domain.print_batch import is_of_batch
from chalicelib.domain.rights import may_sign
from chalicelib.services.change_case import change_case
from chalicelib.services.checklists import Checklists
from chalicelib.services.ports import CaseRepository, Clock
from chalicelib.services.postal_numbers import PostalNumbers


@dataclass(frozen=True, slots=True)
class ProduceCase:
    """Each call is one read and one transaction, and holds only for the version the officer saw.

    All raise NotFoundError for a case or product, StaleVersionError, and TransitionRefusedError out of turn.
    """

    cases: CaseRepository
    checklists: Checklists
    office: Office
    clock: Clock
    numbers: PostalNumbers

    def record(
        self,
        receipt: ReceiptNumber,
        milestone: production.Milestone,
        product: str | None,
        officer: Actor,
        if_match: int,
        why: production.BackReason | None = None,
    ) -> Case:
        """Record one milestone; the case is ready when all its products are. `why` one is taken back is audited.

        Raises InvalidRequestError for what becomes of a card at the printer: its batch records that; ForbiddenError for
        who would take back what a signer signed.
        """
        now = self.clock.now()

        def build(case: Case) -> Change:
            if is_of_batch(case.product(product or ""), milestone):
                raise InvalidRequestError([Fault("milestone", "done_in_print_batch")])
            if production.takes_signature_back(case, milestone, product) and not may_sign(officer):
                raise ForbiddenError
            return production.record_milestone(case, milestone, product, officer, now, why)

        return change_case(self.cases, receipt, build, if_match)

    def hand_over(self, receipt: ReceiptNumber, product: str, taker: Taker, officer: Actor, if_match: int) -> Case:
        """Record who took a product. Raises InvalidRequestError with all that stands against giving it to them."""
        now = self.clock.now()
        today = self.office.local_time(now).date()

        def build(case: Case) -> Change:
            check_taker(case, taker, today, is_card_owed=bool(self.checklists.withdrawals(case)))
            return production.hand_over(case, product, taker.hand_over(officer, now), officer, now)

        return change_case(self.cases, receipt, build, if_match)

    def undo_hand_over(
        self, receipt: ReceiptNumber, product: str, reason: production.UndoReason, officer: Actor, if_match: int
    ) -> Case:
        """Take a wrong hand-over back, for a reason that stands in the audit."""
        now = self.clock.now()
        return change_case(
            self.cases, receipt, lambda case: production.undo_hand_over(case, product, reason, officer, now), if_match
        )

    def dispatch(
        self, receipt: ReceiptNumber, product: str, number: PostalNumber, officer: Actor, if_match: int
    ) -> Case:
        """Record that a product is in the mail. Raises InvalidRequestError for a number of another case."""
        self.numbers.check_free(number, receipt)
        now = self.clock.now()
        return self.numbers.mail(
            receipt, number, lambda case: production.dispatch(case, product, number, officer, now), if_match
        )

    def record_delivery(
        self, receipt: ReceiptNumber, product: str, event: ProductEvent, officer: Actor, if_match: int
    ) -> Case:
        """Record what became of a mailed product."""
        now = self.clock.now()
        return change_case(
            self.cases, receipt, lambda case: production.record_delivery(case, product, event, officer, now), if_match
        )
