"""Which error is which problem: status and code here, words in the catalogue."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import ValidationError

from chalicelib.domain.errors import (
    BatchRefusedError,
    ErasedError,
    Fault,
    ForbiddenError,
    IdempotencyKeyReusedError,
    IncompleteError,
    InvalidRequestError,
    ManifestRefusedError,
    NotFoundError,
    StaleVersionError,
    TooManyClaimsError,
    TooManyTriesError,
    TransitionRefusedError,
    UnauthorizedError,
    UnavailableError,
)
from chalicelib.domain.identifiers import InvalidIdentifierError, ReceiptNumber
from functions._schemas.odd_json import shorten

_S = HTTPStatus

PROBLEMS: dict[type[Exception], tuple[HTTPStatus, str]] = {
    NotFoundError: (_S.NOT_FOUND, "not-found"),
    UnauthorizedError: (_S.UNAUTHORIZED, "unauthorized"),
    ForbiddenError: (_S.FORBIDDEN, "forbidden"),
    StaleVersionError: (_S.PRECONDITION_FAILED, "stale-version"),
    IdempotencyKeyReusedError: (_S.UNPROCESSABLE_ENTITY, "idempotency-key-reused"),
    ErasedError: (_S.CONFLICT, "case-erased"),
    TransitionRefusedError: (_S.CONFLICT, "transition-refused"),
    TooManyClaimsError: (_S.CONFLICT, "too-many-claims"),
    ManifestRefusedError: (_S.UNPROCESSABLE_ENTITY, "batch-refused"),
    BatchRefusedError: (_S.CONFLICT, "batch-refused"),
    InvalidRequestError: (_S.UNPROCESSABLE_ENTITY, "invalid-request"),
    InvalidIdentifierError: (_S.UNPROCESSABLE_ENTITY, "invalid-request"),
    IncompleteError: (_S.UNPROCESSABLE_ENTITY, "incomplete"),
    TooManyTriesError: (_S.TOO_MANY_REQUESTS, "too-many-tries"),
    UnavailableError: (_S.SERVICE_UNAVAILABLE, "unavailable"),
}

UNAVAILABLE_SECONDS = 5


class HttpProblem(Exception):  # noqa: N818 - it is the problem, raised where no domain error fits
    """One problem: its status and the code of its words; `retry_after` in seconds, 0 for none."""

    def __init__(self, status: int, code: str, retry_after: int = 0) -> None:
        """`code` is the last part of the problem's type."""
        super().__init__(code)
        self.status = status
        self.code = code
        self.retry_after = retry_after


def build_problem(error: Exception) -> tuple[HttpProblem, Sequence[Any]]:  # noqa: PLR0911 - one return a kind
    """The problem of an error, with the faults or findings it carries. A body that cannot be read at all is a 400."""
    if isinstance(error, HttpProblem):
        return error, ()
    status, code = next(found for kind, found in PROBLEMS.items() if isinstance(error, kind))
    if isinstance(error, InvalidRequestError):
        unread = any(not fault.field for fault in error.faults)
        return HttpProblem(_S.BAD_REQUEST if unread else status, code), error.faults
    if isinstance(error, IncompleteError):
        return HttpProblem(status, code), error.findings
    if isinstance(error, BatchRefusedError):
        params = tuple(sorted(error.params.items()))
        return HttpProblem(status, code), [Fault("batch", error.code, params), *error.faults]
    if isinstance(error, InvalidIdentifierError):
        return HttpProblem(status, code), [Fault(error.identifier, str(error.code))]
    if isinstance(error, TooManyTriesError):
        return HttpProblem(status, code, error.retry_after), ()
    if isinstance(error, UnavailableError):
        return HttpProblem(status, code, UNAVAILABLE_SECONDS), ()
    return HttpProblem(status, code), ()


_KINDS = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "enum": "not_a_choice",
    "literal_error": "not_a_choice",
    "string_too_long": "too_long",
    "string_too_short": "missing",
    "too_long": "too_long",
    "greater_than": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "string_pattern_mismatch": "shape",
    "finite_number": "out_of_range",
    "int_parsing_size": "out_of_range",
    "date_from_datetime_inexact": "wrong_type",
}


def faults_of(error: ValidationError) -> list[Fault]:
    """Every wrong field, by path and code; never its value."""
    return [
        Fault(_path(item), *_code(item))
        for item in error.errors(include_url=False, include_context=True, include_input=False)
    ]


_CHOICES = frozenset({"bool", "int", "str"})


def _path(item: Any) -> str:  # noqa: ANN401 - Pydantic's error dictionary
    """Where, without the name that Pydantic adds for each type of `bool | int | str` that did not fit."""
    location = item["loc"]
    is_union = len(location) > len(("answers", "name")) and location[-1] in _CHOICES
    parts = location[:-1] if is_union and item["type"] != "extra_forbidden" else location
    return ".".join(map(shorten, parts)) or "body"


RECEIPT = "receipt_number"


MOST_SUGGESTIONS = 21
"""All numbers that are one slip away, the likeliest first: with fewer the true one may be missing."""


def suggest_receipts(fault: Fault, body: Mapping[str, Any]) -> Fault:
    """The fault of a mistyped receipt number with the numbers it may have been; nothing is looked up for them."""
    typed = body.get(RECEIPT)
    if fault.field != RECEIPT or not isinstance(typed, str):
        return fault
    numbers = " ".join(number.format() for number in ReceiptNumber.suggest(typed, MOST_SUGGESTIONS))
    return Fault(fault.field, fault.code, (*fault.params, ("suggestions", numbers)))


def _code(item: Any) -> tuple[str, tuple[tuple[str, str], ...]]:  # noqa: ANN401 - Pydantic's error dictionary
    """With what fills its sentence. A text of which one letter would not do is not missing: it may be there."""
    least = item.get("ctx", {}).get("min_length", 1)
    if item["type"] == "string_too_short" and least > 1:
        return "too_few_letters", (("limit", str(least)),)
    return _kind(item), ()


def _kind(item: Any) -> str:  # noqa: ANN401 - Pydantic's error dictionary
    kind = item["type"]
    if "." in kind:
        return str(item["ctx"]["code"])
    if kind in _KINDS:
        return _KINDS[kind]
    return "wrong_type" if kind.endswith(("_type", "_parsing")) or "_from_" in kind or "_parsing" in kind else "invalid"
