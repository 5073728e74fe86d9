"""What every notice log promises, whichever table is behind the port."""

from datetime import timedelta
from itertools import permutations

import pytest

from chalicelib.domain.delivery import DeliveryReport, Reference
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.notification import Notice, NoticeChannel, NoticeState
from chalicelib.services.ports import NoticeLog
from tests.builders import a_notice, a_receipt
from tests.fakes import EPOCH

_LATER = EPOCH + timedelta(minutes=5)


def _report(notice: Notice, state: NoticeState) -> DeliveryReport:
    return DeliveryReport(Reference(notice.receipt, notice.id), state, _LATER, notice.channel)


def _ended(notice: Notice, state: NoticeState, provider_id: str | None = None) -> Notice:
    changes = {"state": state, "provider_id": provider_id, "updated_at": EPOCH + timedelta(seconds=3)}
    return notice.model_copy(update=changes)


def test_only_the_first_may_send_a_notice(notices: NoticeLog) -> None:
    notice = a_notice()
    later = notice.model_copy(update={"updated_at": EPOCH + timedelta(minutes=1)})
    assert notices.begin(notice) is None
    assert notices.begin(later) == notice
    assert notices.begin(notice) == notice


def test_attempts_and_channels_are_notices_of_their_own(notices: NoticeLog) -> None:
    for notice in (a_notice(), a_notice(attempt=2), a_notice(channel=NoticeChannel.SMS), a_notice(1)):
        assert notices.begin(notice) is None


@pytest.mark.parametrize("state", [NoticeState.SENT, NoticeState.FAILED, NoticeState.UNKNOWN])
def test_the_outcome_is_what_the_next_one_sees(notices: NoticeLog, state: NoticeState) -> None:
    notice = a_notice()
    notices.begin(notice)
    ended = _ended(notice, state, "provider-1")
    notices.finish(ended)
    assert notices.begin(notice) == ended


@pytest.mark.parametrize("ended", [NoticeState.DELIVERED, NoticeState.FAILED])
@pytest.mark.parametrize(
    "late", [NoticeState.SENDING, NoticeState.UNKNOWN, NoticeState.FAILED_FOR_NOW, NoticeState.SENT]
)
def test_an_outcome_is_never_taken_back(notices: NoticeLog, ended: NoticeState, late: NoticeState) -> None:
    notice = a_notice()
    notices.begin(notice)
    notices.finish(_ended(notice, ended, "provider-1"))
    notices.finish(_ended(notice, late, "provider-2"))
    assert notices.list_for(a_receipt()) == (_ended(notice, ended, "provider-1"),)


def test_an_unknown_outcome_may_become_known(notices: NoticeLog) -> None:
    notice = a_notice()
    notices.begin(notice)
    notices.finish(_ended(notice, NoticeState.UNKNOWN))
    sent = _ended(notice, NoticeState.SENT, "provider-1")
    notices.finish(sent)
    assert notices.list_for(a_receipt()) == (sent,)


def test_finishing_what_never_began_is_not_found(notices: NoticeLog) -> None:
    with pytest.raises(NotFoundError):
        notices.finish(_ended(a_notice(), NoticeState.SENT))


def test_notices_of_a_case_come_in_order(notices: NoticeLog) -> None:
    stored = [a_notice(move=move, attempt=attempt) for move, attempt in ((12, 1), (2, 1), (2, 2))]
    for notice in (*stored, a_notice(1)):
        notices.begin(notice)
    assert notices.list_for(a_receipt()) == (stored[1], stored[2], stored[0])


@pytest.mark.parametrize("order", list(permutations((NoticeState.SENT, NoticeState.DELIVERED, NoticeState.FAILED))))
def test_reports_join_in_any_order(notices: NoticeLog, order: tuple[NoticeState, ...]) -> None:
    notice = a_notice()
    notices.begin(notice)
    for _ in range(2):
        for state in order:
            told = notices.report(_report(notice, state))
    assert told.state is NoticeState.FAILED
    assert notices.list_for(a_receipt()) == (told,)


def test_what_was_reported_first_outlives_the_senders_own_word(notices: NoticeLog) -> None:
    notice = a_notice()
    notices.begin(notice)
    delivered = notices.report(_report(notice, NoticeState.DELIVERED))
    notices.finish(_ended(notice, NoticeState.SENT, "provider-1"))
    assert notices.list_for(a_receipt()) == (delivered,)
    assert delivered == notice.model_copy(update={"state": NoticeState.DELIVERED, "updated_at": _LATER})


def test_a_report_of_what_never_began_is_not_found(notices: NoticeLog) -> None:
    with pytest.raises(NotFoundError):
        notices.report(_report(a_notice(), NoticeState.DELIVERED))
