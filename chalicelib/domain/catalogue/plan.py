"""Plans: the slots and obstacles a service can yield, built once, so that a request only picks among them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from chalicelib.domain.catalogue.conditions import OFFICER_DECIDES, Condition
from chalicelib.domain.catalogue.papers import DocumentKind, DocumentType
from chalicelib.domain.catalogue.questions import Question
from chalicelib.domain.catalogue.words import ApplicantRole, DocumentCode, QuestionName, RequirementId, ServiceCode
from chalicelib.domain.finding import FRAMING_CODES, LEGIBILITY_CODES, Finding, FindingCode, told_in
from chalicelib.domain.text import Text

if TYPE_CHECKING:
    from chalicelib.domain.catalogue.service import (
        EligibilityRule,
        ProductSpec,
        Requirement,
        Service,
        Sourced,
        Withdrawal,
    )


class SlotNeed(StrEnum):
    """Whether the paper is demanded: yes, by an answer still missing, or only if the officer asks."""

    REQUIRED = "required"
    DEPENDS = "depends"
    OPTIONAL = "optional"


class Way(StrEnum):
    """How a paper may reach the office."""

    UPLOAD = "upload"
    POST = "post"
    COUNTER = "counter"


class ObstacleCode(StrEnum):
    """Why a service cannot be given this way."""

    NOT_ELIGIBLE = "not_eligible"
    ROLE_NOT_ALLOWED = "role_not_allowed"
    COUNTER_ONLY = "counter_only"


@dataclass(frozen=True, slots=True)
class Slot:
    """One requirement as a resident sees it; one accepted paper of `choices` fills it.

    `surrender`: the original is handed in besides. `max_ages`: how old a choice may be, in days from its issue date.
    `beside_the_point`: what is found of a page and not asked of these papers.
    """

    id: RequirementId
    choices: tuple[DocumentCode, ...]
    need: SlotNeed
    ways: tuple[Way, ...]
    surrender: bool
    reason: Text
    sources: tuple[str, ...]
    note: Text | None = None
    max_ages: tuple[tuple[DocumentCode, int], ...] = ()
    beside_the_point: frozenset[FindingCode] = frozenset({FindingCode.PAGE_NOT_IN_COLOUR})

    @property
    def max_age_days(self) -> int | None:
        """The strictest limit among the choices, in days; None when age does not matter."""
        return min((days for _, days in self.max_ages), default=None)

    def told(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Of what was found of a file, that which matters for these papers."""
        return told_in(self.id, findings, self.beside_the_point)

    def accepts(self, document: str) -> bool:
        """Whether this paper alone fills the slot."""
        return document in self.choices

    def max_age_of(self, document: DocumentCode) -> int | None:
        """Return how old this choice may be, in days from its issue date; None when age does not matter."""
        return dict(self.max_ages).get(document)

    def with_max_ages(self, overrides: Mapping[DocumentCode, int]) -> Self:
        """Apply the office's own limits to the choices they name."""
        own = {code: overrides[code] for code in self.choices if code in overrides}
        ages = tuple((dict(self.max_ages) | own).items())
        return self if ages == self.max_ages else replace(self, max_ages=ages)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why the service cannot be given as asked, in words, with the rule it comes from."""

    code: ObstacleCode
    rule: str
    text: Text
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedSlot:
    """A slot and what decides whether it is shown."""

    slot: Slot
    undecided: Slot
    when: Condition | None
    roles: frozenset[ApplicantRole]
    local: bool


@dataclass(frozen=True, slots=True)
class PlannedRule:
    """An eligibility rule and the obstacle that its failure is."""

    holds_when: Condition
    roles: frozenset[ApplicantRole]
    obstacle: Obstacle


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """Everything a checklist of one service can contain."""

    slots: tuple[PlannedSlot, ...]
    rules: tuple[PlannedRule, ...]
    refusals: Mapping[ApplicantRole, Obstacle]
    counter_only: Obstacle | None
    side_conditions: tuple[Condition, ...]
    dependencies: tuple[tuple[ServiceCode, Condition | None], ...]
    accepts: Mapping[str, Question]
    question_order: tuple[QuestionName, ...]


def build_plan(service: "Service") -> ServicePlan:
    """Prepare a checked service for its requests."""
    results: tuple[ProductSpec | Withdrawal, ...] = (*service.products, *service.withdraws)
    return ServicePlan(
        slots=tuple(_plan_slot(service, requirement) for requirement in service.requirements),
        rules=tuple(_plan_rule(service, rule) for rule in service.eligibility),
        refusals={role: _refuse(service, role) for role in ApplicantRole if role not in service.who_may_apply},
        counter_only=_counter_only(service),
        side_conditions=tuple(item.when for item in results if item.when is not None),
        dependencies=tuple((link.service, link.when) for link in service.depends_on),
        accepts={question.name: question for question in (*service.derived_questions, *service.questions)},
        question_order=tuple(question.name for question in service.questions),
    )


def _plan_slot(service: "Service", requirement: "Requirement") -> PlannedSlot:
    officer = requirement.when == OFFICER_DECIDES
    documents = [service.documents[code] for code in requirement.any_of]
    ages = ((paper.code, paper.default_max_age_days) for paper in documents if paper.default_max_age_days)
    slot = Slot(
        id=requirement.id,
        choices=requirement.any_of,
        need=SlotNeed.OPTIONAL if officer else SlotNeed.REQUIRED,
        ways=_ways(service),
        surrender=any(paper.surrender for paper in documents),
        reason=requirement.reason,
        sources=_sources(service, requirement),
        note=requirement.note,
        max_ages=tuple(ages),
        beside_the_point=_beside_the_point(documents),
    )
    return PlannedSlot(
        slot=slot,
        undecided=replace(slot, need=SlotNeed.DEPENDS),
        when=None if requirement.when == OFFICER_DECIDES else requirement.when,
        roles=frozenset(requirement.roles),
        local=requirement.local,
    )


def _beside_the_point(papers: Iterable[DocumentType]) -> frozenset[FindingCode]:
    """Nothing is written on portraits, and few papers must have colour."""
    is_portrait = all(paper.kind is DocumentKind.PHOTO for paper in papers)
    has_colour = all(paper.colour_required for paper in papers)
    writing = LEGIBILITY_CODES | FRAMING_CODES if is_portrait else frozenset[FindingCode]()
    return writing if has_colour else writing | {FindingCode.PAGE_NOT_IN_COLOUR}


def _ways(service: "Service") -> tuple[Way, ...]:
    if service.counter_only:
        return (Way.COUNTER,)
    return (Way.UPLOAD, Way.POST, Way.COUNTER) if service.by_post else (Way.UPLOAD, Way.COUNTER)


def _sources(service: "Service", rule: "Sourced") -> tuple[str, ...]:
    words = service.vocabulary
    return (*(words.evidence[tag].id for tag in rule.evidence), *(words.cite(ref) for ref in rule.legal))


def _plan_rule(service: "Service", rule: "EligibilityRule") -> PlannedRule:
    obstacle = Obstacle(ObstacleCode.NOT_ELIGIBLE, rule.id, rule.reason, _sources(service, rule))
    return PlannedRule(rule.holds_when, frozenset(rule.roles), obstacle)


def _refuse(service: "Service", role: ApplicantRole) -> Obstacle:
    words = service.vocabulary
    if role is ApplicantRole.PROXY and service.biometrics.is_recording:
        return Obstacle(
            ObstacleCode.ROLE_NOT_ALLOWED, "recording-in-person", words.recording_in_person, (words.recording_source,)
        )
    text = Text(
        id=words.role_not_allowed.id.format(roles=_listing(words.roles[r].id for r in service.who_may_apply)),
        en=words.role_not_allowed.en.format(roles=_listing(words.roles[r].en for r in service.who_may_apply)),
    )
    return Obstacle(ObstacleCode.ROLE_NOT_ALLOWED, "who-may-apply", text, _sources(service, service))


def _listing(labels: Iterable[str]) -> str:
    return "; ".join(labels)


def _counter_only(service: "Service") -> Obstacle | None:
    if not service.counter_only or service.in_person is None:
        return None
    return Obstacle(ObstacleCode.COUNTER_ONLY, "counter-only", service.in_person, _sources(service, service))
