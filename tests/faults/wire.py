"""The hook at every call to AWS: numbers the calls of a walk, gives one of them its fault, hears every message."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

from chalicelib.adapters.messaging.reports import TAG
from tests.faults import answers
from tests.faults.kinds import Crash, Fault, Plan, Site

_MESSAGES = {"sesv2.SendEmail": "email", "pinpoint-sms-voice-v2.SendTextMessage": "sms"}
_READS = frozenset({"dynamodb.GetItem", "dynamodb.Query", "dynamodb.BatchGetItem"})


@dataclass(frozen=True, slots=True)
class Message:
    """A message that the provider took. `reference` is what it carries of its sender's own, or nothing."""

    phase: str
    channel: str
    recipient: str
    text: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """A client with a hook."""

    client: Any
    is_numbered: bool


class Wire:
    """Between the clients of one process and the engines. A walk without a phase is not numbered."""

    def __init__(self) -> None:
        self.on_message: Callable[[Message], None] = lambda _: None
        self.expect(None)

    def expect(self, plan: Plan | None) -> None:
        """Begin a schedule."""
        self.phase = ""
        self.rival: Callable[[], None] | None = None
        self.sites: list[Site] = []
        self.messages: list[Message] = []
        self.posted: Counter[str] = Counter()
        self.written = 0
        self.fired = 0
        self._plan = plan
        self._counts: Counter[tuple[str, str]] = Counter()
        self._armed: Fault | None = None

    def install(self, client: Any, *, numbered: bool) -> Any:  # noqa: ANN401 - boto3 makes clients at run time
        """Hook a client; one that is not numbered belongs to somebody else, whose messages count all the same."""
        events = client.meta.events
        if numbered:
            events.register_first("before-call.*.*", self._begin)
        events.register_first("before-send.*.*", partial(self._send, _Line(client, numbered)))
        return client

    def _begin(self, event_name: str, **_: object) -> None:
        self._armed = None
        if not self.phase:
            return
        call = event_name.split(".", 1)[1]
        self._counts[self.phase, call] += 1
        site = Site(self.phase, call, self._counts[self.phase, call])
        self.sites.append(site)
        plan = self._plan
        if plan is None or plan.site != site:
            return
        self._plan = plan.then
        if plan.fault is Fault.RACE:
            self._race()
        else:
            self._armed = plan.fault
            self.fired += 1

    def _race(self) -> None:
        if self.rival is None:
            return
        phase, rival = self.phase, self.rival
        self.fired += 1
        self.phase = ""
        rival()
        self.phase, self.rival = phase, rival

    def _send(self, line: "_Line", request: AWSPreparedRequest, event_name: str, **_: object) -> AWSResponse | None:
        service, call = event_name.split(".", 1)[1].rsplit(".", 1)
        fault = self._armed if line.is_numbered else None
        perform = partial(self._perform, line, request, f"{service}.{call}")
        if fault is None:
            return perform()
        if fault in {Fault.CONFLICT, Fault.ANSWER_LOST, Fault.PARTIAL}:
            self._armed = None  # the next attempt goes through
        return self._break(fault, service, request, perform)

    def _break(
        self, fault: Fault, service: str, request: AWSPreparedRequest, perform: Callable[[], AWSResponse]
    ) -> AWSResponse:
        match fault:
            case Fault.THROTTLED:
                return answers.throttled(service, request)
            case Fault.SERVER_ERROR:
                return answers.broken(service, request)
            case Fault.CONFLICT:
                return answers.conflicting(request)
            case Fault.PARTIAL:
                return answers.not_taken(request)
            case Fault.NO_CONNECTION:
                raise ConnectTimeoutError(endpoint_url=request.url)
            case Fault.CRASH_BEFORE:
                raise Crash
        perform()
        if fault is Fault.CRASH_AFTER:
            raise Crash
        raise ReadTimeoutError(endpoint_url=request.url)

    def _perform(self, line: "_Line", request: AWSPreparedRequest, call: str) -> AWSResponse:
        answer: AWSResponse = line.client._endpoint.http_session.send(request)
        if call.startswith("sqs.SendMessage"):
            post = json.loads(answers.body_of(request))
            self.posted[post["QueueUrl"]] += len(post.get("Entries", "1"))
        self.written += call.startswith("dynamodb.") and call not in _READS
        if call in _MESSAGES and answer.status_code == 200:
            self.messages.append(_message(self.phase, _MESSAGES[call], answers.body_of(request)))
            self.on_message(self.messages[-1])
        return answer


def _message(phase: str, channel: str, body: bytes) -> Message:
    asked = json.loads(body)
    if channel == "email":
        simple = asked["Content"]["Simple"]
        text = f"{simple['Subject']['Data']}\n{simple['Body']['Text']['Data']}"
        (reference,) = [tag["Value"] for tag in asked.get("EmailTags", ())] or [""]
        return Message(phase, channel, asked["Destination"]["ToAddresses"][0], text, reference)
    reference = asked.get("Context", {}).get(TAG, "")
    return Message(phase, channel, asked["DestinationPhoneNumber"], asked["MessageBody"], reference)
