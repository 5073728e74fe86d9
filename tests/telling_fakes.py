"""What telling residents needs, in memory."""

from collections.abc import Collection, Mapping
from datetime import datetime

from chalicelib.domain.events import Job, NoticeEvent
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.suppression import Suppression, SuppressionReason
from chalicelib.domain.telling_caps import Toll
from chalicelib.domain.told import Mark, Trail
from chalicelib.domain.worklist import UNREACHED
from tests.fakes import FakeRegistry


class FakeSuppressionList:
    """Suppressed addresses by their hashes."""

    def __init__(self) -> None:
        self.suppressed: dict[str, Suppression] = {}
        self.lifted: dict[str, datetime] = {}

    def find(self, recipients: Collection[str]) -> Mapping[str, Suppression]:
        return {one: self.suppressed[one] for one in recipients if one in self.suppressed}

    def add(self, recipient: str, suppression: Suppression) -> None:
        lifted = self.lifted.get(recipient)
        if suppression.reason is SuppressionReason.OPTED_OUT and lifted and suppression.since <= lifted:
            return
        self.suppressed.setdefault(recipient, suppression)

    def lift(self, recipient: str) -> None:
        self.suppressed.pop(recipient, None)

    def lift_opt_out(self, recipient: str, said_at: datetime) -> None:
        known = self.suppressed.get(recipient)
        if known and known.reason is SuppressionReason.OPTED_OUT and known.since <= said_at:
            self.lift(recipient)
            self.lifted[recipient] = said_at


class FakeSendingMeter:
    """The tolls of the registry."""

    def __init__(self, registry: FakeRegistry) -> None:
        self.registry = registry

    def find_full(self, tolls: Collection[Toll]) -> Collection[str]:
        return [toll.recipient for toll in tolls if self.registry.is_full(toll)]


class FakeTellingTrail:
    """What telling left beside the cases of the registry."""

    def __init__(self, registry: FakeRegistry) -> None:
        self.registry = registry

    def of(self, receipt: ReceiptNumber) -> Trail:
        kept = self.registry.jobs.values()
        jobs = [job for job in kept if isinstance(job, Job) and job.receipt == receipt]
        notices = [notice for _, notice in sorted(self.registry.notices[receipt].items())]
        return Trail(notices, sorted(jobs, key=lambda job: job.id), self._marks(receipt))

    def _marks(self, receipt: ReceiptNumber) -> list[Mark]:
        lines = sorted(self.registry.lists[UNREACHED].values(), key=lambda line: line.key)
        return [
            Mark(
                NoticeEvent(line.shown["notice"]),
                line.key[1].partition(f"-{line.shown['notice']}-")[2],
                datetime.fromisoformat(line.shown["clock"]),
                line.shown.get("move", 0),
            )
            for line in lines
            if line.shown["receipt"] == receipt and line.shown["notice"]
        ]


class FakeReportQueue:
    """Reports as they wait."""

    def __init__(self) -> None:
        self.bodies: list[str] = []

    def put(self, body: str) -> None:
        self.bodies.append(body)
