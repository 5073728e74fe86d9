"""What several blueprints read from a call in the same way."""

import json
from dataclasses import replace
from datetime import date
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

from chalicelib.domain.document import DocumentFacts
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.identifiers import IdempotencyKey, InvalidIdentifierError, ReceiptNumber
from chalicelib.services.application_details import Details
from functions._http import Call
from functions._problems import HttpProblem, suggest_receipts
from functions._schemas.base import Request
from functions._schemas.requests import AmendRequest

PERSONAL: Final = ("applicant", "subject", "family_card_number", "contact", "address", "delivery", "lives_in")


def read_receipt(call: Call[Any]) -> ReceiptNumber:
    """The receipt number in the path; raises InvalidRequestError with the numbers that a mistyped one may be."""
    typed = call.path["receipt"]
    try:
        return ReceiptNumber.parse(typed)
    except InvalidIdentifierError as error:
        fault = suggest_receipts(Fault(error.identifier, error.code), {error.identifier: typed})
    raise InvalidRequestError([fault])


def read_key(call: Call[Any]) -> IdempotencyKey:
    """The key by which the caller marks repeats; a problem of its own where there is none."""
    key = call.headers.get("idempotency-key")
    if key is None:
        raise HttpProblem(HTTPStatus.BAD_REQUEST, "idempotency-key-missing")
    return IdempotencyKey.parse(key)


def digest_request(body: Request) -> str:
    """What two equal requests have in common, in whatever order their fields stand."""
    said = body.model_dump(mode="json", exclude_unset=True)
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def seen_version(call: Call[Any]) -> int:
    """The version that the caller saw; one that nothing has where none was sent."""
    return call.if_match if call.if_match is not None else -1


def read_day(text: str) -> date:
    """A day of the calendar, as ISO 8601 writes it; raises InvalidRequestError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidRequestError([Fault("day", "shape")]) from None


def read_keyed(body: AmendRequest) -> Details:
    """The same from an officer, whom the contact that is known was not shown: what they say of it goes beside that."""
    details = read_details(body)
    contact = details.personal.pop("contact", None)
    said = contact.model_dump(exclude_unset=True, exclude_none=True) if contact is not None else {}
    return replace(details, patch={f"contact.{name}": value for name, value in said.items()})


def read_details(body: AmendRequest) -> Details:
    """What a request says of an application; each field present replaces the one known."""
    personal = {name: getattr(body, name) for name in PERSONAL if name in body.model_fields_set}
    return Details(
        language=body.language,
        applicant_role=body.applicant_role,
        answers=dict(body.answers),
        documents={slot: DocumentFacts(**facts.model_dump()) for slot, facts in body.documents.items()},
        personal={
            name: value for name, value in personal.items() if value is not None or name in {"subject", "address"}
        },
        postal_number=body.postal_number,
    )
