"""Mishaps between the SDK and a service, made at botocore's last hook before the wire."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError
from botocore.httpsession import URLLib3Session

Mishap = Callable[[AWSPreparedRequest], AWSResponse | None]
"""Answers in the service's place, or None to let the request through."""


@dataclass
class Wire:
    """Counts the requests of one client that went out, and plays a mishap on the first `times` of an operation."""

    operation: str
    mishap: Mishap
    times: int = 1
    requests: list[bytes] = field(default_factory=list)

    def __call__(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:  # noqa: ANN401 - botocore's own
        body: object = request.body
        self.requests.append(body if isinstance(body, bytes) else b"")  # S3 sends streams, which are read once
        return self.mishap(request) if len(self.requests) <= self.times else None


@contextmanager
def troubled(client: Any, operation: str, mishap: Mishap, times: int = 1) -> Iterator[Wire]:  # noqa: ANN401 - any client
    """Play a mishap on the next requests of an operation."""
    event = f"before-send.{client.meta.service_model.service_id.hyphenize()}.{operation}"
    wire = Wire(operation, mishap, times)
    client.meta.events.register(event, wire)
    try:
        yield wire
    finally:
        client.meta.events.unregister(event, wire)


def answer_lost(request: AWSPreparedRequest) -> AWSResponse | None:
    """The service does what it is asked to, and nobody hears of it."""
    URLLib3Session().send(request)
    raise ReadTimeoutError(endpoint_url=request.url)


def never_sent(request: AWSPreparedRequest) -> AWSResponse | None:
    """The request does not even arrive."""
    raise ReadTimeoutError(endpoint_url=request.url)


def answering(code: str, status: int = 400, **more: Any) -> Mishap:  # noqa: ANN401 - members of the error
    """The service refuses with an error of DynamoDB's protocol."""

    def answer(request: AWSPreparedRequest) -> AWSResponse:
        body = json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "Message": code, **more}).encode()
        return _response(request, status, body)

    return answer


def cancelled(*reasons: str) -> Mishap:
    """A transaction is cancelled for these reasons, one for each action."""
    return answering("TransactionCanceledException", CancellationReasons=[{"Code": reason} for reason in reasons])


def answered(body: dict[str, Any] | bytes, status: int = 200) -> Mishap:
    """The service answers with this body."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda request: _response(request, status, content)


class _Body(BytesIO):
    """What an answer is read from, at once or piece by piece."""

    def stream(self) -> Iterator[bytes]:
        yield self.read()


def _response(request: AWSPreparedRequest, status: int, body: bytes) -> AWSResponse:
    headers = HTTPHeaders.from_dict({"content-type": "application/x-amz-json-1.0"})
    return AWSResponse(request.url, status, headers, _Body(body))
