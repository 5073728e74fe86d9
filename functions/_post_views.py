"""The postal channel from the domain to what clerks, partners and officers see."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

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
from functions._views import view_findings

MOST_REASONS: Final = 2000
"""Of all envelopes of one answer: they take some 500 bytes each of the 6 MB that Lambda answers with."""

MOST_DIFFERENCES: Final = 2000


def view_batch(
    handed: HandedOver, language: Language, targets: Iterable[Target] = (), only: str | None = None
) -> post.BatchOut:
    """The ledger of a batch; `only` one envelope of it with all of its reasons."""
    batch = handed.batch
    sums = sum_up(handed.envelopes)
    shown = [envelope for envelope in handed.envelopes if only in {None, envelope.number}]
    most = _share(sum(bool(envelope.reasons) for envelope in shown))
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
        envelopes=[view_envelope_line(envelope, language, most) for envelope in shown],
        uploads=[view_target(target) for target in targets],
    )


def view_check(read: ReadManifest, language: Language) -> post.ManifestCheck:
    """A manifest that was only looked at."""
    refused = {
        number: [_view_reason(reason, language) for reason in reasons] for number, reasons in read.refused.items()
    }
    most = _share(len(refused))
    known = {
        **{entry.number: list[FaultOut]() for entry in read.entries},
        **{number: _capped(errors, most, language) for number, errors in refused.items()},
    }
    return post.ManifestCheck(
        batch_id=read.frame.batch_id,
        sequence=read.frame.sequence,
        envelopes=[post.CheckedEnvelope(number=number, errors=known[number]) for number in sorted(known)],
    )


def view_envelope_line(envelope: Envelope, language: Language, most: int) -> post.EnvelopeLine:
    """One envelope in the ledger, with at most so many of its reasons."""
    line = _line(envelope, language)
    return post.EnvelopeLine(**line | {"errors": _capped(line["errors"], most, language)})


def view_envelope(envelope: Envelope, entry: EnvelopeEntry | None, language: Language) -> post.EnvelopeOut:
    """One envelope on an officer's desk."""
    return post.EnvelopeOut(
        **_line(envelope, language),
        received_at=envelope.received_at,
        candidates=[ReceiptNumber.restore(receipt).format() for receipt in envelope.candidates],
        seen_in=list(envelope.seen_in),
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
                findings=view_findings(page.findings, language),
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
            for item in reconciled.discrepancies[:MOST_DIFFERENCES]
        ],
        more=max(0, len(reconciled.discrepancies) - MOST_DIFFERENCES),
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


def _share(refused: int) -> int:
    """Reasons that each of so many refused envelopes may tell in one answer."""
    return max(2, MOST_REASONS // max(1, refused))


def _capped(errors: list[FaultOut], most: int, language: Language) -> list[FaultOut]:
    if len(errors) <= most:
        return errors
    facts = {"count": str(len(errors) - most + 1)}
    message = get_services().messages.fault("more_faults", facts, language)
    return [*errors[: most - 1], FaultOut(field="body", code="more_faults", message=message, facts=facts)]


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
