"""Work lists: which list a case or a product stands in, since when, and the line that staff see of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from chalicelib.domain.case import Case
from chalicelib.domain.collection import is_mailed
from chalicelib.domain.drafts import owes_warning, stands_since
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.product import Product

if TYPE_CHECKING:
    from chalicelib.domain.post.envelope import Envelope

_CASE_QUEUES: Final = {
    CaseState.DRAFT: "draft",
    CaseState.SUBMITTED: "submitted",
    CaseState.IN_REVIEW: "in-review",
    CaseState.RETURNED: "returned",
    CaseState.COMPLETE: "complete",
    CaseState.IN_PROCESS: "in-process",
    CaseState.READY: "ready",
}
_PRODUCT_QUEUES: Final = {
    ProductState.AWAITING_BIOMETRICS: "awaiting-biometrics",
    ProductState.AWAITING_SIGNATURE: "awaiting-signature",
    ProductState.AWAITING_PRINT_RECORD: "awaiting-print-record",
    ProductState.PRINT_QUEUED: "print",
    ProductState.PRINTED: "printed",
    ProductState.AWAITING_RECORD: "awaiting-record",
    ProductState.SIGNED: "signed",
    ProductState.READY: "pick-up",
    ProductState.DISPATCHED: "dispatched",
    ProductState.UNDELIVERED: "undelivered",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """Which lines of a work list are wanted; what is empty or None is not asked for.

    `since` and `until` bound the moment that the list is sorted by; `due_by`: the time in law ends by then. With it, or
    with `by_due`, lines come by the end of that time, and those without one are left out.
    """

    service: str = ""
    area: str = ""
    channel: str = ""
    since: datetime | None = None
    until: datetime | None = None
    due_by: datetime | None = None
    by_due: bool = False

    @property
    def is_by_due(self) -> bool:
        """Whether lines are wanted by when they are due."""
        return self.by_due or self.due_by is not None

    @property
    def facet(self) -> tuple[str, str] | None:
        """What an index of its own lists by, the one of most values first: its name and the value asked for."""
        asked = ((name, getattr(self, name)) for name in FACETS)
        return next(((name, value) for name, value in asked if value), None)

    def fits(self, line: Mapping[str, Any]) -> bool:
        """Whether a line is one of them."""
        facets = all(getattr(self, name) in {"", line.get(name, "")} for name in FACETS)
        clock, due = str(line.get("clock")), line.get("due_at")
        return (
            facets
            and (self.since is None or clock >= format_moment(self.since))
            and (self.until is None or clock <= format_moment(self.until))
            and (not self.is_by_due or due is not None)
            and (self.due_by is None or str(due) <= format_moment(self.due_by))
        )


FACETS: Final = ("service", "area", "channel")
"""What work lists are told apart by, each with an index of its own."""

UNKNOWN_AREA: Final = "unknown"
"""Stands in the place of a kecamatan that nobody said: those lines are found like any others."""

REFUSED: Final = "signature-refused"
"""Documents that a signer did not sign: they wait for whoever mends their entry in SIAK."""

UNREACHED: Final = "unreached"
"""Residents whom no channel reached."""

ENVELOPES: Final = "envelopes"
"""Posted envelopes that wait for an officer to say where they belong."""

TO_MAIL: Final = "to-mail"
"""Products that are ready, for residents who asked for them by post."""

CAME_BACK: Final = "came-back"
"""Products that came back from the mail: they are mailed once more, or fetched."""

TO_FETCH: Final = (_PRODUCT_QUEUES[ProductState.READY], CAME_BACK)
"""Lists of what a resident may be reminded of: it waits at the counter."""

QUEUES: Final = (*_CASE_QUEUES.values(), *_PRODUCT_QUEUES.values(), TO_MAIL, CAME_BACK, REFUSED, UNREACHED)
"""Every work list, those of cases first."""


def queue_of(case: Case) -> tuple[str, datetime] | None:
    """The work list of a case and the moment it is sorted by; None for a case that waits for nobody."""
    queue = _CASE_QUEUES.get(case.state)
    return None if queue is None else (queue, _clock_of(case))


def product_queue_of(case: Case, product: Product) -> str | None:
    """The work list of a product; None for one that waits for nobody."""
    if product.refusal is not None:
        return REFUSED
    if product.state is ProductState.READY and case.sent_by_post:
        return TO_MAIL if is_mailed(case, product) else CAME_BACK
    return _PRODUCT_QUEUES.get(product.state)


def product_clock_of(case: Case, product: Product) -> datetime:
    """The moment a product is sorted by: the service clock in production, then since when it is ready or away."""
    if product.state in {ProductState.DISPATCHED, ProductState.UNDELIVERED}:
        return case.updated_at
    return product.ready_at or case.clock.started_at or case.updated_at


def summary_of(case: Case) -> dict[str, Any]:
    """The line of a case in its work list, ready for JSON; nothing personal, `clock` is what the list is sorted by."""
    return _line(case, _clock_of(case))


def product_summary_of(case: Case, product: Product) -> dict[str, Any]:
    """The line of a product in its work list, as of the product's last step."""
    return _line(case, product_clock_of(case, product)) | {
        "product": product.id,
        "kind": product.kind,
        "medium": product.medium,
        "product_state": product.state,
        "delivery": "post" if is_mailed(case, product) else "pick_up",
        "came_back": product.state is ProductState.READY and product.postal_number is not None,
        "is_duplicate_record": product.is_duplicate_record,
        "reminders": len(product.reminded_at),
        "reminded_at": format_moment(product.reminded_at[-1]) if product.reminded_at else None,
    }


def envelope_summary(envelope: "Envelope") -> dict[str, Any]:
    """The line of a waiting envelope; nothing personal."""
    return {
        "envelope": envelope.ref.id,
        "clock": format_moment(envelope.received_at),
        "version": envelope.version,
        "pages": envelope.declared_pages,
        "waits_for": list(envelope.waits_for),
        "candidates": list(envelope.candidates),
    }


def format_moment(moment: datetime) -> str:
    """A UTC moment in 24 characters that sort as time does."""
    return f"{moment.isoformat(timespec='milliseconds')[:23]}Z"


def _line(case: Case, clock: datetime) -> dict[str, Any]:
    due_at = case.clock.due_at
    printed_at = case.cover_sheet_at if case.is_open_to_resident else None
    return {
        "receipt": str(case.receipt),
        "service": case.service,
        "state": case.state,
        "channel": case.channel,
        "area": standing_area(case),
        "version": case.version,
        "clock": format_moment(clock),
        "received_at": format_moment(case.received_at) if case.received_at else None,
        "due_at": format_moment(due_at) if due_at else None,
        "service_clock": case.clock.model_dump(mode="json", exclude_defaults=True) if due_at else None,
        "claimed_by": case.claim.officer if case.claim else None,
        "round": case.round,
        "possible_duplicates": len(case.possible_duplicates),
        "is_duplicate_record": any(product.is_duplicate_record for product in case.products),
        "asked": [asked.slot for asked in case.asked],
        "cover_sheet_at": format_moment(printed_at) if printed_at else None,
        "stands_since": format_moment(stands_since(case)),
        "owes_warning": owes_warning(case),
    }


def standing_area(case: Case) -> str:
    """Which kecamatan the lines of a case are told apart by."""
    return case.area or UNKNOWN_AREA


def _clock_of(case: Case) -> datetime:
    since = _SINCE.get(case.state)
    return (since(case) if since is not None else None) or case.updated_at


_SINCE: Final[Mapping[CaseState, Callable[[Case], datetime | None]]] = {
    CaseState.DRAFT: lambda case: case.created_at,
    CaseState.SUBMITTED: lambda case: case.received_at,
    CaseState.IN_REVIEW: lambda case: case.claim.at if case.claim else None,
    CaseState.RETURNED: lambda case: case.history[-1].at if case.history else None,
    CaseState.COMPLETE: lambda case: case.clock.started_at,
    CaseState.IN_PROCESS: lambda case: case.clock.started_at,
    CaseState.READY: lambda case: case.clock.stopped_at,
}
