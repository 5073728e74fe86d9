"""What is put after a batch was closed, with an address given before: what was read stays, and stays what it was."""

from pathlib import Path

import pytest

from chalicelib.adapters.clients import Clients
from chalicelib.adapters.s3.batches import S3BatchStore
from chalicelib.services.post_ports import Fetched
from tests.contract.engines import Engines, make_bucket
from tests.contract.scan_stores import KEY, LARGE, PREFIX, SCAN, ScanStore, put
from tests.contract.wire import answered, troubled
from tests.post_fakes import PART_BYTES

pytestmark = pytest.mark.stack

OTHER = LARGE[::-1]


@pytest.fixture
def clients(engines: Engines) -> Clients:
    return engines.clients("seaweedfs")


@pytest.fixture
def bucket(clients: Clients) -> str:
    return make_bucket(clients)


@pytest.fixture
def scans(clients: Clients, bucket: str) -> ScanStore:
    return ScanStore(S3BatchStore(clients.s3, bucket), put)


def _versions(clients: Clients, bucket: str) -> list[str]:
    listed = clients.s3.list_object_versions(Bucket=bucket, Prefix=KEY)
    return [version["VersionId"] for version in listed.get("Versions", [])]


def _fetched(scans: ScanStore, to: Path) -> Fetched:
    found = scans.store.fetch(KEY, to)
    assert found is not None
    return found


def _begin_elsewhere(clients: Clients, bucket: str, data: bytes) -> None:
    """A whole upload of the same file by another sender at the same moment, not joined."""
    begun = clients.s3.create_multipart_upload(Bucket=bucket, Key=KEY)["UploadId"]
    for number, start in enumerate(range(0, len(data), PART_BYTES), start=1):
        clients.s3.upload_part(
            Bucket=bucket, Key=KEY, UploadId=begun, PartNumber=number, Body=data[start : start + PART_BYTES]
        )


def test_a_file_that_is_put_again_leaves_the_version_that_was_read(
    scans: ScanStore, clients: Clients, bucket: str, tmp_path: Path
) -> None:
    target = scans.offer()
    assert target.url is not None
    assert scans.put(target.url, SCAN, target.headers)
    read = _fetched(scans, tmp_path / "0001")
    assert not scans.put(target.url, SCAN[::-1], target.headers)
    assert scans.put(target.url, SCAN, target.headers)
    again = _fetched(scans, tmp_path / "0002")
    assert set(_versions(clients, bucket)) == {read.version_id, again.version_id}
    kept = clients.s3.get_object(Bucket=bucket, Key=KEY, VersionId=read.version_id)["Body"].read()
    assert (kept, again.sha256) == (SCAN, read.sha256)


def test_a_part_that_is_put_after_joining_is_refused(
    scans: ScanStore, clients: Clients, bucket: str, tmp_path: Path
) -> None:
    target = scans.offer(LARGE)
    assert all(scans.send_part(part) for part in target.parts)
    assert scans.store.finish_parts(KEY, len(LARGE))
    read = _fetched(scans, tmp_path / "0001")
    assert not any(scans.send_part(part, OTHER) for part in target.parts)
    assert _fetched(scans, tmp_path / "0002") == read
    assert _versions(clients, bucket) == [read.version_id]


def test_parts_of_two_senders_never_replace_the_file_that_was_joined_first(
    scans: ScanStore, clients: Clients, bucket: str, tmp_path: Path
) -> None:
    assert all(scans.send_part(part) for part in scans.offer(LARGE).parts)
    assert scans.store.finish_parts(KEY, len(LARGE))
    read = _fetched(scans, tmp_path / "0001")
    _begin_elsewhere(clients, bucket, OTHER)
    assert scans.store.finish_parts(KEY, len(LARGE))
    assert _fetched(scans, tmp_path / "0002") == read
    assert _versions(clients, bucket) == [read.version_id]


@pytest.mark.parametrize(("code", "status"), [("PreconditionFailed", 412), ("ConditionalRequestConflict", 409)])
def test_a_joining_that_another_was_faster_with_is_no_failure(
    scans: ScanStore, clients: Clients, code: str, status: int
) -> None:
    assert all(scans.send_part(part) for part in scans.offer(LARGE).parts)
    refused = answered(f"<Error><Code>{code}</Code><Message>m</Message></Error>".encode(), status)
    with troubled(clients.s3, "CompleteMultipartUpload", refused):
        assert not scans.store.finish_parts(KEY, len(LARGE))
    assert scans.store.finish_parts(KEY, len(LARGE))


def test_a_file_that_was_missing_stays_in_parts_until_they_are_given_up(
    scans: ScanStore, clients: Clients, bucket: str, tmp_path: Path
) -> None:
    """The bucket's rule gives up unfinished parts after seven days (infra/resources.yaml)."""
    first, *others = scans.offer(LARGE).parts
    assert scans.send_part(first)
    assert not scans.store.finish_parts(KEY, len(LARGE))
    assert all(scans.send_part(part) for part in others)
    assert scans.store.fetch(KEY, tmp_path / "0001") is None
    assert scans.store.list_files(PREFIX) == {}
    [begun] = clients.s3.list_multipart_uploads(Bucket=bucket, Prefix=KEY)["Uploads"]
    clients.s3.abort_multipart_upload(Bucket=bucket, Key=KEY, UploadId=begun["UploadId"])
    assert not any(scans.send_part(part) for part in others)
