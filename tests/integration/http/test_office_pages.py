"""Signing in and out of the office's pages, and who may open them."""

import re
from datetime import timedelta
from http import HTTPStatus

import pytest

from chalicelib.catalogue import load_messages
from chalicelib.domain.access import Role
from chalicelib.domain.officers import Session
from chalicelib.domain.rights import RIGHTS
from chalicelib.domain.text import Language
from functions._http import ROUTES, Audience, Route
from functions._problems import PROBLEMS
from tests.integration.http.contract import Witness
from tests.office import STAFF, MiniOffice
from tests.officers import SESSION, session_of, sign_in
from tests.residents import FORM, Form, as_header

PAGES = [route for route in ROUTES if route.audience is Audience.OFFICER and route.is_page]
by_name = pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)


def path_of(route: Route) -> str:
    names = re.findall(r"{(\w+)}", route.path)
    return route.path.format_map(dict.fromkeys(names, "TESTTESTTE5"))


@pytest.mark.parametrize("route", [r for r in ROUTES if r.audience in {Audience.STAFF, Audience.OFFICER}])
def test_every_route_of_the_staff_names_its_right(route: Route) -> None:
    assert route.right is not None
    assert route.roles == RIGHTS[route.right].roles


@by_name
@pytest.mark.usefixtures("office")
def test_who_is_not_signed_in_is_asked_to(route: Route) -> None:
    body = b"note=abc" if route.method == "POST" else None
    answer = Witness(STAFF).call(route.method, path_of(route), body, FORM if body else {})
    assert answer.status == 401
    assert b"office/sign-in" in answer.content
    assert (b'value="abc"' in answer.content) is (body is not None)


@by_name
def test_who_may_not_is_refused(office: MiniOffice, route: Route) -> None:
    for role in set(Role) - route.roles:
        kept = as_header({SESSION: session_of(office, role)})
        body = b"" if route.method == "POST" else None
        answer = Witness(STAFF).call(route.method, path_of(route), body, kept | (FORM if body is not None else {}))
        assert answer.status == 403


@pytest.mark.parametrize("route", [r for r in PAGES if r.method == "POST"], ids=lambda route: route.name)
def test_a_form_of_another_session_asks_to_be_sent_again(office: MiniOffice, route: Route) -> None:
    kept = as_header({SESSION: session_of(office, *route.roles)})
    answer = Witness(STAFF).call("POST", path_of(route), b"token=another&note=abc", kept | FORM)
    assert answer.status == 403
    assert b'name="note" value="abc"' in answer.content


def test_the_first_page_says_how_much_waits_in_the_lists_of_a_role(office: MiniOffice) -> None:
    changes = {"submitted": {"n": 1203}, "awaiting-signature": {"n": 7}, "pick-up": {"n": 2}}
    office.ports.queue_counts.add("p", "s", "1", changes)
    shown = {role: sign_in(office, role).go("/office").content.decode() for role in Role}
    told = {role: set(re.findall(r"([A-Za-z -]+): <strong>([0-9.]+)</strong>", page)) for role, page in shown.items()}
    assert ("Menunggu diperiksa", "1.203") in told[Role.VERIFIER]
    assert {number for _, number in told[Role.SIGNER]} >= {"7"}
    assert {number for _, number in told[Role.COUNTER]} >= {"2"}
    assert "7" not in {number for _, number in told[Role.COUNTER]}


@pytest.mark.parametrize("role", Role)
def test_every_link_of_the_first_page_leads_to_a_page(office: MiniOffice, role: Role) -> None:
    browser = sign_in(office, role)
    links = set(re.findall(r'href="([^"#]+)"', browser.go("/office").content.decode())) - {"data:,"}
    pages = {link for link in links if "assets/" not in link}
    assert len(pages) > 1
    for link in pages:
        answer = browser.go(f"/{link.lstrip('./')}" if not link.startswith("?") else f"/office{link}")
        assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8"), link


def test_a_page_keeps_the_session_and_silence_ends_it(office: MiniOffice) -> None:
    browser = sign_in(office, Role.VERIFIER)
    assert browser.go("/office").status == 200
    office.ports.clock.advance(seconds=int(Session.IDLE.total_seconds()) - 1)
    assert browser.go("/office").status == 200
    office.ports.clock.advance(seconds=int(Session.IDLE.total_seconds()))
    assert browser.go("/office").status == 401


def test_a_shift_ends_whatever_is_done(office: MiniOffice) -> None:
    browser = sign_in(office, Role.VERIFIER)
    step = timedelta(minutes=20)
    for _ in range(Session.LONGEST // step - 1):
        office.ports.clock.advance(seconds=int(step.total_seconds()))
        assert browser.go("/office").status == 200
    office.ports.clock.advance(seconds=int(step.total_seconds()))
    assert browser.go("/office").status == 401


def test_signing_out_ends_copies_of_the_cookie_too(office: MiniOffice) -> None:
    browser, other = sign_in(office, Role.VERIFIER), sign_in(office, Role.VERIFIER)
    copy = dict(browser.cookies)
    browser.go("/office")
    assert browser.press("office/sign-out").status == 200
    assert SESSION not in browser.cookies
    browser.cookies = copy
    assert browser.go("/office").status == 401
    assert other.go("/office").status == 200


def test_signing_out_everywhere_ends_every_session(office: MiniOffice) -> None:
    browser, other = sign_in(office, Role.VERIFIER), sign_in(office, Role.VERIFIER)
    browser.go("/office")
    office.ports.clock.advance(seconds=1)
    browser.send(next(form for form in browser.forms if "everywhere" in form.fields))
    assert other.go("/office").status == 401
    office.ports.clock.advance(seconds=1)
    assert sign_in(office, Role.VERIFIER).go("/office").status == 200


def test_a_role_taken_away_holds_from_the_next_page_on(office: MiniOffice) -> None:
    browser = sign_in(office, Role.ADMINISTRATOR, officer="adm1")
    browser.go("/office")
    assert "admin kantor" in browser.text
    entry = office.ports.officers.get("adm1")
    office.ports.officers.save(entry.model_copy(update={"roles": frozenset({Role.COUNTER})}))
    browser.go("/office")
    assert "petugas loket" in browser.text
    assert "admin kantor" not in browser.text


RECEIPT = "TESTTESTTE5"
WRONG = [
    ("POST", f"/office/cases/{RECEIPT}/nonsense", Role.VERIFIER, 404, "Halaman ini tidak ada"),
    ("GET", f"/office/cases/{RECEIPT}", Role.VERIFIER, 404, "Halaman ini tidak ada"),
    ("GET", "/office/cases/AAAA", Role.VERIFIER, 422, "Nomor berkas: "),
    ("GET", "/office/queue?cursor=garbage", Role.VERIFIER, 422, "Mulai dari halaman pertama"),
    ("GET", "/office/admin", Role.VERIFIER, 403, "Peran Anda tidak mencakup ini"),
    ("POST", f"/office/cases/{RECEIPT}/claim", Role.VERIFIER, 413, "dalam beberapa bagian"),
]


@pytest.mark.parametrize(("method", "path", "role", "status", "said"), WRONG)
def test_what_goes_wrong_is_said_to_officers_with_a_way_on(
    office: MiniOffice, method: str, path: str, role: Role, status: int, said: str
) -> None:
    browser = sign_in(office, role)
    browser.go("/office")
    form = Form("post", path, {"token": browser.forms[0].fields["token"]})
    note = "x" * (70_000 if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else 1)
    answer = browser.go(path) if method == "GET" else browser.send(form, note=note)
    assert (answer.status, said in browser.text) == (status, True), browser.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "form-action 'self'" in answer.headers["Content-Security-Policy"]
    assert all(way in browser.text for way in ("Keluar", "Ke antrean", "Ke beranda"))
    assert "PIN" not in browser.text
    assert browser.go("/office").status == 200


def test_a_failure_is_said_with_the_bar_and_where_nobody_can_be_known_without(
    office: MiniOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in(office, Role.VERIFIER, language="en")
    monkeypatch.setattr(office.ports.cases, "get_sealed", None)
    assert browser.go(f"/office/cases/{RECEIPT}").status == 500
    assert "Something went wrong" in browser.text
    assert all(way in browser.text for way in ("Sign out", "To the queue"))
    monkeypatch.setattr(office.ports.officers, "get", None)
    answer = browser.go("/office")
    assert (answer.status, "Something went wrong" in browser.text, "Sign out" in browser.text) == (
        500, True, False,
    )  # fmt: skip
    assert answer.cookies == ()


def test_every_problem_has_words_for_officers() -> None:
    said = load_messages().staff("problem", Language.INDONESIAN)
    codes = {code for _, code in PROBLEMS.values()} | {"payload-too-large", "internal", "bad-address"}
    parts = ("title", "text")
    assert {f"{part}_{code.replace('-', '_')}" for code in codes for part in parts} <= said.keys()
