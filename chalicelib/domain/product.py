"""Products: each result of a case, with its own production and hand-over."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.lifecycle import AT_LEAST_READY, ProductEvent, ProductState, next_product_state
from chalicelib.domain.signed_pdf import SignedResult

_P = ProductState


class Collector(StrEnum):
    """Who may take a product: whom it is for or who asked for it, family on the same KK, or whom they sent."""

    SELF = "self"
    FAMILY = "family"
    PROXY = "proxy"


CHECKED: Final = {
    Collector.SELF: "named_in_case",
    Collector.FAMILY: "on_same_family_card",
    Collector.PROXY: "named_in_letter",
}
"""What an officer sees of each before anything is given to them."""


class OldCard(StrEnum):
    """What became of the old card, which is withdrawn at hand-over (SE 470/13287)."""

    WITHDRAWN = "withdrawn"
    LOST = "lost"
    POLICE_REPORT = "police_report"
    NONE = "none"


class IdentityKind(StrEnum):
    """What somebody showed to say who they are."""

    KTP = "ktp"
    KK = "kk"
    SIM = "sim"
    PASSPORT = "passport"


class ProxyLetter(BaseModel):
    """The letter by which somebody was sent: its number, or where it has none its date. It names nobody here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str = Field(default="", max_length=40, pattern=r"^(|[A-Za-z0-9](?:[A-Za-z0-9 ./-]*[A-Za-z0-9])?)$")
    dated: date | None = None


class ShownIdentity(BaseModel):
    """A document that was shown; of its number the last four symbols, and never more."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: IdentityKind
    last_four: str = Field(pattern=r"^[0-9A-Z]{4}$")


class HandOver(BaseModel):
    """Who took a product, what they showed, and what became of the old card."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    collected_by: Collector
    old_card: OldCard
    letter: ProxyLetter | None = None
    identity: ShownIdentity | None = None
    by: str
    at: datetime

    @property
    def checked(self) -> str:
        """What the officer declared of who stood at the counter; it fits who collects."""
        return CHECKED[self.collected_by]


PAPERS_DOUBTED: Final = "papers_doubted"


class SignatureRefusal(BaseModel):
    """A signer did not sign it, and why; it stands until the entry in SIAK is mended. `batch`: the one it stood in."""

    model_config = ConfigDict(frozen=True)

    reason: str
    batch: str
    at: datetime


class Product(BaseModel):
    """One card, family card or certificate for one person. `route` is its production, in order, ending in READY.

    `earlier_numbers` are postal numbers under which it came back; `tried_in_vain`: the post did not deliver it at first
    under its present one; `reminded_at`: since it last became ready; `result`: its signed document as it is kept;
    `printed_in`: the print batch that its card was confirmed in.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str
    medium: str
    recipient: str
    route: tuple[ProductState, ...]
    state: ProductState
    spoiled: int = 0
    is_duplicate_record: bool = False
    ready_at: datetime | None = None
    hand_over: HandOver | None = None
    postal_number: str | None = None
    earlier_numbers: tuple[str, ...] = ()
    tried_in_vain: bool = False
    reminded_at: tuple[datetime, ...] = ()
    refusal: SignatureRefusal | None = None
    result: SignedResult | None = None
    printed_in: str | None = None

    @property
    def offers_document(self) -> bool:
        """Whether its resident may have its signed document: once it is ready."""
        return self.result is not None and self.state in AT_LEAST_READY

    def is_past(self, state: ProductState) -> bool:
        """Whether its route leads through a state that lies behind it."""
        if state not in self.route:
            return False
        return self.state not in self.route or self.route.index(self.state) > self.route.index(state)

    def after(self, event: ProductEvent) -> Self:
        """The product after the event; raises TransitionRefusedError."""
        state = next_product_state(self.route, self.state, event)
        return self.model_copy(update={"state": state, "spoiled": self.spoiled + (event is ProductEvent.SPOILED)})


def build_route(*, biometrics: bool, signed: bool, print_record: bool, printed: bool) -> tuple[ProductState, ...]:
    """The steps of production: a KTP-el is printed, a KK is signed, a KIA is both; a mere record has none of them."""
    steps: list[ProductState] = []
    if biometrics:
        steps.append(_P.AWAITING_BIOMETRICS)
    if signed:
        steps += [_P.AWAITING_SIGNATURE, _P.SIGNED]
    if print_record:
        steps.append(_P.AWAITING_PRINT_RECORD)
    if printed:
        steps += [_P.PRINT_QUEUED, _P.PRINTED]
    if not (signed or printed):
        steps.append(_P.AWAITING_RECORD)
    return (*steps, _P.READY)
