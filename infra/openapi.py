"""OpenAPI 3.1 from the declared routes and their models: `python -m infra.openapi [--check]`.

Written to docs/, and beside the pages that serve it.
"""

import json
import sys
from http import HTTPStatus
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from functions import (
    admin_api,
    admin_pages,
    apply_pages,
    assist_api,
    assist_page,
    calendar_api,
    calendar_pages,
    case_pages,
    counter_api,
    counter_bookings,
    counter_pages,
    coverage_api,
    coverage_pages,
    desk_page,
    dispatch_pages,
    envelope_api,
    follow_pages,
    gateway_api,
    letter_api,
    letter_pages,
    office_pages,
    open_data,
    overlay_api,
    overlay_page,
    pages,
    paper_pages,
    pick_up_api,
    pick_up_pages,
    pin_pages,
    post_api,
    post_station,
    printing_api,
    printing_pages,
    public_api,
    queue_api,
    queue_pages,
    recount_api,
    recount_pages,
    resident_api,
    retention_api,
    retention_pages,
    review_api,
    review_pages,
    search_pages,
    seen_api,
    signing_api,
    signing_pages,
    staff_api,
    statistics_api,
    statistics_pages,
    stop_pages,
    text_pages,
)
from functions._http import HTML, ROUTES, Audience, Route
from functions._schemas.base import Problem

ROOT = Path(__file__).resolve().parent.parent
TARGETS = (ROOT / "docs" / "openapi.json", ROOT / "chalicelib" / "web" / "openapi.json")
PEOPLE = (pages, open_data, follow_pages, apply_pages, case_pages, paper_pages, pick_up_pages, pin_pages)
MODULES = (
    public_api,
    *PEOPLE,
    resident_api,
    pick_up_api,
    gateway_api,
    stop_pages,
    staff_api,
    envelope_api,
    queue_api,
    assist_api,
    overlay_api,
    post_api,
    post_station,
    desk_page,
    assist_page,
    overlay_page,
    office_pages,
    counter_api,
    counter_bookings,
    counter_pages,
    dispatch_pages,
    admin_api,
    admin_pages,
    statistics_api,
    statistics_pages,
    retention_api,
    retention_pages,
    review_api,
    review_pages,
    queue_pages,
    recount_api,
    recount_pages,
    calendar_api,
    calendar_pages,
    printing_api,
    printing_pages,
    letter_api,
    letter_pages,
    search_pages,
    seen_api,
    coverage_api,
    coverage_pages,
    signing_api,
    signing_pages,
    text_pages,
)
REFERENCE = "#/components/schemas/{model}"

TITLE = "Loket"
DESCRIPTION = (
    "Intake of a civil-registry office. Errors are application/problem+json (RFC 9457) with a stable `type` and every "
    "fault in `errors`. Changes carry `If-Match` with the version last seen. `Accept-Language: en` turns Indonesian "
    "words into English ones. The public and the office API have addresses of their own."
)
ALWAYS = {
    Audience.PUBLIC: (HTTPStatus.TOO_MANY_REQUESTS,),
    Audience.RESIDENT: (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND),
    Audience.VISITOR: (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND),
    Audience.STAFF: (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN),
    Audience.OFFICER: (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN),
    Audience.PARTNER: (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN),
}
SCHEMES = {Audience.RESIDENT: "resident", Audience.VISITOR: "visit", Audience.OFFICER: "session"}
WITH_BODY = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)


def build_document() -> dict[str, Any]:
    """The whole contract, both surfaces."""
    schemas, names = _schemas()
    paths: dict[str, dict[str, Any]] = {}
    for route in sorted(ROUTES, key=lambda route: (route.path, route.method)):
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, names)
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": "1", "description": DESCRIPTION},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "resident": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "From starting an application or POST /v1/sessions",
                },
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "loket-session",
                    "description": "Of an officer, from signing in on.",
                },
                "visit": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "loket-visit-{application_id}",
                    "description": "From beginning or resuming an application on the residents' pages",
                },
                "staff": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "OIDC access token",
                },
            },
        },
    }


def render() -> str:
    """The document as it is committed."""
    return json.dumps(build_document(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _schemas() -> tuple[dict[str, Any], dict[tuple[type[BaseModel], str], str]]:
    requests = {route.request for route in ROUTES if route.request}
    responses = {route.response for route in ROUTES if route.response} | {Problem}
    wanted = [(model, "validation") for model in requests] + [(model, "serialization") for model in responses]
    wanted.sort(key=lambda pair: (pair[0].__name__, pair[1]))
    references, document = models_json_schema(wanted, ref_template=REFERENCE)  # type: ignore[arg-type] # modes are literals
    names = {key: reference["$ref"] for key, reference in references.items()}
    return document.get("$defs", {}), names  # type: ignore[return-value] # the same literals


def _operation(route: Route, names: dict[tuple[type[BaseModel], str], str]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "tags": [route.audience.value],
        "parameters": _parameters(route),
        "responses": _responses(route, names),
    }
    if route.request is not None:
        schema = {"$ref": names[route.request, "validation"]}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if route.audience is not Audience.PUBLIC:
        operation["security"] = [{SCHEMES.get(route.audience, "staff"): []}]
    if route.roles:
        operation["description"] = "Roles: " + ", ".join(sorted(route.roles)) + "."
    return operation


def _parameters(route: Route) -> list[dict[str, Any]]:
    text = {"type": "string"}
    found = [
        {"name": part[1:-1], "in": "path", "required": True, "schema": text}
        for part in route.path.split("/")
        if part.startswith("{")
    ]
    found += [{"name": name, "in": "query", "description": what, "schema": text} for name, what in route.query]
    found += [{"name": name, "in": "header", "required": True, "schema": text} for name in route.headers]
    if route.if_match is not None:
        found.append({"name": "If-Match", "in": "header", "required": route.if_match, "schema": text})
    return found


def _responses(route: Route, names: dict[tuple[type[BaseModel], str], str]) -> dict[str, Any]:
    good: dict[str, Any] = {"description": HTTPStatus(route.status).phrase}
    if route.response is not None:
        good["content"] = {route.media_type: {"schema": {"$ref": names[route.response, "serialization"]}}}
    elif route.status == HTTPStatus.OK:
        good["content"] = {route.media_type: {"schema": {}}}
    problem = {"application/problem+json": {"schema": {"$ref": names[Problem, "serialization"]}}}
    told = {HTML: {"schema": {}}} if route.is_page else problem
    bad = {
        str(int(status)): {"description": HTTPStatus(status).phrase, "content": told}
        for status in sorted(_problem_statuses(route))
    }
    onward = {"303": {"description": HTTPStatus.SEE_OTHER.phrase}} if route.is_page else {}
    return {str(int(route.status)): good, **onward, **bad}


def _problem_statuses(route: Route) -> set[int]:
    statuses = {int(status) for status in (*ALWAYS[route.audience], *route.problems)}
    if route.request is not None:
        statuses |= {int(status) for status in WITH_BODY}
    if route.audience is not Audience.PUBLIC or route.query or route.if_match is not None:
        statuses.add(int(HTTPStatus.UNPROCESSABLE_ENTITY))
    return statuses | {int(HTTPStatus.INTERNAL_SERVER_ERROR), int(HTTPStatus.SERVICE_UNAVAILABLE)}


def main(arguments: list[str]) -> int:
    """Write the document, or with `--check` say whether it is up to date."""
    text = render()
    if "--check" in arguments:
        stale = [target for target in TARGETS if not target.is_file() or target.read_text() != text]
        for target in stale:
            print(f"{target.relative_to(ROOT)} is out of date: make openapi")
        return bool(stale)
    for target in TARGETS:
        target.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
