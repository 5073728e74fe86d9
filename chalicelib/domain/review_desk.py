"""What an officer does at one case beside judging it: calls, duplicates, and looking at a number."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case, Change, ToldByCall, move
from chalicelib.domain.errors import Fault, InvalidRequestError, TransitionRefusedError
from chalicelib.domain.events import Job, news_key
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import LEADS_TO_NOTHING, CaseState
from chalicelib.domain.notification import News, Untold, news_of
from chalicelib.domain.review import cancel

DUPLICATE: Final = "duplicate_case"
"""The reason, of the catalogue, for which a case ends as a duplicate of another."""

NAMED: Final = "duplicate_of"
"""The field that names the other one where a case is cancelled."""


class CallOutcome(StrEnum):
    """What came of calling a resident."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    WILL_SEND = "will_send"


SPOKE: Final = frozenset({CallOutcome.REACHED, CallOutcome.WILL_SEND})
"""Outcomes of a call in which the resident was spoken with, and so told whatever had not reached them."""


def note_call(
    case: Case, outcome: CallOutcome, officer: Actor, now: datetime, *, has_note: bool, untold: Sequence[Untold] = (),
    waiting: Sequence[Job] = (),
) -> Change:  # fmt: skip
    """Record a call for staff. Its note, if any, is kept in the sealed part under the number of this move.

    `untold` is news that had reached nobody, and `waiting` the jobs of news that is still on its way, perhaps as a
    letter: whoever was spoken with has been told it, and the history says so. What waits is due at once, and ends.
    """
    _must_be_handed_in(case, "note_call")
    if outcome not in SPOKE:
        untold, waiting = (), ()
    told = sorted([*(_news_of(one) for one in untold), *map(news_of, waiting)], key=lambda news: news.move)
    details = {"outcome": outcome.value, **({"note": "sealed"} if has_note else {})}
    if told:
        details["told"] = " ".join(dict.fromkeys(news.event.value for news in told))
    updates = {"told_by_call": told_now(case, told, now)} if told else {}
    change = move(case, action="called", actor=officer, now=now, details=details, updates=updates)
    return replace(change, told=tuple(news.job for news in untold), jobs=tuple(waiting))


def told_now(case: Case, told: Iterable[News], now: datetime) -> dict[str, ToldByCall]:
    """What a case remembers as told by an officer, with these."""
    return case.told_by_call | {news_key(news.event, news.product): ToldByCall(move=news.move, at=now) for news in told}


def _news_of(untold: Untold) -> News:
    return News(untold.notice, untold.product, untold.move)


def note_number_shown(case: Case, officer: Actor, now: datetime) -> Change:
    """Record that somebody asked for the resident's number."""
    _must_be_handed_in(case, "show_number")
    return move(case, action="number_shown", actor=officer, now=now)


def dismiss_duplicate(case: Case, other: str, officer: Actor, now: datetime) -> Change | None:
    """Record that `other` is no duplicate of it; None where that is recorded already."""
    if other in case.dismissed_duplicates:
        return None
    left = tuple(known for known in case.possible_duplicates if known != other)
    dismissed = tuple(sorted({*case.dismissed_duplicates, other}))
    return move(
        case, action="duplicate_dismissed", actor=officer, now=now, details={"other": other},
        updates={"possible_duplicates": left, "dismissed_duplicates": dismissed},
    )  # fmt: skip


def end_as_duplicate(case: Case, other: ReceiptNumber, officer: Actor, now: datetime) -> Change:
    """Cancel it as a duplicate of `other`, which must go on when this is stored."""
    change = cancel(case, DUPLICATE, officer, now)
    details = {**change.audit.details, "of": other}
    return replace(
        change,
        case=change.case.model_copy(update={"duplicate_of": other}),
        audit=change.audit.model_copy(update={"details": details}),
        going_on=(other,),
    )


def must_be_flagged(case: Case, other: str, field: str = "other") -> None:
    """Raises InvalidRequestError, about the field that names the other, unless the two are known to look alike."""
    if other not in {*case.possible_duplicates, *case.dismissed_duplicates}:
        raise InvalidRequestError([Fault(field, "not_a_choice")])


def must_go_on(other: Case, field: str = "other") -> None:
    """Raises InvalidRequestError where a case would end for the sake of one that leads to nothing."""
    if other.state in LEADS_TO_NOTHING:
        raise InvalidRequestError([Fault(field, "other_has_ended")])


def must_name_other(reason: str, other: str | None) -> None:
    """Raises InvalidRequestError unless another case is named where, and only where, one ends as its duplicate."""
    if (reason == DUPLICATE) != (other is not None):
        raise InvalidRequestError([Fault(NAMED, "other_needed" if other is None else "other_not_wanted")])


def must_not_be_duplicate(reason: str) -> None:
    """Raises InvalidRequestError for a rejection as a duplicate: it names no other case, so both could end."""
    if reason == DUPLICATE:
        raise InvalidRequestError([Fault("reason", "cancel_as_duplicate")])


def _must_be_handed_in(case: Case, event: str) -> None:
    """Nobody calls about a draft."""
    if case.state is CaseState.DRAFT:
        thing = "case"
        raise TransitionRefusedError(thing, case.state, event)
