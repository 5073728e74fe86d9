"""The two tables that own the states of a case and of a product; nothing else changes one.

An event that a state does not list is refused and changes nothing.
"""

from enum import StrEnum

from chalicelib.domain.errors import TransitionRefusedError


class CaseState(StrEnum):
    """Where the office's work on an application stands."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    IN_REVIEW = "IN_REVIEW"
    RETURNED = "RETURNED"
    REJECTED = "REJECTED"
    COMPLETE = "COMPLETE"
    IN_PROCESS = "IN_PROCESS"
    READY = "READY"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


LEADS_TO_NOTHING = frozenset({CaseState.CANCELLED, CaseState.REJECTED, CaseState.EXPIRED})
"""States of a case that ended without a product."""


class CaseEvent(StrEnum):
    """What can happen to a case."""

    SUBMIT = "submit"
    CLAIM = "claim"
    RELEASE = "release"
    IDLE = "idle"
    RETURN = "return"
    REFUSE_FILE = "refuse_file"
    RESUBMIT = "resubmit"
    REJECT = "reject"
    ACCEPT = "accept"
    START_PROCESSING = "start_processing"
    ALL_READY = "all_ready"
    NOT_READY = "not_ready"
    ALL_HANDED_OVER = "all_handed_over"
    HAND_OVER_UNDONE = "hand_over_undone"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    SWEEP = "sweep"
    LAPSE = "lapse"
    REOPEN = "reopen"
    POST_ARRIVED = "post_arrived"
    CORRECT = "correct"


class ProductState(StrEnum):
    """Where one card, family card or certificate stands."""

    AWAITING_BIOMETRICS = "AWAITING_BIOMETRICS"
    AWAITING_SIGNATURE = "AWAITING_SIGNATURE"
    SIGNED = "SIGNED"
    AWAITING_PRINT_RECORD = "AWAITING_PRINT_RECORD"
    PRINT_QUEUED = "PRINT_QUEUED"
    PRINTED = "PRINTED"
    AWAITING_RECORD = "AWAITING_RECORD"
    READY = "READY"
    HANDED_OVER = "HANDED_OVER"
    DISPATCHED = "DISPATCHED"
    DELIVERED = "DELIVERED"
    UNDELIVERED = "UNDELIVERED"


class ProductEvent(StrEnum):
    """What can happen to a product. A step that its route does not have is refused by `product.py`."""

    BIOMETRICS_RECORDED = "biometrics_recorded"
    SIGNED = "signed"
    SIGNATURE_REFUSED = "signature_refused"
    PRINT_READY = "print_ready"
    PRINTED = "printed"
    RECORDED = "recorded"
    MADE_READY = "made_ready"
    SPOILED = "spoiled"
    HANDED_OVER = "handed_over"
    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    CAME_BACK = "came_back"
    CORRECTED = "corrected"


_S, _E = CaseState, CaseEvent

CASE_TRANSITIONS: dict[CaseState, dict[CaseEvent, CaseState]] = {
    _S.DRAFT: {_E.SUBMIT: _S.SUBMITTED, _E.WITHDRAW: _S.CANCELLED, _E.SWEEP: _S.EXPIRED},
    _S.SUBMITTED: {
        _E.CLAIM: _S.IN_REVIEW,
        _E.REFUSE_FILE: _S.RETURNED,
        _E.WITHDRAW: _S.CANCELLED,
        _E.CANCEL: _S.CANCELLED,
    },
    _S.IN_REVIEW: {
        _E.RELEASE: _S.SUBMITTED,
        _E.IDLE: _S.SUBMITTED,
        _E.RETURN: _S.RETURNED,
        _E.REFUSE_FILE: _S.RETURNED,
        _E.REJECT: _S.REJECTED,
        _E.ACCEPT: _S.COMPLETE,
        _E.WITHDRAW: _S.CANCELLED,
        _E.CANCEL: _S.CANCELLED,
    },
    _S.RETURNED: {
        _E.RESUBMIT: _S.SUBMITTED,
        _E.WITHDRAW: _S.CANCELLED,
        _E.CANCEL: _S.CANCELLED,
        _E.LAPSE: _S.EXPIRED,
    },
    _S.COMPLETE: {
        _E.START_PROCESSING: _S.IN_PROCESS,
        _E.RETURN: _S.RETURNED,
        _E.REJECT: _S.REJECTED,
        _E.CANCEL: _S.CANCELLED,
    },
    _S.IN_PROCESS: {
        _E.ALL_READY: _S.READY,
        _E.RETURN: _S.RETURNED,
        _E.REJECT: _S.REJECTED,
        _E.CANCEL: _S.CANCELLED,
        _E.CORRECT: _S.COMPLETE,
    },
    _S.READY: {_E.ALL_HANDED_OVER: _S.CLOSED, _E.NOT_READY: _S.IN_PROCESS},
    _S.EXPIRED: {_E.REOPEN: _S.RETURNED, _E.POST_ARRIVED: _S.SUBMITTED},
    _S.REJECTED: {},
    _S.CLOSED: {_E.NOT_READY: _S.IN_PROCESS, _E.HAND_OVER_UNDONE: _S.READY},
    _S.CANCELLED: {},
}

_P, _V = ProductState, ProductEvent

PRODUCT_TRANSITIONS: dict[ProductState, dict[ProductEvent, tuple[ProductState, ...]]] = {
    # several targets: the nearest one that the product's own route has
    _P.AWAITING_BIOMETRICS: {
        _V.BIOMETRICS_RECORDED: (_P.AWAITING_SIGNATURE, _P.AWAITING_PRINT_RECORD, _P.AWAITING_RECORD),
    },
    _P.AWAITING_SIGNATURE: {
        _V.SIGNED: (_P.SIGNED,),
        _V.SIGNATURE_REFUSED: (_P.AWAITING_SIGNATURE,),
        _V.CORRECTED: (_P.AWAITING_BIOMETRICS,),
    },
    _P.SIGNED: {
        _V.MADE_READY: (_P.READY,),
        _V.PRINT_READY: (_P.PRINT_QUEUED,),
        _V.CORRECTED: (_P.AWAITING_SIGNATURE,),
    },
    _P.AWAITING_PRINT_RECORD: {_V.PRINT_READY: (_P.PRINT_QUEUED,), _V.CORRECTED: (_P.AWAITING_BIOMETRICS,)},
    _P.PRINT_QUEUED: {_V.PRINTED: (_P.PRINTED,), _V.CORRECTED: (_P.AWAITING_PRINT_RECORD, _P.SIGNED)},
    _P.PRINTED: {_V.MADE_READY: (_P.READY,), _V.SPOILED: (_P.PRINT_QUEUED,), _V.CORRECTED: (_P.PRINT_QUEUED,)},
    _P.AWAITING_RECORD: {_V.RECORDED: (_P.READY,), _V.CORRECTED: (_P.AWAITING_BIOMETRICS,)},
    _P.READY: {
        _V.HANDED_OVER: (_P.HANDED_OVER,),
        _V.DISPATCHED: (_P.DISPATCHED,),
        _V.SPOILED: (_P.PRINT_QUEUED, _P.AWAITING_SIGNATURE),
        _V.CORRECTED: (_P.PRINTED, _P.SIGNED, _P.AWAITING_RECORD),
    },
    _P.HANDED_OVER: {_V.CORRECTED: (_P.READY,)},
    _P.DISPATCHED: {
        _V.DELIVERED: (_P.DELIVERED,),
        _V.UNDELIVERED: (_P.UNDELIVERED,),
        _V.CAME_BACK: (_P.READY,),  # with the letter in hand, nobody waits for the post's word
        _V.CORRECTED: (_P.READY,),
    },
    _P.DELIVERED: {_V.CORRECTED: (_P.DISPATCHED,)},
    _P.UNDELIVERED: {_V.DELIVERED: (_P.DELIVERED,), _V.CAME_BACK: (_P.READY,), _V.CORRECTED: (_P.DISPATCHED,)},
}

AFTER_READY = frozenset({_P.HANDED_OVER, _P.DISPATCHED, _P.DELIVERED, _P.UNDELIVERED})
"""States that every product may reach, whatever its route of production."""

AT_LEAST_READY = AFTER_READY | {_P.READY}
"""States in which a product no longer holds up its case."""

HANDED_OVER = frozenset({_P.HANDED_OVER, _P.DELIVERED})
"""States in which the resident has the product."""


def next_case_state(state: CaseState, event: CaseEvent) -> CaseState:
    """The state after the event; raises TransitionRefusedError where the table has none."""
    try:
        return CASE_TRANSITIONS[state][event]
    except KeyError:
        thing = "case"
        raise TransitionRefusedError(thing, state, event) from None


def next_product_state(route: tuple[ProductState, ...], state: ProductState, event: ProductEvent) -> ProductState:
    """The state after the event on this product's route (production steps in order, ending in READY).

    Raises TransitionRefusedError where the table has none, or the route skips the step.
    """
    for target in PRODUCT_TRANSITIONS[state].get(event, ()):
        if target in AFTER_READY or state in AFTER_READY:
            return target
        if target in route and (route.index(target) <= route.index(state) + 1):
            return target
    thing = "product"
    raise TransitionRefusedError(thing, state, event)
