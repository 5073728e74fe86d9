"""What a call to AWS needs, and whether a role's policy gives it (Service Authorization Reference)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from tests.architecture.cloudformation import actions, as_list, written_out
from tests.architecture.lambda_functions import Call

_OTHERS = {
    "GetSecretValue": ("secretsmanager:GetSecretValue", "MasterSecretArn"),
    "SendEmail": ("ses:SendEmail", "MailSender"),
    "SendWhatsAppMessage": ("social-messaging:SendWhatsAppMessage", "phone-number-id/${WhatsAppNumber}"),
    "SendTextMessage": ("sms-voice:SendTextMessage", "sender-id/${SmsSender}"),
}
_OF_S3 = {
    "HeadObject": "s3:GetObject",
    "GetObject": "s3:GetObject",
    "GetObjectTagging": "s3:GetObjectTagging",
    "PutObject": "s3:PutObject",
    "CreateMultipartUpload": "s3:PutObject",
    "CompleteMultipartUpload": "s3:PutObject",
    "AbortMultipartUpload": "s3:AbortMultipartUpload",
    "ListParts": "s3:ListMultipartUploadParts",
    "ListMultipartUploads": "s3:ListBucketMultipartUploads",
    "ListObjectsV2": "s3:ListBucket",
    "ListObjectVersions": "s3:ListBucketVersions",
    "DeleteObjects": "s3:DeleteObjectVersion",
}
_OF_VERSION = {"GetObjectTagging": "s3:GetObjectVersionTagging"}
_KEYS_NEEDED = {
    "GetObject": ("kms:Decrypt",),
    "PutObject": ("kms:GenerateDataKey",),
    "CreateMultipartUpload": ("kms:Decrypt", "kms:GenerateDataKey"),
    "CompleteMultipartUpload": ("kms:Decrypt",),
}
_BUCKETS = {"-uploads-": "UploadBucketName", "-pages-": "PageBucketName", "-scans-": "ScanBucketName"}
_QUEUES = {
    "-inspections": "InspectionsQueueArn",
    "-notifications": "NotificationsQueueArn",
    "-delivery-reports": "DeliveryReportsQueueArn",
    "-readings": "ReadingsQueueArn",
    "-scans": "ScansQueueArn",
}
_OF_TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}


@dataclass(frozen=True)
class Need:
    """An action, on something that the statement names by `names`, and for an item the key it lies under."""

    action: str
    names: str
    partition: str = ""


def needs_of(call: Call) -> Iterator[Need]:
    """What one request needs; a transaction needs what each of its actions needs."""
    service, operation, parameters = call
    match service:
        case "dynamodb":
            yield from _of_table(operation, parameters)
        case "s3":
            yield from _of_bucket(operation, parameters)
        case "sqs":
            yield Need("sqs:SendMessage", _named(parameters["QueueUrl"], _QUEUES))
        case "kms":
            yield Need(f"kms:{operation}", "kms:EncryptionContext:office")
        case _:
            yield Need(*_OTHERS[operation])


def is_given(need: Need, statements: list[Any], office: str) -> bool:
    """Whether a statement allows it."""
    return any(_allows(statement, need, office) for statement in statements)


def _allows(statement: Any, need: Need, office: str) -> bool:  # noqa: ANN401 - a statement is JSON of no fixed shape
    if need.action not in actions(statement) or need.names not in json.dumps(statement):
        return False
    patterns = statement.get("Condition", {}).get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys")
    if patterns is None:
        return True
    named = [written_out(pattern).replace("${Office}", office) for pattern in as_list(patterns)]
    return any(fnmatchcase(need.partition, pattern) for pattern in named)


def _of_table(operation: str, parameters: Any) -> Iterator[Need]:  # noqa: ANN401 - the parameters of botocore
    match operation:
        case "TransactWriteItems":
            for action in parameters["TransactItems"]:
                [(kind, given)] = action.items()
                yield Need(f"dynamodb:{_OF_TRANSACTION[kind]}", "RegistryTableArn", _partition(given))
        case "BatchGetItem":
            for wanted in parameters["RequestItems"].values():
                for key in wanted["Keys"]:
                    yield Need("dynamodb:BatchGetItem", "RegistryTableArn", key["PK"]["S"])
        case "Query":
            [partition] = [value["S"] for value in parameters["ExpressionAttributeValues"].values()][:1]
            index = parameters.get("IndexName")
            yield Need("dynamodb:Query", f"index/{index}" if index else "RegistryTableArn", partition)
        case "Scan":
            yield Need("dynamodb:Scan", "RegistryTableArn")
        case _:
            yield Need(f"dynamodb:{operation}", "RegistryTableArn", _partition(parameters))


def _partition(given: Any) -> str:  # noqa: ANN401 - the parameters of botocore
    return str((given.get("Item") or given["Key"])["PK"]["S"])


def _of_bucket(operation: str, parameters: Any) -> Iterator[Need]:  # noqa: ANN401 - the parameters of botocore
    bucket = _named(parameters["Bucket"], _BUCKETS)
    is_versioned = "VersionId" in parameters
    yield Need(_OF_VERSION.get(operation, _OF_S3[operation] + "Version") if is_versioned else _OF_S3[operation], bucket)
    for action in _KEYS_NEEDED.get(operation, ()):
        yield Need(action, bucket)
    if parameters.get("ChecksumMode"):  # HeadObject: "you must have permission to use the kms:Decrypt action"
        yield Need("kms:Decrypt", bucket)


def _named(physical: str, names: Mapping[str, str]) -> str:
    [name] = [name for part, name in names.items() if part in physical]
    return name
