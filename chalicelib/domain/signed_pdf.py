"""Signed PDFs: what may be wrong with one, who may sign, and what is kept of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

MOST_PDF_BYTES: Final = 2 * 1024 * 1024
"""Of one document: a function is handed at most 6 MB a request, in base64, and of JSON in base64 twice over."""

MOST_PDF_PAGES: Final = 20

MOST_SIGNATURES: Final = 10
"""Of one file: each is checked against the whole of it."""


class PdfFault(StrEnum):
    """Why a PDF is not taken as signed by the office."""

    TOO_LARGE = "pdf_too_large"
    NOT_A_PDF = "not_a_pdf"
    DAMAGED = "pdf_damaged"
    ENCRYPTED = "pdf_encrypted"
    TOO_MANY_PAGES = "pdf_too_many_pages"
    NOT_SIGNED = "pdf_not_signed"
    TOO_MANY_SIGNATURES = "pdf_too_many_signatures"
    ALTERED = "pdf_altered"
    NOT_COVERING_WHOLE_FILE = "pdf_not_covered"
    EXPIRED_CERTIFICATE = "certificate_expired"
    REVOKED_CERTIFICATE = "certificate_revoked"
    UNKNOWN_ISSUER = "unknown_issuer"
    SIGNED_BY_ANOTHER = "signed_by_another"


class SignerStatus(StrEnum):
    """Whether somebody can sign electronically now."""

    ACTIVE = "active"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    NOT_YET = "not_yet"


class SignatureFault(StrEnum):
    """Why a signature service did not sign; nothing was signed."""

    WRONG_PASSPHRASE = "wrong_passphrase"  # noqa: S105 - the name of a fault
    UNKNOWN_SIGNER = "unknown_signer"
    NO_CERTIFICATE = "no_certificate"
    NOT_SIGNABLE = "not_signable"
    REFUSED = "signature_refused"


class Stamp(BaseModel):
    """The visible mark of a signature: on which page, where in points from its lower left corner, and what it tells."""

    model_config = ConfigDict(frozen=True)

    page: int = Field(default=1, ge=1, le=MOST_PDF_PAGES)
    x: int = Field(ge=0)
    y: int = Field(ge=0)
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    link: str = ""


class Signer(BaseModel):
    """Somebody who signs for the office: each attribute named must stand in the subject of their certificate, as it is.

    The names are X.509's: `common_name`, `organization_name`, `serial_number`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    common_name: str = Field(min_length=1)
    organization_name: str = ""
    serial_number: str = ""

    def is_named(self, subject: Mapping[str, object]) -> bool:
        """Whether a certificate with this subject is theirs."""
        return all(subject.get(name) == value for name, value in self.model_dump().items() if value)


class Trust(BaseModel):
    """Whom the office believes: certificates that chains must end in (PEM, one after the other), and its signers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    anchors: str = Field(min_length=1, max_length=48_000)
    signers: tuple[Signer, ...] = Field(min_length=1, max_length=50)

    def knows(self, subject: Mapping[str, object]) -> bool:
        """Whether a certificate with this subject is of one of the signers."""
        return any(signer.is_named(subject) for signer in self.signers)


@dataclass(frozen=True, slots=True)
class Keeper:
    """The one document that a file is kept for, and the move of its case that kept it."""

    receipt: str
    product: str
    move: int


@dataclass(frozen=True, slots=True)
class Keeping:
    """A file is to be kept for one document alone. `instead_of`: the one that it was kept for and is no longer."""

    sha256: str
    product: str
    instead_of: Keeper | None = None


class SignedResult(BaseModel):
    """The signed document of a product as it is kept: which object, which version of it, and what it was checked to be.

    The key holds receipt number, product and SHA-256, and nothing personal. `doubt`: why a person must look whether it
    is its resident's, or nothing.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    version_id: str
    sha256: str
    size: int
    pages: int
    by: str
    at: datetime
    doubt: str = ""


def worst_first(faults: Sequence[PdfFault]) -> tuple[PdfFault, ...]:
    """Each once, in the order of the list above."""
    return tuple(fault for fault in PdfFault if fault in faults)
