"""Signed PDFs as they come back from SIAK: matched, checked, kept as the result of their product, and handed out."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from chalicelib.domain.access import Actor, Visitor
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Case
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.named_pdf import CheckedPdf, Doubt, WrongPersonError, doubt_of, numbers_of
from chalicelib.domain.office import Office
from chalicelib.domain.product import Product
from chalicelib.domain.signed_pdf import MOST_PDF_BYTES, MOST_PDF_PAGES, PdfFault, SignedResult
from chalicelib.domain.signing import SigningBatch, SigningLine
from chalicelib.services.change_case import must_be_theirs
from chalicelib.services.ports import CaseRepository, Clock, Sealed, Sealer
from chalicelib.services.signing_batches import SigningBatches
from chalicelib.services.signing_ports import PdfRefusedError, PdfVerifier, SignedDocuments, SigningLedger, TrustStore

RESULT_LINK_SECONDS: Final = 60

DOCUMENT: Final = "document"


@dataclass(frozen=True, slots=True)
class KeepSigned:
    """One file at a time. It is checked before anything is written, and kept before its product is told to be signed.

    So a file that is refused leaves no trace, and one that comes twice is kept once.
    """

    batches: SigningBatches
    ledger: SigningLedger
    cases: CaseRepository
    sealer: Sealer
    verifier: PdfVerifier
    trust: TrustStore
    documents: SignedDocuments
    office: Office
    clock: Clock

    def keep(self, batch: str, file_name: str, pdf: bytes, officer: Actor) -> tuple[SigningBatch, SigningLine]:
        """The batch after it, and the line that the file belongs to. Raises InvalidRequestError with all faults."""
        line = self.ledger.get_batch(batch).line_of(file_name)
        case, sealed = self.cases.get_sealed(line.receipt)
        product, digest = case.product(line.product), sha256(pdf).hexdigest()
        result = _kept_before(product, digest)
        if result is None:
            checked, doubt = self._checked(pdf, product, sealed, line)
            result = self._stored(line, pdf, digest, checked.pages, doubt, officer)
        after = self.batches.keep(batch, line.code, result, officer)
        return after, after.chosen({line.code})[0]

    def again(self, batch: str, line: SigningLine, officer: Actor) -> SigningBatch:
        """The batch once it knows of a document that is kept. Raises NotFoundError where none is."""
        product = self.cases.get(line.receipt).product(line.product)
        if product is None or product.result is None:
            raise NotFoundError
        return self.batches.keep(batch, line.code, product.result, officer)

    def _checked(
        self, pdf: bytes, product: Product | None, sealed: Sealed | None, line: SigningLine
    ) -> tuple[CheckedPdf, Doubt | None]:
        """What the file is, and why a person must look whose it is. Raises InvalidRequestError: not to be kept."""
        personal = self.sealer.open(line.receipt, sealed) if sealed else PersonalData()
        checked = self._verified(pdf, numbers_of(personal))
        try:
            return checked, doubt_of(checked.naming, product.kind if product else "", personal)
        except WrongPersonError:
            raise InvalidRequestError([Fault(DOCUMENT, "document_names_another")]) from None

    def _stored(
        self, line: SigningLine, pdf: bytes, digest: str, pages: int, doubt: Doubt | None, officer: Actor
    ) -> SignedResult:
        self.batches.keeping(line, digest)  # asked before anything is written; that it still holds, when it is kept
        key = f"{self.office.code}/results/{line.receipt}/{line.product}/{digest}.pdf"
        version = self.documents.keep(key, pdf)
        return SignedResult(
            key=key, version_id=version, sha256=digest, size=len(pdf), pages=pages, by=officer.id,
            at=self.clock.now(), doubt=doubt or "",
        )  # fmt: skip

    def _verified(self, pdf: bytes, numbers: Collection[str]) -> CheckedPdf:
        trust = self.trust.read()
        if trust is None:
            raise InvalidRequestError([Fault(DOCUMENT, "no_signers_known")])
        try:
            return self.verifier.verify(pdf, trust, self.clock.now(), numbers)
        except PdfRefusedError as refused:
            raise InvalidRequestError([_in_words(fault) for fault in refused.faults]) from None


@dataclass(frozen=True, slots=True)
class HandOutResult:
    """Addresses of signed documents: short-lived, of the version that was kept and of nothing else."""

    cases: CaseRepository
    documents: SignedDocuments

    def to_resident(self, visitor: Visitor, product_id: str) -> str:
        """Once the product is ready; one read. Raises NotFoundError, UnauthorizedError."""
        case = self.cases.get(visitor.receipt)
        must_be_theirs(case, visitor)
        product = case.product(product_id)
        return self._link(case, product if product is not None and product.offers_document else None)

    def to_officer(self, receipt: ReceiptNumber, product_id: str) -> str:
        """As soon as it is kept; one read. Raises NotFoundError."""
        case = self.cases.get(receipt)
        return self._link(case, case.product(product_id))

    def _link(self, case: Case, product: Product | None) -> str:
        if product is None or product.result is None:
            raise NotFoundError
        name = f"{case.receipt.format()}-{product.id}.pdf"
        return self.documents.link(product.result.key, product.result.version_id, name, RESULT_LINK_SECONDS)


def _kept_before(product: Product | None, digest: str) -> SignedResult | None:
    """The result where this very document is kept. Raises InvalidRequestError where another is."""
    known = product.result if product is not None else None
    if known is not None and known.sha256 != digest:
        raise InvalidRequestError([Fault(DOCUMENT, "other_document_kept")])
    return known


def limit_of_size() -> Fault:
    """What is told of a file that is too large."""
    return Fault(DOCUMENT, PdfFault.TOO_LARGE.value, (("limit_mb", str(MOST_PDF_BYTES // 1024**2)),))


def _in_words(fault: PdfFault) -> Fault:
    if fault is PdfFault.TOO_LARGE:
        return limit_of_size()
    limit = (("limit", str(MOST_PDF_PAGES)),) if fault is PdfFault.TOO_MANY_PAGES else ()
    return Fault(DOCUMENT, fault.value, limit)
