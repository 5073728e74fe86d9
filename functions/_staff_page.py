"""Pages of the office: who is signed in, what they may do, and forms that only their browser may send."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import Fault, ForbiddenError, UnauthorizedError
from chalicelib.domain.identifiers import IdempotencyKey, InvalidIdentifierError, ReceiptNumber
from chalicelib.domain.officers import Officer, Session
from chalicelib.domain.rights import RIGHTS, Right
from functions._forms import read_long_form
from functions._http import HTML, MOST_BODY_BYTES, PATHS, Audience, Call, Reply, endpoint
from functions._packing import QUICK, packed
from functions._problems import HttpProblem
from functions._views import view_held

COOKIE: Final = "loket-session"
TOKEN: Final = "token"  # noqa: S105 - the name of a field
NEVER_SHOWN: Final = frozenset({TOKEN, "passphrase", "signed_pdf", "letter_pdf"})
"""Fields of a form that no page repeats: a secret, and files, which as text would outgrow an answer."""

MOST_TABLE_BYTES: Final = 4 * 1024 * 1024
"""Of a pasted or uploaded table: API Gateway hands a function at most 6 MB, in base64."""

View = Callable[[Call[None]], Reply]


class Ahead(Protocol):
    """What a page reads together with the entry of its officer."""

    def read_entry(self, officer: str) -> Officer:
        """The entry, when all else has been asked for."""


@dataclass(frozen=True, slots=True)
class Area:
    """One part of the office, as the bar of every page lists it."""

    key: str
    path: str
    right: Right


AREAS: Final = (
    Area("home", "office", Right.OPEN_OFFICE),
    Area("queue", "office/queue", Right.READ_QUEUE),
    Area("desk", "desk", Right.READ_ENVELOPE),
    Area("milestones", "office/milestones", Right.RECORD_MILESTONE),
    Area("signing", "office/signing", Right.READ_SIGNING),
    Area("printing", "office/printing", Right.READ_PRINTING),
    Area("counter", "office/counter", Right.HAND_OVER),
    Area("letters", "office/letters", Right.MAIL_LETTERS),
    Area("assist", "assist", Right.ASSIST),
    Area("station", "post", Right.USE_STATION),
    Area("hold", "office/hold", Right.READ_HOLDS),
    Area("statistics", "office/statistics", Right.READ_STATISTICS),
    Area("coverage", "office/coverage", Right.READ_COVERAGE),
    Area("seen", "office/seen", Right.READ_SEEN),
    Area("admin", "office/admin", Right.READ_ADMINISTRATION),
)


def staff_page(  # noqa: PLR0913 - what `endpoint` takes of them
    routes: Blueprint,
    method: str,
    path: str,
    *,
    right: Right,
    summary: str,
    media_type: str = HTML,
    status: int = HTTPStatus.OK,
    problems: tuple[int, ...] = (),
    most_bytes: int = MOST_BODY_BYTES,
    read_ahead: Callable[[Call[None]], Ahead] | None = None,
) -> Callable[[View], Callable[[Call[None]], Reply]]:
    """A page for officers who have the right; any other is told so, and who is not signed in is asked to.

    The view gets a call whose `officer` acts and whose `session` is theirs. A form is taken only from the session that
    it was given to. Every answer keeps the session alive. `read_ahead`: what the page reads together with the entry of
    its officer, which the view finds in its call.
    """

    def register(view: View) -> Callable[[Call[None]], Reply]:
        def guarded(call: Call[None]) -> Reply:
            ahead = read_ahead(call) if read_ahead else None
            try:
                session, actor = get_services().staff_sessions.read(
                    read_session(call), ahead.read_entry if ahead else None
                )
            except UnauthorizedError:
                return _ask_to_sign_in(call, _wanted(call, path.format_map(call.path).lstrip("/")))
            call = replace(call, actor=actor, session=session, ahead=ahead)
            if not RIGHTS[right].allows(actor.roles):
                raise ForbiddenError
            if method == "POST" and not _is_own_form(call):
                return _once_more(call)
            reply = view(call)
            return replace(reply, cookies=reply.cookies or (keep_session(session),))

        guarded.__name__, guarded.__doc__ = view.__name__, view.__doc__
        declare = endpoint(
            routes, method, path, audience=Audience.OFFICER, media_type=media_type, is_page=True, summary=summary,
            right=right, status=status, problems=(401, 403, 404, 409, *problems), most_bytes=most_bytes,
            refuse=refuse_page,
        )  # fmt: skip
        return declare(guarded)

    return register


def render_staff(call: Call[Any], page: str, status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    """`page` is `<area>/<template>`. `faults` (field → sentence) and `done` (a sentence) stand above the content.

    So does a hold of the office, but on pages that say it at a place of their own (`held`).
    """
    area, _, template = page.partition("/")
    services, session = get_services(), call.session
    shown = {
        "nav": list_areas(call),
        "who": (session.name or session.officer) if session else "",
        "token": services.staff_sessions.form_token(session) if session else "",
        "query": call.query,
        "office_held": view_held(services.review.hold.present(), call.language) if session else None,
        "is_sandbox": services.ports.is_sandbox,
        "may": lambda right, state=None: may(call, Right(right), state),
    }
    if call.method == "POST":
        shown["elsewhere"] = ""
    body, policy = services.staff_pages.render(area, template, call.language, call.root.count("../"), **shown | values)
    headers = {"Cache-Control": "no-store", "Content-Language": call.language, "Content-Security-Policy": policy}
    return packed(Reply(body, status, headers, HTML), call.headers, QUICK)


def refuse_page(call: Call[None], problem: HttpProblem, faults: Sequence[Any]) -> Reply:
    """What went wrong, in the words and the layout of the office, with a way on; the session is kept alive.

    Who is signed in is read anew: it may have gone wrong before that was known, or by that very read.
    """
    try:
        session, actor = get_services().staff_sessions.read(read_session(call))
        reply = _say_problem(replace(call, actor=actor, session=session), problem, faults)
        return replace(reply, cookies=(keep_session(session),))
    except Exception:  # noqa: BLE001 - what broke the page breaks this, too: it says so without the bar
        return _say_problem(call, problem, faults)


def _say_problem(call: Call[None], problem: HttpProblem, faults: Sequence[Any]) -> Reply:
    is_address = problem.code == "invalid-request" and call.method == "GET"
    words = get_services().messages.staff("problem", call.language)
    told = in_words(call, tuple(fault for fault in faults if isinstance(fault, Fault)))
    names = {field: words.get(f"field_{field}", "") for field in told}
    return render_staff(
        call, "problem/problem", problem.status, code="bad_address" if is_address else problem.code.replace("-", "_"),
        wrong=[": ".join(filter(None, (names[field], said))) for field, said in told.items()],
        receipt=_case_behind(call) if call.method == "POST" or problem.code == "only-forms" else "",
    )  # fmt: skip


def _case_behind(call: Call[None]) -> str:
    """The case whose page a form stood on; empty for any other, and where its officer may not open it."""
    try:
        receipt = str(ReceiptNumber.parse(call.path.get("receipt", "")))
    except InvalidIdentifierError:
        return ""
    return receipt if may(call, Right.READ_CASE) else ""


def may(call: Call[Any], right: Right, state: Any = None) -> bool:  # noqa: ANN401 - a state of a case, or none
    """Whether who is signed in may do it, to a case in this state."""
    return call.actor is not None and RIGHTS[right].allows(call.actor.roles, state)


def list_areas(call: Call[Any]) -> list[Area]:
    """The parts of the office that who is signed in has something to do in."""
    return [area for area in AREAS if may(call, area.right) and f"/{area.path}" in PATHS]


def in_words(call: Call[Any], faults: tuple[Fault, ...]) -> dict[str, str]:
    """What is wrong with each field."""
    messages = get_services().messages
    return {fault.field: messages.fault(fault.code, dict(fault.params), call.language) for fault in faults}


def table_in_words(call: Call[Any], faults: tuple[Fault, ...], area: str) -> dict[str, str]:
    """The same of a pasted table, whose field is `table`: columns are named as the pages of the area call them."""
    words = get_services().messages.staff(area, call.language)
    told = in_words(call, tuple(fault for fault in faults if fault.code not in _OF_COLUMNS))
    for code, sentence in _OF_COLUMNS.items():
        if named := [words[f"column_{fault.field}"] for fault in faults if fault.code == code]:
            told["table"] = f"{told.get('table', '')} {words[sentence].format(names=', '.join(named))}".strip()
    return told


_OF_COLUMNS: Final = {"column_twice": "columns_twice", "column_missing": "columns_missing"}


def read_session(call: Call[Any]) -> str:
    """What the browser keeps of a session; empty where it keeps none."""
    return read_cookie(call, COOKIE)


def read_cookie(call: Call[Any], wanted: str) -> str:
    """What the browser keeps under a name of ours; empty where it keeps nothing."""
    for pair in str(call.headers.get("cookie", "")).split(";"):
        name, _, value = pair.strip().partition("=")
        if name == _cookie_name(wanted):
            return value.strip()
    return ""


def keep_session(session: Session) -> str:
    """The cookie that keeps it, from now on for as long again."""
    return session_cookie(get_services().staff_sessions.renew(session))


def session_cookie(value: str) -> str:
    """Lax, so that it is there when the issuer's page leads back. It ends with the browser."""
    return make_cookie(COOKIE, value)


def make_cookie(name: str, value: str) -> str:
    """A cookie of the office's pages. `__Host-` binds it to this host alone (RFC 6265bis, 4.1.3.2); it needs https."""
    secure = "; Secure" if _is_secure() else ""
    ended = "" if value else "; Max-Age=0"
    return f"{_cookie_name(name)}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{ended}"


def _cookie_name(name: str) -> str:
    return f"__Host-{name}" if _is_secure() else name


def _is_secure() -> bool:
    return get_services().public_url.startswith("https:")


def _is_own_form(call: Call[None]) -> bool:
    session = call.session
    typed = read_long_form(call).get(TOKEN, "")
    return session is not None and get_services().staff_sessions.is_own_form(session, typed)


def _typed(call: Call[Any]) -> Mapping[str, str]:
    return {name: value for name, value in read_long_form(call).items() if name not in NEVER_SHOWN}


def _wanted(call: Call[None], path: str) -> str:
    """The page, with its filters, as it is asked for again after signing in."""
    query = urlencode({name: value for name, value in call.query.items() if name != "lang"})
    return f"{path}?{query}" if query else path


def _ask_to_sign_in(call: Call[None], path: str) -> Reply:
    typed = _typed(call) if call.method == "POST" else {}
    to = "" if call.method == "POST" else path
    had = bool(read_session(call))
    return render_staff(call, "home/sign-in", HTTPStatus.UNAUTHORIZED, to=to, typed=typed, is_over=had)


def _once_more(call: Call[None]) -> Reply:
    """A form of an earlier session, or of another browser: nothing is done until its sender presses again."""
    return render_staff(call, "home/once-more", HTTPStatus.FORBIDDEN, typed=_typed(call))


def read_once(typed: Mapping[str, str]) -> IdempotencyKey:
    """The key that a form was given, so that a second press does nothing anew; another where somebody changed it."""
    try:
        return IdempotencyKey.parse(typed.get("once", ""))
    except InvalidIdentifierError:
        return IdempotencyKey.parse(get_services().ports.ids.new_id())
