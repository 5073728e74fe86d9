"""Pydantic's errors as faults: path and stable code, never a value, nor a key that may be one."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from pydantic import ValidationError

from chalicelib.domain.errors import Fault
from chalicelib.domain.post.strict_json import Path, show_path

CODES: Final = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "enum": "not_a_choice",
    "literal_error": "not_a_choice",
    "string_too_long": "too_long",
    "string_too_short": "missing",
    "string_pattern_mismatch": "shape",
    "string_unicode": "control_character",
    "too_long": "too_long",
    "too_short": "missing",
    "greater_than": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
}
"""The codes that the other calls answer with, by Pydantic's own."""


def faults_of(error: ValidationError, show: Callable[[Path], str] = show_path) -> Iterator[Fault]:
    """Every wrong field; `show` makes its path."""
    for item in error.errors(include_url=False, include_context=True, include_input=False):
        yield Fault(show(item["loc"]), _code(item))


def distinct(faults: Iterable[Fault], most: int) -> tuple[Fault, ...]:
    """Each fault once; when there are more than `most`, a last one, `more_faults`, says how many are not shown."""
    once = tuple(dict.fromkeys(faults))
    if len(once) <= most:
        return once
    return (*once[: most - 1], Fault("body", "more_faults", (("count", str(len(once) - most + 1)),)))


def _code(item: Any) -> str:  # noqa: ANN401 - Pydantic's error dictionary
    kind = str(item["type"])
    if "." in kind:
        return str(item["ctx"]["code"])
    return CODES.get(kind, "wrong_type" if kind.endswith("_type") else "invalid")
