"""How the fakes list batches: as the ledgers promise."""

from collections.abc import Mapping
from typing import Any, TypeVar

from chalicelib.adapters.dynamodb.cursors import decode_place, encode_place
from chalicelib.services.batching import BatchPage

BatchT = TypeVar("BatchT", bound=Any)


def list_batches(batches: Mapping[str, BatchT], partition: str, limit: int, cursor: str | None) -> BatchPage[BatchT]:
    """Every open batch first, then those that are over, each the newest first."""
    order = sorted(batches.values(), key=lambda batch: (batch.is_open, batch.id), reverse=True)
    if cursor is not None:
        told = decode_place(partition, cursor)["SK"]["S"].split("#", 1)
        after = (told[0] == "OPEN", told[1])
        order = [batch for batch in order if (batch.is_open, batch.id) < after]
    page = tuple(order[:limit])
    last = f"{'OPEN' if page[-1].is_open else 'BATCH'}#{page[-1].id}" if len(order) > limit else ""
    return BatchPage(page, encode_place(partition, last) if last else None)
