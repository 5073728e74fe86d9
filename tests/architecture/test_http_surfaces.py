"""Who may call what, and how API Gateway answers by itself."""

import importlib
import json
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

import functions
from functions._http import ROUTES, Audience
from tests.architecture.cloudformation import Template, of_type

_AUTHORIZERS: dict[Audience, set[str]] = {
    Audience.PUBLIC: set(),
    Audience.RESIDENT: {"authorize_resident"},
    Audience.VISITOR: set(),
    Audience.OFFICER: set(),
    Audience.STAFF: {"authorize_staff"},
    Audience.PARTNER: {"authorize_staff"},
}
_METHODS = {"get", "put", "post", "patch", "delete", "head"}
_BY_ITSELF = {"UNAUTHORIZED": 401, "ACCESS_DENIED": 403, "MISSING_AUTHENTICATION_TOKEN": 404, "REQUEST_TOO_LARGE": 413}
_BY_ITSELF |= {"THROTTLED": 429, "INTEGRATION_FAILURE": 502, "INTEGRATION_TIMEOUT": 504}


def _api(template: Template) -> Any:  # noqa: ANN401 - a template is JSON of no fixed shape
    return of_type(template, "AWS::Serverless::Api")["RestAPI"]


def _calls(template: Template) -> Iterator[tuple[str, Any]]:
    for path, methods in _api(template)["DefinitionBody"]["paths"].items():
        for method, call in methods.items():
            if method in _METHODS:
                yield f"{method.upper()} {path}", call


def _strays() -> set[str]:
    """What answers where nothing is declared."""
    declared = _declared().keys()
    of_forms = {f"GET {route.path}" for route in ROUTES if route.is_page and route.method == "POST"}
    return of_forms - declared | {"GET /{proxy+}", "POST /{proxy+}"}


def _declared() -> dict[str, Audience]:
    """The audience of every route of every entry point."""
    for module in pkgutil.iter_modules(functions.__path__, "functions."):
        importlib.import_module(module.name)
    return {f"{route.method} {route.path}": route.audience for route in ROUTES}


@pytest.mark.parametrize("surface", ["public", "office"])
def test_every_route_asks_the_authorizer_of_its_audience(surface: str, templates: Mapping[str, Template]) -> None:
    declared = _declared()
    calls = dict(_calls(templates[surface]))
    assert calls
    for name, call in calls.items():
        authorizers = {authorizer for choice in call.get("security", []) for authorizer in choice}
        assert authorizers == _AUTHORIZERS[declared.get(name, Audience.PUBLIC)], name


@pytest.mark.parametrize("surface", ["public", "office"])
def test_people_get_a_page_wherever_they_come(surface: str, templates: Mapping[str, Template]) -> None:
    """API Gateway would say in English JSON that nothing is there."""
    called = dict(_calls(templates[surface])).keys()
    assert called >= {"GET /", "GET /{proxy+}", "POST /{proxy+}"}
    forms = {f"GET {route.path}" for route in ROUTES if route.is_page and f"{route.method} {route.path}" in called}
    assert called >= forms


@pytest.mark.parametrize("surface", ["public", "office"])
def test_an_api_has_no_more_resources_than_api_gateway_takes(surface: str, templates: Mapping[str, Template]) -> None:
    paths = [path.strip("/").split("/") for path in _api(templates[surface])["DefinitionBody"]["paths"]]
    resources = {tuple(parts[:count]) for parts in paths for count in range(1, len(parts) + 1)}
    assert len(resources) < 300  # Amazon API Gateway quotas, "Resources per API", with its root


def test_the_surfaces_share_nothing_but_public_routes(templates: Mapping[str, Template]) -> None:
    declared = _declared()
    shared = (dict(_calls(templates["office"])).keys() & dict(_calls(templates["public"])).keys()) - _strays()
    assert {declared[name] for name in shared} <= {Audience.PUBLIC}


def test_every_declared_route_is_on_a_surface(templates: Mapping[str, Template]) -> None:
    served = {name for surface in ("public", "office") for name, _ in _calls(templates[surface])}
    assert _declared().keys() == served - _strays()


@pytest.mark.parametrize("surface", ["public", "office"])
def test_apis_are_regional_throttled_and_pass_bytes(surface: str, templates: Mapping[str, Template]) -> None:
    api = _api(templates[surface])
    assert api["EndpointConfiguration"] == "REGIONAL"
    assert api["DefinitionBody"]["x-amazon-apigateway-binary-media-types"] == ["*/*"]
    [settings] = api["MethodSettings"]
    assert settings.keys() >= {"ThrottlingRateLimit", "ThrottlingBurstLimit"}
    assert settings["DataTraceEnabled"] is False


@pytest.mark.parametrize("surface", ["public", "office"])
@pytest.mark.parametrize(("response", "status"), _BY_ITSELF.items())
def test_the_gateway_answers_with_problems(
    surface: str, response: str, status: int, templates: Mapping[str, Template]
) -> None:
    answer = _api(templates[surface])["DefinitionBody"]["x-amazon-apigateway-gateway-responses"][response]
    problem = json.loads(answer["responseTemplates"]["application/json"])
    assert answer["responseParameters"]["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
    assert answer["statusCode"] == problem["status"] == status
    assert problem["type"].startswith("https://loket.id/problems/")
    assert problem["title"]


@pytest.mark.parametrize("surface", ["public", "office"])
def test_functions_answer_before_the_gateway_gives_up(surface: str, templates: Mapping[str, Template]) -> None:
    handler = of_type(templates[surface], "AWS::Serverless::Function")["APIHandler"]
    assert handler["Timeout"] <= 28
