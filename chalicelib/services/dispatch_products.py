"""Products by post: what is to be mailed, labels with addresses, numbers by scan or by list, what the post reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case, Change
from chalicelib.domain.collection import note_label, parse_scan
from chalicelib.domain.dispatching import (
    MOST_LINES,
    Ordered,
    Report,
    Result,
    Typed,
    carry_out,
    read_line,
)
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError
from chalicelib.domain.identifiers import InvalidIdentifierError, PostalNumber, ReceiptNumber
from chalicelib.domain.lifecycle import ProductState
from chalicelib.domain.text import Language
from chalicelib.services.application_details import filed_postal
from chalicelib.services.change_case import change_case
from chalicelib.services.checklists import Checklists
from chalicelib.services.counter_ports import Addressee, RecipientLabels
from chalicelib.services.ports import CaseRepository, Clock, Sealer

PAGE: Final = 100
TO_MAIL: Final = "to-mail"
QUEUES: Final = (TO_MAIL, "dispatched", "undelivered")
MOST_LABELS: Final = 50
"""Of one request: each address is unsealed, and that it was is recorded first."""


@dataclass(frozen=True, slots=True)
class ToMail:
    """A page of what is to be mailed, oldest first; `next_cursor` where the list goes on."""

    lines: tuple[dict[str, Any], ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class DispatchProducts:
    """Each line of a list stands for itself: one that does not fit holds up no other, and any may be sent twice."""

    cases: CaseRepository
    sealer: Sealer
    checklists: Checklists
    labels: RecipientLabels
    clock: Clock
    lookup_key: bytes

    def list_queue(self, queue: str, cursor: str | None) -> ToMail:
        """`to-mail`, or one of the work lists `dispatched` and `undelivered`; one query."""
        page = self.cases.list_queue("pick-up" if queue == TO_MAIL else queue, cursor, PAGE)
        lines = (line for line in page.items if queue != TO_MAIL or line.get("delivery") == "post")
        return ToMail(tuple(lines), page.next_cursor)

    def record(self, lines: Sequence[Typed], officer: Actor) -> tuple[Report, ...]:
        """What became of each line. Raises InvalidRequestError for more lines than one request takes."""
        if len(lines) > MOST_LINES:
            raise InvalidRequestError([Fault("lines", "too_many_lines", (("limit", str(MOST_LINES)),))])
        owners: dict[PostalNumber, ReceiptNumber] = {}
        return tuple(self._record(line, owners, officer) for line in lines)

    def _record(self, line: Typed, owners: dict[PostalNumber, ReceiptNumber], officer: Actor) -> Report:
        try:
            ordered = read_line(line)
            self._check_owner(ordered, owners)
            return Report(line, self._carry_out(ordered, officer))
        except InvalidRequestError as error:
            return Report(line, Result.REFUSED, error.faults)
        except NotFoundError:
            return Report(line, Result.REFUSED, (Fault("receipt", "case_unknown"),))

    def _check_owner(self, ordered: Ordered, owners: dict[PostalNumber, ReceiptNumber]) -> None:
        """One envelope may carry several products of a case, and none of another."""
        number = ordered.postal_number
        if number is not None and owners.setdefault(number, ordered.receipt) != ordered.receipt:
            raise InvalidRequestError([Fault("postal_number", "postal_number_twice")])

    def _carry_out(self, ordered: Ordered, officer: Actor) -> Result:
        now, change = self.clock.now(), None

        def build(case: Case) -> Change | None:
            nonlocal change
            change = carry_out(case, ordered, officer, now)
            if change is not None and ordered.postal_number is not None:
                change = filed_postal(change, ordered.postal_number, self.lookup_key)
            return change

        change_case(self.cases, ordered.receipt, build)
        return Result.ALREADY if change is None else Result.DONE

    def print_labels(self, scans: Sequence[str], officer: Actor) -> bytes:
        """A PDF. That the addresses were opened, and by whom, is stored before any is; printing again is stored again.

        Raises InvalidRequestError with every number that has no label, NotFoundError where no case has any of them;
        then nothing is opened.
        """
        if not 1 <= len(scans) <= MOST_LABELS:
            code = Fault("receipts", "too_many_lines", (("limit", str(MOST_LABELS)),)) if scans else None
            raise InvalidRequestError([code or Fault("receipts", "missing")])
        receipts = self._check_labels(scans)
        for receipt in dict.fromkeys(receipts):
            change_case(self.cases, receipt, lambda case: note_label(case, officer, self.clock.now()))
        return self.labels.print([self._address(receipt) for receipt in dict.fromkeys(receipts)])

    def _check_labels(self, scans: Sequence[str]) -> list[ReceiptNumber]:
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
        if faults and {fault.code for fault in faults} == {"case_unknown"} and not receipts:
            raise NotFoundError
        if faults:
            raise InvalidRequestError(faults)
        return receipts

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
