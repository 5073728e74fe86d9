"""Makes the resources of infra/resources.yaml on the engines; running it again changes nothing that is right."""

import json
import secrets
import string
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.local.clients import client
from infra.local.settings import ACCOUNT, MAIL_SENDER, PROJECT, REGION, STAGE, Stack
from infra.local.template import Made, Resolver, TemplateError, load_template

TEMPLATE = PROJECT / "infra" / "resources.yaml"
VAULT = ("AWS::KMS::Key", "AWS::SecretsManager::Secret")
"""What cannot be made twice: sealed data is unreadable under another key."""

NO_LOCAL_MEANING = {
    "AWS::Events::Rule": "ClamAV answers at once, so nobody waits for news of a scan",
    "AWS::GuardDuty::MalwareProtectionPlan": "ClamAV scans here, or nobody, which is said at the start",
    "AWS::SES::EmailIdentity": "the carrier lets anybody send",
    "AWS::SES::ConfigurationSet": "the carrier of this machine reports to the queue by itself",
    "AWS::SES::ConfigurationSetEventDestination": "the same",
    "AWS::SMSVOICE::ConfigurationSet": "the same",
    "AWS::SNS::Subscription": "the same",
    "AWS::SNS::Topic": "the same",
    "AWS::SNS::TopicPolicy": "the same",
    "AWS::IAM::Role": "the engines know one user, who may do everything",
    "AWS::CloudWatch::Alarm": "nobody watches alarms here; `status` and the logs say what failed",
    "AWS::CloudWatch::Dashboard": "the same: `/office/statistics/notices` shows the figures",
    "AWS::S3::BucketPolicy": "it refuses plain HTTP, which is all that the local engine speaks",
}
_IGNORED = {
    "AWS::DynamoDB::Table": {
        "PointInTimeRecoverySpecification": "the engine keeps one file, which a copy backs up",
        "SSESpecification": "the personal part of an item is sealed by the application itself",
    },
    "AWS::S3::Bucket": {
        "BucketEncryption": "the engine's own encryption needs a KMS of its own kind",
        "OwnershipControls": "there is one account",
        "PublicAccessBlockConfiguration": "the engine refuses whoever has no signature",
        "NotificationConfiguration": "infra.local.arrivals reads it and sends the events",
    },
    "AWS::KMS::Key": {
        "EnableKeyRotation": "the engine keeps one version of a key",
        "KeyPolicy": "there is one identity",
        "PendingWindowInDays": "nothing is deleted",
    },
    "AWS::SecretsManager::Secret": {"KmsKeyId": "the engine does not seal secrets"},
}


class Provisioner:
    """Makes each resource once, in the order in which they refer to one another."""

    def __init__(self, stack: Stack, public_origin: str, template: Path = TEMPLATE) -> None:
        self._stack = stack
        self._template = load_template(template)
        self._made: dict[str, Made] = {}
        self._open: list[str] = []
        origins = {"PublicOrigin": public_origin, "OfficeOrigin": stack.url("office")}
        values = {"Stage": STAGE, "MailSender": MAIL_SENDER, **origins}
        named = {name: value for name, value in values.items() if name in self._template.get("Parameters", {})}
        self._resolver = Resolver(self._template, named, self.make)

    def make_vault(self) -> None:
        """Make keys and secrets only."""
        for name, about in self._template["Resources"].items():
            if about["Type"] in VAULT:
                self.make(name)

    def make_all(self) -> dict[str, str]:
        """Make everything and return the template's outputs.

        Raises:
            TemplateError: a type, a property or an intrinsic that the embedded stack does not know.
        """
        for name in self._template["Resources"]:
            self.make(name)
        return {name: str(self._resolver.resolve(out["Value"])) for name, out in self._template["Outputs"].items()}

    def make(self, name: str) -> Made:
        """The resource of that logical name, made first if need be."""
        if name in self._made:
            return self._made[name]
        if name in self._open:
            raise TemplateError(f"{' -> '.join([*self._open, name])} refer to one another")
        self._open.append(name)
        about = self._template["Resources"][name]
        properties = self._properties(name, about)
        made = _MAKERS[about["Type"]](self._stack, name, properties) if about["Type"] in _MAKERS else Made(name)
        self._open.pop()
        self._made[name] = made
        return made

    def _properties(self, name: str, about: Mapping[str, Any]) -> dict[str, Any]:
        kind = about["Type"]
        if kind not in _MAKERS and kind not in NO_LOCAL_MEANING:
            raise TemplateError(f"{name}: the embedded stack cannot make {kind}")
        ignored = _IGNORED.get(kind, {})
        stated = {key: value for key, value in about.get("Properties", {}).items() if key not in ignored}
        return self._resolver.resolve(stated) if kind in _MAKERS else {}

    def notified_queues(self) -> dict[str, str]:
        """Bucket name -> ARN of the queue that is told of each new object in it."""
        told: dict[str, str] = {}
        for about in self._template["Resources"].values():
            wishes = about.get("Properties", {}).get("NotificationConfiguration", {}).get("QueueConfigurations", [])
            for wish in wishes:
                told[self._resolver.resolve(about["Properties"]["BucketName"])] = self._resolver.resolve(wish["Queue"])
        return told


def _take(properties: dict[str, Any], name: str, *known: str) -> dict[str, Any]:
    unknown = properties.keys() - set(known)
    if unknown:
        raise TemplateError(f"{name}: the embedded stack does not know {', '.join(sorted(unknown))}")
    return properties


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


def _existing(call: Callable[[], Any], *absent: str) -> Any:  # noqa: ANN401 - boto3's answers are plain dicts
    try:
        return call()
    except ClientError as error:
        if _code(error) in absent:
            return None
        raise


def _make_key(stack: Stack, name: str, properties: dict[str, Any]) -> Made:
    _take(properties, name, "Description", "Tags")
    kms = client(stack, "kms")
    alias = f"alias/loket-{STAGE}-{name}"
    found = _existing(lambda: kms.describe_key(KeyId=alias), "NotFoundException")
    if found is None:
        found = kms.create_key(Description=properties.get("Description", ""))
        kms.create_alias(AliasName=alias, TargetKeyId=found["KeyMetadata"]["KeyId"])
    about = found["KeyMetadata"]
    return Made(about["KeyId"], {"Arn": about["Arn"], "KeyId": about["KeyId"]})


def _make_secret(stack: Stack, name: str, properties: dict[str, Any]) -> Made:
    _take(properties, name, "Name", "Description", "GenerateSecretString", "Tags")
    manager = client(stack, "secretsmanager")
    found = _existing(lambda: manager.describe_secret(SecretId=properties["Name"]), "ResourceNotFoundException")
    if found is None:
        wish = _take(properties["GenerateSecretString"], name, "PasswordLength", "ExcludePunctuation")
        letters = string.ascii_letters + string.digits + ("" if wish.get("ExcludePunctuation") else string.punctuation)
        text = "".join(secrets.choice(letters) for _ in range(wish.get("PasswordLength", 32)))
        found = manager.create_secret(Name=properties["Name"], SecretString=text)
    return Made(found["ARN"], {"Id": found["ARN"]})


def _make_table(stack: Stack, name: str, properties: dict[str, Any]) -> Made:
    own = {"TableName", "BillingMode", "DeletionProtectionEnabled", "AttributeDefinitions", "KeySchema", "Tags"}
    own |= {"GlobalSecondaryIndexes"}
    _take(properties, name, *own, "StreamSpecification", "TimeToLiveSpecification")
    dynamodb = client(stack, "dynamodb")
    table = properties["TableName"]
    found = _existing(lambda: dynamodb.describe_table(TableName=table), "ResourceNotFoundException")
    if found is None:
        request = {key: value for key, value in properties.items() if key in own}
        if "StreamSpecification" in properties:
            request["StreamSpecification"] = {"StreamEnabled": True, **properties["StreamSpecification"]}
        dynamodb.create_table(**request)
        dynamodb.get_waiter("table_exists").wait(TableName=table, WaiterConfig={"Delay": 1})
        found = dynamodb.describe_table(TableName=table)
        if "TimeToLiveSpecification" in properties:
            dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=properties["TimeToLiveSpecification"])
    about = found["Table"]
    _compare_table(name, properties, about)
    return Made(table, {"Arn": about["TableArn"], "StreamArn": about.get("LatestStreamArn", "")})


def _compare_table(name: str, wanted: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    def keys(about: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
        schemas = {index["IndexName"]: index["KeySchema"] for index in about.get("GlobalSecondaryIndexes", [])}
        schemas[""] = about["KeySchema"]
        return {index: [(key["AttributeName"], key["KeyType"]) for key in schema] for index, schema in schemas.items()}

    if keys(wanted) != keys(found):
        raise TemplateError(
            f"{name}: the table kept from an earlier run has other keys or indexes than infra/resources.yaml; "
            "move the data folder away to start anew"
        )


def _make_queue(stack: Stack, name: str, properties: dict[str, Any]) -> Made:
    plain: tuple[str, ...] = (
        "VisibilityTimeout",
        "DelaySeconds",
        "MessageRetentionPeriod",
        "ReceiveMessageWaitTimeSeconds",
    )
    plain += ("MaximumMessageSize", "SqsManagedSseEnabled", "FifoQueue", "ContentBasedDeduplication")
    _take(properties, name, "QueueName", "RedrivePolicy", "Tags", *plain)
    sqs = client(stack, "sqs")
    attributes = {key: _attribute_text(properties[key]) for key in plain if key in properties}
    if "RedrivePolicy" in properties:
        attributes["RedrivePolicy"] = json.dumps(properties["RedrivePolicy"])
    queue = properties["QueueName"]
    found = _existing(
        lambda: sqs.get_queue_url(QueueName=queue), "AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"
    )
    if found is None:
        url = sqs.create_queue(QueueName=queue, Attributes=attributes)["QueueUrl"]
    else:
        url = found["QueueUrl"]
        sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)
    return Made(url, {"Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}", "QueueName": queue})


def _attribute_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _make_queue_policy(stack: Stack, name: str, properties: dict[str, Any]) -> Made:
    _take(properties, name, "Queues", "PolicyDocument")
    for url in properties["Queues"]:
        policy = {"Policy": json.dumps(properties["PolicyDocument"])}
        client(stack, "sqs").set_queue_attributes(QueueUrl=url, Attributes=policy)
    return Made(name)


def _make_bucket(stack: Stack, name: str, properties: dict[str, Any]) -> Made:
    known = ("BucketName", "VersioningConfiguration", "CorsConfiguration", "LifecycleConfiguration", "Tags")
    _take(properties, name, *known)
    s3 = client(stack, "s3")
    bucket = properties["BucketName"]
    if _existing(lambda: s3.head_bucket(Bucket=bucket), "404", "NoSuchBucket") is None:
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    if "VersioningConfiguration" in properties:
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=properties["VersioningConfiguration"])
    if "CorsConfiguration" in properties:
        rules = [_cors_rule(rule) for rule in properties["CorsConfiguration"]["CorsRules"]]
        s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": rules})
    if "LifecycleConfiguration" in properties:
        rules = [_lifecycle_rule(rule) for rule in properties["LifecycleConfiguration"]["Rules"]]
        s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})
    return Made(bucket, {"Arn": f"arn:aws:s3:::{bucket}"})


def _cors_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    names = {"MaxAge": "MaxAgeSeconds", "ExposedHeaders": "ExposeHeaders", "Id": "ID"}
    return {names.get(key, key): value for key, value in rule.items()}


def _lifecycle_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    renamed = {"Id": "ID"}
    return {"Filter": {"Prefix": ""}} | {renamed.get(key, key): value for key, value in rule.items()}


_MAKERS: dict[str, Callable[[Stack, str, dict[str, Any]], Made]] = {
    "AWS::DynamoDB::Table": _make_table,
    "AWS::KMS::Key": _make_key,
    "AWS::S3::Bucket": _make_bucket,
    "AWS::SQS::Queue": _make_queue,
    "AWS::SQS::QueuePolicy": _make_queue_policy,
    "AWS::SecretsManager::Secret": _make_secret,
}
