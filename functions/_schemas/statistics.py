"""Answers about figures."""

from datetime import date

from pydantic import Field

from functions._schemas.base import Answer


class DayOut(Answer):
    """One day: cases by what became of them, products by kind (null for one service or channel: not kept by it).

    Nothing that is told later changes what was `completed`, `printed` and `signed` on a day. It stands on its own day:
    `unready` cases, which had been completed, `found_bad` cards, `unprinted` ones, whose scan was a mistake, and
    `unsigned` ones, whose signature was taken back.
    """

    day: date
    flows: dict[str, int]
    printed: dict[str, int] | None
    found_bad: dict[str, int] | None
    unprinted: dict[str, int] | None
    signed: dict[str, int] | None
    unsigned: dict[str, int] | None


class NoticeChannelOut(Answer):
    """Notices on one channel by how they ended; `waiting` have no word yet, `held` were not sent for enough had been.

    Cost in rupiah, null without a price.
    """

    channel: str
    begun: int
    delivered: int
    waiting: int
    failed: int
    held: int
    parts: int
    delivered_share: float | None
    cost: int | None


class GrownTextOut(Answer):
    """A text message in more parts than texts are saved with: which, in which language, and how often it went out."""

    event: str
    language: str
    parts: int
    count: int


class NoticeCapsOut(Answer):
    """What may be sent at most, and what of it is spent now, whatever days are asked for; paid message parts.

    `held_back_today`: messages that were not sent since their address had had as many as one may get, or since the
    month's parts were spent; each went on to its next channel.
    """

    spent_in_hour: int
    most_in_hour: int
    spent_in_month: int
    most_in_month: int
    most_to_one_in_a_day: int
    most_to_one_in_a_month: int
    held_back_today: int


class NoticeFiguresOut(Answer):
    """How residents were told; `unreached` stand on the staff's list now.

    Of the first messages of an occasion: how many, how many within ten seconds of when they were due, and bounds in
    seconds that half and 95 % did not pass (null beyond the last).
    """

    first: date
    last: date
    handed_over: int
    within_ten_seconds: int
    p50_seconds: int | None
    p95_seconds: int | None
    unreached: int
    cost: int | None = Field(description="rupiah, without the channels whose own cost is null: no price was given")
    caps: NoticeCapsOut
    channels: list[NoticeChannelOut]
    grown: list[GrownTextOut]
    practised: int = Field(description="messages of training, which went nowhere and count nowhere else")


class StateTimesOut(Answer):
    """Hours that cases stood in a state that they left; a bound that the share did not pass, null beyond the last.

    Then `_over_hours` says which bound was passed.
    """

    state: str
    count: int
    p50_hours: float | None
    p95_hours: float | None
    p50_over_hours: float | None
    p95_over_hours: float | None


class ReasonOut(Answer):
    """Why papers were asked for again, and how those cases came in."""

    reason: str
    channel: str
    count: int


class AgeOut(Answer):
    """Open cases that were received at most so many days ago; null for all that are older."""

    up_to_days: int | None
    count: int


class ForecastOut(Answer):
    """The day on which the backlog clears at the pace of the last working days; null where it never does."""

    backlog: int
    pace_per_working_day: float
    likely: date | None
    early: date | None
    late: date | None


class TargetsOut(Answer):
    """What the office means to do in a working day: cards `printed`, and family cards `signed` (kind `KK`)."""

    printed_from: int
    printed_to: int
    signed: int


class StatisticsOut(Answer):
    """The figures of some days. What is null is not kept by what was selected.

    The law's time is kept by service, reasons by channel; products, times and ages for the whole office alone.
    """

    first: date
    last: date
    targets: TargetsOut
    totals: dict[str, int]
    within_law: int | None
    late: int | None
    open_cases: int
    open_by_age: list[AgeOut] | None
    times: list[StateTimesOut] | None
    reasons: list[ReasonOut] | None
    forecast: ForecastOut | None
    days: list[DayOut]


class PublishedRow(Answer):
    """A week, by its Monday, and a group of services (null: all). A number is null where fewer than 10 are withheld."""

    week: date
    group: str | None
    received: int | None
    returned: int | None
    completed: int | None
    within_law: int | None
    late: int | None


class PublishedProduct(Answer):
    """A week, by its Monday, and a kind of product: how many were printed, and how many were signed."""

    week: date
    kind: str
    printed: int | None
    signed: int | None


class PublishedReason(Answer):
    """A whole month, as 2026-03, and how often papers were asked for again for a reason."""

    month: str
    reason: str
    count: int | None


class PublishedForecast(Answer):
    """When the open cases, rounded to tens, are done at the pace of the last working days; null where never."""

    backlog: int
    likely: date | None
    early: date | None
    late: date | None


class PublishedOut(Answer):
    """What anybody may have, under CC BY 4.0."""

    licence: str
    items: list[PublishedRow]
    products: list[PublishedProduct]
    reasons: list[PublishedReason]
    forecast: PublishedForecast | None
