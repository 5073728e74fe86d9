"""Replies to text messages and to WhatsApp, as End User Messaging publishes what comes in to an office's number."""

import json
import time
import uuid
from datetime import UTC, datetime
from typing import Any

from infra.local.clients import client
from infra.local.settings import STAGE, Stack

WORDS = ("STOP", "MULAI")
"""What the page of this machine has a button for."""


def reply_of(sender: str, text: str) -> dict[str, str]:
    """One reply to a text message, in the shape of the provider's own."""
    return {
        "originationNumber": sender,
        "destinationNumber": "+6280000000000",
        "messageKeyword": "KEYWORD_000000000000",
        "messageBody": text,
        "inboundMessageId": str(uuid.uuid4()),
        "previousPublishedMessageId": str(uuid.uuid4()),
    }


def whatsapp_reply_of(sender: str, text: str, at: float | None = None) -> dict[str, Any]:
    """The same to a WhatsApp message, said at `at`, in seconds since 1970: Meta's own entry, as text."""
    said = {
        "from": sender.removeprefix("+"),
        "id": f"wamid.{uuid.uuid4()}",
        "timestamp": str(int(time.time() if at is None else at)),
        "type": "text",
        "text": {"body": text},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "6280000000000", "phone_number_id": "1"},
        "contacts": [{"profile": {"name": "-"}, "wa_id": said["from"]}],
        "messages": [said],
    }
    return {
        "context": {},
        "whatsAppWebhookEntry": json.dumps({"id": "1", "changes": [{"field": "messages", "value": value}]}),
        "aws_account_id": "000000000000",
        "message_timestamp": datetime.now(UTC).isoformat(),
        "messageId": str(uuid.uuid4()),
    }


_SHAPES = {"sms": reply_of, "whatsapp": whatsapp_reply_of}


def can_reply(channel: str) -> bool:
    """Whether people can answer what comes by this channel."""
    return channel in _SHAPES


def send_reply(stack: Stack, channel: str, sender: str, text: str) -> None:
    """Onto the queue of reports, where the topic leaves it. Raises what boto3 raises."""
    sqs = client(stack, "sqs")
    url = sqs.get_queue_url(QueueName=f"loket-{STAGE}-delivery-reports")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps(_SHAPES[channel](sender, text)))
