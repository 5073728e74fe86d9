"""Templates of WhatsApp: an event's short text with named parameters, as the provider must approve it beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Final

from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.messages.messages import Messages
from chalicelib.domain.notification import NoticeChannel, Template
from chalicelib.domain.text import Language

NOTHING: Final = "-"
"""Stands for an empty value: the provider takes none."""


@dataclass(frozen=True, slots=True)
class WhatsAppTemplate:
    """One template; `body` has its parameters in double braces, and never one at its beginning or end."""

    name: str
    language: Language
    parameters: tuple[str, ...]
    body: str

    def fill(self, values: Mapping[str, str]) -> dict[str, str]:
        """Each parameter on one line, since the provider refuses breaks, tabs and rows of blanks."""
        return {name: " ".join(values.get(name, "").split()) or NOTHING for name in self.parameters}

    def say(self, values: Mapping[str, str]) -> str:
        """What arrives, with values as `fill` leaves them."""
        said = self.body
        for name, value in values.items():
            said = said.replace(f"{{{{{name}}}}}", value)
        return said


def template_of(messages: Messages, event: NoticeEvent, language: Language) -> WhatsAppTemplate:
    """The template of an event: its short text between fixed words, since none may begin or end with a parameter."""
    names = _parameters(messages, event, language)
    marks = {name: f"{{{{{name}}}}}" for name in names}
    text = messages.notice(event, NoticeChannel.WHATSAPP, language, marks).text
    body = messages.part("whatsapp", language, {"text": text})
    return WhatsAppTemplate(f"loket_{event}_{language}", language, names, body)


def all_templates(messages: Messages) -> tuple[WhatsAppTemplate, ...]:
    """One for each event in each language."""
    return tuple(template_of(messages, event, language) for event in NoticeEvent for language in Language)


def fill_template(messages: Messages, template: Template) -> tuple[WhatsAppTemplate, dict[str, str]]:
    """What is handed over for one message: which template, and its values."""
    known = template_of(messages, template.event, template.language)
    return known, known.fill(template.values)


def _parameters(messages: Messages, event: NoticeEvent, language: Language) -> tuple[str, ...]:
    """The placeholders of the short text, in their order."""
    text = messages.words[language]["notices"][event][NoticeChannel.WHATSAPP.form]["text"]
    return tuple(dict.fromkeys(name for _, name, *_ in Formatter().parse(text) if name))
