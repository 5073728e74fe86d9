"""The manifest: what a post office says of a batch before it hands it over. Unknown fields are refused.

`docs/post-manifest.schema.json` is made from these models. A name, a number or an address of a resident stands in the
manifest alone, which is kept whole in the bucket of originals, never in an item, a key or a log.
"""

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.identifiers import Nik, PhoneNumber, PostalNumber, Postcode
from chalicelib.domain.names import PersonName

ID: Final = r"^[A-Z0-9][A-Z0-9-]{0,39}$"
CONTROL_NUMBER: Final = r"^[0-9]{4,20}$"
FILE_NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
MOST_FILES: Final = 4000
MOST_ENVELOPES: Final = 1000
MOST_SHEETS: Final = 100
"""Sheets of one envelope: 200 page images stay far below DynamoDB's 400 KB."""

MOST_FILE_BYTES: Final = 2 * 1024**3

FileType = Literal["application/pdf", "image/tiff", "image/jpeg", "image/png", "application/zip"]
"""A zip holds the single pages of one envelope, in the order of their names."""

ControlNumber = Annotated[str, Field(pattern=CONTROL_NUMBER)]
FileName = Annotated[str, Field(pattern=FILE_NAME)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ScanFile(_Entry):
    """One file of the batch as the partner signs for it: size in bytes, SHA-256 in hex."""

    name: FileName
    type: FileType
    size: int = Field(gt=0, le=MOST_FILE_BYTES)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Scan(_Entry):
    """Pages of a file that belong to an envelope, from 1; the whole file where no pages are named."""

    file: FileName
    first: int | None = Field(default=None, ge=1)
    last: int | None = Field(default=None, ge=1)


class Unscannable(_Entry):
    """A thing in the envelope that cannot be scanned: it stays in custody under the envelope's number."""

    kind: Literal["card", "passport", "book", "photo", "other"]
    note: str = Field(default="", max_length=200)


class KeyedAddress(_Entry):
    """An address as the clerk typed it off the envelope."""

    street: str = Field(min_length=1, max_length=200)
    postcode: Postcode | None = None


class Keyed(_Entry):
    """What the clerk typed off the papers: a receipt number as written, or enough to open a case."""

    receipt_number: str | None = Field(default=None, min_length=1, max_length=40)
    service: str | None = Field(default=None, max_length=40)
    name: PersonName | None = None
    nik: Nik | None = None
    phone: PhoneNumber | None = None
    address: KeyedAddress | None = None


class EnvelopeEntry(_Entry):
    """One posted envelope. `duplex`: two page images a sheet, front first. Sheets in the order of the scans."""

    number: str = Field(pattern=ID)
    postal_number: PostalNumber | None = None
    sender: str = Field(default="", max_length=300, description="As written on the envelope")
    sheet_count: int = Field(ge=1, le=MOST_SHEETS)
    control_numbers: list[ControlNumber] = Field(min_length=1, max_length=MOST_SHEETS)
    duplex: bool = False
    scans: list[Scan] = Field(min_length=1, max_length=2 * MOST_SHEETS)
    rescan_for: str | None = Field(default=None, max_length=40, description="Id of the rescan that it answers")
    unscannable: list[Unscannable] = Field(default=[], max_length=20)
    keyed: Keyed | None = None

    @property
    def page_count(self) -> int:
        """Page images that the scans must hold."""
        return self.sheet_count * (2 if self.duplex else 1)


class Manifest(_Entry):
    """One batch. `received_on` is the post office's stamp: the day from which the office has the papers."""

    schema_version: Literal[1] = 1
    batch_id: str = Field(pattern=ID)
    sequence: int = Field(ge=1, le=999_999_999, description="One more than the partner's batch before")
    post_office: str = Field(min_length=1, max_length=40)
    operator: str = Field(min_length=1, max_length=40)
    scanner: str = Field(min_length=1, max_length=40)
    received_on: date
    opened_on: date
    files: list[ScanFile] = Field(min_length=1, max_length=MOST_FILES)
    envelopes: list[EnvelopeEntry] = Field(min_length=1, max_length=MOST_ENVELOPES)


class ManifestFrame(Manifest):
    """A manifest whose envelopes are looked at one by one, so that a bad one holds up no other."""

    envelopes: list[dict[str, Any]] = Field(min_length=1, max_length=MOST_ENVELOPES)  # type: ignore[assignment]  # looser on purpose
