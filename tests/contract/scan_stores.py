"""Stores of scans under contract, each with a sender who uses the room it gives out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from random import Random

import httpx

from chalicelib.adapters.s3.batches import S3BatchStore
from chalicelib.services.post_ports import BatchStore, Part, Target
from tests.contract.engines import Engines, make_bucket
from tests.fakes import EPOCH, OFFICE
from tests.post_fakes import PART_BYTES, FakeBatchStore

PREFIX = f"{OFFICE}/batches/posmlg/B-1/"
KEY = f"{PREFIX}1.pdf"
SCAN = b"%PDF-1.7" + bytes(range(256)) * 8
LARGE = Random(1).randbytes(2 * PART_BYTES + 100)  # noqa: S311 - the same in every run
MANIFEST = f"{OFFICE}/manifests/posmlg/B-1/{'0' * 64}.json"


@dataclass(frozen=True)
class ScanStore:
    """A store, and how a sender puts bytes where it is told: whether they were taken."""

    store: BatchStore
    put: Callable[[str, bytes, Mapping[str, str]], bool]

    def offer(self, data: bytes = SCAN, key: str = KEY, seconds: int = 300) -> Target:
        """Room for these bytes."""
        return self.store.offer(key, key.rpartition("/")[2], len(data), sha256(data).hexdigest(), seconds, EPOCH)

    def send(self, data: bytes = SCAN, key: str = KEY) -> None:
        """Send a whole file of one part."""
        target = self.offer(data, key)
        assert target.url is not None
        assert self.put(target.url, data, target.headers)

    def send_part(self, part: Part, data: bytes = LARGE) -> bool:
        """Send one part of a file."""
        assert part.url is not None
        start = (part.number - 1) * PART_BYTES
        return self.put(part.url, data[start : start + PART_BYTES], {})


def make_scan_store(engine: str, engines: Engines) -> ScanStore:
    """A store with an empty bucket."""
    if engine == "fake":
        fake = FakeBatchStore()
        return ScanStore(fake, fake.put)
    clients = engines.clients(engine)
    return ScanStore(S3BatchStore(clients.s3, make_bucket(clients)), put)


def put(url: str, data: bytes, headers: Mapping[str, str]) -> bool:
    """One PUT over the wire."""
    return httpx.put(url, content=data, headers=dict(headers), timeout=60).is_success
