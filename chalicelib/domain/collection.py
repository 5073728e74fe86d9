"""Whom a product may be given to, what waits to be fetched or mailed, and when who has not come is reminded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from chalicelib.domain.access import SYSTEM, Actor
from chalicelib.domain.case import Case, Change, move
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.identifiers import Fault as Unfit
from chalicelib.domain.identifiers import InvalidIdentifierError, ReceiptNumber
from chalicelib.domain.lifecycle import ProductState
from chalicelib.domain.product import Collector, HandOver, OldCard, Product, ProxyLetter, ShownIdentity

MOST_REMINDERS: Final = 2
_NUMBER_OF_PERSON: Final = re.compile(r"[0-9]{4}(?:[ .-]?[0-9]{4}){3}")
"""Sixteen digits, as one or by fours: a NIK or the number of a family card, and no letter's."""

OLDEST_LETTER: Final = date(1945, 8, 17)
"""Nobody could write a letter to an office of this state before there was one: the year was mistyped."""

NAMED_ANOTHER: Final = "collected_by_other"
"""The answer by which an applicant says that somebody with their letter of power (F-1.07) will come."""


@dataclass(frozen=True, slots=True)
class Taker:
    """Who stands at the counter, as the clerk says. `is_checked`: the clerk saw who it is (`CHECKED`)."""

    collected_by: Collector
    old_card: OldCard
    is_checked: bool = False
    letter: ProxyLetter | None = None
    identity: ShownIdentity | None = None

    def hand_over(self, officer: Actor, now: datetime) -> HandOver:
        """What is recorded of it."""
        return HandOver(
            collected_by=self.collected_by, old_card=self.old_card, letter=self.letter, identity=self.identity,
            by=officer.id, at=now,
        )  # fmt: skip


def may_collect(case: Case) -> tuple[Collector, ...]:
    """Who may come. Where the case names somebody with a letter, family without one is not whom it names."""
    if case.answers.get(NAMED_ANOTHER) is True:
        return (Collector.SELF, Collector.PROXY)
    return tuple(Collector)


def check_taker(case: Case, taker: Taker, today: date, *, is_card_owed: bool) -> None:
    """Raises InvalidRequestError with everything that stands against handing it over to them."""
    faults = []
    if not taker.is_checked:
        faults.append(Fault("identity_checked", "identity_unchecked"))
    if taker.collected_by not in may_collect(case):
        faults.append(Fault("collected_by", "names_another_collector"))
    if is_card_owed and taker.old_card is OldCard.NONE:
        faults.append(Fault("old_card", "old_card_expected"))
    if taker.letter is not None and _NUMBER_OF_PERSON.search(taker.letter.number):
        faults.append(Fault("letter", "number_of_person"))
    if taker.collected_by is Collector.PROXY:
        faults += _of_proxy(taker, today)
    if faults:
        raise InvalidRequestError(faults)


def _of_proxy(taker: Taker, today: date) -> list[Fault]:
    faults = []
    letter = taker.letter
    if letter is None or not (letter.number or letter.dated):
        faults.append(Fault("letter", "letter_missing"))
    if letter is not None and letter.dated is not None:
        faults += _of_date(letter.dated, today)
    if taker.identity is None:
        faults.append(Fault("identity", "identity_missing"))
    return faults


def _of_date(dated: date, today: date) -> list[Fault]:
    if dated > today:
        return [Fault("letter.dated", "in_future")]
    return [Fault("letter.dated", "letter_too_old")] if dated < OLDEST_LETTER else []


def is_mailed(case: Case, product: Product) -> bool:
    """Whether it goes by post: what came back waits at the counter, unless it is sent a second time."""
    return case.sent_by_post and product.postal_number is None


def is_any_ready(case: Case) -> bool:
    """Whether anything can be handed over: without it, nobody is to be expected, whatever hour they booked."""
    return any(product.state is ProductState.READY for product in case.products)


def to_fetch(case: Case) -> tuple[Product, ...]:
    """The products that wait at the counter."""
    return tuple(p for p in case.products if p.state is ProductState.READY and not is_mailed(case, p))


def owes_reminder(line: Mapping[str, Any], days: int, now: datetime) -> bool:
    """Whether the line of a product leaves a reason to read its case: `days` since it was ready or last told."""
    if line.get("delivery") == "post" or line.get("reminders", 0) >= MOST_REMINDERS:
        return False
    told_at = datetime.fromisoformat(line.get("reminded_at") or line["clock"])
    return told_at + timedelta(days=days) <= now


def remind(case: Case, product_id: str, days: int, now: datetime) -> Change | None:
    """Tell the resident once more that a product waits; None when it does not, or they were told enough or lately.

    Nobody acted on the case by it, and its service clock does not move.
    """
    product = case.product(product_id)
    if product is None or product not in to_fetch(case) or len(product.reminded_at) >= MOST_REMINDERS:
        return None
    told_at = max((product.ready_at or case.updated_at, *product.reminded_at))
    if told_at + timedelta(days=days) > now:
        return None
    after = product.model_copy(update={"reminded_at": (*product.reminded_at, now)})
    return move(
        case, action="collect_reminded", actor=SYSTEM, now=now, notices=[(NoticeEvent.COLLECT_REMINDER, product.id)],
        products=(product.id,), details={"product": product.id},
        updates={"products": tuple(after if known.id == product.id else known for known in case.products)},
    )  # fmt: skip


def note_label(case: Case, officer: Actor, now: datetime) -> Change:
    """An address was opened for a label: who did it, and when, stands in the audit before the label is printed."""
    return move(case, action="address_opened", actor=officer, now=now)


_SCANNED: Final = re.compile(r"[?&]number=([^&#\s]+)")


def parse_scan(text: str) -> tuple[ReceiptNumber, str]:
    """The number and the product that a scanner read or a clerk typed; the product is empty where none is named.

    A receipt's code is the address of its page, that of a label is `number/product`. No code begins with a slash: one
    before it is the key that was pressed for the field. Raises InvalidIdentifierError.
    """
    found = _SCANNED.search(text)
    number, _, product = (found[1] if found else text.strip().lstrip("/")).partition("/")
    try:
        return ReceiptNumber.parse(number), product.strip().lower()
    except InvalidIdentifierError as error:
        if error.code is Unfit.EMPTY and text.strip():
            raise InvalidIdentifierError(error.identifier, Unfit.UNREADABLE_CODE) from None
        raise
