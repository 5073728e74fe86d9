"""The receipt (tanda terima) as a page to keep: from the day an application was handed in on."""

from dataclasses import dataclass

from chalicelib.domain.access import Visitor
from chalicelib.domain.case import Case
from chalicelib.domain.errors import TransitionRefusedError
from chalicelib.domain.identifiers import Pin
from chalicelib.services.change_case import must_be_theirs
from chalicelib.services.keys import Keys
from chalicelib.services.ports import CaseRepository, ReceiptPrinter


@dataclass(frozen=True, slots=True)
class PrintReceipt:
    """One read. The PIN is derived for the page and kept nowhere."""

    cases: CaseRepository
    printer: ReceiptPrinter
    keys: Keys

    def __call__(self, visitor: Visitor) -> bytes:
        """A PDF of one A4 page. Raises TransitionRefusedError for a draft: it has a number but no receipt."""
        case = self.cases.get(visitor.receipt)
        must_be_theirs(case, visitor)
        return self.of(case)

    def of(self, case: Case) -> bytes:
        """The same of a case that was read already, for somebody who may have it."""
        if case.received_at is None:
            thing = "case"
            raise TransitionRefusedError(thing, case.state, "print_receipt")
        return self.printer.print_receipt(case, Pin.derive(self.keys.pin, case.receipt, case.pin_version))
