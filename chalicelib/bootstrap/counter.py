"""The use cases of handing over, each made when it is first asked for."""

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from chalicelib.domain.overlay import Edition
from chalicelib.services.book_pick_up import BookPickUp
from chalicelib.services.counter_desk import CounterDesk
from chalicelib.services.counter_ports import PickUpBook, RecipientLabels
from chalicelib.services.dispatch_products import DispatchProducts
from chalicelib.services.remind_of_visits import RemindOfVisits
from chalicelib.services.remind_to_collect import RemindToCollect

if TYPE_CHECKING:
    from chalicelib.bootstrap.services import Services


class CounterPorts(Protocol):
    """What handing over needs from the world besides `Ports`; tests pass fakes."""

    @property
    def book(self) -> PickUpBook: ...
    def labels_for(self, edition: Edition, /) -> RecipientLabels: ...


class CounterServices:
    """The use cases of handing over on the ports of an application."""

    def __init__(self, services: "Services") -> None:
        """Nothing is made yet."""
        self._services = services
        self._ports = services.ports
        self._counter = services.ports.counter

    @cached_property
    def booking(self) -> BookPickUp:
        services = self._services
        return BookPickUp(self._ports.cases, self._counter.book, services.office, services.closed_days, services.clock)

    @cached_property
    def desk(self) -> CounterDesk:
        ports, services = self._ports, self._services
        return CounterDesk(
            ports.cases, ports.sealer, services.checklists, services.produce_case, self._counter.book, self.booking,
            services.office, services.clock,
        )  # fmt: skip

    @cached_property
    def dispatch(self) -> DispatchProducts:
        ports, services = self._ports, self._services
        labels = self._counter.labels_for(services.edition)
        return DispatchProducts(
            ports.cases, ports.sealer, services.checklists, labels, services.clock, services.postal_numbers
        )  # fmt: skip

    @cached_property
    def remind(self) -> RemindToCollect:
        return RemindToCollect(self._ports.cases, self._counter.book, self._services.office, self._services.clock)

    @cached_property
    def remind_of_visits(self) -> RemindOfVisits:
        services = self._services
        return RemindOfVisits(
            self._ports.cases, self._counter.book, services.office, services.closed_days, services.clock
        )
