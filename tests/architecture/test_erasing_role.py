"""A case that is due goes through the packaged eraser: it asks no more of AWS than its role allows, and all is gone."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import boto3
import pytest

from chalicelib.domain.retention import Kept, Schedule
from infra.packaging.places import REGION
from tests.architecture import lambda_events as events
from tests.architecture.cloud import Cloud
from tests.architecture.cloudformation import Template, statements
from tests.architecture.lambda_functions import Packages
from tests.architecture.permissions import is_given, needs_of
from tests.architecture.walk import Walk

pytestmark = [pytest.mark.xdist_group("package"), pytest.mark.slow]
SCHEDULE = Schedule(cancelled=Kept(papers_days=30, personal_days=60))
ADMINISTRATOR = {"kind": "officer", "id": "o-administrator", "roles": "administrator"}


@pytest.fixture(scope="module")
def walk(packages: Packages, cloud: Cloud) -> Walk:
    """One file, sent and looked at, and an application taken back long ago."""
    walk = Walk(packages, cloud)
    walk.start()
    walk.send_file("kk")
    walk.work()
    assert walk.resident_call("POST", "/cancellation")["http_status"] == 200
    walk.work()
    return walk


def age(cloud: Cloud, key: dict[str, Any], past: timedelta, *names: str) -> None:
    """Let a stored thing have happened earlier."""
    table: Any = boto3.client("dynamodb", endpoint_url=cloud.url, region_name=REGION)
    item = table.get_item(TableName=cloud.outputs["RegistryTableName"], Key=key)["Item"]
    body = json.loads(item["body"]["S"])
    for name in names:
        body[name] = (datetime.fromisoformat(body[name]) - past).isoformat()
    for step in body.get("history", ()):
        step["at"] = (datetime.fromisoformat(step["at"]) - past).isoformat()
    item["body"]["S"] = json.dumps(body)
    if "GSI6SK" in item:
        moment, _, receipt = item["GSI6SK"]["S"].partition("#")
        earlier = (datetime.fromisoformat(moment) - past).isoformat(timespec="milliseconds")[:23]
        item["GSI6SK"]["S"] = f"{earlier}Z#{receipt}"
    table.put_item(TableName=cloud.outputs["RegistryTableName"], Item=item)


def test_a_case_that_is_due_is_erased_by_what_its_role_allows(
    walk: Walk, cloud: Cloud, templates: Mapping[str, Template], deployment: Mapping[str, str]
) -> None:
    receipt, office = walk.started["application_id"], deployment["Office"]
    put = json.dumps({"schedule": SCHEDULE.model_dump(exclude_none=True)})
    seen = walk.api("office", events.http("GET", "/v1/retention", authorizer=ADMINISTRATOR))["version"]
    asked = events.http("PUT", "/v1/retention", put, headers={"If-Match": f'"{seen}"'}, authorizer=ADMINISTRATOR)
    version = walk.api("office", asked)
    assert version["http_status"] == 200, version
    for deed in ("POST", "DELETE"):
        body = json.dumps({"reason": "audit"}) if deed == "POST" else None
        known = {"If-Match": str(walk.officer_call("verifier", "GET")["version"])}
        path, who = "/v1/cases/{receipt}/keeping", {"authorizer": ADMINISTRATOR, "receipt": receipt}
        assert walk.api("office", events.http(deed, path, body, headers=known, **who))["http_status"] == 200
    overlay = {"PK": {"S": f"{office}#OVERLAYS"}, "SK": {"S": f"VERSION#{version['version']:06d}"}}
    age(cloud, overlay, timedelta(days=2), "published_at", "erasing_since")
    case = {"PK": {"S": f"{office}#CASE#{receipt}"}, "SK": {"S": "CASE"}}
    age(cloud, case, timedelta(days=2), "let_go_at")
    age(cloud, case, timedelta(days=90))
    said = walk.invoke("workers", "EraseEnded", events.schedule())
    assert said.result == {"papers": 1, "personal": 1, "failed": 0, "is_done": True}, said
    refused = [
        (surface, need)
        for surface, name, call in walk.calls
        for need in needs_of(call)
        if not is_given(need, statements(templates[surface], name), office)
    ]
    assert not refused
    s3: Any = boto3.client("s3", endpoint_url=cloud.url, region_name=REGION)
    for bucket in ("UploadBucketName", "PageBucketName"):
        found = s3.list_object_versions(Bucket=cloud.outputs[bucket])
        left = [one["Key"] for one in (*found.get("Versions", ()), *found.get("DeleteMarkers", ()))]
        assert not [key for key in left if receipt in key]
    assert walk.track()["erased"]["personal_on"]
