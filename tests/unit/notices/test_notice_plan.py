"""Plans that an office may choose, and those that it may not."""

from datetime import time
from typing import Any

import pytest
from pydantic import ValidationError

from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.notice_hours import NoticeHours
from chalicelib.domain.notice_plan import NoticePlans, Plan

SMS, MAIL = {"channel": "sms", "wait_minutes": 60}, {"channel": "email", "wait_minutes": 60}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"steps": []}, "at least 1 item"),
        ({"steps": [SMS, SMS]}, "twice"),
        ({"steps": [SMS], "urgent": True, "can_wait": True}, "urgent"),
        ({"steps": [{**SMS, "wait_minutes": 0}]}, "greater than 0"),
        ({"steps": [{**SMS, "wait_minutes": 1440}, {**MAIL, "wait_minutes": 1440}]}, "72 hours"),
        ({"steps": [{"channel": "pigeon", "wait_minutes": 60}]}, "Input should be"),
    ],
)
def test_a_plan_that_cannot_hold_is_refused_with_its_reason(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        Plan.model_validate(fields)


def test_hours_that_never_open_are_refused() -> None:
    with pytest.raises(ValidationError, match="opens must be before closes"):
        NoticeHours(opens=time(20), closes=time(7))


def test_every_event_has_a_plan_and_what_is_urgent_is_said_so() -> None:
    plans = NoticePlans()
    assert {event for event in NoticeEvent if plans.of(event).urgent} == {NoticeEvent.PIN_REISSUED}
    assert {event for event in NoticeEvent if plans.of(event).can_wait} == {NoticeEvent.COLLECT_REMINDER}


def test_an_office_that_names_one_plan_keeps_every_other_as_it_is() -> None:
    by_mail = Plan.model_validate({"steps": [MAIL]})

    plans = NoticePlans.model_validate({"of_event": {"ready": {"steps": [MAIL]}}})

    usual = {event: NoticePlans().of(event) for event in NoticeEvent}
    assert {event: plans.of(event) for event in NoticeEvent} == usual | {NoticeEvent.READY: by_mail}
