"""JSON that has one meaning: what two parsers may read differently is named by its place, never by its value."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from chalicelib.domain.errors import Fault

MOST_DEPTH: Final = 20
ODD_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, line separators of Unicode, what turns the direction of reading (CVE-2021-42574), half a pair."""
FIELD_NAME: Final = re.compile("[a-z][a-z_]{0,39}[0-9]{0,3}")

Path = tuple[str | int, ...]


class NotJsonError(ValueError):
    """Not JSON in UTF-8 (RFC 8259), or nested deeper than anybody needs."""


class _Twice(dict[str, Any]):
    """An object that names a key more than once."""


@dataclass(frozen=True, slots=True, repr=False)
class Parsed:
    """The value, and what is odd about its parts: `key_twice`, `control_character`."""

    value: Any
    oddities: tuple[Fault, ...]


def parse_strict(raw: bytes) -> Parsed:
    """Raises NotJsonError, whose text holds nothing of the input."""
    try:
        value = json.loads(raw.decode(), object_pairs_hook=_object, parse_constant=_no_constant)
        return Parsed(value, tuple(_oddities(value, (), MOST_DEPTH)))
    except (ValueError, RecursionError):
        pass
    raise NotJsonError("not JSON")


def show_path(parts: Path) -> str:
    """A dotted path, `body` for the whole. A key unlike a field's name may be somebody's number: it shows as `?`."""
    return (
        ".".join(str(part) if isinstance(part, int) or FIELD_NAME.fullmatch(part) else "?" for part in parts) or "body"
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    return values if len(values) == len(pairs) else _Twice(values)


def _no_constant(_: str) -> NoReturn:
    raise NotJsonError("NaN and Infinity are not JSON")


def _oddities(value: Any, path: Path, depth: int) -> Iterator[Fault]:  # noqa: ANN401 - any JSON
    if isinstance(value, str) and ODD_TEXT.search(value):
        yield Fault(show_path(path), "control_character")
    if not isinstance(value, dict | list):
        return
    if depth == 0:
        raise NotJsonError("too deep")
    if isinstance(value, _Twice):
        yield Fault(show_path(path), "key_twice")
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(key, str) and ODD_TEXT.search(key):
            yield Fault(show_path((*path, key)), "control_character")
        yield from _oddities(part, (*path, key), depth - 1)
