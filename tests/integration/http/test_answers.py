"""Every route, however its answer is asked for; and what is answered to calls that no route takes."""

from collections.abc import Iterator
from typing import Any

import pytest
from chalice.app import Chalice
from chalice.local import LambdaContext

from chalicelib.catalogue import load_messages
from chalicelib.domain.access import Role
from chalicelib.domain.errors import LoketError
from chalicelib.domain.text import Language
from functions._http import Route
from functions._problems import PROBLEMS
from tests.gateway import Answer, Gateway
from tests.integration.http.calls import ALL, call_route
from tests.integration.http.contract import Witness
from tests.office import PUBLIC, STAFF, MiniOffice

ACCEPTS: dict[str, dict[str, str]] = {
    "missing": {},
    "anything": {"Accept": "*/*"},
    "a page": {"Accept": "text/html,application/xhtml+xml;q=0.9"},
    "a PDF": {"Accept": "application/pdf"},
    "nothing": {"Accept": ""},
}
every_route = pytest.mark.parametrize("route", ALL, ids=lambda route: route.name)
ONE_OF_EACH = {(route.method, route.media_type, route.status): route for route in ALL}

KEPT = {
    "get_address_labels",
    "get_asset",
    "get_assist",
    "get_blank_cover_sheet",
    "get_desk",
    "get_docs",
    "get_follow",
    "get_home",
    "get_open_data",
    "get_open_data_csv",
    "get_open_products_csv",
    "get_open_reasons_csv",
    "get_openapi",
    "get_overlays",
    "get_photo_check",
    "get_public_statistics",
    "get_separators",
    "get_service",
    "get_service_page",
    "get_start",
    "get_station",
    "list_services",
}
"""What is the same for all."""


@pytest.mark.parametrize("accept", ACCEPTS)
@pytest.mark.parametrize("route", ONE_OF_EACH.values(), ids=lambda route: route.name)
def test_every_kind_of_answer_is_given_whatever_is_accepted(office: MiniOffice, route: Route, accept: str) -> None:
    assert_answered(route, call_route(office, route, ACCEPTS[accept]))


@every_route
def test_every_route_answers_in_the_language_that_is_wanted_and_lets_only_what_is_the_same_for_all_be_kept(
    office: MiniOffice, route: Route
) -> None:
    answer = call_route(office, route, {"Accept-Language": "en-GB,id;q=0.5", "Accept": "application/pdf"})
    assert_answered(route, answer)
    wanted = "id" if route.is_page else "en"  # many phones are set to English whose owners are not
    assert answer.headers["Content-Language"] in {wanted, "id, en"}
    assert (answer.headers["Cache-Control"] == "no-store") == (route.name not in KEPT) or route.name == "get_asset"


@pytest.mark.parametrize("route", ONE_OF_EACH.values(), ids=lambda route: route.name)
def test_a_language_that_nothing_is_written_in_is_answered_in_indonesian(office: MiniOffice, route: Route) -> None:
    answer = call_route(office, route, {"Accept-Language": "fr"})
    assert_answered(route, answer)
    assert answer.headers["Content-Language"] in {"id", "id, en"}


def assert_answered(route: Route, answer: Answer) -> None:
    if route.name == "get_asset":
        assert answer.status in {200, 404}
        assert answer.content
    else:
        assert answer.status == route.status, answer.content
        assert answer.headers["Content-Type"] == route.media_type
        assert bool(answer.content) == (route.response is not None or route.status == 200)


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        *[("en", "en"), ("EN-us", "en"), ("id", "id"), ("id-ID, en;q=0.9", "id"), ("id;q=0.1, en", "en")],
        *[("de, en;q=0.2, id;q=0.1", "en"), ("en;q=0", "id"), ("*", "id"), ("", "id"), ("garden, men", "id")],
        *[("jv-ID, su", "id"), ("en;q=x", "id"), ("en" + " " * 8000 + "x", "id"), ("en;q=0.5" + ", " * 4000, "en")],
    ],
)
def test_the_language_is_the_one_liked_best(office: MiniOffice, wanted: str, language: str) -> None:
    answer = office.public.call("GET", "/v1/services/NOPE", headers={"Accept-Language": wanted})
    assert answer.headers["Content-Language"] == language


@pytest.mark.parametrize("route", [route for route in ALL if route.request], ids=lambda route: route.name)
def test_a_body_of_another_type_is_not_supported(office: MiniOffice, route: Route) -> None:
    answer = call_route(office, route, {"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status == 415
    assert answer.json["type"].endswith("/unsupported-media-type")


@pytest.mark.parametrize("media_type", ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON"])
def test_json_is_json_however_it_is_spelled(office: MiniOffice, media_type: str) -> None:
    body = b'{"receipt_number":"TEST-TEST-TE5","pin":"123456"}'
    assert office.public.call("POST", "/v1/tracking", body, {"Content-Type": media_type}).status == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
def test_a_wrong_method_is_told_which_are_right(office: MiniOffice, method: str) -> None:
    answer = Witness(PUBLIC).call(method, "/v1/tracking")
    assert answer.status == 405
    assert answer.headers["Allow"] == "POST"
    assert answer.json["type"].endswith("/method-not-allowed")
    assert office.ports.registry.cases == {}


@pytest.mark.parametrize("app", [PUBLIC, STAFF], ids=["public", "staff"])
def test_an_event_without_headers_is_answered(office: MiniOffice, app: Chalice) -> None:
    event: dict[str, Any] = {
        "httpMethod": "GET",
        "headers": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {"httpMethod": "GET", "resourcePath": "/v1/services" if app is PUBLIC else "/v1/cases"},
        "body": None,
        "isBase64Encoded": False,
    }
    answer = app(event, LambdaContext(function_name="test", memory_size=512, max_runtime_ms=1000))
    assert answer["statusCode"] == (200 if app is PUBLIC else 403)
    assert office.ports.registry.cases == {}


def test_only_known_errors_are_told(office: MiniOffice) -> None:
    office.ports.cases.registry = None  # type: ignore[assignment] # a defect in the making
    token = office.staff(Role.VERIFIER).token
    answer = Gateway(STAFF, token=token).call("GET", "/v1/cases")
    assert answer.status == 500
    assert answer.json["type"].endswith("/internal")
    assert b"NoneType" not in answer.content
    assert b"Traceback" not in answer.content


def leaves(kind: type[Exception]) -> Iterator[type[Exception]]:
    if not kind.__subclasses__():
        yield kind
    for child in kind.__subclasses__():
        yield from leaves(child)


def test_every_error_of_the_domain_is_a_problem_with_words() -> None:
    kinds = {kind for kind in leaves(LoketError) if kind.__module__.startswith("chalicelib")}
    assert len(kinds) > 8
    for kind in kinds:
        assert kind in PROBLEMS, kind
    spoken = load_messages().words[Language.ENGLISH]["problems"]
    assert {code for _, code in PROBLEMS.values()} <= spoken.keys()


def test_health_asks_nothing_of_others(office: MiniOffice) -> None:
    office.ports.cases.registry = None  # type: ignore[assignment] # everything else is broken
    assert office.public.call("GET", "/healthz").json == {"status": "ok"}
