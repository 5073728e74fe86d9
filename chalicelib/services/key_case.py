"""What an officer keys off the papers of a case under review: answers, facts, names and numbers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case, Change
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.post.filing import key_details
from chalicelib.services.amend_application import AmendApplication
from chalicelib.services.application_details import Details


@dataclass(frozen=True, slots=True)
class KeyCase:
    """Costs and raises what the resident's own change does; only for the version that the officer saw."""

    amend: AmendApplication
    reads_papers: bool = False

    def __call__(self, receipt: ReceiptNumber, details: Details, officer: Actor, if_match: int) -> Case:
        """The case after the change; its scanned pages are filed anew by the papers that are asked for now."""
        checklists = self.amend.details.checklists

        def build(case: Case, updates: dict[str, Any], now: datetime) -> Change:
            after = case.model_copy(update=updates)
            return key_details(case, updates, checklists.of(after).slots, officer, now, is_read=self.reads_papers)

        return self.amend.change(receipt, lambda _: details, if_match, build)
