"""Letters and their batches in the registry table. Each method names its access pattern of docs/data-model.md."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from chalicelib.adapters.clients import CONDITION_FAILED, error_code
from chalicelib.adapters.dynamodb.items import SCHEMA, to_json
from chalicelib.adapters.dynamodb.keys import Item, Keys, queue_sort, text_of
from chalicelib.adapters.dynamodb.table import ANSWERING, Table, TransactionRefusedError
from chalicelib.domain.errors import NotFoundError, ReservedError, StaleVersionError
from chalicelib.domain.identifiers import FROM_STORE, ReceiptNumber
from chalicelib.domain.letters import (
    BATCHES,
    TO_PRINT,
    Letter,
    LetterBatch,
    LetterState,
    batch_summary,
    letter_summary,
)
from chalicelib.services.letter_ports import LetterKey

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LETTER: Final = "LETTER#"
MAILED: Final = "LETTER"


class DynamoLetterShelf:
    """Letters of one office, each an item beside its case."""

    def __init__(self, client: "DynamoDBClient", table: str, office: str) -> None:
        self._table = Table(client, table)
        self._keys = Keys(office)

    def put(self, letter: Letter) -> None:
        """Pattern L1: a put that refuses to replace."""
        put: dict[str, Any] = self._table.put_action(self._item(letter), only_new=True)["Put"]
        try:
            with ANSWERING:
                self._table.client.put_item(**put)
        except ClientError as error:
            if error_code(error) != CONDITION_FAILED:
                raise

    def get_many(self, keys: Sequence[LetterKey]) -> tuple[Letter, ...]:
        """Pattern L2."""
        if not keys:
            return ()
        found = self._table.get_many([self._key(*key) for key in dict.fromkeys(keys)], {"#body": "body"})
        known = {(letter.receipt, _filed(letter.notice_id)): letter for letter in map(_load, found)}
        wanted = dict.fromkeys((receipt, _filed(notice)) for receipt, notice in keys)
        return tuple(known[key] for key in wanted if key in known)

    def list_for(self, receipt: ReceiptNumber) -> tuple[Letter, ...]:
        """Pattern L3."""
        return tuple(map(_load, self._table.query_partition(self._keys.case_partition(receipt), LETTER, "body")))

    def save(self, letter: Letter, number_digest: str = "") -> None:
        """Pattern L4: the letter if its version is the one before, and the number if it is free or its own."""
        actions = [self._change(letter)]
        if number_digest:
            actions.append(self._number(letter, number_digest))
        try:
            self._table.transact(actions)
        except TransactionRefusedError as error:
            if error.failed(0):
                raise StaleVersionError from error
            raise ReservedError(ReceiptNumber.restore(text_of(error.stored(1) or {}, "receipt"))) from error

    def find_mailed(self, number_digest: str) -> Letter | None:
        """Pattern L5."""
        names = {"#receipt": "receipt", "#notice": "notice"}
        item = self._table.get(self._keys.reserved(MAILED, number_digest), names)
        if item is None:
            return None
        key = ReceiptNumber.restore(text_of(item, "receipt")), text_of(item, "notice")
        return next(iter(self.get_many([key])), None)

    def open_batch(self, batch: LetterBatch, letters: Sequence[Letter]) -> None:
        """Pattern L6: one transaction."""
        opened = self._table.put_action(self._batch_item(batch), only_new=True)
        try:
            self._table.transact([opened, *map(self._change, letters)])
        except TransactionRefusedError as error:
            raise StaleVersionError from error

    def get_batch(self, batch: str) -> LetterBatch:
        """Pattern L7."""
        item = self._table.get(self._batch_key(batch), {"#body": "body"})
        if item is None:
            raise NotFoundError
        return LetterBatch.model_validate_json(text_of(item, "body"), context=FROM_STORE)

    def save_batch(self, batch: LetterBatch) -> None:
        """Pattern L7a: an update on the condition that nobody printed it meanwhile."""
        try:
            with ANSWERING:
                self._table.client.update_item(
                    TableName=self._table.name,
                    Key=self._batch_key(batch.id),
                    UpdateExpression="SET #body = :body, #prints = :prints",
                    ConditionExpression="#prints = :before",
                    ExpressionAttributeNames={"#body": "body", "#prints": "prints"},
                    ExpressionAttributeValues={
                        ":body": {"S": batch.model_dump_json()},
                        ":prints": {"N": str(batch.prints)},
                        ":before": {"N": str(batch.prints - 1)},
                    },
                )
        except ClientError as error:
            if error_code(error) != CONDITION_FAILED:
                raise
            raise StaleVersionError from error

    def end_batch(self, batch: LetterBatch) -> None:
        """Pattern L8."""
        with ANSWERING:
            self._table.client.update_item(
                TableName=self._table.name,
                Key=self._batch_key(batch.id),
                UpdateExpression="REMOVE GSI1PK, GSI1SK",
                ConditionExpression="attribute_exists(PK)",
            )

    def _key(self, receipt: ReceiptNumber, notice_id: str) -> Item:
        return self._keys.case(receipt, LETTER + _filed(notice_id))

    def _batch_key(self, batch: str) -> Item:
        return self._keys.beside(f"LETTERS#{batch}", "BATCH")

    def _change(self, letter: Letter) -> dict[str, Any]:
        return {
            "Put": {
                "TableName": self._table.name,
                "Item": self._item(letter),
                "ConditionExpression": "#version = :before",
                "ExpressionAttributeNames": {"#version": "version"},
                "ExpressionAttributeValues": {":before": {"N": str(letter.version - 1)}},
            }
        }

    def _number(self, letter: Letter, digest: str) -> dict[str, Any]:
        action = self._table.put_action(
            {
                **self._keys.reserved(MAILED, digest),
                "entity_type": {"S": "letter_number"},
                "schema_version": SCHEMA,
                "receipt": {"S": str(letter.receipt)},
                "notice": {"S": letter.notice_id},
            },
            only_new=True,
        )
        put = action["Put"]
        put["ConditionExpression"] += " OR (#receipt = :receipt AND #notice = :notice)"
        put["ExpressionAttributeNames"] |= {"#receipt": "receipt", "#notice": "notice"}
        put["ExpressionAttributeValues"] = {
            ":receipt": {"S": str(letter.receipt)},
            ":notice": {"S": letter.notice_id},
        }
        return action

    def _item(self, letter: Letter) -> Item:
        return {
            **self._key(letter.receipt, letter.notice_id),
            "entity_type": {"S": "letter"},
            "schema_version": SCHEMA,
            "version": {"N": str(letter.version)},
            "body": {"S": letter.model_dump_json()},
            **(self._listed(letter) if letter.state is LetterState.WAITING else {}),
        }

    def _listed(self, letter: Letter) -> Item:
        return {
            "summary": {"S": to_json(letter_summary(letter))},
            "GSI1PK": {"S": self._keys.queue_partition(TO_PRINT)},
            "GSI1SK": {"S": queue_sort(letter.created_at, letter.receipt)},
        }

    def _batch_item(self, batch: LetterBatch) -> Item:
        return {
            **self._batch_key(batch.id),
            "entity_type": {"S": "letter_batch"},
            "schema_version": SCHEMA,
            "body": {"S": batch.model_dump_json()},
            "prints": {"N": str(batch.prints)},
            "summary": {"S": to_json(batch_summary(batch))},
            "GSI1PK": {"S": self._keys.queue_partition(BATCHES)},
            "GSI1SK": {"S": queue_sort(batch.made_at, batch.id)},
        }


def _filed(notice_id: str) -> str:
    """The same for every try of one notice."""
    return notice_id.rpartition("-")[0]


def _load(item: Item) -> Letter:
    return Letter.model_validate_json(text_of(item, "body"), context=FROM_STORE)
