"""What a notice says: the values of its text, made again from the case each time, and never a personal one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from chalicelib.domain.case import Asked, Case
from chalicelib.domain.catalogue import Catalogue, DocumentType, Medium, Service, ServiceCode
from chalicelib.domain.checklist import keep_fitting, withdrawals_for
from chalicelib.domain.clock import EndedSpan
from chalicelib.domain.drafts import answered_by, last_day
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.identifiers import Pin
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.messages.messages import Messages
from chalicelib.domain.messages.shape import NOTICE_VALUES
from chalicelib.domain.notification import NoticeChannel, NoticeForm
from chalicelib.domain.office import Office
from chalicelib.domain.pick_up import Booking, Place, starts_at
from chalicelib.domain.product import Product
from chalicelib.domain.text import Language, Text

FIRST_GROUP = 4
"""Symbols of a receipt number that a PIN may travel with."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a notice is about.

    `reason` is a rejection's code, `postal_number` that of what is in the mail, `pin` is for a reissue alone,
    `visit` for news of it, `link` is a URL, `held` is when the office was held.
    """

    event: NoticeEvent
    case: Case
    link: str
    product: Product | None = None
    by_post: bool = False
    reason: str = ""
    postal_number: str = ""
    pin: Pin | None = None
    visit: Booking | None = None
    held: tuple[EndedSpan, ...] = ()


def build_notice_values(
    occasion: Occasion, channel: NoticeChannel, office: Office, catalogue: Catalogue, messages: Messages
) -> dict[str, str]:
    """The values of one message in the case's language: those that its text may use, and no other."""
    service = catalogue.services[ServiceCode(occasion.case.service)]
    writer = _Writer(occasion, channel, office, catalogue, messages, service)
    written = {name: _WRITERS[name](writer) for name in sorted(NOTICE_VALUES[occasion.event])}
    return {name: _clean(value, channel.form) for name, value in written.items()}


def _clean(value: str, form: NoticeForm) -> str:
    """Without characters that are not seen, such as those that turn the reading round; what is short is one line."""
    seen = "".join(character for character in value if character.isprintable() or character in "\n ")
    return " ".join(seen.split()) if form is NoticeForm.SHORT else seen


@dataclass(frozen=True, slots=True)
class _Writer:
    occasion: Occasion
    channel: NoticeChannel
    office: Office
    catalogue: Catalogue
    messages: Messages
    service: Service

    @property
    def case(self) -> Case:
        return self.occasion.case

    @property
    def language(self) -> Language:
        return self.case.language

    def say(self, text: Text) -> str:
        return text.in_language(self.language)

    def part(self, name: str, values: Mapping[str, str] | None = None) -> str:
        return self.messages.part(name, self.language, values)

    def part_for_form(self, name: str, values: Mapping[str, str]) -> str:
        return self.part(f"{name}_{self.channel.form}", values)

    def received_at(self) -> str:
        """When the papers of this round came: a completed application came more than once."""
        handed_in = [step.at for step in self.case.history if step.state is CaseState.SUBMITTED]
        received = handed_in[-1] if handed_in else self.case.created_at
        return self.messages.date_time(self.office.local_time(received), self.language)

    def handed_over_at(self) -> str:
        product = self.occasion.product
        moment = product.hand_over.at if product and product.hand_over else self.case.updated_at
        return self.messages.date_time(self.office.local_time(moment), self.language)

    def until(self) -> str:
        if self.occasion.event is NoticeEvent.DRAFT_ENDING:
            return self.messages.date(last_day(self.case, self.office), self.language)
        return self.messages.date(answered_by(self.case, self.office, self.occasion.held), self.language)

    def visit(self) -> str:
        visit = self.occasion.visit
        here = self.office.local_time(self.case.updated_at)
        return self.messages.date_time(starts_at(visit.hour, here), self.language) if visit else ""

    def place(self) -> str:
        known = self.known_place()
        return self.say(known.name if known else self.office.pick_up)

    def place_address(self) -> str:
        known = self.known_place()
        return known.address if known else self.office.address

    def known_place(self) -> Place | None:
        """None for one that the office has given up since."""
        wanted = self.occasion.visit.place if self.occasion.visit else ""
        return next((place for place in self.office.places if place.id == wanted), None)

    def items(self) -> str:
        lines = [self.item(number, asked) for number, asked in enumerate(self.case.asked, start=1)]
        if any(asked.note for asked in self.case.asked):  # a person's own words may name a person: they stay with us
            name = "officer_note_letter" if self.channel is NoticeChannel.LETTER else "officer_note"
            lines.append(self.part(name, {"link": self.occasion.link}))
        return "\n".join(lines)

    def item(self, number: int, asked: Asked) -> str:
        if asked.finding is not None:
            reason, advice = self.messages.finding(asked.finding, self.catalogue, self.language)
        else:
            words = self.messages.verdict(asked.reason, self.language)
            because = self.messages.verdict_reason(asked.reason, asked.because, self.language)
            reason, advice = f"{words.label}. {because}".strip(), words.advice
        values = {"number": str(number), "paper": self.paper(asked.slot), "reason": reason, "advice": advice}
        return self.part("asked_item", values)

    def paper(self, slot: str) -> str:
        frozen = (document.choices for document in self.case.documents if document.slot == slot)
        planned = (known.slot.choices for known in self.service.plan.slots if known.slot.id == slot)
        return self.messages.papers(next(chain(frozen, planned), ()), self.catalogue, self.language) or slot

    def next(self) -> str:
        if any(product.state is ProductState.AWAITING_BIOMETRICS for product in self.case.products):
            return self.part("recording")
        return self.part("processing", {"service_hours": str(self.case.clock.hours)})

    def product(self) -> str:
        product = self.occasion.product
        specs = (spec for spec in self.service.products if product and spec.kind == product.kind)
        ours = sorted(specs, key=lambda spec: product is not None and spec.recipient != product.recipient)
        return self.say(ours[0].name) if ours else self.say(self.service.name)

    def how(self) -> str:
        medium = self.occasion.product.medium if self.occasion.product else Medium.CARD
        if medium in {Medium.RECORD, Medium.APP}:
            return self.part_for_form("recorded", {"link": self.occasion.link})
        if self.occasion.by_post:
            how = self.part_for_form("post", {"link": self.occasion.link, "bring": self.hand_in()})
        else:
            office = self.office
            where = {"pick_up": self.say(office.pick_up), "address": office.address, "hours": self.say(office.hours)}
            how = self.part_for_form("pick_up", {**where, "bring": self.bring()})
        if medium == Medium.SIGNED_PDF and self.channel.form is NoticeForm.LONG:
            return f"{how}\n\n{self.part('paper_of_own')}"
        return how

    def bring(self) -> str:
        withdrawn = withdrawals_for(self.service, keep_fitting(self.service, self.case.answers))
        if self.channel.form is NoticeForm.SHORT:
            return self.listing([self.part("identity"), *map(self.short_name, self.withdrawn_papers())])
        return "\n\n" + " ".join(self.say(item.bring) for item in withdrawn) if withdrawn else ""

    def hand_in(self) -> str:
        names = [self.short_name(paper) for paper in self.withdrawn_papers()]
        if not names:
            return ""
        said = self.part_for_form("post_old", {"bring": self.listing(names)})
        return said if self.channel.form is NoticeForm.SHORT else f"\n\n{said}"

    def withdrawn_papers(self) -> list[DocumentType]:
        return [
            self.service.documents[item.document]
            for item in withdrawals_for(self.service, keep_fitting(self.service, self.case.answers))
        ]

    def short_name(self, paper: DocumentType) -> str:
        name = self.say(paper.name).partition(" (")[0]
        return name[0].lower() + name[1:] if name[1:2].islower() else name

    def listing(self, names: Sequence[str]) -> str:
        *others, last = names
        return f"{', '.join(others)}{self.part('and')}{last}" if others else last


_WRITERS: Mapping[str, Callable[[_Writer], str]] = {
    "office": lambda writer: writer.say(writer.office.name),
    "short_name": lambda writer: writer.office.short_name,
    "receipt": lambda writer: writer.case.receipt.format(),
    "receipt_start": lambda writer: writer.case.receipt[:FIRST_GROUP],
    "service": lambda writer: writer.say(writer.service.name),
    "help_line": lambda writer: writer.say(writer.office.help_line),
    "address": lambda writer: writer.office.address,
    "hours": lambda writer: writer.say(writer.office.hours),
    "link": lambda writer: writer.occasion.link,
    "received_at": _Writer.received_at,
    "handed_over_at": _Writer.handed_over_at,
    "count": lambda writer: str(len(writer.case.asked)),
    "items": _Writer.items,
    "answer_days": lambda writer: str(writer.office.limits.answer_days),
    "draft_days": lambda writer: str(writer.office.limits.draft_days),
    "until": _Writer.until,
    "next": _Writer.next,
    "visit": _Writer.visit,
    "place": _Writer.place,
    "place_address": _Writer.place_address,
    "bring": _Writer.bring,
    "reason": lambda writer: writer.messages.rejection(writer.occasion.reason, writer.language),
    "postal_number": lambda writer: writer.occasion.postal_number,
    "product": _Writer.product,
    "how": _Writer.how,
    "pin": lambda writer: writer.occasion.pin.format() if writer.occasion.pin else "",
}
