"""The published contract: up to date, valid, and kept under generated requests."""

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from itertools import cycle
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from chalice.local import RouteMatcher
from hypothesis import HealthCheck, Phase, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.lifecycle import CaseState
from functions._http import ROUTES, Audience
from functions._strays import ANYWHERE
from infra.local.functions import Limits
from infra.local.gateway import Gateway, StartResponse
from infra.local.gateway_event import Request
from infra.openapi import TARGETS, build_document, render
from tests.integration.http.walk import bring_to, stored
from tests.office import LOST, PUBLIC, STAFF, MiniOffice
from tests.officers import SESSION, session_of
from tests.post_office import Envelope, PostOffice

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 25
OF_OFFICE = sorted(set(Role) - {Role.POST_OFFICE})
AnyCase = Case[Any]


def test_the_committed_contract_is_the_generated_one() -> None:
    for target in TARGETS:
        assert target.read_text() == render(), f"{target.name} is out of date: make openapi"


def test_the_contract_is_sound_openapi_3_1() -> None:
    document = json.loads(render())
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


def test_every_route_is_in_the_contract_once() -> None:
    paths = build_document()["paths"]
    described = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert described == {(route.method, route.path) for route in ROUTES}
    names = [operation["operationId"] for methods in paths.values() for operation in methods.values()]
    assert len(names) == len(set(names))


def test_no_model_names_an_implementation() -> None:
    for name, schema in build_document()["components"]["schemas"].items():
        assert "chalicelib" not in json.dumps(schema), name


def test_every_request_refuses_unknown_fields_in_the_contract() -> None:
    document = build_document()
    for route in ROUTES:
        if route.request is None:
            continue
        schema = document["components"]["schemas"][route.request.__name__]
        assert schema["additionalProperties"] is False, route.name


def _is_of_office(path: str) -> bool:
    try:
        RouteMatcher([route for route in STAFF.routes if route not in {"/", ANYWHERE}]).match_route(path)
    except ValueError:
        return False
    return True


class Shop:
    """Both surfaces behind one WSGI application; the office has a case in each state that a call may need."""

    def __init__(self) -> None:
        """An open office."""
        self.office = MiniOffice()
        limits = Limits(28, 512)
        self.gateways = {app: Gateway(app, limits, lambda: None) for app in (PUBLIC, STAFF)}
        self.staff = self.office.staff(Role.ADMINISTRATOR, "verifier-1").token
        both = frozenset({Role.ADMINISTRATOR, Role.ASSISTANT})
        self.office.ports.staff_tokens.people[self.staff] = Actor(kind=ActorKind.OFFICER, id=self.staff, roles=both)
        self.partner = PostOffice(self.office)
        (waiting,) = self.partner.post(Envelope("0001", ("paper",)))["envelopes"]
        self.posted = {"envelope": waiting["envelope"], "batch": "B-001", "partner": "posmlg", "day": "2026-03-02"}
        self.draft = bring_to(self.office, CaseState.DRAFT)
        self.upload = self.draft.offer("kk")["upload"]["upload_id"]
        states = (CaseState.SUBMITTED, CaseState.IN_REVIEW, CaseState.COMPLETE, CaseState.READY)
        self.cases = cycle([bring_to(self.office, state).id for state in states])

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """WSGI."""
        path = quote(environ["PATH_INFO"].encode("latin-1"), safe="/~")
        target = path + ("?" + environ["QUERY_STRING"] if environ.get("QUERY_STRING") else "")
        headers = [
            (name.removeprefix("HTTP_").replace("_", "-").title(), value)
            for name, value in environ.items()
            if name.startswith("HTTP_") or name == "CONTENT_TYPE"
        ]
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        app = STAFF if _is_of_office(path) else PUBLIC
        answer = self.gateways[app].handle(Request(environ["REQUEST_METHOD"], target, headers, body))
        start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", list(answer.headers))
        return [answer.body]

    def lead(self, case: AnyCase) -> None:
        """Give a generated call a token, and things that exist in place of most of its path."""
        operation = case.operation.definition.raw
        tags = operation["tags"]
        if Audience.RESIDENT in tags:
            token = self.office.ports.resident_tokens.issue(
                self.office.services.track.visit(stored(self.office, self.draft.id)), self.office.ports.clock.now()
            )
            case.headers["Authorization"] = f"Bearer {token}"
        if Audience.STAFF in tags:
            case.headers["Authorization"] = f"Bearer {self.staff}"
        if Audience.OFFICER in tags:
            case.headers["Cookie"] = f"{SESSION}={session_of(self.office, *OF_OFFICE)}"
        if Audience.PARTNER in tags:
            case.headers["Authorization"] = f"Bearer {self.partner.api.token}"
        receipt = next(self.cases)
        known = {"application_id": self.draft.id, "upload_id": self.upload, "receipt": receipt, "document": "kk"}
        known |= {"officer": "v1", "kid": "k1", "deed": "call"}
        known |= {"campaign": "c1", "recording": "r1", "person": "p1"}
        known |= {"code": LOST["service"], "number": "1", **self.posted}
        case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})
        if "If-Match" in case.headers and len(case.headers["If-Match"]) % 3:
            case.headers["If-Match"] = f'"{stored(self.office, receipt).version}"'
        if "Idempotency-Key" in case.headers:
            case.headers["Idempotency-Key"] = self.office.key()


@pytest.fixture
def shop() -> Shop:
    """A fresh office for each operation."""
    return Shop()


def contract() -> Any:  # noqa: ANN401 - schemathesis's own, untyped
    """The contract for schemathesis, without a server."""
    config = schemathesis.Config.from_dict({"generation": {"mode": "all"}})
    return schemathesis.openapi.from_dict(build_document(), config=config)


every_operation: Callable[[Callable[..., None]], Callable[..., None]] = contract().parametrize()


@every_operation
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_generated_requests_are_answered_by_the_contract(case: AnyCase, shop: Shop) -> None:
    shop.lead(case)
    case.operation.app = shop
    response = case.call()
    case.validate_response(response, checks=CHECKS)
