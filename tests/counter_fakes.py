"""Fakes of what handing over needs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.pick_up import Booking, Hour
from chalicelib.services.counter_ports import Addressee, HandedOver, HourFullError, newest_first


class FakePickUpBook:
    """Bookings in memory."""

    def __init__(self) -> None:
        self.bookings: dict[ReceiptNumber, Booking] = {}
        self.taken: Counter[Hour] = Counter()
        self.handed: dict[tuple[date, ReceiptNumber, str], HandedOver] = {}
        self._lock = Lock()

    def get(self, receipt: ReceiptNumber) -> Booking | None:
        return self.bookings.get(receipt)

    def count_taken(self, hours: Sequence[Hour]) -> dict[str, int]:
        return {hour.at: self.taken[hour] for hour in hours if hour in self.taken}

    def list_day(self, place: str, day: date) -> tuple[Booking, ...]:
        found = [known for known in self.bookings.values() if known.stands and (known.place, known.day) == (place, day)]
        return tuple(sorted(found, key=lambda known: (known.at, known.receipt)))

    def save(self, booking: Booking, before: Booking | None, capacity: int) -> None:
        with self._lock:
            self._check(booking.receipt, before)
            if booking.moves_from(before):
                if self.taken[booking.hour] >= capacity:
                    raise HourFullError
                self.taken[booking.hour] += 1
                if before and before.stands:
                    self.taken[before.hour] -= 1
            self.bookings[booking.receipt] = booking

    def remove(self, booking: Booking) -> None:
        with self._lock:
            self._check(booking.receipt, booking)
            self.bookings[booking.receipt] = booking.cancelled()
            self.taken[booking.hour] -= 1

    def note_handed(self, day: date, handed: HandedOver) -> None:
        self.handed[day, handed.receipt, handed.product] = handed

    def forget_handed(self, day: date, receipt: ReceiptNumber, product: str) -> None:
        self.handed.pop((day, receipt, product), None)

    def list_handed(self, day: date) -> tuple[HandedOver, ...]:
        return newest_first(known for key, known in self.handed.items() if key[0] == day)

    def _check(self, receipt: ReceiptNumber, before: Booking | None) -> None:
        known = self.bookings.get(receipt)
        if (known and known.version) != (before and before.version):
            raise StaleVersionError


class FakeRecipientLabels:
    """Keeps what it was asked to print."""

    def __init__(self) -> None:
        self.printed: list[Addressee] = []

    def print(self, addressees: Sequence[Addressee]) -> bytes:
        self.printed += addressees
        return b"%PDF-fake"


@dataclass
class FakeCounterPorts:
    """The ports of handing over on fakes."""

    book: FakePickUpBook = field(default_factory=FakePickUpBook)
    labels: FakeRecipientLabels = field(default_factory=FakeRecipientLabels)

    def labels_for(self, _: object) -> FakeRecipientLabels:
        return self.labels
