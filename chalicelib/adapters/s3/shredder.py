"""Deletes files for good: every version and every delete marker of every object under a prefix."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from chalicelib.adapters.clients import Answering
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.identifiers import ReceiptNumber

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_ANSWERING = Answering()


class S3Shredder:
    """Every prefix ends with a slash, so that no neighbour whose name begins alike goes with it."""

    def __init__(self, client: "S3Client", uploads: str, pages: str, scans: str, office: str) -> None:
        self._client = client
        self._uploads, self._pages, self._scans = uploads, pages, scans
        self._office = office

    def shred_papers(self, receipt: ReceiptNumber, envelopes: Sequence[str]) -> None:
        """Originals, their pictures, and the pictures of envelopes."""
        self._shred(self._uploads, f"uploads/{receipt}")
        self._shred(self._pages, f"pages/{receipt}")
        for envelope in envelopes:
            self._shred(self._pages, "pages/post/{}/{}/{}".format(*envelope.split(".")))

    def shred_results(self, receipt: ReceiptNumber) -> None:
        """Signed documents."""
        self._shred(self._pages, f"results/{receipt}")

    def shred_scans(self, partner: str, batch: str) -> None:
        """A parcel as it came."""
        self._shred(self._scans, f"batches/{partner}/{batch}")

    def shred_manifest(self, partner: str, batch: str) -> None:
        """What was keyed of it."""
        self._shred(self._scans, f"manifests/{partner}/{batch}")

    def _shred(self, bucket: str, folder: str) -> None:
        """A thousand at a time, from the beginning each time: what was deleted is not listed again."""
        prefix = f"{self._office}/{folder}/"
        while found := self._first(bucket, prefix):
            self._delete(bucket, found)

    def _first(self, bucket: str, prefix: str) -> list[dict[str, str]]:
        with _ANSWERING:
            page: Any = self._client.list_object_versions(Bucket=bucket, Prefix=prefix)
        listed = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        return [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in listed if one["Key"].startswith(prefix)]

    def _delete(self, bucket: str, versions: list[dict[str, str]]) -> None:
        objects: Any = {"Objects": versions, "Quiet": True}
        with _ANSWERING:
            answer = self._client.delete_objects(Bucket=bucket, Delete=objects)
        if answer.get("Errors"):
            raise UnavailableError
