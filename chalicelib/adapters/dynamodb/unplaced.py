"""Ended cases that were stored before their lists were, in the registry table."""

import json
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from chalicelib.adapters.clients import CONDITION_FAILED, error_code
from chalicelib.adapters.dynamodb.items import ended_attributes, load_case
from chalicelib.adapters.dynamodb.keys import DUE_INDEX, Keys, text_of
from chalicelib.adapters.dynamodb.table import ANSWERING, Table
from chalicelib.domain.case import Case
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.retention import ENDINGS
from chalicelib.services.retention_ports import UnplacedPage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LIST: Final = f"{DUE_INDEX}PK"


class DynamoUnplacedCases:
    """No index has them: they are found by looking at every item once."""

    def __init__(self, client: "DynamoDBClient", table: str, office: str) -> None:
        self._table = Table(client, table)
        self._keys = Keys(office)
        self._of_cases = self._keys.beside("CASE#", "")["PK"]["S"]

    def list_unplaced(self, start: str, lines: int) -> UnplacedPage:
        """Pattern E9: Scan, strongly consistent."""
        states = {f":s{number}": {"S": state.value} for number, state in enumerate(ENDINGS)}
        request: dict[str, Any] = {
            "ConsistentRead": True,
            "FilterExpression": f"#type = :case AND #state IN ({','.join(states)}) AND attribute_not_exists(#list)",
            "ProjectionExpression": "#pk,#body",
            "ExpressionAttributeNames": {
                "#type": "entity_type", "#state": "state", "#list": LIST, "#pk": "PK", "#body": "body",
            },
            "ExpressionAttributeValues": {":case": {"S": "case"}, **states},
            "Limit": lines,
        }  # fmt: skip
        if start:
            request["ExclusiveStartKey"] = _read_start(start)
        page = self._table.scan(**request)
        ours = (item for item in page["Items"] if text_of(item, "PK").startswith(self._of_cases))
        last = page.get("LastEvaluatedKey")
        go_on = json.dumps([last["PK"]["S"], last["SK"]["S"]]) if last else ""
        return UnplacedPage(tuple(map(load_case, ours)), int(page["ScannedCount"]), go_on)

    def place(self, case: Case) -> bool:
        """Pattern E10: on the condition of its version, and that it stands in no list."""
        placed = ended_attributes(case, self._keys)
        names = {f"#a{number}": name for number, name in enumerate(placed)}
        values = {f":a{number}": value for number, value in enumerate(placed.values())}
        try:
            with ANSWERING:
                self._table.client.update_item(
                    TableName=self._table.name,
                    Key=self._keys.case(case.receipt),
                    UpdateExpression="SET " + ",".join(f"#a{number}=:a{number}" for number in range(len(placed))),
                    ConditionExpression="#version = :seen AND attribute_not_exists(#list)",
                    ExpressionAttributeNames={**names, "#version": "version", "#list": LIST},
                    ExpressionAttributeValues={**values, ":seen": {"N": str(case.version)}},
                )
        except ClientError as error:
            if error_code(error) != CONDITION_FAILED:
                raise
            return False
        return True


def _read_start(start: str) -> dict[str, Any]:
    try:
        partition, sort = json.loads(start)
    except ValueError:
        raise InvalidRequestError([Fault("start", "not_ours")]) from None
    return {"PK": {"S": str(partition)}, "SK": {"S": str(sort)}}
