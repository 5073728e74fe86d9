"""Steps of notices become figures, once each."""

from dataclasses import dataclass

from chalicelib.domain.figures import Counted
from chalicelib.domain.notification import Notice, NoticeState
from chalicelib.domain.office import Office
from chalicelib.domain.telling_figures import count_notice
from chalicelib.services.figures_ports import FigureLedger


@dataclass(frozen=True, slots=True)
class CountNotices:
    """`ledger` holds these figures alone; `office` says on which day a moment falls."""

    ledger: FigureLedger
    office: Office

    def __call__(self, before: NoticeState | None, notice: Notice) -> bool:
        """Count one step; False where it was counted before: a notice enters each state once."""
        local = self.office.local_time(notice.created_at)
        amounts = count_notice(before, notice, local)
        mark = f"{notice.id}#{notice.state}"
        return bool(amounts) and self.ledger.add(notice.receipt, mark, local.date(), Counted(of_day=amounts))
