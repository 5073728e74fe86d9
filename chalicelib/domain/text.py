"""Words for people, in both languages of the office."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Language(StrEnum):
    """Languages that every text exists in; Indonesian is the first."""

    INDONESIAN = "id"
    ENGLISH = "en"


class Text(BaseModel):
    """One sentence or label in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_language(self, language: Language) -> str:
        """The words in one language."""
        return self.id if language is Language.INDONESIAN else self.en


def in_figures(number: int, language: Language) -> str:
    """A whole number as the language writes it: 1.205 or 1,205."""
    marked = f"{number:,}"
    return marked.replace(",", ".") if language is Language.INDONESIAN else marked
