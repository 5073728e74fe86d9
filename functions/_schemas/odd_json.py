"""JSON that two parsers may read differently, or that hides something from the people who read it later."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from chalicelib.domain.errors import Fault, InvalidRequestError

MOST_DEPTH: Final = 20

HIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Controls, line separators of Unicode, and what turns the direction of reading (CVE-2021-42574)."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def parse_json(raw: bytes) -> dict[str, Any]:
    """An object in UTF-8 without a byte order mark (RFC 8259, section 8.1).

    Raises InvalidRequestError without a field: one key twice, NaN, half a surrogate pair, more than 20 levels.
    """
    try:
        parsed = json.loads(raw.decode(), object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        code = error.args[0] if isinstance(error, _OddJsonError) else "not_json"
        raise _refusal(code) from None
    if not isinstance(parsed, dict):
        raise _refusal("not_an_object")
    if _is_deeper(parsed, MOST_DEPTH):
        raise _refusal("too_deep")
    if any(_SURROGATE.search(text) for _, text in _texts(parsed)):
        raise _refusal("not_json")
    return parsed


def find_hidden(parsed: dict[str, Any]) -> list[Fault]:
    """Every text that holds a hidden character; line breaks and tabs are none."""
    return [Fault(where or "body", "control_character") for where, text in _texts(parsed) if HIDDEN.search(text)]


def _refusal(code: str) -> InvalidRequestError:
    return InvalidRequestError([Fault("", code)])


class _OddJsonError(ValueError):
    """JSON that is legal and still not taken."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise _OddJsonError("key_twice")
    return values


def _no_constant(_: str) -> NoReturn:
    raise _OddJsonError("not_json")


def _is_deeper(value: Any, most: int) -> bool:  # noqa: ANN401 - any JSON
    if not isinstance(value, dict | list):
        return False
    parts = value.values() if isinstance(value, dict) else value
    return most == 0 or any(_is_deeper(part, most - 1) for part in parts)


def _texts(value: Any, where: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON
    """Every text with its dotted path; a key stands at its own path."""
    if isinstance(value, str):
        yield where, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        path = f"{where}.{shorten(name)}" if where else shorten(name)
        if isinstance(name, str):
            yield path, name
        yield from _texts(part, path)


MOST_NAME: Final = 64


def shorten(part: str | int) -> str:
    """One part of a path: the name of an unknown field is the caller's, and may be as long as the whole body."""
    return str(part)[:MOST_NAME]
