"""Everything that is wrong with an office's changes, at once: each fault with its path and a stable code."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from chalicelib.domain.catalogue import Catalogue, DocumentCode, QuestionName, Service, ServiceCode
from chalicelib.domain.catalogue.conditions import OFFICER_DECIDES, leaves
from chalicelib.domain.catalogue.faults import leaf_fault
from chalicelib.domain.errors import Fault
from chalicelib.domain.messages import Messages
from chalicelib.domain.messages.shape import NONE, TextFault, check_text, find_text_faults, placeholders_of
from chalicelib.domain.messages.tree import find_text
from chalicelib.domain.overlay.changes import LocalCalendar, LocalChanges, LocalLimits, LocalPapers, LocalRequirement
from chalicelib.domain.overlay.edition import Edition
from chalicelib.domain.overlay.keeping import retention_faults
from chalicelib.domain.text import Language, Text

EDITABLE: Final = (
    "findings/", "mail/", "notices/", "pages/", "product_states/", "receipt/", "rejections/", "sheets/", "states/",
    "verdict_reasons/",
    "verdicts/",
)  # fmt: skip
"""Sections that residents read. What staff, partners and programs read is shipped alone."""

EDITABLE_PARTS: Final = frozenset(
    f"parts/{name}"
    for name in (
        "officer_note", "processing", "recording", "identity", "pick_up_email", "pick_up_sms", "post_email", "post_sms",
        "post_old_email", "post_old_sms", "recorded_email", "recorded_sms", "paper_of_own",
    )
)  # fmt: skip
"""Pieces that are sentences; the others are put together by code."""

TOLD_HERE_ALONE: Final = frozenset({"items", "pin", "receipt"})
"""Values of a message that nobody can do without: where the shipped one says them, an office's does."""

UNREADABLE: Final = frozenset({"empty", "stray_brace"})
"""Of such a text nobody can say what it is filled with."""

LONGEST_TEXT: Final = 2000
LONGEST_SMS: Final = 300
LONGEST_LINE: Final = 160
OLDEST_PAPER_DAYS: Final = 3650
_REGISTER_NUMBER: Final = re.compile(r"[0-9]{16}")
_BREAK: Final = re.compile(r"[\r\n\t]")


def find_faults(changes: LocalChanges, shipped: Edition) -> tuple[Fault, ...]:
    """None where the overlay can be laid over this edition as a whole."""
    return (
        *_of_office(changes),
        *_of_papers(changes.papers, shipped),
        *_of_limits(changes.limits, shipped),
        *_of_calendar(changes.calendar),
        *retention_faults(changes.retention, "retention."),
        *_of_extras(changes.papers.extra, shipped.catalogue),
        *_of_messages(changes.messages, shipped),
    )


def is_editable(path: str) -> bool:
    """Whether an office may say it in its own words."""
    return path.startswith(EDITABLE) or path in EDITABLE_PARTS


def _of_office(changes: LocalChanges) -> Iterator[Fault]:
    """One line each, fit for whatever quotes it: pages, text messages and printed sheets."""
    for name, value in changes.office:
        for path, text in _lines(f"office.{name}", value):
            for fault in check_text(text, NONE, is_sent=True, is_printed=True):
                yield _at(path, fault)
            yield from _of_length(path, text, LONGEST_LINE)
            if _BREAK.search(text):
                yield Fault(path, "control_character")


def _lines(path: str, value: str | Text | None) -> Iterator[tuple[str, str]]:
    if isinstance(value, Text):
        yield from _said(path, value)
    elif value is not None:
        yield path, value


def _said(path: str, text: Text) -> Iterator[tuple[str, str]]:
    return ((f"{path}.{language}", text.in_language(language)) for language in Language)


def _at(path: str, fault: TextFault) -> Fault:
    return Fault(path, fault.code, (("value", fault.value),) if fault.value else ())


def _of_length(path: str, text: str, most: int) -> Iterator[Fault]:
    if len(text) > most:
        yield Fault(path, "too_long", (("limit", str(most)),))
    if _REGISTER_NUMBER.search(text):
        yield Fault(path, "sixteen_digits")


def _of_papers(papers: LocalPapers, shipped: Edition) -> Iterator[Fault]:
    for code, days in papers.max_age_days.items():
        if DocumentCode(code) not in shipped.catalogue.documents:
            yield Fault(f"papers.max_age_days.{code}", "unknown_document")
        if not 1 <= days <= OLDEST_PAPER_DAYS:
            yield Fault(f"papers.max_age_days.{code}", "out_of_range")
    local = {item.id for service in shipped.catalogue.services.values() for item in service.requirements if item.local}
    for index, name in enumerate(papers.without_local or ()):
        if name not in local:
            yield Fault(f"papers.without_local.{index}", "not_local")


def _of_limits(limits: LocalLimits, shipped: Edition) -> Iterator[Fault]:
    """Who is warned of an end is warned before it."""
    then = shipped.office.limits.model_dump() | limits.said()
    for warned, ending in (("draft_warning_days", "draft_days"), ("answer_warning_days", "answer_days")):
        if then[warned] >= then[ending]:
            yield Fault(f"limits.{warned}", "out_of_range")


def _of_calendar(calendar: LocalCalendar) -> Iterator[Fault]:
    """Each day once, with a reason that fits a line."""
    seen: set[date] = set()
    for name, days in (("closed", calendar.closed), ("worked", calendar.worked)):
        for index, each in enumerate(days):
            path = f"calendar.{name}.{index}"
            if each.day in seen:
                yield Fault(f"{path}.day", "day_twice")
            seen.add(each.day)
            if _BREAK.search(each.why) or not each.why.strip():
                yield Fault(f"{path}.why", "control_character" if each.why.strip() else "empty")
            if _REGISTER_NUMBER.search(each.why):
                yield Fault(f"{path}.why", "sixteen_digits")


def _of_extras(extras: tuple[LocalRequirement, ...], catalogue: Catalogue) -> Iterator[Fault]:
    taken: dict[str, set[str]] = {}
    for index, extra in enumerate(extras):
        path = f"papers.extra.{index}"
        service = catalogue.services.get(ServiceCode(extra.service))
        if service is None:
            yield Fault(f"{path}.service", "unknown_service")
        ids = taken.setdefault(extra.service, {item.id for item in service.requirements} if service else set())
        if extra.id in ids:
            yield Fault(f"{path}.id", "requirement_taken")
        ids.add(extra.id)
        yield from _of_extra(path, extra, service, catalogue)


def _of_extra(path: str, extra: LocalRequirement, service: Service | None, catalogue: Catalogue) -> Iterator[Fault]:
    for index, code in enumerate(extra.any_of):
        fault = _document_fault(code, service, catalogue)
        if fault is not None:
            yield Fault(f"{path}.any_of.{index}", fault)
    if extra.when is not None and extra.when != OFFICER_DECIDES:
        for leaf in leaves(extra.when):
            fault = leaf_fault(leaf, catalogue.questions.get(QuestionName(leaf.question)))
            if fault is not None:
                yield Fault(f"{path}.when", fault, (("question", leaf.question),))
    for where, text in _said(f"{path}.reason", extra.reason):
        for found in check_text(text, NONE, is_sent=False, is_printed=True):
            yield _at(where, found)
        yield from _of_length(where, text, LONGEST_TEXT)


def _document_fault(code: DocumentCode, service: Service | None, catalogue: Catalogue) -> str | None:
    """The law keeps some papers for some services, and some from being asked for at all."""
    paper = catalogue.documents.get(code)
    if paper is None:
        return "unknown_document"
    if paper.unasked_because is not None:
        return "not_to_be_asked"
    is_kept = service is not None and paper.only_for and service.code not in paper.only_for
    return "not_for_this_service" if is_kept else None


def _of_messages(texts: Mapping[str, Text], shipped: Edition) -> Iterator[Fault]:
    for path, text in texts.items():
        if shipped.messages.template(path) is None:
            yield Fault(f"messages.{path}", "unknown_text")
        elif not is_editable(path):
            yield Fault(f"messages.{path}", "not_editable")
        else:
            yield from _of_message(path, text, shipped.messages)


def values_to_keep(path: str, shipped: Messages, language: Language) -> frozenset[str]:
    """Values of a shipped text that an office's own must say too."""
    return TOLD_HERE_ALONE & placeholders_of(find_text(shipped.words[language], path) or "")


def _of_message(path: str, text: Text, shipped: Messages) -> Iterator[Fault]:
    most = LONGEST_SMS if path.endswith("sms/text") else LONGEST_TEXT
    for language in Language:
        where, said = f"messages.{path}.{language}", text.in_language(language)
        faults = tuple(find_text_faults(path, said))
        yield from (_at(where, fault) for fault in faults)
        if not any(fault.code in UNREADABLE for fault in faults):
            for name in sorted(values_to_keep(path, shipped, language) - placeholders_of(said)):
                yield Fault(where, "value_dropped", (("value", name),))
        yield from _of_length(where, said, most)
