"""Inspects files that have come, one a message; the same queue tells when the malware scanner has said something."""

from typing import Any, Final

from chalice.app import Blueprint, SQSEvent
from pydantic import BaseModel, ConfigDict

from chalicelib.bootstrap import get_services
from functions._jobs import parse_job, process_messages

worker = Blueprint(__name__)

SCANNED: Final = '"scanned_key"'


@worker.on_sqs_message(queue_arn="arn:aws:sqs:ap-southeast-3:000000000000:inspections", batch_size=1)
def inspect_uploads(event: SQSEvent) -> dict[str, Any]:
    """Parse the version that was uploaded, store its page images, write down what was found."""
    return process_messages(event.to_dict(), event.context, _handle)


class _Scanned(BaseModel):
    """News of a scan, as the rule of `infra/resources.yaml` words GuardDuty's Malware Protection Object Scan Result."""

    model_config = ConfigDict(extra="forbid")

    scanned_key: str
    scanned_version: str


def _handle(body: str) -> None:
    inspect = get_services().inspect_upload
    if SCANNED in body:
        scanned = _Scanned.model_validate_json(body)
        inspect.note_scan(scanned.scanned_key, scanned.scanned_version)
    else:
        inspect(parse_job(body))
