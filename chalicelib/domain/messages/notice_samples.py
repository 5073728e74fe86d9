"""Notices made up to be looked at: as long as any service, product and reason makes them, and as short."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from chalicelib.domain.case import FIRST_PIN, Answer, Asked, Case, Channel
from chalicelib.domain.catalogue import Catalogue, Service
from chalicelib.domain.catalogue.questions import QuestionKind
from chalicelib.domain.clock import ServiceClock
from chalicelib.domain.document import VerdictKind
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.identifiers import Pin, ReceiptNumber
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.messages.gsm7 import count_characters, count_segments
from chalicelib.domain.messages.messages import Messages
from chalicelib.domain.messages.notice_values import Occasion, build_notice_values
from chalicelib.domain.messages.shape import NOTICE_VALUES, placeholders_of
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.office import Office
from chalicelib.domain.pick_up import Booking, Place
from chalicelib.domain.product import Product
from chalicelib.domain.text import Language

AUTUMN: Final = datetime(2026, 9, 28, 3, 30, tzinfo=UTC)
"""No month has a longer name, in either language, and its day has two digits."""

RECEIPT: Final = ReceiptNumber.derive(b"an example", b"of no case")
MOST_ASKED: Final = 20
LONGEST_POSTAL_NUMBER: Final = "W" * 20
OF_SERVICE: Final = frozenset({"bring", "how", "items", "next", "product", "service"})
"""Values that differ from service to service."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One event told in one language, with the values that its text uses; `known`: all that it might use.

    `service` is its name; empty where what is said is the same for every service.
    """

    event: NoticeEvent
    language: Language
    service: str
    values: Mapping[str, str]
    subject: str
    text: str
    known: Mapping[str, str]

    @property
    def characters(self) -> int:
        """As a text message counts them."""
        return count_characters(self.text)

    @property
    def segments(self) -> int:
        """The parts that it is sent and paid in."""
        return count_segments(self.text)

    @property
    def longest_value(self) -> str:
        """The name of the value that takes most of it."""
        return max(sorted(self.values), key=lambda name: len(self.values[name]), default="")


@dataclass(frozen=True, slots=True)
class Samples:
    """Of what is told under one edition; `link` is where residents follow a case."""

    catalogue: Catalogue
    messages: Messages
    office: Office
    link: str

    def longest(self, event: NoticeEvent, language: Language) -> Sample:
        """The longest short text of an event, whatever the service."""
        return max(self.of(event, NoticeChannel.SMS, language), key=lambda sample: (sample.segments, sample.characters))

    def shortest(self, event: NoticeEvent, language: Language) -> Sample:
        """The shortest."""
        return min(self.of(event, NoticeChannel.SMS, language), key=lambda sample: sample.characters)

    def of(self, event: NoticeEvent, channel: NoticeChannel, language: Language) -> Iterator[Sample]:
        """Every sample of an event on a channel. Where its text says nothing of the service, one service is enough."""
        uses = self._uses(event, channel, language)
        services = tuple(self.catalogue.services.values())
        differs = bool(uses & OF_SERVICE)
        for service in services if differs else services[:1]:
            for occasion in self._occasions(event, service, language):
                values = build_notice_values(occasion, channel, self.office, self.catalogue, self.messages)
                words = self.messages.notice(event, channel, language, values)
                used = {name: value for name, value in values.items() if name in uses}
                name = service.name.in_language(language) if differs else ""
                yield Sample(event, language, name, used, words.subject, words.text, values)

    def _uses(self, event: NoticeEvent, channel: NoticeChannel, language: Language) -> frozenset[str]:
        """The values that it says, in its subject or its text."""
        paths = (f"notices/{event}/{channel.form}/{part}" for part in ("subject", "text"))
        found = (self.messages.template(path) for path in paths)
        return frozenset[str]().union(*(placeholders_of(text.in_language(language)) for text in found if text))

    def _acted_at(self, event: NoticeEvent) -> datetime:
        """Then the last day is in autumn."""
        limits = self.office.limits
        days = limits.draft_days if event is NoticeEvent.DRAFT_ENDING else limits.answer_days - 1
        return AUTUMN - timedelta(days=days)

    def _occasions(self, event: NoticeEvent, service: Service, language: Language) -> Iterator[Occasion]:
        uses = NOTICE_VALUES[event]
        reasons = sorted(self.messages.rejection_codes) if "reason" in uses else [""]
        places: tuple[Place | None, ...] = self.office.places if "place" in uses else ()
        for product in _products(service) if uses & {"how", "next", "product"} else [None]:
            for answers in _answers(service):
                case = _case(service, language, product, answers).model_copy(update={"acted_at": self._acted_at(event)})
                for by_post in (False, True) if "how" in uses else (False,):
                    for reason in reasons:
                        for place in places or (None,):
                            yield _occasion(event, case, self.link, product, place, by_post=by_post, reason=reason)


def _occasion(
    event: NoticeEvent,
    case: Case,
    link: str,
    product: Product | None,
    place: Place | None,
    *,
    by_post: bool,
    reason: str,
) -> Occasion:
    day = date(2026, 9, 28)
    visit = Booking(receipt=RECEIPT, place=place.id, day=day, at="10:30", made_at=AUTUMN) if place else None
    return Occasion(
        event=event, case=case, link=link, product=product, by_post=by_post, reason=reason,
        postal_number=LONGEST_POSTAL_NUMBER,
        pin=Pin.derive(b"an example", RECEIPT, FIRST_PIN) if event is NoticeEvent.PIN_REISSUED else None, visit=visit,
    )  # fmt: skip


def _products(service: Service) -> Iterator[Product]:
    for number, spec in enumerate(service.products):
        for state in (ProductState.READY, ProductState.AWAITING_BIOMETRICS):
            yield Product(
                id=f"p{number + 1}", kind=spec.kind, medium=spec.medium, recipient=spec.recipient, route=(state,),
                state=state,
            )  # fmt: skip


def _answers(service: Service) -> Iterator[dict[str, Answer]]:
    """What is to be brought depends on the answers: yes to everything, and no to everything."""
    asked = [name for name, question in service.plan.accepts.items() if question.kind is QuestionKind.BOOLEAN]
    withdrawn = any(item.when is not None for item in service.withdraws)
    for answer in (True, False) if withdrawn else (True,):
        yield {str(name): answer for name in asked}


def _case(service: Service, language: Language, product: Product | None, answers: dict[str, Answer]) -> Case:
    slots = [str(slot.slot.id) for slot in service.plan.slots] or [""]
    asked = tuple(
        Asked(slot=slots[number % len(slots)], reason=VerdictKind.UNREADABLE, note="x") for number in range(MOST_ASKED)
    )
    return Case(
        office="0000", receipt=RECEIPT, service=str(service.code), channel=Channel.WEB, state=CaseState.RETURNED,
        version=1, language=language, catalogue_version="", answers=answers, asked=asked, intent="", request_digest="",
        products=(product,) if product else (), clock=ServiceClock(hours=100), created_at=AUTUMN, updated_at=AUTUMN,
    )  # fmt: skip
