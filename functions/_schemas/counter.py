"""What the counter, the dispatch desk and appointments answer."""

from datetime import date, datetime

from pydantic import BaseModel

from chalicelib.domain.pick_up import Outcome
from chalicelib.domain.product import Collector
from chalicelib.domain.text import Text
from functions._schemas.base import FaultOut


class ReadyProduct(BaseModel):
    """Something that may be handed over now."""

    product: str
    name: Text
    ready_at: datetime | None


class BookingOut(BaseModel):
    """An appointment; `version` is named by who moves or cancels it."""

    receipt: str
    place: str
    day: date
    at: str
    outcome: Outcome
    version: int


class WaitingOut(BaseModel):
    """What waits at the counter under a number, whom it is for, who may take it, which old papers are owed."""

    receipt: str
    version: int
    state: str
    names: list[str]
    ready: list[ReadyProduct]
    may_collect: list[Collector]
    owed: list[Text]
    booking: BookingOut | None


class HandedOut(BaseModel):
    """A product that was handed over on the day."""

    receipt: str
    product: str
    at: datetime


class CounterDayOut(BaseModel):
    """How the day goes; `is_more`: at least `ready` wait.

    `not_ready`: numbers that booked an hour and are not to be expected, since nothing is ready under them.
    """

    day: date
    ready: int
    is_more: bool
    bookings: list[BookingOut]
    not_ready: list[str]
    handed_over: list[HandedOut]


class MailLine(BaseModel):
    """A product of a work list."""

    receipt: str
    product: str
    kind: str
    version: int
    since: datetime
    reminders: int
    came_back: bool


class MailList(BaseModel):
    """A page; a page may be empty and still go on."""

    items: list[MailLine]
    next_cursor: str | None


class LineReport(BaseModel):
    """What became of one line: `done`, `already`, or `refused` with every reason."""

    line: int
    receipt: str
    product: str
    postal_number: str
    result: str
    errors: list[FaultOut]


class DispatchReport(BaseModel):
    """Every line, in order, and how many of each kind."""

    done: int
    already: int
    refused: int
    lines: list[LineReport]


class PlaceOut(BaseModel):
    """Where products are handed over."""

    place: str
    name: Text
    address: str


class FreeOut(BaseModel):
    """An hour that can be booked, and for how many."""

    at: str
    left: int


class PickUpOut(BaseModel):
    """The booking that stands, and what can be chosen instead."""

    can_book: bool
    booking: BookingOut | None
    places: list[PlaceOut]
    days: list[date]
    place: str
    day: date | None
    free: list[FreeOut]
