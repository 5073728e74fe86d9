"""Set the pages of a sheet aside in its case while the sheet is scanned again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case, Change, move
from chalicelib.domain.errors import TransitionRefusedError
from chalicelib.domain.post.envelope import Envelope, Rescan, ScannedPage
from chalicelib.domain.post.filing import SORTABLE, withdraw_sheet
from chalicelib.services.change_case import change_case
from chalicelib.services.checklists import Checklists
from chalicelib.services.ports import CaseRepository, Clock


@dataclass(frozen=True, slots=True)
class WithdrawSheets:
    """One transaction: the case's move, the envelope's pages, and the rescan that is asked for."""

    cases: CaseRepository
    checklists: Checklists
    clock: Clock

    def __call__(self, envelope: Envelope, pages: Sequence[ScannedPage], rescan: Rescan, officer: Actor) -> Envelope:
        """The envelope as it is stored.

        Raises TransitionRefusedError once the case is past review, StaleVersionError when the envelope moved.
        """
        now = self.clock.now()
        marked = envelope.moved(now, pages=mark_pages(envelope, pages, rescan.id))

        def build(case: Case) -> Change:
            if case.state not in SORTABLE:
                thing = "case"
                raise TransitionRefusedError(thing, case.state, "rescan")
            updates = withdraw_sheet(case, pages, rescan, self.checklists.of(case).slots)
            change = move(
                case, action="rescan_asked", actor=officer, now=now, updates=updates,
                details={"envelope": envelope.ref.id, "reason": rescan.reason},
            )  # fmt: skip
            return replace(change, envelopes=(marked,), rescans=(rescan,))

        if envelope.receipt is None:
            raise ValueError("an envelope in a case names it")
        change_case(self.cases, envelope.receipt, build)
        return marked


def mark_pages(envelope: Envelope, asked: Sequence[ScannedPage], rescan: str) -> tuple[ScannedPage, ...]:
    """The pages of an envelope, those asked for again marked with the rescan."""
    numbers = {page.number for page in asked}
    return tuple(
        page.model_copy(update={"rescan": rescan}) if page.number in numbers else page for page in envelope.pages
    )
