"""A small handler as one writes it on a good day: a fresh id for each call, put, then send, then update.

It does the same job as Loket and works as long as nothing goes wrong; the sweep shows what it does otherwise.
"""

import json
from typing import Any
from uuid import uuid4

Case = dict[str, Any]

TABLE = "naive"


class NaiveOffice:
    """Cases as one JSON text each; `clients` and `names` are those of the process's stack."""

    def __init__(self, clients: Any, names: dict[str, str]) -> None:  # noqa: ANN401 - a bag of boto3 clients
        self._clients = clients
        self._names = names

    def start(self, email: str, phone: str) -> str:
        """Open a case."""
        case = {"id": str(uuid4()), "state": "DRAFT", "email": email, "phone": phone, "files": {}}
        self._put({**case, "history": ["started"], "notified": []})
        return str(case["id"])

    def complete(self, case_id: str, slot: str, key: str) -> None:
        """A file has come."""
        head = self._clients.s3.head_object(Bucket=self._names["uploads"], Key=key)
        case = self.get(case_id)
        case["files"][slot] = {"key": key, "version": head["VersionId"], "state": "INSPECTING"}
        self._move(case, "upload_arrived")
        self._send("inspections", {"case": case_id, "slot": slot})

    def submit(self, case_id: str) -> None:
        """Hand it in; a second time is fine."""
        case = self.get(case_id)
        if case["state"] == "DRAFT":
            self._announce(case, "SUBMITTED", "submitted", "received")

    def claim(self, case_id: str) -> None:
        """An officer takes it."""
        self._move(self.get(case_id) | {"state": "IN_REVIEW"}, "claimed")

    def accept(self, case_id: str) -> None:
        """Its papers are complete."""
        self._announce(self.get(case_id), "COMPLETE", "accepted", "complete")

    def make_ready(self, case_id: str) -> None:
        """The card can be fetched."""
        self._announce(self.get(case_id), "READY", "made_ready", "ready")

    def hand_over(self, case_id: str) -> None:
        """The card was fetched."""
        self._announce(self.get(case_id), "CLOSED", "handed_over", "handed_over")

    def inspect(self, event: dict[str, Any], _: object) -> None:
        """Worker: rebuild the page image of a file."""
        for record in event["Records"]:
            message = json.loads(record["body"])
            file = self.get(message["case"])["files"][message["slot"]]
            data = self._clients.s3.get_object(
                Bucket=self._names["uploads"], Key=file["key"], VersionId=file["version"]
            )["Body"].read()
            self._clients.s3.put_object(Bucket=self._names["pages"], Key=file["key"], Body=data)
            case = self.get(message["case"])
            if case["files"][message["slot"]]["state"] == "INSPECTING":
                case["files"][message["slot"]]["state"] = "ACCEPTED"
                self._move(case, "upload_inspected")

    def notify(self, event: dict[str, Any], _: object) -> None:
        """Worker: tell the resident, then mark it."""
        for record in event["Records"]:
            message = json.loads(record["body"])
            case = self.get(message["case"])
            if message["event"] in case["notified"]:
                continue
            self._tell(case, message["event"])
            case["notified"].append(message["event"])
            self._put(case)

    def get(self, case_id: str) -> Case:
        """A case as stored."""
        item = self._clients.dynamodb.get_item(TableName=TABLE, Key={"id": {"S": case_id}}, ConsistentRead=True)
        return dict(json.loads(item["Item"]["body"]["S"]))

    def _tell(self, case: Case, event: str) -> None:
        text = {"Data": f"{event}: {case['id']}"}
        self._clients.sesv2.send_email(
            FromEmailAddress=self._names["sender"],
            Destination={"ToAddresses": [case["email"]]},
            Content={"Simple": {"Subject": text, "Body": {"Text": text}}},
        )
        self._clients.sms.send_text_message(DestinationPhoneNumber=case["phone"], MessageBody=text["Data"])

    def _announce(self, case: Case, state: str, action: str, event: str) -> None:
        self._move(case | {"state": state}, action)
        self._send("notifications", {"case": case["id"], "event": event})

    def _move(self, case: Case, action: str) -> None:
        self._put(case | {"history": [*case["history"], action]})

    def _put(self, case: Case) -> None:
        item = {"id": {"S": case["id"]}, "body": {"S": json.dumps(case)}}
        self._clients.dynamodb.put_item(TableName=TABLE, Item=item)

    def _send(self, queue: str, message: dict[str, str]) -> None:
        self._clients.sqs.send_message(QueueUrl=self._names[queue], MessageBody=json.dumps(message))
