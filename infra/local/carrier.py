"""The providers of this machine: takes messages, and reports, or fails as it is told.

It speaks as SES, as End User Messaging (text messages and WhatsApp) and as a city's own gateway do.

E-mail goes on to the SMTP sink; every other message becomes a file. What happens to each message is up to the weather.
"""

import argparse
import heapq
import itertools
import json
import random
import signal
import smtplib
import sys
import threading
import time
import traceback
import uuid
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import FrameType
from typing import Any, ClassVar, Final
from urllib.parse import parse_qsl

import urllib3
from botocore.exceptions import BotoCoreError, ClientError
from typing_extensions import override
from urllib3.exceptions import HTTPError

from chalicelib.catalogue import load_messages
from chalicelib.domain.delivery import GatewayStatus
from chalicelib.domain.messages.whatsapp import WhatsAppTemplate, all_templates
from chalicelib.services.gateway_signature import HEADER, sign
from chalicelib.services.keys import Keys
from infra.local.clients import client
from infra.local.inbox import Sent, keep_text
from infra.local.settings import HOST, OFFICE, STAGE, Stack
from infra.local.weather import Weather, weather_page

TAG: Final = "notice"
GATEWAY_PATH: Final = "/city-gateway/messages"


REFUSALS: Final = {
    "refused": (400, "ValidationException"),
    "throttled": (429, "ThrottlingException"),
    "broken": (500, "InternalServerException"),
}


@dataclass(order=True)
class _Due:
    at: float
    number: int
    body: str = field(compare=False)
    channel: str = field(compare=False)


class Carrier:
    """Takes messages, and sends reports of them to the queue when they are due."""

    def __init__(self, stack: Stack, *, has_sink: bool = True) -> None:
        """Fair weather. Without a sink a mail goes nowhere."""
        self.stack = stack
        self.url = stack.url("carrier")
        self._has_sink = has_sink
        self._lock = threading.Condition()
        self._due: list[_Due] = []
        self._numbers = itertools.count()
        self._taken: set[str] = set()
        self.turn(Weather())

    def turn(self, weather: Weather) -> None:
        """From now on it is this weather."""
        self.weather = weather
        self._chance = random.Random(weather.seed)  # noqa: S311 - a simulation, the same for the same seed

    def _happens(self, share: float) -> bool:
        return share > 0 and self._chance.random() < share

    def take_mail(self, asked: Mapping[str, Any]) -> tuple[int, dict[str, str]]:
        """Status and body of the answer to one mail, as SES is asked for it."""
        tags = {tag["Name"]: tag["Value"] for tag in asked.get("EmailTags", [])}
        mail = _mail_of(asked)
        return self._take("email", tags.get(TAG, ""), lambda message_id: self._relay(mail, message_id))

    def take(self, channel: str, to: str, text: str, reference: str) -> tuple[int, dict[str, str]]:
        """Status and body of the answer to one message that is no mail."""
        sent = Sent(channel, to, "", text, datetime.now(UTC).isoformat())
        return self._take(channel, reference, lambda message_id: keep_text(self.stack, sent, message_id))

    def _take(self, channel: str, reference: str, hand_on: Callable[[str], None]) -> tuple[int, dict[str, str]]:
        weather = asdict(self.weather)
        for name, (status, code) in REFUSALS.items():
            if self._happens(weather[name]):
                return status, {"__type": code, "message": "as the weather has it"}
        message_id = str(uuid.uuid4())
        self._taken.add(reference)
        if not self._happens(weather["lost"]):
            hand_on(message_id)
            self._report(channel, reference, message_id)
        if self._happens(weather["broken_after"]):
            return 500, {"__type": "InternalServerException", "message": "as the weather has it"}
        return 200, {"MessageId": message_id}

    def take_once(self, key: str, to: str, text: str, reference: str) -> tuple[int, dict[str, str]]:
        """As a gateway that honours `Idempotency-Key`: what was taken under a key is taken, and sends nothing more."""
        if key in self._taken:
            return 200, {"id": key}
        status, told = self.take("gateway", to, text, reference)
        return status, {"id": told["MessageId"]} if "MessageId" in told else told

    def _relay(self, mail: EmailMessage, message_id: str) -> None:
        if not self._has_sink:
            return
        mail["Message-ID"] = f"<{message_id}@local>"
        with smtplib.SMTP(HOST, self.stack.port("smtp"), timeout=5) as sink:
            sink.send_message(mail, "loket@local")

    def _report(self, channel: str, reference: str, message_id: str) -> None:
        if self._happens(self.weather.silent):
            return
        for status in self._statuses():
            body = json.dumps(report_of(channel, reference, message_id, status))
            for _ in range(2 if self._happens(self.weather.doubled) else 1):
                self._put_off(body, channel)

    def _statuses(self) -> list[GatewayStatus]:
        """What is told of one message; each report takes a time of its own."""
        failed = self._happens(self.weather.undelivered)
        if not self._happens(self.weather.wavering):
            return [GatewayStatus.FAILED if failed else GatewayStatus.DELIVERED]
        also = [GatewayStatus.FAILED] if failed or self._happens(0.5) else []
        return [GatewayStatus.SENT, GatewayStatus.DELIVERED, *also]

    def _put_off(self, body: str, channel: str) -> None:
        delay = self.weather.delay * (1 + self._chance.random() / 2)
        with self._lock:
            heapq.heappush(self._due, _Due(time.monotonic() + delay, next(self._numbers), body, channel))
            self._lock.notify()

    def due(self) -> list[str]:
        """The reports that are yet to be sent, in their order."""
        with self._lock:
            return [due.body for due in sorted(self._due)]

    def keep_reporting(self) -> None:
        """Send what is due, until the process ends."""
        while True:
            due = self._next()
            try:
                self._tell(due)
            except (BotoCoreError, ClientError, HTTPError):  # what takes it is being restarted: that report is lost
                traceback.print_exc()

    def _tell(self, due: _Due) -> None:
        if due.channel == "gateway":
            return self._tell_by_route(due.body.encode())
        sqs = client(self.stack, "sqs")
        url = sqs.get_queue_url(QueueName=f"loket-{STAGE}-delivery-reports")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody=due.body)
        return None

    def _tell_by_route(self, body: bytes) -> None:
        """As a city's gateway, which knows the key that it shares with the office and nothing else of it."""
        secret = client(self.stack, "secretsmanager").get_secret_value(SecretId=f"loket-{STAGE}-master")
        signature = sign(Keys.derive(secret["SecretString"].encode(), OFFICE).gateway, body, datetime.now(UTC))
        headers = {"Content-Type": "application/json", HEADER: signature}
        urllib3.request("POST", f"{self.stack.url('public')}/v1/gateway/reports", body=body, headers=headers)

    def _next(self) -> _Due:
        with self._lock:
            while not self._due or self._due[0].at > time.monotonic():
                self._lock.wait(self._due[0].at - time.monotonic() if self._due else None)
            return heapq.heappop(self._due)


def report_of(
    channel: str, reference: str, message_id: str = "", status: GatewayStatus = GatewayStatus.DELIVERED
) -> dict[str, Any]:
    """What the channel's provider tells of a message."""
    return _EVENTS[channel](reference, message_id, status)


def _mail_event(reference: str, message_id: str, status: GatewayStatus) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat()
    mail = {"timestamp": now, "messageId": message_id, "tags": {TAG: [reference]}}
    if status is GatewayStatus.SENT:
        return {"eventType": "Send", "mail": mail, "send": {}}
    if status is GatewayStatus.DELIVERED:
        return {"eventType": "Delivery", "mail": mail, "delivery": {"timestamp": now}}
    return {"eventType": "Bounce", "mail": mail, "bounce": {"timestamp": now, "bounceType": "Permanent"}}


_TEXT_EVENTS: Final = {
    GatewayStatus.SENT: "TEXT_SUCCESSFUL",
    GatewayStatus.DELIVERED: "TEXT_DELIVERED",
    GatewayStatus.FAILED: "TEXT_INVALID",
}


def _text_event(reference: str, message_id: str, status: GatewayStatus) -> dict[str, Any]:
    return {
        "eventType": _TEXT_EVENTS[status],
        "eventTimestamp": int(time.time() * 1000),
        "isFinal": status is not GatewayStatus.SENT,
        "messageId": message_id,
        "context": {TAG: reference},
    }


def _whatsapp_event(reference: str, message_id: str, status: GatewayStatus) -> dict[str, Any]:
    error = {"code": 131026, "title": "Message undeliverable"}
    told = {
        "id": f"wamid.{message_id}",
        "status": str(status),
        "timestamp": str(int(time.time())),
        "biz_opaque_callback_data": reference,
        **({"errors": [error]} if status is GatewayStatus.FAILED else {}),
    }
    change = {"field": "messages", "value": {"messaging_product": "whatsapp", "statuses": [told]}}
    return {
        "context": {},
        "whatsAppWebhookEntry": json.dumps({"id": "1", "changes": [change]}),
        "messageId": message_id,
        "message_timestamp": datetime.now(UTC).isoformat(),
    }


def _gateway_event(reference: str, _: str, status: GatewayStatus) -> dict[str, Any]:
    return {"reference": reference, "status": str(status), "at": datetime.now(UTC).isoformat()}


_EVENTS: Final = {
    "email": _mail_event,
    "sms": _text_event,
    "whatsapp": _whatsapp_event,
    "gateway": _gateway_event,
}


class CarrierHandler(BaseHTTPRequestHandler):
    """The two services' wire, as far as their clients here use it, and the weather."""

    carrier: ClassVar[Carrier]

    def do_GET(self) -> None:
        """The weather: a form of it for a browser."""
        if "text/html" in self.headers.get("Accept", ""):
            page = weather_page(self.carrier.weather, self.carrier.stack.url("desk"))
            self._send(200, "text/html; charset=utf-8", page.encode())
        else:
            self._answer(200, asdict(self.carrier.weather))

    def do_PUT(self) -> None:
        """Another weather; a 400 names what is wrong with it."""
        try:
            self.carrier.turn(Weather.read(self._body()))
        except (TypeError, ValueError) as error:
            self._answer(400, {"message": str(error)})
        else:
            self.do_GET()

    def do_POST(self) -> None:
        """A message, or the form of the weather."""
        if self.path == "/weather":
            return self._turn()
        asked = self._body()
        if self.path == "/v2/email/outbound-emails":
            self._answer(*self.carrier.take_mail(asked))
        elif self.headers.get("X-Amz-Target") == "PinpointSMSVoiceV2.SendTextMessage":
            reference = asked.get("Context", {}).get(TAG, "")
            taken = self.carrier.take("sms", asked["DestinationPhoneNumber"], asked["MessageBody"], reference)
            self._answer(*taken)
        elif self.path == "/v1/whatsapp/send":
            status, told = self.carrier.take("whatsapp", *_of_whatsapp(asked))
            self._answer(status, {"messageId": told["MessageId"]} if "MessageId" in told else told)
        elif self.path == GATEWAY_PATH:
            key = self.headers.get("Idempotency-Key", "")
            self._answer(*self.carrier.take_once(key, asked["to"], asked["text"], asked["reference"]))
        else:
            self._answer(400, {"__type": "UnknownOperationException"})
        return None

    def _turn(self) -> None:
        """Back to the form, which says what holds; what is no weather changes nothing."""
        try:
            self.carrier.turn(Weather.read(dict(parse_qsl(self._read().decode()))))
        except ValueError as error:
            return self._send(400, "text/plain; charset=utf-8", str(error).encode())
        self.send_response(303)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def _read(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _body(self) -> Any:  # noqa: ANN401 - JSON as it came
        return json.loads(self._read() or b"{}")

    def _answer(self, status: int, told: Mapping[str, Any]) -> None:
        error = {"x-amzn-ErrorType": told["__type"]} if "__type" in told else {}
        self._send(status, "application/json", json.dumps(told).encode(), error)

    def _send(self, status: int, kind: str, body: bytes, more: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of requests that went well."""


def _mail_of(asked: Mapping[str, Any]) -> EmailMessage:
    """The mail that SES makes of a request."""
    unfolded = policy.default.clone(max_line_length=998)  # a folded address would be no address to a mail program
    simple, mail = asked["Content"]["Simple"], EmailMessage(unfolded)
    (mail["To"],) = asked["Destination"]["ToAddresses"]
    mail["Subject"] = simple["Subject"]["Data"]
    for header in simple.get("Headers", []):
        mail[header["Name"]] = header["Value"]
    mail.set_content(simple["Body"]["Text"]["Data"])
    if html := simple["Body"].get("Html"):
        mail.add_alternative(html["Data"], subtype="html")
    return mail


def _of_whatsapp(asked: Mapping[str, Any]) -> tuple[str, str, str]:
    """The words that a template makes of its values: those of the catalogue, as if Meta had approved them."""
    message = json.loads(b64decode(asked["message"]))
    named = {part["parameter_name"]: part["text"] for part in message["template"]["components"][0]["parameters"]}
    body = _templates()[message["template"]["name"]].body
    for name, value in named.items():
        body = body.replace(f"{{{{{name}}}}}", value)
    return message["to"], body, message.get("biz_opaque_callback_data", "")


@cache
def _templates() -> dict[str, WhatsAppTemplate]:
    return {template.name: template for template in all_templates(load_messages())}


def main(arguments: list[str]) -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.carrier")
    parser.add_argument("--no-sink", action="store_true", help="there is no SMTP sink: a mail goes nowhere")
    parser.add_argument("--mute", action="store_true", help="report nothing")
    wish = parser.parse_args(arguments)
    stack = Stack.from_environment()
    signal.signal(signal.SIGTERM, _stop)
    CarrierHandler.carrier = carrier = Carrier(stack, has_sink=not wish.no_sink)
    carrier.turn(Weather(silent=float(wish.mute)))
    threading.Thread(target=carrier.keep_reporting, daemon=True).start()
    ThreadingHTTPServer((HOST, stack.port("carrier")), CarrierHandler).serve_forever()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
