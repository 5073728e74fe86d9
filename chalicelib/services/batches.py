"""What a batch and its manifest say together: envelopes before they are split, and why some never will be."""

from collections.abc import Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from chalicelib.domain.office import Office
from chalicelib.domain.post.envelope import Batch, Custody, Envelope, EnvelopeRef, Reason
from chalicelib.domain.post.manifest import EnvelopeEntry
from chalicelib.domain.post.reading import ReadManifest
from chalicelib.domain.post.vocabulary import End, RejectionCode
from chalicelib.services.post_ports import PostLedger

Refusals = Mapping[str, tuple[Reason, ...]]
"""Why envelopes are refused, by number: all reasons of each."""

MIDDAY = time(12)
"""The post office stamps a day, not an hour."""


def file_key(batch: Batch, name: str) -> str:
    """Where a file of a batch is kept."""
    return f"{files_prefix(batch)}{name}"


def files_prefix(batch: Batch) -> str:
    """What the keys of a batch's files begin with."""
    return f"{batch.office}/batches/{batch.partner}/{batch.id}/"


def stamp(batch: Batch, office: Office) -> datetime:
    """The post office's stamp as a moment in UTC: midday of its day, never later than the hand-over."""
    midday = datetime.combine(batch.received_on, MIDDAY, ZoneInfo(office.time_zone))
    return min(midday.astimezone(batch.created_at.tzinfo), batch.created_at)


def pending_envelope(batch: Batch, entry: EnvelopeEntry, office: Office, now: datetime) -> Envelope:
    """An envelope that is known from the manifest alone."""
    received_at = stamp(batch, office)
    return Envelope(
        office=batch.office,
        partner=batch.partner,
        batch=batch.id,
        number=entry.number,
        declared_pages=entry.page_count,
        sheet_count=entry.sheet_count,
        rescan_for=entry.rescan_for,
        scans=tuple(dict.fromkeys(scan.file for scan in entry.scans)),
        received_at=received_at,
        custody=(Custody(place="post_office", since=received_at),),
        created_at=now,
        updated_at=now,
    )


def refused_envelope(
    batch: Batch, number: str, reasons: tuple[Reason, ...], pages: int, office: Office, now: datetime
) -> Envelope:
    """An envelope that its entry in the manifest rules out; `pages` are those it declares, as far as that is known."""
    received_at = stamp(batch, office)
    return Envelope(
        office=batch.office,
        partner=batch.partner,
        batch=batch.id,
        number=number,
        version=1,
        end=End.REJECTED,
        declared_pages=pages,
        sheet_count=0,
        reasons=reasons,
        received_at=received_at,
        custody=(Custody(place="post_office", since=received_at),),
        created_at=now,
        updated_at=now,
    )


def declared_pages(read: ReadManifest) -> Mapping[str, int]:
    """Page images that each envelope says it has, by number, refused or not."""
    return {entry.number: entry.page_count for entry in read.entries} | dict(read.refused_pages)


def refusals_of(read: ReadManifest, ledger: PostLedger, batch: Batch) -> Refusals:
    """Why envelopes of a manifest are refused before any file is looked at."""
    refused = dict(read.refused)
    for entry in read.entries:
        here = EnvelopeRef(partner=batch.partner, batch=batch.id, number=entry.number)
        unasked = rescan_refusal(ledger, here, entry)
        if unasked is not None:
            refused[entry.number] = (unasked,)
    return refused


def rescan_refusal(ledger: PostLedger, here: EnvelopeRef, entry: EnvelopeEntry) -> Reason | None:
    """Why an envelope does not answer the rescan that it names: nobody asked for it, or another answered first."""
    if entry.rescan_for is None:
        return None
    rescan = ledger.get_rescan(here.partner, entry.rescan_for)
    if rescan is not None and (rescan.is_open or rescan.answered_by == here):
        return None
    return Reason(code=RejectionCode.RESCAN_UNKNOWN, where="rescan_for", params={"rescan": entry.rescan_for})
