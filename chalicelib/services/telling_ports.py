"""What telling residents needs of the world, beside the ports that others share."""

from collections.abc import Collection, Mapping
from typing import Protocol

from chalicelib.domain.suppression import Suppression


class ReportQueue(Protocol):
    """Where reports wait that did not come by the providers' topic."""

    def put(self, body: str) -> None:
        """One report; the same twice is harmless. Raises UnavailableError."""


class SuppressionList(Protocol):
    """Addresses that nothing is sent to, each by the keyed hash of its channel and itself (`recipient_digest`)."""

    def find(self, recipients: Collection[str]) -> Mapping[str, Suppression]:
        """Those of these that are suppressed; one read, strongly consistent."""

    def add(self, recipient: str, suppression: Suppression) -> None:
        """Suppress one; the first reason stays."""

    def lift(self, recipient: str) -> None:
        """Send to it again; nothing happens where nobody suppressed it."""
