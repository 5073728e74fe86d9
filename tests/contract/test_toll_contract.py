"""What every notice log promises of tolls: no address gets more than it may, and nothing is counted twice."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest

from chalicelib.domain.notification import Notice
from chalicelib.domain.telling_caps import Caps, Toll
from chalicelib.services.ports import AddressFullError, NoticeLog
from chalicelib.services.telling_ports import SendingMeter
from tests.builders import a_notice, a_receipt
from tests.contract.place import Place

DAY = date(2026, 3, 30)
CAPS = Caps(to_one_in_a_day=2, to_one_in_a_month=3)


def _takes(notices: NoticeLog, move: int, days: int = 0, recipient: str = "a") -> bool:
    try:
        return notices.begin(a_notice(move=move), Toll(recipient, DAY + timedelta(days=days), CAPS)) is None
    except AddressFullError:
        return False


def _begun(notices: NoticeLog) -> list[Notice]:
    return list(notices.list_for(a_receipt()))


def test_a_day_and_a_month_fill_and_what_is_refused_is_neither_counted_nor_begun(notices: NoticeLog) -> None:
    assert [_takes(notices, move) for move in (1, 2, 3)] == [True, True, False]
    assert _begun(notices) == [a_notice(move=1), a_notice(move=2)]
    assert [_takes(notices, move, days=1) for move in (3, 4)] == [True, False]
    assert _takes(notices, 4, days=2)  # another month
    assert _takes(notices, 5, recipient="b")


def test_what_was_begun_before_is_told_and_not_counted_again(notices: NoticeLog) -> None:
    assert _takes(notices, 1)
    assert [_takes(notices, 1) for _ in range(4)] == [False] * 4
    assert _takes(notices, 2)
    toll = Toll("a", DAY, CAPS)
    assert notices.begin(a_notice(move=2), toll) == a_notice(move=2)  # full, and begun: the latter is told


def test_whose_day_or_month_leaves_no_room_is_told_without_counting(notices: NoticeLog, meter: SendingMeter) -> None:
    assert [_full(meter, days) for days in (0, 0, 0)] == [[], [], []]
    assert meter.find_full([]) == []
    assert _takes(notices, 1)
    assert _full(meter, 0) == []
    assert _takes(notices, 2)
    assert [_full(meter, days) for days in (0, 1)] == [["a"], []]
    assert _takes(notices, 3, days=1)
    assert [_full(meter, days) for days in (0, 1, 2)] == [["a"], ["a"], []], "the month is full, and the next is not"


def _full(meter: SendingMeter, days: int) -> list[str]:
    return list(meter.find_full([Toll(who, DAY + timedelta(days=days), CAPS) for who in ("a", "b")]))


@pytest.mark.parametrize("is_one_notice", [False, True])
def test_asked_by_many_at_once_no_day_is_overfilled(honest_place: Place, is_one_notice: bool) -> None:  # noqa: FBT001 - a parameter
    barrier, told = Barrier(6), list[bool]()

    def ask(move: int) -> None:
        barrier.wait()
        told.append(_takes(honest_place.notices, 1 if is_one_notice else move))

    threads = [Thread(target=ask, args=(move,)) for move in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told.count(True) == (1 if is_one_notice else 2)
    if is_one_notice:
        assert [_takes(honest_place.notices, move) for move in (2, 3)] == [True, False]
