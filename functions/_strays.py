"""Addresses at which nothing lies, or nothing but a form: people get a page, programs a problem (RFC 9457)."""

import re
from dataclasses import replace
from http import HTTPStatus
from typing import Final

from chalice.app import Blueprint, Chalice, Response

from chalicelib.domain.errors import NotFoundError
from functions._http import HTML, ROUTES, Audience, Call, Refuse, Reply, Route, answer
from functions._problems import HttpProblem

ANYWHERE: Final = "/{proxy+}"
"""As API Gateway writes every address that is nobody else's."""

_OF_PROGRAMS: Final = re.compile(r"/+v[0-9]+(?:/|$)")


def answer_strays(app: Chalice, refuse: Refuse | None = None) -> None:
    """Let an app answer what API Gateway would refuse in English JSON; `refuse` makes the page, as `endpoint` says.

    Other methods than those that browsers use are still the gateway's to refuse, and so is a form for a page that takes
    none.
    """
    strays = Blueprint(__name__)
    of_forms = {route.path: route for route in ROUTES if route.is_page and route.method == "POST"}
    for path, methods in list(app.routes.items()):
        if "GET" not in methods and path in of_forms:
            _take_address_of_form(strays, of_forms[path])
    for method in ("GET", "POST"):
        _take_the_rest(strays, method, ANYWHERE, refuse)
    if "/" not in app.routes:
        _take_the_rest(strays, "GET", "/", refuse)
    app.register_blueprint(strays)


def _take_address_of_form(strays: Blueprint, route: Route) -> None:
    shown = replace(route, method="GET", name="no_form")

    def handle(**params: str) -> Response:
        response = answer(shown, strays.current_request, params, _say_that_it_takes_a_form)
        response.headers["Allow"] = "POST"
        return response

    strays.route(route.path, methods=["GET"], name=shown.name)(handle)


def _take_the_rest(strays: Blueprint, method: str, path: str, refuse: Refuse | None) -> None:
    def handle() -> Response:
        request = strays.current_request
        asked = "/" + (request.uri_params or {}).get("proxy", "")
        is_page = _OF_PROGRAMS.match(asked) is None
        stray = Route(
            method, asked, Audience.PUBLIC, frozenset(), "", "stray", None, None, HTTPStatus.NOT_FOUND, HTML, None,
            (), (), (), is_page=is_page, refuse=refuse if is_page else None,
        )  # fmt: skip
        return answer(stray, request, {}, _say_that_nothing_is_there if is_page else _say_not_found)

    strays.route(path, methods=[method], content_types=[], name="stray")(handle)


def _say_that_it_takes_a_form(_: Call[None]) -> Reply:
    raise HttpProblem(HTTPStatus.METHOD_NOT_ALLOWED, "only-forms")


def _say_that_nothing_is_there(_: Call[None]) -> Reply:
    raise HttpProblem(HTTPStatus.NOT_FOUND, "no-such-page")


def _say_not_found(_: Call[None]) -> Reply:
    raise NotFoundError
