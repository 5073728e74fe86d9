"""What signing needs of the outside: batches, and signed PDFs: checked, and kept."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from pydantic import SecretStr

from chalicelib.domain.identifiers import Nik, ReceiptNumber
from chalicelib.domain.named_pdf import CheckedPdf
from chalicelib.domain.signed_pdf import Keeper, PdfFault, SignatureFault, SignerStatus, Stamp, Trust
from chalicelib.domain.signing import SigningBatch
from chalicelib.services.batching import BatchPage, LinesTakenError
from chalicelib.services.printing_ports import Press, Pressed


class DocumentTakenError(LinesTakenError):
    """Some of the documents stand in another open batch."""


class SigningLedger(Protocol):
    """Signing batches of one office. Reads are strongly consistent."""

    def open_batch(self, batch: SigningBatch, press: Press) -> SigningBatch:
        """Store a new batch, reserve its documents and note the press, all or nothing.

        Raises PressedBeforeError, DocumentTakenError.
        """
        ...

    def find_press(self, digest: str) -> Pressed | None:
        """What a press led to, kept for a week; None for one that was not stored."""
        ...

    def list_taken(self) -> Collection[tuple[str, str]]:
        """The documents of every open batch: receipt and product."""
        ...

    def get_batch(self, batch: str) -> SigningBatch:
        """Raises NotFoundError."""
        ...

    def list_batches(self, limit: int, cursor: str | None = None) -> BatchPage[SigningBatch]:
        """Every open batch first, then those that are over, each the newest first.

        Raises InvalidRequestError for a foreign cursor.
        """
        ...

    def save_batch(self, batch: SigningBatch, released: Sequence[tuple[ReceiptNumber, str]] = ()) -> SigningBatch:
        """Store the next version. Raises StaleVersionError. `released` documents may stand in another batch then."""
        ...

    def find_keeper(self, sha256: str) -> Keeper | None:
        """What a file was last kept for; whether it still is, is for its case to say."""
        ...


class PdfRefusedError(Exception):
    """A PDF is not one that the office's signers signed: all that is wrong with it."""

    def __init__(self, faults: Sequence[PdfFault]) -> None:
        """`faults` is never empty."""
        super().__init__(", ".join(faults))
        self.faults = tuple(faults)


class PdfVerifier(Protocol):
    """Says whether a PDF is whole, as it was signed, and signed by somebody who signs for the office."""

    def verify(self, pdf: bytes, trust: Trust, now: datetime, numbers: Collection[str] = ()) -> CheckedPdf:
        """What it is, and whether it names one of these numbers. Raises PdfRefusedError for every other file.

        A certificate must hold `now`; it is revoked only where the file carries the proof. UnavailableError: no file
        is to blame.
        """
        ...


class TrustStore(Protocol):
    """Whom the office believes, as whoever runs it has put there."""

    def read(self) -> Trust | None:
        """None where nobody has said so: then no PDF is taken. Raises UnavailableError for what cannot be read."""
        ...


class SignedDocuments(Protocol):
    """Signed documents, kept as they came, in a bucket that keeps every version."""

    def keep(self, key: str, pdf: bytes) -> str:
        """Store it; the version's id. What is there already under a key, which names its content, stays as it is."""
        ...

    def link(self, key: str, version_id: str, name: str, seconds: int) -> str:
        """An address that serves exactly this version, to be saved as `name`, for so many seconds. No call to S3."""
        ...


class SignatureRefusedError(Exception):
    """A signature service did not sign, and says why."""

    def __init__(self, fault: SignatureFault) -> None:
        """Nothing of the signer is in it."""
        super().__init__(fault.value)
        self.fault = fault


class ElectronicSignature(Protocol):
    """A service that signs PDFs in somebody's name, as BSrE's eSign client service does.

    NIK and passphrase are held for one call, and stand in no log, error or URL but the one that the service itself asks
    the NIK in.
    """

    def status(self, nik: Nik) -> SignerStatus:
        """Whether they can sign. Raises UnavailableError."""
        ...

    def sign(self, pdf: bytes, nik: Nik, passphrase: SecretStr, stamp: Stamp | None = None) -> bytes:
        """The PDF, signed; whoever keeps it has it checked first. Without a stamp nothing is to be seen of it.

        Raises SignatureRefusedError; UnavailableError where nothing was sent; UnknownOutcomeError where nobody knows:
        then there is no signed PDF, and it was not signed as far as the office is concerned.
        """
        ...

    def is_sound(self, pdf: bytes) -> bool:
        """Whether the service finds every signature in it sound, at least one. Raises UnavailableError."""
        ...
