"""The use cases of telling residents, each made when it is first asked for."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.adapters.messaging.reports import read_reports
from chalicelib.domain.delivery import DeliveryReport
from chalicelib.services.take_gateway_report import TakeGatewayReport
from chalicelib.services.take_report import TakeReport
from chalicelib.services.withdraw_whatsapp import WithdrawWhatsApp

if TYPE_CHECKING:
    from chalicelib.bootstrap.services import Services


class TellingServices:
    """The use cases of telling residents on the ports of an application."""

    def __init__(self, services: "Services") -> None:
        """Nothing is made yet."""
        self._services = services

    @staticmethod
    def read_reports(text: str) -> tuple[DeliveryReport, ...]:
        """What a provider's event tells of notices; raises pydantic.ValidationError for no event of a provider."""
        return read_reports(text)

    @cached_property
    def take_gateway_report(self) -> TakeGatewayReport:
        ports = self._services.ports
        return TakeGatewayReport(ports.report_queue, ports.keys, ports.clock)

    @cached_property
    def withdraw_whatsapp(self) -> WithdrawWhatsApp:
        ports = self._services.ports
        return WithdrawWhatsApp(ports.cases, ports.sealer, ports.clock)

    @cached_property
    def take_report(self) -> TakeReport:
        ports = self._services.ports
        return TakeReport(ports.notices, ports.outbox, ports.unreached, ports.queue, ports.suppressions, ports.clock)
