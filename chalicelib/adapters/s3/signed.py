"""Signed documents in the bucket of page images, and whom the office believes: a file that no function may write."""

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError
from pydantic import ValidationError

from chalicelib.adapters.clients import Answering, error_code
from chalicelib.adapters.s3.store import check_absence
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.signed_pdf import Trust

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_ANSWERING: Final = Answering()
_PDF: Final = "application/pdf"
_ALREADY_THERE: Final = "PreconditionFailed"


class S3SignedDocuments:
    """Put once under a key that names its content, and never replaced."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keep(self, key: str, pdf: bytes) -> str:
        """PutObject of what is not there yet; else HeadObject tells the version that is."""
        try:
            with _ANSWERING:
                stored = self._client.put_object(
                    Bucket=self._bucket, Key=key, Body=pdf, ContentType=_PDF, IfNoneMatch="*",
                    ChecksumSHA256=b64encode(sha256(pdf).digest()).decode(),
                )  # fmt: skip
                return stored["VersionId"]
        except ClientError as error:
            if error_code(error) != _ALREADY_THERE:
                raise
        with _ANSWERING:
            return self._client.head_object(Bucket=self._bucket, Key=key)["VersionId"]

    def link(self, key: str, version_id: str, name: str, seconds: int) -> str:
        """The headers are part of the signature: it is saved under its name, and no cache keeps it."""
        parameters = {
            "Bucket": self._bucket,
            "Key": key,
            "VersionId": version_id,
            "ResponseContentType": _PDF,
            "ResponseContentDisposition": f'attachment; filename="{name}"',
            "ResponseCacheControl": "no-store",
        }
        return self._client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=seconds)


class S3TrustStore:
    """`<office>/trust/signers.json`, which no function may write."""

    def __init__(self, client: "S3Client", bucket: str, office: str) -> None:
        self._client = client
        self._bucket = bucket
        self._key = trust_key(office)

    def read(self) -> Trust | None:
        """GetObject: asked for each document, so that a signer who left signs no more from then on."""
        try:
            with _ANSWERING:
                found = self._client.get_object(Bucket=self._bucket, Key=self._key)["Body"].read()
        except ClientError as error:
            check_absence(error)
            return None
        try:
            return Trust.model_validate_json(found)
        except ValidationError as error:
            raise UnavailableError from error


def trust_key(office: str) -> str:
    """Where it lies."""
    return f"{office}/trust/signers.json"
