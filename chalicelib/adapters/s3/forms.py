"""What a presigned form allows: one key, one type, one size, and where known one checksum."""

from base64 import b64encode
from typing import Any

from chalicelib.domain.document import MAX_UPLOAD_BYTES, MediaType


def build_policy(
    media_type: MediaType | None, size: int | None, sha256: str | None, redirect: str | None
) -> tuple[dict[str, str], list[Any]]:
    """Fields and conditions of a form (S3 API reference, "POST Policy"); every field has its exact condition.

    The size is the declared one, at least one byte and at most 10 MiB; of a file that is not known yet, any such.
    """
    least = 1 if size is None else max(1, min(size, MAX_UPLOAD_BYTES))
    most = MAX_UPLOAD_BYTES if size is None else least
    fields = {} if media_type is None else {"Content-Type": media_type.value}
    if redirect is None:
        fields["success_action_status"] = "201"
    else:
        fields["success_action_redirect"] = redirect
    if sha256 is not None:
        fields["x-amz-checksum-algorithm"] = "SHA256"
        fields["x-amz-checksum-sha256"] = b64encode(bytes.fromhex(sha256)).decode()
    conditions: list[Any] = [{name: value} for name, value in fields.items()]
    conditions.append(["content-length-range", least, most])
    return fields, conditions
