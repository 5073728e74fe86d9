"""What every case repository promises, whichever table is behind the port."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.case import Change
from chalicelib.domain.document import MAX_UPLOADS_EVER, Page
from chalicelib.domain.errors import InvalidRequestError, NotFoundError, ReservedError, StaleVersionError
from chalicelib.domain.events import JobKind, Lookup, NoticeEvent, Reserved
from chalicelib.domain.finding import Finding, FindingCode, Severity
from chalicelib.domain.lifecycle import CaseEvent, CaseState, ProductState
from chalicelib.services.ports import CaseRepository, Outbox, Sealed, Tries
from tests.builders import (
    a_case,
    a_claim,
    a_creation,
    a_full_case,
    a_product,
    a_receipt,
    a_running_clock,
    a_step,
    an_upload,
)
from tests.fakes import EPOCH

SEALED = Sealed(b"\x01first", b"key")
ADDRESS = "a" * 64


def _create(cases: CaseRepository, change: Change) -> Change:
    cases.create(change, SEALED)
    return change


def _queued(cases: CaseRepository, queue: str) -> list[str]:
    return [item["receipt"] for item in cases.list_queue(queue, None, 100).items]


def test_a_created_case_reads_back_the_same(cases: CaseRepository) -> None:
    change = a_creation(uploads=(an_upload(),), answers={"lost": True, "children": 2})
    assert cases.create(change, SEALED) == change.case
    assert cases.get(change.case.receipt) == change.case


def test_the_largest_case_that_limits_allow_is_kept(cases: CaseRepository) -> None:
    """240 files of 30 pages, each with findings: 2 MB as text, and an item holds 400 KB."""
    finding = Finding(
        code=FindingCode.TOO_SMALL, severity=Severity.WARNING, where="a-slot", page=1, params={"limit": "300"}
    )
    uploads = tuple(
        an_upload(f"{n:022d}").model_copy(
            update={
                "pages": tuple(
                    Page(number=p, key=f"3573/pages/{n:022d}/{p:03d}.jpg", width=1, height=2) for p in range(1, 31)
                ),
                "findings": (finding,) * 30,
            }
        )
        for n in range(MAX_UPLOADS_EVER)
    )
    change = a_creation(uploads=uploads)
    cases.create(change, SEALED)
    assert cases.get(change.case.receipt) == change.case


def test_creating_again_answers_with_the_stored_case(cases: CaseRepository) -> None:
    first = _create(cases, a_creation())
    again = a_creation(intent="f" * 64)
    assert cases.create(again, Sealed(b"\x01other", b"other")) == first.case
    assert cases.get_sealed(a_receipt()) == (first.case, SEALED)


def test_an_unknown_receipt_is_not_found(cases: CaseRepository) -> None:
    with pytest.raises(NotFoundError):
        cases.get(a_receipt(7))
    with pytest.raises(NotFoundError):
        cases.get_sealed(a_receipt(7))


def test_a_saved_move_is_read_at_once(cases: CaseRepository) -> None:
    created = _create(cases, a_creation())
    step = a_step(created.case, updates={"answers": {"lost": True}})
    cases.save(step)
    assert cases.get(a_receipt()) == step.case
    assert cases.get(a_receipt()).version == 2


def test_saving_keeps_the_sealed_part_unless_given(cases: CaseRepository) -> None:
    first = a_step(_create(cases, a_creation()).case)
    cases.save(first)
    assert cases.get_sealed(a_receipt())[1] == SEALED
    cases.save(a_step(first.case), Sealed(b"\x01second", b"key"))
    assert cases.get_sealed(a_receipt())[1] == Sealed(b"\x01second", b"key")


def test_of_two_writers_the_second_is_stale(cases: CaseRepository) -> None:
    created = _create(cases, a_creation()).case
    winner, loser = (a_step(created, updates={"answers": {"children": n}}) for n in (1, 2))
    cases.save(winner)
    with pytest.raises(StaleVersionError):
        cases.save(loser)
    assert cases.get(a_receipt()) == winner.case
    assert [event.move for event in cases.list_audit(a_receipt())] == [1, 2]


def test_saving_a_case_that_is_not_there_is_stale(cases: CaseRepository) -> None:
    with pytest.raises(StaleVersionError):
        cases.save(a_step(a_creation().case))


def test_a_refused_move_leaves_nothing_behind(cases: CaseRepository, outbox: Outbox) -> None:
    created = _create(cases, a_creation()).case
    cases.save(a_step(created))
    stale = a_step(
        created, notices=[(NoticeEvent.RECEIVED, None)], lookups=(Lookup("nik", "d" * 64, "KTP-LOST"),), action="late"
    )
    with pytest.raises(StaleVersionError):
        cases.save(stale)
    assert not outbox.is_pending(stale.jobs[0])
    assert cases.find_by_lookup("nik", "d" * 64) == ()
    assert [event.action for event in cases.list_audit(a_receipt())] == ["started", "amended"]


def test_a_move_settles_jobs_and_adds_others(cases: CaseRepository, outbox: Outbox) -> None:
    created = _create(cases, a_creation()).case
    asks = a_step(created, jobs=[(JobKind.INSPECT, "upload-1", "v1")])
    cases.save(asks)
    (inspect,) = asks.jobs
    assert outbox.is_pending(inspect)
    told = a_step(asks.case, notices=[(NoticeEvent.RETURNED, None)], done=(inspect.id,))
    cases.save(told)
    assert not outbox.is_pending(inspect)
    assert outbox.is_pending(told.jobs[0])


def test_settling_a_job_that_is_gone_is_no_fault(cases: CaseRepository) -> None:
    created = _create(cases, a_creation()).case
    cases.save(a_step(created, done=("000001-inspect-nothing",)))
    assert cases.get(a_receipt()).version == 2


def test_audit_events_come_in_order(cases: CaseRepository) -> None:
    change = _create(cases, a_creation())
    stored = [change.audit]
    for n in range(12):
        change = a_step(change.case, action=f"step-{n}", details={"n": str(n)})
        cases.save(change)
        stored.append(change.audit)
    assert cases.list_audit(a_receipt()) == tuple(stored)
    assert cases.list_audit(a_receipt(1)) == ()


def test_lookups_find_cases_by_service_or_all(cases: CaseRepository) -> None:
    digest = "e" * 64
    for n, service in enumerate(("KTP-LOST", "KK-CHANGE", "KTP-LOST")):
        created = _create(cases, a_creation(n, service=service)).case
        cases.save(a_step(created, lookups=(Lookup("nik", digest, service), Lookup("phone", digest, service))))
    assert set(cases.find_by_lookup("nik", digest, "KTP-LOST")) == {a_receipt(0), a_receipt(2)}
    assert set(cases.find_by_lookup("nik", digest)) == {a_receipt(0), a_receipt(1), a_receipt(2)}
    assert cases.find_by_lookup("nik", digest, "KTP") == ()
    assert cases.find_by_lookup("nik", "0" * 64) == ()


def test_many_lookups_are_found_at_once_and_no_more_than_asked_for(cases: CaseRepository) -> None:
    digests = [f"{n:064x}" for n in range(120)]
    for n, digest in enumerate((digests[3], digests[3], digests[70], digests[119])):
        created = _create(cases, a_creation(n)).case
        cases.save(a_step(created, lookups=(Lookup("name", digest, "KTP-LOST"), Lookup("name", "f" * 64, "KTP-LOST"))))
    assert set(cases.find_by_any("name", digests, 50)) == {a_receipt(n) for n in range(4)}
    assert set(cases.find_by_any("name", [digests[3], digests[70], "f" * 64], 50)) == {a_receipt(n) for n in range(4)}
    assert len(cases.find_by_any("name", digests, 2)) == 2
    assert cases.find_by_any("name", [], 50) == cases.find_by_any("nik", digests, 50) == ()


def test_cases_are_read_together_in_the_order_asked_for(cases: CaseRepository) -> None:
    first, second = (_create(cases, a_creation(n)).case for n in range(2))
    assert cases.get_many([second.receipt, a_receipt(9), first.receipt]) == (second, first)
    assert cases.get_many([]) == ()


def test_filing_a_lookup_again_changes_nothing(cases: CaseRepository) -> None:
    lookup = Lookup("nik", "e" * 64, "KTP-LOST")
    first = a_step(_create(cases, a_creation()).case, lookups=(lookup,))
    cases.save(first)
    cases.save(a_step(first.case, lookups=(lookup,)))
    assert cases.find_by_lookup("nik", "e" * 64) == (a_receipt(),)


def test_a_case_stands_in_one_work_list_only(cases: CaseRepository) -> None:
    created = _create(cases, a_creation()).case
    assert _queued(cases, "draft") == [a_receipt()]
    submitted = a_step(created, event=CaseEvent.SUBMIT, updates={"received_at": EPOCH})
    cases.save(submitted)
    assert (_queued(cases, "draft"), _queued(cases, "submitted")) == ([], [a_receipt()])
    cases.save(a_step(submitted.case, event=CaseEvent.WITHDRAW))
    assert _queued(cases, "submitted") == []


def test_a_work_list_line_tells_what_staff_see(cases: CaseRepository) -> None:
    created = _create(cases, a_creation()).case
    claimed = {"received_at": EPOCH, "claim": a_claim(), "state": CaseState.IN_REVIEW, "clock": a_running_clock()}
    cases.save(a_step(created.model_copy(update=claimed)))
    (line,) = cases.list_queue("in-review", None, 10).items
    assert line == {
        "receipt": a_receipt(),
        "service": "KTP-LOST",
        "state": "IN_REVIEW",
        "area": "unknown",
        "channel": "web",
        "version": 2,
        "clock": "2026-03-02T02:00:00.000Z",
        "received_at": "2026-03-02T02:00:00.000Z",
        "due_at": "2026-03-03T02:00:00.000Z",
        "claimed_by": "officer-1",
        "round": 0,
        "possible_duplicates": 0,
        "is_duplicate_record": False,
        "asked": [],
        "cover_sheet_at": None,
        "service_clock": {"started_at": "2026-03-02T02:00:00Z"},
        "stands_since": "2026-03-02T02:00:01.000Z",
        "owes_warning": False,
    }


def test_a_line_of_a_draft_tells_whether_a_warning_is_owed(cases: CaseRepository) -> None:
    created = _create(cases, a_creation(acted_at=EPOCH, reachable=("sms",))).case
    assert [line["owes_warning"] for line in cases.list_queue("draft", None, 10).items] == [True]
    warned_at = EPOCH + timedelta(days=25)
    cases.save(a_step(created, updates={"end_warned_at": warned_at}))
    assert [line["owes_warning"] for line in cases.list_queue("draft", None, 10).items] == [False]
    assert cases.get(a_receipt()).end_warned_at == warned_at


def test_a_work_list_is_paged_oldest_first(cases: CaseRepository) -> None:
    for n in range(7):
        at = EPOCH - timedelta(minutes=n)
        _create(cases, a_creation(n, created_at=at, updated_at=at))
    pages, cursor = [], None
    while True:
        page = cases.list_queue("draft", cursor, 3)
        pages.append([item["receipt"] for item in page.items])
        cursor = page.next_cursor
        if cursor is None:
            break
    assert [receipt for page in pages for receipt in page] == [a_receipt(n) for n in reversed(range(7))]
    assert max(map(len, pages)) == 3


def test_ties_of_the_clock_are_paged_once_each(cases: CaseRepository) -> None:
    for n in range(5):
        _create(cases, a_creation(n))
    seen, cursor = [], None
    for _ in range(6):
        page = cases.list_queue("draft", cursor, 2)
        seen += [item["receipt"] for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert sorted(seen) == sorted(a_receipt(n) for n in range(5))


@pytest.mark.parametrize("cursor", ["", "!!!", "bm90aGluZw", "WyJhIiwiYiIsImMiXQ", "W10", "é", "W" * 600])
def test_a_cursor_that_is_none_is_refused(cases: CaseRepository, cursor: str) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        cases.list_queue("draft", cursor, 10)
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [("cursor", "not_ours")]


def test_a_cursor_of_another_list_is_refused(cases: CaseRepository) -> None:
    for n in range(2):
        _create(cases, a_creation(n))
    cursor = cases.list_queue("draft", None, 1).next_cursor
    assert cursor is not None
    with pytest.raises(InvalidRequestError):
        cases.list_queue("submitted", cursor, 1)


def test_products_stand_in_lists_of_their_own(cases: CaseRepository) -> None:
    created = _create(cases, a_creation(state=CaseState.IN_PROCESS, clock=a_running_clock())).case
    products = (a_product("ktp"), a_product("kia", state=ProductState.AWAITING_PRINT_RECORD))
    made = a_step(created, updates={"products": products}, products=("ktp", "kia"))
    cases.save(made)
    (line,) = cases.list_queue("print", None, 10).items
    assert (line["product"], line["kind"], line["product_state"]) == ("ktp", "KTP-EL", "PRINT_QUEUED")
    assert _queued(cases, "awaiting-print-record") == [a_receipt()]
    printed = tuple(product.model_copy(update={"state": ProductState.PRINTED}) for product in products)
    cases.save(a_step(made.case, updates={"products": printed}, products=("ktp",)))
    assert (_queued(cases, "print"), _queued(cases, "printed")) == ([], [a_receipt()])
    assert _queued(cases, "awaiting-print-record") == [a_receipt()]


def test_products_leave_the_lists_with_their_case(cases: CaseRepository) -> None:
    created = _create(cases, a_creation(state=CaseState.IN_PROCESS, clock=a_running_clock())).case
    made = a_step(created, updates={"products": (a_product("ktp"),)}, products=("ktp",))
    cases.save(made)
    cases.save(a_step(made.case, event=CaseEvent.CANCEL, updates={"products": ()}, products=("ktp",)))
    assert _queued(cases, "print") == []
    assert _queued(cases, "in-process") == []


def test_tracking_reads_the_case_and_no_tries(cases: CaseRepository) -> None:
    change = _create(cases, a_creation())
    assert cases.track(a_receipt(), ADDRESS, EPOCH) == (change.case, Tries(0, 0))


def test_wrong_tries_count_for_receipt_and_address(cases: CaseRepository) -> None:
    for _ in range(3):
        cases.record_wrong_try(a_receipt(), ADDRESS, EPOCH)
    cases.record_wrong_try(a_receipt(1), ADDRESS, EPOCH)
    cases.record_wrong_try(a_receipt(), "b" * 64, EPOCH)
    assert cases.track(a_receipt(), ADDRESS, EPOCH) == (None, Tries(receipt=4, address=4))
    assert cases.track(a_receipt(2), "c" * 64, EPOCH) == (None, Tries(0, 0))


def test_wrong_tries_are_forgotten_after_two_windows(cases: CaseRepository) -> None:
    cases.record_wrong_try(a_receipt(), ADDRESS, EPOCH)
    cases.record_wrong_try(a_receipt(), ADDRESS, EPOCH + timedelta(seconds=900))
    later = [cases.track(a_receipt(), ADDRESS, EPOCH + timedelta(seconds=900 * n))[1].receipt for n in (1, 2, 3)]
    assert later == [2, 1, 0]


def test_a_case_of_sixty_files_fits(cases: CaseRepository) -> None:
    big = a_full_case(uploads=60)
    change = a_step(big)
    cases.create(change, SEALED)
    assert cases.get(big.receipt) == change.case


def test_values_the_office_overrode_still_load(cases: CaseRepository) -> None:
    odd = a_case(possible_duplicates=("NOT-A-NUMBER",))
    change = a_step(odd)
    cases.create(change, SEALED)
    assert cases.get(odd.receipt).possible_duplicates == ("NOT-A-NUMBER",)


def test_a_move_for_another_case_holds_only_while_that_goes_on(cases: CaseRepository) -> None:
    other = _create(cases, a_creation(2)).case
    one = _create(cases, a_creation(1)).case
    first = replace(a_step(one), going_on=(other.receipt,))
    cases.save(first)
    cases.save(a_step(other, event=CaseEvent.SWEEP))
    with pytest.raises(StaleVersionError):
        cases.save(replace(a_step(first.case), going_on=(other.receipt,)))
    assert cases.get(one.receipt) == first.case


def test_what_one_case_alone_may_have_passes_on_only_from_who_gave_it_up(cases: CaseRepository) -> None:
    one, two, three = (_create(cases, a_creation(n)).case for n in (1, 2, 3))
    reserved = Reserved("postal", "d" * 64)
    mine = replace(a_step(one), reserved=reserved)
    cases.save(mine)
    cases.save(replace(a_step(mine.case), reserved=reserved))  # the same case may have it again
    for case, seen in ((two, ""), (two, three.receipt)):
        with pytest.raises(ReservedError) as taken:
            cases.save(replace(a_step(case), reserved=replace(reserved, instead_of=seen)))
        assert taken.value.holder == one.receipt
    cases.save(replace(a_step(two), reserved=replace(reserved, instead_of=one.receipt)))
    with pytest.raises(ReservedError) as taken:
        cases.save(replace(a_step(three), reserved=replace(reserved, instead_of=one.receipt)))
    assert taken.value.holder == two.receipt
    assert cases.find_by_lookup("postal", "d" * 64) == ()
    with pytest.raises(StaleVersionError):
        cases.save(replace(a_step(two), reserved=reserved))  # its version is told before what it reserves
