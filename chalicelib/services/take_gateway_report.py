"""A report of the city's own message gateway, on its way to where all reports are taken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.delivery import GatewayReport, QueuedReport
from chalicelib.services.gateway_signature import check
from chalicelib.services.keys import Keys
from chalicelib.services.ports import Clock
from chalicelib.services.telling_ports import ReportQueue


@dataclass(frozen=True, slots=True)
class TakeGatewayReport:
    """Safe to repeat: the same report twice on the queue is noted once. No read, one message to the queue."""

    queue: ReportQueue
    keys: Keys
    clock: Clock

    def __call__(self, raw: bytes, signature: str, read: Callable[[bytes, datetime], GatewayReport]) -> None:
        """Raises UnauthorizedError for what the gateway did not sign, UnavailableError, and what `read` raises."""
        now = self.clock.now()
        check(self.keys.gateway, raw, signature, now)
        self.queue.put(QueuedReport(report=read(raw, now)).model_dump_json())
