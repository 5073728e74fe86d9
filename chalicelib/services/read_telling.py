"""How residents were told, in figures."""

from dataclasses import dataclass
from datetime import date

from chalicelib.domain.office import Office
from chalicelib.domain.queue_counts import ALL
from chalicelib.domain.telling_caps import Allowance, build_allowance
from chalicelib.domain.telling_figures import TellingReport, build_telling_report
from chalicelib.domain.worklist import UNREACHED
from chalicelib.services.figures_ports import FigureLedger
from chalicelib.services.ports import Clock
from chalicelib.services.queue_ports import QueueCounts


@dataclass(frozen=True, slots=True)
class ReadTelling:
    """Two reads for a month or a quarter, one more for each megabyte of days beyond."""

    ledger: FigureLedger
    counts: QueueCounts
    office: Office
    clock: Clock

    def allowance(self) -> Allowance:
        """What the caps leave room for now; one read more."""
        local = self.office.local_time(self.clock.now())
        days = self.ledger.read_days(local.date().replace(day=1), local.date(), 0)
        return build_allowance(days, local, self.office.telling.caps)

    def report(self, first: date, last: date) -> TellingReport:
        """The figures of these days, both ends included."""
        days = self.ledger.read_days(first, last, 0)
        unreached = self.counts.get(UNREACHED).get(ALL, 0)
        return build_telling_report(days, self.office.telling.prices, first, last, unreached)
