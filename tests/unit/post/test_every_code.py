"""Every code that a manifest or a zip can be refused by has an example here that yields it, and it alone."""

from pathlib import Path
from typing import Final

import pytest

from chalicelib.adapters.archives.directory import Limits
from chalicelib.adapters.archives.unpacker import ZipUnpacker
from chalicelib.adapters.identity.detached_jws import sign_detached
from chalicelib.domain.errors import BatchRefusedError, ManifestRefusedError
from chalicelib.domain.post.reading import read_manifest
from chalicelib.domain.post.vocabulary import BatchCode
from chalicelib.domain.post.vocabulary import RejectionCode as Code
from chalicelib.services.post_ports import RefusedArchiveError
from tests.unit.archives import zips
from tests.unit.identity.test_partner_signatures import KEYS, PAYLOAD, STRANGER
from tests.unit.post.given import Json, a_file, an_entry, codes

BY_MANIFEST: Final[dict[Code, Json]] = {
    Code.ENTRY_INVALID: an_entry(2, colour="red"),
    Code.ENVELOPE_NUMBER_TWICE: an_entry(2, number="0001"),
    Code.CONTROL_NUMBER_TWICE: an_entry(2, control_numbers=["0000001"]),
    Code.SHEET_COUNT_DIFFERS: an_entry(2, sheet_count=2),
    Code.FILE_NOT_LISTED: an_entry(2, scans=[{"file": "gone.pdf"}]),
    Code.PAGES_CLAIMED_TWICE: an_entry(2, scans=[{"file": "1.pdf"}, {"file": "2.pdf"}]),
    Code.PAGES_NOT_CLAIMED: an_entry(2, scans=[{"file": "2.pdf", "first": 2, "last": 2}]),
    Code.PAGE_COUNT_DIFFERS: an_entry(2, scans=[{"file": "2.pdf", "first": 1, "last": 2}]),
}
BY_ZIP: Final[dict[Code, bytes]] = {
    Code.ZIP_BROKEN: zips.a_zip("1.png")[:-1],
    Code.ZIP_TRAVERSES: zips.a_zip("../1.png"),
    Code.ZIP_NESTED: zips.a_zip("1.png", content=zips.a_zip("2.png")),
    Code.ZIP_LINK: zips.a_zip(zips.special("1.png", zips.LINK)),
    Code.ZIP_BOMB: zips.a_zip("1.png", content=bytes(60_000)),
    Code.ZIP_ENCRYPTED: zips.with_flags(zips.a_zip("1.png"), 1),
    Code.NO_PAGES: zips.a_zip(),
}
BY_SOMETHING_ELSE: Final = {
    "another envelope": {Code.RESCAN_TWICE},
    "the ledger": {Code.RESCAN_UNKNOWN},
    "the store": {Code.FILE_MISSING, Code.FILE_SIZE_DIFFERS, Code.FILE_ALTERED},
    "the worker": {Code.FILES_TOO_LARGE},
    "the reader of scans": {Code.NOT_A_SCAN, Code.ENCRYPTED, Code.TOO_MANY_PAGES, Code.BROKEN},
    "an officer": {Code.NOT_FOR_US, Code.EMPTY_ENVELOPE, Code.UNUSABLE},
}


def test_every_code_of_an_envelope_has_an_example_or_belongs_to_something_else() -> None:
    others = set[Code]().union(*BY_SOMETHING_ELSE.values())
    assert {*BY_MANIFEST, *BY_ZIP} | others == set(Code)
    assert not {*BY_MANIFEST, *BY_ZIP} & others


@pytest.mark.parametrize("code", BY_MANIFEST)
def test_an_entry_yields_its_code(code: Code) -> None:
    found = codes(an_entry(1), BY_MANIFEST[code], files=[a_file("1.pdf"), a_file("2.pdf")])
    assert set[Code]().union(*found.values()) == {code}


@pytest.mark.parametrize("code", BY_ZIP)
def test_a_zip_yields_its_code(code: Code, tmp_path: Path) -> None:
    (tmp_path / "1.zip").write_bytes(BY_ZIP[code])
    with pytest.raises(RefusedArchiveError) as caught:
        ZipUnpacker(Limits(entry=50_000)).unpack(tmp_path / "1.zip", tmp_path)
    assert caught.value.codes == (code,)


@pytest.mark.parametrize(
    ("code", "raw"),
    [
        (BatchCode.MANIFEST_NOT_JSON, b"{"),
        (BatchCode.MANIFEST_INVALID, b"{}"),
        (BatchCode.MANIFEST_TOO_LARGE, b" " * 4_000_000),
    ],
)
def test_a_manifest_yields_its_code(code: BatchCode, raw: bytes) -> None:
    with pytest.raises(ManifestRefusedError) as caught:
        read_manifest(raw)
    assert caught.value.code is code


@pytest.mark.parametrize(
    ("code", "partner", "signature"),
    [
        (BatchCode.SIGNATURE_MISSING, "posmlg", ""),
        (BatchCode.SIGNATURE_WRONG, "posmlg", sign_detached(PAYLOAD, STRANGER)),
        (BatchCode.PARTNER_UNKNOWN, "possby", ""),
    ],
)
def test_a_signature_yields_its_code(code: BatchCode, partner: str, signature: str) -> None:
    with pytest.raises(BatchRefusedError) as caught:
        KEYS.verify(partner, signature, PAYLOAD)
    assert caught.value.code is code
