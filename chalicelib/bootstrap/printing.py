"""A producer's use cases, each made when it is first asked for."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.services.card_stock import CardStock
from chalicelib.services.confirm_printed import ConfirmPrinted
from chalicelib.services.presses import Presses
from chalicelib.services.print_batches import PrintBatches
from chalicelib.services.printing_ports import PrintLedger, PrintListPrinter
from chalicelib.services.record_milestones import RecordMilestones

if TYPE_CHECKING:
    from chalicelib.bootstrap.services import Services


class PrintingServices:
    """On the ports of the services that they are part of."""

    def __init__(self, services: "Services") -> None:
        """Nothing is made yet."""
        self._services = services

    @property
    def ledger(self) -> PrintLedger:
        return self._services.ports.print_ledger

    @cached_property
    def presses(self) -> Presses:
        return Presses(self.ledger, self._services.clock, self._services.ports.keys.intent)

    @cached_property
    def stock(self) -> CardStock:
        return CardStock(self.ledger, self.presses, self._services.clock, self._services.ports.ids)

    @cached_property
    def batches(self) -> PrintBatches:
        ports, services = self._services.ports, self._services
        return PrintBatches(
            self.ledger, self.stock, self.presses, ports.cases, services.office, services.clock, ports.ids
        )

    @cached_property
    def confirm_printed(self) -> ConfirmPrinted:
        return ConfirmPrinted(self.batches)

    @cached_property
    def lists(self) -> PrintListPrinter:
        return self._services.ports.print_list_for(self._services.edition)

    @cached_property
    def milestones(self) -> RecordMilestones:
        return RecordMilestones(self._services.ports.cases, self._services.clock)
