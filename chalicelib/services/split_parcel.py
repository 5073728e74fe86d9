"""Split one parcel of a batch: read its scans page by page, and file each envelope as soon as it is read.

What is done is stored envelope by envelope, so a worker that dies, or runs out of time, goes on where it stopped.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.events import ParcelJob
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.office import Office
from chalicelib.domain.post.envelope import Batch, Envelope, EnvelopeRef, Reason
from chalicelib.domain.post.manifest import EnvelopeEntry, ScanFile
from chalicelib.domain.post.matching import Waits
from chalicelib.domain.post.reading import ReadManifest, plan_parcels, read_manifest
from chalicelib.domain.post.vocabulary import End, RejectionCode, WaitReason
from chalicelib.services.batch_files import BatchFiles, RefusedFilesError, opened_files
from chalicelib.services.batches import pending_envelope, refused_envelope, rescan_refusal
from chalicelib.services.file_envelope import FileEnvelope
from chalicelib.services.ports import Clock, JobQueue, Outbox
from chalicelib.services.post_ports import BatchStore, PostLedger, Unpacker
from chalicelib.services.read_scans import ReadScans

MOST_BYTES: Final = 4 * 1024**3
"""Files of envelopes that share one lie on the worker's disk together, a zip beside what is in it (Lambda: 10 GiB)."""

MARGIN_SECONDS: Final = 120.0
"""An envelope is begun only while at least this much of the invocation is left."""


@dataclass(frozen=True, slots=True)
class SplitParcel:
    """Safe to repeat and to run beside itself: an envelope that has an end is left alone."""

    ledger: PostLedger
    outbox: Outbox
    queue: JobQueue
    store: BatchStore
    unpacker: Unpacker
    read_scans: ReadScans
    file_envelope: FileEnvelope
    office: Office
    clock: Clock

    def __call__(self, job: ParcelJob, time_left: Callable[[], float]) -> None:
        """Do the job, or as much as there is time for and send the rest on. `time_left` is in seconds.

        Raises an ExceptionGroup once all others have their ends, for envelopes that could not be ended.
        """
        if not self.outbox.is_pending(job):
            return
        batch = self.ledger.get_batch(job.partner, job.batch)
        read = read_manifest(self.store.read_manifest(batch.manifest_key))
        if job.parcel == 0:
            for number, reasons in read.refused.items():
                self._refuse(batch, number, reasons, read.refused_pages[number])
        failed: list[Exception] = []
        for group in plan_parcels(read)[job.parcel]:
            if not self._split(batch, read, group, time_left, failed):
                self.queue.send([job])
                return
        if failed:
            raise ExceptionGroup("envelopes without an end", failed)
        self.outbox.settle(job)

    def _refuse(self, batch: Batch, number: str, reasons: tuple[Reason, ...], pages: int) -> None:
        envelope = refused_envelope(batch, number, reasons, pages, self.office, self.clock.now())
        if self.ledger.get_envelope(envelope.ref) is None:
            self.file_envelope.store(envelope)

    def _split(
        self,
        batch: Batch,
        read: ReadManifest,
        entries: Sequence[EnvelopeEntry],
        time_left: Callable[[], float],
        failed: list[Exception],
    ) -> bool:
        """Whether there was time for every envelope of a group; those that `failed` have no end yet."""
        if _bytes_of(entries, read.files) > MOST_BYTES:
            return self._refuse_large(batch, entries)
        reader = self.read_scans.reader
        with opened_files(batch, read, self.store, reader, self.unpacker) as files:
            for entry in entries:
                ref = EnvelopeRef(partner=batch.partner, batch=batch.id, number=entry.number)
                known = self.ledger.get_envelope(ref)
                if known is not None and known.end is not End.PENDING:
                    continue
                if time_left() < MARGIN_SECONDS:
                    return False
                try:
                    self._end(known or pending_envelope(batch, entry, self.office, self.clock.now()), entry, files)
                except UnavailableError:  # what is down is down for the others too
                    raise
                except Exception as error:  # noqa: BLE001 - one envelope's trouble holds up no other; raised by the caller
                    failed.append(error)
        return True

    def _refuse_large(self, batch: Batch, entries: Sequence[EnvelopeEntry]) -> bool:
        reasons = (Reason(code=RejectionCode.FILES_TOO_LARGE, where="scans"),)
        for entry in entries:
            pending = pending_envelope(batch, entry, self.office, self.clock.now())
            if self.ledger.get_envelope(pending.ref) is None:
                self._reject(pending, reasons)
        return True

    def _end(self, envelope: Envelope, entry: EnvelopeEntry, files: BatchFiles) -> Envelope:
        unasked = rescan_refusal(self.ledger, envelope.ref, entry)
        if unasked is not None:
            return self._reject(envelope, (unasked,))
        try:
            sources, versions = files.sources(entry)
        except RefusedFilesError as error:
            return self._reject(envelope, error.reasons)
        read = self.read_scans(envelope.ref, entry, sources)
        split = envelope.model_copy(update={"pages": read.pages, "object_versions": versions})
        seen = self._claimed_by_others(envelope, entry)
        if seen:
            return self._seen_before(split, entry, seen)
        return self.file_envelope(split, entry, read.marked)

    def _reject(self, envelope: Envelope, reasons: tuple[Reason, ...]) -> Envelope:
        return self.file_envelope.store(envelope.moved(self.clock.now(), end=End.REJECTED, reasons=reasons))

    def _claimed_by_others(self, envelope: Envelope, entry: EnvelopeEntry) -> Mapping[str, EnvelopeRef]:
        """Sheets that came in another envelope; a new scan has those of the envelope that it answers for."""
        seen = self.ledger.claim_sheets(envelope.ref, entry.control_numbers)
        rescan = self.file_envelope.open_rescan(envelope)
        if rescan is None:
            return seen
        first = self.ledger.get_envelope(rescan.envelope)
        receipt = first.receipt if first else None
        return {number: owner for number, owner in seen.items() if not self._is_same(owner, rescan.envelope, receipt)}

    def _is_same(self, owner: EnvelopeRef, asked: EnvelopeRef, receipt: ReceiptNumber | None) -> bool:
        known = self.ledger.get_envelope(owner) if owner != asked and receipt else None
        return owner == asked or (known is not None and known.receipt == receipt)

    def _seen_before(self, envelope: Envelope, entry: EnvelopeEntry, seen: Mapping[str, EnvelopeRef]) -> Envelope:
        """All sheets of one earlier envelope that has them still: it came twice. Else a person has to look."""
        owners = set(seen.values())
        if len(owners) == 1 and len(seen) == len(entry.control_numbers):
            owner = self.ledger.get_envelope(owners.pop())
            if owner is not None and owner.keeps(seen):
                moved = envelope.moved(self.clock.now(), end=End.DUPLICATE, duplicate_of=owner.ref.id)
                return self.file_envelope.store(moved)
        seen_in = tuple(sorted({ref.id for ref in seen.values()}))
        doubtful = envelope.model_copy(update={"seen_in": seen_in})
        return self.file_envelope.wait(doubtful, Waits((WaitReason.SHEET_SEEN_BEFORE,)))


def _bytes_of(entries: Sequence[EnvelopeEntry], listed: Mapping[str, ScanFile]) -> int:
    names = {scan.file for entry in entries for scan in entry.scans}
    return sum(listed[name].size for name in names)
