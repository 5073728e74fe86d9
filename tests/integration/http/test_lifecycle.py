"""The lifecycle as callers meet it: what comes out of turn is refused by name and changes nothing."""

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.lifecycle import CASE_TRANSITIONS, CaseEvent, CaseState
from chalicelib.domain.review_desk import DUPLICATE
from tests.integration.http.walk import CHANGE, TAKEN, a_step, bring_to, faults, problem, producer, stored, verifier
from tests.office import MiniOffice, Officer

every_state = pytest.mark.parametrize("state", CaseState)
REASON = {"reason": "other"}


def allows(state: CaseState, event: CaseEvent) -> bool:
    return event in CASE_TRANSITIONS[state]


def test_accepting_names_every_open_paper(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.IN_REVIEW)
    officer = verifier(office, resident)
    officer.move("PUT", "/documents/kk/verdict", {"kind": "accepted"})
    officer.move("PUT", "/documents/f102/verdict", {"kind": "unreadable"})
    answer = officer.move("POST", "/accept")
    assert (answer.status, problem(answer)) == (422, "incomplete")
    assert faults(answer) == {("f102", "document_open"), ("sk-hilang", "document_open")}
    assert all(error["advice"] for error in answer.json["errors"])
    assert stored(office, resident.id).state is CaseState.IN_REVIEW


def test_accepting_waits_for_the_inspection(office: MiniOffice) -> None:
    resident = office.start()
    resident.send_all()
    assert resident.submit().status == 200
    officer = verifier(office, resident)
    officer.move("POST", "/claim")
    officer.accept_all()
    answer = officer.move("POST", "/accept")
    assert answer.status == 422
    assert {code for _, code in faults(answer)} == {"still_inspecting"}


def test_a_return_that_asks_nothing_is_refused(office: MiniOffice) -> None:
    officer = verifier(office, bring_to(office, CaseState.IN_REVIEW))
    answer = officer.move("POST", "/return", {})
    assert answer.status == 422
    assert faults(answer) == {("asked", "nothing_asked")}


def test_a_return_for_unknown_papers_names_each(office: MiniOffice) -> None:
    officer = verifier(office, bring_to(office, CaseState.IN_REVIEW))
    missing = [{"slot": "kk"}, {"slot": "nope"}, {"slot": "neither"}]
    answer = officer.move("POST", "/return", {"missing": missing})
    assert faults(answer) == {("missing.1.slot", "unknown_slot"), ("missing.2.slot", "unknown_slot")}
    accepted = officer.move("POST", "/return", {"missing": [{"slot": "kk", "reason": "accepted"}]})
    assert faults(accepted) == {("missing.0.reason", "not_a_choice")}
    assert officer.read()["state"] == "IN_REVIEW"


@pytest.mark.parametrize(
    ("method", "rest", "body"),
    [
        ("PUT", "/documents/kk/verdict", {"kind": "accepted"}),
        ("POST", "/release", None),
        ("POST", "/return", {"missing": [{"slot": "kk"}]}),
        ("POST", "/accept", None),
        ("POST", "/reject", REASON),
        ("POST", "/cancel", REASON),
    ],
)
def test_a_case_in_review_is_its_officers_alone(
    office: MiniOffice, method: str, rest: str, body: dict[str, object] | None
) -> None:
    resident = bring_to(office, CaseState.IN_REVIEW)
    before = stored(office, resident.id)
    answer = verifier(office, resident, "verifier-2").move(method, rest, body)
    assert (answer.status, problem(answer)) == (403, "forbidden")
    assert stored(office, resident.id) == before


def test_of_two_officers_who_claim_one_gets_the_case(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.SUBMITTED)
    first, second = verifier(office, resident, "first"), verifier(office, resident, "second")
    seen = first.read()["version"]
    assert first.move("POST", "/claim", version=seen).status == 200
    assert second.move("POST", "/claim", version=seen).status == 412
    late = second.move("POST", "/claim")
    assert (late.status, problem(late)) == (409, "transition-refused")
    assert second.read()["claimed_by"] == "first"
    assert first.move("POST", "/release").status == 200
    assert second.move("POST", "/claim").status == 200


def test_an_unknown_document_is_not_found(office: MiniOffice) -> None:
    officer = verifier(office, bring_to(office, CaseState.IN_REVIEW))
    for document in ("nope", "..", "x" * 300):
        assert officer.move("PUT", f"/documents/{document}/verdict", {"kind": "accepted"}).status == 404


@pytest.mark.parametrize("old_card", ["none"])
def test_an_old_card_must_be_accounted_for(office: MiniOffice, old_card: str) -> None:
    withdrawing = {**CHANGE, "service": "KTP-CHANGE", "applicant_role": "self", "answers": {}}
    services = {item["code"] for item in office.public.call("GET", "/v1/services").json["items"]}
    assert "KTP-CHANGE" in services
    bring = office.public.call("GET", "/v1/services/KTP-CHANGE").json["bring"]
    assert bring
    service = office.public.call("GET", "/v1/services/KTP-CHANGE").json
    choices = {
        question["name"]: False
        if question["kind"] == "boolean"
        else question["choices"][0]["value"]
        if question["choices"]
        else 20
        for question in service["questions"]
        if question["name"] != "age"
    }
    resident = bring_to(office, CaseState.READY, {**withdrawing, "answers": choices})
    counter = Officer(office.staff(Role.COUNTER), resident.id)
    before = stored(office, resident.id)
    answer = counter.move("POST", "/hand-over", {**TAKEN, "old_card": old_card})
    assert answer.status == 422
    assert faults(answer) == {("old_card", "old_card_expected")}
    assert stored(office, resident.id) == before
    assert counter.move("POST", "/hand-over", {**TAKEN, "old_card": "withdrawn"}).json["state"] == "CLOSED"


@every_state
@pytest.mark.parametrize("milestone", ["signed", "printed", "made_ready", "recorded", "spoiled", "entry_corrected"])
def test_a_milestone_out_of_turn_is_refused(office: MiniOffice, state: CaseState, milestone: str) -> None:
    resident = bring_to(office, state)
    before = stored(office, resident.id)
    role = Role.SIGNER if milestone == "signed" else Role.PRODUCER
    body = a_step(milestone)
    answer = Officer(office.staff(role), resident.id).move("POST", "/milestones", body)
    if answer.status == 200:
        assert (state, milestone) == ("IN_PROCESS", "entry_corrected")
    else:
        assert answer.status in {404, 409} or faults(answer) == {("milestone", "done_in_print_batch")}
        assert stored(office, resident.id) == before


def test_a_product_nobody_has_is_named_as_the_fault(office: MiniOffice) -> None:
    officer = producer(office, bring_to(office, CaseState.READY))
    for product in ("p2", "P1", "p01", "../p1"):
        assert officer.move("POST", "/hand-over", {**TAKEN, "product": product}).status == 422
    assert officer.move("POST", "/milestones", {"milestone": "spoiled"}).status == 422


def test_hand_over_happens_once(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.CLOSED)
    again = producer(office, resident).move("POST", "/hand-over", TAKEN)
    assert (again.status, problem(again)) == (409, "transition-refused")


def test_a_mailed_card_may_come_back_and_go_again(office: MiniOffice) -> None:
    officer = producer(office, bring_to(office, CaseState.READY))
    mailed = {"product": "p1", "postal_number": "rr 0000 0000 5 id"}
    assert officer.move("POST", "/delivery", {"product": "p1", "outcome": "delivered"}).status == 409
    assert officer.move("POST", "/dispatch", {**mailed, "postal_number": "?"}).status == 422
    assert officer.move("POST", "/dispatch", mailed).status == 200
    assert officer.read()["products"][0]["postal_number"] == "RR000000005ID"
    assert officer.move("POST", "/dispatch", mailed).status == 409
    assert officer.move("POST", "/delivery", {"product": "p1", "outcome": "undelivered"}).status == 200
    assert officer.move("POST", "/delivery", {"product": "p1", "outcome": "came_back"}).json["state"] == "READY"
    assert faults(officer.move("POST", "/dispatch", mailed)) == {("postal_number", "postal_number_used")}
    assert officer.move("POST", "/dispatch", {**mailed, "postal_number": "RR000000014ID"}).status == 200
    assert officer.move("POST", "/delivery", {"product": "p1", "outcome": "delivered"}).json["state"] == "CLOSED"


@pytest.mark.parametrize("rest", ["/reject", "/cancel"])
@pytest.mark.parametrize("reason", ["nope", "constructor", "__class__", "Not_Eligible", "", "<b>", "other\n", "x" * 41])
def test_a_reason_that_the_catalogue_lacks_is_refused(office: MiniOffice, rest: str, reason: str) -> None:
    officer = verifier(office, bring_to(office, CaseState.IN_REVIEW))
    answer = officer.move("POST", rest, {"reason": reason})
    assert answer.status == 422
    assert {field for field, _ in faults(answer)} == {"reason"}
    assert officer.read()["state"] == "IN_REVIEW"


def test_every_reason_of_the_catalogue_but_a_duplicate_is_taken(office: MiniOffice) -> None:
    for reason in sorted(office.services.messages.rejection_codes - {DUPLICATE}):
        officer = verifier(office, bring_to(office, CaseState.IN_REVIEW))
        assert officer.move("POST", "/reject", {"reason": reason}).json["state"] == "REJECTED"


@every_state
def test_a_resident_may_cancel_until_the_papers_are_complete(office: MiniOffice, state: CaseState) -> None:
    resident = bring_to(office, state)
    before = stored(office, resident.id)
    answer = resident.call("POST", "/cancellation")
    if allows(state, CaseEvent.WITHDRAW) or state is CaseState.CANCELLED:
        assert answer.json["state"] == "CANCELLED"
    else:
        assert (answer.status, problem(answer)) == (409, "transition-refused")
        assert stored(office, resident.id) == before


@every_state
def test_staff_may_cancel_and_reject_where_the_table_says(office: MiniOffice, state: CaseState) -> None:
    for rest, event in (("/cancel", CaseEvent.CANCEL), ("/reject", CaseEvent.REJECT), ("/claim", CaseEvent.CLAIM)):
        resident = bring_to(office, state)
        before = stored(office, resident.id)
        answer = verifier(office, resident).move("POST", rest, None if rest == "/claim" else REASON)
        if allows(state, event):
            assert answer.status == 200
        else:
            assert (answer.status, problem(answer)) == (409, "transition-refused")
            assert stored(office, resident.id) == before


@every_state
def test_handing_in_again_answers_the_same_until_it_has_ended(office: MiniOffice, state: CaseState) -> None:
    resident = bring_to(office, state)
    before = stored(office, resident.id)
    answer = resident.submit()
    if state in {CaseState.DRAFT, CaseState.RETURNED}:
        assert (answer.status, problem(answer)) == (422, "incomplete")
    elif state in {CaseState.CANCELLED, CaseState.EXPIRED, CaseState.REJECTED}:
        assert (answer.status, problem(answer)) == (409, "transition-refused")
    else:
        assert answer.json["received_at"]
        assert answer.json["state"] == state
    assert stored(office, resident.id) == before


def test_a_hundred_submissions_hand_it_in_once(office: MiniOffice) -> None:
    resident = office.start()
    resident.send_all()
    office.work()
    answers = {resident.submit().content for _ in range(100)}
    assert len(answers) == 1
    actions = [event.action for event in office.ports.registry.audit[resident.id]]
    assert actions.count("submitted") == 1


@every_state
def test_the_receipt_exists_from_the_submission_on(office: MiniOffice, state: CaseState) -> None:
    resident = bring_to(office, state)
    answer = resident.call("GET", "/receipt.pdf", headers={"Accept": "application/pdf"})
    if stored(office, resident.id).received_at is None:
        assert (answer.status, problem(answer)) == (409, "transition-refused")
    else:
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")


@every_state
def test_details_change_only_while_the_resident_has_the_word(office: MiniOffice, state: CaseState) -> None:
    resident = bring_to(office, state)
    before = stored(office, resident.id)
    answer = resident.call("PATCH", "", {"applicant": {"name": "Orang Lain"}})
    if state in {CaseState.DRAFT, CaseState.RETURNED}:
        assert answer.status == 200
    else:
        assert (answer.status, problem(answer)) == (409, "transition-refused")
        assert stored(office, resident.id) == before
