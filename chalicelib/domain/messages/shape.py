"""The shape of the message catalogue: which texts there must be, and which placeholders each may use."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from string import Formatter
from typing import Final

from chalicelib.domain.document import VERDICT_REASONS, UploadState, VerdictKind
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.finding import FindingCode
from chalicelib.domain.identifiers import DoubtCode, Fault
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.messages.assist_values import ASSIST_VALUES
from chalicelib.domain.messages.check_values import CHECK_VALUES
from chalicelib.domain.messages.desk_values import DESK_VALUES
from chalicelib.domain.messages.gsm7 import strange_characters
from chalicelib.domain.messages.overlays_values import OVERLAYS_VALUES
from chalicelib.domain.messages.page_values import PAGE_VALUES
from chalicelib.domain.messages.sender_values import SENDER_VALUES
from chalicelib.domain.messages.sheet_values import SHEET_VALUES
from chalicelib.domain.messages.station_values import FAULTS_OF_FILES, STATION_VALUES
from chalicelib.domain.messages.tree import DEFAULT_FAULT, DEFAULT_REJECTION, Tree, walk_texts
from chalicelib.domain.messages.upload_values import UPLOAD_VALUES
from chalicelib.domain.post.vocabulary import (
    BatchCode,
    DiscrepancyCode,
    End,
    RejectionCode,
    RescanReason,
    WaitReason,
)
from chalicelib.domain.text import Language

Placeholders = frozenset[str]

NONE: Final[Placeholders] = frozenset()
PRINTED: Final = ("receipt/", "sheets/")
OPEN_SECTIONS: Final = ("faults", "rejections", "staff")
"""Sections that may hold more codes than those demanded here: plain words of requests, texts of the office's pages."""

_C, _E = FindingCode, NoticeEvent

FINDING_VALUES: Final[Mapping[FindingCode, Placeholders]] = {
    _C.MISSING: frozenset({"papers"}),
    _C.UNREADABLE: frozenset({"papers"}),
    _C.WRONG_TYPE: frozenset({"papers"}),
    _C.NOT_ARRIVED: frozenset({"papers"}),
    _C.EXPIRED: frozenset({"days"}),
    _C.DOUBTFUL_NIK: frozenset({"doubt"}),
    _C.DOUBTFUL_FAMILY_CARD: frozenset({"doubt"}),
    _C.DOUBTFUL_NAME: frozenset({"doubt"}),
    _C.ADDRESS_OUTSIDE: frozenset({"regency"}),
    _C.NOT_ELIGIBLE: frozenset({"rule"}),
    _C.ROLE_NOT_ALLOWED: frozenset({"rule"}),
    _C.NEEDS_COUNTER: frozenset({"rule"}),
    _C.UNANSWERED: frozenset({"question"}),
    _C.FIELD_MISSING: frozenset({"field"}),
    _C.OTHER_CASE_FIRST: frozenset({"service"}),
    _C.NOT_CORRECTED: frozenset({"verdict"}),
    _C.PAGE_UNSORTED: frozenset({"pages"}),
    _C.TOO_LARGE: frozenset({"limit_mb"}),
    _C.UNKNOWN_TYPE: frozenset({"kind"}),
    _C.SCAN_AWAITED: frozenset({"sheets"}),
    _C.NOT_WHAT_IT_SAYS: frozenset({"declared", "detected"}),
    _C.TOO_MANY_PAGES: frozenset({"pages", "limit"}),
    _C.TOO_MANY_PIXELS: frozenset({"width", "height", "megapixels"}),
    _C.PAGE_TOO_DARK: frozenset({"light", "readable"}),
    _C.PAGE_GLARE: frozenset({"readable"}),
    _C.PAGE_LOW_CONTRAST: frozenset({"contrast", "readable"}),
    _C.PAGE_TOO_SMALL: frozenset({"side", "readable"}),
    _C.PAGE_BLURRED: frozenset({"part", "readable"}),
    _C.PAGE_TILTED: frozenset({"degrees"}),
    _C.MORE_PICTURES: frozenset({"pictures"}),
    _C.PAGE_CUT_OFF: frozenset({"part"}),
    _C.PAGE_SEVERAL_PAPERS: frozenset({"papers"}),
    _C.TOO_SMALL: frozenset({"width", "height", "limit"}),
}
"""What each finding's sentences may be filled with; codes not named here are filled with nothing."""

COMMON: Final[Placeholders] = frozenset({"office", "short_name", "receipt", "service", "help_line", "address", "hours"})
LINK: Final[Placeholders] = frozenset({"link"})

NOTICE_VALUES: Final[Mapping[NoticeEvent, Placeholders]] = {
    _E.RECEIVED: COMMON | LINK | {"received_at"},
    _E.RECEIVED_BY_POST: COMMON | LINK,
    _E.RETURNED: COMMON | LINK | {"count", "items", "until", "answer_days"},
    _E.COMPLETE: COMMON | LINK | {"next"},
    _E.REJECTED: COMMON | LINK | {"reason"},
    _E.CANCELLED: COMMON | LINK | {"reason"},
    _E.READY: COMMON | LINK | {"product", "how"},
    _E.DELAYED: COMMON | LINK | {"product"},
    _E.DISPATCHED: COMMON | LINK | {"product", "postal_number"},
    _E.UNDELIVERED: COMMON | LINK | {"product"},
    _E.HANDED_OVER: COMMON | LINK | {"product", "handed_over_at"},
    _E.COLLECT_REMINDER: COMMON | LINK | {"product", "how"},
    _E.FILE_LATE: COMMON | LINK,
    # A PIN never travels with the whole number, nor with an address to use it at.
    _E.PIN_REISSUED: COMMON - {"receipt", "service"} | {"receipt_start", "pin"},
    _E.DRAFT_ENDING: COMMON | LINK | {"until"},
    _E.DRAFT_EXPIRED: COMMON | LINK | {"draft_days"},
    _E.LAPSED: COMMON | LINK | {"answer_days"},
    _E.ANSWER_ENDING: COMMON | LINK | {"count", "items", "until"},
    _E.VISIT_REMINDER: COMMON | LINK | {"visit", "place", "place_address", "bring"},
    _E.VISIT_OFF: COMMON | LINK | {"visit", "place", "place_address"},
    _E.ORIGINALS_RETURNED: COMMON | LINK | {"postal_number"},
}
"""What each notice may say. No name, no NIK, no KK number and no birth date is among them."""

PART_VALUES: Final[Mapping[str, Placeholders]] = {
    "months": NONE,
    "date_time": frozenset({"day", "month", "year", "time", "zone"}),
    "any_of": NONE,
    "and": NONE,
    "on_page": frozenset({"page", "reason"}),
    **dict.fromkeys(("part_all", "part_top", "part_bottom", "part_left", "part_right", "part_several"), NONE),
    "unknown_kind": NONE,
    "asked_item": frozenset({"number", "paper", "reason", "advice"}),
    "officer_note": LINK,
    "officer_note_letter": LINK,
    "processing": frozenset({"service_hours"}),
    "recording": NONE,
    "identity": NONE,
    "pick_up_email": frozenset({"pick_up", "address", "hours", "bring"}),
    "pick_up_sms": frozenset({"pick_up", "address", "hours", "bring"}),
    "post_email": LINK | {"bring"},
    "post_sms": LINK | {"bring"},
    "post_old_email": frozenset({"bring"}),
    "post_old_sms": frozenset({"bring"}),
    "recorded_email": LINK,
    "recorded_sms": LINK,
    "paper_of_own": NONE,
    "whatsapp": frozenset({"text"}),
    "stop_email": LINK,
}

FIELDS: Final = ("applicant_role", "applicant.name", "applicant.nik", "subject.name", "address", "lives_in")

PROBLEMS: Final = (
    "batch-refused", "case-erased", "forbidden", "foreign-form", "idempotency-key-missing", "idempotency-key-reused",
    "incomplete", "internal", "invalid-request", "method-not-allowed", "no-such-page", "not-found", "only-forms",
    "payload-too-large", "precondition-required", "stale-version", "too-many-claims", "too-many-tries",
    "transition-refused",
    "unauthorized", "unavailable", "unsupported-media-type",
)  # fmt: skip

_RECEIPT_LABELS: Final = (
    "title", "number", "pin", "keep_pin", "service", "received_at", "papers", "no_papers", "follow", "next", "free",
)  # fmt: skip

RECEIPT_VALUES: Final[Mapping[str, Placeholders]] = {
    **dict.fromkeys(_RECEIPT_LABELS, NONE),
    "how_to_follow": LINK,
    "next_steps": frozenset({"service_hours"}),
}

FAULT_VALUES: Final[Placeholders] = frozenset(
    {
        "limit",
        "limit_mb",
        "count",
        "line",
        "receipt",
        "hour",
        "officer",
        "day",
        "place",
        "value",
        "characters",
        "service",
    }
)

POST_CODES: Final = tuple(
    dict.fromkeys((*BatchCode, *RejectionCode, *WaitReason, *DiscrepancyCode, *RescanReason, *End))
)
"""Codes of the postal channel; where two vocabularies share one, they share its sentence."""

_REPORT: Final[Placeholders] = frozenset({"day", "partner", "batches", "office"})

REPORT_VALUES: Final[Mapping[str, Placeholders]] = {
    **dict.fromkeys(("subject", "fits", "differs", "unreported", "closing"), _REPORT),
    "more": _REPORT | {"count"},
}

POST_VALUES: Final[Placeholders] = frozenset({"where", "declared", "found", "file", "of", "first", "last"})


@dataclass(frozen=True, slots=True)
class TextFault:
    """What is wrong with one text: a stable code, words for who edits the catalogue, and what exactly it is about."""

    code: str
    words: str
    value: str = ""


def find_faults(words: Mapping[Language, Tree]) -> list[str]:
    """Everything wrong with a catalogue: texts missing, empty or unused, placeholders unknown, letters unfit."""
    demanded = demanded_texts()
    return [fault for language in Language for fault in _faults_of(language, words.get(language, {}), demanded)]


@cache
def demanded_texts() -> Mapping[str, Placeholders]:
    """The path of every text there must be, and what it may be filled with."""
    return dict(_demanded())


def find_text_faults(path: str, text: object) -> Iterator[TextFault]:
    """Everything wrong with one text where it stands."""
    allowed = demanded_texts().get(path, _open_values(path, text))
    is_sent, is_printed = path.endswith(("sms", "sms/text")), path.startswith(PRINTED)
    yield from check_text(text, allowed, is_sent=is_sent, is_printed=is_printed)


def _open_values(path: str, text: object) -> Placeholders:
    """Of a text that is not demanded. What fills those of the office's pages is said by their templates alone."""
    section = path.partition("/")[0]
    if section == "staff" and isinstance(text, str) and text.count("{") == text.count("}"):
        return frozenset(re.findall(r"{(\w+)}", text))
    return FAULT_VALUES if section == "faults" else NONE


def _faults_of(language: Language, tree: Tree, demanded: Mapping[str, Placeholders]) -> Iterator[str]:
    texts = dict(walk_texts(tree))
    for path in demanded.keys() - texts.keys():
        yield f"{language}: {path} has no text"
    for path, text in texts.items():
        if path not in demanded and path.partition("/")[0] not in OPEN_SECTIONS:
            yield f"{language}: {path} is used nowhere"
        for fault in find_text_faults(path, text):
            yield f"{language}: {path} {fault.words}"


def check_text(text: object, allowed: Placeholders, *, is_sent: bool, is_printed: bool) -> Iterator[TextFault]:
    """`is_sent`: it goes into text messages; `is_printed`: onto sheets whose typeface has few letters."""
    if not isinstance(text, str) or not text.strip():
        yield TextFault("empty", "is empty")
        return
    try:
        pieces = list(Formatter().parse(text))
    except ValueError as error:
        yield TextFault("stray_brace", f"is not a template: {error}")
        return
    literal = "".join(piece[0] for piece in pieces)
    if "{" in literal or "}" in literal or any(form or conversion for _, _, form, conversion in pieces):
        yield TextFault("stray_brace", "has a brace that is no plain placeholder")
    used = {name for _, name, *_ in pieces if name is not None}
    for name in sorted(used - allowed):
        yield TextFault("unknown_placeholder", f"uses {{{name}}}, which nothing fills", name)
    if is_sent and (strange := strange_characters(literal)):
        yield TextFault("not_for_sms", "has letters that a text message cannot hold", strange)
    if is_printed and literal != literal.encode("latin-1", "ignore").decode("latin-1"):
        yield TextFault("not_printable", "has letters that the typeface of what is printed does not have")


def placeholders_of(text: str) -> Placeholders:
    """What a sound text is filled with."""
    return frozenset(name for _, name, *_ in Formatter().parse(text) if name)


_SECTIONS: Final[Mapping[str, Mapping[str, Placeholders]]] = {
    "assist": ASSIST_VALUES,
    "desk": DESK_VALUES,
    "overlays": OVERLAYS_VALUES,
    "pages": PAGE_VALUES,
    "parts": PART_VALUES,
    "photo_check": CHECK_VALUES,
    "post_report": REPORT_VALUES,
    "receipt": RECEIPT_VALUES,
    "sender": SENDER_VALUES,
    "sheets": SHEET_VALUES,
    "station": STATION_VALUES,
    "upload": UPLOAD_VALUES,
}


def _demanded() -> Iterator[tuple[str, Placeholders]]:
    for code in FindingCode:
        yield from _each(f"findings/{code}", ("reason", "advice"), FINDING_VALUES.get(code, NONE))
    yield from _each("doubts", DoubtCode, NONE)
    for verdict in VerdictKind:
        yield from _each(f"verdicts/{verdict}", ("label", "advice"), NONE)
        yield from _each(f"verdict_reasons/{verdict}", VERDICT_REASONS.get(verdict, ()), NONE)
    for state in CaseState:
        yield from _each(f"states/{state}", ("label", "explanation", "next_step"), NONE)
    yield from _each("product_states", ProductState, NONE)
    yield from _each("upload_states", UploadState, NONE)
    yield from _each("rejections", (DEFAULT_REJECTION,), NONE)
    for problem in PROBLEMS:
        yield from _each(f"problems/{problem}", ("title", "detail"), NONE)
    yield from _each("faults", (*Fault, DEFAULT_FAULT, *FAULTS_OF_FILES), FAULT_VALUES)
    yield from _each("post", POST_CODES, POST_VALUES)
    yield from _each("fields", FIELDS, NONE)
    for section, texts in _SECTIONS.items():
        for name, values in texts.items():
            yield f"{section}/{name}", values
    yield "mail/greeting", NONE
    yield from _each("mail", ("closing", "letter_closing"), frozenset({"office", "help_line"}))
    for event, values in NOTICE_VALUES.items():
        yield from _each(f"notices/{event}", ("email/subject", "email/text", "sms/text"), values)


def _each(path: str, names: Iterable[str | StrEnum], values: Placeholders) -> Iterator[tuple[str, Placeholders]]:
    for name in names:
        yield f"{path}/{name}", values
