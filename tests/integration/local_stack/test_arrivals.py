"""What SeaweedFS tells of new files, as S3 events."""

import base64
from typing import Any

from infra.local.arrivals import read_arrival


def told(key: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any part of the engine's message
    entry = {
        "attributes": {"file_size": 5000, "mtime": 1795486075, "inode": 255},
        "extended": {"Seaweed-X-Amz-ETag": base64.b64encode(b"a6bb").decode()},
    }
    return {"event_type": "create", "key": key, "message": {"new_entry": entry | more}}


def test_a_new_version_becomes_an_s3_event() -> None:
    event = read_arrival(told("/buckets/loket-uploads/3573/uploads/AB C+é/one.versions/v_6715ab"))
    assert event is not None
    record = event["Records"][0]
    assert record["eventName"] == "ObjectCreated:Post"
    assert record["eventTime"] == "2026-11-24T02:07:55.000Z"
    assert record["s3"]["bucket"]["name"] == "loket-uploads"
    assert record["s3"]["object"] == {
        "key": "3573/uploads/AB+C%2B%C3%A9/one",
        "size": 5000,
        "eTag": "a6bb",
        "versionId": "6715ab",
        "sequencer": "00000000000000FF",
    }


def test_an_object_of_an_unversioned_bucket_has_no_version() -> None:
    event = read_arrival(told("/buckets/pages/a/b"))
    assert event is not None
    assert event["Records"][0]["s3"]["object"]["key"] == "a/b"
    assert "versionId" not in event["Records"][0]["s3"]["object"]


def test_folders_and_parts_and_other_changes_are_no_arrivals() -> None:
    assert read_arrival(told("/buckets/b/3573", is_directory=True)) is None
    assert read_arrival(told("/buckets/b/.uploads/1/0001.part")) is None
    assert read_arrival(told("/buckets/.system/owners/x")) is None
    assert read_arrival(told("/buckets/b/a") | {"event_type": "update"}) is None
