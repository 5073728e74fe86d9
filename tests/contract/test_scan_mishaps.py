"""What S3 refuses of scans, and what happens when senders race, lines die and answers get lost."""

import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ClientError

from chalicelib.adapters.clients import Clients
from chalicelib.adapters.s3.batches import S3BatchStore
from chalicelib.domain.errors import UnavailableError
from chalicelib.services.post_ports import Target
from tests.contract.engines import Engines, make_bucket
from tests.contract.scan_stores import KEY, LARGE, MANIFEST, PREFIX, SCAN, ScanStore, put
from tests.contract.wire import answer_lost, answered, never_sent, troubled
from tests.post_fakes import PART_BYTES

pytestmark = pytest.mark.stack

FORBIDDEN = answered(b"<Error><Code>AccessDenied</Code><Message>m</Message></Error>", 403)


@pytest.fixture
def clients(engines: Engines) -> Clients:
    return engines.clients("seaweedfs")


@pytest.fixture
def bucket(clients: Clients) -> str:
    return make_bucket(clients)


@pytest.fixture
def scans(clients: Clients, bucket: str) -> ScanStore:
    return ScanStore(S3BatchStore(clients.s3, bucket), put)


def _send_all(scans: ScanStore, target: Target) -> bool:
    """Send what is missing of a file; whether all of it was taken."""
    return all(scans.send_part(part) for part in target.parts if part.url is not None)


def test_room_ends(scans: ScanStore) -> None:
    whole, parted = scans.offer(seconds=1), scans.offer(LARGE, f"{PREFIX}2.pdf", seconds=1)
    time.sleep(2.1)
    assert whole.url is not None
    assert not scans.put(whole.url, SCAN, whole.headers)
    assert not any(scans.send_part(part) for part in parted.parts)


def test_room_holds_for_its_key_alone(scans: ScanStore) -> None:
    target = scans.offer()
    assert target.url is not None
    assert not scans.put(target.url.replace("1.pdf", "2.pdf"), SCAN, target.headers)
    assert scans.store.list_files(PREFIX) == {}


def test_room_for_one_part_holds_for_that_part_alone(scans: ScanStore) -> None:
    first, second, _ = scans.offer(LARGE).parts
    assert first.url is not None
    assert second.url is not None
    assert not scans.put(first.url.replace("partNumber=1", "partNumber=2"), LARGE[:PART_BYTES], {})


def test_a_scan_is_never_readable_without_a_signature(scans: ScanStore) -> None:
    scans.send()
    target = scans.offer()
    assert target.url is not None
    assert httpx.get(target.url.partition("?")[0]).is_client_error
    assert httpx.get(target.url).is_client_error


def test_a_manifest_is_kept_in_one_version(scans: ScanStore, clients: Clients, bucket: str) -> None:
    for _ in range(2):
        scans.store.store_manifest(MANIFEST, b"{}")
    assert len(clients.s3.list_object_versions(Bucket=bucket, Prefix=MANIFEST)["Versions"]) == 1


def test_a_manifest_whose_answer_was_lost_is_stored(scans: ScanStore, clients: Clients) -> None:
    with troubled(clients.s3, "PutObject", answer_lost) as wire:
        scans.store.store_manifest(MANIFEST, b"{}")
    assert len(wire.requests) == 2
    assert scans.store.read_manifest(MANIFEST) == b"{}"


def test_a_manifest_damaged_on_its_way_is_refused(scans: ScanStore, clients: Clients) -> None:
    def damage(request: AWSPreparedRequest, **_: object) -> None:
        request.body = b"[]"

    clients.s3.meta.events.register("before-send.s3.PutObject", damage)
    try:
        with pytest.raises(ClientError):
            scans.store.store_manifest(MANIFEST, b"{}")
    finally:
        clients.s3.meta.events.unregister("before-send.s3.PutObject", damage)


def test_room_for_a_small_file_asks_nobody(scans: ScanStore, clients: Clients) -> None:
    with troubled(clients.s3, "*", never_sent, times=99) as wire:
        scans.offer()
    assert wire.requests == []


def test_a_file_in_parts_is_begun_without_a_checksum(scans: ScanStore, clients: Clients) -> None:
    """S3 would demand one of every part of an upload that was begun with an algorithm."""
    begun: list[set[str]] = []

    def look(request: AWSPreparedRequest, **_: object) -> None:
        begun.append({name.lower() for name in request.headers})

    clients.s3.meta.events.register("before-send.s3.CreateMultipartUpload", look)
    try:
        scans.offer(LARGE)
    finally:
        clients.s3.meta.events.unregister("before-send.s3.CreateMultipartUpload", look)
    (headers,) = begun
    assert not {name for name in headers if name.startswith("x-amz-checksum")}


def test_a_beginning_whose_answer_was_lost_is_one_file(scans: ScanStore, clients: Clients, tmp_path: Path) -> None:
    with troubled(clients.s3, "CreateMultipartUpload", answer_lost):
        target = scans.offer(LARGE)
    assert _send_all(scans, target)
    assert scans.store.finish_parts(KEY, len(LARGE))
    assert scans.store.fetch(KEY, tmp_path / "0001") is not None


def test_of_senders_that_begin_at_once_either_completes_the_file(scans: ScanStore, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        targets = list(pool.map(lambda _: scans.offer(LARGE), range(4)))
    for target in targets:
        assert scans.send_part(target.parts[0])
    assert _send_all(scans, scans.offer(LARGE))
    assert all(part.url is None for part in scans.offer(LARGE).parts)
    assert scans.store.finish_parts(KEY, len(LARGE))
    fetched = scans.store.fetch(KEY, tmp_path / "0001")
    assert fetched is not None
    assert fetched.sha256 == sha256(LARGE).hexdigest()


def test_of_closers_at_once_each_finds_the_file_whole(scans: ScanStore, clients: Clients, bucket: str) -> None:
    assert _send_all(scans, scans.offer(LARGE))
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda _: scans.store.finish_parts(KEY, len(LARGE)), range(4)))
    assert scans.store.list_files(PREFIX) == {"1.pdf": len(LARGE)}
    assert "Uploads" not in clients.s3.list_multipart_uploads(Bucket=bucket, Prefix=KEY)


def test_a_joining_whose_answer_was_lost_is_made_once(scans: ScanStore, clients: Clients) -> None:
    assert _send_all(scans, scans.offer(LARGE))
    with troubled(clients.s3, "CompleteMultipartUpload", answer_lost) as wire:
        assert scans.store.finish_parts(KEY, len(LARGE))
    assert len(wire.requests) == 2


def test_a_joining_that_another_was_faster_with_is_told_by_the_size(scans: ScanStore, clients: Clients) -> None:
    assert _send_all(scans, scans.offer(LARGE))
    gone = answered(b"<Error><Code>NoSuchUpload</Code><Message>m</Message></Error>", 404)
    with troubled(clients.s3, "CompleteMultipartUpload", gone):
        assert not scans.store.finish_parts(KEY, len(LARGE))
    assert scans.store.finish_parts(KEY, len(LARGE))


def test_an_upload_that_is_gone_when_it_is_looked_at_is_begun_anew(scans: ScanStore, clients: Clients) -> None:
    scans.offer(LARGE)
    gone = answered(b"<Error><Code>NoSuchUpload</Code><Message>m</Message></Error>", 404)
    with troubled(clients.s3, "ListParts", gone):
        assert all(part.url is not None for part in scans.offer(LARGE).parts)


@pytest.mark.parametrize("operation", ["ListMultipartUploads", "ListParts", "CompleteMultipartUpload"])
def test_a_store_that_forbids_is_no_missing_file(scans: ScanStore, clients: Clients, operation: str) -> None:
    assert _send_all(scans, scans.offer(LARGE))
    with troubled(clients.s3, operation, FORBIDDEN), pytest.raises(ClientError, match="AccessDenied"):
        scans.store.finish_parts(KEY, len(LARGE))


def test_a_store_that_forbids_reading_is_no_empty_one(scans: ScanStore, clients: Clients, tmp_path: Path) -> None:
    scans.send()
    with troubled(clients.s3, "GetObject", FORBIDDEN), pytest.raises(ClientError, match="AccessDenied"):
        scans.store.fetch(KEY, tmp_path / "0001")


def test_a_store_that_does_not_answer_is_unavailable(scans: ScanStore, clients: Clients, tmp_path: Path) -> None:
    with troubled(clients.s3, "*", never_sent, times=99):
        for act in (
            lambda: scans.store.store_manifest(MANIFEST, b"{}"),
            lambda: scans.store.read_manifest(MANIFEST),
            lambda: scans.offer(LARGE),
            lambda: scans.store.finish_parts(KEY, len(SCAN)),
            lambda: scans.store.list_files(PREFIX),
            lambda: scans.store.fetch(KEY, tmp_path / "0001"),
        ):
            with pytest.raises(UnavailableError):
                act()


def test_a_scan_that_is_cut_short_is_unavailable(scans: ScanStore, clients: Clients, tmp_path: Path) -> None:
    scans.send()
    cut = answered(SCAN[:100])

    def short(request: AWSPreparedRequest) -> AWSResponse | None:
        answer = cut(request)
        assert answer is not None
        answer.headers["content-length"] = str(len(SCAN))
        return answer

    with troubled(clients.s3, "GetObject", short), pytest.raises(UnavailableError):
        scans.store.fetch(KEY, tmp_path / "0001")


def test_the_newest_version_is_fetched(scans: ScanStore, tmp_path: Path) -> None:
    versions = []
    for data in (SCAN, SCAN[::-1]):
        scans.send(data)
        fetched = scans.store.fetch(KEY, tmp_path / "0001")
        assert fetched is not None
        assert fetched.sha256 == sha256(data).hexdigest()
        versions.append(fetched.version_id)
    assert versions[0] != versions[1]


def test_a_large_scan_never_lies_in_memory(scans: ScanStore, clients: Clients, bucket: str, tmp_path: Path) -> None:
    clients.s3.put_object(Bucket=bucket, Key=KEY, Body=bytes(64 * 1024**2))
    tracemalloc.start()
    try:
        assert scans.store.fetch(KEY, tmp_path / "0001") is not None
        assert tracemalloc.get_traced_memory()[1] < PART_BYTES
    finally:
        tracemalloc.stop()


def test_a_long_folder_is_listed_whole(scans: ScanStore, clients: Clients, bucket: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: clients.s3.put_object(Bucket=bucket, Key=f"{PREFIX}{n:04d}", Body=b"x"), range(1100)))
    assert len(scans.store.list_files(PREFIX)) == 1100
