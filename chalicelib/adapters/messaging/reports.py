"""What providers tell of messages by way of a queue, as delivery reports.

Whether an event is genuine is the queue's business: its policy takes messages from the office's own topic alone.
"""

from datetime import UTC, datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from chalicelib.domain.delivery import DeliveryReport, Reference
from chalicelib.domain.notification import NoticeState
from chalicelib.domain.suppression import SuppressionReason

TAG: Final = "notice"
"""The name that a reference travels under, as a tag of an e-mail and in the context of a text message."""

_OF_MAIL: Final = {
    "Delivery": NoticeState.DELIVERED,
    "Bounce": NoticeState.FAILED,
    "Complaint": NoticeState.DELIVERED,
    "Reject": NoticeState.FAILED,
    "Rendering Failure": NoticeState.FAILED,
}
"""Event types of SES. A complaint comes of a mail that arrived; a delay is none of these: it may end well."""

_SUPPRESSING: Final = {
    "Complaint": SuppressionReason.COMPLAINED,
    "TEXT_INVALID": SuppressionReason.BOUNCED,
}
"""What ends an address for good; of bounces those that SES calls permanent."""

_OF_TEXT: Final = {
    "TEXT_DELIVERED": NoticeState.DELIVERED,
    "TEXT_SUCCESSFUL": NoticeState.SENT,
    "TEXT_BLOCKED": NoticeState.FAILED,
    "TEXT_CARRIER_BLOCKED": NoticeState.FAILED,
    "TEXT_CARRIER_UNREACHABLE": NoticeState.FAILED,
    "TEXT_INVALID": NoticeState.FAILED,
    "TEXT_INVALID_MESSAGE": NoticeState.FAILED,
    "TEXT_PROTECT_BLOCKED": NoticeState.FAILED,
    "TEXT_SPAM": NoticeState.FAILED,
    "TEXT_TTL_EXPIRED": NoticeState.FAILED,
    "TEXT_UNREACHABLE": NoticeState.FAILED,
}
"""Event types of End User Messaging SMS. Successful: the carrier took it. What is unknown tells nothing."""


class _Mail(BaseModel):
    """Of an event of SES, only what is read here: the address of the recipient is not."""

    model_config = ConfigDict(extra="ignore")

    timestamp: datetime
    tags: dict[str, list[str]] = {}


class _MailEvent(BaseModel):
    model_config = ConfigDict(extra="ignore")

    kind: str = Field(alias="eventType")
    mail: _Mail
    delivery: dict[str, Any] = {}
    bounce: dict[str, Any] = {}

    def report(self) -> DeliveryReport | None:
        tags, state = self.mail.tags.get(TAG, []), _OF_MAIL.get(self.kind)
        told = self.delivery.get("timestamp") or self.bounce.get("timestamp")
        at = datetime.fromisoformat(told) if told else self.mail.timestamp
        for_good = SuppressionReason.BOUNCED if self.bounce.get("bounceType") == "Permanent" else None
        return _report(tags[0] if tags else "", state, at, _SUPPRESSING.get(self.kind, for_good))


class _TextEvent(BaseModel):
    model_config = ConfigDict(extra="ignore")

    kind: str = Field(alias="eventType")
    at: int = Field(alias="eventTimestamp", description="milliseconds")
    context: dict[str, str] = {}

    def report(self) -> DeliveryReport | None:
        at = datetime.fromtimestamp(self.at / 1000, UTC)
        return _report(self.context.get(TAG, ""), _OF_TEXT.get(self.kind), at, _SUPPRESSING.get(self.kind))


_ANY: Final = TypeAdapter[_MailEvent | _TextEvent](_MailEvent | _TextEvent)


def read_report(text: str) -> DeliveryReport | None:
    """The report in one event; None where it tells nothing of a notice of ours.

    Raises:
        pydantic.ValidationError: it is no event of a provider that is known.
    """
    return _ANY.validate_json(text).report()


def _report(
    reference: str, state: NoticeState | None, at: datetime, suppress: SuppressionReason | None
) -> DeliveryReport | None:
    if state is None:
        return None
    try:
        return DeliveryReport(Reference.parse(reference), state, at, suppress)
    except ValueError:
        return None
