"""One sound call of every page of the office."""

from typing import Final
from urllib.parse import urlencode

from chalicelib.domain.access import Role
from functions._http import Route
from tests.gateway import Answer
from tests.integration.http import coverage_calls
from tests.integration.http.contract import Witness
from tests.office import STAFF, MiniOffice
from tests.officers import SESSION, session_of
from tests.residents import FORM, as_header

FORMS: Final[dict[str, dict[str, str]]] = {
    "sign_out": {},
    **coverage_calls.FORMS,
    "find_officer": {"officer": "v1"},
    "save_officer": {"version": "0", "name": "Ibu Contoh"},
    "find_partner": {"partner": "posmlg"},
    "save_partner": {"version": "0", "name": "Kantor Pos"},
    "save_limits": {"version": "0", "answer_days": "40"},
}
"""What a form of each page carries, beside its token."""


def call_office_page(office: MiniOffice, route: Route, headers: dict[str, str], path: str) -> Answer:
    """The answer to one sound call, by somebody who may."""
    session = session_of(office, *sorted(route.roles - {Role.POST_OFFICE})[:1], officer="officer-1")
    sent = as_header({SESSION: session}) | (FORM if route.method == "POST" else {})
    typed = {"token": _token(office, session), **FORMS.get(route.name, {})}
    body = urlencode(typed).encode() if route.method == "POST" else None
    return Witness(STAFF).call(route.method, path, body, {**sent, **headers})


def _token(office: MiniOffice, session: str) -> str:
    return office.services.staff_sessions.form_token(office.services.staff_sessions.read(session)[0])
