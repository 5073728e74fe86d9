"""Bodies of requests and answers about signing batches."""

from datetime import datetime

from pydantic import Base64Bytes, Field, SecretStr

from chalicelib.domain.identifiers import Nik
from chalicelib.domain.signed_pdf import MOST_PDF_BYTES
from chalicelib.domain.signing import MOST_LINES
from functions._schemas.base import Answer, Request


class SigningRequest(Request):
    """A proposal: which kind of document, and how many of the oldest that wait."""

    kind: str = Field(max_length=20)
    size: int


class LinesRequest(Request):
    """Documents of the batch, each as receipt number and product: `ABCD…/p1`."""

    lines: list[str] = Field(max_length=MOST_LINES)


class RefusalRequest(LinesRequest):
    """Documents that are not signed, and why."""

    reason: str = Field(max_length=40)


class DocumentRequest(Request):
    """One signed PDF: its name holds the receipt number of its line, its content is in base64."""

    file_name: str = Field(min_length=1, max_length=200)
    content: Base64Bytes = Field(max_length=2 * MOST_PDF_BYTES)


class SignatureRequest(DocumentRequest):
    """One PDF of the office, to be signed in the signer's name; NIK and passphrase are passed on and not kept."""

    nik: Nik
    passphrase: SecretStr = Field(min_length=1, max_length=200)


class SigningLineOut(Answer):
    """One document of a batch; `line` names it in requests, `document`: its signed PDF is kept.

    `doubt`: the PDF must be looked at, since it names nobody of the case (`not_named`) or has no text (`no_text`).
    """

    line: str
    receipt: str
    product: str
    service: str
    since: datetime
    state: str
    reason: str
    settled_at: datetime | None
    settled_by: str
    document: bool
    doubt: str


class SigningBatchOut(Answer):
    """One batch; `ETag` is the version."""

    batch: str
    version: int
    kind: str
    state: str
    made_by: str
    made_at: datetime
    closed_at: datetime | None
    lines: list[SigningLineOut]


class SigningBatchList(Answer):
    """Open ones first, each the newest first, and the office's figures of today, which follow within seconds.

    `signed_today`: family cards, which the `target` is meant for; `signed_others_today`: all else that was signed;
    `unsigned_today`: signatures that were taken back, whenever they were given.
    """

    signed_today: int
    signed_others_today: int
    unsigned_today: int
    target: int
    items: list[SigningBatchOut]
    next_cursor: str | None
