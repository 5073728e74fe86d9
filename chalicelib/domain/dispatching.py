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
from chalicelib.domain.lifecycle import ProductEvent, ProductState
from chalicelib.domain.product import Product
from chalicelib.domain.production import dispatch, record_delivery
from chalicelib.domain.tables import Line, read_table

MOST_LINES: Final = 300
"""Of one list: each is one read and one transaction, and a function has 28 seconds."""

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "receipt": ("nomor berkas", "berkas", "no berkas", "receipt number", "label"),
    "product": ("hasil", "produk"),
    "postal_number": ("nomor kiriman", "no kiriman", "resi", "nomor resi", "no resi", "barcode", "tracking number"),
    "outcome": ("status", "keadaan", "keterangan"),
}
OPTIONAL: Final = ("product", "postal_number", "outcome")


class Outcome(StrEnum):
    """What a line says of a product."""

    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    CAME_BACK = "came_back"


_WORDS: Final = {
    "": Outcome.DISPATCHED, "dikirim": Outcome.DISPATCHED, "terkirim": Outcome.DELIVERED,
    "diterima": Outcome.DELIVERED, "gagal": Outcome.UNDELIVERED, "gagal antar": Outcome.UNDELIVERED,
    "kembali": Outcome.CAME_BACK, "retur": Outcome.CAME_BACK, **{str(outcome): outcome for outcome in Outcome},
}  # fmt: skip
_DONE: Final = {
    Outcome.DISPATCHED: ProductState.DISPATCHED,
    Outcome.DELIVERED: ProductState.DELIVERED,
    Outcome.UNDELIVERED: ProductState.UNDELIVERED,
    Outcome.CAME_BACK: ProductState.READY,
}


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
    """A line that can be read."""

    receipt: ReceiptNumber
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


def read_lines(raw: bytes | str) -> tuple[Typed, ...]:
    """The lines of a pasted or uploaded table. Raises InvalidRequestError as `read_table` does."""
    return tuple(_typed(line) for line in read_table(raw, COLUMNS, OPTIONAL, most=MOST_LINES))


def _typed(line: Line) -> Typed:
    cells = {name: line.cells.get(name, "") for name in COLUMNS}
    return Typed(number=line.number, **cells)


def read_line(line: Typed) -> Ordered:
    """Raises InvalidRequestError with everything that is wrong with it."""
    faults: list[Fault] = []
    receipt, product, number = None, line.product.strip().lower(), None
    try:
        receipt, scanned = parse_scan(line.receipt)
        product = product or scanned
    except InvalidIdentifierError as error:
        faults.append(Fault("receipt", error.code))
    outcome = _WORDS.get(" ".join(line.outcome.split()).casefold())
    if outcome is None:
        faults.append(Fault("outcome", "not_a_choice"))
    if outcome is Outcome.DISPATCHED:
        number = _read_number(line.postal_number, faults)
    if faults or receipt is None or outcome is None:
        raise InvalidRequestError(faults)
    return Ordered(receipt, product, outcome, number)


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


def find_product(case: Case, ordered: Ordered) -> Product:
    """The one that a line is about. Raises InvalidRequestError where it names none of several."""
    if ordered.product:
        product = case.product(ordered.product)
        if product is None:
            raise InvalidRequestError([Fault("product", "unknown_product")])
        return product
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
    return product.state in {ProductState.DISPATCHED, ProductState.UNDELIVERED, ProductState.DELIVERED}


def is_done(product: Product, ordered: Ordered) -> bool:
    """Whether the product stands so already: the same list sent twice changes nothing."""
    if ordered.outcome is Outcome.DISPATCHED:
        return product.state is ProductState.DISPATCHED and product.postal_number == ordered.postal_number
    if ordered.outcome is Outcome.CAME_BACK:
        return product.state is ProductState.READY and product.postal_number is not None
    return product.state is _DONE[ordered.outcome]


def carry_out(case: Case, ordered: Ordered, officer: Actor, now: datetime) -> Change | None:
    """The move that a line asks for; None where it is done already.

    Raises InvalidRequestError, with the reason where the case is collected at the office or the step is out of turn.
    """
    product = find_product(case, ordered)
    if is_done(product, ordered):
        return None
    number = ordered.postal_number
    if number is not None and not case.sent_by_post:
        raise InvalidRequestError([Fault("receipt", "not_mailed")])
    try:
        if number is not None:
            return dispatch(case, product.id, number, officer, now)
        return record_delivery(case, product.id, ProductEvent(ordered.outcome), officer, now)
    except TransitionRefusedError:
        is_early = number is not None and product.state is not ProductState.DISPATCHED
        raise InvalidRequestError([Fault("product", "not_ready" if is_early else "out_of_turn")]) from None
