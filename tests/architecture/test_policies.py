"""Each function may do what it does, and nothing else."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from chalicelib.adapters.dynamodb.coverage import DynamoRecordingDays
from chalicelib.adapters.dynamodb.queue_counts import DynamoQueueCounts
from chalicelib.domain.coverage.recording import Recorded, RecordingDay, RecordingStep, StepKind, TimeSlot
from tests.architecture.cloudformation import (
    Template,
    actions,
    as_list,
    functions,
    of_type,
    statements,
    written_out,
)
from tests.architecture.permissions import Need, is_given, needs_of
from tests.fakes import EPOCH

# AWS gives these no resource to name.
_WITHOUT_RESOURCE = {"guardduty:SendObjectMalwareScan", "xray:PutTelemetryRecords", "xray:PutTraceSegments"}
OVERLAYS = "${Office}#OVERLAYS"


def _all(templates: Mapping[str, Template]) -> Iterator[tuple[str, Any]]:
    for surface, name, _ in functions(templates):
        for statement in statements(templates[surface], name):
            yield name, statement


def _allowed(template: Template, function: str, *prefixes: str) -> dict[str, set[str]]:
    """Actions with one of these prefixes, and the resources they are allowed on."""
    found: dict[str, set[str]] = {}
    for statement in statements(template, function):
        for action in actions(statement):
            if action.startswith(prefixes):
                found.setdefault(action, set()).update(written_out(item) for item in as_list(statement["Resource"]))
    return found


def test_every_function_has_a_role_and_policy_of_its_own(root: Path, templates: Mapping[str, Template]) -> None:
    roles = [properties["Role"]["Fn::GetAtt"][0] + surface for surface, _, properties in functions(templates)]
    assert len(roles) == len(set(roles))
    stages = json.loads((root / ".chalice" / "config.json").read_text())["stages"]
    named = [each["iam_policy_file"] for stage in stages.values() for each in stage["lambda_functions"].values()]
    assert sorted(named) == sorted(f"policies/{path.name}" for path in (root / ".chalice" / "policies").iterdir())
    assert len(named) == len(roles)


def test_no_policy_has_a_wildcard_action(templates: Mapping[str, Template]) -> None:
    for name, statement in _all(templates):
        assert statement["Effect"] in {"Allow", "Deny"}
        assert "NotAction" not in statement
        assert not [action for action in actions(statement) if "*" in action], name


def test_every_allowed_resource_is_named(templates: Mapping[str, Template]) -> None:
    for name, statement in _all(templates):
        if statement["Effect"] == "Allow" and not set(actions(statement)) <= _WITHOUT_RESOURCE:
            # a text message has no ARN, so all that has one is excluded
            resources = as_list(statement.get("Resource") or f"not {written_out(statement['NotResource'])}")
            assert "*" not in [written_out(resource) for resource in resources], name


def test_a_function_writes_to_its_own_log_only(templates: Mapping[str, Template]) -> None:
    for surface, name, properties in functions(templates):
        own = f"log-group:/aws/lambda/{properties['FunctionName']['Fn::Sub']}:*"
        for resources in _allowed(templates[surface], name, "logs:").values():
            assert all(resource.endswith(own) for resource in resources)


def test_the_public_surface_reads_no_index_and_no_list(templates: Mapping[str, Template]) -> None:
    allowed = _allowed(templates["public"], "APIHandler", "dynamodb:")
    assert allowed.keys() == {f"dynamodb:{action}" for action in ("BatchGetItem", "GetItem", "PutItem", "UpdateItem")}
    assert set().union(*allowed.values()) == {"${RegistryTableArn}"}


def test_the_public_surface_reads_cases_tries_holds_and_the_overlay_alone(templates: Mapping[str, Template]) -> None:
    """Look-up items lie under keys of their own: it files a case there and can never read who else is.

    Of appointments it reads how many an hour has, and never whose.
    """
    kinds = [
        written_out(kind)
        for statement in statements(templates["public"], "APIHandler")
        if "dynamodb:GetItem" in actions(statement)
        for kind in statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    ]
    assert sorted(kinds) == sorted(
        [
            "${Office}#CASE#*",
            "${Office}#HOLDS",
            "${Office}#PICKUPHOURS#*",
            "${Office}#TRIES#*",
            OVERLAYS,
            "${Office}#PUBLISHED",
        ]
    )


def test_only_the_office_surface_changes_what_the_office_says(templates: Mapping[str, Template]) -> None:
    """Everybody who tells residents anything reads it, one item at a time; authorizers and the outbox never do."""
    allowed: dict[str, set[str]] = {}
    for surface, name, _ in functions(templates):
        for statement in statements(templates[surface], name):
            if OVERLAYS in map(written_out, _kinds(statement)):
                allowed.setdefault(f"{surface} {name}", set()).update(actions(statement))
    assert allowed.pop("office APIHandler") == {"dynamodb:PutItem"}  # it reads any item
    workers = (
        "EraseEnded",
        "InspectUploads",
        "RecordArrivals",
        "ReportStatements",
        "SendNotices",
        "SplitScans",
        "Sweep",
    )
    assert allowed.keys() == {"public APIHandler", *(f"workers {name}" for name in workers)}
    assert set().union(*allowed.values()) == {"dynamodb:GetItem"}


def _kinds(statement: Any) -> list[Any]:  # noqa: ANN401 - a statement is JSON of no fixed shape
    return as_list(statement.get("Condition", {}).get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys", []))


def test_the_public_surface_cannot_open_an_original(templates: Mapping[str, Template]) -> None:
    """HeadObject takes s3:GetObject, so the files' encryption is what keeps their bytes: no key through S3 for them."""
    decrypting = [item for item in statements(templates["public"], "APIHandler") if "kms:Decrypt" in actions(item)]
    assert decrypting
    for statement in decrypting:
        condition = statement["Condition"]
        services = [written_out(service) for service in as_list(condition["StringEquals"].get("kms:ViaService", []))]
        of_cases = condition.get("ForAllValues:StringEquals", {}).get("kms:EncryptionContextKeys") == [
            "office",
            "receipt",
        ]
        of_pages = "PageBucketName" in str(condition) and "UploadBucketName" not in str(condition)
        assert (
            of_cases
            or of_pages
            or services == [f"{name}.${{AWS::Region}}.amazonaws.com" for name in ("dynamodb", "secretsmanager")]
        )
    assert not _allowed(templates["public"], "APIHandler", "s3:List", "s3:Delete")
    versions = _allowed(templates["public"], "APIHandler", "s3:GetObjectVersion")
    assert versions == {"s3:GetObjectVersion": {"arn:${AWS::Partition}:s3:::${PageBucketName}/${Office}/results/*"}}


def test_the_public_surface_shows_page_images_and_results_and_stores_none(templates: Mapping[str, Template]) -> None:
    """A resident is shown what an officer refused, and given their signed document; both are made elsewhere."""
    touching = [item for item in statements(templates["public"], "APIHandler") if "PageBucketName" in str(item)]
    used = {action for item in touching for action in actions(item)}
    assert used == {"s3:GetObject", "s3:GetObjectVersion", "kms:Decrypt"}


def test_nobody_may_change_whom_the_office_believes(templates: Mapping[str, Template]) -> None:
    """Who could put a certificate there could sign for the office."""
    for name, statement in _all(templates):
        if "s3:PutObject" in actions(statement):
            assert not [place for place in as_list(statement["Resource"]) if "/trust/" in written_out(place)], name
            assert not [place for place in as_list(statement["Resource"]) if written_out(place).endswith("Name}/*")]


def test_the_office_surface_never_reaches_an_original(templates: Mapping[str, Template]) -> None:
    assert "UploadBucketName" not in str(statements(templates["office"], "APIHandler"))


def test_the_public_surface_reaches_no_scan(templates: Mapping[str, Template]) -> None:
    assert "Scan" not in str(statements(templates["public"], "APIHandler"))


def test_the_office_surface_reads_manifests_but_no_scan(templates: Mapping[str, Template]) -> None:
    """It signs where scans are put, and joins their parts, which takes the key; their bytes it never gets."""
    allowed = _allowed(templates["office"], "APIHandler", "s3:GetObject")
    of_scans = {name for names in allowed.values() for name in names if "ScanBucketName" in name}
    assert of_scans == {"arn:${AWS::Partition}:s3:::${ScanBucketName}/${Office}/manifests/*"}


def test_the_office_surface_lets_scans_be_put_in_parts(templates: Mapping[str, Template]) -> None:
    """Parts are encrypted and joined with the bucket's key (S3 user guide, "Multipart upload API and permissions")."""
    keys = [
        item for item in statements(templates["office"], "APIHandler") if "ScanBucketName" in str(item.get("Condition"))
    ]
    assert [set(actions(item)) for item in keys] == [{"kms:Decrypt", "kms:GenerateDataKey"}]
    allowed = _allowed(templates["office"], "APIHandler", "s3:")
    wanted = {
        "PutObject",
        "ListMultipartUploadParts",
        "ListBucketMultipartUploads",
        "ListBucket",
    }
    assert wanted == {action.removeprefix("s3:") for action, names in allowed.items() if "ScanBucket" in str(names)} - {
        "GetObject"
    }


def test_only_the_scan_worker_opens_scans(templates: Mapping[str, Template]) -> None:
    opening = {
        name
        for name, statement in _all(templates)
        if [action for action in actions(statement) if action.startswith("s3:GetObject")]
        and "${ScanBucketName}/${Office}/batches/" in str(statement["Resource"])
    }
    assert opening == {"SplitScans"}


def test_scans_and_manifests_are_kept_for_ever(resources: Template) -> None:
    """Every version, since the ledger names the one that was read; only what never became a file goes."""
    bucket = of_type(resources, "AWS::S3::Bucket")["ScanBucket"]
    rules = [rule.keys() - {"Id", "Status"} for rule in bucket["LifecycleConfiguration"]["Rules"]]
    assert rules == [{"AbortIncompleteMultipartUpload"}]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}


def test_scans_are_put_from_the_pages_of_the_office_alone(resources: Template) -> None:
    [rule] = of_type(resources, "AWS::S3::Bucket")["ScanBucket"]["CorsConfiguration"]["CorsRules"]
    assert (rule["AllowedMethods"], rule["AllowedOrigins"]) == (["PUT"], [{"Ref": "OfficeOrigin"}])
    assert {"ETag", "x-amz-checksum-sha256"} <= set(rule["ExposedHeaders"])


def test_every_bucket_is_private_versioned_encrypted_and_takes_tls_only(resources: Template) -> None:
    refused = str(of_type(resources, "AWS::S3::BucketPolicy"))
    for name, bucket in of_type(resources, "AWS::S3::Bucket").items():
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}, name
        assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}, name
        assert "aws:kms" in str(bucket["BucketEncryption"]), name
        assert f"'{name}.Arn'" in refused or f"['{name}', 'Arn']" in refused, name


def test_authorizers_reach_no_file_and_no_table_but_the_list_of_officers(templates: Mapping[str, Template]) -> None:
    assert not _allowed(templates["public"], "AuthorizeResident", "dynamodb:", "s3:", "sqs:")
    assert not _allowed(templates["office"], "AuthorizeStaff", "s3:", "sqs:")
    reading = [item for item in statements(templates["office"], "AuthorizeStaff") if "dynamodb:" in str(actions(item))]
    (statement,) = reading
    assert actions(statement) == ["dynamodb:GetItem"]
    assert [written_out(kind) for kind in _kinds(statement)] == ["${Office}#OFFICERS"]


def test_one_function_deletes_files_and_none_a_key(templates: Mapping[str, Template]) -> None:
    """Jobs that are done and messages that were handled go; papers go by the office's schedule, and in no other way."""
    eraser = {("workers", "EraseEnded", "s3:DeleteObjectVersion"), ("workers", "EraseEnded", "s3:ListBucketVersions")}
    deleting = {
        (surface, name, action)
        for surface, name, _ in functions(templates)
        for statement in statements(templates[surface], name)
        for action in actions(statement)
        if ":Delete" in action or action == "s3:ListBucketVersions"
    }
    assert {what for what in deleting if what[2] not in {"dynamodb:DeleteItem", "sqs:DeleteMessage"}} == eraser


def test_what_erases_can_open_nothing_of_it(templates: Mapping[str, Template]) -> None:
    allowed = statements(templates["workers"], "EraseEnded")
    keys = [statement for statement in allowed if any(action.startswith("kms:") for action in actions(statement))]
    assert [statement["Condition"]["StringEquals"].keys() for statement in keys] == [{"kms:ViaService"}]
    assert "dynamodb" in json.dumps(keys[0]["Condition"])
    assert not _allowed(templates["workers"], "EraseEnded", "secretsmanager:", "sqs:", "s3:Get", "s3:Put")
    for partition in ("3573#FIGURES", "3573#ADMIN-LOG", "3573#OVERLAYS", "3573#SEEN#CASE#TESTTESTTE5"):
        for action in ("PutItem", "UpdateItem", "DeleteItem"):
            assert not is_given(Need(f"dynamodb:{action}", "RegistryTableArn", partition), allowed, "3573")


def test_only_the_inspection_opens_originals(templates: Mapping[str, Template]) -> None:
    opening = {
        name
        for name, statement in _all(templates)
        if "kms:Decrypt" in actions(statement) and "UploadBucketName" in str(statement.get("Condition"))
    }
    assert opening == {"InspectUploads"}


def test_only_notices_and_the_daily_report_go_out(templates: Mapping[str, Template]) -> None:
    sending = {
        name
        for name, statement in _all(templates)
        if {"ses:SendEmail", "sms-voice:SendTextMessage"} & set(actions(statement))
    }
    assert sending == {"SendNotices", "ReportStatements"}


def test_the_daily_report_sends_no_text_message(templates: Mapping[str, Template]) -> None:
    told = [action for item in statements(templates["workers"], "ReportStatements") for action in actions(item)]
    assert "sms-voice:SendTextMessage" not in told


def test_functions_that_open_files_can_be_put_where_no_way_leads_out(templates: Mapping[str, Template]) -> None:
    """And no other; only with such a network may they make interfaces in it."""
    resources = templates["workers"]["Resources"]
    confined = {name for _, name, properties in functions(templates) if "VpcConfig" in properties}
    assert confined == {"InspectUploads", "SplitScans"}
    for name in confined:
        layers = written_out(resources[name]["Properties"]["Layers"])
        assert "ImagingLayer" in layers
        for part in (
            resources[name]["Properties"]["VpcConfig"],
            resources[f"{name}Role"]["Properties"]["ManagedPolicyArns"],
        ):
            condition, _, otherwise = part["Fn::If"]
            assert (condition, otherwise) == ("HasConfinedNetwork", {"Ref": "AWS::NoValue"})
    roles = (role for template in templates.values() for role in of_type(template, "AWS::IAM::Role").values())
    assert sum("ManagedPolicyArns" in role for role in roles) == len(confined)


def test_the_sweeper_destroys_the_list_of_who_owes_and_can_open_none_of_it(templates: Mapping[str, Template]) -> None:
    allowed = statements(templates["workers"], "Sweep")
    for action, partition in (
        ("GetItem", "3573#OWING"), ("PutItem", "3573#OWING"), ("Query", "3573#OWING#l1#2"),
        ("DeleteItem", "3573#OWING#l1#2"),
    ):  # fmt: skip
        assert is_given(Need(f"dynamodb:{action}", "RegistryTableArn", partition), allowed, "3573"), action
    assert not is_given(Need("dynamodb:DeleteItem", "RegistryTableArn", "3573#OWING"), allowed, "3573")
    keys = [statement for statement in allowed if any(action.startswith("kms:") for action in actions(statement))]
    assert all("EncryptionContext" not in json.dumps(statement) for statement in keys)
    assert not _allowed(templates["workers"], "Sweep", "secretsmanager:")


class Asked:
    """Stands for a client of DynamoDB: keeps what it was asked to write, and finds everybody recorded on day `r1`."""

    def __init__(self) -> None:
        self.written: list[Any] = []

    def transact_write_items(self, **request: Any) -> None:  # noqa: ANN401 - the arguments of botocore
        self.written.append(request)

    def get_item(self, **_: Any) -> Any:  # noqa: ANN401 - the answer of botocore
        return {"Item": {"recording": {"S": "r1"}}}


def test_the_office_may_store_all_that_a_day_of_recording_says(templates: Mapping[str, Template]) -> None:
    asked, slots = Asked(), (TimeSlot(start="08:00", capacity=1),)
    days = DynamoRecordingDays(asked, "table", "3573")  # type: ignore[arg-type] # three calls of a client
    day = RecordingDay(id="r1", place="Balai", village="3573011005", day=EPOCH.date(), slots=slots)
    for what in (StepKind.CAME, StepKind.ABSENT):
        said = Recorded(list_id="l1", person="p1", is_so=what is StepKind.CAME)
        days.save(day, RecordingStep(at=EPOCH, by="kasi", what=what, person="p1"), said)
    needs = [need for request in asked.written for need in needs_of(("dynamodb", "TransactWriteItems", request))]
    assert {need.partition for need in needs} == {"3573#RECORDINGS", "3573#RECORDINGS#r1", "3573#RECORDED#l1"}
    allowed = statements(templates["office"], "APIHandler")
    assert [need for need in needs if not is_given(need, allowed, "3573")] == []


def test_the_office_may_set_the_numbers_of_a_list_right(templates: Mapping[str, Template]) -> None:
    asked = Asked()
    DynamoQueueCounts(asked, "table", "3573").replace("submitted", {}, {"n": 1})  # type: ignore[arg-type] # one call
    needs = [need for request in asked.written for need in needs_of(("dynamodb", "TransactWriteItems", request))]
    assert {need.partition for need in needs} == {"3573#COUNTS"}
    assert [need for need in needs if not is_given(need, statements(templates["office"], "APIHandler"), "3573")] == []


def test_only_the_office_surface_looks_at_every_item_and_never_at_a_sealed_one(
    templates: Mapping[str, Template],
) -> None:
    scans = [(name, statement) for name, statement in _all(templates) if "dynamodb:Scan" in actions(statement)]
    ((name, statement),) = scans
    assert name == "APIHandler"
    assert statement["Condition"] == {
        "ForAllValues:StringEquals": {"dynamodb:Attributes": ["PK", "SK", "body", "entity_type"]},
        "StringEquals": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
    }
