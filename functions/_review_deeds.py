"""What the forms of a reviewer's page do: each the same call of a service that its route of the API makes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.bootstrap import get_services
from chalicelib.domain.access import Actor
from chalicelib.domain.case import Asked, Case
from chalicelib.domain.document import VerdictKind
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.identifiers import (
    EmailAddress,
    FamilyCardNumber,
    InvalidIdentifierError,
    Nik,
    PhoneNumber,
    ReceiptNumber,
)
from chalicelib.domain.lifting import LiftReason
from chalicelib.domain.milestone_list import Typed
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.post.envelope import EnvelopeRef
from chalicelib.domain.post.vocabulary import RescanReason
from chalicelib.domain.production import TAKING_BACK, BackReason, Milestone
from chalicelib.domain.review_desk import CallOutcome
from chalicelib.domain.rights import Right
from chalicelib.domain.typed_numbers import PLACES
from chalicelib.services.change_case import must_match

LONGEST_NOTE: Final = 500

CONTACT: Final[Mapping[str, type[PhoneNumber] | type[EmailAddress]]] = {"phone": PhoneNumber, "email": EmailAddress}
"""The fields of the form that says where news goes."""

STOPPABLE_WAYS: Final = frozenset({NoticeChannel.WHATSAPP, NoticeChannel.SMS, NoticeChannel.EMAIL})
"""The ways to a resident that can end: a text message is one, whoever carries it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One form: the case, what was typed, who sends it, and the version that they saw."""

    receipt: ReceiptNumber
    typed: Mapping[str, str]
    officer: Actor
    seen: int

    def note(self) -> str:
        """Free text; raises InvalidRequestError for too much of it."""
        text = self.typed.get("note", "").strip()
        if len(text) > LONGEST_NOTE:
            raise InvalidRequestError([Fault("note", "too_long")])
        return text


def claim(sent: Sent) -> Case:
    return get_services().review_case.claim(sent.receipt, sent.officer, sent.seen)


def release(sent: Sent) -> Case:
    return get_services().review_case.release(sent.receipt, sent.officer, sent.seen)


def judge(sent: Sent) -> Case:
    """`verdict` is "accepted", or empty where `refusal` says "kind/reason"."""
    chosen = sent.typed.get("verdict") or sent.typed.get("refusal", "")
    kind, _, reason = chosen.partition("/")
    if kind not in {*VerdictKind}:
        raise InvalidRequestError([Fault("refusal", "not_a_choice")])
    return get_services().review_case.judge(
        sent.receipt, sent.typed.get("document", ""), VerdictKind(kind), sent.note(), sent.officer, sent.seen,
        reason=reason,
    )  # fmt: skip


def send_back(sent: Sent) -> Case:
    """For what was refused, and the slots that were ticked as missing."""
    missing = [Asked(slot=slot, reason=VerdictKind.MISSING) for slot in sent.typed.get("missing", "").split()]
    return get_services().review_case.return_for_completion(sent.receipt, missing, sent.officer, sent.seen)


def accept(sent: Sent) -> Case:
    return get_services().review_case.accept(sent.receipt, sent.officer, sent.seen)


def reject(sent: Sent) -> Case:
    return get_services().review_case.reject(sent.receipt, _reason(sent), sent.officer, sent.seen)


def cancel(sent: Sent) -> Case:
    """A duplicate ends beside the case that it is one of (`settle_duplicate`)."""
    return get_services().review.beside.cancel(sent.receipt, _reason(sent), None, sent.officer, sent.seen)


def note_call(sent: Sent) -> Case:
    outcome = sent.typed.get("outcome", "")
    faults = [] if outcome in {*CallOutcome} else [Fault("outcome", "not_a_choice")]
    if len(sent.typed.get("note", "").strip()) > LONGEST_NOTE:
        faults.append(Fault("note", "too_long"))
    if faults:
        raise InvalidRequestError(faults)
    beside = get_services().review.beside
    return beside.note_call(sent.receipt, CallOutcome(outcome), sent.note(), sent.officer, sent.seen)


def stop_whatsapp(sent: Sent) -> Case:
    return get_services().telling.withdraw_whatsapp.by_officer(sent.receipt, sent.officer, sent.seen)


def settle_duplicate(sent: Sent) -> Case:
    try:
        other = ReceiptNumber.parse(sent.typed.get("other", ""))
    except InvalidIdentifierError as error:
        raise InvalidRequestError([Fault("other", error.code)]) from None
    if sent.typed.get("is_duplicate") not in {"yes", "no"}:
        raise InvalidRequestError([Fault("is_duplicate", "not_a_choice")])
    is_duplicate = sent.typed["is_duplicate"] == "yes"
    beside = get_services().review.beside
    return beside.settle_duplicate(sent.receipt, other, sent.officer, sent.seen, is_duplicate=is_duplicate)


def ask_rescan(sent: Sent) -> Case:
    """Of the sheet that a posted page came on; the envelope's own version is read here, the case's was seen."""
    services = get_services()
    case = services.ports.cases.get(sent.receipt)
    must_match(case, sent.seen)
    upload = next((u for u in case.uploads if u.scan and u.id == sent.typed.get("page")), None)
    reason = sent.typed.get("reason", "")
    faults = [] if upload else [Fault("page", "not_a_choice")]
    faults += [] if reason in {*RescanReason} else [Fault("reason", "not_a_choice")]
    ref = EnvelopeRef.parse(upload.scan.envelope) if upload and upload.scan else None
    if faults or upload is None or upload.scan is None or ref is None:
        raise InvalidRequestError(faults or [Fault("page", "not_a_choice")])
    envelope, _ = services.post.resolve_envelope.read(ref)
    services.post.resolve_envelope.ask_rescan(
        ref, upload.scan.control_number, RescanReason(reason), sent.note(), sent.officer, envelope.version
    )
    return services.ports.cases.get(sent.receipt)


def _reason(sent: Sent) -> str:
    reason = sent.typed.get("reason", "")
    if reason not in get_services().messages.rejection_codes:
        raise InvalidRequestError([Fault("reason", "not_a_choice")])
    return reason


def record_step(sent: Sent) -> Case:
    """A milestone of one product, or of the case where none is named: a list of one line."""
    line = Typed(1, sent.receipt, sent.typed.get("product", ""), sent.typed.get("milestone", ""))
    return get_services().printing.milestones.record_one(line, sent.officer, sent.seen)


def take_back(sent: Sent) -> Case:
    """A step that was recorded by mistake, and why; a card's goes back in its print batch."""
    milestone, why = sent.typed.get("milestone", ""), sent.typed.get("reason", "")
    faults = [] if milestone in TAKING_BACK else [Fault("milestone", "not_a_choice")]
    faults += [] if why in {*BackReason} else [Fault("reason", "not_a_choice")]
    if faults:
        raise InvalidRequestError(faults)
    return get_services().produce_case.record(
        sent.receipt, Milestone(milestone), sent.typed.get("product") or None, sent.officer, sent.seen, BackReason(why)
    )


def correct_numbers(sent: Sent) -> Case:
    """A field that was emptied stays as it was typed: a number can be set right, and not taken away."""
    numbers: dict[str, Nik | FamilyCardNumber] = {}
    faults: list[Fault] = []
    typed = {name: text for name in PLACES if (text := sent.typed.get(name, "").strip())}
    for name, text in typed.items():
        try:
            numbers[name] = FamilyCardNumber.parse(text) if name == "family_card_number" else Nik.parse(text)
        except InvalidIdentifierError as error:
            faults.append(Fault(name, error.code))
    if faults:
        raise InvalidRequestError(faults)
    return get_services().review.correct_numbers(sent.receipt, numbers, sent.officer, sent.seen)


def correct_contact(sent: Sent) -> Case:
    """A field that is left empty changes nothing; a tick takes an address away, another has news told again."""
    places: dict[str, PhoneNumber | EmailAddress | None] = {}
    faults: list[Fault] = []
    for name, kind in CONTACT.items():
        text, is_gone = sent.typed.get(name, "").strip(), bool(sent.typed.get(f"no_{name}"))
        if text and is_gone:
            faults.append(Fault(name, "new_or_none"))
        elif text or is_gone:
            try:
                places[name] = kind.parse(text) if text else None
            except InvalidIdentifierError as error:
                faults.append(Fault(name, error.code))
    if faults:
        raise InvalidRequestError(faults)
    tell_again = bool(sent.typed.get("tell_again"))
    return get_services().review.correct_contact(sent.receipt, places, sent.officer, sent.seen, tell_again=tell_again)


def lift_suppression(sent: Sent) -> Case:
    """The tick is what the resident said: without it nothing is sent there again."""
    channel, reason = sent.typed.get("channel", ""), sent.typed.get("reason", "")
    faults = [] if channel in STOPPABLE_WAYS else [Fault("channel", "not_a_choice")]
    faults += [] if reason in {*LiftReason} else [Fault("reason", "lift_unsaid")]
    if faults:
        raise InvalidRequestError(faults)
    lift = get_services().telling.lift_suppression
    return lift(sent.receipt, NoticeChannel(channel), LiftReason(reason), sent.officer, sent.seen)


DEEDS: Final[Mapping[str, tuple[Right, Callable[[Sent], Case]]]] = {
    "claim": (Right.CLAIM, claim),
    "release": (Right.RELEASE, release),
    "verdict": (Right.JUDGE, judge),
    "return": (Right.RETURN, send_back),
    "accept": (Right.ACCEPT, accept),
    "reject": (Right.REJECT, reject),
    "cancel": (Right.CANCEL, cancel),
    "call": (Right.NOTE_CALL, note_call),
    "numbers": (Right.CORRECT_NUMBERS, correct_numbers),
    "contact": (Right.CORRECT_CONTACT, correct_contact),
    "lift": (Right.CORRECT_CONTACT, lift_suppression),
    "whatsapp": (Right.NOTE_CALL, stop_whatsapp),
    "duplicate": (Right.SETTLE_DUPLICATE, settle_duplicate),
    "rescan": (Right.RESOLVE_ENVELOPE, ask_rescan),
    "milestone": (Right.RECORD_MILESTONE, record_step),
    "taken-back": (Right.RECORD_MILESTONE, take_back),
}
"""What the last part of a form's address stands for, and the right that it needs."""
