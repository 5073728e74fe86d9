"""Serves the HTTP functions of one surface as API Gateway does; runs in gunicorn's single-threaded sync workers."""

import importlib
import json
import os
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from chalice.app import Chalice

from infra.local.functions import Context, Limits, alarm, limits
from infra.local.gateway_authorizer import AuthorizerCache, RefusedError
from infra.local.gateway_event import (
    Answer,
    MalformedAnswerError,
    Request,
    build_event,
    match_route,
    method_arn,
    read_answer,
)
from infra.local.settings import STAGE

_MAXIMUM_BODY = 4_500_000  # six megabytes of event on Lambda, after base64
_MAXIMUM_WAIT = 29
_PROBLEMS = {
    "unauthorized": (401, "Authentication needed", "Send a valid access token in the header Authorization."),
    "forbidden": (403, "Not allowed", "The access token does not allow this call."),
    "not-found": (404, "Not found", "There is no such path, or it does not take this method."),
    "payload-too-large": (413, "Too large", "A request body may have at most 4.5 MB; files go to the upload address."),
    "internal": (502, "Internal error", "The request could not be handled. Try again later."),
    "gateway-timeout": (504, "Took too long", "The request was not handled in time. Try again later."),
}
StartResponse = Callable[[str, list[tuple[str, str]]], object]


class _TimeIsUp(BaseException):
    """The function did not answer in time; not an Exception, so that no handler catches it."""


@dataclass
class Gateway:
    """The REST API of one Chalice app. `retire` ends this process after an answer: its function was cut off midway."""

    app: Chalice
    limits: Limits
    retire: Callable[[], None]
    authorizers: AuthorizerCache = field(default_factory=AuthorizerCache)

    def handle(self, request: Request) -> Answer:
        """Answer a request; whatever goes wrong is a problem document (RFC 9457), as gateway responses are on AWS."""
        try:
            return self._handle(request)
        except RefusedError as refused:
            return problem(refused.code)
        except MalformedAnswerError as malformed:
            print(f"{request.request_id} malformed answer: {malformed}", flush=True)
            return problem("internal")
        except _TimeIsUp:
            print(f"{request.request_id} timed out: {request.method} {request.path}", flush=True)
            self.retire()
            return problem("gateway-timeout")
        except Exception:  # noqa: BLE001 - as on Lambda, whatever escapes the handler is a 502
            traceback.print_exc()
            return problem("internal")

    def _handle(self, request: Request) -> Answer:
        if len(request.body) > _MAXIMUM_BODY:
            raise RefusedError("payload-too-large")
        matched = match_route(self.app.routes, request.path)
        if matched is None:
            raise RefusedError("not-found")
        route, parameters = matched
        entries = self.app.routes[route]
        if request.method == "OPTIONS" and "OPTIONS" not in entries:
            return _preflight(entries)
        if request.method not in entries:  # API Gateway knows no 405: an unknown method is an unknown route
            raise RefusedError("not-found")
        binary_types = self.app.api.binary_types
        event = build_event(request, route, parameters, binary_types)
        with alarm(min(self.limits.timeout, _MAXIMUM_WAIT), _time_is_up):
            token = request.header("authorization")
            context = self._context()
            authorized = self.authorizers.authorize(
                entries[request.method].authorizer, token, method_arn(request), context
            )
            if authorized is not None:
                event["requestContext"]["authorizer"] = authorized
            return read_answer(self.app(event, context), request, binary_types)

    def _context(self) -> Context:
        surface = os.environ.get("LOKET_SURFACE", "api")
        return Context(f"loket-{STAGE}-{surface}", self.limits.memory, self.limits.timeout)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """The WSGI side."""
        request = _read_request(environ)
        answer = self.handle(request)
        headers = [*answer.headers, ("Content-Length", str(len(answer.body))), ("x-amzn-RequestId", request.request_id)]
        start_response(f"{answer.status} {_phrase(answer.status)}", headers)
        return [b""] if request.method == "HEAD" else [answer.body]


def problem(code: str) -> Answer:
    """A gateway response as a problem document."""
    status, title, detail = _PROBLEMS[code]
    body = {
        "type": f"https://loket.id/problems/{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "errors": [],
    }
    headers = [("Content-Type", "application/problem+json"), ("Cache-Control", "no-store")]
    if status == HTTPStatus.UNAUTHORIZED:
        headers.append(("WWW-Authenticate", "Bearer"))
    return Answer(status, headers, json.dumps(body).encode())


def _preflight(entries: dict[str, Any]) -> Answer:
    open_to_others = {method: entry.cors for method, entry in entries.items() if entry.cors is not None}
    if not open_to_others:
        raise RefusedError("not-found")
    headers = next(iter(open_to_others.values())).get_access_control_headers()
    methods = ",".join([*sorted(open_to_others), "OPTIONS"])
    return Answer(200, [*headers.items(), ("Access-Control-Allow-Methods", methods)])


def _time_is_up() -> None:
    raise _TimeIsUp


def _read_request(environ: dict[str, Any]) -> Request:
    too_long = int(environ.get("CONTENT_LENGTH") or 0) > _MAXIMUM_BODY
    body = bytes(_MAXIMUM_BODY + 1) if too_long else environ["wsgi.input"].read(_MAXIMUM_BODY + 1)
    return Request(
        method=environ["REQUEST_METHOD"],
        target=environ["RAW_URI"],
        headers=_KEPT.copy() or list(_headers(environ)),
        body=body,
        source_ip=environ.get("REMOTE_ADDR") or "127.0.0.1",
    )


def _headers(environ: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in environ.items():
        if name.startswith("HTTP_") or name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            yield _usual_case(name.removeprefix("HTTP_").replace("_", "-")), value


def keep_headers(headers: Iterable[tuple[str, str]]) -> None:
    """Remember the headers of the request that this process is about to handle, one by one as API Gateway tells them.

    WSGI would join those of one name.
    """
    _KEPT[:] = [(_usual_case(name), value) for name, value in headers]


_KEPT: list[tuple[str, str]] = []


def _usual_case(name: str) -> str:
    """The name as clients of HTTP/1.1 write it; gunicorn gives capitals only."""
    return "-".join(part.capitalize() for part in name.split("-"))


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in _STATUSES else "Unknown"


_STATUSES: Sequence[int] = [status.value for status in HTTPStatus]


def serve() -> Gateway:
    """The gateway of the surface in the environment; gunicorn calls this once per worker process."""
    app: Chalice = importlib.import_module("app").app
    surface = os.environ["LOKET_SURFACE"]
    return Gateway(app, limits(surface, "api_handler"), lambda: os.kill(os.getpid(), signal.SIGTERM))
