"""Batches, envelopes and sheets in the registry table. Each method names its access pattern of docs/data-model.md."""

from collections.abc import Mapping, Sequence
from typing import Final

from chalicelib.adapters.dynamodb.items import job_item
from chalicelib.adapters.dynamodb.keys import Item
from chalicelib.adapters.dynamodb.post_items import batch_item, load, place_items
from chalicelib.adapters.dynamodb.post_keys import ENVELOPE, partition_of
from chalicelib.adapters.dynamodb.post_moves import Action, claim_sheet, put_closed, put_envelope, put_rescan
from chalicelib.adapters.dynamodb.post_partners import PartnerRecords
from chalicelib.adapters.dynamodb.table import MOST_ACTIONS, TransactionRefusedError
from chalicelib.domain.errors import NotFoundError, StaleVersionError
from chalicelib.domain.events import OutboxJob
from chalicelib.domain.post.envelope import Batch, Envelope, EnvelopeRef, Rescan
from chalicelib.services.post_ports import SequenceReusedError

_BODY: Final = {"#body": "body"}
_FIRST: Final = 0
_SEQUENCE: Final = 1


class DynamoPostLedger(PartnerRecords):
    """The ledger of one office. A batch is an item with its envelopes and parcels beside it."""

    def open_batch(self, batch: Batch) -> Batch:
        """Pattern 17: write first; a known id answers with the batch that has it, without a read."""
        first = self._table.put_action(batch_item(batch, self._new_id(), self._keys), only_new=True)
        sequence, day = place_items(batch, self._day_of(batch.created_at), self._keys)
        actions = [first, self._table.put_action(sequence, only_new=True), self._table.put_action(day)]
        try:
            self._table.transact(actions)
        except TransactionRefusedError as refused:
            stored = refused.stored(_FIRST)
            if stored is not None:
                return load(Batch, stored)
            if not refused.failed(_SEQUENCE):
                raise
            raise SequenceReusedError from refused
        return batch

    def get_batch(self, partner: str, batch_id: str) -> Batch:
        """Pattern 18."""
        item = self._table.get(self._keys.batch(partner, batch_id), _BODY)
        if item is None:
            raise NotFoundError
        return load(Batch, item)

    def close_batch(self, batch: Batch, jobs: Sequence[OutboxJob]) -> None:
        """Pattern 19."""
        write = self._new_id()
        parcels = [self._table.put_action(job_item(job, self._keys)) for job in jobs]
        self._store([put_closed(self._table, self._keys, batch, write), *parcels], write)

    def list_envelopes(self, partner: str, batch_id: str) -> tuple[Envelope, ...]:
        """Pattern 20."""
        partition = partition_of(self._keys.batch(partner, batch_id))
        return tuple(load(Envelope, item) for item in self._table.query_partition(partition, ENVELOPE, "body"))

    def get_envelope(self, ref: EnvelopeRef) -> Envelope | None:
        """Pattern 21."""
        item = self._table.get(self._keys.envelope(ref), _BODY)
        return load(Envelope, item) if item is not None else None

    def save_envelope(self, envelope: Envelope, rescan: Rescan | None = None) -> None:
        """Pattern 22."""
        write = self._new_id()
        asked = put_rescan(self._table, self._keys, rescan) if rescan is not None else []
        self._store([put_envelope(self._table, self._keys, envelope, write), *asked], write)

    def claim_sheets(self, ref: EnvelopeRef, control_numbers: Sequence[str]) -> Mapping[str, EnvelopeRef]:
        """Pattern 23: one transaction where no sheet is another's; else those are told, and the rest claimed."""
        taken: dict[str, EnvelopeRef] = {}
        free = list(dict.fromkeys(control_numbers))
        while free:
            found = self._claim(ref, free[:MOST_ACTIONS])
            taken |= found
            free = [number for number in free if number not in found] if found else free[MOST_ACTIONS:]
        return taken

    def _claim(self, ref: EnvelopeRef, control_numbers: Sequence[str]) -> dict[str, EnvelopeRef]:
        """All of them, or none: then the owners of those that are another's."""
        try:
            self._table.transact([claim_sheet(self._table, self._keys, ref, number) for number in control_numbers])
        except TransactionRefusedError as refused:
            stored = ((number, refused.stored(place)) for place, number in enumerate(control_numbers))
            owners = {number: load(EnvelopeRef, item) for number, item in stored if item is not None}
            if not owners:
                raise
            return owners
        return {}

    def _store(self, actions: Sequence[Action], write: str) -> None:
        """Store what the first action's version allows. Raises StaleVersionError, unless this very call stored it."""
        try:
            self._table.transact(actions)
        except TransactionRefusedError as refused:
            if not _is_ours(refused.stored(_FIRST), write):
                raise StaleVersionError from refused


def _is_ours(stored: Item | None, write: str) -> bool:
    return stored is not None and stored.get("write") == {"S": write}
