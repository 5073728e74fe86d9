"""A batch of notices whose gateways say nothing: it ends in its time, and what was not begun comes back."""

from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.adapters import clients
from chalicelib.adapters.messaging import gateway
from chalicelib.domain.events import Job
from functions import notification_worker
from infra.local.functions import Context, limits
from tests.builders import a_job

LIMITS = limits("workers", "send_notices")
SILENT = gateway.WHOLE_SECONDS
WORST = gateway.RESOLVE_SECONDS + gateway.CONNECT_SECONDS + gateway.WHOLE_SECONDS


def _send_ten(seconds: float, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Job], list[str], float]:
    """Who was told, whose messages come back, and how long all of it took, where each message takes so long."""
    context, told = Context("send_notices", LIMITS.memory, LIMITS.timeout), list[Job]()

    def send(job: Job) -> None:
        told.append(job)
        context.started -= seconds

    monkeypatch.setattr(notification_worker, "get_services", lambda: SimpleNamespace(send_notices=send))
    records = [
        {"messageId": f"m{n}", "body": a_job(n).model_dump_json(), "eventSource": "aws:sqs", "attributes": {}}
        for n in range(10)
    ]
    began = context.started
    answer: Any = notification_worker.send_notices({"Records": records}, context)
    return told, [one["itemIdentifier"] for one in answer["batchItemFailures"]], began - context.started


def test_ten_silent_gateways_are_heard_out_in_one_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    told, back, took = _send_ten(SILENT, monkeypatch)
    assert (len(told), back) == (10, [])
    assert took < LIMITS.timeout


@pytest.mark.parametrize("seconds", [WORST, notification_worker.ONE_MESSAGE_SECONDS])
def test_what_is_not_begun_in_time_comes_back_and_nothing_else(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    told, back, took = _send_ten(seconds, monkeypatch)
    assert took <= LIMITS.timeout
    assert 0 < len(told) < 10
    assert back == [f"m{n}" for n in range(len(told), 10)]


def test_no_message_takes_longer_than_is_kept_for_it() -> None:
    kept = notification_worker.ONE_MESSAGE_SECONDS
    assert kept > WORST
    assert kept > clients.CONNECT_SECONDS + clients.READ_SECONDS
