"""Which news of a case still holds: to hear of what was answered, fetched or gone on with would only confuse.

News that does not hold is told to nobody, and nobody is to call about it: later news says where the case stands.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from chalicelib.domain.case import Case, ToldByCall
from chalicelib.domain.drafts import is_warned
from chalicelib.domain.events import NoticeEvent, news_key
from chalicelib.domain.lifecycle import AT_LEAST_READY, HANDED_OVER, CaseState, ProductState
from chalicelib.domain.notification import VISITS, News

_C, _E, _P = CaseState, NoticeEvent, ProductState

ANY: Final = frozenset(CaseState)

OF_CASE: Final[Mapping[NoticeEvent, frozenset[CaseState]]] = {
    _E.RECEIVED: frozenset({_C.SUBMITTED, _C.IN_REVIEW}),
    _E.RECEIVED_BY_POST: frozenset({_C.SUBMITTED, _C.IN_REVIEW}),
    _E.RETURNED: frozenset({_C.RETURNED}),
    _E.COMPLETE: frozenset({_C.COMPLETE, _C.IN_PROCESS}),
    _E.REJECTED: frozenset({_C.REJECTED}),
    _E.CANCELLED: frozenset({_C.CANCELLED}),
    _E.FILE_LATE: frozenset({_C.SUBMITTED, _C.IN_REVIEW, _C.RETURNED, _C.COMPLETE, _C.IN_PROCESS}),
    _E.PIN_REISSUED: ANY,
    _E.DRAFT_ENDING: frozenset({_C.DRAFT}),
    _E.DRAFT_EXPIRED: frozenset({_C.EXPIRED}),
    _E.ANSWER_ENDING: frozenset({_C.RETURNED}),
    _E.LAPSED: frozenset({_C.EXPIRED}),
    _E.ORIGINALS_RETURNED: ANY,
    **dict.fromkeys(VISITS, ANY),  # `visit_reminders.still_holds` decides
}
"""News of a case, and the states of it in which the news holds."""

OF_PRODUCT: Final[Mapping[NoticeEvent, frozenset[ProductState]]] = {
    _E.READY: AT_LEAST_READY - HANDED_OVER,
    _E.DELAYED: frozenset(ProductState) - AT_LEAST_READY,
    _E.DISPATCHED: frozenset({_P.DISPATCHED}),
    _E.UNDELIVERED: frozenset({_P.UNDELIVERED}),
    _E.HANDED_OVER: frozenset({_P.HANDED_OVER}),
    _E.COLLECT_REMINDER: frozenset({_P.READY}),
}
"""News of a product, which its case has only while it is worked on, and the states of it in which the news holds."""

_WARNINGS: Final = frozenset({_E.DRAFT_ENDING, _E.ANSWER_ENDING})


def is_still_told(case: Case, news: News) -> bool:
    """Whether it holds, no later news tells as much, and nobody told it by telephone."""
    return stands(case, news) and call_of(case, news) is None


def stands(case: Case, news: News) -> bool:
    """Whether it holds and no later news tells as much, whoever told it."""
    return _holds(case, news) and not _is_overtaken(case, news)


def latest_news(case: Case) -> Iterator[News]:
    """The last of each kind."""
    for key, move in case.news.items():
        event, _, product = key.partition("#")
        yield News(NoticeEvent(event), product, move)


def _holds(case: Case, news: News) -> bool:
    if news.event in OF_PRODUCT:
        product = case.product(news.product)
        return product is not None and product.state in OF_PRODUCT[news.event]
    return case.state in OF_CASE[news.event] and (news.event not in _WARNINGS or is_warned(case))


def _is_overtaken(case: Case, news: News) -> bool:
    """An appointment stands as it was told last, whatever else was told since."""
    later = (one for one in latest_news(case) if one.event in VISITS or news.event not in VISITS)
    return any(map(news.is_outdated_by, later))


def call_of(case: Case, news: News) -> ToldByCall | None:
    """The telling of it by an officer, if there was one."""
    call = case.told_by_call.get(news_key(news.event, news.product))
    return call if call is not None and news.move <= call.move else None
