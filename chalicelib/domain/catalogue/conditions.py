"""Conditions: a small closed grammar over named questions, evaluated in three values (yes, no, not known yet)."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal, TypeAlias, Union

from pydantic import Discriminator, Field, StrictInt, Tag

from chalicelib.domain.catalogue.words import Answers, CatalogueModel, QuestionName, QuestionNameField

OFFICER_DECIDES: Final = "officer_decides"


class Is(CatalogueModel):
    """`{is: question}`: a yes-or-no question was answered with yes."""

    question: QuestionNameField = Field(alias="is")

    def holds(self, answers: Answers) -> bool | None:
        """Return None while the question is unanswered."""
        answer = answers.get(self.question)
        return None if answer is None else answer is True


class Under(CatalogueModel):
    """`{under: [question, number]}`: strictly less."""

    under: tuple[QuestionNameField, StrictInt]

    @property
    def question(self) -> QuestionName:
        """The integer question compared."""
        return self.under[0]

    def holds(self, answers: Answers) -> bool | None:
        """Return None while the question is unanswered."""
        answer = answers.get(self.under[0])
        return None if answer is None else isinstance(answer, int) and answer < self.under[1]


class AtLeast(CatalogueModel):
    """`{at_least: [question, number]}`: the number or more."""

    at_least: tuple[QuestionNameField, StrictInt]

    @property
    def question(self) -> QuestionName:
        """The integer question compared."""
        return self.at_least[0]

    def holds(self, answers: Answers) -> bool | None:
        """Return None while the question is unanswered."""
        answer = answers.get(self.at_least[0])
        return None if answer is None else isinstance(answer, int) and answer >= self.at_least[1]


class Equals(CatalogueModel):
    """`{equals: [question, value]}`: a choice question was answered with this value."""

    equals: tuple[QuestionNameField, str]

    @property
    def question(self) -> QuestionName:
        """The choice question compared."""
        return self.equals[0]

    def holds(self, answers: Answers) -> bool | None:
        """Return None while the question is unanswered."""
        answer = answers.get(self.equals[0])
        return None if answer is None else answer == self.equals[1]


class Not(CatalogueModel):
    """`{not: condition}`: what is not known stays not known."""

    negated: "Condition" = Field(alias="not")

    def holds(self, answers: Answers) -> bool | None:
        """Return the opposite, or None."""
        inner = self.negated.holds(answers)
        return None if inner is None else not inner


class AnyOf(CatalogueModel):
    """`{any: [condition, ...]}`: one yes is enough, whatever the others say."""

    parts: tuple["Condition", ...] = Field(alias="any", min_length=1)

    def holds(self, answers: Answers) -> bool | None:
        """Return yes over not known over no (Kleene)."""
        unknown = False
        for part in self.parts:
            value = part.holds(answers)
            if value:
                return True
            unknown = unknown or value is None
        return None if unknown else False


class AllOf(CatalogueModel):
    """`{all: [condition, ...]}`: one no is enough, whatever the others say."""

    parts: tuple["Condition", ...] = Field(alias="all", min_length=1)

    def holds(self, answers: Answers) -> bool | None:
        """Return no over not known over yes (Kleene)."""
        unknown = False
        for part in self.parts:
            value = part.holds(answers)
            if value is False:
                return False
            unknown = unknown or value is None
        return None if unknown else True


Leaf: TypeAlias = Is | Under | AtLeast | Equals
_OPERATORS: Final[dict[type, str]] = {
    Is: "is",
    Under: "under",
    AtLeast: "at_least",
    Equals: "equals",
    Not: "not",
    AnyOf: "any",
    AllOf: "all",
}


def _operator(value: object) -> str | None:
    if isinstance(value, dict):
        return str(next(iter(value))) if len(value) == 1 else None
    return _OPERATORS.get(type(value))


Condition: TypeAlias = Annotated[
    Union[  # noqa: UP007 - Tag on forward-declared members needs the subscripted form
        Annotated[Is, Tag("is")],
        Annotated[Under, Tag("under")],
        Annotated[AtLeast, Tag("at_least")],
        Annotated[Equals, Tag("equals")],
        Annotated[Not, Tag("not")],
        Annotated[AnyOf, Tag("any")],
        Annotated[AllOf, Tag("all")],
    ],
    Discriminator(_operator),
]
When: TypeAlias = Condition | Literal["officer_decides"]


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield every comparison, in the order written."""
    if isinstance(condition, Not):
        yield from leaves(condition.negated)
    elif isinstance(condition, AnyOf | AllOf):
        for part in condition.parts:
            yield from leaves(part)
    else:
        yield condition


def open_questions(condition: Condition, answers: Answers) -> Iterator[QuestionName]:
    """Yield the questions whose answers could still decide the condition; none once it is decided."""
    if condition.holds(answers) is not None:
        return
    if isinstance(condition, Not):
        yield from open_questions(condition.negated, answers)
    elif isinstance(condition, AnyOf | AllOf):
        for part in condition.parts:
            yield from open_questions(part, answers)
    else:
        yield condition.question
