"""Follow a case with receipt number and PIN: one read, and one write more when the PIN is wrong."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.access import Visitor
from chalicelib.domain.case import Case
from chalicelib.domain.errors import NotFoundError, TooManyTriesError
from chalicelib.domain.identifiers import Pin, ReceiptNumber
from chalicelib.domain.office import Office
from chalicelib.services.keys import Keys, keyed_digest
from chalicelib.services.ports import CaseRepository, Clock


@dataclass(frozen=True, slots=True)
class TrackApplication:
    """The answer to a wrong PIN and to a number that nobody has is the same, and takes the same steps."""

    cases: CaseRepository
    office: Office
    keys: Keys
    clock: Clock

    def __call__(self, receipt: ReceiptNumber, pin: Pin, address: str) -> Case:
        """The case. `address` is the caller's network address. Raises NotFoundError, TooManyTriesError."""
        now = self.clock.now()
        caller = keyed_digest(self.keys.address, "address", address)
        case, tries = self.cases.track(receipt, caller, now)
        limits = self.office.limits
        if tries.receipt >= limits.tries_per_receipt or tries.address >= limits.tries_per_address:
            raise TooManyTriesError(_wait(now, limits.tries_window_seconds))
        right = Pin.derive(self.keys.pin, receipt, case.pin_version if case else 1)
        if not right.matches(pin) or case is None:
            self.cases.record_wrong_try(receipt, caller, now)
            raise NotFoundError
        return case

    def visit(self, case: Case) -> Visitor:
        """The visit that a right PIN opens."""
        return Visitor(receipt=case.receipt, pin_version=case.pin_version)

    def pin_of(self, case: Case) -> Pin:
        """The present PIN, derived to be shown once to its resident."""
        return Pin.derive(self.keys.pin, case.receipt, case.pin_version)


def _wait(now: datetime, window: int) -> int:
    """Seconds until every try of the present window is forgotten: those of the window before count as well."""
    return 2 * window - int(now.timestamp()) % window
