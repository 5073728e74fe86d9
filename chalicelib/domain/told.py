"""Ready ⇒ told: of what is ready or was sent back, whether its resident heard of it, is about to, or is on a list.

And of all news of a case, for the officer who is about to call. What arrived at an address that was corrected since
(`gone`) may have been read by anybody.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.case import Case
from chalicelib.domain.events import Job, JobKind, NoticeEvent, news_key
from chalicelib.domain.notice_plan import END
from chalicelib.domain.notification import News, Notice, NoticeChannel, NoticeState, news_of
from chalicelib.domain.still_told import call_of, is_still_told, latest_news, stands

OF_PRODUCT: Final = frozenset({NoticeEvent.READY, NoticeEvent.COLLECT_REMINDER})
OF_RETURN: Final = frozenset({NoticeEvent.RETURNED, NoticeEvent.ANSWER_ENDING})
"""Notices from which a resident knows."""


class Hearing(StrEnum):
    """How far the news came. `late` and `nobody_knows` break the promise."""

    TOLD = "told"
    ON_ITS_WAY = "on_its_way"
    ON_THE_LIST = "on_the_list"
    LATE = "late"
    NOBODY_KNOWS = "nobody_knows"

    @property
    def is_fault(self) -> bool:
        """Whether somebody has to look."""
        return self in {Hearing.LATE, Hearing.NOBODY_KNOWS}


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the list of unreached residents."""

    notice: NoticeEvent
    product_id: str
    at: datetime
    move: int = 0


@dataclass(frozen=True, slots=True)
class Trail:
    """What telling has left beside one case."""

    notices: Sequence[Notice]
    jobs: Sequence[Job]
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Heard:
    """How far the news of one thing came, since when, and by what if it arrived."""

    hearing: Hearing
    at: datetime
    channel: NoticeChannel | None = None


class Stand(StrEnum):
    """How news of a case stands, for officers."""

    DELIVERED = "delivered"
    MAILED = "mailed"
    CALLED = "called"
    TO_PRINT = "to_print"
    SENT = "sent"
    WAITS = "waits"
    UNREACHED = "unreached"
    NOT_SENT = "not_sent"


@dataclass(frozen=True, slots=True)
class Standing:
    """News that holds, how it stands, since when, and by which way where that matters."""

    news: News
    stand: Stand
    at: datetime | None = None
    channel: NoticeChannel | None = None


def judge(trail: Trail, product_id: str, since: datetime, now: datetime, gone: Collection[str] = ()) -> Heard:
    """Of a product that is ready since then, or without one of a return: an earlier round tells nothing of this."""
    events = events_of(product_id)
    told = [
        notice
        for notice in trail.notices
        if (notice.product_id or "") == product_id and notice.event in events and notice.created_at >= since
    ]
    listed = [m.at for m in trail.marks if m.notice in events and m.product_id == product_id and m.at >= since]
    if listed:  # also where something was delivered: then to an address that is no longer theirs
        return Heard(Hearing.ON_THE_LIST, min(listed))
    if delivered := _delivered(told, gone):
        return Heard(Hearing.TOLD, delivered[0].updated_at, delivered[0].channel)
    if letters := _to_print(told):
        return Heard(Hearing.ON_THE_LIST, min(letter.updated_at for letter in letters))  # of letters to print
    waiting = [job for job in trail.jobs if job.notice in events and (job.product_id or "") == product_id]
    is_again = any(notice.recipient in gone for notice in told)
    return _awaited(waiting, max([job.created_at for job in waiting], default=since) if is_again else since, now)


def heard_by_call(case: Case, product_id: str, since: datetime) -> Heard | None:
    """By telephone: an officer spoke with the resident, and told what had reached nobody."""
    calls = [case.told_by_call.get(news_key(event, product_id)) for event in events_of(product_id)]
    told = [call.at for call in calls if call is not None and call.at >= since]
    return Heard(Hearing.TOLD, min(told)) if told else None


def may_have_heard_ready(case: Case, product_id: str, notices: Sequence[Notice]) -> bool:
    """Whether its resident may think that a product is ready: of no message is it sure that it was lost, or a call."""
    unheard = {NoticeState.FAILED_FOR_NOW, NoticeState.FAILED}
    told = (notice for notice in notices if notice.product_id == product_id and notice.event in OF_PRODUCT)
    calls = (news_key(event, product_id) in case.told_by_call for event in OF_PRODUCT)
    return any(notice.state not in unheard for notice in told) or any(calls)


def events_of(product_id: str) -> frozenset[NoticeEvent]:
    """The news from which its resident knows of a product, or without one of a return."""
    return OF_PRODUCT if product_id else OF_RETURN


def list_waiting(case: Case, trail: Trail) -> list[Job]:
    """The jobs of news that an officer on the telephone can tell instead: all that still waits but a PIN."""
    jobs = [job for job in trail.jobs if job.kind is JobKind.NOTIFY and job.notice is not NoticeEvent.PIN_REISSUED]
    return [
        job
        for job in jobs
        if is_still_told(case, news_of(job)) and not _delivered(_notices_of(news_of(job), trail), case.gone)
    ]


def list_misled(case: Case, trail: Trail, gone: Collection[str]) -> list[News]:
    """News that holds and arrived nowhere but at addresses that are gone; of a PIN never, for others may have it."""
    return [
        news
        for news in latest_news(case)
        if news.event is not NoticeEvent.PIN_REISSUED
        and is_still_told(case, news)
        and _delivered(_notices_of(news, trail))
        and not _delivered(_notices_of(news, trail), gone)
    ]


def standings_of(case: Case, trail: Trail) -> tuple[Standing, ...]:
    """How each news that holds stands, the latest first; what later news outdated is left out."""
    known = sorted((news for news in latest_news(case) if stands(case, news)), key=lambda news: -news.move)
    return tuple(_standing_of(case, news, trail) for news in known)


def _standing_of(case: Case, news: News, trail: Trail) -> Standing:
    notices = _notices_of(news, trail)
    if (call := call_of(case, news)) is not None:
        return Standing(news, Stand.CALLED, call.at)
    if marks := [m for m in trail.marks if (m.notice, m.product_id, m.move) == (news.event, news.product, news.move)]:
        return Standing(news, Stand.UNREACHED, marks[0].at)
    if delivered := _delivered(notices, case.gone):
        first = delivered[0]
        how = Stand.MAILED if first.channel is NoticeChannel.LETTER else Stand.DELIVERED
        return Standing(news, how, first.updated_at, first.channel)
    if any(job.kind is JobKind.NOTIFY and news_of(job) == news for job in trail.jobs):
        return _under_way(news, [notice for notice in notices if notice.recipient not in case.gone])
    return Standing(news, Stand.NOT_SENT)


def _under_way(news: News, notices: Sequence[Notice]) -> Standing:
    if letters := _to_print(notices):
        return Standing(news, Stand.TO_PRINT, letters[0].updated_at, NoticeChannel.LETTER)
    sent = [notice for notice in notices if notice.state in {NoticeState.SENT, NoticeState.UNKNOWN}]
    if not sent:
        return Standing(news, Stand.WAITS)
    last = max(sent, key=lambda notice: notice.updated_at)
    return Standing(news, Stand.SENT, last.updated_at, last.channel)


def _notices_of(news: News, trail: Trail) -> list[Notice]:
    return [notice for notice in trail.notices if news_of(notice) == news]


def _delivered(notices: Sequence[Notice], gone: Collection[str] = ()) -> list[Notice]:
    """Those that arrived where the person still is, the first one first."""
    arrived = [notice for notice in notices if notice.state is NoticeState.DELIVERED]
    theirs = [n for n in arrived if n.recipient not in gone and not any(map(n.is_overtaken_by, notices))]
    return sorted(theirs, key=lambda notice: notice.updated_at)


def _to_print(notices: Sequence[Notice]) -> list[Notice]:
    return [n for n in notices if n.channel is NoticeChannel.LETTER and n.state is NoticeState.SENT]


def _awaited(waiting: Sequence[Job], since: datetime, now: datetime) -> Heard:
    if not any(job.created_at >= since for job in waiting):
        return Heard(Hearing.NOBODY_KNOWS, since)
    return Heard(Hearing.LATE if now - since > END else Hearing.ON_ITS_WAY, since)
