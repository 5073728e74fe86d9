"""Role × route, generated from the declared routes: allowed exactly where the route says so."""

from typing import Any

import pytest

from chalicelib.domain.access import Actor, ActorKind, Role
from functions._http import ROUTES, Audience, Route
from tests.gateway import Gateway
from tests.integration.http import admin_calls, coverage_calls, letter_calls, overlay_calls
from tests.integration.http.contract import Witness
from tests.integration.http.post_calls import PAGES
from tests.integration.http.walk import problem, stored
from tests.office import PUBLIC, STAFF, MiniOffice

STAFF_ROUTES = [route for route in ROUTES if route.audience is Audience.STAFF]
OF_ALL = frozenset(Role)
ASSISTED = "/v1/assisted-applications"
KEY = "0b7e7d0e-3c55-4f0e-9a41-6f2f8d1c9b37"
by_name = pytest.mark.parametrize("route", STAFF_ROUTES, ids=lambda route: route.name)
STRAYS = {"stray", "no_form"}
"""What both surfaces answer at addresses at which nothing lies."""

BODIES: dict[str, dict[str, Any]] = {
    "start_assisted": {"service": "KTP-LOST"},
    "search_cases": {"receipt_number": "TEST-TEST-TE5"},
    "take_next": {"service": "KTP-LOST"},
    "keep_view_of": {"name": "Pos", "filters": {"channel": "post"}},
    "forget_view_of": {"name": "Pos"},
    "judge_document": {"kind": "accepted"},
    "return_case": {},
    "reject_case": {"reason": "other"},
    "cancel_case": {"reason": "other"},
    "record_milestone": {"milestone": "entered"},
    "hand_over": {"product": "p1", "collected_by": "self", "old_card": "none", "identity_checked": True},
    "dispatch_product": {"product": "p1", "postal_number": "RR000000005ID"},
    "record_delivery": {"product": "p1", "outcome": "delivered"},
    "undo_hand_over": {"product": "p1", "reason": "slip"},
    "note_appointment": {"outcome": "no_show"},
    "book_pick_up_for": {"place": "block-office", "day": "2026-03-03", "at": "09:00"},
    "cancel_pick_up_for": {"version": 1},
    "record_dispatches": {"lines": [{"receipt": "TEST-TEST-TE5", "postal_number": "RR000000005ID"}]},
    "print_labels": {"receipts": ["TEST-TEST-TE5"]},
    "resolve_envelope": {"resolution": {"action": "reject", "code": "unusable"}},
    "record_custody": {"place": "office"},
    "note_call": {"outcome": "reached"},
    "correct_numbers": {"family_card_number": "3573990101150009"},
    "correct_contact": {"email": "another@example.org"},
    "record_residence": {"lives_in": "elsewhere"},
    "lift_suppression": {"channel": "email", "reason": "works_again"},
    "settle_duplicate": {"other": "TEST-TEST-TE5", "is_duplicate": False},
    "switch_hold": {"is_held": True},
    **overlay_calls.BODIES,
    **admin_calls.BODIES,
    "record_milestones": {"milestone": "entered", "lines": [{"receipt": "TEST-TEST-TE5"}]},
    "propose_print_batch": {"card": "KTP_EL", "size": 1},
    "confirm_card": {"code": "TEST-TEST-TE5"},
    "confirm_card_list": {"table": "TEST-TEST-TE5"},
    "spoil_card": {"code": "TEST-TEST-TE5", "version": 1},
    "change_card_stock": {"reason": "received", "amount": 10},
    **coverage_calls.BODIES,
    **letter_calls.BODIES,
    "propose_signing_batch": {"kind": "KK", "size": 1},
    "sign_letter": {
        "file_name": "TEST-TEST-TE5.pdf",
        "content": "JVBERg==",
        "nik": "3573994503700001",
        "passphrase": "kalimat sandi",
    },
    "keep_signed_document": {"file_name": "TEST-TEST-TE5.pdf", "content": "JVBERg=="},
    "confirm_signed": {"lines": ["TESTTESTTE5/p1"]},
    "refuse_to_sign": {"lines": ["TESTTESTTE5/p1"], "reason": "wrong_data"},
    "sort_pages": {"pages": {"pos.B-1.0001.1": None}},
}


HAS_NOTHING_TO_DO = {
    "print_labels",
    "propose_print_batch",
    "propose_signing_batch",
    "propose_letter_batch",
    "take_letter_back",
    "print_letter_again",
}
"""Routes that refuse an office in which nothing waits."""


def call(api: Gateway, route: Route, receipt: str, *, sound: bool = True) -> Any:  # noqa: ANN401 - an answer
    posted = {"envelope": "pos.B-1.0001", "partner": "pos", "batch": "B-1", "day": "2026-03-02"}
    posted |= {"campaign": "c1", "recording": "r1", "person": "p1"}
    path = route.path.format(
        receipt=receipt, document="kk", number="1", officer="v1", kid="k1", card="KTP_EL", product="p1", **posted
    )
    headers = {"If-Match": '"999"'} if sound and route.if_match else {}
    headers |= dict.fromkeys(route.headers, KEY)
    return api.call(route.method, path, BODIES.get(route.name) if sound else b"not JSON", headers)


@by_name
def test_every_staff_route_names_its_roles(route: Route) -> None:
    assert route.roles
    is_theirs_too = route.path.startswith(ASSISTED) or route.roles == OF_ALL
    assert (Role.POST_OFFICE in route.roles) == (Role.ASSISTANT in route.roles) == is_theirs_too


@by_name
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_route_says(office: MiniOffice, role: Role, route: Route) -> None:
    receipt = office.start().id
    before = stored(office, receipt)
    answer = call(office.staff(role), route, receipt)
    if role in route.roles:
        assert answer.status in {200, 201, 204, 404, 409, 412} | ({422} if route.name in HAS_NOTHING_TO_DO else set())
    else:
        assert (answer.status, problem(answer)) == (403, "forbidden")
    assert stored(office, receipt) == before


@pytest.mark.parametrize("route", [r for r in STAFF_ROUTES if r.roles != OF_ALL], ids=lambda route: route.name)
def test_who_may_not_is_refused_before_anything_is_read(office: MiniOffice, route: Route) -> None:
    receipt = office.start().id
    outsider = office.staff(Role.AUDITOR if Role.POST_OFFICE in route.roles else Role.POST_OFFICE)
    answers = [
        call(outsider, route, receipt),
        call(outsider, route, receipt, sound=False),
        call(outsider, route, "TESTTESTTE5"),
        call(outsider, route, "nonsense"),
    ]
    assert {answer.status for answer in answers} == {403}
    assert len({answer.content for answer in answers}) == 1


@by_name
def test_an_officer_without_roles_may_do_nothing(office: MiniOffice, route: Route) -> None:
    office.ports.staff_tokens.people["nobody"] = Actor(kind=ActorKind.OFFICER, id="nobody")
    assert call(Witness(STAFF, token="nobody"), route, office.start().id).status == 403


@by_name
def test_nobody_without_a_token_is_let_in(office: MiniOffice, route: Route) -> None:
    receipt = office.start().id
    assert call(Witness(STAFF), route, receipt).status == 401
    assert call(Witness(STAFF, token="unknown"), route, receipt).status == 401


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.audience is Audience.PARTNER], ids=lambda route: route.name
)
def test_only_a_post_office_hands_over(office: MiniOffice, role: Role, route: Route) -> None:
    assert route.roles == {Role.POST_OFFICE}
    path = route.path.format(batch="B-1", day="2026-03-02")
    answer = office.staff(role).call(route.method, path, b"{}" if route.request else None)
    assert (answer.status == 403) == (role is not Role.POST_OFFICE)


def test_two_roles_open_what_either_opens(office: MiniOffice) -> None:
    both = frozenset({Role.POST_OFFICE, Role.AUDITOR})
    office.ports.staff_tokens.people["both"] = Actor(kind=ActorKind.OFFICER, id="both", roles=both)
    api = Witness(STAFF, token="both")
    receipt = office.start().id
    assert api.call("GET", f"/v1/cases/{receipt}/audit").status == 200
    assert api.call("POST", f"/v1/cases/{receipt}/claim", None, {"If-Match": '"1"'}).status == 403


def test_the_surfaces_do_not_serve_each_others_routes() -> None:
    served = {
        name: {
            (method, path)
            for path, entries in app.routes.items()
            for method, entry in entries.items()
            if entry.view_name not in STRAYS
        }
        for name, app in (("public", PUBLIC), ("staff", STAFF))
    }
    assert not served["public"] & served["staff"]
    declared = {(route.method, route.path): route.audience for route in ROUTES}
    pages = {("GET", path) for path in PAGES}
    assert {declared[key] for key in served["staff"] - pages} == {Audience.STAFF, Audience.PARTNER, Audience.OFFICER}
    assert {declared[key] for key in served["staff"] & pages} == {Audience.PUBLIC}
    assert {declared[key] for key in served["public"]} == {Audience.PUBLIC, Audience.RESIDENT, Audience.VISITOR}
