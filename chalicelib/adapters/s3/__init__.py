"""Files of residents and rebuilt page images; scans of post offices."""

from chalicelib.adapters.s3.store import S3ObjectStore

__all__ = ["S3ObjectStore"]
