"""Questions: what the conditions of the catalogue ask a resident, and which answers fit."""

from enum import StrEnum

from chalicelib.domain.catalogue.words import Answer, CatalogueModel, QuestionNameField, Words
from chalicelib.domain.text import Text


class QuestionKind(StrEnum):
    """The type of answer a question takes."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    CHOICE = "choice"


class Choice(CatalogueModel):
    """One answer of a choice question."""

    value: Words
    text: Text


class Question(CatalogueModel):
    """One question; a derived one is computed (age from the birth date) and asked only when it cannot be."""

    name: QuestionNameField
    kind: QuestionKind
    text: Text
    help: Text | None = None
    choices: tuple[Choice, ...] = ()
    derived: bool = False
    minimum: int = 0
    maximum: int = 150

    @property
    def values(self) -> frozenset[str]:
        """The answers a choice question takes."""
        return frozenset(choice.value for choice in self.choices)

    def find_problem(self, answer: Answer) -> str | None:
        """Name what is wrong with an answer: a word for machines, or None when it fits."""
        if self.kind is QuestionKind.BOOLEAN:
            return None if isinstance(answer, bool) else "not_boolean"
        if self.kind is QuestionKind.CHOICE:
            return None if isinstance(answer, str) and answer in self.values else "not_a_choice"
        # bool is an int to Python, but True is nobody's age.
        if not isinstance(answer, int) or isinstance(answer, bool):
            return "not_integer"
        return None if self.minimum <= answer <= self.maximum else "out_of_range"
