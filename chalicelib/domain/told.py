"""Ready ⇒ told: of what is ready or was sent back, whether its resident heard of it, is about to, or is on a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.case import Case
from chalicelib.domain.events import Job, NoticeEvent, news_key
from chalicelib.domain.notice_plan import END
from chalicelib.domain.notification import Notice, NoticeChannel, NoticeState

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


def judge(trail: Trail, product_id: str, since: datetime, now: datetime) -> Heard:
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
    heard = [n for n in told if n.state is NoticeState.DELIVERED and not any(map(n.is_overtaken_by, told))]
    delivered = sorted(heard, key=lambda notice: notice.updated_at)
    if delivered:
        return Heard(Hearing.TOLD, delivered[0].updated_at, delivered[0].channel)
    if letters := [n for n in told if n.channel is NoticeChannel.LETTER and n.state is NoticeState.SENT]:
        return Heard(Hearing.ON_THE_LIST, min(letter.updated_at for letter in letters))  # of letters to print
    return _awaited(trail.jobs, events, product_id, since, now)


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


def _awaited(
    jobs: Sequence[Job], events: frozenset[NoticeEvent], product_id: str, since: datetime, now: datetime
) -> Heard:
    waiting = [job for job in jobs if job.notice in events and (job.product_id or "") == product_id]
    if not any(job.created_at >= since for job in waiting):
        return Heard(Hearing.NOBODY_KNOWS, since)
    return Heard(Hearing.LATE if now - since > END else Hearing.ON_ITS_WAY, since)
