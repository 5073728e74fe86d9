"""One sound call of every page of the office."""

from typing import Final
from urllib.parse import urlencode

from chalicelib.domain.access import Actor, ActorKind, Role
from functions._http import Route
from tests.gateway import Answer
from tests.integration.http import coverage_calls
from tests.integration.http.contract import Witness
from tests.office import STAFF, MiniOffice
from tests.officers import SESSION, session_of
from tests.residents import FORM, as_header

FORMS: Final[dict[str, dict[str, str]]] = {
    "sign_out": {},
    "find_waiting": {"scan": "{receipt}"},
    "hand_over_here": {
        "product": "p1",
        "collected_by": "self",
        "old_card": "lost",
        "identity_checked": "yes",
        "version": "{version}",
    },
    "undo_here": {"product": "p1", "reason": "slip", "version": "{version}"},
    "note_no_show": {"version": "1"},
    "change_pick_up_of": {"cancel": "yes", "version": "1"},
    "scan_dispatch": {"label": "{receipt}", "postal_number": "RR000000005ID"},
    "list_dispatch": {"table": "nomor berkas;nomor kiriman\n{receipt};RR000000005ID"},
    "print_labels_here": {"receipt": "{receipt}"},
    **coverage_calls.FORMS,
    "make_letter_batch": {"size": "1"},
    "take_letter_back_here": {"scan": "{letter}", "reason": "moved"},
    "print_letters_here": {"version": "0"},
    "work_on_letters": {"do": "mailed_all"},
    "find_officer": {"officer": "v1"},
    "save_officer": {"version": "0", "name": "Ibu Contoh"},
    "find_partner": {"partner": "posmlg"},
    "save_partner": {"version": "0", "name": "Kantor Pos"},
    "do_to_case": {"outcome": "reached"},
    "save_hold": {"version": "0", "reason": "siak_down"},
    "record_milestone_list": {"milestone": "entered", "table": "{receipt}"},
    "propose_batch": {"card": "KTP_EL", "size": "1"},
    "work_on_batch": {"code": "{code}", "version": "1"},
    "confirm_list": {"table": "{code}"},
    "keep_stock": {"card": "KTP_EL", "reason": "received", "amount": "10"},
    "search_here": {"receipt_number": "{receipt}"},
    "look_up_seen": {"officer": "v1"},
    "make_signing_batch": {"kind": "KK", "size": "1"},
    "work_on_signing_batch": {"close": "yes", "version": "1"},
    "keep_view": {"queue": "returned", "name": "Yang dikembalikan"},
    "take_next_case": {"service": "KTP-LOST"},
    "save_calendar": {"do": "put", "kind": "closed", "first": "2026-03-10", "why": "Pelantikan", "version": "0"},
    "save_retention": {"do": "put", "closed.papers_days": "90", "closed.personal_days": "365", "version": "0"},
    "count_anew": {"step": "begin", "version": "0"},
    "save_limits": {"version": "0", "answer_days": "40"},
    "save_texts": {"version": "0", "event": "ready", "do": "save"},
    "show_mail": {"version": "0", "event": "ready", "spoken": "id"},
    "show_letter": {"version": "0", "event": "ready", "spoken": "id"},
}
"""What a form of each page carries, beside its token; of the only case there is, its number and version."""


def call_office_page(office: MiniOffice, route: Route, headers: dict[str, str], path: str, **own: str) -> Answer:
    """The answer to one sound call, by somebody who may; `own` fills its form besides."""
    session = session_of(office, *sorted(route.roles - {Role.POST_OFFICE})[:1], officer="officer-1")
    sent = as_header({SESSION: session}) | (FORM if route.method == "POST" else {})
    known: dict[str, object] = {"receipt": "", "version": 0}
    for case in list(office.ports.registry.cases.values())[:1]:
        known = {"receipt": case.receipt, "version": case.version}
    known |= own
    filled = {name: value.format_map(known) for name, value in FORMS.get(route.name, {}).items()}
    typed = {"token": _token(office, session), **filled}
    if route.name == "do_to_case":
        typed["version"] = str(known["version"])
    body = urlencode(typed).encode() if route.method == "POST" else None
    return Witness(STAFF).call(route.method, path, body, {**sent, **headers})


def _token(office: MiniOffice, session: str) -> str:
    return office.services.staff_sessions.form_token(office.services.staff_sessions.read(session)[0])


def call_for_token(office: MiniOffice, headers: dict[str, str]) -> Answer:
    """As a script of our own page asks for it."""
    kept = as_header({SESSION: session_of(office, Role.VERIFIER, officer="officer-1")})
    return Witness(STAFF).call("POST", "/office/token", None, {"X-Loket-Page": "1", **kept, **headers})


def call_signed_in(office: MiniOffice, headers: dict[str, str]) -> Answer:
    """Back from the issuer with a code, to the browser that asked."""
    began = Witness(STAFF).call("GET", "/office/sign-in", None, {})
    (cookie,) = began.cookies
    state = office.ports.sign_in.asked[-1][0].state
    actor = Actor(kind=ActorKind.OFFICER, id="officer-1", roles=frozenset({Role.VERIFIER}))
    office.ports.sign_in.people["code-1"] = (actor, "Petugas")
    kept = {"Cookie": cookie.partition(";")[0]}
    return Witness(STAFF).call("GET", f"/office/signed-in?code=code-1&state={state}", None, {**kept, **headers})
