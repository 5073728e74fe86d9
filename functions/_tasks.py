"""What is left to do of an application, as the residents' pages list it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chalicelib.domain.case import Case
from chalicelib.domain.checklist import Slot, SlotNeed, Way
from chalicelib.domain.document import UploadState
from chalicelib.domain.finding import Finding, FindingCode, Severity
from chalicelib.domain.steps import (
    ADDRESS,
    CONTACT,
    DELIVERY,
    FAMILY_CARD,
    NAME,
    NIK,
    QUESTION,
    ROLE,
    SUBJECT_NAME,
    step_of,
)


class Standing(StrEnum):
    """How far one task is; each has its words in the catalogue (`standing_…`)."""

    DONE = "done"
    OPEN = "open"
    FREE = "free"
    OPTIONAL = "optional"
    MISSING = "missing"
    NOT_ARRIVED = "not_arrived"
    CHECKING = "checking"
    HARD = "hard"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Task:
    """One line: the name of its text, where it is done, how far it is."""

    name: str
    path: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class PaperTask:
    """The same of one paper."""

    slot: Slot
    path: str
    standing: Standing


_OF_FACTS: Final = frozenset(
    {FindingCode.EXPIRED, FindingCode.ISSUE_DATE_UNKNOWN, FindingCode.ISSUE_DATE_IN_FUTURE, FindingCode.WRONG_TYPE}
)

_GROUPS: Final = (
    ("task_role", (ROLE,)),
    ("task_you", (NAME, NIK)),
    ("task_subject", (SUBJECT_NAME,)),
    ("task_questions", (QUESTION,)),
    ("task_family_card", (FAMILY_CARD,)),
    ("task_contact", (CONTACT,)),
    ("task_delivery", (DELIVERY, ADDRESS)),
)


def list_tasks(case: Case, steps: Sequence[str], findings: Sequence[Finding]) -> Iterator[Task]:
    """What is to be said, in the order of its steps."""
    wrong = {step_of(finding): finding.severity for finding in reversed(findings)}
    for name, kinds in _GROUPS:
        own = [step for step in steps if step in kinds or (step.startswith(QUESTION) and QUESTION in kinds)]
        if own:
            open_steps = [step for step in own if step in wrong and wrong[step] is Severity.BLOCKING]
            is_untold = name == "task_contact" and CONTACT in wrong
            standing = Standing.OPEN if open_steps or is_untold else Standing.DONE
            if name == "task_family_card" and "family_card" not in case.lookups:
                standing = Standing.FREE
            yield Task(name, f"steps/{(open_steps or own)[0]}", standing)


def list_papers(case: Case, slots: Sequence[Slot], findings: Sequence[Finding]) -> Iterator[PaperTask]:
    """The papers that may be sent here, each with how far it is."""
    for slot in slots:
        if Way.UPLOAD in slot.ways and case.waits_for(slot.id):
            yield PaperTask(slot, paper_path(case, slot), standing_of(case, slot, findings))


def mending_path(slot: Slot, finding: Finding) -> str:
    """Where a finding of a paper is mended: what was said of it, or its files."""
    return f"steps/paper-{slot.id}" if finding.code in _OF_FACTS else f"papers/{slot.id}"


def paper_path(case: Case, slot: Slot) -> str:
    """Where a paper is sent: first it is said which it is, where that matters."""
    asks = len(slot.choices) > 1 or slot.max_ages
    return f"steps/paper-{slot.id}" if asks and slot.id not in case.facts else f"papers/{slot.id}"


def _is_blocked(slot: Slot, findings: Sequence[Finding]) -> bool:
    return any(found.where == slot.id and found.severity is Severity.BLOCKING for found in findings)


def standing_of(case: Case, slot: Slot, findings: Sequence[Finding]) -> Standing:
    """How far one paper is."""
    live = case.live_uploads(slot.id)
    if any(finding.code is FindingCode.KEEP_OR_REPLACE and finding.where == slot.id for finding in findings):
        return Standing.HARD
    if any(upload.state is UploadState.INSPECTING for upload in live):
        return Standing.CHECKING
    if live:
        return Standing.OPEN if _is_blocked(slot, findings) else Standing.DONE
    states = {upload.state for upload in case.uploads if upload.slot == slot.id and upload.round == case.round}
    if UploadState.REFUSED in states:
        return Standing.REFUSED
    if UploadState.EXPECTED in states:
        return Standing.NOT_ARRIVED
    return Standing.OPTIONAL if slot.need is SlotNeed.OPTIONAL else Standing.MISSING
