"""What pyHanko says of the signatures of a PDF, in the words of the domain. No network, no file, no event loop."""

import re
from collections.abc import Collection, Coroutine, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any, Final, TypeVar

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from chalicelib.domain.signed_pdf import MOST_PDF_PAGES, MOST_SIGNATURES, PdfFault, Trust

_ResultT = TypeVar("_ResultT")

_HEAD: Final = 1024
"""Bytes within which a PDF says that it is one (ISO 32000-1, annex H.3.4.1)."""

_END: Final = b"%%EOF"
_EXPIRED: Final = {AdESIndeterminate.OUT_OF_BOUNDS_NO_POE, AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED}
_HARMLESS: Final = {ModificationLevel.NONE, ModificationLevel.LTA_UPDATES}
"""What may follow the last signature: nothing, or proofs for its long-term validation (ETSI EN 319 142-1)."""

_SEEN_BY_THE_NEXT: Final = _HARMLESS | {ModificationLevel.FORM_FILLING}
"""What may follow another: the next signature, too, which covers it."""

_SIGNING: Final = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)

LATER: Final = (
    "cryptography.hazmat.backends.openssl.backend",
    "encodings.utf_16_le",
    "lxml.etree",
    "pyhanko.pdf_utils.filters",
)
"""Modules that are imported only where a file needs them: too late for the child, which may open nothing by then."""


class NotTakenError(Exception):
    """The file is not one whose signatures could be looked at."""

    def __init__(self, fault: PdfFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def find_faults(pdf: bytes, trust: Trust, now: datetime) -> tuple[tuple[PdfFault, ...], int]:
    """All that is wrong with its signatures, and how many pages it has. Raises NotTakenError."""
    if not re.search(rb"%PDF-\d", pdf[:_HEAD]):
        raise NotTakenError(PdfFault.NOT_A_PDF)
    try:
        pages, signatures = _opened(pdf)
        return tuple(_all_faults(pdf, signatures, trust, now)), pages
    except NotTakenError:
        raise
    except Exception as error:  # pyHanko meets bytes that only look like a PDF with anything, assertions included
        raise NotTakenError(PdfFault.DAMAGED) from error


def read_anchors(text: str) -> list[x509.Certificate]:
    """The certificates of a PEM bundle. Raises ValueError."""
    return [x509.Certificate.load(der) for _, _, der in pem.unarmor(text.encode("ascii"), multiple=True)]


def _opened(pdf: bytes) -> tuple[int, list[EmbeddedPdfSignature]]:
    reader = PdfFileReader(BytesIO(pdf), strict=True)
    if reader.encrypted:
        raise NotTakenError(PdfFault.ENCRYPTED)
    pages = int(reader.root["/Pages"]["/Count"])
    if not 0 < pages <= MOST_PDF_PAGES:
        raise NotTakenError(PdfFault.TOO_MANY_PAGES)
    signatures = list(reader.embedded_regular_signatures)
    if not signatures:
        raise NotTakenError(PdfFault.NOT_SIGNED)
    if len(signatures) > MOST_SIGNATURES:
        raise NotTakenError(PdfFault.TOO_MANY_SIGNATURES)
    return pages, signatures


def _all_faults(pdf: bytes, signatures: list[EmbeddedPdfSignature], trust: Trust, now: datetime) -> Iterator[PdfFault]:
    *others, last = signatures
    for one in others:
        yield from _faults_of(one, trust, now, _SEEN_BY_THE_NEXT)
    yield from _faults_of(last, trust, now, _HARMLESS)
    if not _ends_with(pdf, last):
        yield PdfFault.NOT_COVERING_WHOLE_FILE


def _faults_of(
    signature: EmbeddedPdfSignature, trust: Trust, now: datetime, then: Collection[ModificationLevel]
) -> Iterator[PdfFault]:
    # no fetching: the child has no network; a revocation is known only where the file carries its proof
    context = ValidationContext(
        trust_roots=read_anchors(trust.anchors), moment=now, allow_fetching=False, revocation_mode="soft-fail"
    )
    try:
        status = _run(
            async_validate_pdf_signature(signature, signer_validation_context=context, key_usage_settings=_SIGNING)
        )
    except SignatureValidationError:
        yield PdfFault.ALTERED
        return
    if not (status.intact and status.valid):  # whatever else it says cannot be believed
        yield PdfFault.ALTERED
        return
    if not _covers_all(status, then):
        yield PdfFault.NOT_COVERING_WHOLE_FILE
    yield from _faults_of_signer(status, trust)


def _ends_with(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """Whether nothing stands behind the last signature but whole revisions, which were looked at.

    pyHanko looks at no bytes that no cross-reference leads to; other readers may, when they mend what they read.
    """
    start, length = (int(signature.byte_range[place]) for place in (2, 3))
    behind = pdf[start + length :].strip()
    revisions = signature.reader.xrefs.total_revisions - 1 - signature.signed_revision
    return behind.count(_END) == revisions and (not behind or (revisions > 0 and behind.endswith(_END)))


def _covers_all(status: PdfSignatureStatus, then: Collection[ModificationLevel]) -> bool:
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return True
    return status.coverage is SignatureCoverageLevel.ENTIRE_REVISION and status.modification_level in then


def _faults_of_signer(status: PdfSignatureStatus, trust: Trust) -> Iterator[PdfFault]:
    if status.revoked:
        yield PdfFault.REVOKED_CERTIFICATE
    elif status.trust_problem_indic in _EXPIRED:
        yield PdfFault.EXPIRED_CERTIFICATE
    elif not status.trusted:
        yield PdfFault.UNKNOWN_ISSUER
    if not trust.knows(status.signing_cert.subject.native):
        yield PdfFault.SIGNED_BY_ANOTHER


def _run(coroutine: Coroutine[Any, Any, _ResultT]) -> _ResultT:
    """Its result: nothing is fetched, so it waits for nothing. An event loop would need what the child may not open."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: _ResultT = done.value
        return result
    coroutine.close()
    raise RuntimeError("a check of a signature waited for something")
