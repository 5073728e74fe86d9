"""Counting anew, as the API and the administrator's page ask for it."""

from typing import Final

from chalicelib.bootstrap import get_services
from chalicelib.domain.access import Actor
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.figure_editions import Editions
from chalicelib.domain.worklist import ENVELOPES, QUEUES
from chalicelib.services.count_queues import Recount
from functions._schemas.recount import RebuildStep

COUNTED: Final = (*QUEUES, ENVELOPES)
"""Every list that has numbers."""

MOST_SHOWN: Final = 200


def recount(queue: str) -> Recount:
    """Raises InvalidRequestError for a list that there is not."""
    if queue not in COUNTED:
        raise InvalidRequestError([Fault("queue", "not_a_choice")])
    return get_services().count_queues.recount(queue)


def take_step(step: str, seen: int, officer: Actor) -> Editions:
    """Raises InvalidRequestError for a step that there is not, StaleVersionError, TransitionRefusedError."""
    rebuild = get_services().rebuild_figures
    match step:
        case RebuildStep.BEGIN:
            return rebuild.begin(seen)
        case RebuildStep.GO_ON:
            return rebuild.go_on(seen)
        case RebuildStep.TAKE_UP:
            return rebuild.take_up(seen, officer)
        case RebuildStep.GIVE_UP:
            return rebuild.give_up(seen)
        case _:
            raise InvalidRequestError([Fault("step", "not_a_choice")])
