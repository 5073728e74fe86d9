"""A post office hands over a batch: a signed manifest first, then its files, then the word that it is whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from chalicelib.domain.errors import BatchRefusedError, Fault, InvalidRequestError, StaleVersionError
from chalicelib.domain.events import ParcelJob
from chalicelib.domain.office import Office
from chalicelib.domain.post.envelope import Batch, BatchState, Envelope
from chalicelib.domain.post.manifest import ScanFile
from chalicelib.domain.post.reading import ReadManifest, plan_parcels, read_manifest
from chalicelib.domain.post.vocabulary import BatchCode
from chalicelib.services.batches import (
    Refusals,
    declared_pages,
    file_key,
    files_prefix,
    pending_envelope,
    refusals_of,
    refused_envelope,
)
from chalicelib.services.ports import Clock, PartnerKeys
from chalicelib.services.post_ports import BatchStore, PostLedger, SequenceReusedError, Target

OFFER_SECONDS: Final = 3600
MOST_TARGETS: Final = 100
"""Files that one call makes room for; the sender asks again for the next."""

MOST_ADDRESSES: Final = 2000
"""Files and parts together: each address takes some 1.5 KB of an answer that Lambda limits to 6 MB."""

SEQUENCE_WINDOW: Final = 200
"""So many of a partner's last batches are looked at for gaps."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A batch as it stands: what its manifest says, which envelopes it rules out, and what became of the others."""

    batch: Batch
    read: ReadManifest
    refused: Refusals
    envelopes: tuple[Envelope, ...]
    gaps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HandOverBatch:
    """Every call may be repeated. A manifest is signed, so nothing of it changes after it was taken."""

    ledger: PostLedger
    store: BatchStore
    partner_keys: PartnerKeys
    office: Office
    clock: Clock

    def open(self, partner: str, manifest: bytes, signature: str) -> HandedOver:
        """Take a manifest. One object and one transaction.

        Raises BatchRefusedError, and InvalidRequestError with every fault of the manifest's frame.
        """
        self.partner_keys.verify(partner, signature, manifest)
        read = read_manifest(manifest)
        digest = sha256(manifest).hexdigest()
        frame = read.frame
        batch = Batch(
            office=self.office.code,
            partner=partner,
            id=frame.batch_id,
            sequence=frame.sequence,
            manifest_key=f"{self.office.code}/manifests/{partner}/{frame.batch_id}/{digest}.json",
            manifest_digest=digest,
            signature=signature,
            received_on=frame.received_on,
            envelope_count=len(frame.envelopes),
            created_at=self.clock.now(),
        )
        self.store.store_manifest(batch.manifest_key, manifest)
        return self._describe(self._open(batch), read)

    def read(self, partner: str, batch_id: str) -> HandedOver:
        """The ledger of a batch. Raises NotFoundError."""
        batch = self.ledger.get_batch(partner, batch_id)
        return self._describe(batch, read_manifest(self.store.read_manifest(batch.manifest_key)))

    def targets(self, partner: str, batch_id: str, names: Sequence[str] = ()) -> tuple[Target, ...]:
        """Where files that have not come are to be put: those named, else the next hundred.

        Raises NotFoundError, InvalidRequestError for a name that the manifest does not list, BatchRefusedError
        once the batch is closed.
        """
        handed = self.read(partner, batch_id)
        if handed.batch.state is BatchState.CLOSED:
            raise BatchRefusedError(BatchCode.BATCH_CLOSED)
        wanted = self._wanted(handed, names)
        there = self.store.list_files(files_prefix(handed.batch))
        missing = [file for file in wanted if there.get(file.name) != file.size]
        return self._offer(handed.batch, missing[:MOST_TARGETS])

    def _offer(self, batch: Batch, files: Sequence[ScanFile]) -> tuple[Target, ...]:
        now = self.clock.now()
        targets: list[Target] = []
        addresses = 0
        for file in files:
            key = file_key(batch, file.name)
            target = self.store.offer(key, file.name, file.size, file.sha256, OFFER_SECONDS, now)
            addresses += max(1, len(target.parts))
            if targets and addresses > MOST_ADDRESSES:
                break
            targets.append(target)
        return tuple(targets)

    def upload_origin(self) -> str:
        """Where the addresses of `targets` lead: scheme and host."""
        return self.store.origin()

    def close(self, partner: str, batch_id: str, *, without_missing: bool) -> HandedOver:
        """The batch is whole: its parcels are split from now on. Closing again changes nothing.

        Raises BatchRefusedError with every file that has not come, unless the sender goes on `without_missing`.
        """
        handed = self.read(partner, batch_id)
        if handed.batch.state is BatchState.CLOSED:
            return handed
        missing = self._missing(handed)
        if missing and not without_missing:
            raise BatchRefusedError(
                BatchCode.FILES_MISSING, [Fault(f"files.{name}", "file_missing") for name in missing]
            )
        now = self.clock.now()
        parcels = plan_parcels(handed.read)
        closed = handed.batch.model_copy(
            update={
                "state": BatchState.CLOSED,
                "version": handed.batch.version + 1,
                "parcels": len(parcels),
                "missing_files": tuple(missing),
                "closed_at": now,
            }
        )
        jobs = [
            ParcelJob(
                id=f"split-{number:03d}", office=closed.office, created_at=now, partner=partner, batch=batch_id,
                parcel=number,
            )
            for number in range(len(parcels))
        ]  # fmt: skip
        try:
            self.ledger.close_batch(closed, jobs)
        except StaleVersionError:
            return self.read(partner, batch_id)
        return self._describe(closed, handed.read)

    def _open(self, batch: Batch) -> Batch:
        try:
            stored = self.ledger.open_batch(batch)
        except SequenceReusedError:
            raise BatchRefusedError(BatchCode.SEQUENCE_REUSED) from None
        if stored.manifest_digest != batch.manifest_digest:
            raise BatchRefusedError(BatchCode.BATCH_CHANGED)
        return stored

    def _describe(self, batch: Batch, read: ReadManifest) -> HandedOver:
        refused = refusals_of(read, self.ledger, batch)
        stored = {envelope.number: envelope for envelope in self.ledger.list_envelopes(batch.partner, batch.id)}
        now = batch.closed_at or batch.created_at
        for number, reasons in refused.items():
            pages = declared_pages(read).get(number, 0)
            stored.setdefault(number, refused_envelope(batch, number, reasons, pages, self.office, now))
        for entry in read.entries:
            stored.setdefault(entry.number, pending_envelope(batch, entry, self.office, now))
        envelopes = tuple(stored[number] for number in sorted(stored))
        return HandedOver(batch, read, refused, envelopes, self._gaps(batch))

    def _gaps(self, batch: Batch) -> tuple[int, ...]:
        """Numbers before this batch's that have not come, since the first that we know of."""
        known = set(self.ledger.list_sequence(batch.partner, SEQUENCE_WINDOW))
        first = max(min(known, default=batch.sequence), batch.sequence - SEQUENCE_WINDOW)
        return tuple(number for number in range(first, batch.sequence) if number not in known)

    def _wanted(self, handed: HandedOver, names: Sequence[str]) -> list[ScanFile]:
        listed = handed.read.files
        unknown = [Fault(f"files.{index}", "file_not_listed") for index, name in enumerate(names) if name not in listed]
        if unknown:
            raise InvalidRequestError(unknown)
        return [listed[name] for name in names] or list(listed.values())

    def _missing(self, handed: HandedOver) -> list[str]:
        there = self.store.list_files(files_prefix(handed.batch))
        return [
            file.name
            for file in handed.read.frame.files
            if there.get(file.name) != file.size
            and not self.store.finish_parts(file_key(handed.batch, file.name), file.size)
        ]
