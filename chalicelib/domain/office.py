"""One office: its name, place, hours and limits. An office is configuration; no code names a city."""

from datetime import datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from chalicelib.domain.catalogue.words import DocumentCode
from chalicelib.domain.closed_days import OwnDays
from chalicelib.domain.notice_plan import NoticePlans
from chalicelib.domain.pick_up import Place
from chalicelib.domain.text import Text


class Limits(BaseModel):
    """Times and counts that an office may choose; days are calendar days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    draft_days: int = Field(default=30, gt=0)
    draft_warning_days: int = Field(default=5, gt=0)
    answer_days: int = Field(default=30, gt=0)
    answer_warning_days: int = Field(default=5, gt=0)
    posting_days: int = Field(default=60, gt=0)
    travel_days: int = Field(default=14, gt=0)
    claim_idle_minutes: int = Field(default=30, gt=0)
    seen_days: int = Field(default=1826, gt=0)
    low_card_stock: int = Field(default=1000, gt=0)
    max_age_days: dict[DocumentCode, int] = {}
    without_local: frozenset[str] = frozenset()
    tries_per_receipt: int = Field(default=10, gt=0)
    tries_per_address: int = Field(default=50, gt=0)
    tries_window_seconds: int = Field(default=900, gt=0)
    collect_days: int = Field(default=7, gt=0)

    def seen_until(self, at: datetime) -> datetime:
        """Until when it is told who saw something at that moment."""
        return at + timedelta(days=self.seen_days)

    @model_validator(mode="after")
    def _warns_before_the_end(self) -> Self:
        if self.draft_warning_days >= self.draft_days:
            raise ValueError("draft_warning_days must be less than draft_days")
        if self.answer_warning_days >= self.answer_days:
            raise ValueError("answer_warning_days must be less than answer_days")
        return self


class Targets(BaseModel):
    """What an office means to do in a working day: cards printed, from and to, and family cards signed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    printed_from: int = Field(default=480, gt=0)
    printed_to: int = Field(default=700, gt=0)
    signed: int = Field(default=450, gt=0)


class Office(BaseModel):
    """What people and notices need to know of the office.

    `places`: where products are handed over by appointment; without any, people simply come.
    `notice`: what every page of residents says above everything else, such as that the central system is down.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=r"^\d{4}$")
    name: Text
    short_name: str = Field(max_length=20)
    city: Text
    address: str
    postal_address: str
    hours: Text
    pick_up: Text
    help_line: Text
    notice: Text | None = None
    time_zone: str
    limits: Limits = Limits()
    places: tuple[Place, ...] = ()
    targets: Targets = Targets()
    telling: NoticePlans = NoticePlans()
    own_days: OwnDays = OwnDays()

    def local_time(self, moment: datetime) -> datetime:
        """A UTC moment on the office's clock."""
        return moment.astimezone(ZoneInfo(self.time_zone))
