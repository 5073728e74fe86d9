"""What the packaged functions ask of AWS while batches walk through them is what their roles allow."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from tests.architecture import lambda_events as events
from tests.architecture.cloud import SECRET, Cloud
from tests.architecture.cloudformation import Template, actions, statements
from tests.architecture.lambda_functions import Packages
from tests.architecture.permissions import is_given, needs_of
from tests.architecture.post_walk import PostWalk
from tests.post_papers import Posted, cover, paper, pdf, photograph

pytestmark = [pytest.mark.xdist_group("package"), pytest.mark.slow]
_KEYED = {"service": "KTP-LOST", "name": "Budi Contoh", "nik": "3573994503900001", "phone": "+6281000000002"}


@pytest.fixture(scope="module")
def walk(packages: Packages, cloud: Cloud) -> PostWalk:
    """An envelope for a draft, one that opens a case, one that an officer opens, and a sheet that is scanned again."""
    walk = PostWalk(packages, cloud)
    walk.start()
    receipt = walk.started["receipt_number"]
    closed = walk.hand_over(
        Posted("0001", pdf(cover(SECRET, receipt, "KTP-LOST"), paper("kk"), *[photograph()] * 4), 6),
        Posted("0002", pdf(paper("f102")), 1, {"keyed": _KEYED}),
        Posted("0003", pdf(paper("surat")), 1, {"postal_number": "RR473124829ID"}),
    )
    assert closed["http_status"] == 200, closed
    walk.work()
    ends = {line["number"]: line["end"] for line in walk.ledger()["envelopes"]}
    assert ends == {"0001": "attached", "0002": "opened", "0003": "staff"}
    _resolve(walk)
    _report(walk)
    return walk


def _resolve(walk: PostWalk) -> None:
    assert len(walk.desk_call("GET", "/v1/envelopes")["items"]) == 1
    assert walk.envelope_call("0003", "GET", "/pages/{number}", number="1")["http_status"] == 200
    opened = walk.resolve("0003", action="open", service="KTP-LOST")
    assert opened["end"] == "opened", opened
    kept = walk.envelope_call("0003", "POST", "/custody", {"place": "office"})
    assert kept["http_status"] == 200, kept
    asked = walk.resolve("0001", action="rescan", control_number="1000101", reason="unreadable")
    assert asked["rescan"], asked
    assert [item["rescan"] for item in walk.partner_call("GET", "/v1/rescans")["items"]] == [asked["rescan"]]
    again = {"rescan_for": asked["rescan"]}
    assert walk.hand_over(Posted("0001", pdf(paper("kk")), 1, again))["http_status"] == 200
    walk.work()
    assert walk.ledger()["envelopes"][0]["end"] == "attached"
    assert walk.partner_call("GET", "/v1/rescans")["items"] == []


def _report(walk: PostWalk) -> None:
    day = datetime.now(UTC).date().isoformat()
    told = walk.partner_call("POST", "/v1/statements", {"day": day, "batches": []})
    assert told["http_status"] == 200, told
    assert walk.partner_call("GET", "/v1/statements/{day}", day=day)["reported"]
    assert walk.partner_call("GET", "/v1/batches")["http_status"] == 200
    assert not walk.invoke("workers", "ReportStatements", events.schedule()).error


def test_each_call_is_allowed_by_the_role_of_its_function(
    walk: PostWalk, templates: Mapping[str, Template], deployment: Mapping[str, str]
) -> None:
    refused = [
        (name, need)
        for surface, name, call in walk.calls
        for need in needs_of(call)
        if not is_given(need, statements(templates[surface], name), deployment["Office"])
    ]
    assert not refused


def test_the_scan_worker_may_do_nothing_that_it_never_does(walk: PostWalk, templates: Mapping[str, Template]) -> None:
    used = {need.action for _, name, call in walk.calls if name == "SplitScans" for need in needs_of(call)}
    allowed = {action for item in statements(templates["workers"], "SplitScans") for action in actions(item)}
    # done by Lambda itself; for what there was no time for; asked by S3 when a scan is not there; read once, while cold
    elsewhere = {"sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage"}
    elsewhere |= {"logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTelemetryRecords", "xray:PutTraceSegments"}
    elsewhere |= {"s3:ListBucket", "secretsmanager:GetSecretValue"}
    assert allowed - elsewhere <= used


def test_the_office_surface_does_with_scans_all_that_it_may(walk: PostWalk, templates: Mapping[str, Template]) -> None:
    of_office = [need for _, name, call in walk.calls if name == "APIHandler" for need in needs_of(call)]
    used = {need.action for need in of_office if need.names == "ScanBucketName"}
    scans = [item for item in statements(templates["office"], "APIHandler") if "ScanBucketName" in str(item)]
    assert {action for item in scans for action in actions(item)} == used
