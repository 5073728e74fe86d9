"""Signing batches in the registry table. Each method names its access pattern of docs/data-model.md."""

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any, Final

from chalicelib.adapters.dynamodb.batch_lists import BATCH, BatchLists
from chalicelib.adapters.dynamodb.items import SCHEMA
from chalicelib.adapters.dynamodb.keys import PDF, SIGNING, Item, Keys, packed, text_of
from chalicelib.adapters.dynamodb.presses import load_press, press_action
from chalicelib.adapters.dynamodb.table import Table, TransactionRefusedError
from chalicelib.adapters.system import wait_with_jitter
from chalicelib.domain.errors import NotFoundError, StaleVersionError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.signed_pdf import Keeper
from chalicelib.domain.signing import SigningBatch
from chalicelib.services.batching import BatchPage
from chalicelib.services.printing_ports import Press, Pressed, PressedBeforeError
from chalicelib.services.signing_ports import DocumentTakenError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

DOCUMENT: Final = "DOC#"


class DynamoSigningLedger:
    """All of one partition: an office makes some ten batches a day."""

    def __init__(
        self, client: "DynamoDBClient", table: str, office: str, wait: Callable[[int], None] = wait_with_jitter
    ) -> None:
        self._table = Table(client, table, wait)
        self._keys = Keys(office)
        self._lists = BatchLists(self._table, self._key("")["PK"]["S"], SigningBatch)

    def open_batch(self, batch: SigningBatch, press: Press) -> SigningBatch:
        """Pattern S1: the press and the batch if new, each document if no other open batch has it."""
        stored = batch.model_copy(update={"version": 1})
        documents = [self._reserved(line.receipt, line.product, batch.id) for line in batch.lines]
        actions = [press_action(self._table, self._key, press, batch.id, "signing_press")]
        actions += [self._versioned(stored), *self._lists.note(stored)]
        others = len(actions)
        actions += [self._table.put_action(document, only_new=True) for document in documents]
        try:
            self._table.transact(actions)
        except TransactionRefusedError as refused:
            if refused.failed(0):
                raise PressedBeforeError from None
            taken = [place for place in range(len(documents)) if refused.failed(place + others)]
            raise DocumentTakenError(taken) from None
        return stored

    def find_press(self, digest: str) -> Pressed | None:
        """Pattern S8."""
        return load_press(self._table, self._key, digest)

    def list_taken(self) -> Collection[tuple[str, str]]:
        """Pattern S6."""
        found = self._table.query_partition(self._key("")["PK"]["S"], DOCUMENT, "SK")
        return {(receipt, product) for _, receipt, product in (item["SK"]["S"].split("#", 2) for item in found)}

    def get_batch(self, batch: str) -> SigningBatch:
        """Pattern S2."""
        item = self._table.get(self._key(f"{BATCH}{batch}"), {"#body": "body"})
        if item is None:
            raise NotFoundError
        return SigningBatch.model_validate_json(text_of(item, "body"))

    def list_batches(self, limit: int, cursor: str | None = None) -> BatchPage[SigningBatch]:
        """Pattern S3."""
        return self._lists.page(limit, cursor)

    def save_batch(self, batch: SigningBatch, released: Sequence[tuple[ReceiptNumber, str]] = ()) -> SigningBatch:
        """Pattern S4: the batch on its version, documents let go."""
        stored = batch.model_copy(update={"version": batch.version + 1})
        actions = [self._versioned(stored), *self._lists.note(stored)]
        actions += [self._table.delete_action(self._key(f"{DOCUMENT}{case}#{product}")) for case, product in released]
        try:
            self._table.transact(actions)
        except TransactionRefusedError:
            raise StaleVersionError from None
        return stored

    def find_keeper(self, sha256: str) -> Keeper | None:
        """Pattern S7."""
        names = {"#receipt": "receipt", "#product": "product", "#move": "move"}
        item = self._table.get(self._key(f"{PDF}{sha256}"), names)
        return Keeper(text_of(item, "receipt"), text_of(item, "product"), int(item["move"]["N"])) if item else None

    def _key(self, sort: str) -> Item:
        return self._keys.beside(SIGNING, sort)

    def _item(self, sort: str, kind: str, **attributes: Any) -> Item:  # noqa: ANN401 - attribute values
        return {**self._key(sort), "entity_type": {"S": kind}, "schema_version": SCHEMA, **attributes}

    def _reserved(self, receipt: ReceiptNumber, product: str, batch: str) -> Item:
        return self._item(f"{DOCUMENT}{receipt}#{product}", "signing_document", batch={"S": batch})

    def _versioned(self, batch: SigningBatch) -> dict[str, Any]:
        version, body = {"N": str(batch.version)}, packed(batch.model_dump_json())
        item = self._item(f"{BATCH}{batch.id}", "signing_batch", version=version, body=body)
        action = self._table.put_action(item, only_new=batch.version == 1)
        if batch.version > 1:
            action["Put"] |= {
                "ConditionExpression": "#version = :before",
                "ExpressionAttributeNames": {"#version": "version"},
                "ExpressionAttributeValues": {":before": {"N": str(batch.version - 1)}},
            }
        return action
