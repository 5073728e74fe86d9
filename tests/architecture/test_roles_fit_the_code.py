"""What the packaged functions ask of AWS while an application walks through them is what their roles allow."""

from collections.abc import Mapping

import pytest

from tests.architecture.cloud import Cloud
from tests.architecture.cloudformation import Template, actions, statements
from tests.architecture.lambda_functions import Packages
from tests.architecture.permissions import is_given, needs_of
from tests.architecture.walk import Walk

pytestmark = [pytest.mark.xdist_group("package"), pytest.mark.slow]
_SLOTS = ("f102", "sk-hilang", "kk")


@pytest.fixture(scope="module")
def walk(packages: Packages, cloud: Cloud) -> Walk:
    """A lost card: sent in, inspected, looked at by the office, and accepted."""
    walk = Walk(packages, cloud)
    walk.start()
    for slot in _SLOTS:
        walk.send_file(slot, complete=slot != "kk")
    answer = walk.resident_call("POST", "/submission")
    assert answer["http_status"] == 200, answer
    walk.work()
    walk.track(pin="000000")
    assert walk.track()["state"] == "SUBMITTED"
    assert walk.officer_call("verifier", "POST", "/claim")["state"] == "IN_REVIEW"
    assert walk.officer_call("verifier", "GET", "/pages/{number}", number="1")["http_status"] == 200
    assert walk.officer_call("auditor", "GET", "/audit")["http_status"] == 200
    assert walk.search()["items"]
    assert walk.list_cases("in-review")["items"]
    for document in walk.officer_call("verifier", "GET")["documents"]:
        name = document["document"]
        walk.officer_call("verifier", "PUT", "/documents/{document}/verdict", {"kind": "accepted"}, document=name)
    assert walk.officer_call("verifier", "POST", "/accept")["state"] == "COMPLETE"
    walk.work()
    assert walk.resident_call("GET")["http_status"] == 200
    walk.assist()
    assert walk.report_by_gateway()["http_status"] == 202
    for wants_news in (False, True):
        stopped = walk.resident_call("PUT", "/news", {"channel": "sms", "wants_news": wants_news})
        assert {way["channel"]: way["reason"] for way in stopped["items"]}["sms"] == "bounced"  # as was reported before
    return walk


def test_the_walk_tells_its_resident_on_every_channel(walk: Walk) -> None:
    used = {service for _, _, (service, _, _) in walk.calls}
    assert used >= {"socialmessaging", "pinpoint-sms-voice-v2", "sesv2"}


def test_each_call_is_allowed_by_the_role_of_its_function(
    walk: Walk, templates: Mapping[str, Template], deployment: Mapping[str, str]
) -> None:
    refused = [
        (name, need)
        for surface, name, call in walk.calls
        for need in needs_of(call)
        if not is_given(need, statements(templates[surface], name), deployment["Office"])
    ]
    assert not refused


def test_the_public_role_allows_nothing_that_it_never_uses(walk: Walk, templates: Mapping[str, Template]) -> None:
    used = {need.action for surface, name, call in walk.calls if name == "APIHandler" for need in needs_of(call)}
    allowed = {action for item in statements(templates["public"], "APIHandler") for action in actions(item)}
    # signed on this side and used by the browser; written by Lambda itself; seen in another walk, or once while cold
    elsewhere = {"s3:PutObject", "s3:GetObjectVersion", "logs:CreateLogStream", "logs:PutLogEvents", "kms:Decrypt"}
    elsewhere |= {"xray:PutTelemetryRecords", "xray:PutTraceSegments", "secretsmanager:GetSecretValue"}
    assert allowed - elsewhere <= used
