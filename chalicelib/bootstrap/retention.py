"""What is kept of ended cases, and for how long: each use case made when it is first asked for."""

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from chalicelib.observability import logger
from chalicelib.services.erase_ended import EraseEnded
from chalicelib.services.keep_retention import KeepRetention
from chalicelib.services.retention_ports import EndedCases, Shredder

if TYPE_CHECKING:
    from chalicelib.bootstrap.services import Services
    from chalicelib.domain.identifiers import ReceiptNumber


class RetentionPorts(Protocol):
    """What erasing needs from the world besides `Ports`; tests pass fakes."""

    @property
    def ended(self) -> EndedCases: ...
    @property
    def shredder(self) -> Shredder: ...


class RetentionServices:
    """On the ports of the services that they are part of."""

    def __init__(self, services: "Services") -> None:
        """Nothing is made yet."""
        self._services = services

    @cached_property
    def schedule(self) -> KeepRetention:
        services, ports = self._services, self._services.ports
        return KeepRetention(
            ports.overlays, services.maintain_overlays, ports.cases, ports.retention.ended, services.clock
        )

    @cached_property
    def erase(self) -> EraseEnded:
        def tell(receipt: "ReceiptNumber", error: str) -> None:
            logger.warning("not_erased", receipt=receipt, error=error)

        services, ports = self._services, self._services.ports
        return EraseEnded(
            ports.cases, ports.retention.ended, ports.unreached, ports.post.ledger, ports.retention.shredder,
            ports.overlays, services.office, services.clock, tell,
        )  # fmt: skip
