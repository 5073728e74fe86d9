"""Reading a manifest: everything that is wrong with it at once, and no envelope held up by another."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.errors import Fault, ManifestRefusedError
from chalicelib.domain.post.conflicts import claims_by_file, refuse_conflicts
from chalicelib.domain.post.draft import Draft, draft_of
from chalicelib.domain.post.envelope import Reason
from chalicelib.domain.post.faults import distinct
from chalicelib.domain.post.frame import items_of, listed_files, not_claimed, read_frame
from chalicelib.domain.post.manifest import MOST_BYTES, MOST_ENVELOPES, EnvelopeEntry, ManifestFrame, ScanFile
from chalicelib.domain.post.parcels import MOST_PARCELS, Group, deal_out
from chalicelib.domain.post.strict_json import NotJsonError, Parsed, parse_strict
from chalicelib.domain.post.vocabulary import BatchCode, RejectionCode

ENVELOPES: Final = "envelopes"
MOST_FAULTS: Final = 2_000
"""Of a refused manifest: the answer stays below API Gateway's 10 MB."""
MOST_REASONS: Final = 40
"""Of one envelope: they are stored with it."""


@dataclass(frozen=True, slots=True, repr=False)
class ReadManifest:
    """A manifest whose frame is right. Each envelope stands in `entries` or, by its number, in `refused`.

    An envelope without a number to use is called `entry-3` after its place. `refused_pages`: page images that refused
    ones declare, as far as that can be read. `unclaimed`: files that an envelope whose scans are wrong may have meant.
    `claimed_until`: the last page that anybody claims of a file, where nobody claims it to its end.
    """

    frame: ManifestFrame
    entries: tuple[EnvelopeEntry, ...]
    refused: Mapping[str, tuple[Reason, ...]]
    refused_pages: Mapping[str, int]
    unclaimed: tuple[str, ...]
    claimed_until: Mapping[str, int]

    def loose_ends(self, entry: EnvelopeEntry, pages: Mapping[str, int]) -> tuple[Reason, ...]:
        """Pages at the end of a file that nobody claims, for the envelope before them; `pages`: how many each has."""
        reasons = []
        for scan in entry.scans:
            until = self.claimed_until.get(scan.file)
            if until is not None and scan.last == until < pages[scan.file]:
                params = {"first": str(until + 1), "last": str(pages[scan.file])}
                reasons.append(Reason(code=RejectionCode.PAGES_NOT_CLAIMED, where=scan.file, params=params))
        return tuple(reasons)

    @property
    def files(self) -> Mapping[str, ScanFile]:
        return {file.name: file for file in self.frame.files}


def read_manifest(raw: bytes) -> ReadManifest:
    """Read a manifest as it came. Raises ManifestRefusedError when its frame is bad, with the envelopes' faults too."""
    parsed = _parse(raw)
    frame, faults = read_frame(parsed.value)
    drafts = _drafts(parsed)
    files = listed_files(parsed.value)
    refuse_conflicts(drafts, {file.name: file.type for file in files})
    unclaimed = not_claimed(files, (name for draft in drafts for name in draft.files))
    faults += [fault for fault in parsed.oddities if _place_of(fault) is None]
    if _all_is_claimed_for_sure(drafts):
        faults += [Fault(f"files.{file.place}", "not_claimed") for file in unclaimed]
    if frame is None or faults:
        within = (fault for draft in drafts for fault in _as_faults(draft))
        raise ManifestRefusedError(BatchCode.MANIFEST_INVALID, distinct([*faults, *within], MOST_FAULTS))
    return _result(frame, drafts, tuple(file.name for file in unclaimed))


def _parse(raw: bytes) -> Parsed:
    code = BatchCode.MANIFEST_TOO_LARGE
    if len(raw) <= MOST_BYTES:
        try:
            return parse_strict(raw)
        except NotJsonError:
            code = BatchCode.MANIFEST_NOT_JSON
    raise ManifestRefusedError(code, [Fault("", code)])


def _drafts(parsed: Parsed) -> list[Draft]:
    oddities: dict[int, list[Fault]] = {}
    for fault in parsed.oddities:
        place = _place_of(fault)
        if place is not None:
            oddities.setdefault(place, []).append(Fault(_within(fault.field), fault.code))
    listed = items_of(parsed.value, "envelopes")[:MOST_ENVELOPES]
    return [draft_of(place, item, oddities.get(place, ())) for place, item in enumerate(listed)]


def _place_of(fault: Fault) -> int | None:
    """Which envelope a fault is in."""
    parts = fault.field.split(".")
    return int(parts[1]) if parts[0] == ENVELOPES and len(parts) > 1 and parts[1].isdecimal() else None


def _within(path: str) -> str:
    return ".".join(path.split(".")[2:]) or "body"


def _all_is_claimed_for_sure(drafts: Iterable[Draft]) -> bool:
    """Whether no envelope can have meant a file that it does not name."""
    return all(
        draft.names_all_files and all(reason.code is not RejectionCode.FILE_NOT_LISTED for reason in draft.reasons)
        for draft in drafts
    )


def _as_faults(draft: Draft) -> Iterator[Fault]:
    for reason in draft.reasons:
        code = reason.params.get("fault", reason.code.value)
        where = "" if reason.where == "body" else f".{reason.where}"
        yield Fault(f"{ENVELOPES}.{draft.place}{where}", code, tuple(reason.params.items()))


def _result(frame: ManifestFrame, drafts: Sequence[Draft], unclaimed: tuple[str, ...]) -> ReadManifest:
    good = [draft.entry for draft in drafts if draft.entry is not None and not draft.reasons]
    bad = [draft for draft in drafts if draft.reasons]
    return ReadManifest(
        frame=frame,
        entries=tuple(good),
        refused={draft.number: _capped(draft.reasons) for draft in bad},
        refused_pages={draft.number: draft.declared_pages() for draft in bad},
        unclaimed=unclaimed,
        claimed_until=_claimed_until(drafts),
    )


def _claimed_until(drafts: Iterable[Draft]) -> Mapping[str, int]:
    ends = {file: [claim.last for claim in claims] for file, claims in claims_by_file(drafts).items()}
    return {file: max(page or 0 for page in pages) for file, pages in ends.items() if None not in pages}


def _capped(reasons: list[Reason]) -> tuple[Reason, ...]:
    if len(reasons) <= MOST_REASONS:
        return tuple(reasons)
    params = {"fault": "more_faults", "count": str(len(reasons) - MOST_REASONS + 1)}
    more = Reason(code=RejectionCode.ENTRY_INVALID, where="body", params=params)
    return (*reasons[: MOST_REASONS - 1], more)


def plan_parcels(manifest: ReadManifest, most: int = MOST_PARCELS) -> tuple[tuple[Group, ...], ...]:
    """The good envelopes in at least one and at most `most` parcels of about the same number of pages.

    The same manifest always gives the same plan. Envelopes that share a file are one group, in the order of files and
    pages; groups and parcels keep the order of the manifest.
    """
    return deal_out(manifest.entries, [file.name for file in manifest.frame.files], most)
