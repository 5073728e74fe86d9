"""HTTP in and out: `endpoint` declares a route, checks its caller, and turns errors into RFC 9457 problems."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from chalice.app import Blueprint, Chalice, ChaliceAuthorizer, MultiDict, Request, Response
from pydantic import BaseModel, ValidationError
from typing_extensions import override

from chalicelib.bootstrap import get_services
from chalicelib.domain.access import Actor, ActorKind, Role, Visitor
from chalicelib.domain.errors import Fault, ForbiddenError, InvalidRequestError, LoketError, NotFoundError
from chalicelib.domain.identifiers import InvalidIdentifierError, ReceiptNumber
from chalicelib.domain.officers import Session
from chalicelib.domain.rights import RIGHTS, Right
from chalicelib.domain.text import Language
from chalicelib.observability import logger
from functions._problems import HttpProblem, build_problem, faults_of, suggest_receipts
from functions._schemas.odd_json import find_hidden, parse_json, shorten
from functions._views import view_problem, view_problem_page

MOST_BODY_BYTES = 64 * 1024
JSON = "application/json"
HTML = "text/html; charset=utf-8"
NO_STORE = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000",
}

BodyT = TypeVar("BodyT")


class Audience(StrEnum):
    """Who may call a route; every route declares one.

    A visitor is a resident whose browser keeps a signed cookie, an officer one of the staff whose browser does.
    """

    PUBLIC = "public"
    RESIDENT = "resident"
    VISITOR = "visitor"
    STAFF = "staff"
    OFFICER = "officer"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Call(Generic[BodyT]):
    """One request, parsed. `if_match` is the version that the caller saw; `own_path` has the stage's prefix, if any.

    `ahead` is what a page read together with its officer's entry.
    """

    body: BodyT
    path: dict[str, str]
    query: dict[str, str]
    headers: Any
    language: Language
    address: str
    visitor: Visitor | None = None
    actor: Actor | None = None
    session: Session | None = None
    own_path: str = ""
    ahead: Any = None
    if_match: int | None = None
    raw: bytes = b""
    root: str = "./"
    method: str = "GET"

    @property
    def resident(self) -> Visitor:
        """The visitor of a resident's route."""
        if self.visitor is None:
            raise NotFoundError
        return self.visitor

    @property
    def officer(self) -> Actor:
        """The officer of a staff route."""
        if self.actor is None:
            raise ForbiddenError
        return self.actor


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: a model becomes JSON, bytes go out as they are under `media_type`."""

    body: BaseModel | bytes | None
    status: int = HTTPStatus.OK
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = JSON
    cookies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """What a route promises; the OpenAPI document is made from these."""

    method: str
    path: str
    audience: Audience
    roles: frozenset[Role]
    summary: str
    name: str
    request: type[BaseModel] | None
    response: type[BaseModel] | None
    status: int
    media_type: str
    if_match: bool | None
    query: tuple[tuple[str, str], ...]
    problems: tuple[int, ...]
    headers: tuple[str, ...]
    most_bytes: int = MOST_BODY_BYTES
    is_raw: bool = False
    is_page: bool = False
    is_open_to_others: bool = False
    right: Right | None = None
    refuse: "Refuse | None" = None


Refuse = Callable[[Call[None], HttpProblem, Sequence[Any]], Reply]
"""The page of a problem, with the faults that it carries."""

ROUTES: list[Route] = []
"""Every route that was declared in this process."""

PATHS: set[str] = set()
"""Of every one of them."""


def endpoint(  # noqa: PLR0913 - a route has these parts
    blueprint: Blueprint,
    method: str,
    path: str,
    *,
    audience: Audience,
    summary: str,
    authorizer: ChaliceAuthorizer | None = None,
    roles: Sequence[Role] = (),
    right: Right | None = None,
    request: type[BaseModel] | None = None,
    response: type[BaseModel] | None = None,
    status: int = HTTPStatus.OK,
    media_type: str = JSON,
    if_match: bool | None = None,
    query: Sequence[tuple[str, str]] = (),
    problems: Sequence[int] = (),
    headers: Sequence[str] = (),
    most_bytes: int = MOST_BODY_BYTES,
    is_raw: bool = False,
    is_page: bool = False,
    is_open_to_others: bool = False,
    refuse: Refuse | None = None,
) -> Callable[[Callable[[Call[Any]], Reply]], Callable[[Call[Any]], Reply]]:
    """Register a route. `right`: its roles are those that have it. `if_match`: None not taken, True required.

    `is_raw`: the body is signed, so it is handed on as it came, and `request` only describes it. `is_page`: for people,
    so names in the query that nobody asked for (a campaign's, a chat's) are no fault, and an error is a page.
    `is_open_to_others`: a page of another site may post to it. `refuse`: what a page answers in place of an error.
    The view gets a parsed Call and returns a Reply; any LoketError it raises becomes a problem.
    """

    def register(view: Callable[[Call[Any]], Reply]) -> Callable[[Call[Any]], Reply]:
        route = Route(
            method, path, audience, RIGHTS[right].roles if right else frozenset(roles), summary, view.__name__,
            request, response, status, media_type,
            if_match, tuple(query), (*problems, HTTPStatus.UNPROCESSABLE_ENTITY), tuple(headers),
            most_bytes, is_raw, is_page, is_open_to_others, right, refuse,
        )  # fmt: skip
        ROUTES.append(route)
        PATHS.add(path)

        def handle(**params: str) -> Response:
            return _answer(route, view, blueprint.current_request, params)

        taken = [JSON] if request else []  # what a body is said to be matters only where one is read
        blueprint.route(path, methods=[method], authorizer=authorizer, content_types=taken, name=view.__name__)(handle)
        return view

    return register


def build_app(blueprints: Sequence[Blueprint]) -> Chalice:
    """The Chalice app of one surface."""
    app = _LoketApp(app_name="loket", configure_logs=False)  # else Chalice sets our own logger to ERROR
    app.api.binary_types = ["*/*"]
    app.register_middleware(_translate_framework_errors, "http")
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    return app


class _LoketApp(Chalice):
    """Chalice refuses to answer bytes to a request without an Accept header, and such requests exist."""

    @override
    def __call__(self, event: Any, context: Any) -> dict[str, Any]:
        headers = event.get("headers")
        if isinstance(headers, dict) and not any(name.lower() == "accept" for name in headers):
            event = {**event, "headers": {**headers, "accept": "*/*"}}
        elif headers is None and "requestContext" in event:
            event = {**event, "headers": {"accept": "*/*"}}
        return super().__call__(event, context)


def _translate_framework_errors(request: Request, get_response: Callable[[Request], Response]) -> Response:
    response = get_response(request)
    if isinstance(response.body, bytes):
        return response
    codes = {405: "method-not-allowed", 415: "unsupported-media-type"}
    problem = HttpProblem(response.status_code, codes.get(response.status_code, "internal"))
    kept = {name: str(value) for name, value in response.headers.items() if name.lower() == "allow"}
    return _respond(_problem_reply(problem, _language(request.headers), (), kept))


def _answer(route: Route, view: Callable[[Call[Any]], Reply], request: Request, params: dict[str, str]) -> Response:
    language = _clicked(request) if route.is_page else _language(request.headers)
    logger.correlate(str(request.context.get("requestId", "")))
    bare = _bare(route, request, params, language)
    try:
        reply = view(_parse(route, request, bare))
    except (LoketError, InvalidIdentifierError, HttpProblem) as error:
        reply = _refuse(error, bare, route)
    except Exception:  # noqa: BLE001 - the edge: the caller gets a problem, the log gets the trace
        logger.exception("request_failed", route=route.name)
        reply = _refuse(HttpProblem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal"), bare, route)
    logger.info("request", route=route.name, status=int(reply.status))
    return _respond(replace(reply, headers={"Content-Language": language, **reply.headers}))


def _bare(route: Route, request: Request, params: dict[str, str], language: Language) -> Call[None]:
    """What can be said of a request before anything of it is checked."""
    return Call(
        body=None,
        path=params,
        query=dict(request.query_params or MultiDict(None)),
        headers=request.headers,
        language=language,
        address=str(request.context.get("identity", {}).get("sourceIp", "")),
        root="../" * depth_of(route) or "./",
        method=route.method,
        own_path=str(request.context.get("path", "")),
    )


def _parse(route: Route, request: Request, bare: Call[None]) -> Call[Any]:
    if route.is_page and request.method == "POST" and not route.is_open_to_others:
        _refuse_foreign(request)
    caller = request.context.get("authorizer") or {}
    visitor, actor = _visitor(route, caller, bare.path), _actor(route, caller)
    body, query, if_match = _read_all(route, request)
    raw = _raw(route, request) if route.is_raw or route.is_page else b""
    return replace(bare, body=body, query=query, visitor=visitor, actor=actor, if_match=if_match, raw=raw)


def depth_of(route: Route) -> int:
    """How many folders down its address lies."""
    return route.path.count("/") - 1


def _read_all(route: Route, request: Request) -> list[Any]:
    """Body, query and version; raises InvalidRequestError with the faults of all three."""
    parts: list[Any] = []
    faults: list[Fault] = []
    for read in (_body, _query, _if_match):
        try:
            parts.append(read(route, request))
        except InvalidRequestError as error:
            faults += error.faults
    if faults:
        raise InvalidRequestError(faults)
    return parts


def _refuse_foreign(request: Request) -> None:
    """A form on another site may not act in this one's name (Fetch Metadata Request Headers, W3C).

    Browsers that do not say whence it comes say its origin, which is ours as people see it or as API Gateway does; or
    none, as our own pages tell them not to.
    """
    headers = request.headers
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    hosts = {headers.get("host", ""), urlsplit(get_services().public_url).netloc}
    is_elsewhere = origin not in {None, "null"} and urlsplit(origin or "").netloc not in hosts
    if site in {"cross-site", "same-site"} or (site is None and is_elsewhere):
        raise ForbiddenError


def _visitor(route: Route, caller: dict[str, str], params: dict[str, str]) -> Visitor | None:
    if route.audience is not Audience.RESIDENT:
        return None
    if caller.get("kind") != "resident" or caller.get("receipt") != params.get("application_id"):
        raise NotFoundError
    return Visitor(receipt=ReceiptNumber.restore(caller["receipt"]), pin_version=int(caller["pin_version"]))


def _actor(route: Route, caller: dict[str, str]) -> Actor | None:
    if route.audience not in {Audience.STAFF, Audience.PARTNER}:
        return None
    known = {role.value for role in Role}
    roles = frozenset(Role(name) for name in caller.get("roles", "").split(",") if name in known)
    if caller.get("kind") != "officer" or not roles & route.roles:
        raise ForbiddenError
    return Actor(kind=ActorKind.OFFICER, id=caller["id"], roles=roles)


def _body(route: Route, request: Request) -> Any:  # noqa: ANN401 - the route's own model
    if route.request is None or route.is_raw:
        return None
    raw = _raw(route, request) or b"{}"
    parsed = parse_json(raw)
    faults = find_hidden(parsed)
    try:
        body = route.request.model_validate_json(raw, strict=True)
    except ValidationError as error:
        faults = [suggest_receipts(fault, parsed) for fault in dict.fromkeys([*faults_of(error), *faults])]
    if faults:
        raise InvalidRequestError(faults)
    return body


def _raw(route: Route, request: Request) -> bytes:
    raw = request.raw_body
    if isinstance(raw, str):
        raw = raw.encode()
    if len(raw) > route.most_bytes:
        raise HttpProblem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "payload-too-large")
    return raw


def _query(route: Route, request: Request) -> dict[str, str]:
    asked = request.query_params or MultiDict(None)
    given: dict[str, str] = dict(asked)
    if route.is_page:
        return given
    known = {name for name, _ in route.query}
    faults = [Fault(shorten(name) or "query", "unknown_field") for name in given if name not in known]
    faults += [Fault(name, "twice") for name in given if name in known and len(asked.getlist(name)) > 1]
    if faults:
        raise InvalidRequestError(faults)
    return given


_ETAG = re.compile(r'(?:W/)?(?:"([0-9]{1,9})"|([0-9]{1,9}))')


def _if_match(route: Route, request: Request) -> int | None:
    if route.if_match is None:
        return None
    header = request.headers.get("if-match", "*").strip()
    if header == "*":
        if route.if_match:  # any version will do: not for a change that somebody judged by what they saw
            raise HttpProblem(HTTPStatus.PRECONDITION_REQUIRED, "precondition-required")
        return None
    found = _ETAG.fullmatch(header)
    if found is None:
        raise InvalidRequestError([Fault("If-Match", "not_a_version")])
    return int(found[1] or found[2])


_LANGUAGE = re.compile(
    r"(?:^|,)\s*(id|en)(?:-[a-z0-9-]*)?\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?)\s*)?(?=,|$)", re.IGNORECASE
)


def _language(headers: Any) -> Language:  # noqa: ANN401 - Chalice's mapping
    """Of ours the one the caller likes best (RFC 9110, section 12.5.4); Indonesian where they like neither."""
    wanted = _LANGUAGE.findall(str(headers.get("accept-language", "")))
    liked = [(float(weight or 1), code.lower()) for code, weight in wanted]
    weight, code = max(liked, key=lambda found: found[0], default=(0.0, ""))
    return Language(code) if weight > 0 else Language.INDONESIAN


def _clicked(request: Request) -> Language:
    """The language that a page was asked for by a click. Many phones are set to English whose owners are not."""
    clicked = dict(request.query_params or MultiDict(None)).get("lang")
    return Language(clicked) if clicked in set(Language) else Language.INDONESIAN


def _refuse(error: Exception, bare: Call[None], route: Route) -> Reply:
    problem, faults = build_problem(error)
    language = bare.language
    if route.refuse is not None:
        return route.refuse(bare, problem, faults)
    if route.is_page:
        page, policy = view_problem_page(problem, language, depth_of(route), is_asked=route.method == "GET")
        return Reply(page, problem.status, {"Content-Security-Policy": policy}, HTML)
    extra = {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}
    if problem.status == HTTPStatus.UNAUTHORIZED:
        extra["WWW-Authenticate"] = "Bearer"
    return _problem_reply(problem, language, faults, extra)


def _problem_reply(
    problem: HttpProblem, language: Language, faults: Sequence[Any], headers: dict[str, str] | None = None
) -> Reply:
    body = view_problem(problem, faults, language)
    return Reply(body, problem.status, {**(headers or {}), "Content-Language": language}, "application/problem+json")


def _respond(reply: Reply) -> Response:
    body = reply.body
    raw = body.model_dump_json().encode() if isinstance(body, BaseModel) else body or b""
    headers: dict[str, str | list[str]] = {**NO_STORE, **reply.headers, "Content-Type": reply.media_type}
    if reply.cookies:
        headers["Set-Cookie"] = list(reply.cookies)
    return Response(body=raw, headers=headers, status_code=int(reply.status))
