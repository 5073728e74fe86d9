"""The gateway turns requests into the events that API Gateway sends, and answers back into HTTP."""

import json
import time
from typing import Any

import pytest
from chalice.app import AuthRequest, AuthResponse, AuthRoute, Chalice, CORSConfig, Response

from infra.local.functions import Limits
from infra.local.gateway import Gateway
from infra.local.gateway_authorizer import AuthorizerCache
from infra.local.gateway_event import Answer, Request

FORMS = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"]
app = Chalice(app_name="loket", configure_logs=False)  # its logger has the app's name, which is Loket's own
app.api.binary_types = ["*/*"]
asked: list[str] = []


@app.authorizer(ttl_seconds=30)
def people(request: AuthRequest) -> AuthResponse:
    asked.append(request.token)
    if request.token == "Bearer wrong":
        raise Exception("Unauthorized")  # noqa: TRY002 - the one text that API Gateway understands
    routes: list[str | AuthRoute] = ["*"] if request.token == "Bearer good" else ["/elsewhere"]
    return AuthResponse(routes=routes, principal_id="v1", context={"roles": "verifier"})


def as_json(value: object) -> Response:
    return Response(body=json.dumps(value).encode(), headers={"Content-Type": "application/json"})


def current() -> Any:  # noqa: ANN401 - Chalice publishes no type for the raw event
    return app.current_request


@app.route("/v1/echo/{name}", methods=["GET", "POST"], content_types=FORMS, cors=CORSConfig(allow_origin="http://a"))
def echo(name: str) -> Response:
    event = current()._event_dict
    return as_json({"name": name, "body": current().raw_body.decode(), "event": event})


@app.route("/v1/bytes", methods=["POST"], content_types=["application/octet-stream"])
def same_bytes() -> Response:
    return Response(body=current().raw_body, headers={"Content-Type": "application/pdf", "WWW-Authenticate": "x"})


@app.route("/v1/mine", authorizer=people)
def mine() -> Response:
    return as_json(current().context["authorizer"])


@app.route("/v1/slow")
def slow() -> Response:
    try:
        time.sleep(5)
    except Exception:  # noqa: BLE001 - no handler may swallow the end of its time
        return as_json("swallowed")
    return as_json("slept")


retired: list[bool] = []


def gateway(timeout: int = 10) -> Gateway:
    return Gateway(app, Limits(timeout, 128), lambda: retired.append(True), AuthorizerCache())


def ask(target: str, method: str = "GET", *, body: bytes = b"", accept: str | None = "*/*", **headers: str) -> Answer:
    sent = [(name.replace("_", "-"), value) for name, value in headers.items()]
    sent += [("Accept", accept)] if accept else []
    return gateway().handle(Request(method, target, sent, body, source_ip="203.0.113.7"))


def told(answer: Answer) -> Any:  # noqa: ANN401 - any JSON
    return json.loads(answer.body)


def refusal(answer: Answer) -> tuple[int, str]:
    assert ("Content-Type", "application/problem+json") in answer.headers
    assert told(answer).keys() == {"type", "title", "status", "detail", "errors"}
    return answer.status, told(answer)["type"].rpartition("/")[2]


def test_path_parameters_are_decoded_exactly_once() -> None:
    assert told(ask("/v1/echo/a%2Fb%20%2525"))["name"] == "a/b %25"


def test_every_value_of_query_and_headers_is_kept() -> None:
    request = Request("GET", "/v1/echo/x?a=1&a=2&b=", [("X-Two", "1"), ("X-Two", "2"), ("Accept", "*/*")])
    event = told(gateway().handle(request))["event"]
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": [""]}
    assert event["queryStringParameters"] == {"a": "2", "b": ""}
    assert event["multiValueHeaders"]["X-Two"] == ["1", "2"]
    assert event["headers"]["X-Two"] == "2"


def test_the_context_tells_who_asked_and_what() -> None:
    event = told(ask("/v1/echo/x"))["event"]
    assert event["requestContext"]["identity"]["sourceIp"] == "203.0.113.7"
    assert event["requestContext"]["requestId"]
    assert event["resource"] == event["requestContext"]["resourcePath"] == "/v1/echo/{name}"
    assert event["headers"]["X-Forwarded-For"] == "203.0.113.7"
    assert event["body"] is None
    assert event["multiValueQueryStringParameters"] is None


@pytest.mark.parametrize("accept", [None, "*/*", "text/html,application/xhtml+xml;q=0.9"])
def test_binary_bodies_pass_unchanged_for_each_accept(accept: str | None) -> None:
    body = bytes(range(256)) * 40
    answer = ask("/v1/bytes", "POST", body=body, accept=accept, Content_Type="application/octet-stream")
    if accept is None:  # Chalice itself refuses bytes to a client that says nothing; `_http` fills the header in
        assert answer.status == 400
    else:
        assert (answer.status, answer.body) == (200, body)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_forms_arrive_as_they_were_sent(kind: str) -> None:
    answer = ask("/v1/echo/x", "POST", body=b"a=1&b=%20", Content_Type=kind)
    assert told(answer)["body"] == "a=1&b=%20"
    assert told(answer)["event"]["isBase64Encoded"]


def test_headers_that_api_gateway_keeps_are_renamed() -> None:
    answer = ask("/v1/bytes", "POST", body=b"x", Content_Type="application/octet-stream")
    assert ("x-amzn-Remapped-WWW-Authenticate", "x") in answer.headers


def test_what_the_authorizer_says_reaches_the_function() -> None:
    assert told(ask("/v1/mine", Authorization="Bearer good")) == {"roles": "verifier", "principalId": "v1"}


def test_missing_wrong_and_denied_tokens_are_refused() -> None:
    assert refusal(ask("/v1/mine")) == (401, "unauthorized")
    assert refusal(ask("/v1/mine", Authorization="Bearer wrong")) == (401, "unauthorized")
    assert refusal(ask("/v1/mine", Authorization="Bearer other")) == (403, "forbidden")


def test_an_authorizer_is_asked_once_per_token() -> None:
    same = gateway()
    asked.clear()
    for _ in range(3):
        same.handle(Request("GET", "/v1/mine", [("Authorization", "Bearer good")]))
    assert asked == ["Bearer good"]


def test_unknown_paths_and_methods_are_not_found() -> None:
    assert refusal(ask("/v1/nothing")) == (404, "not-found")
    assert refusal(ask("/v1/mine", "DELETE")) == (404, "not-found")


def test_a_body_beyond_the_limit_is_refused() -> None:
    assert refusal(ask("/v1/bytes", "POST", body=bytes(4_500_001))) == (413, "payload-too-large")


def test_a_preflight_is_answered_for_open_routes_only() -> None:
    answer = ask("/v1/echo/x", "OPTIONS")
    assert dict(answer.headers)["Access-Control-Allow-Origin"] == "http://a"
    assert dict(answer.headers)["Access-Control-Allow-Methods"] == "GET,POST,OPTIONS"
    assert refusal(ask("/v1/mine", "OPTIONS")) == (404, "not-found")


def test_a_function_that_takes_too_long_is_cut_off() -> None:
    retired.clear()
    answer = gateway(timeout=1).handle(Request("GET", "/v1/slow", [("Accept", "*/*")]))
    assert refusal(answer) == (504, "gateway-timeout")
    assert retired == [True]
