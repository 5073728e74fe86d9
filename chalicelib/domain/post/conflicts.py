"""What envelopes of one batch may not share: numbers, sheets, pages, the answer to a rescan.

Everyone who shares one is refused, since nobody can tell whose it is; and so is whose pages lie beside some that
nobody claims.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from chalicelib.domain.post.draft import Claim, Draft, stand_in
from chalicelib.domain.post.frame import items_of
from chalicelib.domain.post.manifest import MOST_SHEETS, ZIP
from chalicelib.domain.post.vocabulary import RejectionCode

T = TypeVar("T")


def refuse_conflicts(drafts: Sequence[Draft], types: Mapping[str, object]) -> None:
    """Note on every envelope what it shares with others, and files it names that are not listed: `types`, by name."""
    _refuse_numbers(drafts)
    _refuse_control_numbers(drafts)
    for draft in drafts:
        _refuse_counts(draft)
        _refuse_files(draft, types)
    _refuse_pages(drafts)
    _refuse_rescans(drafts)
    _refuse_gaps(drafts)


def claims_by_file(drafts: Iterable[Draft]) -> Mapping[str, list[Claim]]:
    """All claims on each file by first page; without files that an envelope may mean and does not claim rightly."""
    known = tuple(drafts)
    if not all(draft.names_all_files for draft in known):
        return {}
    unclear = {file for draft in known for file in draft.files if not draft.claims_clearly(file)}
    grouped = _grouped((claim.file, claim) for draft in known for claim in draft.claims if claim.file not in unclear)
    return {file: sorted(claims, key=lambda claim: claim.first) for file, claims in grouped.items()}


def _refuse_numbers(drafts: Iterable[Draft]) -> None:
    """The first keeps the number in the ledger, the others get a stand-in: each is accounted for by itself."""
    for number, twins in _grouped((draft.number, draft) for draft in drafts).items():
        if len(twins) > 1:
            for draft in twins:
                draft.refuse(RejectionCode.ENVELOPE_NUMBER_TWICE, "number", envelope=number)
            for draft in twins[1:]:
                draft.number = stand_in(draft.place)


def _refuse_control_numbers(drafts: Iterable[Draft]) -> None:
    uses = _grouped((text, (draft, n)) for draft in drafts for n, text in draft.control_numbers())
    for users in uses.values():
        if len(users) > 1:
            for (draft, n), (other, _) in _with_another(users):
                draft.refuse(RejectionCode.CONTROL_NUMBER_TWICE, f"control_numbers.{n}", envelope=other.number)


def _refuse_counts(draft: Draft) -> None:
    """Counts that can be read are compared, whatever else is wrong with the entry."""
    sheets, listed = draft.sheet_count(), len(items_of(draft.raw, "control_numbers"))
    if sheets is None or sheets > MOST_SHEETS:
        return
    if listed and listed != sheets:
        draft.refuse(RejectionCode.SHEET_COUNT_DIFFERS, "sheet_count", declared=str(sheets), found=str(listed))
    pages = [claim.last - claim.first + 1 for claim in draft.claims if claim.last is not None]
    if pages and len(pages) == len(items_of(draft.raw, "scans")) and sum(pages) != draft.declared_pages():
        declared, found = str(draft.declared_pages()), str(sum(pages))
        draft.refuse(RejectionCode.PAGE_COUNT_DIFFERS, "scans", declared=declared, found=found)


def _refuse_files(draft: Draft, types: Mapping[str, object]) -> None:
    for claim in draft.claims:
        if claim.file not in types:
            draft.refuse(RejectionCode.FILE_NOT_LISTED, f"{claim.where}.file")
        elif types[claim.file] == ZIP and (claim.first, claim.last) != (1, None):
            draft.refuse(RejectionCode.ENTRY_INVALID, claim.where, fault="pages_of_zip")


def _refuse_pages(drafts: Sequence[Draft]) -> None:
    by_file = _grouped((claim.file, claim) for draft in drafts for claim in draft.claims)
    shared = {claim: other for claims in by_file.values() for claim, other in _overlaps(claims)}
    for claim in sorted(shared, key=lambda claim: (claim.place, claim.scan)):
        number = drafts[shared[claim].place].number
        drafts[claim.place].refuse(RejectionCode.PAGES_CLAIMED_TWICE, claim.where, envelope=number)


def _refuse_rescans(drafts: Iterable[Draft]) -> None:
    answers = ((draft.entry.rescan_for, draft) for draft in drafts if draft.entry and draft.entry.rescan_for)
    for users in _grouped(answers).values():
        if len(users) > 1:
            for draft, other in _with_another(users):
                draft.refuse(RejectionCode.RESCAN_TWICE, "rescan_for", envelope=other.number)


def _refuse_gaps(drafts: Sequence[Draft]) -> None:
    """Pages before the first claim and between two; how far a file goes beyond the last is seen when it is opened."""
    for claims in claims_by_file(drafts).values():
        before: Claim | None = None
        for claim in claims:
            covered = before.last if before else 0
            if covered is None:
                break
            if claim.first > covered + 1:
                pages = {"first": str(covered + 1), "last": str(claim.first - 1)}
                for beside in filter(None, (before, claim)):
                    drafts[beside.place].refuse(RejectionCode.PAGES_NOT_CLAIMED, beside.where, **pages)
            if before is None or not _ends_before(claim, before):
                before = claim


def _overlaps(claims: Iterable[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Every claim that shares a page with another, with one such other."""
    widest: Claim | None = None
    for claim in sorted(claims, key=lambda claim: (claim.first, claim.place, claim.scan)):
        if widest is not None and _reaches(widest, claim.first):
            yield widest, claim
            yield claim, widest
        if widest is None or not _ends_before(claim, widest):
            widest = claim


def _reaches(claim: Claim, page: int) -> bool:
    return claim.last is None or claim.last >= page


def _ends_before(claim: Claim, other: Claim) -> bool:
    return claim.last is not None and _reaches(other, claim.last + 1)


def _with_another(users: Sequence[T]) -> Iterator[tuple[T, T]]:
    """Each with the one before it, the first with the second."""
    yield users[0], users[1]
    yield from ((user, before) for before, user in pairwise(users))


def _grouped(pairs: Iterable[tuple[str, T]]) -> Mapping[str, list[T]]:
    groups: defaultdict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
