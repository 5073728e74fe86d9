"""Cursors: where the next page of an index begins, in one opaque word that holds for its own list alone."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Final

from chalicelib.domain.errors import Fault, InvalidRequestError

_MOST: Final = 500
_PARTS: Final = 4
_PARTS_OF_PLACE: Final = 2
_LISTED: Final = ("CASE", "BATCH")
"""What the items of an index lie beside."""


def encode_cursor(scope: str, last: dict[str, Any], index: str, sort: str = "") -> str:
    """Name the last item of a page of the list `scope` (the index's partition key). `sort`: by what it is sorted."""
    return _encode([scope, *(last[name]["S"] for name in ("PK", "SK", sort or f"{index}SK"))])


def decode_cursor(scope: str, cursor: str, index: str, office: str, sort_key: str = "") -> dict[str, Any]:
    """The key to start after. Raises InvalidRequestError for a cursor of another list, or none at all."""
    partition, primary, sort, index_sort = _parts(cursor, _PARTS)
    ours = tuple(f"{office}#{kind}#" for kind in _LISTED)
    if partition != scope or not primary.startswith(ours) or not sort or not index_sort:
        raise _not_ours()
    keys = {"PK": primary, "SK": sort, f"{index}PK": partition, sort_key or f"{index}SK": index_sort}
    return {name: {"S": text} for name, text in keys.items()}


def encode_place(partition: str, sort: str) -> str:
    """Name the last item of a page of a list that is a partition of the table itself."""
    return _encode([partition, sort])


def decode_place(partition: str, cursor: str) -> dict[str, Any]:
    """The key to start after. Raises InvalidRequestError for a cursor of another list, or none at all."""
    named, sort = _parts(cursor, _PARTS_OF_PLACE)
    if named != partition or not sort:
        raise _not_ours()
    return {"PK": {"S": partition}, "SK": {"S": sort}}


def _encode(parts: list[str]) -> str:
    return urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def _parts(cursor: str, count: int) -> list[str]:
    if len(cursor) > _MOST:
        raise _not_ours()
    try:
        parts = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        raise _not_ours() from None
    if not isinstance(parts, list) or len(parts) != count:
        raise _not_ours()
    if not all(isinstance(part, str) and part.isascii() for part in parts):
        raise _not_ours()
    return parts


def _not_ours() -> InvalidRequestError:
    return InvalidRequestError([Fault("cursor", "not_ours")])
