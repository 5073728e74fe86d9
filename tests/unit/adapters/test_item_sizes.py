"""The largest items that the limits allow, by DynamoDB's own count: names and values in bytes, 400 KB in all."""

import string
from collections.abc import Mapping
from random import Random
from typing import Any, Final

import pytest

from chalicelib.adapters.dynamodb.items import case_attributes
from chalicelib.adapters.dynamodb.keys import Keys
from chalicelib.adapters.dynamodb.post_items import envelope_item, load
from chalicelib.adapters.dynamodb.post_keys import PostKeys
from chalicelib.domain.document import MAX_SCANNED_PAGES, MAX_UPLOADS_EVER, Page, ScannedFrom
from chalicelib.domain.finding import Finding, FindingCode, Severity
from chalicelib.domain.post.envelope import Custody, Envelope, PageKind, Reason, ScannedPage
from chalicelib.domain.post.manifest import MOST_SHEETS
from chalicelib.domain.post.matching import MOST_CANDIDATES
from chalicelib.domain.post.reading import MOST_REASONS
from chalicelib.domain.post.vocabulary import End, RejectionCode, WaitReason
from chalicelib.domain.reading import NumberHint
from tests.builders import a_case, a_receipt, an_upload
from tests.fakes import EPOCH, OFFICE

MOST: Final = 400 * 1024
"""Of one item (DynamoDB developer guide, "Quotas")."""

SEALED: Final = 60 * 1024
"""Left of a case's item for the sealed part."""

PARTNER, BATCH, NUMBER = "p" * 40, "B" * 40, "N" * 40
_random = Random(1)  # noqa: S311 - the same in every run


def _letters(length: int) -> str:
    """Text that packs as badly as any."""
    return "".join(_random.choices(string.ascii_letters + string.digits, k=length))


def _digits(length: int) -> str:
    return "".join(_random.choices(string.digits, k=length))


def _size(item: Mapping[str, Any]) -> int:
    values = [value for typed in item.values() for value in typed.values()]
    return sum(len(value if isinstance(value, bytes) else value.encode()) for value in [*item, *values])


def _reason() -> Reason:
    facts = {"declared": _letters(100), "found": _letters(100)}
    return Reason(code=RejectionCode.PAGE_COUNT_DIFFERS, where=_letters(100), params=facts)


def _page(number: int, file: str, sheet: str) -> ScannedPage:
    return ScannedPage(
        number=number,
        control_number=sheet,
        side=1 if number % 2 else 2,
        file=file,
        file_page=2_000,
        kind=PageKind.SEPARATOR,
        document=_letters(40),
        key=f"{OFFICE}/pages/post/{PARTNER}/{BATCH}/{NUMBER}/{number:03d}.jpg",
        thumbnail=f"{OFFICE}/pages/post/{PARTNER}/{BATCH}/{NUMBER}/{number:03d}-small.jpg",
        width=20_000,
        height=20_000,
        has_code=True,
        findings=_found(),
        rescan=_letters(64),
    )


def _found() -> tuple[Finding, ...]:
    """All that is told of one scanned page: one of its legibility, and which way it lies."""
    names = ("readable", "light", "contrast", "side")
    measured = {name: str(_random.randrange(1_000)) for name in names} | {"part": "bottom", "level": "unreadable"}
    illegible = Finding(code=FindingCode.PAGE_LOW_CONTRAST, severity=Severity.WARNING, where="pages", params=measured)
    return illegible, Finding(code=FindingCode.PAGE_UPSIDE_DOWN, severity=Severity.WARNING, where="pages")


def _largest_envelope(version_id: int) -> Envelope:
    """Each page in a file of its own, all with the longest names; every list full, though no envelope has them all."""
    files = [_letters(100) for _ in range(2 * MOST_SHEETS)]
    sheets = [_digits(20) for _ in range(MOST_SHEETS)]
    return Envelope(
        office=OFFICE,
        partner=PARTNER,
        batch=BATCH,
        number=NUMBER,
        end=End.STAFF,
        declared_pages=len(files),
        sheet_count=len(sheets),
        pages=tuple(_page(number, file, sheets[(number - 1) // 2]) for number, file in enumerate(files, start=1)),
        reasons=tuple(_reason() for _ in range(MOST_REASONS)),
        waits_for=tuple(WaitReason),
        candidates=tuple(str(a_receipt(n)) for n in range(MOST_CANDIDATES)),
        seen_in=tuple(f"{PARTNER}.{_letters(40)}.{_letters(40)}" for _ in sheets),
        scans=tuple(files),
        object_versions={file: _letters(version_id) for file in files},
        received_at=EPOCH,
        custody=(Custody(place="office", since=EPOCH, returned_under="RR123456785ID"),) * 5,
        created_at=EPOCH,
        updated_at=EPOCH,
    )


@pytest.mark.parametrize("version_id", [32, 1024], ids=["usual", "the longest that S3 tells of"])
def test_the_largest_envelope_fits_into_an_item(version_id: int) -> None:
    envelope = _largest_envelope(version_id)
    item = envelope_item(envelope, "w" * 64, PostKeys(OFFICE))
    assert _size(item) < MOST
    assert load(Envelope, item) == envelope


def test_the_largest_case_fits_into_an_item() -> None:
    """240 files of its resident and 200 posted pages, with findings on every page."""
    finding = Finding(
        code=FindingCode.TOO_SMALL, severity=Severity.WARNING, where="a-slot", page=1, params={"limit": "300"}
    )
    sent = [_letters(22) for _ in range(MAX_UPLOADS_EVER)]
    own = [
        an_upload(
            name,
            version_id=_letters(32),
            sha256=f"{_random.getrandbits(256):064x}",
            findings=tuple(finding.model_copy(update={"page": page}) for page in range(1, 31)),
            pages=tuple(
                Page(number=page, key=f"{OFFICE}/pages/{a_receipt()}/{name}/{page:03d}.jpg", width=1, height=2)
                for page in range(1, 31)
            ),
        )
        for name in sent
    ]
    posted = [
        an_upload(
            f"{PARTNER}.{BATCH}.{NUMBER}.{page}",
            key=f"{OFFICE}/batches/{PARTNER}/{BATCH}/{_letters(100)}",
            version_id=_letters(32),
            reading=NumberHint.UNREAD,
            findings=_found(),
            pages=(_page(page, "", "").image,),
            scan=ScannedFrom(
                envelope=f"{PARTNER}.{BATCH}.{NUMBER}", page=page, control_number=_digits(20), side=1, file_page=9
            ),
        )
        for page in range(1, MAX_SCANNED_PAGES + 1)
    ]
    item = case_attributes(a_case(uploads=(*own, *posted)), "w" * 64, Keys(OFFICE))
    assert _size(item) < MOST - SEALED
