"""Letters that the office writes itself: signed by a signature service, with the signer's own passphrase."""

from dataclasses import dataclass
from typing import Final

from pydantic import SecretStr

from chalicelib.domain.access import Actor
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.identifiers import Nik
from chalicelib.domain.lifecycle import ProductState
from chalicelib.domain.signed_pdf import MOST_PDF_BYTES, SignatureFault
from chalicelib.domain.signing import SIGNED_HERE, SigningBatch, SigningLine
from chalicelib.services.keep_signed import DOCUMENT, KeepSigned, limit_of_size
from chalicelib.services.ports import CaseRepository, UnknownOutcomeError
from chalicelib.services.signing_batches import NOT_TO_BE_SIGNED
from chalicelib.services.signing_ports import ElectronicSignature, SignatureRefusedError, SigningLedger

_FIELDS: Final = {
    SignatureFault.WRONG_PASSPHRASE: "passphrase",
    SignatureFault.UNKNOWN_SIGNER: "nik",
    SignatureFault.NO_CERTIFICATE: "nik",
}
"""What somebody typed that a fault is about; any other is about the document."""


@dataclass(frozen=True, slots=True)
class SignHere:
    """One document a call. NIK and passphrase are passed on, and held no longer than that.

    What comes back is checked and kept like any signed PDF: a signature that the office does not believe is none.
    """

    keep: KeepSigned
    ledger: SigningLedger
    cases: CaseRepository
    service: ElectronicSignature | None

    def offers(self, batch: SigningBatch) -> bool:
        """Whether documents of this batch can be signed here."""
        return batch.kind in SIGNED_HERE and self.service is not None

    def sign(
        self, batch: str, file_name: str, pdf: bytes, nik: Nik, passphrase: SecretStr, officer: Actor
    ) -> tuple[SigningBatch, SigningLine]:
        """The batch after it, and the line that the file belongs to. Signed before: the service is not asked again.

        Raises InvalidRequestError, with nothing signed as far as the office is concerned; UnavailableError.
        """
        known = self.ledger.get_batch(batch)
        line = known.line_of(file_name)
        service = self.service
        if service is None or not self.offers(known):
            raise InvalidRequestError([Fault(DOCUMENT, "not_signed_here")])
        if self._is_kept(line):
            return self.keep.again(batch, line, officer), line
        _check_size(pdf)
        return self.keep.keep(batch, file_name, _ask(service, pdf, nik, passphrase), officer)

    def _is_kept(self, line: SigningLine) -> bool:
        """Raises InvalidRequestError where no signature is due."""
        product = self.cases.get(line.receipt).product(line.product)
        if product is not None and product.result is not None:
            return True
        if product is None or product.state is not ProductState.AWAITING_SIGNATURE or product.refusal is not None:
            raise InvalidRequestError([Fault(DOCUMENT, NOT_TO_BE_SIGNED)])
        return False


def _ask(service: ElectronicSignature, pdf: bytes, nik: Nik, passphrase: SecretStr) -> bytes:
    try:
        return service.sign(pdf, nik, passphrase)
    except SignatureRefusedError as refused:
        raise InvalidRequestError([Fault(_FIELDS.get(refused.fault, DOCUMENT), refused.fault.value)]) from None
    except UnknownOutcomeError:
        raise InvalidRequestError([Fault(DOCUMENT, "signature_unknown")]) from None


def _check_size(pdf: bytes) -> None:
    if len(pdf) > MOST_PDF_BYTES:
        raise InvalidRequestError([limit_of_size()])
