"""Every handler of the unzipped packages loads in a clean interpreter and answers a real event."""

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.architecture import lambda_events as events
from tests.architecture.cloudformation import Template, functions
from tests.architecture.lambda_functions import Packages
from tests.post_keys import PARTNER

pytestmark = pytest.mark.xdist_group("package")

# Surface, function, event, what the answer must hold: at least one row per function, and a test says so.
HTTP = [
    ("public", events.http("GET", "/healthz"), 200, "ok"),
    ("public", events.http("GET", "/v1/services"), 200, "KTP-LOST"),
    ("public", events.http("GET", "/v1/services/{code}", code="KTP-LOST"), 200, "KTP-LOST"),
    ("public", events.http("GET", "/openapi.json"), 200, "3.1"),
    ("public", events.http("GET", "/docs"), 200, "swagger-ui"),
    ("public", events.http("POST", "/v1/tracking", "{"), 400, "invalid-request"),
    (
        "public",
        events.http("POST", "/v1/tracking", '{"receipt_number": "2345678923", "pin": "000000"}'),
        4,
        "problems/",
    ),
    ("office", events.http("GET", "/healthz"), 200, "ok"),
    ("office", events.http("GET", "/v1/cases"), 403, "forbidden"),
]
CASE_JOB = (
    '{"id": "inspect-1", "kind": "inspect", "office": "3573", "created_at": "2026-01-05T02:00:00Z",'
    ' "receipt": "2345678923", "move": 1, "upload_id": "u1", "object_version": "v1"}'
)
PARCEL_JOB = (
    '{"id": "split-000", "kind": "split", "office": "3573", "created_at": "2026-01-05T02:00:00Z",'
    ' "partner": "pos-malang", "batch": "B-0", "parcel": 0}'
)
OPENED = {"eventType": "Open", "mail": {"timestamp": "2026-01-05T02:00:00Z", "tags": {"notice": ["of-nobody"]}}}
BATCHES = [
    ("InspectUploads", events.sqs("inspections", "not a job"), ["m0"]),
    ("InspectUploads", events.sqs("inspections", PARCEL_JOB), ["m0"]),
    ("SplitScans", events.sqs("scans", "not a job"), ["m0"]),
    ("SplitScans", events.sqs("scans", CASE_JOB), ["m0"]),
    ("SplitScans", events.sqs("scans", PARCEL_JOB), []),  # settled: it lies in no outbox
    ("SendNotices", events.sqs("notifications", "not a job", "{}"), ["m0", "m1"]),
    ("TakeReports", events.sqs("delivery-reports", "not a report", json.dumps(OPENED)), ["m0"]),
    ("ReadPapers", events.sqs("readings", "not a job"), ["m0"]),
    ("RecordArrivals", events.sqs("uploads-arrived", '{"Service": "Amazon S3", "Event": "s3:TestEvent"}'), []),
    (
        "RecordArrivals",
        events.sqs("uploads-arrived", json.dumps(events.s3_created("3573/uploads/NONE/none")), "{"),
        ["m1"],
    ),
    ("RelayOutbox", events.stream({"PK": {"S": "3573#TEST"}, "entity_type": {"S": "case"}}), []),
    ("RelayOutbox", events.stream({"entity_type": {"S": "job"}, "body": {"S": "not a job"}}), ["s0"]),
    ("RelayOutbox", events.stream({"entity_type": {"S": "job"}, "body": {"S": PARCEL_JOB}}), []),
    ("CountFigures", events.stream({"PK": {"S": "3573#TEST"}, "entity_type": {"S": "case"}}), []),
    (
        "CountFigures",
        events.stream({"PK": {"S": "3573#CASE#TESTTESTTE5"}, "entity_type": {"S": "audit"}, "body": {"S": "{}"}}),
        ["s0"],
    ),
]


def test_every_function_of_the_packages_is_tried(templates: Mapping[str, Template]) -> None:
    tried = {(surface, "APIHandler") for surface, *_ in HTTP} | {("workers", name) for name, *_ in BATCHES}
    tried |= {("public", "AuthorizeResident"), ("office", "AuthorizeStaff"), ("workers", "Sweep")}
    tried |= {("workers", "ReportStatements"), ("workers", "PublishFigures"), ("workers", "EraseEnded")}
    assert {(surface, name) for surface, name, _ in functions(templates)} == tried


@pytest.mark.parametrize(("surface", "event", "status", "holds"), HTTP)
def test_a_packaged_api_answers_a_real_request(
    surface: str, event: events.Event, status: int, holds: str, packages: Packages
) -> None:
    said = packages.invoke(surface, "APIHandler", event).result
    assert str(said["statusCode"]).startswith(str(status)), said
    body = base64.b64decode(said["body"]).decode() if said.get("isBase64Encoded") else said["body"]
    assert holds in body


@pytest.mark.parametrize(("name", "event", "failed"), BATCHES)
def test_a_packaged_worker_says_which_records_failed(
    name: str, event: events.Event, failed: list[str], packages: Packages
) -> None:
    said = packages.invoke("workers", name, event)
    assert said.result == {"batchItemFailures": [{"itemIdentifier": identifier} for identifier in failed]}, said


@pytest.mark.parametrize(("surface", "name"), [("public", "AuthorizeResident"), ("office", "AuthorizeStaff")])
def test_a_packaged_authorizer_refuses_a_false_token(surface: str, name: str, packages: Packages) -> None:
    said = packages.invoke(surface, name, events.token("Bearer not-a-token"))
    assert (said.error, said.message) == ("Exception", "Unauthorized")


def test_a_packaged_sweeper_sweeps_an_empty_table(packages: Packages) -> None:
    said = packages.invoke("workers", "Sweep", events.schedule())
    assert set(said.result.values()) == {0}


def test_a_packaged_eraser_erases_nothing_that_no_schedule_names(packages: Packages) -> None:
    said = packages.invoke("workers", "EraseEnded", events.schedule())
    assert said.result == {"papers": 0, "personal": 0, "failed": 0, "is_done": True}


def test_a_packaged_report_of_a_day_without_post_has_no_differences(packages: Packages) -> None:
    assert packages.invoke("workers", "PublishFigures", events.schedule()).result == {"rows": 0}
    said = packages.invoke("workers", "ReportStatements", events.schedule())
    assert (said.result, said.error) == ({PARTNER: 0}, "")


def test_the_imaging_layer_loads_beside_the_workers(unpacked: Mapping[str, Path]) -> None:
    code = "import numpy, pillow_heif, pypdfium2, zxingcpp, PIL.Image; print(pypdfium2.__file__, zxingcpp.__file__)"
    path = f"{unpacked['workers']}:{unpacked['layer'] / 'python'}"
    done = subprocess.run(
        [sys.executable, "-S", "-P", "-c", code], env={"PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    assert all(file.startswith(str(unpacked["layer"])) for file in done.stdout.split())
