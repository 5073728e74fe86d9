"""Faults: everything in a catalogue that refers to nothing, has no source, or contradicts itself."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from chalicelib.domain.catalogue.conditions import OFFICER_DECIDES, AtLeast, Condition, Equals, Is, Leaf, Under, leaves
from chalicelib.domain.catalogue.questions import Question, QuestionKind
from chalicelib.domain.catalogue.service import Link, ProductSpec, ServiceEntry, Sourced, Withdrawal
from chalicelib.domain.catalogue.words import ApplicantRole, DocumentCode, OnlineScope

if TYPE_CHECKING:
    from chalicelib.domain.catalogue.catalogue import CatalogueFile

_KIND_OF_LEAF: Mapping[type, QuestionKind] = {
    Is: QuestionKind.BOOLEAN,
    Under: QuestionKind.INTEGER,
    AtLeast: QuestionKind.INTEGER,
    Equals: QuestionKind.CHOICE,
}


def find_faults(file: "CatalogueFile") -> tuple[str, ...]:
    """Name every fault at once, each with the service or entry it is in; empty when the catalogue is sound."""
    return (
        *_find_duplicates("document", (item.code for item in file.documents)),
        *_find_duplicates("question", (item.name for item in file.questions)),
        *_find_duplicates("service", (item.code for item in file.services)),
        *(fault for question in file.questions for fault in _check_question(question)),
        *(f"{service.code}: {fault}" for service in file.services for fault in _check_service(service, file)),
        *_check_papers_are_used(file),
        *_check_questions_are_used(file),
        *_check_roles_are_named(file),
        *_check_order(file.services),
    )


def conditions_of(service: ServiceEntry) -> Iterator[Condition]:
    """Yield every condition a service evaluates, in the order a resident meets its questions."""
    for rule in service.eligibility:
        yield rule.holds_when
    for requirement in service.requirements:
        if requirement.when is not None and requirement.when != OFFICER_DECIDES:
            yield requirement.when
    results: tuple[ProductSpec | Withdrawal, ...] = (*service.products, *service.withdraws)
    links: tuple[Link, ...] = (*service.depends_on, *service.triggers, *service.bundles)
    for item in (*results, *links):
        if item.when is not None:
            yield item.when


def papers_of(service: ServiceEntry) -> Iterator[DocumentCode]:
    """Yield the code of every paper that a service asks for or takes in."""
    for requirement in service.requirements:
        yield from requirement.any_of
    for withdrawal in service.withdraws:
        yield withdrawal.document


def _find_duplicates(what: str, names: Iterable[str]) -> Iterator[str]:
    return (f"{what} {name} is defined {count} times" for name, count in Counter(names).items() if count > 1)


def _check_question(question: Question) -> Iterator[str]:
    if (question.kind is QuestionKind.CHOICE) != bool(question.choices):
        yield f"question {question.name}: choices belong to choice questions, and to all of them"
    yield from _find_duplicates(f"question {question.name}: choice", (choice.value for choice in question.choices))


def _check_service(service: ServiceEntry, file: "CatalogueFile") -> Iterator[str]:
    yield from _find_duplicates("requirement", (item.id for item in service.requirements))
    yield from _find_duplicates("product", (item.id for item in service.products))
    yield from _check_sources(service, file)
    yield from _check_papers(service, file)
    yield from _check_conditions(service, file)
    yield from _check_links(service, file)
    yield from _check_channels(service)


def _check_sources(service: ServiceEntry, file: "CatalogueFile") -> Iterator[str]:
    sourced: list[tuple[str, Sourced]] = [("the service", service)]
    sourced += [(f"requirement {item.id}", item) for item in service.requirements]
    sourced += [(f"eligibility rule {item.id}", item) for item in service.eligibility]
    sourced += [(f"withdrawal {item.document}", item) for item in service.withdraws]
    for name, item in sourced:
        if not item.evidence or not item.legal:
            yield f"{name} has no source"
        for reference in item.legal:
            if reference.partition(" ")[0] not in file.vocabulary.acts:
                yield f"{name} cites the unknown act {reference}"


def _check_papers(service: ServiceEntry, file: "CatalogueFile") -> Iterator[str]:
    known = {paper.code: paper for paper in file.documents}
    for code in papers_of(service):
        paper = known.get(code)
        if paper is None:
            yield f"unknown document {code}"
        elif paper.only_for and service.code not in paper.only_for:
            yield f"document {code} may be asked only for {', '.join(paper.only_for)}"
    for withdrawal in service.withdraws:
        if withdrawal.document in known and not known[withdrawal.document].surrender:
            yield f"document {withdrawal.document} is withdrawn but is no surrender paper"


def _check_conditions(service: ServiceEntry, file: "CatalogueFile") -> Iterator[str]:
    known = {question.name: question for question in file.questions}
    for condition in conditions_of(service):
        for leaf in leaves(condition):
            yield from _check_leaf(leaf, known.get(leaf.question))
    if service.variant_question is not None and service.variant_question not in known:
        yield f"unknown question {service.variant_question}"


def leaf_fault(leaf: Leaf, question: Question | None) -> str | None:
    """A stable code for a comparison that can never be made; None where it can."""
    if question is None:
        return "unknown_question"
    if question.kind is not _KIND_OF_LEAF[type(leaf)]:
        return "wrong_comparison"
    if isinstance(leaf, Equals) and leaf.equals[1] not in question.values:
        return "not_a_choice"
    return None


def _check_leaf(leaf: Leaf, question: Question | None) -> Iterator[str]:
    match leaf_fault(leaf, question):
        case "unknown_question":
            yield f"unknown question {leaf.question}"
        case "wrong_comparison":
            kind = question.kind if question else ""
            yield f"question {leaf.question} is {kind}, which {type(leaf).__name__} cannot compare"
        case "not_a_choice":
            value = leaf.equals[1] if isinstance(leaf, Equals) else ""
            yield f"question {leaf.question} has no choice {value}"


def _check_links(service: ServiceEntry, file: "CatalogueFile") -> Iterator[str]:
    known = {entry.code for entry in file.services}
    for name in ("depends_on", "triggers", "bundles"):
        for link in getattr(service, name):
            if link.service not in known or link.service == service.code:
                yield f"{name} leads to {link.service}, which is no other service"


def _check_channels(service: ServiceEntry) -> Iterator[str]:
    if service.counter_only != (service.online is OnlineScope.COUNTER):
        yield "counter_only and online contradict each other"
    if service.counter_only and service.by_post:
        yield "counter_only and by_post contradict each other"
    if service.in_person is None and (service.counter_only or service.biometrics.is_recording):
        yield "it does not say why one must come in person"
    if service.biometrics.is_recording and ApplicantRole.PROXY in service.who_may_apply:
        yield "nobody can be recorded by proxy"


def _check_papers_are_used(file: "CatalogueFile") -> Iterator[str]:
    used = {code for service in file.services for code in papers_of(service)}
    for paper in file.documents:
        if (paper.code in used) == (paper.unasked_because is not None):
            yield f"document {paper.code} must either be used or say why nobody asks for it"


def _check_questions_are_used(file: "CatalogueFile") -> Iterator[str]:
    conditions = [condition for service in file.services for condition in conditions_of(service)]
    used = {leaf.question for condition in conditions for leaf in leaves(condition)}
    return (f"question {item.name} is never used" for item in file.questions if item.name not in used)


def _check_roles_are_named(file: "CatalogueFile") -> Iterator[str]:
    used = {role for service in file.services for role in service.who_may_apply}
    return (f"role {role} has no name" for role in sorted(used) if role not in file.vocabulary.roles)


def _check_order(services: Iterable[ServiceEntry]) -> Iterator[str]:
    graph = {service.code: {link.service for link in service.depends_on} for service in services}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield f"depends_on runs in a circle: {' -> '.join(error.args[1])}"
