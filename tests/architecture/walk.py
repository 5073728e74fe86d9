"""One application walks through the packaged functions, with the queues, the table and the files between them."""

import json
from ast import literal_eval
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

import boto3
from PIL import Image, ImageDraw

from chalicelib.domain.delivery import GatewayStatus
from chalicelib.services.gateway_signature import HEADER, sign
from chalicelib.services.keys import Keys
from infra.local.carrier import TAG, report_of
from infra.local.puzzles import solve
from infra.packaging.places import REGION
from tests.architecture import lambda_events as events
from tests.architecture.cloud import SECRET, Cloud
from tests.architecture.lambda_functions import Call, Packages, Said
from tests.office import LOST

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import TagTypeDef
    from mypy_boto3_sqs import SQSClient

Json = dict[str, Any]
_APPLICATION = "/v1/applications/{application_id}"
_CASE = "/v1/cases/{receipt}"


def _draw(text: str) -> bytes:
    """A page with writing on it, as a phone would send it."""
    page = Image.new("L", (1200, 1600), "white")
    ImageDraw.Draw(page).multiline_text(
        (60, 60), "\n".join([f"{text} contoh 0123456789"] * 24), font_size=48, fill="black"
    )
    buffer = BytesIO()
    page.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


_CHANNELS = {"sesv2": "email", "pinpoint-sms-voice-v2": "sms", "socialmessaging": "whatsapp"}


def _report(service: str, asked: Json, *, delivered: bool) -> Json:
    status = GatewayStatus.DELIVERED if delivered else GatewayStatus.FAILED
    return report_of(_CHANNELS[service], _reference(service, asked), status=status)


def _reference(service: str, asked: Json) -> str:
    if service == "socialmessaging":
        return str(json.loads(literal_eval(asked["message"]))["biz_opaque_callback_data"])  # noted as its repr
    return str(asked["EmailTags"][0]["Value"] if service == "sesv2" else asked["Context"][TAG])


@dataclass
class Walk:
    """Who did what: `calls` has each function's calls to AWS, in order."""

    packages: Packages
    cloud: Cloud
    calls: list[tuple[str, str, Call]] = field(default_factory=list)
    started: Json = field(default_factory=dict)
    resident: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Clients of the test's own, for what people and AWS do."""
        self._dynamodb: DynamoDBClient = boto3.client("dynamodb", endpoint_url=self.cloud.url, region_name=REGION)
        self._s3: S3Client = boto3.client("s3", endpoint_url=self.cloud.url, region_name=REGION)
        self._sqs: SQSClient = boto3.client("sqs", endpoint_url=self.cloud.url, region_name=REGION)

    def start(self) -> None:
        """A draft, and the resident's token read by the authorizer."""
        key = {"Idempotency-Key": str(uuid4())}
        reported = {"documents": {"sk-hilang": {"issued_on": datetime.now(UTC).date().isoformat()}}}
        number = f"{uuid4().int % 10**6:06d}"  # of this walk alone: what was undelivered is written to no more
        contact = {"contact": {"phone": f"+6281000{number}", "email": f"warga{number}@example.org", "whatsapp": True}}
        puzzle = {"puzzle": solve(self.api("public", events.http("GET", "/v1/puzzles", headers=key)))}
        body = json.dumps(LOST | reported | contact | puzzle)
        self.started = self.api("public", events.http("POST", "/v1/applications", body, headers=key))
        asked = events.token(f"Bearer {self.started['access_token']}")
        self.resident = self.invoke("public", "AuthorizeResident", asked).result["context"]

    def resident_call(self, method: str, rest: str = "", body: Json | None = None, **more: str) -> Json:
        """A call of the resident on the own application."""
        path = {"application_id": self.started["application_id"], **more}
        text = None if body is None else json.dumps(body)
        return self.api("public", events.http(method, _APPLICATION + rest, text, authorizer=self.resident, **path))

    def send_file(self, slot: str, *, complete: bool = True) -> None:
        """A file for one slot; where the browser does not come back to say so, the bucket's event does."""
        picture = _draw(slot)
        offer = {"slot": slot, "media_type": "image/jpeg", "size": len(picture)}
        granted = self.resident_call("POST", "/uploads", offer)
        key = granted["form"]["fields"]["key"]
        bucket = self.cloud.outputs["UploadBucketName"]
        version = self._s3.put_object(Bucket=bucket, Key=key, Body=picture)["VersionId"]
        word: TagTypeDef = {"Key": "GuardDutyMalwareScanStatus", "Value": "NO_THREATS_FOUND"}
        self._s3.put_object_tagging(Bucket=bucket, Key=key, VersionId=version, Tagging={"TagSet": [word]})
        if complete:
            self.resident_call("PUT", "/uploads/{upload_id}/complete", upload_id=granted["upload"]["upload_id"])
        else:
            self._batch("RecordArrivals", events.sqs("uploads-arrived", json.dumps(events.s3_created(key))))

    def track(self, pin: str = "") -> Json:
        """Follow the case with its number and a PIN."""
        asked = {"receipt_number": self.started["receipt_number"], "pin": pin or self.started["pin"]}
        return self.api("public", events.http("POST", "/v1/tracking", json.dumps(asked)))

    def officer_call(self, role: str, method: str, rest: str = "", body: Json | None = None, **more: str) -> Json:
        """A call of an officer on the case, on its present version."""
        who = {"kind": "officer", "id": f"o-{role}", "roles": role}
        path = {"receipt": self.started["application_id"], **more}
        text = None if body is None else json.dumps(body)
        version = {} if method == "GET" else {"If-Match": str(self.officer_call(role, "GET")["version"])}
        return self.api("office", events.http(method, _CASE + rest, text, headers=version, authorizer=who, **path))

    def assist(self) -> None:
        """A clerk begins a draft, sees it in the list, opens it again, and has no receipt of it yet."""
        path, who = "/v1/assisted-applications", {"kind": "officer", "id": "o-assistant", "roles": "assistant"}
        key, asked = {"Idempotency-Key": str(uuid4())}, json.dumps({"service": LOST["service"]})
        begun = self.api("office", events.http("POST", path, asked, headers=key, authorizer=who))
        listed = self.api("office", events.http("GET", path, authorizer=who))
        assert [line["application_id"] for line in listed["items"]] == [begun["application_id"]]
        one = {"authorizer": who, "receipt": begun["application_id"]}
        assert self.api("office", events.http("POST", f"{path}/{{receipt}}/ticket", **one))["http_status"] == 201
        assert self.api("office", events.http("GET", f"{path}/{{receipt}}/receipt.pdf", **one))["http_status"] == 409

    def report_by_gateway(self) -> Json:
        """What the city's own gateway tells, under the key that both share."""
        report = report_of("gateway", f"{self.started['application_id']}-000001-received--gateway-1")
        body = json.dumps(report)
        signed = sign(Keys.derive(SECRET.encode(), "3573").gateway, body.encode(), datetime.now(UTC))
        return self.api("public", events.http("POST", "/v1/gateway/reports", body, headers={HEADER: signed}))

    def search(self) -> Json:
        """An officer looks for the applicant's number."""
        who = {"kind": "officer", "id": "o-verifier", "roles": "verifier"}
        asked = json.dumps({"nik": LOST["applicant"]["nik"], "reason": "at_counter"})
        return self.api("office", events.http("POST", "/v1/cases/search", asked, authorizer=who))

    def list_cases(self, queue: str) -> Json:
        """A work list."""
        who = {"kind": "officer", "id": "o-verifier", "roles": "verifier"}
        return self.api("office", events.http("GET", "/v1/cases", authorizer=who, query={"queue": queue}))

    def work(self) -> None:
        """The stream, the queues and the sweeper do what waits."""
        self._batch("RelayOutbox", events.stream(*self._items("job")))
        self._batch("CountFigures", events.stream(*self._items("audit")))
        for body in list(self._messages("ScansQueueUrl")):
            self._batch("SplitScans", events.sqs("scans", body))
        self._batch("InspectUploads", events.sqs("inspections", *self._messages("InspectionsQueueUrl")))
        for state in ("undelivered", "undelivered", "delivered"):
            self._batch("SendNotices", events.sqs("notifications", *self._messages("NotificationsQueueUrl")))
            self.report(state)
        self.invoke("workers", "Sweep", events.schedule())

    def report(self, state: str) -> None:
        """What the providers tell of every message up to now: `delivered`, or another channel is to be tried."""
        sent = [(service, asked) for _, _, (service, _, asked) in self.calls if service in _CHANNELS]
        bodies = [json.dumps(_report(service, asked, delivered=state == "delivered")) for service, asked in sent]
        self._batch("TakeReports", events.sqs("delivery-reports", *bodies))

    def _items(self, kind: str) -> Iterator[Any]:
        items = self._dynamodb.scan(TableName=self.cloud.outputs["RegistryTableName"], ConsistentRead=True)["Items"]
        return (item for item in items if item["entity_type"] == {"S": kind})

    def _messages(self, queue: str) -> Iterator[str]:
        url = self.cloud.url + urlsplit(self.cloud.outputs[queue]).path
        while messages := self._sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                self._sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                yield message["Body"]

    def _batch(self, name: str, event: events.Event) -> None:
        if event["Records"]:
            said = self.invoke("workers", name, event)
            assert said.result == {"batchItemFailures": []}, (name, said)

    def api(self, surface: str, event: events.Event) -> Json:
        """The body of an answer, and under `http_status` its status."""
        said = self.invoke(surface, "APIHandler", event).result
        body = b64decode(said["body"]) if said.get("isBase64Encoded") else said["body"]
        answer: Json = json.loads(body) if body else {}
        return {"http_status": said["statusCode"], **answer}

    def invoke(self, surface: str, name: str, event: events.Event) -> Said:
        """One call of a function, whose own calls are noted."""
        said = self.packages.invoke(surface, name, event)
        self.calls += [(surface, name, call) for call in said.calls]
        return said
