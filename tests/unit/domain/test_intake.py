"""Files and submissions: nothing lost, nothing shown that should not be, no state by the back door."""

from datetime import timedelta

import pytest

from chalicelib.domain.document import MAX_UPLOADS, MAX_UPLOADS_EVER, ScannedFrom, UploadState, VerdictKind
from chalicelib.domain.errors import InvalidRequestError, TransitionRefusedError
from chalicelib.domain.events import JobKind
from chalicelib.domain.intake import (
    Arrival,
    amend,
    expire,
    flag_duplicates,
    lapse,
    record_arrival,
    reissue_pin,
    request_upload,
    withdraw,
    withdraw_upload,
)
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.review import cancel, reject, release_idle, return_for_completion
from tests.builders import OFFICER, a_product, an_upload
from tests.fakes import EPOCH
from tests.unit.domain.given import BAD, Story, asked, expected, handed_in

ARRIVAL = Arrival("v1", 10)


def returned(*slots: str) -> Story:
    story = handed_in().claim()
    return story.do(return_for_completion(story.case, [asked(slot) for slot in slots or ("kk",)], OFFICER, EPOCH))


def test_a_file_that_comes_twice_is_bound_once() -> None:
    story = Story().file("kk-1", inspected=False)
    assert story.upload("kk-1").version_id == "v-kk-1"
    assert record_arrival(story.case, story.upload("kk-1"), Arrival("v-kk-1", 10), EPOCH) is None


def test_another_version_of_a_file_that_was_handed_in_changes_nothing() -> None:
    story = handed_in()
    (upload, *_) = story.case.uploads
    assert record_arrival(story.case, upload, Arrival("another", 99), EPOCH) is None


def test_a_file_that_arrives_is_inspected_in_its_own_version() -> None:
    job = Story().file("kk-1", inspected=False).changes[-1].jobs[0]
    assert (job.kind, job.upload_id, job.object_version) == (JobKind.INSPECT, "kk-1", "v-kk-1")


@pytest.mark.parametrize("state", [s for s in CaseState if s not in {CaseState.DRAFT, CaseState.RETURNED}])
def test_a_file_that_comes_too_late_is_kept_and_told(state: CaseState) -> None:
    case = handed_in().case.model_copy(update={"state": state})
    change = record_arrival(case, expected("late"), ARRIVAL, EPOCH)
    assert change is not None
    upload = change.case.upload("late")
    assert upload is not None
    assert (upload.state, upload.version_id) == (UploadState.LATE, "v1")
    assert [job.notice for job in change.jobs] == ["file_late"]
    assert change.case.documents == case.documents


def test_a_form_from_the_draft_still_serves_the_paper_asked_for() -> None:
    story = returned()
    change = record_arrival(story.case, expected("kk-2"), ARRIVAL, EPOCH)
    assert change is not None
    assert [upload.id for upload in change.case.live_uploads("kk")] == ["kk-2"]


def test_a_form_for_a_paper_that_stands_is_late_in_a_returned_case() -> None:
    story = returned()
    change = record_arrival(story.case, expected("form-2", "form"), ARRIVAL, EPOCH)
    assert change is not None
    assert change.case.uploads[-1].state is UploadState.LATE


def test_withdrawing_takes_one_file_and_leaves_the_others() -> None:
    story = Story().file("front").file("back")
    story.do(withdraw_upload(story.case, story.upload("front"), EPOCH))
    assert [upload.id for upload in story.case.live_uploads("kk")] == ["back"]
    assert withdraw_upload(story.case, story.upload("front"), EPOCH) is None


def test_a_withdrawn_file_that_arrives_after_all_is_ignored() -> None:
    gone = an_upload(state=UploadState.WITHDRAWN)
    assert record_arrival(Story().case.with_upload(gone), gone, ARRIVAL, EPOCH) is None


@pytest.mark.parametrize("upload", ["kk-1", "form-1"])
def test_a_file_that_was_handed_in_is_not_withdrawn(upload: str) -> None:
    story = returned()
    with pytest.raises(TransitionRefusedError):
        withdraw_upload(story.case, story.upload(upload), EPOCH)


def test_a_page_that_came_by_post_is_not_withdrawn() -> None:
    scan = ScannedFrom(envelope="MLG1.B1.0001", page=1, control_number="0000001", side=1, file_page=1)
    posted = an_upload("posted", scan=scan)
    with pytest.raises(TransitionRefusedError):
        withdraw_upload(Story().case.with_upload(posted), posted, EPOCH)


def test_only_papers_that_are_asked_or_absent_take_files_when_returned() -> None:
    story = returned()
    for upload in (expected("kk-2"), expected("new-1", "another")):
        assert request_upload(story.case, upload, EPOCH).case.uploads[-1] == upload
    with pytest.raises(InvalidRequestError) as refused:
        request_upload(story.case, expected("form-2", "form"), EPOCH)
    assert [fault.code for fault in refused.value.faults] == ["slot_not_asked"]


def test_too_many_files_are_refused() -> None:
    files = tuple(an_upload(f"u{n}") for n in range(MAX_UPLOADS))
    with pytest.raises(InvalidRequestError, match="too_many_uploads"):
        request_upload(Story().case.model_copy(update={"uploads": files}), expected("more"), EPOCH)


def test_files_that_no_longer_count_make_room_for_others() -> None:
    gone = (UploadState.WITHDRAWN, UploadState.REFUSED, UploadState.LATE)
    files = tuple(an_upload(f"u{n}", state=gone[n % 3]) for n in range(MAX_UPLOADS))
    draft = Story().case.model_copy(update={"uploads": files})
    assert len(request_upload(draft, expected("more"), EPOCH).case.uploads) == MAX_UPLOADS + 1
    waited = draft.model_copy(update={"uploads": tuple(expected(f"e{n}") for n in range(MAX_UPLOADS))})
    with pytest.raises(InvalidRequestError):
        request_upload(waited, expected("more"), EPOCH)
    assert request_upload(waited, expected("more"), EPOCH + timedelta(hours=2)).case.uploads[-1].id == "more"


def test_what_an_item_can_hold_is_the_end() -> None:
    files = tuple(an_upload(f"u{n}", state=UploadState.WITHDRAWN) for n in range(MAX_UPLOADS_EVER))
    with pytest.raises(InvalidRequestError, match="too_many_uploads"):
        request_upload(Story().case.model_copy(update={"uploads": files}), expected("more"), EPOCH)


def test_front_and_back_stand_in_the_order_they_came() -> None:
    story = Story().file("front").file("back").submit()
    assert story.document("kk") == ("front", "back")


def test_a_refused_back_goes_back_alone_and_the_front_stays() -> None:
    story = Story().file("front").file("back", inspected=False).submit()
    story.inspect("back", BAD)
    assert (story.case.state, [item.slot for item in story.case.asked]) == (CaseState.RETURNED, ["kk"])
    assert story.told == ["returned"]
    story.file("back-again").submit()
    assert story.document("kk") == ("front", "back-again")


def test_two_refused_files_of_one_paper_ask_and_tell_once() -> None:
    story = Story().file("front", inspected=False).file("back", inspected=False).submit()
    story.inspect("front", BAD)
    story.inspect("back", BAD)
    assert story.told == []
    assert [item.slot for item in story.case.asked] == ["kk"]


def test_a_second_paper_refused_while_returned_is_asked_and_told_too() -> None:
    story = Story().file("kk-1", inspected=False).file("form-1", "form", inspected=False).submit()
    story.inspect("kk-1", BAD)
    story.inspect("form-1", BAD)
    assert story.told == ["returned"]
    assert {item.slot for item in story.case.asked} == {"kk", "form"}
    assert len(story.case.history) == 3


def test_a_file_refused_while_claimed_returns_the_case_and_ends_the_claim() -> None:
    story = Story().file("kk-1", inspected=False).file("form-1", "form").submit().claim()
    story.inspect("kk-1", BAD)
    assert (story.case.state, story.case.claim) == (CaseState.RETURNED, None)


def test_what_the_officer_had_refused_is_asked_along_with_the_file() -> None:
    story = Story().file("kk-1", inspected=False).file("form-1", "form").submit().claim()
    story.judge("form", VerdictKind.NOT_ORIGINAL).inspect("kk-1", BAD)
    assert {item.slot: item.reason for item in story.case.asked} == {
        "form": VerdictKind.NOT_ORIGINAL,
        "kk": VerdictKind.UNREADABLE,
    }


def test_an_officer_who_wants_all_of_a_paper_again_is_not_overruled() -> None:
    story = Story().file("front").file("back", inspected=False).submit().claim()
    story.judge("kk", VerdictKind.DOES_NOT_MATCH)
    story.do(return_for_completion(story.case, [], OFFICER, EPOCH)).inspect("back", BAD)
    assert [(item.reason, item.finding) for item in story.case.asked] == [(VerdictKind.DOES_NOT_MATCH, None)]
    assert story.file("new").submit().document("kk") == ("new",)


@pytest.mark.parametrize("end", ["withdraw", "cancel", "reject", "lapse"])
def test_a_file_refused_after_the_end_asks_nobody_for_anything(end: str) -> None:
    story = Story().file("kk-1", inspected=False).file("form-1", "form").submit().claim()
    if end == "withdraw":
        story.do(withdraw(story.case, EPOCH))
    elif end == "lapse":
        story.do(return_for_completion(story.case, [asked("form")], OFFICER, EPOCH)).do(lapse(story.case, EPOCH))
    else:
        story.do({"cancel": cancel, "reject": reject}[end](story.case, "duplicate", OFFICER, EPOCH))
    before = story.case
    story.inspect("kk-1", BAD)
    assert (story.case.state, story.case.asked, story.told) == (before.state, before.asked, [])


def test_a_file_refused_in_a_draft_only_stops_counting() -> None:
    story = Story().file("kk-1", inspected=False).inspect("kk-1", BAD)
    assert (story.case.state, story.case.asked, story.told) == (CaseState.DRAFT, (), [])
    assert story.case.live_uploads("kk") == ()


def test_resubmission_keeps_accepted_papers_with_their_verdicts() -> None:
    story = handed_in().claim().judge("form").judge("kk", VerdictKind.UNREADABLE)
    story.do(return_for_completion(story.case, [], OFFICER, EPOCH)).file("kk-2").submit()
    form, kk = (next(d for d in story.case.documents if d.slot == slot) for slot in ("form", "kk"))
    assert (form.round, form.is_accepted, form.uploads) == (1, True, ("form-1",))
    assert (kk.round, kk.verdict, kk.uploads) == (2, None, ("kk-2",))
    assert story.case.asked == ()


def test_a_replaced_file_stays_on_record() -> None:
    story = returned().file("kk-2").submit()
    assert story.upload("kk-1").state is UploadState.ACCEPTED
    assert story.case.received_at == EPOCH


def test_the_day_of_receipt_is_that_of_the_first_submission() -> None:
    story = returned().file("kk-2")
    first = story.case.received_at
    assert story.submit(story.case.updated_at.replace(year=2027)).case.received_at == first


def test_each_submission_is_acknowledged_and_screened() -> None:
    change = handed_in().changes[-1]
    assert {job.kind for job in change.jobs} == {JobKind.NOTIFY, JobKind.SCREEN}
    assert [lookup.kind for lookup in change.lookups] == ["nik"]


@pytest.mark.parametrize("state", [s for s in CaseState if s not in {CaseState.DRAFT, CaseState.RETURNED}])
def test_a_case_that_is_handed_in_is_not_changed_by_its_resident(state: CaseState) -> None:
    case = handed_in().case.model_copy(update={"state": state})
    with pytest.raises(TransitionRefusedError):
        amend(case, {}, EPOCH)
    with pytest.raises(TransitionRefusedError):
        request_upload(case, expected("more"), EPOCH)
    with pytest.raises(TransitionRefusedError):
        withdraw_upload(case, case.uploads[0], EPOCH)


def test_an_amendment_is_recorded_by_field_names_alone() -> None:
    change = amend(Story().case, {"answers": {"reason": "secret-value"}}, EPOCH)
    assert change.audit.details == {"fields": "answers"}


def test_a_new_pin_is_another_version_and_is_told() -> None:
    story = handed_in().do(reissue_pin(handed_in().case, OFFICER, EPOCH))
    assert (story.case.pin_version, story.told) == (2, ["pin_reissued"])


def test_withdrawing_a_draft_tells_nobody_and_a_case_its_resident() -> None:
    assert withdraw(Story().case, EPOCH).jobs == ()
    assert [job.notice for job in withdraw(handed_in().case, EPOCH).jobs] == ["cancelled"]


def test_a_swept_draft_is_told_where_somebody_can_be_reached() -> None:
    assert [job.notice for job in expire(Story().case, EPOCH).jobs] == ["draft_expired"]
    assert expire(Story().case.model_copy(update={"reachable": ()}), EPOCH).jobs == ()


def test_duplicates_add_up_and_none_is_forgotten() -> None:
    first = flag_duplicates(handed_in().case, ["B"], EPOCH)
    second = flag_duplicates(first.case, ["A", "B"], EPOCH)
    assert second.case.possible_duplicates == ("A", "B")


def test_an_idle_officer_loses_the_case_and_not_the_verdicts() -> None:
    story = handed_in().claim().judge("kk")
    story.do(release_idle(story.case, EPOCH))
    assert (story.case.state, story.case.claim) == (CaseState.SUBMITTED, None)
    assert [document.is_accepted for document in story.case.documents] == [True, False]


def test_a_case_in_production_is_not_withdrawn_by_its_resident() -> None:
    story = handed_in().claim().accept(a_product())
    with pytest.raises(TransitionRefusedError):
        withdraw(story.case, EPOCH)
