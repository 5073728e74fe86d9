"""A case as a reviewer wants it laid out: every slot of the checklist in order, with its paper or without."""

from dataclasses import dataclass

from chalicelib.domain.case import Case
from chalicelib.domain.checklist import Checklist, Slot
from chalicelib.domain.document import Document
from chalicelib.domain.finding import Finding


@dataclass(frozen=True, slots=True)
class Place:
    """One slot; `slot` is None for a paper that the present checklist does not ask for."""

    id: str
    slot: Slot | None
    document: Document | None
    findings: tuple[Finding, ...]

    @property
    def is_open(self) -> bool:
        """Whether a paper waits for a judgement."""
        return self.document is not None and self.document.verdict is None


def lay_out(case: Case, checklist: Checklist, findings: tuple[Finding, ...]) -> list[Place]:
    """In the order of the checklist; what it does not ask for comes last."""
    papers = {document.slot: document for document in case.documents}
    slots = {str(slot.id): slot for slot in checklist.slots}

    def place(slot_id: str) -> Place:
        own = tuple(finding for finding in findings if finding.where == slot_id)
        return Place(slot_id, slots.get(slot_id), papers.get(slot_id), own)

    return [place(slot_id) for slot_id in dict.fromkeys((*slots, *papers))]


def next_open(places: list[Place], after: str = "") -> str:
    """The document to judge next: the first open one behind `after`, else the first; empty where none is open."""
    ids = [place.document.id for place in places if place.document]
    start = ids.index(after) + 1 if after in ids else 0
    waiting = {place.document.id for place in places if place.document and place.is_open}
    return next((document for document in (*ids[start:], *ids[:start]) if document in waiting), "")
