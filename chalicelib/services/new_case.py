"""A case that is not stored yet, made of what is known of an application, whatever channel it comes by."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Case, Channel
from chalicelib.domain.clock import ServiceClock
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.office import Office
from chalicelib.domain.text import Language
from chalicelib.services.application_details import Details, DetailsReader


@dataclass(frozen=True, slots=True)
class Intent:
    """What makes a repeat the same application: the HMAC of its origin, and that of what was asked with it."""

    digest: str
    request_digest: str

    def number(self, key: bytes, n: int) -> ReceiptNumber:
        """The n-th receipt number of the intent; the caller counts up while it is taken."""
        return ReceiptNumber.derive(key, self.digest.encode(), n)


@dataclass(frozen=True, slots=True)
class NewCase:
    """Version 0, under the first number of its intent. Nothing is read or written. `is_practice`: in training."""

    details: DetailsReader
    office: Office
    receipt_key: bytes
    is_practice: bool = False

    def __call__(
        self, service: str, details: Details, intent: Intent, channel: Channel, state: CaseState, now: datetime
    ) -> tuple[Case, PersonalData]:
        """The case and its personal part. Raises InvalidRequestError with every fault of the details."""
        personal = PersonalData(**details.personal)
        try:
            entry = self.details.checklists.service(service)
        except NotFoundError:
            raise InvalidRequestError([Fault("service", "unknown_service")]) from None
        nothing: dict[str, Any] = {"answers": {}, "facts": {}, "applicant_role": None}
        fields = self.details.read(service, details, nothing, personal, self.office.local_time(now).date())
        case = Case(
            office=self.office.code,
            receipt=intent.number(self.receipt_key, 0),
            service=service,
            channel=channel,
            state=state,
            version=0,
            catalogue_version=self.details.checklists.catalogue.version,
            intent=intent.digest,
            request_digest=intent.request_digest,
            clock=ServiceClock(hours=entry.service_time_hours),
            is_practice=self.is_practice,
            created_at=now,
            updated_at=now,
            **{"language": Language.INDONESIAN, **fields},
        )
        return case, personal
