"""What providers' events tell, in the shapes that their documentation shows."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from chalicelib.adapters.messaging.reports import read_reports
from chalicelib.domain.delivery import DeliveryReport, Reference
from chalicelib.domain.notification import NoticeChannel, NoticeState
from chalicelib.domain.suppression import SuppressionReason
from tests.unit.notices.given import RECEIPT

NOTICE = "000007-ready-p1-sms-1"
AT = datetime(2026, 11, 24, 2, 17, tzinfo=UTC)
DELIVERED, FAILED, SENT = NoticeState.DELIVERED, NoticeState.FAILED, NoticeState.SENT
BOUNCED, COMPLAINED = SuppressionReason.BOUNCED, SuppressionReason.COMPLAINED


def mail(kind: str, **more: Any) -> str:  # noqa: ANN401 - parts of an event
    about = {
        "timestamp": "2026-11-24T02:16:00.000Z",
        "messageId": "m-1",
        "destination": ["a@example.org"],
        "tags": {"ses:configuration-set": ["loket"], "notice": [f"{RECEIPT}-{NOTICE}"]},
    }
    return json.dumps({"eventType": kind, "mail": about, **more})


def text(kind: str, **more: Any) -> str:  # noqa: ANN401 - parts of an event
    told = {
        "eventType": kind,
        "eventVersion": "1.0",
        "eventTimestamp": int(AT.timestamp() * 1000),
        "isFinal": True,
        "destinationPhoneNumber": "+6281000000000",
        "messageId": "m-1",
        "context": {"notice": f"{RECEIPT}-{NOTICE}"},
        "totalMessageParts": 1,
        "totalMessagePrice": 0.04,
    }
    return json.dumps({**told, **more})


def whatsapp(*statuses: str, reference: str = f"{RECEIPT}-{NOTICE}", **more: Any) -> str:  # noqa: ANN401 - as above
    error = {"errors": [{"code": 131026, "title": "Message undeliverable"}]}
    told = [
        {
            "id": "wamid.1",
            "status": status,
            "timestamp": str(int(AT.timestamp())),
            "recipient_id": "6281000000000",
            "biz_opaque_callback_data": reference,
            **(error if status == "failed" else {}),
        }
        for status in statuses
    ]
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": "1"}, "statuses": told, **more}
    return json.dumps(
        {
            "context": {"MetaWabaIds": [{"wabaId": "1", "arn": "arn:aws:social-messaging:x:1:waba/1"}]},
            "whatsAppWebhookEntry": json.dumps({"id": "1", "changes": [{"value": value, "field": "messages"}]}),
            "aws_account_id": "1",
            "message_timestamp": "2026-11-24T02:17:00.271279391Z",
            "messageId": "m-1",
        }
    )


def gateway(status: str, **more: str) -> str:
    report = {"reference": f"{RECEIPT}-{NOTICE}", "status": status, "at": AT.isoformat(), **more}
    return json.dumps({"source": "gateway", "report": report})


MOMENT = {"timestamp": "2026-11-24T02:17:00.000Z"}


@pytest.mark.parametrize(
    ("event", "state", "suppress"),
    [
        (mail("Delivery", delivery=MOMENT), DELIVERED, None),
        (mail("Bounce", bounce={**MOMENT, "bounceType": "Permanent"}), FAILED, BOUNCED),
        (mail("Bounce", bounce={**MOMENT, "bounceType": "Transient"}), FAILED, None),
        (mail("Bounce", bounce={**MOMENT, "bounceType": "Undetermined"}), FAILED, None),
        (text("TEXT_DELIVERED"), DELIVERED, None),
        (text("TEXT_SUCCESSFUL"), SENT, None),
        (text("TEXT_INVALID"), FAILED, BOUNCED),
        (text("TEXT_UNREACHABLE"), FAILED, None),
        (text("TEXT_TTL_EXPIRED"), FAILED, None),
        (whatsapp("sent"), SENT, None),
        (whatsapp("delivered"), DELIVERED, None),
        (whatsapp("read"), DELIVERED, None),
        (whatsapp("failed"), FAILED, None),
        (gateway("sent"), SENT, None),
        (gateway("delivered"), DELIVERED, None),
        (gateway("failed"), FAILED, None),
    ],
)
def test_an_event_tells_a_state_and_when(event: str, state: NoticeState, suppress: SuppressionReason | None) -> None:
    (told,) = read_reports(event)
    assert told == DeliveryReport(Reference(RECEIPT, NOTICE), state, AT, told.channel, suppress)


@pytest.mark.parametrize(
    ("event", "channel"),
    [
        (mail("Delivery", delivery=MOMENT), NoticeChannel.EMAIL),
        (text("TEXT_DELIVERED"), NoticeChannel.SMS),
        (whatsapp("delivered"), NoticeChannel.WHATSAPP),
        (gateway("delivered"), NoticeChannel.GATEWAY),
    ],
)
def test_a_source_speaks_for_the_channel_that_it_carries(event: str, channel: NoticeChannel) -> None:
    assert [told.channel for told in read_reports(event)] == [channel]


def test_a_complaint_comes_of_a_mail_that_arrived() -> None:
    (told,) = read_reports(mail("Complaint", complaint=MOMENT))
    assert (told.state, told.suppress) == (DELIVERED, COMPLAINED)


def test_a_word_that_it_is_no_spam_ends_no_address() -> None:
    (told,) = read_reports(mail("Complaint", complaint={**MOMENT, "complaintFeedbackType": "not-spam"}))
    assert (told.state, told.suppress) == (DELIVERED, None)


@pytest.mark.parametrize(
    "event",
    [
        mail("DeliveryDelay"),
        mail("Bounce", bounce={**MOMENT, "bounceType": "Transient", "bounceSubType": "General"}),
        mail("Bounce", bounce={**MOMENT, "bounceType": "Undetermined", "bounceSubType": "Undetermined"}),
        mail("Send"),
        text("TEXT_UNKNOWN"),
        text("TEXT_QUEUED"),
        text("TEXT_DELIVERED", context={}),
        text("TEXT_DELIVERED", context={"notice": "pos-malang-2026-11-24"}),
        whatsapp("deleted"),
        whatsapp("delivered", reference=""),
        whatsapp(
            messages=[
                {"from": "6281000000000", "timestamp": "1790000000", "type": "text", "text": {"body": "siapa ini?"}}
            ]
        ),
        gateway("delivered", reference="somebody-else"),
    ],
)
def test_what_tells_nothing_of_a_notice_is_passed_by(event: str) -> None:
    assert read_reports(event) == ()


def test_statuses_of_whatsapp_that_come_together_are_all_told() -> None:
    assert [report.state for report in read_reports(whatsapp("sent", "delivered"))] == [SENT, DELIVERED]


@pytest.mark.parametrize(
    "event",
    ["", "[]", "{}", gateway("lost"), gateway("sent", at="2026-11-24"), '{"eventType":"Delivery"}', '{"Records":[]}'],
)
def test_what_is_no_event_of_a_provider_is_refused(event: str) -> None:
    with pytest.raises(ValidationError):
        read_reports(event)
