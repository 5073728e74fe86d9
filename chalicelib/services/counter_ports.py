"""What handing over needs from the world besides `ports`; adapters and fakes pass the same contract suites."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.applicant import Address
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.pick_up import Booking, Hour


class HourFullError(Exception):
    """As many as the hour takes have booked it; nothing was written."""


class HandedOver(BaseModel):
    """A product that was handed over at the counter, as the day's list has it."""

    model_config = ConfigDict(frozen=True)

    receipt: ReceiptNumber
    product: str
    at: datetime


def newest_first(handed: Iterable[HandedOver]) -> tuple[HandedOver, ...]:
    """In the order of the day's list."""
    return tuple(sorted(handed, key=lambda known: (known.at, known.receipt), reverse=True))


class PickUpBook(Protocol):
    """Appointments: one for each case, and of each hour how many it has. Reads are strongly consistent."""

    def get(self, receipt: ReceiptNumber) -> Booking | None:
        """The booking of a case, also one that was cancelled; one read."""

    def count_taken(self, hours: Sequence[Hour]) -> dict[str, int]:
        """How many have booked each hour of one day at one place, by its hour; none is 0. At most 100 hours."""

    def list_day(self, place: str, day: date) -> tuple[Booking, ...]:
        """The bookings of a day that stand, in order of time; one query."""

    def save(self, booking: Booking, before: Booking | None, capacity: int) -> None:
        """Store a booking in the place of `before`, and count both hours; one transaction, all or nothing.

        Raises StaleVersionError unless `before` is what stands, HourFullError where a new hour is full.
        """

    def remove(self, booking: Booking) -> None:
        """Store it as cancelled and free its hour. Raises StaleVersionError unless it is what stands.

        Nothing is deleted: the residents' function may not delete what lies beside a case.
        """

    def note_handed(self, day: date, handed: HandedOver) -> None:
        """List a product as handed over on that day; once, however often it is said."""

    def forget_handed(self, day: date, receipt: ReceiptNumber, product: str) -> None:
        """Take it off that day's list; what does not stand there is left so."""

    def list_handed(self, day: date) -> tuple[HandedOver, ...]:
        """What was handed over on that day, the last first."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """One label: whom and where to, the number that it is scanned by, and what lies in the envelope."""

    receipt: ReceiptNumber
    product: str
    name: str
    address: Address
    content: str


class RecipientLabels(Protocol):
    """Prints labels with the addresses of residents."""

    def print(self, addressees: Sequence[Addressee]) -> bytes:
        """A PDF of A4 sheets, ten labels each."""
