"""What a job is to tell, read from its case: made again each time, so that what no longer holds is not told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.access import ActorKind
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Case
from chalicelib.domain.clock import EndedSpan
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import AuditEvent, Job, NoticeEvent
from chalicelib.domain.identifiers import Pin, ReceiptNumber
from chalicelib.domain.messages.notice_values import Occasion
from chalicelib.domain.notification import VISITS, News
from chalicelib.domain.pick_up import Booking
from chalicelib.domain.product import Product
from chalicelib.domain.still_told import is_still_told
from chalicelib.domain.visit_reminders import still_holds
from chalicelib.services.ports import CaseRepository, Sealed, Sealer

BY_APPLICANT: Final = "applicant_request"
"""The reason of what a resident did."""


@dataclass(frozen=True, slots=True)
class Occasions:
    """One read and one KMS call; a rejection reads the audit events besides, for its reason, a visit its booking.

    `public_url` is where residents follow a case, `visits` finds an appointment that is still ahead, `held` is when the
    office was held up to now, `is_off` says whether the place of an appointment is closed on its day.
    """

    cases: CaseRepository
    sealer: Sealer
    public_url: str
    pin_key: bytes
    visits: Callable[[ReceiptNumber], Booking | None] = lambda _: None
    held: Callable[[], tuple[EndedSpan, ...]] = tuple
    is_off: Callable[[Booking], bool] = lambda _: False

    def find(self, job: Job) -> tuple[Occasion, PersonalData] | None:
        """What is to be told, and to whom; None where it no longer holds, or the person was erased."""
        return self.find_in(job, *self.cases.get_sealed(job.receipt))

    def find_in(self, job: Job, case: Case, sealed: Sealed | None) -> tuple[Occasion, PersonalData] | None:
        """As `find`, in a case that was read already."""
        event = job.notice
        if event is None:
            raise ValueError("a job without a notice was sent to the wrong queue")
        personal = self._open(case, sealed)
        if personal is None or not is_still_told(case, News(event, job.product_id or "", job.move)):
            return None
        visit = self.visits(job.receipt) if event in VISITS else None
        if event in VISITS and (visit is None or not still_holds(case, visit, job.move, is_off=self.is_off(visit))):
            return None
        return self._build(job, event, case, personal, visit), personal

    def _open(self, case: Case, sealed: Sealed | None) -> PersonalData | None:
        if sealed is None:
            return None
        try:
            return self.sealer.open(case.receipt, sealed)
        except NotFoundError:  # the key was destroyed: the person was erased
            return None

    def _build(
        self, job: Job, event: NoticeEvent, case: Case, personal: PersonalData, visit: Booking | None
    ) -> Occasion:
        product = case.product(job.product_id or "")
        came_back = product is not None and product.postal_number is not None
        return Occasion(
            event=event,
            case=case,
            link=self.public_url,
            product=product,
            by_post=personal.delivery == "post" and not came_back,
            reason=self._reason(job) if event in {NoticeEvent.REJECTED, NoticeEvent.CANCELLED} else "",
            postal_number=self._postal_number(job, product),
            pin=Pin.derive(self.pin_key, case.receipt, case.pin_version) if event is NoticeEvent.PIN_REISSUED else None,
            visit=visit,
            held=self.held() if event in {NoticeEvent.RETURNED, NoticeEvent.ANSWER_ENDING} else (),
        )

    def _reason(self, job: Job) -> str:
        audit = self._audit(job)
        if audit is not None and audit.actor.kind is ActorKind.RESIDENT:
            return BY_APPLICANT
        return audit.details.get("reason", "") if audit else ""

    def _postal_number(self, job: Job, product: Product | None) -> str:
        if job.notice is NoticeEvent.DISPATCHED and product is not None:
            return product.postal_number or ""
        audit = self._audit(job) if job.notice is NoticeEvent.ORIGINALS_RETURNED else None
        return audit.details.get("postal_number", "") if audit else ""

    def _audit(self, job: Job) -> AuditEvent | None:
        return next((event for event in self.cases.list_audit(job.receipt) if event.move == job.move), None)
