"""Lists of what went into the mail, and of what the post says became of it: line by line, done or with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case, Change
from chalicelib.domain.collection import parse_scan
from chalicelib.domain.errors import Fault, InvalidRequestError, TransitionRefusedError
from chalicelib.domain.identifiers import InvalidIdentifierError, PostalNumber, ReceiptNumber
from chalicelib.domain.lifecycle import AT_LEAST_READY, ProductEvent, ProductState
from chalicelib.domain.product import Product
from chalicelib.domain.production import dispatch, record_delivery
from chalicelib.domain.tables import Line, plain, read_table

MOST_LINES: Final = 300
"""Of one list: each is one read and one transaction, and a function has 28 seconds."""

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "receipt": ("nomor berkas", "berkas", "no berkas", "receipt number", "label"),
    "product": ("hasil", "produk"),
    "postal_number": ("nomor kiriman", "no kiriman", "resi", "nomor resi", "no resi", "barcode", "tracking number"),
    "outcome": ("status", "keadaan", "keterangan"),
}
VAGUE: Final = ("keterangan",)
"""What the post may head its notes with, too, once another column tells the outcome."""
HEADINGS: Final = tuple(sorted({plain(one) for name, known in COLUMNS.items() for one in (name, *known)}))
"""As they are compared: what a first line is known for headings by, in a browser alike."""
NAMING: Final = frozenset({"receipt", "postal_number"})
"""One of these a table must have."""


class Outcome(StrEnum):
    """What a line says of a product."""

    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    CAME_BACK = "came_back"


_WORDS: Final = {
    "": Outcome.DISPATCHED, "dikirim": Outcome.DISPATCHED, "terkirim": Outcome.DELIVERED,
    "diterima": Outcome.DELIVERED, "gagal": Outcome.UNDELIVERED, "gagal antar": Outcome.UNDELIVERED,
    "kembali": Outcome.CAME_BACK, "kembali ke kantor": Outcome.CAME_BACK, "retur": Outcome.CAME_BACK,
    "came back": Outcome.CAME_BACK, "came back to the office": Outcome.CAME_BACK,
    **{str(outcome): outcome for outcome in Outcome},
}  # fmt: skip
_DONE: Final = {
    Outcome.DELIVERED: ProductState.DELIVERED,
    Outcome.UNDELIVERED: ProductState.UNDELIVERED,
}


_AWAY: Final = frozenset({ProductState.DISPATCHED, ProductState.UNDELIVERED, ProductState.DELIVERED})


@dataclass(frozen=True, slots=True)
class Typed:
    """One line as it was scanned, typed or pasted; nothing in it is believed yet."""

    number: int
    receipt: str
    product: str = ""
    postal_number: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Ordered:
    """A line that can be read. Without a receipt it is about the envelope that bears its number."""

    receipt: ReceiptNumber | None
    product: str
    outcome: Outcome
    postal_number: PostalNumber | None


class Result(StrEnum):
    """What became of a line."""

    DONE = "done"
    ALREADY = "already"
    REFUSED = "refused"


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
    lines = read_table(raw, COLUMNS, tuple(COLUMNS), vague=VAGUE, most=MOST_LINES)
    if lines and not NAMING & lines[0].cells.keys():
        raise InvalidRequestError([Fault("receipt", "column_missing")])
    return tuple(_typed(line, max(before, 0)) for line in lines)


def _typed(line: Line, before: int) -> Typed:
    cells = {name: line.cells.get(name, "") for name in COLUMNS}
    return Typed(number=before + line.number, **cells)


def read_line(line: Typed) -> Ordered:
    """Raises InvalidRequestError with everything that is wrong with it."""
    faults: list[Fault] = []
    outcome = _WORDS.get(" ".join(line.outcome.split()).casefold())
    if outcome is None:
        faults.append(Fault("outcome", "outcome_unknown"))
    receipt, scanned = _read_receipt(line, outcome, faults)
    is_wanted = outcome is Outcome.DISPATCHED or line.postal_number.strip()
    number = _read_number(line.postal_number, faults) if is_wanted else None
    if faults or outcome is None:
        raise InvalidRequestError(faults)
    return Ordered(receipt, line.product.strip().lower() or scanned, outcome, number)


def _read_receipt(line: Typed, outcome: Outcome | None, faults: list[Fault]) -> tuple[ReceiptNumber | None, str]:
    if not line.receipt.strip():
        if outcome is Outcome.DISPATCHED:
            faults.append(Fault("receipt", "missing"))
        elif not line.postal_number.strip():
            faults.append(Fault("receipt", "receipt_or_postal_number"))
        return None, ""
    try:
        return parse_scan(line.receipt)
    except InvalidIdentifierError as error:
        faults.append(Fault("receipt", error.code))
        return None, ""


def _read_number(text: str, faults: list[Fault]) -> PostalNumber | None:
    if not text.strip():
        faults.append(Fault("postal_number", "missing"))
        return None
    try:
        number = PostalNumber.parse(text)
    except InvalidIdentifierError as error:
        faults.append(Fault("postal_number", error.code))
        return None
    if number.doubts():
        faults.append(Fault("postal_number", "postal_number_doubtful"))
    return number


def bore(product: Product, number: str | None) -> bool:
    """Whether it is, or was, in the mail under that number."""
    return number is not None and number in {product.postal_number, *product.earlier_numbers}


def find_products(case: Case, ordered: Ordered) -> tuple[Product, ...]:
    """Those that a line is about: the one that it names, or all that lay in the envelope which the post reports on.

    Raises InvalidRequestError where it names none of several.
    """
    if ordered.product:
        product = case.product(ordered.product)
        if product is None:
            raise InvalidRequestError([Fault("product", "unknown_product")])
        return (product,)
    together = tuple(product for product in case.products if bore(product, ordered.postal_number))
    if together and ordered.outcome is not Outcome.DISPATCHED:
        return together
    return (_only_one(case, ordered),)


def _only_one(case: Case, ordered: Ordered) -> Product:
    if len(case.products) == 1:
        return case.products[0]
    fitting = [product for product in case.products if _fits(case, product, ordered)]
    if len(fitting) != 1:
        raise InvalidRequestError([Fault("product", "which_product" if case.products else "not_ready")])
    return fitting[0]


def _fits(case: Case, product: Product, ordered: Ordered) -> bool:
    if ordered.outcome is Outcome.DISPATCHED:
        is_same = product.postal_number == ordered.postal_number and product.state is ProductState.DISPATCHED
        return is_same or (product.state is ProductState.READY and case.sent_by_post)
    return product.state in _AWAY


def is_done(product: Product, ordered: Ordered) -> bool:
    """Whether it happened already, whatever came after it: the same list sent twice, or late, changes nothing.

    The number under which a product came back, on what waits to be mailed again, is no repeat: its label is an old one.
    """
    number, is_known = ordered.postal_number, bore(product, ordered.postal_number)
    if ordered.outcome is Outcome.DISPATCHED:
        return is_known and product.state is not ProductState.READY
    if number in product.earlier_numbers:
        return True
    if ordered.outcome is Outcome.CAME_BACK:
        return _is_back(product) and number in {None, product.postal_number}
    has_gone_on = ordered.outcome is Outcome.UNDELIVERED and is_known and _is_back(product)
    return has_gone_on or (_has_outcome(product, ordered.outcome) and number in {None, product.postal_number})


def _has_outcome(product: Product, outcome: Outcome) -> bool:
    is_next_attempt = outcome is Outcome.UNDELIVERED and product.tried_in_vain
    return product.state is _DONE[outcome] or (is_next_attempt and product.state is ProductState.DELIVERED)


def _is_back(product: Product) -> bool:
    return product.postal_number is not None and product.state not in _AWAY


def carry_out(case: Case, product_id: str, ordered: Ordered, officer: Actor, now: datetime) -> Change | None:
    """The move that a line asks for of one product; None where it is done already.

    Raises InvalidRequestError, with the reason where the case is collected at the office, the step is out of turn, or
    the line is about another envelope.
    """
    product = case.product(product_id)
    if product is None:
        raise InvalidRequestError([Fault("product", "unknown_product")])
    if is_done(product, ordered):
        return None
    number = ordered.postal_number
    if ordered.outcome is Outcome.DISPATCHED and number is not None:
        return _dispatch(case, product, number, officer, now)
    _check_envelope(product, ordered)
    try:
        return record_delivery(case, product.id, ProductEvent(ordered.outcome), officer, now)
    except TransitionRefusedError:
        raise InvalidRequestError([Fault("product", "out_of_turn")]) from None


def _dispatch(case: Case, product: Product, number: PostalNumber, officer: Actor, now: datetime) -> Change:
    if not case.sent_by_post:
        raise InvalidRequestError([Fault("receipt", "not_mailed")])
    try:
        return dispatch(case, product.id, number, officer, now)
    except TransitionRefusedError:
        is_early = product.state not in AT_LEAST_READY
        raise InvalidRequestError([Fault("product", "not_ready" if is_early else "out_of_turn")]) from None


def _check_envelope(product: Product, ordered: Ordered) -> None:
    """What the post says of one envelope is not said of the next; delivered can only be the last."""
    if ordered.postal_number is None:
        if product.earlier_numbers and ordered.outcome is not Outcome.DELIVERED:
            raise InvalidRequestError([Fault("postal_number", "which_postal_number")])
    elif ordered.postal_number != product.postal_number:
        raise InvalidRequestError([Fault("postal_number", "postal_number_other")])
