"""Files sent in parts: begun once, found again by whoever goes on, joined when all parts are there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from chalicelib.adapters.clients import error_code
from chalicelib.services.post_ports import Part

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

PART_BYTES: Final = 8 * 1024**2
"""A part, and the most that is sent whole. S3 takes parts of at least 5 MiB and at most 10,000 of them."""

_GONE: Final = "NoSuchUpload"
_JOINED_BY_ANOTHER: Final = frozenset({_GONE, "PreconditionFailed", "ConditionalRequestConflict"})


@dataclass(frozen=True, slots=True)
class Begun:
    """An upload that was begun for a key: the size and the ETag of each part that is there, by number."""

    id: str
    sizes: Mapping[int, int]
    tags: Mapping[int, str]

    @property
    def bytes(self) -> int:
        return sum(self.sizes.values())


@dataclass(frozen=True, slots=True)
class PartedFiles:
    """Files in parts in one bucket. Senders that begin the same file at once may begin it twice; one is joined."""

    client: "S3Client"
    bucket: str

    def room(self, key: str, size: int, seconds: int) -> tuple[Part, ...]:
        """Every part of a file, with an address where it is missing; that takes exactly the size of the part."""
        begun = self._furthest(key)
        return tuple(
            Part(number, length, None)
            if begun.sizes.get(number) == length
            else Part(number, length, self._sign(key, begun.id, number, length, seconds))
            for number, length in part_sizes(size).items()
        )

    def join(self, key: str, size: int) -> bool:
        """Whether this call joined a whole set of parts. What is there already is never replaced."""
        wanted = part_sizes(size)
        whole = next((begun for begun in self._begun(key) if begun.sizes == wanted), None)
        if whole is None:
            return False
        parts: list[CompletedPartTypeDef] = [{"PartNumber": n, "ETag": whole.tags[n]} for n in sorted(wanted)]
        try:
            self.client.complete_multipart_upload(
                Bucket=self.bucket, Key=key, UploadId=whole.id, MultipartUpload={"Parts": parts}, IfNoneMatch="*"
            )
        except ClientError as error:
            if error_code(error) not in _JOINED_BY_ANOTHER:
                raise
            return False
        return True

    def _furthest(self, key: str) -> Begun:
        """The upload that has most of the file, the first of equals; begun now when there is none."""
        known = self._begun(key)
        if not known:
            created = self.client.create_multipart_upload(Bucket=self.bucket, Key=key)
            known = self._begun(key) or [Begun(created["UploadId"], {}, {})]
        return max(known, key=lambda begun: begun.bytes)

    def _begun(self, key: str) -> list[Begun]:
        pages = self.client.get_paginator("list_multipart_uploads").paginate(Bucket=self.bucket, Prefix=key)
        ids = [upload["UploadId"] for page in pages for upload in page.get("Uploads", []) if upload["Key"] == key]
        return [begun for begun in (self._describe(key, upload_id) for upload_id in ids) if begun is not None]

    def _describe(self, key: str, upload_id: str) -> Begun | None:
        """The parts of an upload; None once it was joined or given up."""
        listing = self.client.get_paginator("list_parts")
        try:
            pages = list(listing.paginate(Bucket=self.bucket, Key=key, UploadId=upload_id))
        except ClientError as error:
            if error_code(error) != _GONE:
                raise
            return None
        parts = [part for page in pages for part in page.get("Parts", [])]
        sizes = {part["PartNumber"]: part["Size"] for part in parts}
        return Begun(upload_id, sizes, {part["PartNumber"]: part["ETag"] for part in parts})

    def _sign(self, key: str, upload_id: str, number: int, length: int, seconds: int) -> str:
        parameters = {
            "Bucket": self.bucket,
            "Key": key,
            "UploadId": upload_id,
            "PartNumber": number,
            "ContentLength": length,
        }
        return self.client.generate_presigned_url("upload_part", Params=parameters, ExpiresIn=seconds)


def part_sizes(size: int) -> dict[int, int]:
    """The size of each part of a file, by number from 1: all alike but the last."""
    return {number: min(PART_BYTES, size - start) for number, start in enumerate(range(0, size, PART_BYTES), start=1)}
