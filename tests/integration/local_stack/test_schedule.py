"""A daily schedule runs once a day at its time, also when the machine slept through it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.local.schedule import SWEEP_SECONDS, Schedule, last_due

DAILY = "cron(0 23 * * ? *)"
EVENING = datetime(2026, 11, 27, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (EVENING, EVENING),
        (EVENING + timedelta(seconds=1), EVENING),
        (EVENING - timedelta(seconds=1), EVENING - timedelta(days=1)),
        (EVENING + timedelta(hours=23), EVENING),
    ],
)
def test_the_last_time_of_a_daily_schedule(now: datetime, due: datetime) -> None:
    assert last_due(DAILY, now) == due


@pytest.mark.parametrize("expression", ["cron(0 23 ? * MON *)", "cron(*/5 * * * ? *)", "at(2026-11-27T23:00:00)"])
def test_a_schedule_that_is_not_daily_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="not understood"):
        last_due(expression, EVENING)


def test_a_daily_run_is_made_once_and_made_up_for(tmp_path: Path) -> None:
    place = tmp_path / "report.txt"
    schedule = Schedule(DAILY, place, EVENING - timedelta(hours=3))
    assert not schedule.is_due(EVENING - timedelta(seconds=1))
    assert schedule.is_due(EVENING)
    schedule.mark(EVENING)
    for later, is_due in ((timedelta(hours=5), False), (timedelta(days=3), True)):
        assert Schedule(DAILY, place, EVENING + later).is_due(EVENING + later) == is_due


def test_a_rate_runs_at_every_pause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOKET_SWEEP_SECONDS", raising=False)
    schedule = Schedule("rate(10 minutes)", tmp_path / "sweep.txt", EVENING)
    assert schedule.pause == SWEEP_SECONDS
    schedule.mark(EVENING)
    assert schedule.is_due(EVENING)
    assert list(tmp_path.iterdir()) == []
