"""Files of residents, versioned and never served, and the rebuilt page images that staff see."""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256 as hash_sha256
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from chalicelib.adapters.clients import Answering, error_code
from chalicelib.adapters.s3.forms import build_policy
from chalicelib.domain.document import MediaType
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.intake import Arrival
from chalicelib.services.ports import PostForm

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_ANSWERING: Final = Answering()
_JPEG: Final = MediaType.JPEG.value
_NOT_THERE: Final = frozenset({"403", "404", "NoSuchKey", "NoSuchVersion", "NotFound"})
_BATCH: Final = 1000


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


class S3ObjectStore:
    """Originals in one bucket, page images in another.

    The role that describes uploads may not list the bucket, so S3 answers it 403 for what is not there.
    """

    def __init__(self, client: "S3Client", upload_bucket: str, page_bucket: str) -> None:
        self._client = client
        self._uploads = upload_bucket
        self._pages = page_bucket

    def presign_upload(
        self,
        key: str,
        media_type: MediaType | None,
        size: int | None,
        sha256: str | None,
        seconds: int,
        now: datetime,
        redirect: str | None,
    ) -> PostForm:
        """Signed on this machine; `now` is what the form's end is told by."""
        fields, conditions = build_policy(media_type, size, sha256, redirect)
        form = self._client.generate_presigned_post(
            self._uploads, key, Fields=fields, Conditions=conditions, ExpiresIn=seconds
        )
        return PostForm(form["url"], form["fields"], now + timedelta(seconds=seconds))

    def describe_upload(self, key: str) -> Arrival | None:
        """HeadObject without checksums: asking takes the right to decrypt, and S3 has checked a declared one."""
        try:
            with _ANSWERING:
                head = self._client.head_object(Bucket=self._uploads, Key=key)
        except ClientError as error:
            check_absence(error)
            return None
        return Arrival(version_id=head["VersionId"], size=head["ContentLength"])

    def read_upload(self, key: str, version_id: str) -> bytes | None:
        """GetObject of one version; without a version there is nothing to read."""
        if not version_id:
            return None
        try:
            with _ANSWERING:
                return self._client.get_object(Bucket=self._uploads, Key=key, VersionId=version_id)["Body"].read()
        except ClientError as error:
            check_absence(error)
            return None

    def store_page(self, key: str, jpeg: bytes) -> None:
        """PutObject, which S3 refuses when the bytes that arrive have another checksum."""
        with _ANSWERING:
            self._client.put_object(
                Bucket=self._pages,
                Key=key,
                Body=jpeg,
                ContentType=_JPEG,
                ChecksumSHA256=b64encode(hash_sha256(jpeg).digest()).decode(),
            )

    def read_page(self, key: str) -> bytes | None:
        """GetObject."""
        try:
            with _ANSWERING:
                return self._client.get_object(Bucket=self._pages, Key=key)["Body"].read()
        except ClientError as error:
            check_absence(error)
            return None

    def link_page(self, key: str, seconds: int) -> str:
        """The headers are part of the signature: what is served is shown as a picture and kept nowhere."""
        parameters = {
            "Bucket": self._pages,
            "Key": key,
            "ResponseContentType": _JPEG,
            "ResponseContentDisposition": 'inline; filename="page.jpg"',
            "ResponseCacheControl": "no-store",
        }
        return self._client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=seconds)

    def page_origin(self) -> str:
        """Read off an address signed on this machine, which knows of endpoints and of how buckets are named."""
        return _origin(self.link_page("any", 1))

    def upload_origin(self) -> str:
        """Read off a form, in the same way."""
        return _origin(self._client.generate_presigned_post(self._uploads, "any", ExpiresIn=1)["url"])

    def erase_uploads(self, keys: Sequence[str]) -> None:
        """Every version and every delete marker. Raises UnavailableError when one could not be deleted."""
        for key in keys:
            versions = self._versions(key)
            for start in range(0, len(versions), _BATCH):
                self._delete(versions[start : start + _BATCH])

    def _versions(self, key: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []
        with _ANSWERING:
            for page in self._client.get_paginator("list_object_versions").paginate(Bucket=self._uploads, Prefix=key):
                listed: list[Any] = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
                found += [{"Key": key, "VersionId": one["VersionId"]} for one in listed if one["Key"] == key]
        return found

    def _delete(self, versions: list[dict[str, str]]) -> None:
        objects: Any = {"Objects": versions, "Quiet": True}
        with _ANSWERING:
            answer = self._client.delete_objects(Bucket=self._uploads, Delete=objects)
        if answer.get("Errors"):
            raise UnavailableError


def check_absence(error: ClientError) -> None:
    """Any error but that of a thing that is not there flies on."""
    if error_code(error) not in _NOT_THERE:
        raise error
