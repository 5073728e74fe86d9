"""Lists of what was done in SIAK: line by line, done, done before, or refused with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case, Change
from chalicelib.domain.collection import parse_scan
from chalicelib.domain.dispatching import Result
from chalicelib.domain.errors import Fault, InvalidRequestError, TransitionRefusedError
from chalicelib.domain.identifiers import InvalidIdentifierError, ReceiptNumber
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.print_batch import OF_BATCH, is_of_batch
from chalicelib.domain.product import Product
from chalicelib.domain.production import BackReason, Milestone, mend_entry, record_milestone, takes_signature_back
from chalicelib.domain.rights import may_sign
from chalicelib.domain.tables import Line, plain, read_table

MOST_LINES: Final = 300
"""Of one request: each line is one read and one transaction, and a function has 28 seconds."""

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "receipt": ("nomor berkas", "berkas", "no berkas", "nomor tanda terima", "tanda terima", "receipt number"),
    "product": ("hasil", "produk"),
    "milestone": ("tahap", "langkah"),
}
OPTIONAL: Final = ("product", "milestone")

HEADINGS: Final = tuple(sorted({plain(one) for name, known in COLUMNS.items() for one in (name, *known)}))
"""As they are compared: what a first line is known for headings by, in a browser alike."""

LISTED: Final = (
    Milestone.ENTERED,
    Milestone.BIOMETRICS_RECORDED,
    Milestone.PRINT_READY,
    Milestone.DUPLICATE_RECORD,
    Milestone.RECORDED,
    Milestone.MADE_READY,
)
"""What a list may say. Signing and printing have batches of their own, and a correction is made one by one."""

_WORDS: Final[Mapping[str, Milestone]] = {
    plain(word): milestone
    for milestone, words in {
        Milestone.ENTERED: ("sudah dientri", "dientri", "entri"),
        Milestone.BIOMETRICS_RECORDED: ("sudah direkam", "direkam"),
        Milestone.PRINT_READY: ("siap cetak (PRR)", "siap cetak", "print-ready (PRR)", "PRR"),
        Milestone.DUPLICATE_RECORD: ("data ganda (duplicate record)", "data ganda"),
        Milestone.RECORDED: ("sudah dicatat", "dicatat"),
        Milestone.MADE_READY: ("siap diserahkan", "ready to hand over"),
        Milestone.PRINTED: ("sudah dicetak", "dicetak"),
        Milestone.SPOILED: ("rusak",),
    }.items()
    for word in (milestone.value, *words)
}
"""What a line may call each: its code, and what the page calls it in either language; case and signs do not count.

Printing has its own batches: its words are known so that the refusal can say so."""

_REACHED: Final = {
    Milestone.BIOMETRICS_RECORDED: ProductState.AWAITING_BIOMETRICS,
    Milestone.PRINT_READY: ProductState.AWAITING_PRINT_RECORD,
    Milestone.RECORDED: ProductState.AWAITING_RECORD,
}
"""The state that a milestone leaves: a product that is past it had it before."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One line as it was typed or pasted; nothing in it is believed yet."""

    number: int
    receipt: str
    product: str = ""
    milestone: str = ""


@dataclass(frozen=True, slots=True)
class Ordered:
    """A line that can be read."""

    receipt: ReceiptNumber
    product: str
    milestone: Milestone


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one line; `faults` are the reasons of one that was refused."""

    line: Typed
    result: Result
    faults: tuple[Fault, ...] = ()


def read_lines(raw: bytes | str, before: int = 0) -> tuple[Typed, ...]:
    """The lines of a pasted or uploaded table. Raises InvalidRequestError as `read_table` does.

    `before`: how many lines of a list that is sent in pieces stand before this one; its heading stands on each.
    """
    return tuple(_typed(line, max(before, 0)) for line in read_table(raw, COLUMNS, OPTIONAL, most=MOST_LINES))


def _typed(line: Line, before: int) -> Typed:
    return Typed(number=before + line.number, **{name: line.cells.get(name, "") for name in COLUMNS})


def read_line(line: Typed, usual: Milestone | None) -> Ordered:
    """`usual` stands for a line that names no milestone. Raises InvalidRequestError with all that is wrong with it."""
    faults: list[Fault] = []
    receipt, product = None, line.product.strip().lower()
    try:
        receipt, scanned = parse_scan(line.receipt)
        product = product or scanned
    except InvalidIdentifierError as error:
        faults.append(Fault("receipt", error.code))
    named = line.milestone.strip()
    milestone = _WORDS.get(plain(named)) if named else usual
    if milestone not in LISTED:
        faults.append(Fault("milestone", _why_unlisted(named, milestone)))
    if faults or receipt is None or milestone is None:
        raise InvalidRequestError(faults)
    return Ordered(receipt, product, milestone)


def _why_unlisted(named: str, milestone: Milestone | None) -> str:
    if milestone in OF_BATCH:
        return "done_in_print_batch"
    return "milestone_unknown" if named else "missing"


def carry_out(case: Case, ordered: Ordered, officer: Actor, now: datetime) -> Change | None:
    """The move that a line asks for; None where it was made before.

    Raises InvalidRequestError: an unknown product, one of several that is not named, or a milestone out of turn.
    """
    if ordered.milestone is Milestone.ENTERED:
        return _entered(case, officer, now)
    product = _find_product(case, ordered.product)
    if _is_done(product, ordered.milestone):
        return None
    try:
        return record_milestone(case, ordered.milestone, product.id, officer, now)
    except TransitionRefusedError:
        raise _out_of_turn() from None


def list_fitting(case: Case, officer: Actor, now: datetime) -> tuple[Ordered, ...]:
    """What a list could say of this case now, milestone by milestone."""
    products = [product.id for product in case.products]
    asked = (
        Ordered(case.receipt, product, milestone)
        for milestone in LISTED
        for product in ([""] if milestone is Milestone.ENTERED else products)
    )
    return tuple(ordered for ordered in asked if _fits(case, ordered, officer, now))


def list_reversible(case: Case, officer: Actor, now: datetime) -> tuple[Ordered, ...]:
    """What an officer could take back now: an entry, or the last step of a product.

    Printing a card is its print batch's to take back, and a hand-over the counter's.
    """
    asked = [Ordered(case.receipt, "", Milestone.ENTRY_CORRECTED)]
    asked += [Ordered(case.receipt, product.id, Milestone.CORRECTED) for product in case.products]
    return tuple(ordered for ordered in asked if _is_reversible(case, ordered, officer, now))


def _is_reversible(case: Case, ordered: Ordered, officer: Actor, now: datetime) -> bool:
    product = case.product(ordered.product)
    if is_of_batch(product, ordered.milestone) or (product is not None and product.state is ProductState.HANDED_OVER):
        return False
    if takes_signature_back(case, ordered.milestone, ordered.product) and not may_sign(officer):
        return False
    try:
        record_milestone(case, ordered.milestone, ordered.product or None, officer, now, BackReason.NOT_DONE)
    except (InvalidRequestError, TransitionRefusedError):
        return False
    return True


def _fits(case: Case, ordered: Ordered, officer: Actor, now: datetime) -> bool:
    try:
        return carry_out(case, ordered, officer, now) is not None
    except InvalidRequestError:
        return False


def _entered(case: Case, officer: Actor, now: datetime) -> Change | None:
    if case.state is CaseState.IN_PROCESS:
        return mend_entry(case, officer, now)
    if case.state in {CaseState.READY, CaseState.CLOSED}:
        return None
    try:
        return record_milestone(case, Milestone.ENTERED, None, officer, now)
    except TransitionRefusedError:
        raise _out_of_turn() from None


def _find_product(case: Case, named: str) -> Product:
    if named:
        product = case.product(named)
        if product is None:
            raise InvalidRequestError([Fault("product", "unknown_product")])
        return product
    if len(case.products) != 1:
        raise InvalidRequestError([Fault("product", "which_product" if case.products else "out_of_turn")])
    return case.products[0]


def _is_done(product: Product, milestone: Milestone) -> bool:
    if milestone is Milestone.DUPLICATE_RECORD:
        return product.is_duplicate_record
    if milestone is Milestone.MADE_READY:
        return product.ready_at is not None
    left = _REACHED.get(milestone)
    return left is not None and product.is_past(left)


def _out_of_turn() -> InvalidRequestError:
    return InvalidRequestError([Fault("milestone", "out_of_turn")])
