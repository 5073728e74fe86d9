"""An officer sorts scanned pages into slots and keys what the papers say; the same completeness check follows."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.post.filing import sort_pages
from chalicelib.services.change_case import change_case
from chalicelib.services.checklists import Checklists
from chalicelib.services.ports import CaseRepository, Clock


@dataclass(frozen=True, slots=True)
class SortPages:
    """One read and one transaction, for the version that the officer saw."""

    cases: CaseRepository
    checklists: Checklists
    clock: Clock
    reads_papers: bool = False

    def __call__(
        self, receipt: ReceiptNumber, slots_of: Mapping[str, str | None], officer: Actor, if_match: int
    ) -> Case:
        """`slots_of`: page id → slot, None sets it aside. Raises InvalidRequestError with every page that is wrong."""
        return change_case(
            self.cases,
            receipt,
            lambda case: sort_pages(
                case, slots_of, self.checklists.of(case).slots, officer, self.clock.now(), is_read=self.reads_papers
            ),
            if_match,
        )
