"""Numbers that were mistyped, set right by an officer: of a case in review, and once its papers are complete."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.access import Actor
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Case, Change, move
from chalicelib.domain.errors import Fault, InvalidRequestError, TransitionRefusedError
from chalicelib.domain.events import JobKind
from chalicelib.domain.identifiers import FamilyCardNumber, Nik
from chalicelib.domain.intake import unread_cards, without_readings
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.review import must_hold
from chalicelib.domain.rights import RIGHTS, Right

PLACES: Final = {
    "applicant_nik": "applicant.nik",
    "subject_nik": "subject.nik",
    "family_card_number": "family_card_number",
}
"""The numbers that can be set right, and where each stands in the personal part."""

COUNTED: Final = ("lookups", "personal_findings")
"""What of a case is counted anew from its numbers; answers, and with them the papers asked for, stay as accepted."""

Numbers = Mapping[str, Nik | FamilyCardNumber]


def apply_numbers(personal: PersonalData, numbers: Numbers) -> PersonalData:
    """The personal part with these numbers. Raises InvalidRequestError where that changes nothing, or names nobody."""
    if "subject_nik" in numbers and personal.subject is None:
        raise InvalidRequestError([Fault("subject_nik", "nobody_else")])
    after = personal.patched({PLACES[name]: number for name, number in numbers.items()})
    if after == personal:
        raise InvalidRequestError([Fault("numbers", "numbers_same")])
    return after


def correct_numbers(
    case: Case, counted: Mapping[str, Any], fields: Collection[str], officer: Actor, now: datetime,
    *, is_read: bool = False,
) -> Change:  # fmt: skip
    """Set numbers right: the case is looked for, screened and its cards read by them from then on.

    A signed document that is kept was checked against the numbers as they stood, so its signature is taken back first.
    Raises TransitionRefusedError, ForbiddenError for a case in another's review, InvalidRequestError.
    """
    if case.state not in (RIGHTS[Right.CORRECT_NUMBERS].states or ()):
        thing = "case"
        raise TransitionRefusedError(thing, case.state, Right.CORRECT_NUMBERS)
    if case.state is CaseState.IN_REVIEW:
        must_hold(case, officer)
    if any(product.result for product in case.products):
        raise InvalidRequestError([Fault("numbers", "document_is_kept")])
    updates = {**counted, "uploads": without_readings(case.uploads)}
    after = case.model_copy(update=updates)
    return move(
        case, action="numbers_corrected", actor=officer, now=now, updates=updates, lookups=after.filed_under(),
        jobs=[(kind, "", None) for kind in _checks(after, is_read=is_read)],
        details={"fields": " ".join(sorted(fields))},
    )  # fmt: skip


def _checks(case: Case, *, is_read: bool) -> list[JobKind]:
    screened = [JobKind.SCREEN] if case.is_screened else []
    return [*screened, JobKind.READ] if is_read and any(unread_cards(case)) else screened
