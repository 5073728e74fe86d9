"""Tokens that a session gives to the scripts of our own pages."""

from typing import Final

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.administration import AdminAction
from tests.gateway import Answer, Gateway
from tests.integration.http.contract import Witness
from tests.office import STAFF, MiniOffice
from tests.officers import SESSION, session_of, sign_in
from tests.residents import as_header

OWN: Final = {"X-Loket-Page": "1", "Sec-Fetch-Site": "same-origin"}
QUEUE: Final = "/v1/cases?queue=submitted"


@pytest.fixture
def session(office: MiniOffice) -> str:
    return session_of(office, Role.VERIFIER, officer="v1")


def ask(session: str, headers: dict[str, str] = OWN) -> Answer:
    return Witness(STAFF).call("POST", "/office/token", None, as_header({SESSION: session}) | headers)


def api_of(session: str) -> Gateway:
    answer = ask(session)
    assert answer.status == 200
    return Gateway(STAFF, token=answer.json["token"])


def test_a_session_gives_a_token_that_the_api_takes_for_ten_minutes(office: MiniOffice, session: str) -> None:
    api = api_of(session)
    assert api.call("GET", QUEUE).status == 200
    office.ports.clock.advance(minutes=9, seconds=59)
    assert api.call("GET", QUEUE).status == 200
    office.ports.clock.advance(seconds=1)
    assert api.call("GET", QUEUE).status == 401


def test_it_acts_in_the_name_and_the_roles_of_the_session(office: MiniOffice, session: str) -> None:
    receipt = office.start().id
    api = api_of(session)
    assert api.call("GET", f"/v1/cases/{receipt}/audit").status == 403
    assert api.call("GET", f"/v1/cases/{receipt}").status == 200
    (seen,), _ = office.ports.seen.of_officer("v1", None, 10)
    assert seen.receipt == receipt


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"X-Loket-Page": ""},
        {"X-Loket-Page": "1", "Sec-Fetch-Site": "cross-site"},
        {"X-Loket-Page": "1", "Sec-Fetch-Site": "same-site"},
        {"X-Loket-Page": "1", "Sec-Fetch-Site": "none"},
    ],
)
def test_only_a_script_of_our_own_gets_one(session: str, headers: dict[str, str]) -> None:
    answer = ask(session, headers)
    assert answer.status == 403
    assert session not in str(answer.content)
    assert not answer.cookies


def test_without_a_session_there_is_none(office: MiniOffice, session: str) -> None:
    assert ask("").status == 401
    assert ask("nonsense").status == 401
    office.ports.clock.advance(minutes=31)
    assert ask(session).status == 401


def test_asking_keeps_the_session_alive(office: MiniOffice, session: str) -> None:
    office.ports.clock.advance(minutes=29)
    (cookie,) = ask(session).cookies
    office.ports.clock.advance(minutes=29)
    assert ask(cookie.split(";")[0].partition("=")[2]).status == 200


def test_a_token_ends_with_its_session(office: MiniOffice, session: str) -> None:
    api, sessions = api_of(session), office.services.staff_sessions
    sessions.end(sessions.read(session)[0])
    assert api.call("GET", QUEUE).status == 401


def test_signing_out_everywhere_and_suspending_end_it(office: MiniOffice, session: str) -> None:
    api = api_of(session)
    office.ports.clock.advance(seconds=1)
    office.services.staff_sessions.end_all("v1")
    assert api.call("GET", QUEUE).status == 401
    office.ports.clock.advance(seconds=1)
    again = api_of(session_of(office, Role.VERIFIER, officer="v1"))
    entry = office.ports.officers.get("v1")
    office.ports.officers.save(entry.model_copy(update={"is_suspended": True}))
    assert again.call("GET", QUEUE).status == 401


def test_an_officer_signs_out_everywhere_by_api_and_it_is_recorded(office: MiniOffice, session: str) -> None:
    passed, window = api_of(session), sign_in(office, Role.VERIFIER, officer="v1")
    api, other = office.staff(Role.VERIFIER, "v1"), office.staff(Role.VERIFIER, "v2")
    office.ports.clock.advance(seconds=1)
    assert api.call("DELETE", "/v1/sessions").status == 204
    assert [one.call("GET", QUEUE).status for one in (api, passed, other)] == [401, 401, 200]
    assert window.go("/office").status == 401
    office.ports.clock.advance(seconds=1)
    assert api_of(session_of(office, Role.VERIFIER, officer="v1")).call("GET", QUEUE).status == 200
    page = sign_in(office, Role.VERIFIER, officer="v1")
    page.go("/office")
    page.press("sign-out", everywhere="yes")
    events, _ = office.ports.admin_log.list_events(None, 10)
    told = [(event.action, event.by, event.subject) for event in events]
    assert told == [(AdminAction.SIGNED_OUT, "v1", "v1")] * 2


def test_a_role_taken_away_in_mid_session_holds_for_its_tokens(office: MiniOffice, session: str) -> None:
    api = api_of(session)
    office.ports.officers.save(office.ports.officers.get("v1").model_copy(update={"roles": frozenset()}))
    assert api.call("GET", QUEUE).status == 403


def test_neither_is_taken_for_the_other(office: MiniOffice, session: str) -> None:
    token = api_of(session).token
    assert Gateway(STAFF, token=session).call("GET", QUEUE).status == 401
    assert ask(token).status == 401
    assert office.services.admit_staff(token).id == "v1"
