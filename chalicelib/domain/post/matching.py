"""Matching: which case an envelope belongs to, or why a person has to say so. Never a guess."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.identifiers import InvalidIdentifierError, ReceiptNumber
from chalicelib.domain.post.marks import BlankCoverMark, BrokenMark, CoverMark, Mark
from chalicelib.domain.post.vocabulary import WaitReason


@dataclass(frozen=True, slots=True)
class Found:
    """The case that an envelope names by itself: by signed code, or by a number that the clerk typed."""

    receipt: ReceiptNumber


@dataclass(frozen=True, slots=True)
class Unnamed:
    """The envelope names no case: the postal number is asked next, then a case is opened from what was keyed."""


@dataclass(frozen=True, slots=True)
class Waits:
    """A person has to decide. `candidates` are receipt numbers it may be, the likeliest first."""

    reasons: tuple[WaitReason, ...]
    candidates: tuple[ReceiptNumber, ...] = ()


Named = Found | Unnamed | Waits

MOST_CANDIDATES = 21


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """What was read on one page image of an envelope, in order."""

    number: int
    marks: tuple[Mark, ...]
    unread_code: bool = False


def find_named_case(
    pages: Sequence[MarkedPage], typed: str | None, office: str, key: bytes, *, first_sheet: int
) -> Named:
    """What covers and the typed number say. `first_sheet`: page images of the first sheet, where a cover belongs."""
    covers = {mark: page.number for page in reversed(pages) for mark in page.marks if isinstance(mark, CoverMark)}
    reasons = _doubts(pages, covers, office, key)
    own = [mark.receipt for mark in covers if mark.office == office and mark.is_signed(key)]
    receipts = tuple(dict.fromkeys(own))
    blank = [page.number for page in pages if BlankCoverMark(office) in page.marks]
    if len(receipts) + len(blank) > 1:
        reasons.append(WaitReason.TWO_COVERS)
    elif (receipts or blank) and min((*covers.values(), *blank)) > first_sheet:
        reasons.append(WaitReason.COVER_IN_THE_MIDDLE)
    written = _parse(typed)
    if receipts and isinstance(written, ReceiptNumber) and written not in receipts:
        reasons.append(WaitReason.COVER_DIFFERS_FROM_TYPED)
    if reasons:
        return Waits(tuple(dict.fromkeys(reasons)), _candidates(receipts, covers, typed))
    if receipts:
        return Found(receipts[0])
    if written is None and _may_hide_a_cover(pages):
        return Waits((WaitReason.CODE_UNREADABLE,), _candidates((), covers, typed))
    return _by_typed_number(typed, written)


def named_by_rescan(named: Named, receipt: ReceiptNumber) -> Named:
    """An answered rescan names its case, unless what is on the pages says another: then a person decides."""
    if isinstance(named, Unnamed) or named == Found(receipt):
        return Found(receipt)
    if isinstance(named, Waits) and named.reasons == (WaitReason.CODE_UNREADABLE,):
        return Found(receipt)
    reasons = named.reasons if isinstance(named, Waits) else (WaitReason.COVER_DIFFERS_FROM_RESCAN,)
    others = named.candidates if isinstance(named, Waits) else (named.receipt,)
    return Waits(reasons, tuple(dict.fromkeys((receipt, *others))))


def _doubts(pages: Sequence[MarkedPage], covers: dict[CoverMark, int], office: str, key: bytes) -> list[WaitReason]:
    reasons = []
    marks = {mark for page in pages for mark in page.marks}
    if any(isinstance(mark, CoverMark | BlankCoverMark) and mark.office != office for mark in marks):
        reasons.append(WaitReason.COVER_OF_ANOTHER_OFFICE)
    if any(mark.office == office and not mark.is_signed(key) for mark in covers):
        reasons.append(WaitReason.COVER_FORGED)
    return reasons


def _may_hide_a_cover(pages: Sequence[MarkedPage]) -> bool:
    """Whether a code that could not be read may be the cover's: family cards and certificates carry codes too."""
    return any(page.unread_code or any(isinstance(mark, BrokenMark) for mark in page.marks) for page in pages)


def _by_typed_number(typed: str | None, written: ReceiptNumber | None) -> Named:
    if written is not None:
        return Found(written)
    if typed:
        return Waits((WaitReason.NUMBER_MISTYPED,), ReceiptNumber.suggest(typed, MOST_CANDIDATES))
    return Unnamed()


def _candidates(
    receipts: tuple[ReceiptNumber, ...], covers: dict[CoverMark, int], typed: str | None
) -> tuple[ReceiptNumber, ...]:
    near = ReceiptNumber.suggest(typed, MOST_CANDIDATES) if typed else ()
    return tuple(dict.fromkeys((*receipts, *(mark.receipt for mark in covers), *near)))[:MOST_CANDIDATES]


def _parse(typed: str | None) -> ReceiptNumber | None:
    try:
        return ReceiptNumber.parse(typed) if typed else None
    except InvalidIdentifierError:
        return None
