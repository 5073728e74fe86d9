"""Services: what the office does, for whom, on which papers, with which results."""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated

from pydantic import Field

from chalicelib.domain.catalogue.conditions import Condition, When
from chalicelib.domain.catalogue.papers import DocumentType
from chalicelib.domain.catalogue.plan import ServicePlan, build_plan
from chalicelib.domain.catalogue.questions import Question
from chalicelib.domain.catalogue.words import (
    ApplicantRole,
    Biometrics,
    CatalogueModel,
    DocumentCode,
    DocumentCodeField,
    Evidence,
    Medium,
    OnlineScope,
    ProductKind,
    QuestionNameField,
    Recipient,
    RequirementIdField,
    ServiceCodeField,
    ServiceGroup,
    Vocabulary,
    Words,
)
from chalicelib.domain.text import Text


class Sourced(CatalogueModel):
    """A rule that says where it was read; the catalogue refuses one that does not."""

    evidence: tuple[Evidence, ...] = ()
    legal: tuple[Words, ...] = ()


class Requirement(Sourced):
    """One slot of the checklist: one of these papers, when the condition holds, from these roles (none: from all)."""

    id: RequirementIdField
    any_of: Annotated[tuple[DocumentCodeField, ...], Field(min_length=1)]
    when: When | None = None
    roles: tuple[ApplicantRole, ...] = ()
    reason: Text
    local: bool = False
    note: Text | None = None


class EligibilityRule(Sourced):
    """What must hold for the service to be given; `roles` limits the rule to these applicants."""

    id: RequirementIdField
    holds_when: Condition
    roles: tuple[ApplicantRole, ...] = ()
    reason: Text


class ProductSpec(CatalogueModel):
    """One result for one person or family, with the production steps it goes through."""

    id: RequirementIdField
    kind: ProductKind
    name: Text
    medium: Medium
    recipient: Recipient
    signed: bool = False
    print_record: bool = False
    printed: bool = False
    when: Condition | None = None


class Withdrawal(Sourced):
    """An old card or paper that the resident hands in when the new one is handed over."""

    document: DocumentCodeField
    when: Condition | None = None
    bring: Text


class Link(CatalogueModel):
    """Another service that comes first, follows, or usually goes along, when the condition holds."""

    service: ServiceCodeField
    when: Condition | None = None
    reason: Text | None = None


class Witnesses(CatalogueModel):
    """How many witnesses sign, and whether they must come."""

    count: Annotated[int, Field(gt=0)]
    present_at_office: bool
    id_copy_needed: bool
    evidence: tuple[Evidence, ...]


class ServiceEntry(Sourced):
    """A service as the data file holds it; times in hours and days as the law counts them."""

    code: ServiceCodeField
    group: ServiceGroup
    name: Text
    who_may_apply: Annotated[tuple[ApplicantRole, ...], Field(min_length=1)]
    eligibility: tuple[EligibilityRule, ...] = ()
    requirements: tuple[Requirement, ...]
    biometrics: Biometrics
    products: Annotated[tuple[ProductSpec, ...], Field(min_length=1)]
    depends_on: tuple[Link, ...] = ()
    triggers: tuple[Link, ...] = ()
    bundles: tuple[Link, ...] = ()
    online: OnlineScope
    by_post: bool
    counter_only: bool
    in_person: Text | None = None
    withdraws: tuple[Withdrawal, ...] = ()
    service_time_hours: Annotated[int, Field(gt=0)] = 24
    reporting_deadline_days: Annotated[int, Field(gt=0)] | None = None
    validity: Text | None = None
    witnesses: Witnesses | None = None
    variant_question: QuestionNameField | None = None
    notes: tuple[Text, ...] = ()


class Service(ServiceEntry):
    """A service of a checked catalogue, with its questions and words at hand, and every paper.

    A case that was handed in earlier may have papers that its service does not ask for any more.
    """

    documents: Mapping[DocumentCode, DocumentType] = Field(exclude=True, repr=False)
    questions: tuple[Question, ...] = Field(exclude=True, repr=False)
    derived_questions: tuple[Question, ...] = Field(exclude=True, repr=False)
    vocabulary: Vocabulary = Field(exclude=True, repr=False)

    @cached_property
    def plan(self) -> ServicePlan:
        """What a checklist of this service can contain, prepared once so that requests only choose."""
        return build_plan(self)
