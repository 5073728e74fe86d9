"""Answers of AWS that no engine gives by itself, in the protocol of each service."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders

_THROTTLED = {
    "dynamodb": (400, "ProvisionedThroughputExceededException"),
    "kms": (400, "ThrottlingException"),
    "s3": (503, "SlowDown"),
    "secrets-manager": (400, "ThrottlingException"),
    "sesv2": (429, "TooManyRequestsException"),
    "pinpoint-sms-voice-v2": (400, "ThrottlingException"),
    "sqs": (400, "RequestThrottled"),
}
_BROKEN = {
    "dynamodb": "InternalServerError",
    "kms": "KMSInternalException",
    "s3": "InternalError",
    "secrets-manager": "InternalServiceError",
    "sesv2": "InternalServiceErrorException",
    "pinpoint-sms-voice-v2": "InternalServerException",
    "sqs": "InternalFailure",
}


class _Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Iterator[bytes]:
        yield self._content

    def read(self, *_: Any) -> bytes:  # noqa: ANN401 - as urllib3's
        content, self._content = self._content, b""
        return content


def throttled(service: str, request: AWSPreparedRequest) -> AWSResponse:
    """The service asks to come later."""
    status, code = _THROTTLED[service]
    return _refusal(service, request, status, code)


def broken(service: str, request: AWSPreparedRequest) -> AWSResponse:
    """The service failed inside."""
    return _refusal(service, request, 500, _BROKEN[service])


def conflicting(request: AWSPreparedRequest) -> AWSResponse:
    """Another transaction holds the first item of this one."""
    actions = json.loads(body_of(request))["TransactItems"]
    reasons: list[dict[str, str]] = [{"Code": "None"} for _ in actions]
    reasons[0] = {"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}
    code = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException"
    return _json(request, 400, {"__type": code, "CancellationReasons": reasons, "Message": "cancelled"})


def not_taken(request: AWSPreparedRequest) -> AWSResponse:
    """A batch of which no message was taken."""
    entries = json.loads(body_of(request))["Entries"]
    failed = [{"Id": entry["Id"], "Code": "InternalError", "SenderFault": False} for entry in entries]
    return _json(request, 200, {"Successful": [], "Failed": failed})


def body_of(request: AWSPreparedRequest) -> bytes:
    """The bytes of a request that is not a stream."""
    body = request.body or b""
    return body if isinstance(body, bytes) else str(body).encode()


def _refusal(service: str, request: AWSPreparedRequest, status: int, code: str) -> AWSResponse:
    if service == "s3":
        text = "" if request.method == "HEAD" else f"<Error><Code>{code}</Code><Message>fault</Message></Error>"
        return _answer(request, status, {"Content-Type": "application/xml"}, text)
    return _json(request, status, {"__type": code, "message": "fault"}, {"x-amzn-errortype": code})


def _json(
    request: AWSPreparedRequest, status: int, content: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> AWSResponse:
    return _answer(request, status, {"Content-Type": "application/json", **(headers or {})}, json.dumps(content))


def _answer(request: AWSPreparedRequest, status: int, headers: Mapping[str, str], text: str) -> AWSResponse:
    return AWSResponse(request.url, status, HTTPHeaders.from_dict(headers), _Body(text.encode()))
