"""Visits of residents: what their browser keeps, and forms that only it may send."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.access import Visit
from chalicelib.domain.case import Case
from chalicelib.domain.errors import NotFoundError, UnauthorizedError, UnavailableError
from chalicelib.domain.identifiers import ReceiptNumber
from functions._forms import MOST_SYMBOLS, read_form
from functions._http import HTML, Audience, Call, Reply, endpoint
from functions._page import render_private
from functions._problems import HttpProblem

PART: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""Of an address: a number, a step, a paper, a file, a language."""

TOKEN: Final = "token"  # noqa: S105 - the name of a field
OF_SIGNING_IN: Final = frozenset({TOKEN, "to", "receipt_number", "pin", "shared", "sealed", "solution"})
"""Fields that are no words of the resident's: what is worked is worked anew."""

BROWSER: Final = "loket-browser"
VISIT: Final = "loket-visit-"
MOST_VISITS: Final = 6
"""Applications that one browser keeps open: with more, their cookies would outgrow what API Gateway takes."""

View = Callable[[Call[None], Visit], Reply]


def _name(name: str) -> str:
    """`__Host-` binds a cookie to this host alone (RFC 6265bis, section 4.1.3.2); it needs https."""
    return f"__Host-{name}" if _is_secure() else name


def _is_secure() -> bool:
    return get_services().public_url.startswith("https:")


def _cookie(name: str, value: str) -> str:
    """Lax: after the redirect from the bucket a stricter one would not be sent. It ends with the browser."""
    secure = "; Secure" if _is_secure() else ""
    return f"{_name(name)}={value}; Path=/; HttpOnly; SameSite=Lax{secure}"


def _read_cookies(call: Call[Any]) -> dict[str, str]:
    """Our own of what the browser keeps, whatever stands beside them; the first of each name."""
    found: dict[str, str] = {}
    for pair in str(call.headers.get("cookie", "")).split(";"):
        name, _, value = pair.strip().partition("=")
        if name.startswith(_name("loket-")):
            found.setdefault(name.removeprefix(_name("")), value.strip())
    return found


def _read_cookie(call: Call[Any], name: str) -> str:
    return _read_cookies(call).get(name, "")


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


def is_own_form(call: Call[Any], form: str, typed: Mapping[str, str]) -> bool:
    """Whether this browser was given this form."""
    browser = read_browser(call)
    return bool(browser) and get_services().visits.is_own_form(browser, form, typed.get(TOKEN, ""))


def check_form(call: Call[Any], form: str, typed: Mapping[str, str]) -> None:
    """Refuses a form that this browser was not given."""
    if not is_own_form(call, form, typed):
        raise HttpProblem(HTTPStatus.FORBIDDEN, "foreign-form")


def open_visit(call: Call[Any], case: Case, *, remembers: bool = True, assisted: bool = False) -> tuple[str, ...]:
    """The cookies that open one application to this browser, and end what is old: a header holds only so much.

    A phone that is somebody else's stays so. A clerk goes on with one resident at a time.
    """
    services = get_services()
    before = _find_visit(call, case.receipt)
    remembers = remembers and (before is None or before.remembers)
    is_assisted = assisted or (before is not None and before.assisted)
    visit = Visit(visitor=services.track.visit(case), remembers=remembers, assisted=is_assisted)
    others = [name for name in _read_cookies(call) if name.startswith(VISIT) and name != VISIT + case.receipt]
    surplus = others if assisted else others[: max(0, len(others) + 1 - MOST_VISITS)]
    return (*(_cookie(name, "") + "; Max-Age=0" for name in surplus), keep_visit(visit))


def _find_visit(call: Call[Any], receipt: ReceiptNumber) -> Visit | None:
    try:
        return get_services().visits.read(_read_cookie(call, VISIT + receipt))
    except UnauthorizedError:
        return None


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


def visitor_page(  # noqa: PLR0913 - what `endpoint` takes of them
    routes: Blueprint,
    method: str,
    path: str,
    *,
    summary: str,
    media_type: str = HTML,
    status: int = 200,
    problems: tuple[int, ...] = (),
    back: str = "",
) -> Callable[[View], Callable[[Call[None]], Reply]]:
    """A page of one application, for the browser that keeps its visit; any other is asked for number and PIN.

    Nothing that was typed is lost by that. Every answer keeps the visit alive. `back` is where signing in leads to,
    where that is not the page itself.
    """

    def register(view: View) -> Callable[[Call[None]], Reply]:
        def guarded(call: Call[None]) -> Reply:
            if not all(PART.fullmatch(part) for part in call.path.values()):
                raise NotFoundError
            try:
                visit = read_visit(call)
                if method == "POST":
                    check_form(call, str(visit.visitor.receipt), read_form(call))
                reply = view(call, visit)
            except UnauthorizedError:
                return ask_again(call, (back or path).format_map(call.path).lstrip("/"))
            except UnavailableError:
                if method != "POST":
                    raise
                return _once_more(call, path.format_map(call.path).lstrip("/"))
            if "/pictures/" in path:  # one of several answers at once: it may be the last after the visit was ended
                return reply
            return replace(reply, cookies=reply.cookies or (keep_visit(visit),))

        guarded.__name__, guarded.__doc__ = view.__name__, view.__doc__
        declare = endpoint(
            routes, method, path, audience=Audience.VISITOR, media_type=media_type, is_page=True, summary=summary,
            status=status, problems=(403, 404, 409, *problems),
        )  # fmt: skip
        return declare(guarded)

    return register


def _once_more(call: Call[Any], to: str) -> Reply:
    """A part did not answer: what was typed stands ready to be sent again."""
    token = form_token(read_browser(call), str(ReceiptNumber.parse(call.path["application_id"])))
    typed = what_was_typed(read_form(call))
    return render_private(call, "kept", 503, elsewhere="", to=to, typed=typed, token=token, is_busy=True)


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
            faults=faults or {}, number=number[:MOST_SYMBOLS], is_shared="shared" in typed,
        ),
    )  # fmt: skip
