"""Signing in to the office's pages at its own issuer."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.domain.access import Actor, ActorKind, Role
from tests.gateway import Gateway
from tests.office import STAFF, MiniOffice
from tests.office_fakes import FakeSignIn
from tests.officers import SESSION
from tests.residents import Browser

ACTOR = Actor(kind=ActorKind.OFFICER, id="v1", roles=frozenset({Role.VERIFIER}))
CODE = "code-1"


@pytest.fixture
def issuer(office: MiniOffice) -> FakeSignIn:
    fake: FakeSignIn = office.ports.sign_in
    fake.people[CODE] = (ACTOR, "Ibu Contoh")
    return fake


@pytest.fixture
def browser(office: MiniOffice) -> Browser:
    return Browser(office, cookies={}, app=STAFF)


def begin(browser: Browser, path: str = "/office/sign-in") -> str:
    """The state that the issuer was told; redirects elsewhere are not followed."""
    answer = browser._once("GET", path, None)
    assert answer.status == 303
    (state,) = parse_qs(urlsplit(answer.headers["Location"]).query)["state"]
    return state


def test_whoever_signs_in_comes_back_to_the_page_they_wanted(browser: Browser, issuer: FakeSignIn) -> None:
    assert b"office/sign-in?to=office/admin" in browser.go("/office/admin").content
    state = begin(browser, "/office/sign-in?to=office/queue")
    browser.go(f"/office/signed-in?code={CODE}&state={state}")
    assert browser.path.startswith("/office/queue")
    assert "Ibu Contoh" in browser.text
    request, redirect = issuer.asked[0]
    assert redirect.endswith("/office/signed-in")
    assert len(request.verifier) >= 43  # RFC 7636, section 4.1


@pytest.mark.usefixtures("issuer")
@pytest.mark.parametrize("page", ["desk", "assist", "overlays", "post"])
def test_a_page_of_scripts_is_come_back_to_as_it_is_served(browser: Browser, page: str) -> None:
    state = begin(browser, f"/office/sign-in?to={page}")
    assert browser.go(f"/office/signed-in?code={CODE}&state={state}").status == 200
    assert browser.path == f"/{page}"


@pytest.mark.usefixtures("issuer")
def test_filters_are_still_there_after_signing_in(browser: Browser) -> None:
    page = browser.go("/office/queue?queue=complete&due=today&lang=en").content.decode()
    wanted = re.search(r'href="(?:\.\./)*(office/sign-in\?to=office/queue[^"]+)"', page)
    assert wanted is not None
    state = begin(browser, "/" + unescape(wanted[1]))
    browser.go(f"/office/signed-in?code={CODE}&state={state}")
    assert browser.path.startswith("/office/queue?queue=complete&due=today&lang=")


@pytest.mark.parametrize(
    ("host", "scheme"),
    [("127.0.0.1:8001", "http"), ("localhost", "http"), ("localhost.example", "https"), ("127.0.0.1.example", "https")],
)
@pytest.mark.usefixtures("office")
def test_only_this_very_machine_is_come_back_to_without_tls(issuer: FakeSignIn, host: str, scheme: str) -> None:
    assert Gateway(STAFF).call("GET", "/office/sign-in", None, {"Host": host}).status == 303
    assert issuer.asked[0][1] == f"{scheme}://{host}/office/signed-in"


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "office/../x", "v1/cases", "office?x=//y", "office?x=%0d"]
)
def test_nobody_is_led_elsewhere(browser: Browser, issuer: FakeSignIn, to: str) -> None:
    assert issuer.people
    state = begin(browser, f"/office/sign-in?to={to}")
    answer = browser._once("GET", f"/office/signed-in?code={CODE}&state={state}", None)
    assert answer.headers["Location"].split("?")[0] == "../office"


@pytest.mark.usefixtures("issuer")
@pytest.mark.parametrize("query", ["", "code=code-1", "code=code-1&state=x", "error=access_denied&state={state}"])
def test_an_answer_that_was_not_asked_for_opens_nothing(browser: Browser, query: str) -> None:
    state = begin(browser)
    answer = browser._once("GET", "/office/signed-in?" + query.format(state=state), None)
    assert answer.status == 401
    assert SESSION not in browser.cookies
    assert b"office/sign-in" in answer.content


@pytest.mark.usefixtures("issuer")
def test_a_code_opens_one_session_in_the_browser_that_asked(office: MiniOffice, browser: Browser) -> None:
    state = begin(browser)
    other = Browser(office, cookies={}, app=STAFF)
    assert other._once("GET", f"/office/signed-in?code={CODE}&state={state}", None).status == 401
    assert browser._once("GET", f"/office/signed-in?code={CODE}&state={state}", None).status == 303
    assert browser._once("GET", f"/office/signed-in?code={CODE}&state={state}", None).status == 401


@pytest.mark.usefixtures("issuer")
def test_signing_in_that_takes_too_long_begins_anew(office: MiniOffice, browser: Browser) -> None:
    state = begin(browser)
    office.ports.clock.advance(minutes=11)
    assert browser._once("GET", f"/office/signed-in?code={CODE}&state={state}", None).status == 401


@pytest.mark.usefixtures("issuer")
def test_who_is_suspended_does_not_get_in(office: MiniOffice, browser: Browser) -> None:
    entry = office.ports.officers.get("v1")
    office.ports.officers.save(entry.model_copy(update={"is_suspended": True}))
    state = begin(browser)
    assert browser._once("GET", f"/office/signed-in?code={CODE}&state={state}", None).status == 401


def test_an_issuer_that_does_not_answer_is_told(browser: Browser, issuer: FakeSignIn) -> None:
    issuer.is_down = True
    assert browser._once("GET", "/office/sign-in", None).status == 503


@pytest.mark.usefixtures("issuer")
def test_signing_out_offers_to_end_the_issuers_session_too(browser: Browser) -> None:
    browser.go(f"/office/signed-in?code={CODE}&state={begin(browser)}")
    browser.press("office/sign-out")
    assert b"https://issuer.example/end" in browser.page.content
