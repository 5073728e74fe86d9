"""Products by post: what is to be mailed, labels with addresses, numbers by scan or by list, what the post reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case, Change
from chalicelib.domain.collection import note_label, parse_scan
from chalicelib.domain.dispatching import (
    MOST_LINES,
    Ordered,
    Outcome,
    Report,
    Result,
    Typed,
    carry_out,
    find_products,
    read_line,
)
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError
from chalicelib.domain.identifiers import InvalidIdentifierError, PostalNumber, ReceiptNumber
from chalicelib.domain.lifecycle import ProductState
from chalicelib.domain.text import Language
from chalicelib.domain.worklist import CAME_BACK, TO_MAIL
from chalicelib.services.change_case import change_case
from chalicelib.services.checklists import Checklists
from chalicelib.services.counter_ports import Addressee, RecipientLabels
from chalicelib.services.ports import CaseRepository, Clock, QueuePage, Sealer
from chalicelib.services.postal_numbers import PostalNumbers

PAGE: Final = 100
QUEUES: Final = (TO_MAIL, CAME_BACK, "dispatched", "undelivered")
LABELLED: Final = (TO_MAIL, CAME_BACK)
"""Lists of what may get a label: at a time as many as a page of them has."""

MOST_LABELS: Final = PAGE
"""Of one request: each address is unsealed, and that it was is recorded first."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The first line of a list that dispatches under a number."""

    line: int
    receipt: ReceiptNumber


def _check_lines(first: Claim, receipt: ReceiptNumber) -> None:
    if first.receipt != receipt:
        raise InvalidRequestError([Fault("postal_number", "postal_number_twice", (("line", str(first.line)),))])


@dataclass(frozen=True, slots=True)
class Labels:
    """A PDF, and whose addresses it shows."""

    pdf: bytes
    receipts: tuple[ReceiptNumber, ...]


@dataclass(frozen=True, slots=True)
class DispatchProducts:
    """Each line of a list stands for itself: one that does not fit holds up no other, and any may be sent twice."""

    cases: CaseRepository
    sealer: Sealer
    checklists: Checklists
    labels: RecipientLabels
    clock: Clock
    numbers: PostalNumbers

    def list_queue(self, queue: str, cursor: str | None) -> QueuePage:
        """One page of a list, oldest first; one query."""
        return self.cases.list_queue(queue, cursor, PAGE)

    def record(self, lines: Sequence[Typed], officer: Actor) -> tuple[Report, ...]:
        """What became of each line. Raises InvalidRequestError for more lines than one request takes."""
        if len(lines) > MOST_LINES:
            raise InvalidRequestError([Fault("lines", "too_many_lines", (("limit", str(MOST_LINES)),))])
        before: dict[PostalNumber, Claim] = {}
        return tuple(self._record(line, before, officer) for line in lines)

    def _record(self, line: Typed, before: dict[PostalNumber, Claim], officer: Actor) -> Report:
        try:
            ordered = read_line(line)
            receipt = self._find_case(ordered)
            if ordered.outcome is Outcome.DISPATCHED and ordered.postal_number is not None:
                _check_lines(before.setdefault(ordered.postal_number, Claim(line.number, receipt)), receipt)
                self.numbers.check_free(ordered.postal_number, receipt)
            return Report(line, self._carry_out(receipt, ordered, officer))
        except InvalidRequestError as error:
            return Report(line, Result.REFUSED, error.faults)
        except NotFoundError:
            return Report(line, Result.REFUSED, (Fault("receipt", "case_unknown"),))

    def _find_case(self, ordered: Ordered) -> ReceiptNumber:
        if ordered.receipt is not None:
            return ordered.receipt
        if ordered.postal_number is None:
            raise InvalidRequestError([Fault("receipt", "receipt_or_postal_number")])
        return self.numbers.find(ordered.postal_number)

    def _carry_out(self, receipt: ReceiptNumber, ordered: Ordered, officer: Actor) -> Result:
        """Nothing is done of an envelope while any of its products cannot be."""
        now, case = self.clock.now(), self.cases.get(receipt)
        products = [product.id for product in find_products(case, ordered)]
        for product in products:
            carry_out(case, product, ordered, officer, now)
        done = [self._move(receipt, product, ordered, officer) for product in products]
        return Result.DONE if any(done) else Result.ALREADY

    def _move(self, receipt: ReceiptNumber, product: str, ordered: Ordered, officer: Actor) -> bool:
        now, change = self.clock.now(), None

        def build(case: Case) -> Change | None:
            nonlocal change
            change = carry_out(case, product, ordered, officer, now)
            return change

        if ordered.outcome is Outcome.DISPATCHED and ordered.postal_number is not None:
            self.numbers.mail(receipt, ordered.postal_number, build)
        else:
            change_case(self.cases, receipt, build)
        return change is not None

    def print_labels(self, scans: Sequence[str], officer: Actor) -> Labels:
        """That the addresses were opened, and by whom, is stored before any is; printing again is stored again.

        Raises InvalidRequestError with every number that has no label; then nothing is opened.
        """
        if not 1 <= len(scans) <= MOST_LABELS:
            code = Fault("receipts", "too_many_lines", (("limit", str(MOST_LABELS)),)) if scans else None
            raise InvalidRequestError([code or Fault("receipts", "missing")])
        receipts = self._check_labels(scans)
        for receipt in receipts:
            change_case(self.cases, receipt, lambda case: note_label(case, officer, self.clock.now()))
        return Labels(self.labels.print([self._address(receipt) for receipt in receipts]), receipts)

    def _check_labels(self, scans: Sequence[str]) -> tuple[ReceiptNumber, ...]:
        receipts, faults = [], []
        for number, scan in enumerate(scans):
            try:
                receipt, _ = parse_scan(scan)
                self._check_label(receipt)
                receipts.append(receipt)
            except InvalidIdentifierError as error:
                faults.append(Fault(f"receipts.{number}", error.code))
            except InvalidRequestError as error:
                faults += [Fault(f"receipts.{number}", fault.code) for fault in error.faults]
            except NotFoundError:
                faults.append(Fault(f"receipts.{number}", "case_unknown"))
        if faults:
            raise InvalidRequestError(faults)
        return tuple(dict.fromkeys(receipts))

    def _check_label(self, receipt: ReceiptNumber) -> None:
        case, sealed = self.cases.get_sealed(receipt)
        if not case.sent_by_post:
            raise InvalidRequestError([Fault("receipt", "not_mailed")])
        if not any(product.state is ProductState.READY for product in case.products):
            raise InvalidRequestError([Fault("receipt", "not_ready")])
        if sealed is None:
            raise InvalidRequestError([Fault("receipt", "no_address")])

    def _address(self, receipt: ReceiptNumber) -> Addressee:
        case, sealed = self.cases.get_sealed(receipt)
        personal = self.sealer.open(receipt, sealed) if sealed else None
        if personal is None or personal.address is None:
            raise InvalidRequestError([Fault("receipts", "no_address")])
        ready = [product for product in case.products if product.state is ProductState.READY]
        names = self.checklists.product_names(case)
        content = ", ".join(names[p.id].in_language(Language.INDONESIAN) if p.id in names else p.kind for p in ready)
        scanned = ready[0].id if len(ready) == 1 else ""
        return Addressee(receipt, scanned, str(personal.applicant.name or ""), personal.address, content)
