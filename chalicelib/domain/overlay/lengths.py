"""What providers take of an office's texts: checked when they are saved, and never when a release serves them.

A text message of more than two parts is sent all the same where it comes to that; here it is refused before.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from chalicelib.domain.errors import Fault
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.messages.gsm7 import MOST_PARTS, strange_characters
from chalicelib.domain.messages.notice_samples import Sample, Samples
from chalicelib.domain.messages.shape import find_text_faults, placeholders_of
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.overlay.changes import LocalChanges
from chalicelib.domain.overlay.edition import Edition
from chalicelib.domain.overlay.faults import is_editable
from chalicelib.domain.text import Language, Text

LONGEST_SUBJECT: Final = 200
"""What mail programs still show of a subject in some way."""

_PIECES: Final[Mapping[str, tuple[str, ...]]] = {
    "how": (
        "office.address", "office.hours", "office.pick_up", "messages.parts/identity", "messages.parts/pick_up_sms",
        "messages.parts/post_old_sms", "messages.parts/post_sms", "messages.parts/recorded_sms",
    ),
    "next": ("messages.parts/processing", "messages.parts/recording"),
    "reason": ("messages.rejections/",),
    "bring": ("messages.parts/identity",),
    "place": ("office.pick_up",),
    "help_line": ("office.help_line",),
    "address": ("office.address",),
    "hours": ("office.hours",),
}  # fmt: skip
"""What a value of a short text is made of."""

_SHORT_PIECE: Final = re.compile(r"parts/(identity|processing|recording|\w+_sms)")
_NO_PARAMETER: Final = re.compile(r"[\r\n\t]| {4}")
"""What WhatsApp takes in no parameter of a template."""

_OF_A_PIN: Final = f"notices/{NoticeEvent.PIN_REISSUED}/"
_NAMES_A_PAGE: Final = re.compile(r"(?i:https?:|www\.)|\b[A-Za-z0-9-]+\.[a-z]{2,}\b")
"""An address as people and telephones read it: `loket.example` is one as well."""


def find_length_faults(changes: LocalChanges, shipped: Edition, link: str) -> tuple[Fault, ...]:
    """Each with the number that is too high, and where it comes from. A text that is no template is left out."""
    made = {path: _sound(path, text, shipped) for path, text in changes.messages.items() if is_editable(path)}
    sound = {path: text for path, text in made.items() if text is not None}
    samples = Samples(
        shipped.catalogue, shipped.messages.with_texts(sound), changes.office_of(shipped.office), link
    )  # fmt: skip
    said = _said(changes, sound)
    found = (
        *(fault for path, text in sound.items() for fault in _of_lines(path, text)),
        *(
            fault
            for event in NoticeEvent
            for language in Language
            for fault in _of_event(event, language, samples, said)
        ),
    )
    return tuple({(fault.field, fault.code): fault for fault in reversed(found)}.values())


def _sound(path: str, text: Text, shipped: Edition) -> Text | None:
    """In a language in which it is no template it is as shipped; None for a path that is not there."""
    template = shipped.messages.template(path)
    if template is None:
        return None
    said = {language: text.in_language(language) for language in Language}
    return Text(
        **{
            str(language): template.in_language(language) if any(find_text_faults(path, own)) else own
            for language, own in said.items()
        }
    )


def _said(changes: LocalChanges, sound: Mapping[str, Text]) -> tuple[str, ...]:
    """What the office says in its own words."""
    office = tuple(f"office.{name}" for name, value in changes.office if value is not None)
    return (*office, *(f"messages.{path}" for path in sound))


def _of_a_pin(path: str, where: str, said: str) -> Iterator[Fault]:
    """Whoever finds the telephone has the number's beginning and the PIN already: not the page as well."""
    if _NAMES_A_PAGE.search(said):
        yield Fault(where, "page_beside_pin")
    if path.endswith("/subject") and "pin" in placeholders_of(said):
        yield Fault(where, "pin_in_subject")


def _of_lines(path: str, text: Text) -> Iterator[Fault]:
    for language in Language:
        where, said = f"messages.{path}.{language}", text.in_language(language)
        if path.startswith("notices/") and path.endswith("/subject") and len(said.splitlines()) > 1:
            yield Fault(where, "subject_one_line")
        if path.startswith(_OF_A_PIN):
            yield from _of_a_pin(path, where, said)
        if _SHORT_PIECE.fullmatch(path) and _NO_PARAMETER.search(said):
            yield Fault(where, "line_break_in_short")


def _of_event(event: NoticeEvent, language: Language, samples: Samples, said: tuple[str, ...]) -> Iterator[Fault]:
    blamed = _blamed(event, language, samples, said)
    if blamed:
        longest = samples.longest(event, language)
        for path in blamed:
            yield from _of_short(path if path.startswith("office.address") else f"{path}.{language}", longest)
    subject = f"messages.notices/{event}/email/subject"
    if subject in said:
        yield from _of_subject(f"{subject}.{language}", event, language, samples)


def _blamed(event: NoticeEvent, language: Language, samples: Samples, said: tuple[str, ...]) -> list[str]:
    """What the office says itself of an event's short text: the text, or what its values are made of."""
    own = f"notices/{event}/sms/text"
    template = samples.messages.template(own)
    used = placeholders_of(template.in_language(language)) if template else frozenset()
    pieces = tuple(piece for name in used for piece in _PIECES.get(name, ()))
    return [path for path in said if path == f"messages.{own}" or (pieces and path.startswith(pieces))]


def _of_short(where: str, longest: Sample) -> Iterator[Fault]:
    if strange := strange_characters(longest.text):
        yield Fault(where, "not_for_sms", (("value", strange),))
    elif longest.segments > MOST_PARTS:
        yield Fault(
            where, "too_many_parts_of_service" if longest.service else "too_many_parts",
            (
                ("count", str(longest.segments)), ("characters", str(longest.characters)), ("limit", str(MOST_PARTS)),
                ("service", longest.service), ("value", longest.longest_value),
            ),
        )  # fmt: skip


def _of_subject(where: str, event: NoticeEvent, language: Language, samples: Samples) -> Iterator[Fault]:
    count = max(len(sample.subject) for sample in samples.of(event, NoticeChannel.EMAIL, language))
    if count > LONGEST_SUBJECT:
        yield Fault(where, "subject_too_long", (("count", str(count)), ("limit", str(LONGEST_SUBJECT))))
