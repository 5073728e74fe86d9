"""A corrected address is a new start: told there once, never again at the old one, whatever breaks and wherever."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import cast

import pytest

from chalicelib.domain.applicant import Contact
from chalicelib.domain.delivery import job_of
from chalicelib.domain.identifiers import PhoneNumber
from chalicelib.domain.notification import Notice, NoticeChannel
from chalicelib.domain.telling_caps import Caps, Toll
from chalicelib.services.sending_caps import Leave, SendingCaps
from tests.fakes import EPOCH
from tests.unit.notices.given import EMAIL, NOW, PHONE, a_job, personal
from tests.unit.notices.test_send_notices import (
    DELIVERED,
    FAILED,
    LOST,
    PERMANENT,
    SENT,
    SMS,
    TEMPORARY,
    CrashAt,
    Desk,
    Office,
    Provider,
)
from tests.unit.notices.test_take_report import Desk as ReportDesk
from tests.unit.notices.test_take_report import a_sent

NEW = PhoneNumber.restore("+6281000000001")


def correct(office: Office) -> None:
    """As the correction of a case leaves it: the new number, and the job of what reached nobody back."""
    office.personal, office.pending = personal(Contact(phone=NEW, email=EMAIL)), True


def numbers(desk: Desk) -> list[str]:
    return [taken[0] for taken in desk.sms.taken]


def test_news_that_reached_nobody_is_told_at_the_corrected_number_alone() -> None:
    desk = Desk()
    desk.deliver_until_done(a_job())
    assert (numbers(desk), len(desk.mail.taken), list(desk.office.unreached)) == ([PHONE], 1, [a_job().id])

    correct(desk.office)
    for _ in range(2):
        desk.send(a_job())

    assert (numbers(desk), len(desk.mail.taken)) == ([PHONE, NEW], 1)
    assert desk.office.states() == {"ready-p1-sms-1": SENT, "ready-p1-email-1": SENT, "ready-p1-sms-2": SENT}
    desk.report("ready-p1-sms-2", DELIVERED)
    desk.send(a_job())
    assert not desk.office.pending


def test_a_corrected_number_is_tried_as_often_as_any_and_counted_once() -> None:
    desk, asked = Desk(sms=Provider([None, *[TEMPORARY] * 5])), list[NoticeChannel]()
    desk.deliver_until_done(a_job())
    correct(desk.office)
    tell = replace(desk.send, caps=cast("SendingCaps", Counting(asked)))

    while desk.office.pending:
        tell(a_job())
        desk.office.wait()

    assert [n.attempt for n in desk.office.notices.values() if n.channel is SMS] == [1, 2, 3, 4, 5, 6]
    assert asked == [SMS]


class Counting:
    """Caps that remember what they were asked."""

    def __init__(self, asked: list[NoticeChannel]) -> None:
        self.asked = asked

    def ask(self, channel: NoticeChannel) -> Leave:
        self.asked.append(channel)
        return Leave.GIVEN

    def toll(self, recipient: str) -> Toll:
        return Toll(recipient, NOW.date(), Caps())


def test_what_arrived_before_is_not_told_again_and_what_arrives_late_at_the_old_number_tells_nobody() -> None:
    told, late = Desk(), Desk()
    told.send(a_job())
    told.report("ready-p1-sms-1", DELIVERED)
    told.send(a_job())
    assert not told.office.pending
    late.send(a_job())
    correct(late.office)
    late.report("ready-p1-sms-1", DELIVERED)

    late.send(a_job())

    assert numbers(late) == [PHONE, NEW]


@pytest.mark.parametrize("sms", [[None, None], [PERMANENT, LOST], [LOST, None], [TEMPORARY, None, None]])
def test_crash_at_any_call_after_a_correction_neither_doubles_nor_forgets(sms: list[Exception | None]) -> None:
    for look in range(1, 200):
        desk = Desk(sms=Provider(list(sms)))
        desk.deliver_until_done(a_job())
        before = numbers(desk)
        correct(desk.office)
        desk.plan = crash = CrashAt(look)
        desk.deliver_until_done(a_job())
        assert numbers(desk).count(NEW) <= 1
        assert numbers(desk)[: len(before)] == before
        assert PHONE not in numbers(desk)[len(before) :]
        assert len(desk.mail.taken) == 1
        assert a_job().id in desk.office.unreached  # nothing was reported
        if crash.left > 0:
            return
    pytest.fail("no run came to its end")


def test_a_correction_between_any_two_calls_sends_each_number_one_message_at_most() -> None:
    for look in range(1, 80):
        desk, begun = Desk(), list[bool]()
        desk.plan = at_look(look, partial(correct_while_open, desk, begun))
        desk.deliver_until_done(a_job())
        assert sorted(numbers(desk)) in ([PHONE], [NEW], [PHONE, NEW])
        assert begun != [False] or PHONE not in numbers(desk)
        assert len(desk.mail.taken) == 1
        assert a_job().id in desk.office.unreached


def correct_while_open(desk: Desk, begun: list[bool]) -> None:
    """The correction, and beside the run that is under way one that begins after it.

    `begun` says whether a message to the old number may have been on its way.
    """
    is_open = desk.office.pending
    begun.append(any(notice.channel is SMS for notice in desk.office.notices.values()))
    correct(desk.office)
    desk.office.pending = is_open or a_job().id in desk.office.unreached
    Desk(desk.office, desk.mail, desk.sms).send(a_job())
    assert numbers(desk).count(NEW) == int(is_open or a_job().id in desk.office.unreached)


def at_look(look: int, do: Callable[[], None]) -> Callable[[str, str], None]:
    left = [look]

    def plan(_: str, __: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            do()

    return plan


def test_a_late_delivery_at_the_old_address_leaves_the_resident_on_the_list() -> None:
    old, new = _of("old", 1), _of("new", 2)
    desk = ReportDesk(old, new)
    desk.unreached.add(job_of(old, EPOCH), {SMS: FAILED}, EPOCH)

    desk.report(old, DELIVERED)
    assert desk.on_the_list == 1
    desk.report(new, DELIVERED)
    assert desk.on_the_list == 0

    known = desk.notices.list_for(old.receipt)
    assert {notice.state for notice in known} == {DELIVERED}
    assert [one.is_overtaken_by(other) for one in known for other in known] == [False, True, False, False]


def _of(recipient: str, attempt: int) -> Notice:
    notice = a_sent()
    changes = {"recipient": recipient, "attempt": attempt, "id": f"{notice.id.rpartition('-')[0]}-{attempt}"}
    return notice.model_copy(update=changes)
