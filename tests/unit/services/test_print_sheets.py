"""Cover sheets and slips: what they promise to keep, and to whom they are given."""

from typing import Any

import pytest

from chalicelib.domain.access import Visitor
from chalicelib.domain.applicant import Contact
from chalicelib.domain.case import Case
from chalicelib.domain.errors import (
    IncompleteError,
    InvalidRequestError,
    NotFoundError,
    TransitionRefusedError,
    UnauthorizedError,
)
from chalicelib.domain.identifiers import Pin
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.post.marks import CoverMark
from tests.builders import OFFICER, a_receipt
from tests.unit.services.given import Desk, changed


@pytest.fixture
def desk() -> Desk:
    return Desk()


def printed(desk: Desk) -> tuple[Any, ...]:
    """What was printed last."""
    return desk.ports.sheet_printer.printed[-1]


def state_after(desk: Desk, visitor: Visitor, days: float) -> CaseState:
    desk.ports.clock.advance(days=days)
    desk.services.sweep()
    return desk.case(visitor).state


def test_the_cover_carries_the_mark_of_this_office(desk: Desk) -> None:
    visitor = desk.start()
    desk.services.print_sheets.cover(visitor)
    kind, case, slots, mark, post_by = printed(desk)
    assert kind == "cover"
    assert mark.is_signed(desk.ports.keys.cover)
    assert mark.text() == CoverMark("3573", case.receipt, "KTP-LOST").signed(desk.ports.keys.cover).text()
    assert {slot.id for slot in slots} == {"f102", "sk-hilang", "kk"}
    assert post_by.isoformat() == "2026-04-17"


def test_a_cover_is_noted_the_first_time_alone(desk: Desk) -> None:
    visitor = desk.start()
    desk.services.print_sheets.cover(visitor)
    first = desk.case(visitor)
    desk.ports.clock.advance(days=20)
    desk.services.print_sheets.cover(visitor)
    assert desk.case(visitor) is first
    assert first.cover_sheet_at is not None
    one, other = desk.ports.sheet_printer.printed
    assert one == other


def test_a_sheet_that_leaves_no_time_to_post_is_renewed(desk: Desk) -> None:
    visitor = desk.start()
    desk.services.print_sheets.cover(visitor)
    desk.ports.clock.advance(days=33)
    desk.services.print_sheets.cover(visitor)
    assert desk.case(visitor).cover_sheet_at == desk.ports.clock.now()
    assert printed(desk)[-1].isoformat() == "2026-05-20"


def test_a_draft_with_a_cover_sheet_is_kept_until_the_letter_can_be_there(desk: Desk) -> None:
    with_cover, without = desk.start(), desk.start()
    desk.services.print_sheets.cover(with_cover)
    assert state_after(desk, with_cover, 26) is CaseState.DRAFT
    assert state_after(desk, with_cover, 33) is CaseState.DRAFT
    assert desk.case(without).state is CaseState.EXPIRED
    assert desk.case(with_cover).end_warned_at is None
    assert state_after(desk, with_cover, 1.1) is CaseState.DRAFT
    assert state_after(desk, with_cover, 2) is CaseState.EXPIRED


def test_a_draft_that_is_worked_on_after_its_posting_days_is_kept_as_any(desk: Desk) -> None:
    visitor = desk.start()
    desk.services.print_sheets.cover(visitor)
    desk.ports.clock.advance(days=50)
    desk.offer(visitor, "kk")
    assert state_after(desk, visitor, 29) is CaseState.DRAFT
    assert state_after(desk, visitor, 2) is CaseState.EXPIRED


def test_a_returned_case_with_a_cover_sheet_waits_for_its_letter(desk: Desk) -> None:
    visitor = desk.returned()
    desk.services.print_sheets.cover(visitor)
    assert state_after(desk, visitor, 59) is CaseState.RETURNED
    assert [state_after(desk, visitor, days) for days in (1.1, 1)] == [CaseState.RETURNED, CaseState.RETURNED]
    assert state_after(desk, visitor, 1) is CaseState.EXPIRED


def test_an_idle_claim_ends_though_a_cover_sheet_was_printed(desk: Desk) -> None:
    visitor = desk.start()
    desk.services.print_sheets.cover(visitor)
    desk.send(visitor, "f102", "sk-hilang", "kk")
    desk.inspect()
    desk.services.submit_application(visitor, None)
    desk.services.review_case.claim(visitor.receipt, OFFICER, desk.case(visitor).version)
    assert state_after(desk, visitor, 1) is CaseState.SUBMITTED


def test_a_case_that_was_handed_in_has_no_cover(desk: Desk) -> None:
    visitor = desk.submitted()
    before = desk.case(visitor)
    with pytest.raises(TransitionRefusedError):
        desk.services.print_sheets.cover(visitor)
    assert desk.case(visitor) is before


def test_a_cover_is_for_the_resident_alone(desk: Desk) -> None:
    visitor = desk.start()
    with pytest.raises(UnauthorizedError):
        desk.services.print_sheets.cover(Visitor(receipt=visitor.receipt, pin_version=9))
    assert desk.case(visitor).cover_sheet_at is None


def test_a_draft_whose_service_moved_to_the_counter_has_no_cover(desk: Desk) -> None:
    visitor = desk.start()
    moved = desk.case(visitor).model_copy(update={"service": "NAME-CHANGE", "catalogue_version": "an older one"})
    desk.ports.registry.cases[visitor.receipt] = moved
    with pytest.raises(IncompleteError) as refused:
        desk.services.print_sheets.cover(visitor)
    assert [finding.code for finding in refused.value.findings] == ["needs_counter"]
    assert desk.case(visitor).cover_sheet_at is None


def test_separators_of_a_service_are_those_of_all_its_papers(desk: Desk) -> None:
    desk.services.print_sheets.separators("KTP-LOST")
    assert printed(desk) == ("separators", "F102", "SK_HILANG", "KK", "F107")


def test_separators_are_of_one_paper_or_of_all(desk: Desk) -> None:
    desk.services.print_sheets.separators(document="KK")
    assert printed(desk) == ("separators", "KK")
    desk.services.print_sheets.separators()
    assert printed(desk)[1:] == tuple(desk.services.catalogue.documents)


def test_unknown_codes_have_no_separators(desk: Desk) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        desk.services.print_sheets.separators("NOPE", "")
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [
        ("service", "not_a_choice"),
        ("document", "not_a_choice"),
    ]


def test_a_slip_tells_number_pin_and_everything_missing(desk: Desk) -> None:
    visitor = desk.returned()
    desk.services.print_slip(visitor.receipt)
    kind, case, pin, missing, custody = printed(desk)
    assert (kind, custody) == ("slip", None)
    assert pin == Pin.derive(desk.ports.keys.pin, case.receipt, case.pin_version)
    assert [text.id for text in missing] == [
        "Kartu Keluarga (KK) terbaru: Dokumen ini belum diperbaiki. Alasan: Dokumen tidak terbaca."
    ]


def test_a_slip_of_a_complete_case_asks_for_nothing(desk: Desk) -> None:
    visitor = desk.submitted(details=changed(contact=Contact()))
    desk.services.print_slip(visitor.receipt)
    assert printed(desk)[3] == []


def test_a_paper_that_is_missing_is_named_once(desk: Desk) -> None:
    visitor = desk.start()
    case: Case = desk.case(visitor)
    received = case.model_copy(update={"received_at": case.created_at})
    desk.ports.registry.cases[visitor.receipt] = received
    desk.services.print_slip(visitor.receipt)
    assert "Dokumen ini belum ada: Kartu Keluarga (KK) terbaru." in [text.id for text in printed(desk)[3]]


def test_a_draft_has_no_slip_and_neither_has_nobody(desk: Desk) -> None:
    with pytest.raises(TransitionRefusedError):
        desk.services.print_slip(desk.start().receipt)
    with pytest.raises(NotFoundError):
        desk.services.print_slip(a_receipt(7))
