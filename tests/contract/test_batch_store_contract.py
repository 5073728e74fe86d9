"""What every store of scans promises, whichever engine is behind the port."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from chalicelib.domain.errors import NotFoundError
from tests.contract.engines import Engines
from tests.contract.scan_stores import KEY, LARGE, MANIFEST, PREFIX, SCAN, ScanStore, make_scan_store
from tests.fakes import EPOCH
from tests.post_fakes import PART_BYTES

SEAWEEDFS = pytest.param("seaweedfs", marks=pytest.mark.stack)


@pytest.fixture(params=["fake", "moto", SEAWEEDFS])
def scans(request: pytest.FixtureRequest, engines: Engines) -> ScanStore:
    return make_scan_store(request.param, engines)


@pytest.fixture(params=["fake", SEAWEEDFS])
def strict_scans(request: pytest.FixtureRequest, engines: Engines) -> ScanStore:
    """Without moto, which takes whatever is put."""
    return make_scan_store(request.param, engines)


def _fetched(scans: ScanStore, to: Path) -> bytes | None:
    found = scans.store.fetch(KEY, to)
    if found is None:
        return None
    data = to.read_bytes()
    assert (found.size, found.sha256) == (len(data), sha256(data).hexdigest())
    assert found.version_id
    return data


def test_a_manifest_reads_back_the_same(scans: ScanStore) -> None:
    for _ in range(2):
        scans.store.store_manifest(MANIFEST, b'{"batch_id": "B-1"}')
    assert scans.store.read_manifest(MANIFEST) == b'{"batch_id": "B-1"}'


def test_a_manifest_that_did_not_come_is_not_found(scans: ScanStore) -> None:
    with pytest.raises(NotFoundError):
        scans.store.read_manifest(MANIFEST)


def test_a_small_file_is_sent_whole(scans: ScanStore, tmp_path: Path) -> None:
    target = scans.offer()
    assert (target.file, target.parts, target.expires_at) == ("1.pdf", (), EPOCH + timedelta(seconds=300))
    assert target.url is not None
    assert scans.put(target.url, SCAN, target.headers)
    assert scans.store.list_files(PREFIX) == {"1.pdf": len(SCAN)}
    assert _fetched(scans, tmp_path / "0001") == SCAN


def test_every_address_is_of_the_origin_that_pages_are_told_of(scans: ScanStore) -> None:
    whole, large = scans.offer(), scans.offer(LARGE)
    addresses = [whole.url, *(part.url for part in large.parts)]
    assert all(address and address.startswith(f"{scans.store.origin()}/") for address in addresses)


def test_a_file_that_did_not_come_is_nothing(scans: ScanStore, tmp_path: Path) -> None:
    assert scans.store.fetch(KEY, tmp_path / "0001") is None
    assert scans.store.list_files(PREFIX) == {}
    assert not scans.store.finish_parts(KEY, len(SCAN))
    assert not scans.store.finish_parts(KEY, len(LARGE))


def test_sending_a_file_again_changes_nothing(scans: ScanStore, tmp_path: Path) -> None:
    target = scans.offer()
    assert target.url is not None
    for _ in range(2):
        assert scans.put(target.url, SCAN, target.headers)
    assert _fetched(scans, tmp_path / "0001") == SCAN


@pytest.mark.parametrize(
    "data",
    [SCAN[::-1], SCAN[:-1], SCAN + b"\0", b"", SCAN[:-1] + b"\0"],
    ids=["other", "short", "long", "empty", "altered"],
)
def test_other_bytes_than_the_signed_ones_are_refused(strict_scans: ScanStore, data: bytes) -> None:
    target = strict_scans.offer()
    assert target.url is not None
    assert not strict_scans.put(target.url, data, target.headers)
    assert strict_scans.store.list_files(PREFIX) == {}


def test_a_checksum_of_ones_own_is_refused(strict_scans: ScanStore) -> None:
    target, other = strict_scans.offer(), strict_scans.offer(SCAN[::-1], f"{PREFIX}2.pdf")
    assert target.url is not None
    assert not strict_scans.put(target.url, SCAN[::-1], other.headers)
    assert not strict_scans.put(target.url, SCAN, {})
    assert strict_scans.store.list_files(PREFIX) == {}


def test_files_are_listed_by_the_rest_of_their_key(scans: ScanStore) -> None:
    for name in ("b.pdf", "a-1.tif", "a.pdf"):
        scans.send(key=f"{PREFIX}{name}")
    scans.send(key="3573/batches/posmlg/B-11/1.pdf")
    assert scans.store.list_files(PREFIX) == dict.fromkeys(("a-1.tif", "a.pdf", "b.pdf"), len(SCAN))


def test_a_file_of_one_part_exactly_is_sent_whole(scans: ScanStore) -> None:
    assert scans.offer(LARGE[:PART_BYTES]).parts == ()
    assert [part.size for part in scans.offer(LARGE[: PART_BYTES + 1]).parts] == [PART_BYTES, 1]


def test_a_large_file_is_sent_in_parts(scans: ScanStore, tmp_path: Path) -> None:
    target = scans.offer(LARGE)
    assert (target.file, target.url, target.expires_at) == ("1.pdf", None, EPOCH + timedelta(seconds=300))
    assert [(part.number, part.size) for part in target.parts] == [(1, PART_BYTES), (2, PART_BYTES), (3, 100)]
    for part in reversed(target.parts):
        assert scans.send_part(part)
    assert scans.store.list_files(PREFIX) == {}
    assert scans.store.finish_parts(KEY, len(LARGE))
    assert scans.store.list_files(PREFIX) == {"1.pdf": len(LARGE)}
    assert _fetched(scans, tmp_path / "0001") == LARGE


def test_a_sender_that_died_goes_on_with_what_is_missing(scans: ScanStore, tmp_path: Path) -> None:
    first, second, _ = scans.offer(LARGE).parts
    assert scans.send_part(second)
    again = scans.offer(LARGE).parts
    assert [part.number for part in again if part.url is None] == [2]
    assert scans.send_part(first)
    assert not scans.store.finish_parts(KEY, len(LARGE))
    assert scans.store.fetch(KEY, tmp_path / "0001") is None
    (last,) = (part for part in scans.offer(LARGE).parts if part.url is not None)
    assert (last.number, last.size) == (3, 100)
    assert scans.send_part(last)
    assert all(part.url is None for part in scans.offer(LARGE).parts)
    assert scans.store.finish_parts(KEY, len(LARGE))
    assert _fetched(scans, tmp_path / "0001") == LARGE


def test_a_part_that_is_sent_again_is_there_once(scans: ScanStore, tmp_path: Path) -> None:
    for _ in range(2):
        for part in scans.offer(LARGE).parts:
            assert part.url is None or scans.send_part(part)
    assert scans.store.finish_parts(KEY, len(LARGE))
    assert _fetched(scans, tmp_path / "0001") == LARGE


def test_finishing_again_changes_nothing(scans: ScanStore) -> None:
    for part in scans.offer(LARGE).parts:
        assert scans.send_part(part)
    for _ in range(2):
        assert scans.store.finish_parts(KEY, len(LARGE))
    assert scans.store.list_files(PREFIX) == {"1.pdf": len(LARGE)}


def test_a_whole_file_is_finished_by_its_size(scans: ScanStore) -> None:
    scans.send()
    assert scans.store.finish_parts(KEY, len(SCAN))


def test_files_in_parts_do_not_mix(scans: ScanStore, tmp_path: Path) -> None:
    other = LARGE[::-1]
    for part in scans.offer(LARGE).parts:
        assert scans.send_part(part)
    longer = f"{KEY}2"
    assert all(part.url is not None for part in scans.offer(other, longer).parts)
    for part in scans.offer(other, longer).parts:
        assert scans.send_part(part, other)
    assert scans.store.finish_parts(longer, len(other))
    assert scans.store.list_files(PREFIX) == {"1.pdf2": len(other)}
    assert scans.store.finish_parts(KEY, len(LARGE))
    assert _fetched(scans, tmp_path / "0001") == LARGE


@pytest.mark.parametrize("data", [LARGE[1:PART_BYTES], LARGE[: PART_BYTES + 1], b""], ids=["short", "long", "empty"])
def test_a_part_of_another_size_is_refused(strict_scans: ScanStore, data: bytes) -> None:
    part = strict_scans.offer(LARGE).parts[0]
    assert part.url is not None
    assert not strict_scans.put(part.url, data, {})
    assert all(part.url is not None for part in strict_scans.offer(LARGE).parts)
