"""What telling residents came to: how soon, on which channel, how far, and at what price.

Each notice counts on the day it was begun, in the state that it is in: a report that comes later moves it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.figures import Amounts, add_up
from chalicelib.domain.messages.gsm7 import MOST_PARTS
from chalicelib.domain.notification import Notice, NoticeChannel, NoticeState
from chalicelib.domain.telling_caps import HELD, PAID, PAID_BY_PART, name_of_hour
from chalicelib.domain.text import Language

SOON: Final = 10
"""Seconds; GOV.UK Notify hands over 95 % within them."""

BOUNDS_SECONDS: Final = (1, 2, 5, SOON, 30, 60, 300, 900, 3600, 21600, 86400, 259200)
"""Upper bounds of the buckets that times until a message was handed over are counted in; a last one has none."""

HANDED_OVER: Final = frozenset({NoticeState.SENT, NoticeState.DELIVERED})
NOT_YET: Final = frozenset({None, NoticeState.SENDING, NoticeState.UNKNOWN})


def count_notice(before: NoticeState | None, notice: Notice, local: datetime) -> Amounts:
    """What one step of a notice adds to the figures of its day; `before` is None for a new one.

    `notices#<channel>#<state>`, `parts#<channel>` once it is handed over, with the first message of an occasion
    `handed#<bucket>`, and `spent#<hour>` with one that is paid and begun; `local` is when, on the office's clock.
    `grew#<event>#<language>#<parts>` with a text message in more parts than texts are saved with. Of one that was kept
    in training, `practised` alone.
    """
    if before is notice.state:
        return {}
    return add_up([dict([step]) for step in _steps(before, notice, local)])


def _steps(before: NoticeState | None, notice: Notice, local: datetime) -> Iterator[tuple[str, int]]:
    if notice.is_practice:
        yield from [("practised", 1)] if before is None else []
        return
    if before is None and notice.channel in PAID and not notice.is_capped:
        yield name_of_hour(local), notice.parts
    if before is None and has_grown(notice):
        yield f"grew#{notice.event}#{notice.language}#{notice.parts}", 1
    if before is not None:
        yield f"notices#{notice.channel}#{before}", -1
    yield f"notices#{notice.channel}#{end_of(notice)}", 1
    if is_handed_over_now(before, notice):
        yield f"parts#{notice.channel}", notice.parts
        waited = seconds_until_handed_over(notice)
        if waited is not None:
            yield f"handed#{bucket_of(waited)}", 1


def end_of(notice: Notice) -> str:
    """The state that it is counted in: what a cap held back was begun by nobody, and did not fail."""
    return HELD if notice.is_capped else notice.state.value


def has_grown(notice: Notice) -> bool:
    """Whether it takes more parts than any text was saved with; it goes out all the same."""
    return notice.channel in PAID_BY_PART and notice.parts > MOST_PARTS


def is_handed_over_now(before: NoticeState | None, notice: Notice) -> bool:
    """Whether this is the step by which a provider took it: no notice has two."""
    return notice.state in HANDED_OVER and before in NOT_YET


def seconds_until_handed_over(notice: Notice) -> float | None:
    """From when it was due; None unless it is the first message that tells of its occasion."""
    return None if notice.due_at is None else max(0.0, (notice.updated_at - notice.due_at).total_seconds())


def bucket_of(seconds: float) -> int:
    """The number of the bucket that so many seconds fall into."""
    return next((number for number, bound in enumerate(BOUNDS_SECONDS) if seconds <= bound), len(BOUNDS_SECONDS))


@dataclass(frozen=True, slots=True)
class ChannelFigures:
    """Notices of one channel. `waiting`: handed over, or perhaps, and no word yet of how it ended. Cost in rupiah.

    `held`: not sent, for enough had been; they are not among those begun.
    """

    channel: NoticeChannel
    begun: int
    delivered: int
    waiting: int
    failed: int
    held: int
    parts: int
    cost: int | None

    @property
    def share(self) -> float | None:
        """Delivered among those begun."""
        return self.delivered / self.begun if self.begun else None


@dataclass(frozen=True, slots=True)
class GrownText:
    """How often a text message of this event and language took so many parts, more than texts are saved with."""

    event: NoticeEvent
    language: Language
    parts: int
    count: int


@dataclass(frozen=True, slots=True)
class TellingReport:
    """Days from `first` to `last`. `soon` of `handed_over` first messages were handed over within ten seconds.

    `p50` and `p95` are upper bounds in seconds, None where there are none or beyond the last bound.
    `unreached` stand on the list of staff now. `grown`: the texts that grew, most often first; `practised`: messages of
    training, which count nowhere else.
    """

    first: date
    last: date
    channels: tuple[ChannelFigures, ...]
    handed_over: int
    soon: int
    p50: int | None
    p95: int | None
    unreached: int
    grown: tuple[GrownText, ...] = ()
    practised: int = 0

    @property
    def soon_share(self) -> float | None:
        """None where nothing was handed over."""
        return self.soon / self.handed_over if self.handed_over else None

    @property
    def cost(self) -> int | None:
        """In rupiah, of the channels whose price the office gave; None where it gave none."""
        known = [one.cost for one in self.channels if one.cost is not None]
        return sum(known) if known else None

    @property
    def unpriced(self) -> tuple[NoticeChannel, ...]:
        """Channels that messages went out on and whose price the office did not give: the cost is without them."""
        return tuple(one.channel for one in self.channels if one.begun and one.cost is None)


def build_telling_report(
    days: Mapping[date, Amounts], prices: Mapping[NoticeChannel, int], first: date, last: date, unreached: int
) -> TellingReport:
    """The figures of these days; `prices` are rupiah for a part of a message."""
    total = Counter(add_up(days.values()))
    channels = tuple(_channel(channel, total, prices) for channel in NoticeChannel)
    buckets = [total[f"handed#{number}"] for number in range(len(BOUNDS_SECONDS) + 1)]
    return TellingReport(
        first=first,
        last=last,
        channels=tuple(one for one in channels if one.begun or one.held),
        handed_over=sum(buckets),
        soon=sum(buckets[: BOUNDS_SECONDS.index(SOON) + 1]),
        p50=_quantile(buckets, 0.5),
        p95=_quantile(buckets, 0.95),
        unreached=unreached,
        grown=tuple(sorted(_grown(total), key=lambda one: (-one.count, -one.parts, one.event, one.language))),
        practised=total["practised"],
    )


def _grown(total: Counter[str]) -> Iterator[GrownText]:
    for name, count in total.items():
        if name.startswith("grew#"):
            _, event, language, parts = name.split("#")
            yield GrownText(NoticeEvent(event), Language(language), int(parts), count)


def _channel(channel: NoticeChannel, total: Counter[str], prices: Mapping[NoticeChannel, int]) -> ChannelFigures:
    of = {state: total[f"notices#{channel}#{state}"] for state in NoticeState}
    failed = of[NoticeState.FAILED] + of[NoticeState.FAILED_FOR_NOW]
    held = total[f"notices#{channel}#{HELD}"]
    begun, delivered, parts = sum(of.values()), of[NoticeState.DELIVERED], total[f"parts#{channel}"]
    cost = prices[channel] * parts if channel in prices else None
    return ChannelFigures(channel, begun, delivered, begun - delivered - failed, failed, held, parts, cost)


def _quantile(buckets: list[int], share: float) -> int | None:
    total, seen = sum(buckets), 0
    for bound, count in zip(BOUNDS_SECONDS, buckets, strict=False):
        seen += count
        if total and seen >= share * total:
            return bound
    return None
