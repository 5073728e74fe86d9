"""The use cases of the reviewer's desk, each made when it is first asked for."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.observability import logger
from chalicelib.services.correct_contact import CorrectContact
from chalicelib.services.correct_numbers import CorrectNumbers
from chalicelib.services.hold_office import HoldOffice
from chalicelib.services.review_beside import ReviewBeside

if TYPE_CHECKING:
    from chalicelib.bootstrap.services import Services


class ReviewServices:
    """On the ports of the services that they are part of."""

    def __init__(self, services: "Services") -> None:
        """Nothing is made yet."""
        self._services = services

    @cached_property
    def beside(self) -> ReviewBeside:
        ports = self._services.ports
        return ReviewBeside(ports.cases, ports.sealer, ports.unreached, ports.telling_trail, ports.clock)

    @cached_property
    def correct_numbers(self) -> CorrectNumbers:
        services, ports = self._services, self._services.ports
        return CorrectNumbers(
            ports.cases, ports.sealer, services.details, services.office, services.clock, ports.reads_papers
        )

    @cached_property
    def correct_contact(self) -> CorrectContact:
        services, ports = self._services, self._services.ports
        return CorrectContact(
            ports.cases,
            ports.sealer,
            ports.unreached,
            ports.telling_trail,
            services.details,
            services.office,
            services.clock,
            ports.keys.lookup,
        )

    @cached_property
    def hold(self) -> HoldOffice:
        def tell(event: str, fact: str) -> None:
            logger.warning(event, fact=fact)

        return HoldOffice(self._services.ports.holds, self._services.clock, tell)
