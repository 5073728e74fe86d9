"""Completeness: everything that is missing or doubtful at once, each in its place, none with a personal value."""

from datetime import date, timedelta

import pytest

from chalicelib.domain.case import Case
from chalicelib.domain.checklist import Checklist, Slot, SlotNeed, Way
from chalicelib.domain.completeness import check
from chalicelib.domain.document import DocumentFacts, UploadState
from chalicelib.domain.errors import TransitionRefusedError
from chalicelib.domain.finding import Finding, FindingCode, Severity, is_blocked
from chalicelib.domain.intake import keep_upload, lapse, submit
from chalicelib.domain.review import return_for_completion
from tests.builders import OFFICER, an_upload
from tests.fakes import EPOCH
from tests.unit.domain.given import BAD, SLOTS, Story, a_slot, asked, handed_in

TODAY = date(2026, 3, 2)
POLICE = a_slot("report", "SK_HILANG", max_ages=(("SK_HILANG", 14),))
EITHER = a_slot("proof", "SK_HILANG", "KTP", max_ages=(("SK_HILANG", 14),))


def findings(case: Case, *slots: Slot, today: date = TODAY) -> list[Finding]:
    checklist = Checklist(slots=slots or SLOTS, unanswered=(), obstacles=(), depends_on=())
    known = case.model_copy(update={"applicant_role": "self"})
    return list(check(known, checklist, today))


def codes(case: Case, *slots: Slot, today: date = TODAY) -> set[tuple[str, str]]:
    return {(finding.where, finding.code) for finding in findings(case, *slots, today=today)}


def reported(issued_on: date | None, slot: str = "report", paper: str | None = None) -> Case:
    story = Story().file("file", slot)
    return story.case.model_copy(update={"facts": {slot: DocumentFacts(type=paper, issued_on=issued_on)}})


@pytest.mark.parametrize(("days", "expired"), [(0, False), (13, False), (14, False), (15, True), (400, True)])
def test_a_police_report_holds_for_fourteen_days(days: int, expired: bool) -> None:  # noqa: FBT001 - a parameter of the test
    found = codes(reported(TODAY - timedelta(days=days)), POLICE)
    assert found == ({("report", "expired")} if expired else set())


def test_a_paper_issued_tomorrow_is_refused_and_one_without_date_doubted() -> None:
    assert codes(reported(TODAY + timedelta(days=1)), POLICE) == {("report", "issue_date_in_future")}
    (unknown,) = findings(reported(None), POLICE)
    assert (unknown.code, unknown.severity) == ("issue_date_unknown", Severity.WARNING)


@pytest.mark.parametrize(("paper", "expected"), [("KTP", set()), ("SK_HILANG", {("proof", "expired")}), (None, set())])
def test_a_paper_expires_by_its_own_rule_only(paper: str | None, expected: set[tuple[str, str]]) -> None:
    assert codes(reported(TODAY - timedelta(days=90), "proof", paper), EITHER) == expected


def test_a_paper_of_another_kind_is_named() -> None:
    assert codes(reported(TODAY, "report", "KTP"), POLICE) == {("report", "wrong_type")}


def test_every_missing_paper_is_named_at_once() -> None:
    assert codes(Story().case) == {("kk", "missing"), ("form", "missing")}


def test_optional_and_counter_papers_are_not_missed() -> None:
    optional, counter = a_slot("a", need=SlotNeed.OPTIONAL), a_slot("b", ways=(Way.COUNTER,))
    assert codes(Story().case, optional, counter) == set()


def test_a_file_on_its_way_is_not_arrived_rather_than_missing() -> None:
    case = Story().case.with_upload(an_upload(slot="kk"))
    assert ("kk", "not_arrived") in codes(case)


def test_a_refused_file_is_named_with_its_own_reason() -> None:
    case = Story().file("kk-1", inspected=False).inspect("kk-1", BAD).file("form-1", "form").case
    assert codes(case) == {("kk", "unreadable"), ("kk", "does_not_open")}


def test_a_refused_back_does_not_hide_behind_the_front() -> None:
    story = Story().file("front").file("back", inspected=False).inspect("back", BAD).file("form-1", "form")
    (finding,) = findings(story.case)
    assert (finding.where, finding.code, finding.severity) == ("kk", "does_not_open", Severity.WARNING)


def test_a_file_under_inspection_does_not_hold_up() -> None:
    story = Story().file("kk-1", inspected=False).file("form-1", "form")
    (finding,) = findings(story.case)
    assert (finding.code, finding.severity) == ("still_inspecting", Severity.INFO)


UNREADABLE = Finding(
    code=FindingCode.PAGE_BLURRED, severity=Severity.WARNING, where="kk", page=1, params={"level": "unreadable"}
)
DOUBTFUL = UNREADABLE.model_copy(update={"params": {"level": "doubtful"}})


def test_a_file_that_cannot_be_read_is_replaced_or_kept_knowingly() -> None:
    story = Story().file("kk-1", inspected=False).inspect("kk-1", UNREADABLE).file("form-1", "form")
    assert codes(story.case) == {("kk", "page_blurred"), ("kk", "keep_or_replace")}
    assert is_blocked(findings(story.case))
    story.do(keep_upload(story.case, story.upload("kk-1"), EPOCH))
    assert codes(story.case) == {("kk", "page_blurred")}
    assert keep_upload(story.case, story.upload("kk-1"), EPOCH) is None


def test_a_doubtful_file_holds_nothing_up() -> None:
    story = Story().file("kk-1", inspected=False).inspect("kk-1", DOUBTFUL).file("form-1", "form")
    assert codes(story.case) == {("kk", "page_blurred")}
    assert not is_blocked(findings(story.case))


def test_what_was_handed_in_before_it_was_judged_is_left_to_the_officer() -> None:
    story = Story().file("kk-1", inspected=False).file("form-1", "form")
    story.do(submit(story.case, SLOTS, EPOCH)).inspect("kk-1", UNREADABLE)
    assert codes(story.case) == {("kk", "page_blurred")}
    with pytest.raises(TransitionRefusedError):
        keep_upload(story.case, story.upload("kk-1"), EPOCH)


def test_a_file_that_stays_when_another_is_refused_is_told_of() -> None:
    story = Story().file("front", inspected=False).file("back", inspected=False).file("form-1", "form")
    story.do(submit(story.case, SLOTS, EPOCH)).inspect("front", UNREADABLE).inspect("back", BAD)
    assert codes(story.case) == {("kk", "not_corrected"), ("kk", "page_blurred")}


def test_a_file_that_never_came_cannot_be_kept() -> None:
    case = Story().case.with_upload(an_upload(slot="kk"))
    with pytest.raises(TransitionRefusedError):
        keep_upload(case, case.uploads[0], EPOCH)


def test_a_withdrawn_file_is_missing_again() -> None:
    gone = Story().file("form-1", "form").case.with_upload(an_upload(slot="kk", state=UploadState.WITHDRAWN))
    assert codes(gone) == {("kk", "missing")}


def test_a_returned_case_owes_what_was_asked_and_nothing_that_stands() -> None:
    story = handed_in().claim()
    story.do(return_for_completion(story.case, [asked()], OFFICER, EPOCH))
    assert codes(story.case) == {("kk", "not_corrected")}
    assert codes(story.file("kk-2").case) == set()


def test_a_returned_case_whose_answers_changed_owes_the_new_papers_too() -> None:
    story = handed_in().claim()
    story.do(return_for_completion(story.case, [asked()], OFFICER, EPOCH)).file("kk-2")
    more = (*SLOTS, a_slot("deed"))
    assert codes(story.case, *more) == {("deed", "missing")}
    assert codes(story.file("deed-1", "deed").case, *more) == set()


def test_a_refused_correction_says_why_it_does_not_count() -> None:
    story = handed_in().claim()
    story.do(return_for_completion(story.case, [asked()], OFFICER, EPOCH))
    story.file("kk-2", inspected=False).inspect("kk-2", BAD)
    assert codes(story.case) == {("kk", "not_corrected"), ("kk", "does_not_open")}


def test_a_case_that_stands_is_judged_by_what_was_handed_in() -> None:
    assert codes(handed_in().case) == set()


def test_a_lapsed_case_can_still_be_looked_at() -> None:
    story = handed_in().claim()
    story.do(return_for_completion(story.case, [asked()], OFFICER, EPOCH))
    assert codes(lapse(story.case, EPOCH).case) == set()
