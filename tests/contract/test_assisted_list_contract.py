"""What every case repository promises of the list of cases that an officer began for residents."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.case import Case, Channel
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.services.ports import CaseRepository, Sealed
from tests.builders import a_creation, a_receipt, a_step
from tests.fakes import EPOCH

SEALED = Sealed(b"\x01sealed", b"key")


def begin(cases: CaseRepository, n: int, officer: str = "as1", **changes: Any) -> Case:  # noqa: ANN401 - fields of Case
    at = EPOCH + timedelta(hours=n)
    change = a_creation(n, assisted_by=officer, channel=Channel.ASSISTED, created_at=at, updated_at=at, **changes)
    return cases.create(change, SEALED)


def test_an_officer_sees_what_they_began_newest_first(cases: CaseRepository) -> None:
    mine = [begin(cases, n) for n in range(3)]
    begin(cases, 3, "as2")
    cases.create(a_creation(4), SEALED)
    page = cases.list_assisted("as1", None, 10)
    assert (page.cases, page.next_cursor) == (tuple(reversed(mine)), None)
    assert cases.list_assisted("as3", None, 10).cases == ()


def test_each_case_is_shown_as_it_stands(cases: CaseRepository) -> None:
    step = a_step(begin(cases, 0), updates={"received_at": EPOCH})
    cases.save(step)
    assert cases.list_assisted("as1", None, 10).cases == (step.case,)


def test_a_repeat_is_listed_once_and_a_taken_number_lists_nothing(cases: CaseRepository) -> None:
    first = begin(cases, 0)
    assert begin(cases, 0) == first
    assert begin(cases, 0, "as2", intent="f" * 64) == first
    assert cases.list_assisted("as1", None, 10).cases == (first,)
    assert cases.list_assisted("as2", None, 10).cases == ()


def test_pages_follow_one_another_without_gap_or_repeat(cases: CaseRepository) -> None:
    for n in range(5):
        begin(cases, n)
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        page = cases.list_assisted("as1", cursor, 2)
        seen += [case.receipt for case in page.cases]
        cursor = page.next_cursor
    assert seen == [a_receipt(n) for n in (4, 3, 2, 1, 0)]
    assert cursor is None


def test_a_cursor_of_another_list_is_refused(cases: CaseRepository) -> None:
    for n in range(2):
        begin(cases, n)
        begin(cases, 10 + n, "as2")
    theirs = cases.list_assisted("as2", None, 1).next_cursor
    queue = cases.list_queue("draft", None, 1).next_cursor
    assert theirs
    assert queue
    for cursor in (theirs, queue, "nonsense", ""):
        with pytest.raises(InvalidRequestError):
            cases.list_assisted("as1", cursor, 1)
    with pytest.raises(InvalidRequestError):
        cases.list_queue("draft", theirs, 1)
