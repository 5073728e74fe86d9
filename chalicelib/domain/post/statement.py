"""Reconciliation: the partner's count of a day beside ours, and every difference by its kind, both ways."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.errors import Fault
from chalicelib.domain.post.envelope import Envelope, Rescan
from chalicelib.domain.post.manifest import RESCAN_ID, ControlNumber, FileName, Id
from chalicelib.domain.post.vocabulary import DiscrepancyCode, End

MOST_BATCHES: Final = 200
MOST_SHEETS_NAMED: Final = 20
"""Of one envelope and side; the counts tell how many there are."""


class _Reported(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ReportedEnvelope(_Reported):
    """One envelope as the partner counts it: its sheets by control number."""

    number: Id
    control_numbers: list[ControlNumber] = Field(max_length=100)
    rescan_for: str | None = Field(default=None, pattern=RESCAN_ID)


class ReportedBatch(_Reported):
    """One batch as the partner handed it over; SHA-256 of each file in hex."""

    batch_id: Id
    sequence: int = Field(ge=1, le=999_999_999)
    envelopes: list[ReportedEnvelope] = Field(max_length=1000)
    files: dict[FileName, str] = Field(max_length=4000)


class DayReport(_Reported):
    """What a partner says it handed over on one day of the office's calendar. A day without post is reported too."""

    day: date
    batches: list[ReportedBatch] = Field(max_length=MOST_BATCHES)


def listed_twice(report: DayReport) -> Iterator[Fault]:
    """Batches of a report, and envelopes of a batch, that stand in it before: one of the two would be passed over."""
    yield from _repeated("batches", "batch_id", [batch.batch_id for batch in report.batches])
    for place, batch in enumerate(report.batches):
        yield from _repeated(f"batches.{place}.envelopes", "number", [envelope.number for envelope in batch.envelopes])


def _repeated(path: str, field: str, values: Sequence[str]) -> Iterator[Fault]:
    seen = set[str]()
    for place, value in enumerate(values):
        if value in seen:
            yield Fault(f"{path}.{place}.{field}", "listed_twice")
        seen.add(value)


class Discrepancy(BaseModel):
    """One difference: what kind, in which batch, about which envelope, with the facts of both sides."""

    model_config = ConfigDict(frozen=True)

    code: DiscrepancyCode
    batch: str
    envelope: str | None = None
    params: dict[str, str] = {}


class OurBatch(BaseModel):
    """A batch as it came to us: files by SHA-256 as signed, sheets by envelope, and what became of each envelope."""

    model_config = ConfigDict(frozen=True)

    batch: str
    sequence: int
    files: dict[str, str]
    missing_files: tuple[str, ...]
    sheets: dict[str, tuple[str, ...]]
    envelopes: tuple[Envelope, ...]


def reconcile(
    report: DayReport, ours: Sequence[OurBatch], gaps: Sequence[int], rescans: Sequence[Rescan]
) -> tuple[Discrepancy, ...]:
    """Every difference between a day of theirs and of ours. `gaps`: numbers that never came; `rescans`: open ones."""
    theirs = {batch.batch_id: batch for batch in report.batches}
    known = {batch.batch: batch for batch in ours}
    found: list[Discrepancy] = []
    for batch_id in sorted({*theirs, *known}):
        found += _of_batch(batch_id, theirs.get(batch_id), known.get(batch_id))
    found += [
        Discrepancy(code=DiscrepancyCode.SEQUENCE_GAP, batch="", params={"sequence": str(number)}) for number in gaps
    ]
    found += _of_rescans(theirs, rescans)
    return tuple(found)


def _of_batch(batch_id: str, theirs: ReportedBatch | None, ours: OurBatch | None) -> Iterator[Discrepancy]:
    reported = {envelope.number: envelope for envelope in theirs.envelopes} if theirs else {}
    received = dict(ours.sheets) if ours else {}
    for number in sorted({*reported, *received}):
        if number not in received:
            yield Discrepancy(code=DiscrepancyCode.REPORTED_NOT_RECEIVED, batch=batch_id, envelope=number)
        elif number not in reported:
            yield Discrepancy(code=DiscrepancyCode.RECEIVED_NOT_REPORTED, batch=batch_id, envelope=number)
        elif tuple(reported[number].control_numbers) != received[number]:
            yield _sheets_differ(batch_id, number, reported[number].control_numbers, received[number])
    if theirs and ours:
        yield from _of_files(batch_id, theirs.files, ours)
    if ours:
        yield from _of_ends(batch_id, ours)


def _sheets_differ(batch: str, number: str, theirs: Sequence[str], ours: Sequence[str]) -> Discrepancy:
    params = {
        "reported": str(len(theirs)),
        "received": str(len(ours)),
        "only_reported": " ".join(sorted(set(theirs) - set(ours))[:MOST_SHEETS_NAMED]),
        "only_received": " ".join(sorted(set(ours) - set(theirs))[:MOST_SHEETS_NAMED]),
    }
    return Discrepancy(code=DiscrepancyCode.SHEETS_DIFFER, batch=batch, envelope=number, params=params)


def _of_files(batch: str, theirs: Mapping[str, str], ours: OurBatch) -> Iterator[Discrepancy]:
    for name in sorted({*theirs, *ours.files}):
        if theirs.get(name) != ours.files.get(name) or name in ours.missing_files:
            yield Discrepancy(code=DiscrepancyCode.CHECKSUM_DIFFERS, batch=batch, params={"file": name})


def _of_ends(batch: str, ours: OurBatch) -> Iterator[Discrepancy]:
    for envelope in ours.envelopes:
        if envelope.end is End.REJECTED:
            codes = " ".join(reason.code for reason in envelope.reasons)
            yield Discrepancy(
                code=DiscrepancyCode.REJECTED, batch=batch, envelope=envelope.number, params={"codes": codes}
            )
        elif envelope.end is End.DUPLICATE:
            of = {"of": envelope.duplicate_of or ""}
            yield Discrepancy(code=DiscrepancyCode.DUPLICATE_ENVELOPE, batch=batch, envelope=envelope.number, params=of)


def _of_rescans(theirs: Mapping[str, ReportedBatch], rescans: Sequence[Rescan]) -> Iterator[Discrepancy]:
    """Rescans that the partner says it answered, and that are still open with us."""
    answered = {
        envelope.rescan_for: (batch.batch_id, envelope.number)
        for batch in theirs.values()
        for envelope in batch.envelopes
        if envelope.rescan_for
    }
    for rescan in rescans:
        if rescan.id in answered:
            batch, number = answered[rescan.id]
            yield Discrepancy(
                code=DiscrepancyCode.RESCAN_MISSING, batch=batch, envelope=number, params={"rescan": rescan.id}
            )
