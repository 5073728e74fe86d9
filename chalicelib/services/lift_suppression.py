"""Have news sent again where it ended: on the resident's word, which is recorded first."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import Job
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifting import LiftReason, lift
from chalicelib.domain.notification import News, NoticeChannel
from chalicelib.domain.still_told import is_still_told
from chalicelib.domain.suppression import Suppression, SuppressionReason
from chalicelib.domain.typed_contact import jobs_of
from chalicelib.services.change_case import must_match
from chalicelib.services.news_ways import NewsWays
from chalicelib.services.ports import CaseRepository, Clock, Outbox, Sealer, UnreachedList
from chalicelib.services.telling_ports import SuppressionList


@dataclass(frozen=True, slots=True)
class LiftSuppression:
    """Three reads, one KMS call, one transaction, a write for each way that its address is suppressed in, and each job.

    A crash between them leaves the address suppressed and the page saying so: doing it again ends it. A crash before
    the jobs leaves their news on the list of unreached residents.
    """

    cases: CaseRepository
    sealer: Sealer
    suppressions: SuppressionList
    unreached: UnreachedList
    outbox: Outbox
    ways: NewsWays
    clock: Clock

    def __call__(
        self, receipt: ReceiptNumber, channel: NoticeChannel, reason: LiftReason, officer: Actor, if_match: int
    ) -> Case:
        """News that went nowhere since and still holds is sent now, once.

        Raises NotFoundError, or once the personal part is erased, StaleVersionError, and what the domain does.
        """
        case, sealed = self.cases.get_sealed(receipt)
        must_match(case, if_match)
        if sealed is None:
            raise NotFoundError
        personal = self.sealer.open(receipt, sealed)
        found = self.suppressions.find(self.ways.recipients(receipt, personal, channel))
        now, again = self.clock.now(), self._again(case, channel)
        change = lift(case, channel, [one.reason for one in found.values()], reason, officer, now, again)
        self.cases.save(change)
        for recipient, suppression in found.items():
            self._lift(recipient, suppression, now)
        for job in again:  # not before: it would find the address suppressed still, and end
            self.outbox.reopen(job)
        return change.case

    def _again(self, case: Case, channel: NoticeChannel) -> list[Job]:
        """What reached nobody, still holds, and was never sent there: what came back would not be sent again."""
        untold = [
            news
            for news in self.unreached.list_for(case.receipt)
            if channel not in news.channels and is_still_told(case, News(news.notice, news.product, news.move))
        ]
        return jobs_of(case, untold, self.clock.now())

    def _lift(self, recipient: str, suppression: Suppression, now: datetime) -> None:
        """Of a person's own word only what was said by now: a later one stands."""
        if suppression.reason is SuppressionReason.OPTED_OUT:
            self.suppressions.lift_opt_out(recipient, now)
        else:
            self.suppressions.lift(recipient)
