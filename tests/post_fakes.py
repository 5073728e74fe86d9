"""The postal ports in memory, with the semantics that tests/contract demands of fakes and adapters alike."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from chalicelib.domain.document import RenderedPage
from chalicelib.domain.errors import NotFoundError, StaleVersionError
from chalicelib.domain.events import OutboxJob
from chalicelib.domain.finding import Finding, FindingCode, Severity
from chalicelib.domain.post.envelope import Batch, BatchState, Envelope, EnvelopeRef, Rescan, Statement
from chalicelib.domain.post.survey import PageSurvey, RefusedScanError, ScanFault
from chalicelib.domain.post.vocabulary import RejectionCode
from chalicelib.services.post_ports import (
    Fetched,
    Part,
    RefusedArchiveError,
    SequenceReusedError,
    Target,
    UnpackedPage,
)
from tests.fakes import FakeOutbox, FakeRegistry

PART_BYTES = 8 * 1024 * 1024


def day_of(moment: datetime) -> date:
    """The office's calendar day."""
    return moment.astimezone(ZoneInfo("Asia/Jakarta")).date()


class FakePostLedger:
    """Batches, envelopes, rescans and statements, in the registry that cases are kept in."""

    def __init__(self, registry: FakeRegistry) -> None:
        self.registry = registry
        self.batches: dict[tuple[str, str], Batch] = {}
        self.sheets: dict[tuple[str, str], EnvelopeRef] = {}
        self.statements: list[Statement] = []

    def open_batch(self, batch: Batch) -> Batch:
        known = self.batches.get((batch.partner, batch.id))
        if known is not None:
            return known
        if any(b.partner == batch.partner and b.sequence == batch.sequence for b in self.batches.values()):
            raise SequenceReusedError
        self.batches[batch.partner, batch.id] = batch
        return batch

    def get_batch(self, partner: str, batch_id: str) -> Batch:
        batch = self.batches.get((partner, batch_id))
        if batch is None:
            raise NotFoundError
        return batch

    def close_batch(self, batch: Batch, jobs: Sequence[OutboxJob]) -> None:
        known = self.batches.get((batch.partner, batch.id))
        if known is None or known.version != batch.version - 1 or known.state is BatchState.CLOSED:
            raise StaleVersionError
        self.batches[batch.partner, batch.id] = batch
        FakeOutbox(self.registry).add(jobs)

    def list_envelopes(self, partner: str, batch_id: str) -> tuple[Envelope, ...]:
        stored = self.registry.envelopes.values()
        return tuple(sorted((e for e in stored if (e.partner, e.batch) == (partner, batch_id)), key=lambda e: e.number))

    def get_envelope(self, ref: EnvelopeRef) -> Envelope | None:
        return self.registry.envelopes.get(ref.id)

    def save_envelope(self, envelope: Envelope, rescan: Rescan | None = None) -> None:
        self.registry.check_envelope(envelope)
        if rescan is not None:
            self.registry.check_rescan(rescan)
            self.registry.put_rescan(rescan)
        self.registry.put_envelope(envelope)

    def claim_sheets(self, ref: EnvelopeRef, control_numbers: Sequence[str]) -> Mapping[str, EnvelopeRef]:
        owners = {number: self.sheets.setdefault((ref.partner, number), ref) for number in control_numbers}
        return {number: owner for number, owner in owners.items() if owner != ref}

    def list_batches(self, partner: str, day: date) -> tuple[Batch, ...]:
        found = (b for b in self.batches.values() if b.partner == partner and day_of(b.created_at) == day)
        return tuple(sorted(found, key=lambda b: b.sequence))

    def list_sequence(self, partner: str, limit: int) -> tuple[int, ...]:
        numbers = sorted((b.sequence for b in self.batches.values() if b.partner == partner), reverse=True)
        return tuple(numbers[:limit])

    def get_rescan(self, partner: str, rescan_id: str) -> Rescan | None:
        return self.registry.rescans.get((partner, rescan_id))

    def list_rescans(self, partner: str) -> tuple[Rescan, ...]:
        found = (r for (of, _), r in self.registry.rescans.items() if of == partner and r.is_open)
        return tuple(sorted(found, key=lambda r: (r.asked_at, r.id)))

    def add_statement(self, statement: Statement) -> None:
        known = self.latest_statement(statement.partner, statement.day)
        if known is None or known.digest != statement.digest:
            self.statements.append(statement)

    def latest_statement(self, partner: str, day: date) -> Statement | None:
        found = [s for s in self.statements if (s.partner, s.day) == (partner, day)]
        return max(found, key=lambda s: s.reported_at, default=None)


@dataclass(frozen=True)
class Offer:
    """Room for one file or one part of it; `part` is 0 for a whole file, which alone has a checksum."""

    key: str
    part: int
    size: int
    checksum: str | None


@dataclass
class FakeBatchStore:
    """Original scans by key; files of more than one part grow part by part."""

    files: dict[str, bytes] = field(default_factory=dict)
    manifests: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    on_fetch: Callable[[str], None] = lambda _: None
    address: str = "https://scans.example"

    def origin(self) -> str:
        return self.address

    def store_manifest(self, key: str, manifest: bytes) -> None:
        self.manifests[key] = manifest

    def read_manifest(self, key: str) -> bytes:
        if key not in self.manifests:
            raise NotFoundError
        return self.manifests[key]

    def offer(self, key: str, file: str, size: int, sha256: str, seconds: int, now: datetime) -> Target:
        expires = now + timedelta(seconds=seconds)
        url = f"{self.address}/{key}"
        if size <= PART_BYTES:
            checksum = b64encode(bytes.fromhex(sha256)).decode()
            self.offers[url] = Offer(key, 0, size, checksum)
            return Target(file, url, {"x-amz-checksum-sha256": checksum}, (), expires)
        there = self.parts.setdefault(key, {})
        sizes = [min(PART_BYTES, size - start) for start in range(0, size, PART_BYTES)]
        parts = tuple(Part(n, s, None if n in there else f"{url}?part={n}") for n, s in enumerate(sizes, start=1))
        self.offers |= {part.url: Offer(key, part.number, part.size, None) for part in parts if part.url}
        return Target(file, None, {}, parts, expires)

    def put(self, url: str, data: bytes, headers: Mapping[str, str]) -> bool:
        """Do what a sender does; whether the store takes it."""
        offer = self.offers[url]
        checksum = b64encode(sha256(data).digest()).decode() if offer.checksum else None
        if len(data) != offer.size or not checksum == offer.checksum == headers.get("x-amz-checksum-sha256"):
            return False
        if offer.part:
            self.parts[offer.key][offer.part] = data
        else:
            self.files[offer.key] = data
        return True

    def finish_parts(self, key: str, size: int) -> bool:
        if key in self.files:
            return True
        there = self.parts.get(key, {})
        whole = b"".join(there[number] for number in sorted(there))
        if len(whole) != size:
            return False
        self.files[key] = whole
        return True

    def list_files(self, prefix: str) -> Mapping[str, int]:
        return {key.removeprefix(prefix): len(data) for key, data in self.files.items() if key.startswith(prefix)}

    def fetch(self, key: str, to: Path) -> Fetched | None:
        self.on_fetch(key)
        data = self.files.get(key)
        if data is None:
            return None
        to.write_bytes(data)
        return Fetched("version-000001", len(data), sha256(data).hexdigest())


@dataclass
class FakeScanReader:
    """Scans whose bytes are text: a line a page, of codes; the words `blank`, `unread`, `failed`, `blurred` say so."""

    def count_pages(self, scan: Path) -> int:
        return len(_lines(scan))

    def read(
        self, scan: Path, first: int, last: int, *, render: bool
    ) -> Iterator[tuple[PageSurvey, RenderedPage | None]]:
        for number, line in enumerate(_lines(scan)[first - 1 : last], start=first):
            words = line.split()
            survey = PageSurvey(
                number=number,
                blank="blank" in words,
                codes=tuple(word for word in words if word.startswith("LOKET")),
                unread_code="unread" in words,
                failed="failed" in words,
            )
            findings = (BLURRED.model_copy(update={"page": number}),) if "blurred" in words else ()
            yield survey, a_page(number, findings=findings) if render and not survey.failed else None


BLURRED: Final = Finding(
    code=FindingCode.PAGE_BLURRED, severity=Severity.WARNING, where="upload",
    params={"readable": "10", "part": "all", "level": "unreadable"},
)  # fmt: skip


def a_page(number: int, jpeg: bytes = b"\xff\xd8\xff", findings: tuple[Finding, ...] = ()) -> RenderedPage:
    """A rebuilt page of a scan."""
    return RenderedPage(number=number, width=100, height=140, jpeg=jpeg, thumbnail=jpeg, findings=findings)


def _lines(scan: Path) -> list[str]:
    text = scan.read_bytes().decode(errors="replace")
    if not text.startswith("SCAN\n"):
        raise RefusedScanError(ScanFault.NOT_A_SCAN)
    return text.removeprefix("SCAN\n").splitlines()


@dataclass
class FakeUnpacker:
    """Zips whose bytes are text: pages divided by a line `---`; `BAD <code> ...` is refused with these codes."""

    def unpack(self, archive: Path, folder: Path) -> tuple[UnpackedPage, ...]:
        text = archive.read_text()
        if text.startswith("BAD "):
            raise RefusedArchiveError([RejectionCode(code) for code in text.split()[1:]])
        pages = []
        for number, content in enumerate(text.split("---\n"), start=1):
            path = folder / f"{number:03d}"
            path.write_text(content)
            pages.append(UnpackedPage(f"{number:03d}.jpg", path))
        return tuple(pages)
