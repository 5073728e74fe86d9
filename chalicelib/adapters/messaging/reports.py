"""What providers tell of messages by way of a queue, as delivery reports.

Whether an event is genuine is the queue's business: its policy takes messages from the office's own topic alone.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, Json, TypeAdapter

from chalicelib.domain.delivery import DeliveryReport, GatewayStatus, QueuedReport, Reference
from chalicelib.domain.notification import NoticeChannel, NoticeState
from chalicelib.domain.replies import TextReply
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

_VAGUE: Final = frozenset({"General", "Undetermined"})
"""Kinds of bounces of which SES does not say what happened."""

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


_OF_WHATSAPP: Final = {
    "sent": NoticeState.SENT,
    "delivered": NoticeState.DELIVERED,
    "read": NoticeState.DELIVERED,
    "failed": NoticeState.FAILED,
}
"""Statuses of WhatsApp. Failed, for whatever reason, ends no address: the number may be without WhatsApp, or Meta may
hold messages back; the text message that follows goes to the same number."""

_OF_GATEWAY: Final = {
    GatewayStatus.SENT: NoticeState.SENT,
    GatewayStatus.DELIVERED: NoticeState.DELIVERED,
    GatewayStatus.FAILED: NoticeState.FAILED,
}


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
    complaint: dict[str, Any] = {}

    def reports(self) -> Iterator[DeliveryReport | None]:
        tags, state = self.mail.tags.get(TAG, []), None if self._may_have_arrived else _OF_MAIL.get(self.kind)
        told = self.delivery.get("timestamp") or self.bounce.get("timestamp")
        at = datetime.fromisoformat(told) if told else self.mail.timestamp
        yield _report(NoticeChannel.EMAIL, tags[0] if tags else "", state, at, self._suppresses)

    @property
    def _may_have_arrived(self) -> bool:
        """A general bounce that is not for good may be an automatic answer, and counts as silence."""
        return self.bounce.get("bounceType") != "Permanent" and self.bounce.get("bounceSubType") in _VAGUE

    @property
    def _suppresses(self) -> SuppressionReason | None:
        if self.complaint.get("complaintFeedbackType") == "not-spam":
            return None
        for_good = SuppressionReason.BOUNCED if self.bounce.get("bounceType") == "Permanent" else None
        return _SUPPRESSING.get(self.kind, for_good)


class _TextEvent(BaseModel):
    model_config = ConfigDict(extra="ignore")

    kind: str = Field(alias="eventType")
    at: int = Field(alias="eventTimestamp", description="milliseconds")
    context: dict[str, str] = {}

    def reports(self) -> Iterator[DeliveryReport | None]:
        at = datetime.fromtimestamp(self.at / 1000, UTC)
        reference, suppress = self.context.get(TAG, ""), _SUPPRESSING.get(self.kind)
        yield _report(NoticeChannel.SMS, reference, _OF_TEXT.get(self.kind), at, suppress)


class _WhatsAppStatus(BaseModel):
    """Of one status, only what is read here. The reference is what went along with the message."""

    model_config = ConfigDict(extra="ignore")

    status: str
    at: int = Field(alias="timestamp", description="seconds")
    reference: str = Field(default="", alias="biz_opaque_callback_data")

    def report(self) -> DeliveryReport | None:
        at = datetime.fromtimestamp(self.at, UTC)
        return _report(NoticeChannel.WHATSAPP, self.reference, _OF_WHATSAPP.get(self.status), at, None)


class _WhatsAppText(BaseModel):
    model_config = ConfigDict(extra="ignore")

    body: str = ""


class _WhatsAppButton(BaseModel):
    model_config = ConfigDict(extra="ignore")

    text: str = ""


class _WhatsAppMessage(BaseModel):
    """What a person wrote, or the button that they pressed; the number comes without its plus sign."""

    model_config = ConfigDict(extra="ignore")

    sender: str = Field(default="", alias="from")
    at: int = Field(alias="timestamp", description="seconds")
    text: _WhatsAppText = _WhatsAppText()
    button: _WhatsAppButton = _WhatsAppButton()

    def reply(self) -> TextReply:
        said, at = self.text.body or self.button.text, datetime.fromtimestamp(self.at, UTC)
        return TextReply(f"+{self.sender.removeprefix('+')}", said, NoticeChannel.WHATSAPP, at)


class _WhatsAppValue(BaseModel):
    model_config = ConfigDict(extra="ignore")

    statuses: list[_WhatsAppStatus] = []
    messages: list[_WhatsAppMessage] = []


class _WhatsAppChange(BaseModel):
    model_config = ConfigDict(extra="ignore")

    value: _WhatsAppValue = _WhatsAppValue()


class _WhatsAppEntry(BaseModel):
    model_config = ConfigDict(extra="ignore")

    changes: list[_WhatsAppChange] = []


class _WhatsAppEvent(BaseModel):
    """Several statuses and messages of people in one, as Meta gathers them."""

    model_config = ConfigDict(extra="ignore")

    entry: Json[_WhatsAppEntry] = Field(alias="whatsAppWebhookEntry")

    def reports(self) -> Iterator[DeliveryReport | None]:
        for change in self.entry.changes:
            yield from (status.report() for status in change.value.statuses)

    def replies(self) -> Iterator[TextReply]:
        for change in self.entry.changes:
            yield from (message.reply() for message in change.value.messages)


class _GatewayEvent(QueuedReport):
    """As the route of the city's gateway puts it on the queue, once its signature was checked."""

    source: Literal["gateway"]

    def reports(self) -> Iterator[DeliveryReport | None]:
        report = self.report
        yield _report(NoticeChannel.GATEWAY, report.reference, _OF_GATEWAY[report.status], report.at, None)


class _Reply(BaseModel):
    """What somebody wrote to the number that text messages come from; it tells nothing of a notice."""

    model_config = ConfigDict(extra="ignore")

    sender: str = Field(alias="originationNumber")
    text: str = Field(default="", alias="messageBody")

    def reports(self) -> Iterator[DeliveryReport | None]:
        yield from ()

    def replies(self) -> Iterator[TextReply]:
        yield TextReply(self.sender, self.text)


_QUIET: Final = ConfigDict(hide_input_in_errors=True)
"""An error goes into the log, and what came may hold a number."""

_ANY: Final = TypeAdapter[_MailEvent | _TextEvent | _WhatsAppEvent | _GatewayEvent | _Reply](
    _MailEvent | _TextEvent | _WhatsAppEvent | _GatewayEvent | _Reply, config=_QUIET
)


def read_reports(text: str) -> tuple[DeliveryReport, ...]:
    """The reports in one event; none where it tells nothing of notices of ours.

    Raises:
        pydantic.ValidationError: it is no event of a provider that is known.
    """
    return tuple(report for report in _ANY.validate_json(text).reports() if report is not None)


def read_replies(text: str) -> tuple[TextReply, ...]:
    """The replies of people in one event; none for any other event. Raises as `read_reports` does."""
    found = _ANY.validate_json(text)
    return tuple(found.replies()) if isinstance(found, _Reply | _WhatsAppEvent) else ()


def _report(
    channel: NoticeChannel,
    reference: str,
    state: NoticeState | None,
    at: datetime,
    suppress: SuppressionReason | None,
) -> DeliveryReport | None:
    """`channel` is the one that the event's source carries, whatever notice the reference names."""
    if state is None:
        return None
    try:
        return DeliveryReport(Reference.parse(reference), state, at, channel, suppress)
    except ValueError:
        return None
