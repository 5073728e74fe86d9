"""Send to an address again that nothing was sent to, on its resident's word."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case, Change, move
from chalicelib.domain.errors import Fault, InvalidRequestError, TransitionRefusedError
from chalicelib.domain.events import Job
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.rights import RIGHTS, Right
from chalicelib.domain.suppression import SuppressionReason


class LiftReason(StrEnum):
    """What the resident said."""

    WORKS_AGAIN = "works_again"
    RESIDENT_ASKED = "resident_asked"


FITTING: Final = {
    SuppressionReason.BOUNCED: LiftReason.WORKS_AGAIN,
    SuppressionReason.COMPLAINED: LiftReason.RESIDENT_ASKED,
    SuppressionReason.OPTED_OUT: LiftReason.RESIDENT_ASKED,
}
"""What must be said of each: a person's own word is taken back by that person alone."""


def lift(
    case: Case,
    channel: NoticeChannel,
    suppressed: Collection[SuppressionReason],
    reason: LiftReason,
    officer: Actor,
    now: datetime,
    again: Collection[Job] = (),
) -> Change:
    """Record who has news sent there again, why, what had ended it, and which news of before; never the address.

    Raises TransitionRefusedError for a case that has ended, InvalidRequestError with every fault at once.
    """
    if case.state not in (RIGHTS[Right.CORRECT_CONTACT].states or ()):
        thing = "case"
        raise TransitionRefusedError(thing, case.state, Right.CORRECT_CONTACT)
    faults = [] if suppressed else [Fault("channel", "not_suppressed")]
    faults += [Fault("reason", "lift_otherwise")] if any(FITTING[one] is not reason for one in suppressed) else []
    if faults:
        raise InvalidRequestError(faults)
    was = " ".join(sorted(set(suppressed)))
    details = {"channel": channel.value, "was": was, "reason": reason.value}
    if again:
        details["again"] = " ".join(dict.fromkeys(str(job.notice) for job in again))
    return move(case, action="suppression_lifted", actor=officer, now=now, details=details)
