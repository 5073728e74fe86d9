"""What an office may change without touching code. What it does not name stays as shipped."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal, Self, TypeAlias, Union

from pydantic import Discriminator, Field, Tag

from chalicelib.domain.catalogue.conditions import Condition
from chalicelib.domain.catalogue.service import Requirement
from chalicelib.domain.catalogue.words import (
    CatalogueModel,
    DocumentCode,
    DocumentCodeField,
    Evidence,
    RequirementIdField,
    ServiceCode,
)
from chalicelib.domain.closed_days import OwnDays
from chalicelib.domain.office import Office
from chalicelib.domain.retention import Schedule
from chalicelib.domain.text import Text

MOST_MESSAGES = 200
MOST_REQUIREMENTS = 50
MOST_DAYS = 400
LOCAL_RULE = "LOCAL"
"""Key of the catalogue's act that stands for the office's own rules."""

Name = Annotated[str, Field(max_length=80)]


def _form(value: object) -> str:
    return "word" if isinstance(value, str) else "condition"


LocalWhen: TypeAlias = Annotated[
    Union[  # noqa: UP007 - Tag needs the subscripted form
        Annotated[Literal["officer_decides"], Tag("word")],
        Annotated[Condition, Tag("condition")],
    ],
    Discriminator(_form),
]
"""As the catalogue's own, told apart by its form, so that a fault stands at one path."""


class LocalOffice(CatalogueModel):
    """How the office can be reached, and what it has to say to everybody now."""

    address: str | None = None
    postal_address: str | None = None
    hours: Text | None = None
    pick_up: Text | None = None
    help_line: Text | None = None
    notice: Text | None = None


class LocalRequirement(CatalogueModel):
    """A paper that this office asks for besides: one of `any_of`, when the condition holds."""

    service: Name
    id: RequirementIdField
    any_of: Annotated[tuple[DocumentCodeField, ...], Field(min_length=1, max_length=10)]
    when: LocalWhen | None = None
    reason: Text

    def requirement(self) -> Requirement:
        """As the catalogue keeps it: local, with the office's own rules as its source."""
        return Requirement(
            id=self.id,
            any_of=self.any_of,
            when=self.when,
            reason=self.reason,
            local=True,
            evidence=(Evidence.OFFICE,),
            legal=(LOCAL_RULE,),
        )


class LocalPapers(CatalogueModel):
    """Papers that this office asks for differently.

    `max_age_days`: how old a paper may be, over the limits shipped. `without_local`: local requirements that it does
    not ask; where given it takes the place of the list shipped.
    """

    max_age_days: dict[Name, int] = Field(default={}, max_length=MOST_REQUIREMENTS)
    without_local: Annotated[tuple[Name, ...], Field(max_length=MOST_REQUIREMENTS)] | None = None
    extra: tuple[LocalRequirement, ...] = Field(default=(), max_length=MOST_REQUIREMENTS)


class LocalLimits(CatalogueModel):
    """How long this office waits before something ends by itself: days, and minutes for `claim_idle_minutes`.

    `seen_days`: how long it is kept who saw what; what was seen before keeps the time that held then.
    """

    draft_days: Annotated[int, Field(ge=7, le=365)] | None = None
    draft_warning_days: Annotated[int, Field(ge=1, le=60)] | None = None
    answer_days: Annotated[int, Field(ge=7, le=365)] | None = None
    answer_warning_days: Annotated[int, Field(ge=1, le=60)] | None = None
    posting_days: Annotated[int, Field(ge=21, le=365)] | None = None
    claim_idle_minutes: Annotated[int, Field(ge=5, le=480)] | None = None
    collect_days: Annotated[int, Field(ge=2, le=90)] | None = None
    seen_days: Annotated[int, Field(ge=365, le=3653)] | None = None

    def said(self) -> dict[str, int]:
        """Those that the office chose."""
        return {name: value for name, value in self if value is not None}


class LocalDay(CatalogueModel):
    """A day that is otherwise than the decrees have it, and why, in a few words for the staff."""

    day: date
    why: Annotated[str, Field(min_length=1, max_length=80)]


class LocalCalendar(CatalogueModel):
    """`closed`: days on which the office is closed besides; `worked`: days off by decree that it works on after all."""

    closed: tuple[LocalDay, ...] = Field(default=(), max_length=MOST_DAYS)
    worked: tuple[LocalDay, ...] = Field(default=(), max_length=MOST_DAYS)

    def own_days(self) -> OwnDays:
        """The days alone."""
        closed, worked = (frozenset(each.day for each in listed) for listed in (self.closed, self.worked))
        return OwnDays(closed=closed, worked=worked)

    def with_days(self, closed: Iterable[LocalDay] = (), worked: Iterable[LocalDay] = ()) -> Self:
        """With these days more, in order; the last word on a day counts."""
        kept = {"closed": {each.day: each for each in self.closed}, "worked": {each.day: each for each in self.worked}}
        for name, more in (("closed", closed), ("worked", worked)):
            kept[name] |= {each.day: each for each in more}
        listed = {name: tuple(days[day] for day in sorted(days)) for name, days in kept.items()}
        return self.model_copy(update=listed)

    def without(self, day: date) -> Self:
        """With nothing said of a day: it is as the decrees have it."""
        return self.model_copy(
            update={
                "closed": tuple(each for each in self.closed if each.day != day),
                "worked": tuple(each for each in self.worked if each.day != day),
            }
        )


class LocalChanges(CatalogueModel):
    """Everything that one overlay changes. `messages`: path in the message catalogue → the text in its place."""

    office: LocalOffice = LocalOffice()
    papers: LocalPapers = LocalPapers()
    limits: LocalLimits = LocalLimits()
    calendar: LocalCalendar = LocalCalendar()
    retention: Schedule = Schedule()
    messages: dict[Name, Text] = Field(default={}, max_length=MOST_MESSAGES)

    @classmethod
    def of(cls, other: "LocalChanges") -> Self:
        """The same changes as this very class, which is what makes two of them equal."""
        return cls(
            office=other.office, papers=other.papers, limits=other.limits, calendar=other.calendar,
            retention=other.retention, messages=other.messages,
        )  # fmt: skip

    @property
    def erasing_rules(self) -> tuple[Schedule, int | None]:
        """Everything here that says when a case is erased."""
        return self.retention, self.limits.posting_days

    def office_of(self, shipped: Office) -> Office:
        """The office as people are told of it."""
        said: dict[str, object] = {name: value for name, value in self.office if value is not None}
        limits: dict[str, object] = dict(self.limits.said())
        if self.papers.max_age_days:
            own = {DocumentCode(code): days for code, days in self.papers.max_age_days.items()}
            limits["max_age_days"] = shipped.limits.max_age_days | own
        if self.papers.without_local is not None:
            limits["without_local"] = frozenset(self.papers.without_local)
        said |= {"limits": shipped.limits.model_copy(update=limits), "own_days": self.calendar.own_days()}
        return shipped.model_copy(update=said)

    def requirements(self) -> dict[ServiceCode, list[Requirement]]:
        """The papers asked for besides, by service."""
        asked: dict[ServiceCode, list[Requirement]] = {}
        for extra in self.papers.extra:
            asked.setdefault(ServiceCode(extra.service), []).append(extra.requirement())
        return asked
