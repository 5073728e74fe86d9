"""Original scans and manifests in a bucket of their own: versioned, kept as they came, never served."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256 as hash_sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from botocore.exceptions import ClientError, IncompleteReadError

from chalicelib.adapters.clients import Answering, error_code
from chalicelib.adapters.s3.parts import PART_BYTES, PartedFiles
from chalicelib.adapters.s3.store import check_absence
from chalicelib.domain.errors import NotFoundError, UnavailableError
from chalicelib.services.post_ports import Fetched, Target

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef

CHUNK_BYTES: Final = 1024**2
_ANSWERING: Final = Answering()
_ALREADY_THERE: Final = "PreconditionFailed"


class S3BatchStore:
    """What post offices hand over. Room is signed for one key and one size each, for a whole file also its SHA-256."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket
        self._parted = PartedFiles(client, bucket)

    def origin(self) -> str:
        """Read off an address signed on this machine, which knows of endpoints and of how buckets are named."""
        parameters = {"Bucket": self._bucket, "Key": "any"}
        parts = urlsplit(self._client.generate_presigned_url("put_object", Params=parameters))
        return f"{parts.scheme}://{parts.netloc}"

    def store_manifest(self, key: str, manifest: bytes) -> None:
        """PutObject of what is not there yet, which S3 refuses when the bytes that arrive have another checksum."""
        try:
            with _ANSWERING:
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=key,
                    Body=manifest,
                    ContentType="application/json",
                    ChecksumSHA256=_in_base64(hash_sha256(manifest).hexdigest()),
                    IfNoneMatch="*",
                )
        except ClientError as error:
            if error_code(error) != _ALREADY_THERE:
                raise

    def read_manifest(self, key: str) -> bytes:
        """GetObject."""
        with _ANSWERING:
            found = self._get(key)
            if found is None:
                raise NotFoundError
            return found["Body"].read()

    def offer(self, key: str, file: str, size: int, sha256: str, seconds: int, now: datetime) -> Target:
        """Signed on this machine; for a file in parts, S3 is asked what is there of it."""
        end = now + timedelta(seconds=seconds)
        if size <= PART_BYTES:
            checksum = _in_base64(sha256)
            url = self._sign_put(key, size, checksum, seconds)
            return Target(file, url, {"x-amz-checksum-sha256": checksum}, (), end)
        with _ANSWERING:
            return Target(file, None, {}, self._parted.room(key, size, seconds), end)

    def finish_parts(self, key: str, size: int) -> bool:
        """Three calls when all parts are there. A file that is whole already is found in the list of its bucket.

        HeadObject would take the right to read scans, which who takes them in does not have.
        """
        with _ANSWERING:
            if size > PART_BYTES and self._parted.join(key, size):
                return True
        return self.list_files(key).get("") == size

    def list_files(self, prefix: str) -> Mapping[str, int]:
        """ListObjectsV2."""
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        with _ANSWERING:
            listed = [found for page in pages for found in page.get("Contents", [])]
        return {found["Key"].removeprefix(prefix): found["Size"] for found in listed}

    def fetch(self, key: str, to: Path) -> Fetched | None:
        """GetObject, a mebibyte at a time from the wire to the disk. Raises UnavailableError when it is cut short."""
        with _ANSWERING:
            found = self._get(key)
            return _write(found, to) if found is not None else None

    def _get(self, key: str) -> "GetObjectOutputTypeDef | None":
        try:
            return self._client.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            check_absence(error)
            return None

    def _sign_put(self, key: str, size: int, checksum: str, seconds: int) -> str:
        parameters = {"Bucket": self._bucket, "Key": key, "ContentLength": size, "ChecksumSHA256": checksum}
        return self._client.generate_presigned_url("put_object", Params=parameters, ExpiresIn=seconds)


def _write(found: "GetObjectOutputTypeDef", to: Path) -> Fetched:
    digest, size = hash_sha256(), 0
    try:
        with to.open("wb") as file:
            for chunk in found["Body"].iter_chunks(CHUNK_BYTES):
                digest.update(chunk)
                size += file.write(chunk)
    except IncompleteReadError as error:
        raise UnavailableError from error
    return Fetched(found["VersionId"], size, digest.hexdigest())


def _in_base64(digest: str) -> str:
    return b64encode(bytes.fromhex(digest)).decode()
