"""What providers' events tell, in the shapes that their documentation shows."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from chalicelib.adapters.messaging.reports import read_report
from chalicelib.domain.delivery import DeliveryReport, Reference
from chalicelib.domain.notification import NoticeState
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
    ],
)
def test_an_event_tells_a_state_and_when(event: str, state: NoticeState, suppress: SuppressionReason | None) -> None:
    assert read_report(event) == DeliveryReport(Reference(RECEIPT, NOTICE), state, AT, suppress)


def test_a_complaint_comes_of_a_mail_that_arrived() -> None:
    told = read_report(mail("Complaint", complaint=MOMENT))
    assert told is not None
    assert (told.state, told.suppress) == (DELIVERED, COMPLAINED)


@pytest.mark.parametrize(
    "event",
    [
        mail("DeliveryDelay"),
        mail("Send"),
        text("TEXT_UNKNOWN"),
        text("TEXT_QUEUED"),
        text("TEXT_DELIVERED", context={}),
        text("TEXT_DELIVERED", context={"notice": "pos-malang-2026-11-24"}),
    ],
)
def test_what_tells_nothing_of_a_notice_is_passed_by(event: str) -> None:
    assert read_report(event) is None


@pytest.mark.parametrize("event", ["", "[]", "{}", '{"eventType":"Delivery"}', '{"Records":[]}'])
def test_what_is_no_event_of_a_provider_is_refused(event: str) -> None:
    with pytest.raises(ValidationError):
        read_report(event)
