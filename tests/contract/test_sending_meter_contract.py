"""What every meter of messages to one address promises, whichever table is behind the port."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest

from chalicelib.adapters.dynamodb.sending_meter import DynamoSendingMeter
from chalicelib.domain.telling_caps import Caps
from chalicelib.services.telling_ports import SendingMeter
from tests.contract.conftest import AnyTable
from tests.contract.place import Place
from tests.fakes import OFFICE
from tests.telling_fakes import FakeSendingMeter

DAY = date(2026, 3, 30)
CAPS = Caps(to_one_in_a_day=2, to_one_in_a_month=3)


@pytest.fixture
def meter(any_table: AnyTable | None) -> SendingMeter:
    if any_table is None:
        return FakeSendingMeter()
    return DynamoSendingMeter(any_table.clients.dynamodb, any_table.name, OFFICE)


def test_a_day_and_a_month_fill_and_what_is_refused_counts_nowhere(meter: SendingMeter) -> None:
    assert [meter.take("a", DAY, CAPS) for _ in range(3)] == [True, True, False]
    assert [meter.take("a", DAY + timedelta(days=1), CAPS) for _ in range(2)] == [True, False]
    assert meter.take("a", DAY + timedelta(days=2), CAPS)
    assert meter.take("b", DAY, CAPS)


def test_asked_by_many_at_once_no_day_is_overfilled(honest_place: Place) -> None:
    meter, barrier, told = DynamoSendingMeter(honest_place.clients.dynamodb, honest_place.table, OFFICE), Barrier(6), []

    def ask() -> None:
        barrier.wait()
        told.append(meter.take("a", DAY, CAPS))

    threads = [Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False] * 4 + [True] * 2
