"""The use cases of telling residents, each made when it is first asked for."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.adapters.messaging.reports import read_report
from chalicelib.domain.delivery import DeliveryReport
from chalicelib.services.take_report import TakeReport

if TYPE_CHECKING:
    from chalicelib.bootstrap.services import Services


class TellingServices:
    """The use cases of telling residents on the ports of an application."""

    def __init__(self, services: "Services") -> None:
        """Nothing is made yet."""
        self._services = services

    @staticmethod
    def read_report(text: str) -> DeliveryReport | None:
        """What a provider's event tells of a notice; raises pydantic.ValidationError for no event of a provider."""
        return read_report(text)

    @cached_property
    def take_report(self) -> TakeReport:
        ports = self._services.ports
        return TakeReport(ports.notices, ports.outbox, ports.unreached, ports.queue, ports.suppressions, ports.clock)
