"""Signing in to the office's pages at its own issuer."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.administration import AdminAction
from tests.canaries import listening
from tests.gateway import Gateway
from tests.office import STAFF, MiniOffice
from tests.office_fakes import FakeSignIn
from tests.officers import SESSION, sign_in
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


EMAIL = "Ibu.Baru@example.org"


def arrive(office: MiniOffice, issuer: FakeSignIn, subject: str, email: str) -> Browser:
    """Somebody whom the office does not know signs in; the issuer has verified this address of theirs."""
    issuer.people["code-9"] = (Actor(kind=ActorKind.OFFICER, id=subject), "Ibu Baru")
    issuer.emails["code-9"] = email
    window = Browser(office, cookies={}, app=STAFF)
    window.go(f"/office/signed-in?code=code-9&state={begin(window)}")
    return window


def test_an_officer_is_listed_by_email_and_tied_at_the_first_sign_in(office: MiniOffice, issuer: FakeSignIn) -> None:
    desk = sign_in(office, Role.ADMINISTRATOR, officer="adm1")
    desk.go("/office/admin/officers")
    with listening() as heard:
        desk.press("admin/officers", officer=EMAIL)
        assert "example.org" not in desk.path
        desk.press("admin/officers/mail-", name="Ibu Baru", role="verifier", **{"from": "list"})
        assert "Tersimpan." in desk.text
        window = arrive(office, issuer, "sub-1", EMAIL.lower())
        assert "pemeriksa berkas" in window.text
    directory = office.ports.officers
    assert directory.get("sub-1").roles == frozenset({Role.VERIFIER})
    other = arrive(office, issuer, "sub-2", EMAIL)
    assert other.path.split("?")[0].endswith("/office")
    assert "pemeriksa berkas" not in other.text
    assert directory.get("sub-2").version == 0
    events, _ = office.ports.admin_log.list_events(None, 10)
    assert [(e.action, e.by, e.subject) for e in events if e.subject == "sub-1"] == [
        (AdminAction.OFFICER_TIED, "sub-1", "sub-1")
    ]
    stored = "".join(entry.model_dump_json() for entry in directory.list_all()) + repr(events) + heard.getvalue()
    assert "ibu.baru@" not in stored.lower()
    desk.go("/office/admin/officers")
    desk.press("admin/officers", officer=EMAIL)
    assert desk.path.split("?")[0].endswith("/officers/sub-1")
    assert desk.go("/office/admin/officers").status == 200
    assert "Sudah masuk" in desk.text


def test_what_is_listed_by_id_goes_before_and_who_is_suspended_stays_out(
    office: MiniOffice, issuer: FakeSignIn
) -> None:
    api = office.staff(Role.ADMINISTRATOR, "adm1")
    expected = api.call("POST", "/v1/expected-officers", {"email": EMAIL}).json
    assert (expected["version"], expected["became"]) == (0, "")
    assert "officer" in expected
    path = f"/v1/officers/{expected['officer']}"
    body = {"name": "Ibu Baru", "roles": ["verifier"]}
    assert api.call("PUT", path, body, {"If-Match": '"0"'}).status == 200
    api.call("PUT", "/v1/officers/sub-1", {"roles": ["auditor"]}, {"If-Match": '"0"'})
    assert "pengawas" in arrive(office, issuer, "sub-1", EMAIL).text
    assert office.ports.officers.get(expected["officer"]).became == ""
    assert "pemeriksa" not in arrive(office, issuer, "sub-2", "").text  # not verified
    api.call("PUT", path, body | {"is_suspended": True}, {"If-Match": '"1"'})
    assert arrive(office, issuer, "sub-3", EMAIL).page.status == 401
    assert office.ports.officers.get("sub-3").is_suspended
    done = api.call("PUT", path, body, {"If-Match": '"3"'})
    assert (done.status, done.json["errors"][0]["code"]) == (422, "entry_taken_over")
    assert "sub-3" in done.json["errors"][0]["message"]
    wrong = api.call("POST", "/v1/expected-officers", {"email": "ibu"})
    assert wrong.status == 422
    desk = sign_in(office, Role.ADMINISTRATOR, officer="adm1")
    desk.go("/office/admin/officers")
    assert desk.press("admin/officers", officer="ibu@x").status == 422
    assert "Ini bukan alamat e-mail" in desk.text
