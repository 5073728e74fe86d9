"""The postal channel from the domain to what clerks, partners and officers see."""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.bootstrap import get_services
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.post.envelope import Batch, Custody, Envelope, Reason, Rescan, sum_up
from chalicelib.domain.post.manifest import EnvelopeEntry
from chalicelib.domain.post.reading import ReadManifest
from chalicelib.domain.post.vocabulary import End
from chalicelib.domain.text import Language
from chalicelib.services.hand_over_batch import HandedOver
from chalicelib.services.post_ports import Target
from chalicelib.services.reconcile_statements import Reconciled
from functions._schemas import post
from functions._schemas.base import FaultOut


def view_batch(handed: HandedOver, language: Language, targets: Iterable[Target] = ()) -> post.BatchOut:
    """The ledger of a batch."""
    batch = handed.batch
    sums = sum_up(handed.envelopes)
    return post.BatchOut(
        batch_id=batch.id,
        sequence=batch.sequence,
        state=batch.state,
        done=End.PENDING not in sums.envelopes,
        received_on=batch.received_on,
        manifest_sha256=batch.manifest_digest,
        missing_files=list(batch.missing_files),
        gaps=list(handed.gaps),
        sums=post.SumsOut(envelopes=_named(sums.envelopes), pages=_named(sums.pages)),
        envelopes=[view_envelope_line(envelope, language) for envelope in handed.envelopes],
        uploads=[view_target(target) for target in targets],
    )


def view_check(read: ReadManifest, language: Language) -> post.ManifestCheck:
    """A manifest that was only looked at."""
    refused = {
        number: [_view_reason(reason, language) for reason in reasons] for number, reasons in read.refused.items()
    }
    known = {**{entry.number: list[FaultOut]() for entry in read.entries}, **refused}
    return post.ManifestCheck(
        batch_id=read.frame.batch_id,
        sequence=read.frame.sequence,
        envelopes=[post.CheckedEnvelope(number=number, errors=known[number]) for number in sorted(known)],
    )


def view_envelope_line(envelope: Envelope, language: Language) -> post.EnvelopeLine:
    """One envelope in the ledger."""
    return post.EnvelopeLine(**_line(envelope, language))


def view_envelope(envelope: Envelope, entry: EnvelopeEntry | None, language: Language) -> post.EnvelopeOut:
    """One envelope on an officer's desk."""
    return post.EnvelopeOut(
        **_line(envelope, language),
        received_at=envelope.received_at,
        candidates=[ReceiptNumber.restore(receipt).format() for receipt in envelope.candidates],
        entry=entry,
        page_images=[
            post.SheetPage(
                number=page.number,
                control_number=page.control_number,
                side=page.side,
                file=page.file,
                file_page=page.file_page,
                kind=page.kind,
                document=page.document,
                end=envelope.end_of(page),
                has_image=page.key is not None,
                rescan=page.rescan,
            )
            for page in envelope.pages
        ],
        resolved_by=envelope.resolved_by,
    )


def view_waiting(item: Mapping[str, Any], language: Language) -> post.WaitingEnvelope:
    """One line of the list of waiting envelopes."""
    return post.WaitingEnvelope(
        envelope=item["envelope"],
        received_at=item["clock"],
        version=item["version"],
        pages=item["pages"],
        waits_for=[_said("envelope", code, {}, language) for code in item["waits_for"]],
        candidates=[ReceiptNumber.restore(receipt).format() for receipt in item["candidates"]],
    )


def view_version(envelope: Envelope, rescan: Rescan | None = None) -> post.EnvelopeVersion:
    """An envelope after a change."""
    return post.EnvelopeVersion(
        envelope=envelope.ref.id,
        end=envelope.end,
        version=envelope.version,
        receipt_number=envelope.receipt.format() if envelope.receipt else None,
        rescan=rescan.id if rescan else None,
    )


def view_target(target: Target) -> post.TargetOut:
    """Where one file goes."""
    return post.TargetOut(
        file=target.file,
        url=target.url,
        headers=dict(target.headers),
        parts=[post.PartOut(number=part.number, size=part.size, url=part.url) for part in target.parts],
        expires_at=target.expires_at,
    )


def view_batch_summary(batch: Batch) -> post.BatchSummary:
    """One batch of a day."""
    return post.BatchSummary(
        batch_id=batch.id,
        sequence=batch.sequence,
        state=batch.state,
        envelopes=batch.envelope_count,
        created_at=batch.created_at,
    )


def view_statement(reconciled: Reconciled, language: Language) -> post.StatementOut:
    """A partner's day reconciled."""
    messages = get_services().messages
    return post.StatementOut(
        day=reconciled.day,
        reported=reconciled.reported,
        batches=reconciled.batches,
        discrepancies=[
            post.DiscrepancyOut(
                code=item.code,
                message=messages.post(item.code, item.params, language),
                batch_id=item.batch,
                envelope=item.envelope,
                facts=item.params,
            )
            for item in reconciled.discrepancies
        ],
    )


def view_rescan(rescan: Rescan, language: Language) -> post.RescanOut:
    """One open request."""
    return post.RescanOut(
        rescan=rescan.id,
        batch_id=rescan.envelope.batch,
        envelope=rescan.envelope.number,
        control_number=rescan.control_number,
        reason=rescan.reason,
        message=get_services().messages.post(rescan.reason, {}, language),
        note=rescan.note,
        asked_at=rescan.asked_at,
    )


def _line(envelope: Envelope, language: Language) -> dict[str, Any]:
    return {
        "envelope": envelope.ref.id,
        "number": envelope.number,
        "end": envelope.end,
        "label": get_services().messages.post(envelope.end, {}, language),
        "version": envelope.version,
        "errors": [_view_reason(reason, language) for reason in envelope.reasons],
        "waits_for": [_said("envelope", code, {}, language) for code in envelope.waits_for],
        "receipt_number": envelope.receipt.format() if envelope.receipt else None,
        "duplicate_of": envelope.duplicate_of,
        "rescan_for": envelope.rescan_for,
        "pages": _named(envelope.page_ends()),
        "custody": [_view_custody(custody) for custody in envelope.custody],
    }


def _view_custody(custody: Custody) -> post.CustodyOut:
    return post.CustodyOut(place=custody.place, since=custody.since, returned_under=custody.returned_under)


def _view_reason(reason: Reason, language: Language) -> FaultOut:
    return _said(reason.where or "envelope", reason.code, {**reason.params, "where": reason.where}, language)


def _said(where: str, code: str, params: Mapping[str, str], language: Language) -> FaultOut:
    return FaultOut(
        field=where, code=code, message=get_services().messages.post(code, params, language), facts=dict(params)
    )


def _named(counts: Mapping[End, int]) -> dict[str, int]:
    return {end.value: count for end, count in sorted(counts.items())}
