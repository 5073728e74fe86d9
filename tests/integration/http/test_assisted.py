"""Applying with a resident: a draft under the clerk's name, handed over, and the receipt that the clerk prints."""

from typing import Any
from uuid import uuid4

import pytest

from chalicelib.domain.access import ActorKind, Role
from chalicelib.domain.case import Channel
from chalicelib.domain.errors import UnauthorizedError
from chalicelib.domain.lifecycle import CaseState
from tests.gateway import Answer, Gateway
from tests.integration.http.walk import bring_to, faults, problem, stored
from tests.office import LOST, MiniOffice, Officer, Resident

PATH = "/v1/assisted-applications"
KEY = "5f0c9d1e-8a4b-4c3d-9e2f-7b6a5d4c3b2a"
ASKED = {"service": "KTP-LOST", "applicant_role": "self"}
REST = {name: value for name, value in LOST.items() if name not in ASKED}


def begin(api: Gateway, body: dict[str, Any] | None = None, key: str = KEY) -> Answer:
    return api.call("POST", PATH, ASKED if body is None else body, {"Idempotency-Key": key})


def as_resident(office: MiniOffice, begun: dict[str, Any]) -> Resident:
    """The resident goes on with the draft that the ticket opens."""
    visitor, _ = office.services.assist_tickets.read(begun["ticket"], office.ports.clock.now())
    token = office.services.resident_tokens.issue(visitor, office.ports.clock.now())
    resident = Resident(office, {**begun, "access_token": token})
    return Resident(office, {**resident.started, "checklist": resident.call("GET").json["checklist"]})


def submitted(office: MiniOffice, api: Gateway) -> Resident:
    """An assisted application that the resident filled in and handed in."""
    resident = as_resident(office, begin(api, key=str(uuid4())).json)
    assert resident.call("PATCH", "", REST).status == 200
    resident.send_all()
    office.work()
    assert resident.submit().status == 200
    return resident


@pytest.fixture
def clerk(office: MiniOffice) -> Gateway:
    return office.staff(Role.ASSISTANT, "as1")


@pytest.mark.parametrize("role", [Role.FRONT_OFFICER, Role.POST_OFFICE, Role.ASSISTANT])
def test_a_draft_begins_under_the_clerks_name(office: MiniOffice, role: Role) -> None:
    answer = begin(office.staff(role, "as1"))
    assert answer.status == 201
    case = stored(office, answer.json["application_id"])
    assert (case.state, case.channel, case.assisted_by) == (CaseState.DRAFT, Channel.ASSISTED, "as1")
    assert answer.json["receipt_number"] == case.receipt.format()
    assert answer.json["handover_url"] == "https://loket.example/assisted"
    (event,) = office.ports.cases.list_audit(case.receipt)
    assert (event.actor.kind, event.actor.id, event.action) == (ActorKind.OFFICER, "as1", "started")


def test_its_number_and_pin_open_it_as_any_other(office: MiniOffice, clerk: Gateway) -> None:
    begun = begin(clerk).json
    assert Resident(office, {**begun, "access_token": ""}).track().json["state"] == "DRAFT"


def test_the_same_key_and_body_answer_the_same(office: MiniOffice, clerk: Gateway) -> None:
    assert begin(clerk).json == begin(clerk).json
    assert len(office.ports.registry.cases) == 1
    assert len(clerk.call("GET", PATH).json["items"]) == 1


def test_the_same_key_with_another_body_is_refused(office: MiniOffice, clerk: Gateway) -> None:
    begin(clerk)
    answer = begin(clerk, {**ASKED, "language": "en"})
    assert (answer.status, problem(answer)) == (422, "idempotency-key-reused")
    assert len(office.ports.registry.cases) == 1


def test_a_key_of_one_officer_opens_nothing_of_another(office: MiniOffice, clerk: Gateway) -> None:
    mine, theirs = begin(clerk).json, begin(office.staff(Role.ASSISTANT, "as2")).json
    online = office.public.call("POST", "/v1/applications", ASKED, {"Idempotency-Key": KEY}).json
    spelled = office.public.call("POST", "/v1/applications", ASKED, {"Idempotency-Key": f"as1|{KEY}"}).json
    numbers = {begun["receipt_number"] for begun in (mine, theirs, online, spelled)}
    assert len(numbers) == len(office.ports.registry.cases) == 4


def test_a_missing_key_is_asked_for(office: MiniOffice, clerk: Gateway) -> None:
    answer = clerk.call("POST", PATH, ASKED)
    assert (answer.status, problem(answer)) == (400, "idempotency-key-missing")
    assert not office.ports.registry.cases


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"service": "NOPE"}, ("service", "unknown_service")),
        ({**ASKED, "applicant_role": "nobody"}, ("applicant_role", "not_a_choice")),
        ({**ASKED, "applicant": LOST["applicant"]}, ("applicant", "unknown_field")),
        ({}, ("service", "missing")),
    ],
)
def test_what_cannot_be_begun_is_refused(
    office: MiniOffice, clerk: Gateway, body: dict[str, Any], fault: tuple[str, str]
) -> None:
    answer = begin(clerk, body)
    assert answer.status == 422
    assert faults(answer) == {fault}
    assert not office.ports.registry.cases


def test_a_service_of_the_counter_is_begun_nowhere_else(office: MiniOffice, clerk: Gateway) -> None:
    services = office.public.call("GET", "/v1/services").json["items"]
    code = next(service["code"] for service in services if service["counter_only"])
    assert faults(begin(clerk, {"service": code})) == {("service", "needs_counter")}


def test_an_assistant_may_do_nothing_else(clerk: Gateway) -> None:
    receipt = begin(clerk).json["application_id"]
    for method, path in (("GET", "/v1/cases"), ("GET", f"/v1/cases/{receipt}"), ("GET", "/v1/batches")):
        assert clerk.call(method, path).status == 403


def test_a_ticket_names_the_case_its_pin_and_the_officer(office: MiniOffice, clerk: Gateway) -> None:
    begun = begin(clerk).json
    visitor, officer = office.services.assist_tickets.read(begun["ticket"], office.ports.clock.now())
    assert (str(visitor.receipt), visitor.pin_version, officer) == (begun["application_id"], 1, "as1")
    assert (
        Gateway(office.public.app, token=begun["ticket"]).call("GET", f"/v1/applications/{visitor.receipt}").status
        == 401
    )
    office.ports.clock.advance(seconds=120)
    with pytest.raises(UnauthorizedError):
        office.services.assist_tickets.read(begun["ticket"], office.ports.clock.now())


def test_an_own_draft_is_opened_again(office: MiniOffice, clerk: Gateway) -> None:
    begun = begin(clerk).json
    office.ports.clock.advance(days=2)
    answer = clerk.call("POST", f"{PATH}/{begun['receipt_number']}/ticket")
    assert answer.status == 201
    assert answer.json.keys() == begun.keys() - {"pin"}
    assert as_resident(office, answer.json).call("GET").status == 200


def test_what_another_began_is_not_there(office: MiniOffice, clerk: Gateway) -> None:
    resident, online = submitted(office, clerk), office.start()
    other = office.staff(Role.ASSISTANT, "as2")
    for receipt in (resident.id, online.id, "TESTTESTTE5"):
        assert other.call("POST", f"{PATH}/{receipt}/ticket").status == 404
        assert other.call("GET", f"{PATH}/{receipt}/receipt.pdf").status == 404
    assert clerk.call("POST", f"{PATH}/{online.id}/ticket").status == 404
    assert other.call("GET", PATH).json["items"] == []


def test_a_new_pin_ends_what_the_clerk_may_do(office: MiniOffice, clerk: Gateway) -> None:
    resident = submitted(office, clerk)
    assert resident.reissue_pin().status == 202
    assert clerk.call("GET", f"{PATH}/{resident.id}/receipt.pdf").status == 404
    (line,) = clerk.call("GET", PATH).json["items"]
    assert (line["has_receipt"], line["reopens"]) == (False, False)


def test_the_receipt_is_printed_from_the_day_it_was_handed_in(office: MiniOffice, clerk: Gateway) -> None:
    draft = begin(clerk).json["application_id"]
    answer = clerk.call("GET", f"{PATH}/{draft}/receipt.pdf")
    assert (answer.status, problem(answer)) == (409, "transition-refused")
    resident = submitted(office, clerk)
    answer = clerk.call("GET", f"{PATH}/{resident.id}/receipt.pdf")
    assert (answer.status, answer.content, answer.headers["Content-Type"]) == (200, b"%PDF-fake", "application/pdf")
    again = clerk.call("POST", f"{PATH}/{resident.id}/ticket")
    assert (again.status, problem(again)) == (409, "transition-refused")


def test_a_returned_case_is_opened_again(office: MiniOffice, clerk: Gateway) -> None:
    resident = submitted(office, clerk)
    verifier = Officer(office.staff(Role.VERIFIER), resident.id)
    assert verifier.move("POST", "/claim").status == 200
    assert verifier.move("POST", "/return", {"missing": [{"slot": "kk"}]}).status == 200
    answer = clerk.call("POST", f"{PATH}/{resident.id}/ticket")
    assert answer.status == 201
    as_resident(office, {**resident.started, **answer.json}).send("kk")


def test_the_list_is_the_newest_first_and_says_nothing_personal(office: MiniOffice, clerk: Gateway) -> None:
    resident = submitted(office, clerk)
    office.ports.clock.advance(hours=1)
    draft = begin(clerk, {"service": "BIRTH"}).json
    answer = clerk.call("GET", PATH, headers={"Accept-Language": "en"})
    first, second = answer.json["items"]
    assert (first["application_id"], first["service"], first["state"]) == (draft["application_id"], "BIRTH", "DRAFT")
    assert (first["reopens"], first["has_receipt"]) == (True, False)
    assert (second["receipt_number"], second["state"]) == (resident.started["receipt_number"], "SUBMITTED")
    assert (second["reopens"], second["has_receipt"]) == (False, True)
    assert second["label"]
    for value in (LOST["applicant"]["name"], LOST["applicant"]["nik"], draft["pin"], LOST["contact"]["phone"]):
        assert value.encode() not in answer.content


def test_the_list_comes_in_pages(office: MiniOffice, clerk: Gateway) -> None:
    for _ in range(27):
        office.ports.clock.advance(seconds=1)
        assert begin(clerk, key=office.key()).status == 201
    first = clerk.call("GET", PATH).json
    second = clerk.call("GET", f"{PATH}?cursor={first['next_cursor']}").json
    assert (len(first["items"]), len(second["items"]), second["next_cursor"]) == (25, 2, None)
    assert faults(clerk.call("GET", f"{PATH}?cursor=nonsense")) == {("cursor", "not_ours")}


def test_staff_see_who_assisted_and_residents_do_not(office: MiniOffice, clerk: Gateway) -> None:
    resident = submitted(office, clerk)
    case = Officer(office.staff(Role.VERIFIER), resident.id).read()
    assert (case["channel"], case["assisted_by"]) == ("assisted", "as1")
    for answer in (resident.call("GET"), resident.track()):
        assert b"as1" not in answer.content
        assert b"assisted_by" not in answer.content
    assert Officer(office.staff(Role.VERIFIER), office.start().id).read()["assisted_by"] is None


def test_a_number_of_many_cases_is_said_beside_a_draft_by_count_alone(office: MiniOffice, clerk: Gateway) -> None:
    for _ in range(2):
        bring_to(office, CaseState.SUBMITTED, {**LOST, "contact": {"phone": "+6281000000003"}})
    draft = begin(clerk).json
    assert [line["number_in_others"] for line in clerk.call("GET", PATH).json["items"]] == [0]
    resident = as_resident(office, draft)
    assert resident.call("PATCH", "", {"contact": {"phone": "0810-0000-0003"}}).status == 200
    answer = clerk.call("GET", PATH)
    assert [line["number_in_others"] for line in answer.json["items"]] == [2]
    assert b"0000003" not in answer.content
