"""The guide to a service: what happened, to what, and the service that deals with it. Data of the catalogue."""

from typing import Self

from pydantic import BaseModel, ConfigDict, RootModel, model_validator

from chalicelib.domain.catalogue.words import ServiceCode
from chalicelib.domain.text import Text


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    text: Text


class Choice(_Entry):
    """One answer to the second question; it ends at a service."""

    service: ServiceCode


class Topic(_Entry):
    """One answer to the first question, what happened; `question` is the second."""

    question: Text
    choices: tuple[Choice, ...]

    def choice(self, name: str) -> Choice | None:
        """The answer of this name."""
        return next((choice for choice in self.choices if choice.name == name), None)


class Guide(RootModel[tuple[Topic, ...]]):
    """All topics, in the order in which they are offered."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        for names in ([topic.name for topic in self.root], *([c.name for c in topic.choices] for topic in self.root)):
            if len(set(names)) != len(names):
                raise ValueError("a name is given twice")
        return self

    def topic(self, name: str) -> Topic | None:
        """The topic of this name."""
        return next((topic for topic in self.root if topic.name == name), None)
