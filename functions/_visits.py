"""Visits of residents: what their browser keeps, and forms that only it may send."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qs

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.access import Visit
from chalicelib.domain.case import Case
from chalicelib.domain.errors import UnauthorizedError
from chalicelib.domain.identifiers import ReceiptNumber
from functions._http import HTML, Audience, Call, Reply, endpoint
from functions._page import render_private
from functions._problems import HttpProblem

TOKEN: Final = "token"  # noqa: S105 - the name of a field
MOST_FIELDS: Final = 60
MOST_SYMBOLS: Final = 2_000
"""Of one field: four times the longest that any takes, so that too much is answered by its fault and kept."""

OF_SIGNING_IN: Final = frozenset({TOKEN, "to", "receipt_number", "pin", "shared"})

BROWSER: Final = "loket-browser"
VISIT: Final = "loket-visit-"

View = Callable[[Call[None], Visit], Reply]


def read_form(call: Call[Any]) -> dict[str, str]:
    """The fields of a form, the last of each name, as they were typed."""
    raw = call.raw.decode("utf-8", "replace")
    try:
        found = parse_qs(raw, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    return {name: values[-1][:MOST_SYMBOLS] for name, values in found.items()}


def _name(name: str) -> str:
    """`__Host-` binds a cookie to this host alone (RFC 6265bis, section 4.1.3.2); it needs https."""
    return f"__Host-{name}" if _is_secure() else name


def _is_secure() -> bool:
    return get_services().public_url.startswith("https:")


def _cookie(name: str, value: str) -> str:
    """Lax: after the redirect from the bucket a stricter one would not be sent. It ends with the browser."""
    secure = "; Secure" if _is_secure() else ""
    return f"{_name(name)}={value}; Path=/; HttpOnly; SameSite=Lax{secure}"


def _read_cookie(call: Call[Any], name: str) -> str:
    try:
        found = SimpleCookie(call.headers.get("cookie", "")).get(_name(name))
    except CookieError:
        return ""
    return found.value if found else ""


def read_browser(call: Call[Any]) -> str:
    """The id that this browser keeps, empty where it keeps none."""
    return _read_cookie(call, BROWSER)


def with_browser(call: Call[Any], make: Callable[[str], Reply]) -> Reply:
    """A page with forms: the browser is given an id where it has none."""
    known = read_browser(call)
    browser = known or get_services().visits.new_browser()
    page = make(browser)
    return page if known else replace(page, cookies=(*page.cookies, _cookie(BROWSER, browser)))


def form_token(browser: str, form: str) -> str:
    """The hidden field of one form."""
    return get_services().visits.form_token(browser, form)


def check_form(call: Call[Any], form: str, typed: Mapping[str, str]) -> None:
    """Refuses a form that this browser was not given."""
    browser = read_browser(call)
    if not browser or not get_services().visits.is_own_form(browser, form, typed.get(TOKEN, "")):
        raise HttpProblem(HTTPStatus.FORBIDDEN, "foreign-form")


def open_visit(case: Case, *, remembers: bool = True, assisted: bool = False) -> str:
    """The cookie that opens one application to this browser."""
    services = get_services()
    visit = Visit(visitor=services.track.visit(case), remembers=remembers, assisted=assisted)
    return keep_visit(visit)


def keep_visit(visit: Visit) -> str:
    """The same, from now on for as long again."""
    return _cookie(VISIT + visit.visitor.receipt, get_services().visits.seal(visit))


def end_visit(receipt: ReceiptNumber) -> str:
    """The cookie that ends it."""
    return _cookie(VISIT + receipt, "") + "; Max-Age=0"


def read_visit(call: Call[Any]) -> Visit:
    """The visit to the application in the address. Raises UnauthorizedError."""
    receipt = ReceiptNumber.parse(call.path["application_id"])
    visit = get_services().visits.read(_read_cookie(call, VISIT + receipt))
    if visit.visitor.receipt != receipt or not read_browser(call):
        raise UnauthorizedError
    return visit


def visitor_page(
    routes: Blueprint,
    method: str,
    path: str,
    *,
    summary: str,
    media_type: str = HTML,
    status: int = 200,
    problems: tuple[int, ...] = (),
) -> Callable[[View], Callable[[Call[None]], Reply]]:
    """A page of one application, for the browser that keeps its visit; any other is asked for number and PIN.

    Nothing that was typed is lost by that. Every answer keeps the visit alive.
    """

    def register(view: View) -> Callable[[Call[None]], Reply]:
        def guarded(call: Call[None]) -> Reply:
            try:
                visit = read_visit(call)
                if method == "POST":
                    check_form(call, str(visit.visitor.receipt), read_form(call))
                reply = view(call, visit)
            except UnauthorizedError:
                return ask_again(call, path.format_map(call.path).lstrip("/"))
            return replace(reply, cookies=reply.cookies or (keep_visit(visit),))

        guarded.__name__, guarded.__doc__ = view.__name__, view.__doc__
        declare = endpoint(
            routes, method, path, audience=Audience.VISITOR, media_type=media_type, is_page=True, summary=summary,
            status=status, problems=(403, 404, 409, *problems),
        )  # fmt: skip
        return declare(guarded)

    return register


def what_was_typed(typed: Mapping[str, str]) -> dict[str, str]:
    """The fields of the form that met the end of a visit, without those of the page for number and PIN."""
    return {name: value for name, value in typed.items() if name not in OF_SIGNING_IN}


def ask_again(call: Call[Any], to: str, faults: Mapping[str, str] | None = None, status: int = 401) -> Reply:
    """The visit has ended: number and PIN once more, with what was typed on the way."""
    typed = read_form(call)
    number = typed.get("receipt_number") or call.path.get("application_id", "")
    return with_browser(
        call,
        lambda browser: render_private(
            call, "resume", status, token=form_token(browser, "resume"), to=to, typed=what_was_typed(typed),
            faults=faults or {}, number=number[:MOST_SYMBOLS],
        ),
    )  # fmt: skip
