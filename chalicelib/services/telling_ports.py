"""What telling residents needs of the world, beside the ports that others share."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.suppression import Suppression
from chalicelib.domain.telling_caps import Toll
from chalicelib.domain.told import Trail


class ReportQueue(Protocol):
    """Where reports wait that did not come by the providers' topic."""

    def put(self, body: str) -> None:
        """One report; the same twice is harmless. Raises UnavailableError."""


class SuppressionList(Protocol):
    """Addresses that nothing is sent to, each by the keyed hash of its channel and itself (`recipient_digest`)."""

    def find(self, recipients: Collection[str]) -> Mapping[str, Suppression]:
        """Those of these that are suppressed; one read, strongly consistent."""

    def add(self, recipient: str, suppression: Suppression) -> None:
        """Suppress one; the first reason stays, and a person's word from before they took it back is none."""

    def lift(self, recipient: str) -> None:
        """Send to it again; nothing happens where nobody suppressed it."""

    def lift_opt_out(self, recipient: str, said_at: datetime) -> None:
        """Send to it again where its person's own word, said by then, ended that; nothing happens elsewhere.

        By a write alone: the public surface deletes nothing.
        """


class SendingMeter(Protocol):
    """How much was sent to each address."""

    def find_full(self, tolls: Collection[Toll]) -> Collection[str]:
        """Those whose day or month leaves no room for one more; one read, strongly consistent."""


class TellingTrail(Protocol):
    """What telling left beside cases."""

    def of(self, receipt: ReceiptNumber) -> Trail:
        """Notices, jobs that wait and lines of unreached residents of one case; one query, strongly consistent."""
