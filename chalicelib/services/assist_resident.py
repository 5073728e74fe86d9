"""Apply for somebody: staff begin a draft, open it for the resident who is with them, and print the receipt."""

from dataclasses import dataclass

from chalicelib.domain.access import Actor, Visitor
from chalicelib.domain.case import FIRST_PIN, Case, Channel
from chalicelib.domain.errors import NotFoundError, TransitionRefusedError
from chalicelib.domain.identifiers import IdempotencyKey, ReceiptNumber
from chalicelib.services.application_details import Details
from chalicelib.services.ports import AssistTickets, CasePage, CaseRepository, Clock
from chalicelib.services.print_receipt import PrintReceipt
from chalicelib.services.start_application import Origin, StartApplication

MOST_LISTED = 25


@dataclass(frozen=True, slots=True)
class Opened:
    """A case, and the ticket that opens it on the residents' pages for a short while."""

    case: Case
    ticket: str


@dataclass(frozen=True, slots=True)
class AssistResident:
    """An officer reaches the cases that they began themselves, and of those no personal part."""

    cases: CaseRepository
    start: StartApplication
    print_receipt: PrintReceipt
    tickets: AssistTickets
    clock: Clock

    def begin(self, service: str, details: Details, key: IdempotencyKey, request_digest: str, officer: Actor) -> Opened:
        """A draft under the officer's name, one per key and officer; its ticket is made anew at each repeat.

        Raises what StartApplication raises. A repeat tells the first PIN, whatever became of it since.
        """
        started = self.start(service, details, key, request_digest, Origin(Channel.ASSISTED, officer))
        return self._open(started.case.model_copy(update={"pin_version": FIRST_PIN}), officer)

    def reopen(self, receipt: ReceiptNumber, officer: Actor) -> Opened:
        """A draft or a returned case once more. Raises NotFoundError, TransitionRefusedError in any other state."""
        case = self._own(receipt, officer)
        if not case.is_open_to_resident:
            thing = "case"
            raise TransitionRefusedError(thing, case.state, "reopen")
        return self._open(case, officer)

    def list_begun(self, officer: Actor, cursor: str | None) -> CasePage:
        """What the officer began, newest first."""
        return self.cases.list_assisted(officer.id, cursor, MOST_LISTED)

    def receipt_of(self, receipt: ReceiptNumber, officer: Actor) -> bytes:
        """The receipt as a PDF, to be handed over. Raises NotFoundError, TransitionRefusedError for a draft."""
        return self.print_receipt.of(self._own(receipt, officer))

    def _own(self, receipt: ReceiptNumber, officer: Actor) -> Case:
        case = self.cases.get(receipt)
        if not case.is_assisted_by(officer.id):
            raise NotFoundError
        return case

    def _open(self, case: Case, officer: Actor) -> Opened:
        visitor = Visitor(receipt=case.receipt, pin_version=case.pin_version)
        return Opened(case, self.tickets.issue(visitor, officer.id, self.clock.now()))
