"""Whoever begins an application by program works for it, or has no text message sent by it."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.case import Asked
from chalicelib.domain.document import VerdictKind
from chalicelib.domain.events import Job, JobKind, NoticeEvent, notify_job_id
from chalicelib.domain.finding import Finding, FindingCode, Severity
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notification import NoticeChannel
from infra.local.puzzles import solve
from tests.gateway import Answer
from tests.integration.http.walk import bring_to, stored, verifier, visit_again
from tests.office import LOST, MiniOffice, Resident
from tests.residents import Browser, cookies_of

BY_PHONE: dict[str, Any] = {**LOST, "contact": {"phone": "+6281000000001"}}
PUZZLES, APPLICATIONS = "/v1/puzzles", "/v1/applications"


def ask(office: MiniOffice, key: str) -> dict[str, Any]:
    return office.public.call("GET", PUZZLES, headers={"Idempotency-Key": key}).json


def begin(office: MiniOffice, key: str, **more: Any) -> Answer:  # noqa: ANN401 - JSON
    return office.public.call("POST", APPLICATIONS, {**BY_PHONE, **more}, {"Idempotency-Key": key})


def texts(office: MiniOffice, started: Answer) -> int:
    """How many text messages it has sent once it is handed in and read."""
    resident = Resident(office, started.json)
    resident.send_all()
    assert resident.submit().status == 200
    office.work()
    return len(office.ports.messengers[NoticeChannel.SMS].sent)


def test_a_program_has_no_text_message_sent_and_who_worked_has(office: MiniOffice) -> None:
    assert texts(office, begin(office, office.key())) == 0
    assert list(office.ports.registry.lists["unreached"]) == []
    key = office.key()
    assert texts(office, begin(office, key, puzzle=solve(ask(office, key)))) == 1


def test_the_sum_in_words_is_no_proof(office: MiniOffice) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    assert not office.ports.registry.cases[receipt].has_proof


def test_a_file_that_comes_late_and_a_return_by_the_machine_cost_nothing(office: MiniOffice) -> None:
    resident = Resident(office, begin(office, office.key()).json)
    resident.send_all()
    case = office.ports.registry.cases[resident.id]
    finding = Finding(code=FindingCode.UNREADABLE, severity=Severity.BLOCKING, where="kk")
    asked = {"asked": (Asked(slot="kk", reason=VerdictKind.UNREADABLE, finding=finding),), "state": CaseState.RETURNED}
    by_machine = {"by_machine": (case.version,)}
    office.ports.registry.cases[resident.id] = case.model_copy(update=asked | by_machine)
    for event in (NoticeEvent.FILE_LATE, NoticeEvent.RETURNED):
        job = Job(
            id=notify_job_id(case.version, event, None), kind=JobKind.NOTIFY, office=case.office,
            created_at=office.ports.clock.now(), receipt=case.receipt, move=case.version, notice=event, product_id=None,
        )  # fmt: skip
        office.ports.outbox.add([job])
    office.work()
    assert office.ports.messengers[NoticeChannel.SMS].sent == []


def test_a_solved_puzzle_begins_one_application_however_often_it_is_sent(office: MiniOffice) -> None:
    key = office.key()
    puzzle = solve(ask(office, key))
    first, again = (begin(office, key, puzzle=puzzle) for _ in range(2))
    assert first.json["application_id"] == again.json["application_id"]
    other = begin(office, office.key(), puzzle=puzzle)
    assert (other.status, other.json["errors"][0]["field"]) == (422, "puzzle")


@pytest.mark.parametrize("broken", ["solution", "sealed"])
def test_what_is_not_solved_is_refused_and_begins_nothing(office: MiniOffice, broken: str) -> None:
    key = office.key()
    puzzle = solve(ask(office, key))
    answer = begin(office, key, puzzle=puzzle | {broken: puzzle[broken][:-6] + "AAAAAA"})
    assert answer.status == 422
    assert office.ports.registry.cases == {}


def test_an_old_puzzle_is_refused(office: MiniOffice) -> None:
    key = office.key()
    puzzle = solve(ask(office, key))
    office.ports.clock.advance(seconds=timedelta(hours=2).total_seconds())
    assert begin(office, key, puzzle=puzzle).status == 422


def test_a_replay_gets_the_first_answer_when_its_puzzle_is_long_over(office: MiniOffice) -> None:
    key = office.key()
    puzzle = solve(ask(office, key))
    first = begin(office, key, puzzle=puzzle)
    office.ports.clock.advance(hours=3)
    again = begin(office, key, puzzle=puzzle)
    assert (again.status, again.json["application_id"], again.json["pin"]) == (
        201, first.json["application_id"], first.json["pin"],
    )  # fmt: skip
    other = begin(office, key, puzzle=puzzle, language="en")
    assert (other.status, len(office.ports.registry.cases)) == (422, 1)


def test_who_has_not_worked_is_told_that_no_text_message_will_come(office: MiniOffice) -> None:
    key = office.key()
    first = begin(office, key)
    late = begin(office, key, puzzle=solve(ask(office, key)))
    assert (first.json["confirmed_by_text"], late.json["confirmed_by_text"]) == (False, False), "as it was begun"
    resident = Resident(office, first.json)
    resident.send_all()
    assert resident.submit().json["confirmed_by_text"] is False
    other = office.key()
    assert begin(office, other, puzzle=solve(ask(office, other))).json["confirmed_by_text"] is True
    page = Browser(office, cookies=cookies_of(office, resident.id)).go(f"/apply/{resident.id}")
    assert "tidak dikonfirmasi lewat SMS" in page.content.decode()


def test_nobody_calls_whoever_withdrew_without_proof_and_somebody_does_where_the_office_ended_it(
    office: MiniOffice,
) -> None:
    own = Resident(office, begin(office, office.key()).json)
    own.send_all()
    assert own.submit().status == 200
    assert own.call("POST", "/cancellation").status == 200
    office.work()
    assert list(office.ports.registry.lists["unreached"]) == []
    resident = bring_to(office, CaseState.IN_REVIEW, {**LOST, "contact": {}})
    cancelled = verifier(office, resident).move("POST", "/cancel", {"reason": "applicant_request"})
    assert cancelled.status == 200, cancelled.json
    office.work()
    receipt = ReceiptNumber.restore(resident.id)
    assert "cancelled" in [news.notice for news in office.ports.unreached.list_for(receipt)]


def newly(office: MiniOffice, resident: Resident) -> Resident:
    """The same resident, who read the new PIN on their phone."""
    pin = str(office.services.track.pin_of(stored(office, resident.id)))
    return visit_again(office, Resident(office, {**resident.started, "pin": pin}))


def a_draft(office: MiniOffice) -> Resident:
    return office.start(BY_PHONE)


def test_a_new_pin_is_given_once_for_each_solved_puzzle_alone(office: MiniOffice) -> None:
    resident = a_draft(office)
    for body in (None, {}, {"puzzle": {"sealed": "x", "solution": "y"}}):
        assert resident.call("POST", "/pin", body).status in {400, 422}
    other = solve(a_draft(office).call("GET", "/pin-puzzle").json)
    assert resident.call("POST", "/pin", {"puzzle": other}).status == 422
    puzzle = solve(resident.call("GET", "/pin-puzzle").json)
    assert resident.call("POST", "/pin", {"puzzle": puzzle}).status == 202
    again = newly(office, resident)
    assert again.call("POST", "/pin", {"puzzle": puzzle}).status == 422
    office.work()
    assert stored(office, resident.id).pin_version == 2
    assert len(office.ports.messengers[NoticeChannel.SMS].sent) == 1


def test_new_pins_of_one_number_are_capped_like_all_its_messages(office: MiniOffice) -> None:
    resident, most = a_draft(office), office.services.office.telling.caps.to_one_in_a_day
    for _ in range(most):
        assert resident.reissue_pin().status == 202
        office.work()
        resident = newly(office, resident)
    _refuses_a_pin(resident)
    office.work()
    assert len(office.ports.messengers[NoticeChannel.SMS].sent) == most
    office.ports.clock.advance(hours=24)
    resident = newly(office, resident)
    assert resident.reissue_pin().status == 202
    office.work()
    assert len(office.ports.messengers[NoticeChannel.SMS].sent) == most + 1


def _refuses_a_pin(resident: Resident) -> None:
    """And the old one holds."""
    refused = resident.reissue_pin()
    assert (refused.status, [error["code"] for error in refused.json["errors"]]) == (422, ["contact_full"])
    assert resident.call("GET", "").status == 200
