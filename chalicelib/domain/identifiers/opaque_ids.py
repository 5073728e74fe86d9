"""Identifiers that Loket or an identity provider hands out and nobody reads a meaning into."""

import re
from typing import Final

from typing_extensions import override

from chalicelib.domain.identifiers.base import Identifier
from chalicelib.domain.identifiers.errors import Fault, InvalidIdentifierError

SAFE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


class OpaqueId(Identifier):
    """1 to 64 characters that are safe in a key, a path and a header; taken as they are, case included."""

    __slots__ = ()

    pattern = "^[A-Za-z0-9_-]{1,64}$"

    @classmethod
    @override
    def _canonical(cls, text: str) -> str:
        if SAFE.fullmatch(text) is None:
            raise InvalidIdentifierError(cls.kind, Fault.SHAPE)
        return text

    @override
    def masked(self) -> str:
        """Show it whole: it says nothing about a person."""
        return str(self)


class OfficerId(OpaqueId):
    """The subject of an officer's token."""

    __slots__ = ()

    kind = "officer_id"
    description = "Identifier of an officer."
    example = "officer-07"


class UploadId(OpaqueId):
    """One promised upload; each has its own object key."""

    __slots__ = ()

    kind = "upload_id"
    description = "Identifier of an upload."
    example = "upload-0001"


class DocumentId(OpaqueId):
    """One paper in a slot of a case."""

    __slots__ = ()

    kind = "document_id"
    description = "Identifier of a document."
    example = "document-0001"


class BatchId(OpaqueId):
    """What the post office hands over at once, under the partner's own name for it."""

    __slots__ = ()

    kind = "batch_id"
    description = "Identifier of a postal batch."
    example = "2026-11-24-A"
