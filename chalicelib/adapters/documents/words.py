"""What stands on the sheets, in both languages: names of the catalogue, sentences of the messages, the office."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.catalogue import Catalogue, DocumentCode, ServiceCode
from chalicelib.domain.messages import Messages
from chalicelib.domain.office import Office
from chalicelib.domain.text import Language, Text


@dataclass(frozen=True, slots=True)
class SheetWords:
    """Words of one office; every text is both Indonesian and English."""

    office: Office
    catalogue: Catalogue
    messages: Messages

    def sheet(self, name: str, **values: Text) -> Text:
        """A text of the sheets."""
        return _both(lambda language: self.messages.sheet(name, language, _said(values, language)))

    def receipt(self, name: str, **values: Text) -> Text:
        """A text that the receipt has, too."""
        return _both(lambda language: self.messages.receipt(name, language, _said(values, language)))

    def service(self, code: str) -> Text:
        """The name of a service."""
        return self.catalogue.services[ServiceCode(code)].name

    def document(self, code: str) -> Text:
        """The name of a paper."""
        return self.catalogue.documents[DocumentCode(code)].name

    def papers(self, codes: Sequence[str]) -> Text:
        """The names of papers of which one is enough."""
        return _both(lambda language: self.messages.papers(codes, self.catalogue, language))

    def date(self, day: date) -> Text:
        """A day."""
        return _both(lambda language: self.messages.date(day, language))


def plain(text: str | int) -> Text:
    """Something that is the same in both languages."""
    return Text(id=str(text), en=str(text))


def join(texts: Sequence[Text]) -> Text | None:
    """Sentences one after another; None when there are none."""
    if not texts:
        return None
    return Text(id=" ".join(text.id for text in texts), en=" ".join(text.en for text in texts))


def _said(values: Mapping[str, Text], language: Language) -> dict[str, str]:
    return {name: text.in_language(language) for name, text in values.items()}


def _both(say: Callable[[Language], str]) -> Text:
    return Text(id=say(Language.INDONESIAN), en=say(Language.ENGLISH))
