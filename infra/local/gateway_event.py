"""Turns an HTTP request into the proxy event of an API Gateway REST API, and the function's answer back into HTTP."""

import base64
import binascii
import time
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from chalice.local import RouteMatcher

from infra.local.settings import ACCOUNT, HOST, REGION

API_ID = "loketlocal"
_GREEDY = "/{proxy+}"
_MAXIMUM_ANSWER = 6 * 1024 * 1024
# API Gateway developer guide, "Amazon API Gateway important notes": it sets or renames these itself.
_REMAPPED = {"connection", "content-length", "date", "server", "transfer-encoding", "upgrade", "www-authenticate"}


@dataclass(frozen=True)
class Request:
    """One HTTP request as it arrived; `target` is the path and query still percent-encoded."""

    method: str
    target: str
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    source_ip: str = HOST
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    def header(self, name: str) -> str | None:
        """The last value of a header, whatever its case."""
        return next((value for key, value in reversed(self.headers) if key.lower() == name), None)


@dataclass(frozen=True)
class Answer:
    """One HTTP answer."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes = b""


class MalformedAnswerError(Exception):
    """The function answered something that API Gateway cannot turn into HTTP."""


def match_route(routes: Collection[str], path: str) -> tuple[str, dict[str, str]] | None:
    """The route of a path and its path parameters, decoded once; None when there is no such route."""
    try:
        route = str(RouteMatcher([route for route in routes if route != _GREEDY]).match_route(path).route)
    except ValueError:  # Chalice's own matcher takes a greedy path for one of a single part
        return (_GREEDY, {"proxy": unquote(path.lstrip("/"))}) if _GREEDY in routes and path != "/" else None
    # RouteMatcher also keeps what it captured for routes that did not fit in the end
    parts = zip(route.split("/"), path.removesuffix("/").split("/"), strict=False)
    return route, {name[1:-1]: unquote(value) for name, value in parts if name.startswith("{")}


def build_event(
    request: Request, route: str, parameters: Mapping[str, str], binary_types: Sequence[str]
) -> dict[str, Any]:
    """The event of a Lambda proxy integration, payload version 1.0."""
    query = parse_qs(urlsplit(request.target).query, keep_blank_values=True)
    headers = _all_values(_forwarded(request))
    encoded = bool(request.body) and _is_binary(request.header("content-type") or "", binary_types)
    text = base64.b64encode(request.body).decode() if encoded else request.body.decode("utf-8", "replace")
    return {
        "resource": route,
        "path": request.path,
        "httpMethod": request.method,
        "headers": {name: values[-1] for name, values in headers.items()},
        "multiValueHeaders": headers,
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": dict(parameters) or None,
        "stageVariables": None,
        "requestContext": _context(request, route),
        "body": text or None,
        "isBase64Encoded": encoded,
    }


def _forwarded(request: Request) -> list[tuple[str, str]]:
    chain = [value for name, value in request.headers if name.lower() == "x-forwarded-for"]
    kept = [header for header in request.headers if not header[0].lower().startswith("x-forwarded-")]
    return [*kept, ("X-Forwarded-For", ", ".join([*chain, request.source_ip])), ("X-Forwarded-Proto", "http")]


def _context(request: Request, route: str) -> dict[str, Any]:
    host = request.header("host") or HOST
    moment = datetime.now(UTC)
    return {
        "accountId": ACCOUNT,
        "apiId": API_ID,
        "domainName": host,
        "domainPrefix": host.split(".", 1)[0],
        "extendedRequestId": request.request_id,
        "httpMethod": request.method,
        "identity": {"sourceIp": request.source_ip, "userAgent": request.header("user-agent")},
        "path": request.path,
        "protocol": "HTTP/1.1",
        "requestId": request.request_id,
        "requestTime": moment.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "requestTimeEpoch": int(time.time() * 1000),
        "resourceId": "local",
        "resourcePath": route,
        "stage": "live",
    }


def _all_values(headers: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name, []).append(value)
    return found


def method_arn(request: Request) -> str:
    """The ARN that a policy of an authorizer allows or denies."""
    return f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{API_ID}/live/{request.method}{request.path}"


def _is_binary(media_types: str, binary_types: Sequence[str]) -> bool:
    first = media_types.split(",", 1)[0].split(";", 1)[0].strip().lower()
    return "*/*" in binary_types or first in binary_types


def read_answer(answer: object, request: Request, binary_types: Sequence[str]) -> Answer:
    """The function's answer as HTTP.

    Raises:
        MalformedAnswerError: it is not what a Lambda proxy integration answers, or is over 6 MB.
    """
    if not isinstance(answer, dict) or not isinstance(answer.get("statusCode"), int):
        raise MalformedAnswerError("no status")
    body = _read_body(answer, request, binary_types)
    if len(str(answer.get("body") or "")) > _MAXIMUM_ANSWER:
        raise MalformedAnswerError("over the payload limit of Lambda")
    several = {name.lower(): values for name, values in (answer.get("multiValueHeaders") or {}).items()}
    headers = [
        (_outer_name(name), str(value))
        for name, value in (answer.get("headers") or {}).items()
        if name.lower() not in several
    ]
    for name, values in (answer.get("multiValueHeaders") or {}).items():
        headers += [(_outer_name(name), str(value)) for value in values]
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", "application/json"))
    return Answer(answer["statusCode"], headers, body)


def _read_body(answer: Mapping[str, Any], request: Request, binary_types: Sequence[str]) -> bytes:
    body = answer.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise MalformedAnswerError("the body is not text")
    if not answer.get("isBase64Encoded") or not _is_binary(request.header("accept") or "", binary_types):
        return body.encode()
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise MalformedAnswerError("the body is not base64") from error


def _outer_name(name: str) -> str:
    return f"x-amzn-Remapped-{name}" if name.lower() in _REMAPPED else name
