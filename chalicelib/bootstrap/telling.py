"""The use cases of telling residents, each made when it is first asked for."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.adapters.messaging.reports import read_replies, read_reports
from chalicelib.domain.delivery import DeliveryReport
from chalicelib.domain.replies import TextReply
from chalicelib.services.lift_suppression import LiftSuppression
from chalicelib.services.news_ways import NewsWays
from chalicelib.services.opt_out import OptOut, StopLinks
from chalicelib.services.sending_caps import SendingCaps
from chalicelib.services.shared_number import SharedNumber
from chalicelib.services.take_gateway_report import TakeGatewayReport
from chalicelib.services.take_reply import TakeReply
from chalicelib.services.take_report import TakeReport
from chalicelib.services.withdraw_whatsapp import WithdrawWhatsApp

if TYPE_CHECKING:
    from chalicelib.bootstrap.services import Services
    from chalicelib.services.count_notices import CountNotices
    from chalicelib.services.read_telling import ReadTelling


class TellingServices:
    """The use cases of telling residents on the ports of an application."""

    def __init__(self, services: "Services") -> None:
        """Nothing is made yet."""
        self._services = services

    @staticmethod
    def read_reports(text: str) -> tuple[DeliveryReport, ...]:
        """What a provider's event tells of notices; raises pydantic.ValidationError for no event of a provider."""
        return read_reports(text)

    @staticmethod
    def read_replies(text: str) -> tuple[TextReply, ...]:
        """What people replied, where it is that; raises pydantic.ValidationError for no event of a provider."""
        return read_replies(text)

    @cached_property
    def opt_out(self) -> OptOut:
        ports = self._services.ports
        return OptOut(ports.suppressions, ports.keys.stop, ports.clock)

    @cached_property
    def take_reply(self) -> TakeReply:
        return TakeReply(self.opt_out, self._services.ports.keys.lookup)

    @cached_property
    def news_ways(self) -> NewsWays:
        services = self._services
        countries = services.office.telling.countries
        return NewsWays(self.opt_out, services.own_application, services.ports.keys.lookup, countries)

    @cached_property
    def lift_suppression(self) -> LiftSuppression:
        ports = self._services.ports
        return LiftSuppression(
            ports.cases, ports.sealer, ports.suppressions, ports.unreached, ports.outbox, self.news_ways, ports.clock
        )

    @cached_property
    def shared_number(self) -> SharedNumber:
        return SharedNumber(self._services.ports.cases)

    @cached_property
    def stop_links(self) -> StopLinks:
        ports = self._services.ports
        return StopLinks(ports.public_url, ports.keys.stop)

    @cached_property
    def take_gateway_report(self) -> TakeGatewayReport:
        ports = self._services.ports
        return TakeGatewayReport(ports.report_queue, ports.keys, ports.clock)

    @cached_property
    def withdraw_whatsapp(self) -> WithdrawWhatsApp:
        ports = self._services.ports
        return WithdrawWhatsApp(ports.cases, ports.sealer, ports.clock)

    @cached_property
    def count_notices(self) -> "CountNotices":
        from chalicelib.services.count_notices import CountNotices  # noqa: PLC0415 - one worker only

        return CountNotices(self._services.ports.notice_figures, self._services.ports.office)

    @cached_property
    def sending_caps(self) -> SendingCaps:
        services, ports = self._services, self._services.ports
        return SendingCaps(ports.notice_figures, services.office, services.clock)

    @cached_property
    def read_telling(self) -> "ReadTelling":
        from chalicelib.services.read_telling import ReadTelling  # noqa: PLC0415 - one page only

        ports = self._services.ports
        return ReadTelling(ports.notice_figures, ports.queue_counts, self._services.office, self._services.clock)

    @cached_property
    def take_report(self) -> TakeReport:
        ports = self._services.ports
        return TakeReport(ports.notices, ports.outbox, ports.unreached, ports.queue, ports.suppressions, ports.clock)
