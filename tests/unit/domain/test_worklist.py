"""Work lists: every state that waits for somebody has one, and its lines sort as time does."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.case import Asked, Case, HistoryEntry
from chalicelib.domain.document import VerdictKind
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.worklist import (
    QUEUES,
    format_moment,
    product_clock_of,
    product_queue_of,
    product_summary_of,
    queue_of,
    summary_of,
)
from tests.builders import a_case, a_claim, a_product, a_running_clock
from tests.fakes import EPOCH

LATER = EPOCH + timedelta(hours=3)
NOBODY_WAITS = {CaseState.REJECTED, CaseState.CLOSED, CaseState.CANCELLED, CaseState.EXPIRED}
NO_LIST = {ProductState.HANDED_OVER, ProductState.DELIVERED}


@pytest.mark.parametrize("state", CaseState)
def test_each_case_state_has_a_list_or_nobody_waits(state: CaseState) -> None:
    standing = queue_of(a_case(state=state))
    assert (standing is None) == (state in NOBODY_WAITS)
    assert standing is None or standing[0] in QUEUES


@pytest.mark.parametrize("state", ProductState)
def test_each_product_state_has_a_list_or_none(state: ProductState) -> None:
    queue = product_queue_of(a_case(), a_product(state=state))
    assert (queue is None) == (state in NO_LIST)
    assert queue is None or queue in QUEUES


@pytest.mark.parametrize(
    ("case", "clock"),
    [
        (a_case(created_at=EPOCH, updated_at=LATER), EPOCH),
        (a_case(state=CaseState.SUBMITTED, received_at=EPOCH, updated_at=LATER), EPOCH),
        (a_case(state=CaseState.IN_REVIEW, claim=a_claim(), updated_at=LATER), EPOCH),
        (a_case(state=CaseState.COMPLETE, clock=a_running_clock(), updated_at=LATER), EPOCH),
        (a_case(state=CaseState.IN_PROCESS, clock=a_running_clock(), updated_at=LATER), EPOCH),
        (a_case(state=CaseState.READY, clock=a_running_clock().stop(LATER), updated_at=EPOCH), LATER),
        (
            a_case(
                state=CaseState.RETURNED,
                history=(HistoryEntry(move=4, state=CaseState.RETURNED, at=EPOCH),),
                updated_at=LATER,
            ),
            EPOCH,
        ),
    ],
    ids=lambda value: value.state if isinstance(value, Case) else "",
)
def test_each_list_is_sorted_by_its_own_clock(case: Case, clock: datetime) -> None:
    standing = queue_of(case)
    assert standing is not None
    assert standing[1] == clock
    assert summary_of(case)["clock"] == format_moment(clock)


def test_products_wait_by_the_service_clock_until_ready() -> None:
    case = a_case(state=CaseState.IN_PROCESS, clock=a_running_clock(), updated_at=LATER)
    assert product_clock_of(case, a_product()) == EPOCH
    assert product_clock_of(case, a_product(state=ProductState.READY, ready_at=LATER)) == LATER
    assert product_clock_of(case, a_product(state=ProductState.DISPATCHED, ready_at=EPOCH)) == LATER


def test_a_line_names_what_was_asked() -> None:
    case = a_case(state=CaseState.RETURNED, asked=(Asked(slot="kk", reason=VerdictKind.UNREADABLE, note="buram"),))
    assert summary_of(case)["asked"] == ["kk"]


def test_a_line_of_a_product_says_for_whom_nothing() -> None:
    line = product_summary_of(a_case(), a_product())
    assert (line["product"], line["product_state"]) == ("ktp", ProductState.PRINT_QUEUED)
    assert "recipient" not in line


def test_moments_sort_as_text_and_read_back() -> None:
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=n * 337) for n in range(40)]
    texts = [format_moment(moment) for moment in moments]
    assert texts == sorted(texts)
    assert {len(text) for text in texts} == {24}
    assert [datetime.fromisoformat(text) for text in texts] == moments
