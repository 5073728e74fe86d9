"""Review: one officer at a time, no return without a reason, nothing accepted while a paper is open."""

import pytest

from chalicelib.domain.document import VerdictKind
from chalicelib.domain.errors import (
    ForbiddenError,
    IncompleteError,
    InvalidRequestError,
    NotFoundError,
    TransitionRefusedError,
)
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.product import Collector, HandOver, OldCard
from chalicelib.domain.production import hand_over
from chalicelib.domain.review import accept, cancel, claim, reject, release, return_for_completion
from tests.builders import OFFICER, a_product
from tests.fakes import EPOCH
from tests.unit.domain.given import OTHER_OFFICER, Story, asked, at, handed_in

KK = a_product("kk", route=(ProductState.AWAITING_SIGNATURE, ProductState.SIGNED, ProductState.READY))
FIRST, SECOND = (KK.model_copy(update={"id": name, "state": ProductState.AWAITING_SIGNATURE}) for name in ("p1", "p2"))


def in_process() -> Story:
    return handed_in().claim().accept(FIRST, SECOND, now=at(hours=1)).step("entered")


def test_a_case_is_claimed_by_one_officer_only() -> None:
    story = handed_in().claim()
    for officer in (OFFICER, OTHER_OFFICER):
        with pytest.raises(TransitionRefusedError):
            claim(story.case, officer, EPOCH)


def test_only_the_officer_who_has_it_works_on_it() -> None:
    case = handed_in().claim().case
    with pytest.raises(ForbiddenError):
        release(case, OTHER_OFFICER, EPOCH)
    with pytest.raises(ForbiddenError):
        return_for_completion(case, [asked()], OTHER_OFFICER, EPOCH)
    with pytest.raises(ForbiddenError):
        accept(case, [], [], OTHER_OFFICER, EPOCH, 24)
    with pytest.raises(ForbiddenError):
        reject(case, "duplicate", OTHER_OFFICER, EPOCH)


def test_a_document_that_is_not_there_is_not_judged() -> None:
    with pytest.raises(NotFoundError):
        handed_in().claim().judge("passport")


def test_nobody_judges_a_case_that_nobody_has() -> None:
    with pytest.raises(ForbiddenError):
        handed_in().judge("kk")


def test_a_return_without_a_reason_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="nothing_asked"):
        return_for_completion(handed_in().claim().case, [], OFFICER, EPOCH)


def test_a_return_asks_refused_and_missing_papers_together() -> None:
    story = handed_in().claim().judge("kk", VerdictKind.UNREADABLE)
    story.do(return_for_completion(story.case, [asked("form")], OFFICER, EPOCH))
    assert [item.slot for item in story.case.asked] == ["kk", "form"]
    assert story.told == ["returned"]
    assert story.changes[-1].audit.details == {"slots": "kk,form"}


def test_acceptance_names_every_open_paper_at_once() -> None:
    story = Story().file("kk-1", inspected=False).file("form-1", "form").submit().claim()
    with pytest.raises(IncompleteError) as refused:
        accept(story.case, [], [], OFFICER, EPOCH, 24)
    assert {finding.where: finding.code for finding in refused.value.findings} == {
        "kk": "still_inspecting",
        "form": "document_open",
    }


def test_a_verdict_before_the_inspection_does_not_open_the_way() -> None:
    story = Story().file("kk-1", inspected=False).submit().claim().judge("kk")
    with pytest.raises(IncompleteError):
        accept(story.case, [], [], OFFICER, EPOCH, 24)


def test_acceptance_starts_the_clock_and_makes_the_products() -> None:
    story = handed_in().claim().accept(FIRST, SECOND, now=at(hours=5))
    assert story.case.clock.due_at == at(hours=29)
    assert story.changes[-1].products == ("p1", "p2")
    assert story.told == ["complete"]


@pytest.mark.parametrize("entered", [False, True])
def test_a_return_from_production_drops_products_and_pauses_the_clock(entered: bool) -> None:  # noqa: FBT001 - a parameter of the test
    story = handed_in().claim().accept(FIRST, SECOND, now=at(hours=1))
    if entered:
        story.step("entered")
    story.do(return_for_completion(story.case, [asked()], OTHER_OFFICER, at(hours=2)))
    assert (story.case.state, story.case.products) == (CaseState.RETURNED, ())
    assert (story.case.clock.due_at, story.changes[-1].products) == (None, ("p1", "p2"))
    story.file("kk-2").submit(at(hours=10)).claim()
    assert story.case.clock.due_at is None
    story.accept(FIRST, SECOND, now=at(hours=12))
    assert story.case.clock.due_at == at(hours=1 + 24 + 10)


def test_what_was_given_out_is_taken_back_before_a_return_or_an_end() -> None:
    story = in_process().step("signed", "p1").step("made_ready", "p1")
    taken = HandOver(collected_by=Collector.SELF, old_card=OldCard.NONE, by=OFFICER.id, at=EPOCH)
    story.do(hand_over(story.case, "p1", taken, OFFICER, EPOCH))
    for end in (reject, cancel):
        with pytest.raises(TransitionRefusedError):
            end(story.case, "duplicate", OFFICER, EPOCH)
    with pytest.raises(TransitionRefusedError):
        return_for_completion(story.case, [asked()], OFFICER, EPOCH)
    story.step("corrected", "p1")
    assert reject(story.case, "duplicate", OFFICER, EPOCH).case.state is CaseState.REJECTED


def test_a_rejection_tells_why_and_leaves_every_list() -> None:
    change = reject(in_process().case, "duplicate", OFFICER, at(hours=2))
    assert (change.case.products, change.products) == ((), ("p1", "p2"))
    assert change.audit.details == {"reason": "duplicate"}
    assert [job.notice for job in change.jobs] == ["rejected"]
    assert change.case.clock.stopped_at == at(hours=2)


def test_a_verdict_may_be_changed_while_the_case_is_held() -> None:
    story = handed_in().claim().judge("kk", VerdictKind.UNREADABLE).judge("kk")
    assert all(document.verdict is None or document.is_accepted for document in story.case.documents)


def test_the_note_of_a_verdict_is_not_in_the_audit() -> None:
    change = handed_in().claim().judge("kk", VerdictKind.UNREADABLE).changes[-1]
    assert "catatan" not in change.audit.model_dump_json()
