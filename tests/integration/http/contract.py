"""A gateway that holds every answer to the published contract: status, headers, media type, and schema."""

import json
from functools import cache
from typing import Any

from chalice.local import RouteMatcher
from jsonschema import Draft202012Validator
from typing_extensions import override

from infra.openapi import build_document
from tests.gateway import Answer, Gateway

PROBLEM = "application/problem+json"
HTML = "text/html; charset=utf-8"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
}
POST = {"/v1/post/cover-sheet.pdf", "/v1/post/separators.pdf", "/v1/post/address-labels.pdf"}
CACHED = {
    *POST,
    "/",
    "/photo-check",
    "/start",
    "/follow",
    "/services/{code}",
    "/post",
    "/desk",
    "/assist",
    "/overlays",
    "/v1/services",
    "/v1/services/{code}",
    "/statistics",
    "/v1/open-data/figures.json",
    "/v1/open-data/figures.csv",
    "/v1/open-data/products.csv",
    "/v1/open-data/reasons.csv",
    "/openapi.json",
    "/docs",
    "/assets/{name}",
}


@cache
def document() -> dict[str, Any]:
    """The contract as it is generated."""
    return build_document()


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator({**json.loads(schema), "components": document()["components"]})


class Witness(Gateway):
    """Every call made through it is a test of the contract."""

    @override
    def call(
        self, method: str, path: str, body: dict[str, Any] | bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request, and the answer checked."""
        answer = super().call(method, path, body, headers)
        if answer.headers:  # an answer without any is the gateway's own
            route = RouteMatcher(list(self.app.routes)).match_route(path.partition("?")[0]).route
            hold_to_contract(method, route, answer)
        return answer


def hold_to_contract(method: str, route: str, answer: Answer) -> None:
    """Refuse an answer that the contract does not tell of."""
    for name, value in ALWAYS.items():
        assert answer.headers[name] == value
    assert answer.status < 500, answer.content
    if answer.status >= 400 and answer.headers["Content-Type"] != HTML:
        _hold_problem(answer)
    if answer.status == 405:
        return
    if route not in CACHED or answer.status >= 400:
        assert answer.headers["Cache-Control"] == "no-store"
    documented = document()["paths"][route][method.lower()]["responses"]
    assert str(answer.status) in documented, f"{method} {route} answers {answer.status}, which is not documented"
    _hold_content(documented[str(answer.status)].get("content", {}), answer)


def _hold_problem(answer: Answer) -> None:
    problem = answer.json
    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.headers["Content-Language"] in {"id", "en"}
    assert problem["status"] == answer.status
    assert problem["title"]
    assert problem["detail"]
    assert all(error["code"] and error["message"] for error in problem["errors"])


def _hold_content(content: dict[str, Any], answer: Answer) -> None:
    if not content:
        assert answer.content == b""
        return
    media_type = answer.headers["Content-Type"]
    if media_type.endswith("json"):
        assert media_type in content
        faults = list(_validator(json.dumps(content[media_type]["schema"])).iter_errors(json.loads(answer.content)))
        assert not faults, [fault.message for fault in faults]
