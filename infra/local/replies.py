"""Replies to text messages, as End User Messaging publishes what comes in to a number that takes two-way messages."""

import json
import uuid

from infra.local.clients import client
from infra.local.settings import STAGE, Stack

WORDS = ("STOP", "MULAI")
"""What the page of this machine has a button for."""


def reply_of(sender: str, text: str) -> dict[str, str]:
    """One reply, in the shape of the provider's own."""
    return {
        "originationNumber": sender,
        "destinationNumber": "+6280000000000",
        "messageKeyword": "KEYWORD_000000000000",
        "messageBody": text,
        "inboundMessageId": str(uuid.uuid4()),
        "previousPublishedMessageId": str(uuid.uuid4()),
    }


def send_reply(stack: Stack, sender: str, text: str) -> None:
    """Onto the queue of reports, where the topic leaves it. Raises what boto3 raises."""
    sqs = client(stack, "sqs")
    url = sqs.get_queue_url(QueueName=f"loket-{STAGE}-delivery-reports")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps(reply_of(sender, text)))
