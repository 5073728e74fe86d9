"""What residents would get of one event: the words of every channel that tells of it, as each carries them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from chalicelib.domain.applicant import Address
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.messages import Messages
from chalicelib.domain.messages.notice_samples import AUTUMN, RECEIPT, Sample, Samples
from chalicelib.domain.messages.whatsapp import fill_template
from chalicelib.domain.notification import NoticeChannel, Template
from chalicelib.domain.stop_link import ASKED_FOR
from chalicelib.domain.text import Language
from chalicelib.services.letter_ports import LetterPrinter, WrittenLetter

ADDRESS: Final = Address(street="Jalan Contoh Nomor 123", rt="001", rw="002")
NAME: Final = "Siti Nurhaliza Kusumawardani"
"""Of nobody."""


@dataclass(frozen=True, slots=True)
class ToldForm:
    """One message as it arrives. `html`: an e-mail as mail programs show it; `parts`: those of a text message, else 0.

    `is_shipped`: it says the words as shipped, whatever the office changed.
    """

    channel: NoticeChannel
    language: Language
    subject: str
    text: str
    html: str = ""
    characters: int = 0
    parts: int = 0
    is_longest: bool = True
    is_shipped: bool = False


@dataclass(frozen=True, slots=True)
class ShowTexts:
    """Nothing is read or stored. `approved` are the words that WhatsApp's templates were made of."""

    approved: Messages
    as_html: Callable[[str, Language], str]
    printer: Callable[[], LetterPrinter]

    def forms(self, event: NoticeEvent, samples: Samples) -> tuple[ToldForm, ...]:
        """Of each language: the longest on every channel of its plan, and the shortest text message."""
        return tuple(form for language in Language for form in self._in_language(event, samples, language))

    def letter(self, event: NoticeEvent, language: Language, samples: Samples) -> bytes:
        """The longest one as a PDF, to nobody. Raises NotFoundError where no letter tells of the event."""
        if NoticeChannel.LETTER not in _channels(event, samples):
            raise NotFoundError
        longest = self._longest(event, NoticeChannel.LETTER, language, samples)
        written = WrittenLetter(
            code=f"{RECEIPT.format()}/0", receipt=RECEIPT, name=NAME, address=ADDRESS, language=language,
            written_on=samples.office.local_time(AUTUMN).date(), subject=longest.subject, text=longest.text,
            link=samples.link if event is NoticeEvent.RETURNED else "",
        )  # fmt: skip
        return self.printer().print([written])

    def _in_language(self, event: NoticeEvent, samples: Samples, language: Language) -> Iterator[ToldForm]:
        yield _short(samples.longest(event, language), is_longest=True)
        yield _short(samples.shortest(event, language), is_longest=False)
        for channel in _channels(event, samples):
            if channel is NoticeChannel.WHATSAPP:
                yield ToldForm(channel, language, "", self._approved(event, language, samples), is_shipped=True)
            elif channel is NoticeChannel.EMAIL:
                mail = self._longest(event, channel, language, samples)
                text = mail.text + _ending(event, language, samples)
                yield ToldForm(channel, language, mail.subject, text, self.as_html(text, language))
            elif channel is NoticeChannel.LETTER:
                letter = self._longest(event, channel, language, samples)
                yield ToldForm(channel, language, letter.subject, letter.text)

    @staticmethod
    def _longest(event: NoticeEvent, channel: NoticeChannel, language: Language, samples: Samples) -> Sample:
        return max(samples.of(event, channel, language), key=lambda sample: len(sample.text))

    def _approved(self, event: NoticeEvent, language: Language, samples: Samples) -> str:
        """The approved words of the event, with the values that the office gives them."""
        path = f"notices/{event}/{NoticeChannel.WHATSAPP.form}/text"
        words = {path: text} if (text := self.approved.template(path)) else {}
        shipped = replace(samples, messages=samples.messages.with_texts(words))
        longest = self._longest(event, NoticeChannel.WHATSAPP, language, shipped)
        template, values = fill_template(self.approved, Template(event, language, longest.known))
        return template.say(values)


def _channels(event: NoticeEvent, samples: Samples) -> list[NoticeChannel]:
    return [step.channel for step in samples.office.telling.of(event).steps]


def _short(sample: Sample, *, is_longest: bool) -> ToldForm:
    return ToldForm(
        NoticeChannel.SMS, sample.language, sample.subject, sample.text,
        characters=sample.characters, parts=sample.segments, is_longest=is_longest,
    )  # fmt: skip


def _ending(event: NoticeEvent, language: Language, samples: Samples) -> str:
    """As every mail that nobody asked for ends, with a link that is nobody's."""
    if event in ASKED_FOR:
        return ""
    link = f"{samples.link}/stop?k=0000000000&lang={language}"
    return f"\n{samples.messages.part('stop_email', language, {'link': link})}\n"
