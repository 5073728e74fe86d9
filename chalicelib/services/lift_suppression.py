"""Have news sent again where it ended: on the resident's word, which is recorded first."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifting import LiftReason, lift
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.suppression import Suppression, SuppressionReason
from chalicelib.services.change_case import must_match
from chalicelib.services.news_ways import NewsWays
from chalicelib.services.ports import CaseRepository, Clock, Sealer
from chalicelib.services.telling_ports import SuppressionList


@dataclass(frozen=True, slots=True)
class LiftSuppression:
    """Two reads, one KMS call, one transaction, and a write for each way that its address is suppressed in.

    A crash between them leaves the address suppressed and the page saying so: doing it again ends it.
    """

    cases: CaseRepository
    sealer: Sealer
    suppressions: SuppressionList
    ways: NewsWays
    clock: Clock

    def __call__(
        self, receipt: ReceiptNumber, channel: NoticeChannel, reason: LiftReason, officer: Actor, if_match: int
    ) -> Case:
        """Raises NotFoundError, or once the personal part is erased, StaleVersionError, and what the domain does."""
        case, sealed = self.cases.get_sealed(receipt)
        must_match(case, if_match)
        if sealed is None:
            raise NotFoundError
        personal = self.sealer.open(receipt, sealed)
        found = self.suppressions.find(self.ways.recipients(receipt, personal, channel))
        now = self.clock.now()
        change = lift(case, channel, [one.reason for one in found.values()], reason, officer, now)
        self.cases.save(change)
        for recipient, suppression in found.items():
            self._lift(recipient, suppression, now)
        return change.case

    def _lift(self, recipient: str, suppression: Suppression, now: datetime) -> None:
        """Of a person's own word only what was said by now: a later one stands."""
        if suppression.reason is SuppressionReason.OPTED_OUT:
            self.suppressions.lift_opt_out(recipient, now)
        else:
            self.suppressions.lift(recipient)
