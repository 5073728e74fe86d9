"""Notices in the registry table. Each method names its access pattern of docs/data-model.md."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from chalicelib.adapters.clients import CONDITION_FAILED, error_code
from chalicelib.adapters.dynamodb.items import load_case, load_sealed
from chalicelib.adapters.dynamodb.keys import CASE, NOTICE, Item, Keys, text_of
from chalicelib.adapters.dynamodb.outbox import deferral
from chalicelib.adapters.dynamodb.sending_meter import toll_action
from chalicelib.adapters.dynamodb.table import ANSWERING, Table, TransactionRefusedError
from chalicelib.adapters.system import SystemIds
from chalicelib.domain.delivery import DeliveryReport, Reference
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import Job
from chalicelib.domain.identifiers import FROM_STORE, ReceiptNumber
from chalicelib.domain.notification import Notice
from chalicelib.domain.telling_caps import Toll
from chalicelib.services.ports import AddressFullError, Pending

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_PENDING: Final = {"#pk": "PK", "#sk": "SK", "#body": "body", "#sealed": "sealed", "#wrapped_key": "wrapped_key"}


class DynamoNoticeLog:
    """Notices of one office, each an item beside its case."""

    def __init__(self, client: "DynamoDBClient", table: str, office: str) -> None:
        self._table = Table(client, table)
        self._keys = Keys(office)
        self._new_id = SystemIds().new_id

    def read_pending(self, job: Job) -> Pending | None:
        """Pattern 15c: case, notices and jobs lie in this order of their keys; backwards, the case is read last."""
        key = self._keys.job(job.partition, job.id)
        found = self._table.query_all(
            KeyConditionExpression="#pk = :pk AND #sk BETWEEN :first AND :last",
            ExpressionAttributeNames=_PENDING,
            ExpressionAttributeValues={":pk": key["PK"], ":first": {"S": CASE}, ":last": key["SK"]},
            ProjectionExpression="#sk,#body,#sealed,#wrapped_key",
            ScanIndexForward=False,
            ConsistentRead=True,
        )
        if next(found, {}).get("SK") != key["SK"]:
            return None
        beside = list(found)
        if not beside or beside[-1]["SK"] != {"S": CASE}:
            raise NotFoundError
        notices = (_load(item) for item in reversed(beside) if item["SK"]["S"].startswith(NOTICE))
        return Pending(load_case(beside[-1]), load_sealed(beside[-1]), tuple(notices))

    def begin(self, notice: Notice, toll: Toll | None = None) -> Notice | None:
        """Pattern 13: a put that refuses to replace.

        The id of the call tells a repeat of this very call, made by the SDK after a lost answer, from another one.
        """
        write = self._new_id()
        claim = self._table.put_action(self._item(notice, write), only_new=True)
        tolls = [toll_action(self._table.name, self._keys, toll)] if toll else []
        try:
            self._table.transact([claim, *tolls])
        except TransactionRefusedError as refused:
            if not refused.failed(0):
                raise AddressFullError from refused
            stored = refused.stored(0) or {}
            return None if stored.get("write") == {"S": write} else _load(stored)
        return None

    def finish(self, notice: Notice) -> None:
        """Pattern 14: nothing happens where the stored state is past that one. Raises NotFoundError."""
        try:
            with ANSWERING:
                self._table.client.update_item(**self._outcome(notice))
        except ClientError as error:
            if not _refusing(error):
                raise NotFoundError from error

    def finish_and_defer(self, notice: Notice, job: Job, until: datetime) -> bool:
        """Pattern 14c: both or none."""
        later = deferral(self._table.name, self._keys, job, until)
        try:
            self._table.transact([{"Update": self._outcome(notice)}, {"Update": later}])
        except TransactionRefusedError:
            return False
        return True

    def _outcome(self, notice: Notice) -> Any:  # noqa: ANN401 - of botocore
        before = {f":before{n}": {"S": state.value} for n, state in enumerate(notice.state.earlier or (notice.state,))}
        return {
            "TableName": self._table.name,
            "Key": self._keys.notice(notice.receipt, notice.id),
            "UpdateExpression": "SET #body=:body,#state=:state",
            "ConditionExpression": f"#state IN ({','.join(before)})",
            "ExpressionAttributeNames": {"#body": "body", "#state": "state"},
            "ExpressionAttributeValues": {
                ":body": {"S": notice.model_dump_json()},
                ":state": {"S": notice.state.value},
                **before,
            },
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }

    def report(self, report: DeliveryReport) -> Notice:
        """Pattern 14b: a read, and an update if the state is still the one that was read."""
        while True:
            stored = self._read(report.reference)
            joined = stored.with_report(report.state, report.at)
            if joined == stored or self._replace(stored, joined):
                return joined

    def _read(self, reference: Reference) -> Notice:
        item = self._table.get(self._keys.notice(reference.receipt, reference.notice_id), {"#body": "body"})
        if item is None:
            raise NotFoundError
        return _load(item)

    def _replace(self, stored: Notice, joined: Notice) -> bool:
        try:
            with ANSWERING:
                self._table.client.update_item(
                    TableName=self._table.name,
                    Key=self._keys.notice(stored.receipt, stored.id),
                    UpdateExpression="SET #body=:body,#state=:state",
                    ConditionExpression="#state = :seen",
                    ExpressionAttributeNames={"#body": "body", "#state": "state"},
                    ExpressionAttributeValues={
                        ":body": {"S": joined.model_dump_json()},
                        ":state": {"S": joined.state.value},
                        ":seen": {"S": stored.state.value},
                    },
                )
        except ClientError as error:
            if error_code(error) != CONDITION_FAILED:
                raise
            return False
        return True

    def list_for(self, receipt: ReceiptNumber) -> tuple[Notice, ...]:
        """Pattern 15."""
        found = self._table.query_partition(self._keys.case_partition(receipt), NOTICE, "body")
        return tuple(map(_load, found))

    def _item(self, notice: Notice, write: str) -> Item:
        return {
            **self._keys.notice(notice.receipt, notice.id),
            "entity_type": {"S": "notice"},
            "schema_version": {"N": "1"},
            "state": {"S": notice.state.value},
            "body": {"S": notice.model_dump_json()},
            "write": {"S": write},
        }


def _load(item: Item) -> Notice:
    return Notice.model_validate_json(text_of(item, "body"), context=FROM_STORE)


def _refusing(error: ClientError) -> Item:
    """The item that a failed condition found, empty where there was none; any other error flies on."""
    if error_code(error) != CONDITION_FAILED:
        raise error
    item: Item = error.response.get("Item", {})  # type: ignore[assignment]  # not in botocore's published types
    return item
