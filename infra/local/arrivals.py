"""Turns what SeaweedFS tells of new files into the event messages that S3 puts on a queue."""

import base64
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

from infra.local.clients import client
from infra.local.engines import read_json
from infra.local.settings import ACCOUNT, HOST, REGION, Stack

_FILE = re.compile(r"^/buckets/(?P<bucket>[^/.][^/]*)/(?P<key>[^.].*?)(?:\.versions/v_(?P<version>[0-9a-f]+))?$")


def read_arrival(told: Mapping[str, Any]) -> dict[str, Any] | None:
    """The S3 event (structure version 2.1) for one message of SeaweedFS, or None when it tells of no new object.

    A versioned object is kept as `<key>.versions/v_<version>`. The event is named ObjectCreated:Post, as files arrive
    by form; the engine does not tell how one came.
    """
    entry = told.get("message", {}).get("new_entry") or {}
    found = _FILE.match(told.get("key", ""))
    if told.get("event_type") != "create" or entry.get("is_directory") or not found:
        return None
    extended, attributes = entry.get("extended", {}), entry.get("attributes", {})
    etag = base64.b64decode(extended.get("Seaweed-X-Amz-ETag", "")).decode().strip('"')
    item = {"key": quote_plus(found["key"], safe="/"), "size": attributes.get("file_size", 0), "eTag": etag}
    if found["version"]:
        item["versionId"] = found["version"]
    moment = datetime.fromtimestamp(attributes.get("mtime", 0), UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    record = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": REGION,
        "eventTime": moment,
        "eventName": "ObjectCreated:Post",
        "userIdentity": {"principalId": f"AWS:{ACCOUNT}"},
        "requestParameters": {"sourceIPAddress": HOST},
        "responseElements": {},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "arrivals",
            "bucket": {"name": found["bucket"], "arn": f"arn:aws:s3:::{found['bucket']}"},
            "object": item | {"sequencer": f"{attributes.get('inode', 0):016X}"},
        },
    }
    return {"Records": [record]}


def forward_arrival(stack: Stack, told: Mapping[str, Any]) -> None:
    """Send the event to the queue that its bucket's notification names; other buckets have none."""
    event = read_arrival(told)
    if event is None:
        return
    arn = read_json(stack.data / "notified.json").get(event["Records"][0]["s3"]["bucket"]["name"])
    if arn:
        url = f"{stack.url('aws')}/{ACCOUNT}/{arn.rsplit(':', 1)[-1]}"
        client(stack, "sqs").send_message(QueueUrl=url, MessageBody=json.dumps(event))
