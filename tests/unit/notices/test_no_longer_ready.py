"""That something is ready no longer: told to whoever may have heard that it was, and to nobody else."""

from typing import Any

import pytest

from chalicelib.domain.case import ToldByCall
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.notice_plan import LEASE
from chalicelib.domain.notification import Notice, NoticeState, Untold, build_notice_id
from chalicelib.domain.text import Language
from tests.unit.notices.given import NOW, RECEIPT, a_case, a_job, a_product, a_visit
from tests.unit.notices.test_send_notices import (
    DELIVERED,
    FAILED,
    FOR_NOW,
    SENDING,
    SENT,
    SMS,
    UNKNOWN,
    CrashAt,
    Desk,
    Office,
)

NO_LONGER = a_job(NoticeEvent.DELAYED)
WAS_READY = Untold("000006-notify-ready-p1", 6, NoticeEvent.READY, "p1", {}, NOW)


def not_ready(*notices: Notice, **changes: Any) -> Desk:  # noqa: ANN401 - fields of a case
    """After a card was ready in move 6 and found bad in move 7; news of the first reached nobody so far."""
    case = a_case(products=(a_product(state=ProductState.PRINT_QUEUED),), state=CaseState.IN_PROCESS, **changes)
    return Desk(Office(case=case, earlier=[WAS_READY], notices={notice.id: notice for notice in notices}))


def of_ready(state: NoticeState, event: NoticeEvent = NoticeEvent.READY, product: str = "p1") -> Notice:
    """How a notice of the card that was ready ended."""
    return Notice(
        id=build_notice_id(6, event, product, SMS, 1), office="3573", receipt=RECEIPT, move=6, event=event,
        product_id=product, channel=SMS, language=Language.INDONESIAN, state=state, created_at=NOW, updated_at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    "notices",
    [(), (of_ready(FAILED),), (of_ready(FOR_NOW),), (of_ready(DELIVERED, product="p2"),)],
    ids=["nothing was sent", "refused", "refused for now", "of another card"],
)
def test_that_it_is_ready_no_longer_is_told_to_nobody_who_never_heard_that_it_was(notices: tuple[Notice, ...]) -> None:
    for look in range(1, 20):  # whatever breaks on the way, and delivered again
        desk = not_ready(*notices)
        desk.plan = CrashAt(look)
        desk.deliver_until_done(NO_LONGER)
        assert (desk.told, desk.office.unreached, desk.office.earlier) == (0, {}, [])
        assert desk.office.time >= NOW + LEASE  # a run that found it ready may have been sending until then


@pytest.mark.parametrize(
    "desk",
    [
        *(not_ready(of_ready(state)) for state in (SENDING, UNKNOWN, SENT, DELIVERED)),
        not_ready(of_ready(DELIVERED, NoticeEvent.COLLECT_REMINDER)),
        not_ready(told_by_call={"ready#p1": ToldByCall(move=6, at=NOW)}),
        not_ready(told_by_call={"collect_reminder#p1": ToldByCall(move=6, at=NOW)}),
    ],
)
def test_that_it_is_ready_no_longer_is_told_to_whoever_may_have_heard_that_it_was(desk: Desk) -> None:
    desk.send(NO_LONGER)

    assert len(desk.sms.taken) == 1


def test_whoever_has_an_appointment_hears_that_it_is_ready_no_longer() -> None:
    desk = not_ready()
    desk.office.visit = a_visit()

    desk.send(NO_LONGER)

    assert len(desk.sms.taken) == 1


def test_a_message_that_was_on_its_way_when_it_was_found_bad_is_taken_back() -> None:
    desk = not_ready()
    desk.send(NO_LONGER)
    late = of_ready(SENT)
    desk.office.notices[late.id] = late  # by a run that had found it ready
    desk.office.wait()

    desk.send(NO_LONGER)

    assert len(desk.sms.taken) == 1
