"""What the postal channel needs from the world besides `ports.py`; adapters and fakes pass the same contract suites."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from chalicelib.domain.document import RenderedPage
from chalicelib.domain.events import OutboxJob
from chalicelib.domain.post.envelope import Batch, Envelope, EnvelopeRef, Rescan, Statement
from chalicelib.domain.post.survey import PageSurvey
from chalicelib.domain.post.vocabulary import RejectionCode


class SequenceReusedError(Exception):
    """Another batch of the partner has this number in the sequence."""


class PostLedger(Protocol):
    """Batches, envelopes, rescans and statements of one office. Reads are strongly consistent.

    What ends in a case is stored with the case's own move (`Change.envelopes`, `Change.rescans`).
    """

    def open_batch(self, batch: Batch) -> Batch:
        """Store a batch under its partner's id and number; one transaction.

        Returns the batch that is stored under this id from then on: the caller compares digests.
        Raises SequenceReusedError.
        """

    def get_batch(self, partner: str, batch_id: str) -> Batch:
        """One read. Raises NotFoundError."""

    def close_batch(self, batch: Batch, jobs: Sequence[OutboxJob]) -> None:
        """Store the closed batch with the jobs of its parcels, at most 90; one transaction.

        Raises StaleVersionError when it was closed before.
        """

    def list_envelopes(self, partner: str, batch_id: str) -> tuple[Envelope, ...]:
        """Every stored envelope of a batch, by number; one request a megabyte."""

    def get_envelope(self, ref: EnvelopeRef) -> Envelope | None:
        """One read."""

    def save_envelope(self, envelope: Envelope, rescan: Rescan | None = None) -> None:
        """Store the next state of an envelope, and with it a rescan: a new one that is open, or one now answered.

        One transaction. Raises StaleVersionError when the stored version is not the one before, or the rescan that
        is answered is no longer open.
        """

    def claim_sheets(self, ref: EnvelopeRef, control_numbers: Sequence[str]) -> Mapping[str, EnvelopeRef]:
        """Claim sheets for an envelope; returns those that another envelope of the partner claimed before.

        Claiming again what is one's own changes nothing.
        """

    def list_batches(self, partner: str, day: date) -> tuple[Batch, ...]:
        """Batches that the partner opened with us on a day of the office's calendar, by sequence."""

    def list_sequence(self, partner: str, limit: int) -> tuple[int, ...]:
        """The highest sequence numbers that came from a partner, the highest first; one query."""

    def get_rescan(self, partner: str, rescan_id: str) -> Rescan | None:
        """One read of an open rescan, else one more of an answered one."""

    def list_rescans(self, partner: str) -> tuple[Rescan, ...]:
        """Open rescans of a partner, oldest first."""

    def add_statement(self, statement: Statement) -> None:
        """Keep what a partner reported of a day; a later report of it is kept beside, the same one once."""

    def latest_statement(self, partner: str, day: date) -> Statement | None:
        """The partner's last word on a day; one query."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a file that is sent in parts, from 1; `url` is where it is still to be put, None once it is there."""

    number: int
    size: int
    url: str | None


@dataclass(frozen=True, slots=True)
class Target:
    """Where a file of a batch is to be put. Small files whole (one PUT with these headers), others in parts."""

    file: str
    url: str | None
    headers: Mapping[str, str]
    parts: tuple[Part, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file as it was read: the version of the object, its size in bytes, the SHA-256 of what came, in hex."""

    version_id: str
    size: int
    sha256: str


class BatchStore(Protocol):
    """Original scans and manifests: versioned, kept as they came, never served."""

    def origin(self) -> str:
        """Scheme and host that files are put to, for the policy of a page that does so; nothing is called."""

    def store_manifest(self, key: str, manifest: bytes) -> None:
        """Store it under a key that is a function of its bytes; storing it again changes nothing."""

    def read_manifest(self, key: str) -> bytes:
        """The bytes. Raises NotFoundError."""

    def offer(self, key: str, file: str, size: int, sha256: str, seconds: int, now: datetime) -> Target:
        """Room for one file. A file of one part is refused by the store when its bytes have another SHA-256.

        Asked again for a file sent in parts, it tells which parts are there already.
        """

    def finish_parts(self, key: str, size: int) -> bool:
        """Join the parts of a file once all are there; False while one is missing. Harmless when repeated."""

    def list_files(self, prefix: str) -> Mapping[str, int]:
        """Size in bytes of every whole file under a prefix, by the rest of its key; one call a thousand."""

    def fetch(self, key: str, to: Path) -> Fetched | None:
        """Write the newest version of a file to disk, hashing what is read; None when it is not there."""


class ScanReader(Protocol):
    """Reads scans in a sandbox, one page at a time. Files on disk, whatever their size."""

    def count_pages(self, scan: Path) -> int:
        """Raises RefusedScanError with what is wrong with the file."""

    def read(
        self, scan: Path, first: int, last: int, *, render: bool
    ) -> Iterator[tuple[PageSurvey, RenderedPage | None]]:
        """Each page, rebuilt and judged where `render`; a page that cannot be read is said so, the others go on."""


class RefusedArchiveError(Exception):
    """A zip that is not to be opened, for these reasons: all of them."""

    def __init__(self, codes: Sequence[RejectionCode]) -> None:
        """At least one code."""
        super().__init__(", ".join(codes))
        self.codes = tuple(codes)


@dataclass(frozen=True, slots=True)
class UnpackedPage:
    """One file of a zip, written to disk under a name of ours."""

    name: str
    path: Path


class Unpacker(Protocol):
    """Opens the zip of one envelope without trusting it."""

    def unpack(self, archive: Path, folder: Path) -> tuple[UnpackedPage, ...]:
        """The single pages in order of their names. Raises RefusedArchiveError."""
