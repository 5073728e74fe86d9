"""Every change of staff names the version it is for; a resident's may."""

from typing import Any

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.lifecycle import CaseState
from functions._http import ROUTES, Route
from tests.integration.http.admin_calls import ON_KEYS, is_of_administration, list_partner
from tests.integration.http.coverage_calls import fill, is_of_coverage, prepare_coverage
from tests.integration.http.overlay_calls import HOURS, OVERLAYS, publish, save
from tests.integration.http.printing_calls import open_batch
from tests.integration.http.signing_calls import is_of_signing, open_signing_batch
from tests.integration.http.test_staff_roles import BODIES
from tests.integration.http.walk import bring_to, faults, problem, stored, verifier
from tests.office import MiniOffice
from tests.post_office import Envelope, PostOffice

CHANGES = [route for route in ROUTES if route.if_match]
WITH_CHOICE = [route for route in ROUTES if route.if_match is False]
by_name = pytest.mark.parametrize("route", CHANGES, ids=lambda route: route.name)
by_choice = pytest.mark.parametrize("route", WITH_CHOICE, ids=lambda route: route.name)
GARBAGE = (
    "",
    "one",
    '"one"',
    '"1',
    "-1",
    "1.0",
    '"1", "2"',
    "'1'",
    "0x1",
    "W/",
    '"99999999999"',
    "\N{ARABIC-INDIC DIGIT ONE}",
    "1;",
)


def send(office: MiniOffice, route: Route, receipt: str, if_match: str | None) -> Any:  # noqa: ANN401 - an answer
    api = office.staff(min(route.roles))
    number = waiting_draft(office) if route.path.startswith(OVERLAYS) else 0
    if ON_KEYS.get(route.name):
        list_partner(office, route)
    named = {"day": "2026-03-02", "officer": "v1", "partner": "poslain", "kid": "k2", "batch": "", "card": "KTP_EL"}
    if "{batch}" in route.path:
        named["batch"] = open_signing_batch(office) if is_of_signing(route) else open_batch(office)
    if is_of_coverage(route):
        path = fill(route, prepare_coverage(office, route))
        sent = {} if if_match is None else {"If-Match": if_match}
        return office.staff(Role.APPROVER).call(route.method, path, BODIES.get(route.name), sent)
    path = route.path.format(receipt=receipt, document="kk", envelope=waiting_envelope(office), number=number, **named)
    return api.call(route.method, path, BODIES.get(route.name), {} if if_match is None else {"If-Match": if_match})


def waiting_draft(office: MiniOffice) -> int:
    """A draft beside the first version, which holds."""
    if not office.ports.registry.overlays:
        publish(office, {"office": {"hours": HOURS}})
    return save(office, {})


def waiting_envelope(office: MiniOffice) -> str:
    """An envelope that waits for an officer, the same for every call of a test."""
    known = office.ports.registry.envelopes
    if not known:
        PostOffice(office).post(Envelope("0001", ("paper",)))
    return next(iter(known))


def test_every_staff_change_takes_a_version() -> None:
    assert {route.name for route in CHANGES} >= {
        *("claim_case", "release_case", "judge_document", "return_case", "accept_case", "reject_case", "cancel_case"),
        *("record_milestone", "hand_over", "dispatch_product", "record_delivery"),
    }


@by_name
@pytest.mark.parametrize("if_match", [None, "*", " * "])
def test_a_change_for_no_version_is_not_made(office: MiniOffice, route: Route, if_match: str | None) -> None:
    receipt = bring_to(office, CaseState.SUBMITTED).id
    before = stored(office, receipt)
    answer = send(office, route, receipt, if_match)
    assert (answer.status, problem(answer)) == (428, "precondition-required")
    assert stored(office, receipt) == before


@by_name
def test_a_version_that_cannot_be_read_is_refused(office: MiniOffice, route: Route) -> None:
    receipt = bring_to(office, CaseState.SUBMITTED).id
    before = stored(office, receipt)
    for garbage in GARBAGE:
        answer = send(office, route, receipt, garbage)
        assert answer.status == 422, garbage
        assert faults(answer) == {("If-Match", "not_a_version")}
    assert stored(office, receipt) == before


def test_faults_of_body_query_and_version_are_named_together(office: MiniOffice) -> None:
    receipt = bring_to(office, CaseState.SUBMITTED).id
    path = f"/v1/cases/{receipt}/documents/kk/verdict?draft=1"
    answer = office.staff(Role.VERIFIER).call("PUT", path, {"kind": "nice"}, {"If-Match": "now"})
    assert answer.status == 422
    assert faults(answer) == {("kind", "not_a_choice"), ("draft", "unknown_field"), ("If-Match", "not_a_version")}


@by_name
def test_a_change_for_another_version_is_stale(office: MiniOffice, route: Route) -> None:
    receipt = bring_to(office, CaseState.SUBMITTED).id
    before = stored(office, receipt)
    is_listed = is_of_administration(route) or is_of_coverage(route) or route.path == "/v1/hold"
    none_yet = () if is_listed else (0,)  # who is not listed yet has that version
    for version in (*none_yet, before.version - 1, before.version + 1, 999_999_999):
        answer = send(office, route, receipt, f'"{version}"')
        assert (answer.status, problem(answer)) == (412, "stale-version"), version
    assert stored(office, receipt) == before


@pytest.mark.parametrize("form", ['"{}"', "{}", 'W/"{}"', ' "{}" ', '"0{}"'])
def test_the_present_version_is_read_in_its_usual_forms(office: MiniOffice, form: str) -> None:
    resident = bring_to(office, CaseState.SUBMITTED)
    officer = verifier(office, resident)
    version = stored(office, resident.id).version
    answer = officer.api.call("POST", officer.path + "/claim", None, {"If-Match": form.format(version)})
    assert answer.status == 200
    assert answer.headers["ETag"] == f'"{answer.json["version"]}"'
    assert officer.read()["version"] == answer.json["version"]


@by_choice
def test_a_resident_may_name_the_version_they_saw(office: MiniOffice, route: Route) -> None:
    resident = office.start()
    resident.send_all()
    office.work()
    before = stored(office, resident.id)
    rest = route.path.removeprefix("/v1/applications/{application_id}")
    body = {"language": "en"} if route.request else None
    for if_match, status in ((f'"{before.version - 1}"', 412), ("nonsense", 422)):
        assert resident.call(route.method, rest, body, {"If-Match": if_match}).status == status
    assert stored(office, resident.id) == before
    version = resident.call("GET").headers["ETag"]
    answer = resident.call(route.method, rest, body, {"If-Match": version})
    assert answer.status == 200
    assert answer.headers["ETag"] == f'"{before.version + 1}"'


@by_choice
@pytest.mark.parametrize("headers", [{}, {"If-Match": "*"}])
def test_a_resident_need_not_name_one(office: MiniOffice, route: Route, headers: dict[str, str]) -> None:
    resident = office.start()
    resident.send_all()
    office.work()
    rest = route.path.removeprefix("/v1/applications/{application_id}")
    assert resident.call(route.method, rest, {"language": "en"} if route.request else None, headers).status == 200
