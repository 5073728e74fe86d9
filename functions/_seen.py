"""Who saw what: each is written before anything is shown."""

from typing import Any

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.seen import SearchReason, Seen, Sight
from chalicelib.services.find_cases import Search
from functions._http import Call


def record_seen(call: Call[Any], receipt: ReceiptNumber, sight: Sight, page: int | None = None) -> None:
    """An officer is about to be shown something of a case."""
    services = get_services()
    services.ports.seen.record(
        Seen(
            id=services.ports.ids.new_id(), at=services.clock.now(), officer=call.officer.id, sight=sight,
            receipt=str(receipt), page=page,
        )
    )  # fmt: skip


def record_own_result(receipt: ReceiptNumber) -> None:
    """A resident is about to be given their own document."""
    services = get_services()
    seen = Seen(
        id=services.ports.ids.new_id(), at=services.clock.now(), officer="", sight=Sight.RESULT, receipt=str(receipt)
    )
    services.ports.seen.record(seen)


def find_recorded(
    call: Call[Any], kinds: tuple[str, ...], reason: SearchReason | None, wanted: Search
) -> tuple[ReceiptNumber, ...]:
    """What a search finds, recorded before an officer is told; what was typed is not kept.

    Raises InvalidRequestError for a name that too many have: that tells something, too, so it is recorded.
    """
    try:
        found = tuple(get_services().find_cases.search(wanted))
    except InvalidRequestError:
        _record_search(call, kinds, reason, None)
        raise
    _record_search(call, kinds, reason, len(found))
    return found


def _record_search(call: Call[Any], kinds: tuple[str, ...], reason: SearchReason | None, found: int | None) -> None:
    services = get_services()
    services.ports.seen.record(
        Seen(
            id=services.ports.ids.new_id(), at=services.clock.now(), officer=call.officer.id, sight=Sight.SEARCH,
            by=kinds, reason=reason, found=found,
        )
    )  # fmt: skip
