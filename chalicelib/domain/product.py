"""Products: each result of a case, with its own production and hand-over."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.lifecycle import ProductEvent, ProductState, next_product_state

_P = ProductState


class HandOver(BaseModel):
    """Who took a product, and what became of the old card (which is withdrawn at hand-over, SE 470/13287)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    collected_by: str
    old_card: str
    by: str
    at: datetime


class Product(BaseModel):
    """One card, family card or certificate for one person. `route` is its production, in order, ending in READY."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str
    medium: str
    recipient: str
    route: tuple[ProductState, ...]
    state: ProductState
    spoiled: int = 0
    ready_at: datetime | None = None
    hand_over: HandOver | None = None
    postal_number: str | None = None

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
