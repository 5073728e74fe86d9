"""The bucket of scans takes what the station's page puts there, whole or in parts, and nobody else's page."""

from collections.abc import Callable
from hashlib import sha256

import httpx
import pytest

from infra.local.clients import client
from infra.local.resources import Provisioner
from infra.local.settings import Stack

pytestmark = pytest.mark.stack
BUCKET = "loket-local-scans-000000000000"
KEY = "3573/batches/pos-malang/B-1/scan.pdf"
PART = b"p" * (5 * 1024 * 1024)


@pytest.fixture
def scans(stack: Stack, start_engine: Callable[[str], object]) -> Stack:
    start_engine("s3")
    Provisioner(stack, stack.url("public")).make("ScanBucket")
    return stack


def preflight(stack: Stack, origin: str, method: str = "PUT") -> httpx.Response:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "content-type,x-amz-checksum-sha256",
    }
    return httpx.options(f"{stack.url('s3')}/{BUCKET}/{KEY}", headers=asked)


def test_a_browser_is_told_who_may_put(scans: Stack) -> None:
    answer = preflight(scans, scans.url("office"))
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == scans.url("office")
    assert "PUT" in answer.headers["access-control-allow-methods"]
    assert "access-control-allow-origin" not in preflight(scans, scans.url("public")).headers
    refused = preflight(scans, scans.url("office"), "DELETE")
    assert "DELETE" not in refused.headers.get("access-control-allow-methods", "")


def test_the_page_reads_etag_and_checksum_of_what_it_put(scans: Stack) -> None:
    s3 = client(scans, "s3")
    parameters = {"Bucket": BUCKET, "Key": KEY}
    url = s3.generate_presigned_url("put_object", Params=parameters, ExpiresIn=60)
    answer = httpx.put(url, content=b"scan", headers={"Origin": scans.url("office")})
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"]
    exposed = answer.headers["access-control-expose-headers"].lower()
    assert {"etag", "x-amz-checksum-sha256"} <= {name.strip() for name in exposed.split(",")}


def test_a_file_in_parts_is_joined_and_kept_with_its_versions(scans: Stack) -> None:
    s3 = client(scans, "s3")
    versions = []
    for last in (b"first", b"again"):
        upload = s3.create_multipart_upload(Bucket=BUCKET, Key=KEY)["UploadId"]
        parts = []
        for number, part in enumerate((PART, last), start=1):
            told = {"Bucket": BUCKET, "Key": KEY, "UploadId": upload, "PartNumber": number}
            url = s3.generate_presigned_url("upload_part", Params=told, ExpiresIn=60)
            etag = httpx.put(url, content=part, timeout=30).headers["etag"]
            parts.append({"PartNumber": number, "ETag": etag})
        listed = s3.list_parts(Bucket=BUCKET, Key=KEY, UploadId=upload)["Parts"]
        assert [part["Size"] for part in listed] == [len(PART), len(last)]
        whole = {"Bucket": BUCKET, "Key": KEY, "UploadId": upload, "MultipartUpload": {"Parts": parts}}
        versions.append(s3.complete_multipart_upload(**whole)["VersionId"])
    read = [s3.get_object(Bucket=BUCKET, Key=KEY, VersionId=version)["Body"].read() for version in versions]
    assert [sha256(body).hexdigest() for body in read] == [
        sha256(PART + last).hexdigest() for last in (b"first", b"again")
    ]
