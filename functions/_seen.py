"""Who saw what: each is written before anything is shown."""

from typing import Any

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.identifiers import ReceiptNumber, RegionCode
from chalicelib.domain.post.envelope import Envelope
from chalicelib.domain.seen import SearchReason, Seen, Sight
from chalicelib.services.find_cases import Hint, Matches, Search
from functions._http import Call


def record_seen(call: Call[Any], receipt: ReceiptNumber, sight: Sight, page: int | None = None) -> None:
    """An officer is about to be shown something of a case."""
    _record(call.officer.id, sight, receipt=str(receipt), page=page)


def record_seen_envelope(call: Call[Any], envelope: Envelope, page: int | None = None) -> None:
    """An officer is about to be shown a posted envelope, or a page of it: of its case, once it has one."""
    receipt = str(envelope.receipt) if envelope.receipt else ""
    _record(call.officer.id, Sight.ENVELOPE, envelope=envelope.ref.id, receipt=receipt, page=page)


def record_own_result(receipt: ReceiptNumber) -> None:
    """A resident is about to be given their own document."""
    _record("", Sight.RESULT, receipt=str(receipt))


def find_recorded(call: Call[Any], kinds: tuple[str, ...], reason: SearchReason | None, wanted: Search) -> Matches:
    """What a search finds, recorded before an officer is told; what was typed is not kept.

    Raises InvalidRequestError for a name that too many have: that tells something, too, so it is recorded.
    """
    try:
        found = get_services().find_cases.search(wanted)
    except InvalidRequestError:
        _record_search(call, kinds, reason, None)
        raise
    _record_search(call, kinds, reason, len(found.receipts))
    return found


def place_of(hint: Hint) -> str:
    """Kelurahan and kecamatan by name, as far as they are known; the office's own alone have one."""
    regions = get_services().details.regions
    code = RegionCode.restore(hint.village or hint.area) if hint.village or hint.area else None
    parts = (regions.village(code) if hint.village and code else None, regions.district(code) if code else None)
    return ", ".join(part.name for part in parts if part)


def _record_search(call: Call[Any], kinds: tuple[str, ...], reason: SearchReason | None, found: int | None) -> None:
    _record(call.officer.id, Sight.SEARCH, by=kinds, reason=reason, found=found)


def _record(officer: str, sight: Sight, **of: Any) -> None:  # noqa: ANN401 - the other fields of a `Seen`
    services = get_services()
    seen = Seen(id=services.ports.ids.new_id(), at=services.clock.now(), officer=officer, sight=sight, **of)
    services.ports.seen.record(seen, services.office.limits.seen_until(seen.at))
