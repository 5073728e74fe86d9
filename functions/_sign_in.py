"""Number and PIN, as people type them into a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from pydantic import ValidationError

from chalicelib.bootstrap import get_services
from chalicelib.domain.case import Case
from chalicelib.domain.errors import Fault, NotFoundError, TooManyTriesError
from functions._http import Call
from functions._page import sentences
from functions._problems import build_problem, faults_of, suggest_receipts
from functions._schemas.requests import TrackingRequest


@dataclass(frozen=True, slots=True)
class Denied:
    """What is wrong with each field, in words, and the status of the answer."""

    faults: Mapping[str, str]
    status: int


def _plain(fault: Fault) -> Fault:
    return Fault("pin", "six_needed") if fault.field == "pin" else fault


def sign_in(call: Call[Any], typed: Mapping[str, str]) -> Case | Denied:
    """The case that number and PIN open. A wrong PIN says no more than a number that nobody has."""
    try:
        wanted = TrackingRequest.model_validate(
            {name: typed.get(name, "").strip() for name in ("receipt_number", "pin")}
        )
        return get_services().track(wanted.receipt_number, wanted.pin, call.address)
    except ValidationError as error:
        faults = tuple(_plain(suggest_receipts(fault, typed)) for fault in faults_of(error))
        return Denied(sentences(faults, call), HTTPStatus.UNPROCESSABLE_ENTITY)
    except (NotFoundError, TooManyTriesError) as error:
        problem, _ = build_problem(error)
        words = get_services().messages.problem(problem.code, call.language)
        return Denied({"receipt_number": words.detail}, problem.status)
