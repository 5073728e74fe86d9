"""The manifest: what a post office says of a batch before it hands it over. Unknown fields are refused.

`docs/post-manifest.schema.json` is made from these models. A name, a number or an address of a resident stands in the
manifest alone, which is kept whole in the bucket of originals, never in an item, a key or a log.
"""

import re
from contextlib import suppress
from datetime import date
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from chalicelib.domain.applicant import ONE_LINE
from chalicelib.domain.identifiers import Nik, PhoneNumber, PostalNumber, Postcode
from chalicelib.domain.names import PersonName

ID: Final = r"^[A-Z0-9][A-Z0-9-]{0,39}$"
CONTROL_NUMBER: Final = r"^([0-9]{4,15}|[0-9]{17,20})$"
"""Not sixteen digits: a NIK or No. KK is not the number of a sheet."""
RESCAN_ID: Final = r"^[A-Za-z0-9_-]{1,64}$"
FILE_NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
SIXTEEN_DIGITS: Final = re.compile(r"[0-9]{16}")
MOST_BYTES: Final = 3 * 1024**2
"""Of a whole manifest: API Gateway and Lambda take it as Base64 with room to spare."""
MOST_FILES: Final = 4000
MOST_ENVELOPES: Final = 1000
MOST_SHEETS: Final = 100
"""Sheets of one envelope: 200 page images stay far below DynamoDB's 400 KB."""

MOST_FILE_BYTES: Final = 2 * 1024**3
ZIP: Final = "application/zip"

FileType = Literal["application/pdf", "image/tiff", "image/jpeg", "image/png", "application/zip"]
"""A zip holds the single pages of one envelope, in the order of their names."""


def _without_register_number(text: str) -> str:
    """Ids and file names travel in keys, addresses and logs, where a NIK or No. KK must not be."""
    if SIXTEEN_DIGITS.search(text):
        code = "sixteen_digits"
        raise PydanticCustomError("id.sixteen_digits", "holds sixteen digits in a row", {"code": code})
    return text


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    with suppress(ValueError):
        return date.fromisoformat(value if DAY.fullmatch(value) else "")
    raise PydanticCustomError("day.shape", "not a day of the calendar", {"code": "shape"})


_Without = AfterValidator(_without_register_number)
_NOT: Final[JsonDict] = {"not": {"pattern": SIXTEEN_DIGITS.pattern}}

Day = Annotated[date, BeforeValidator(_day)]
Id = Annotated[str, Field(pattern=ID, json_schema_extra=_NOT), _Without]
ControlNumber = Annotated[str, Field(pattern=CONTROL_NUMBER)]
RescanId = Annotated[str, Field(pattern=RESCAN_ID, json_schema_extra=_NOT), _Without]
FileName = Annotated[str, Field(pattern=FILE_NAME, json_schema_extra=_NOT), _Without]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True)


class ScanFile(_Entry):
    """One file of the batch as the partner signs for it. No two names differ in case alone."""

    name: FileName = Field(description="Without folders, and without anybody's name or number")
    type: FileType
    size: int = Field(gt=0, le=MOST_FILE_BYTES, description="In bytes")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the whole file, in lower-case hex")


class Scan(_Entry):
    """Pages of a file that belong to an envelope, counted from 1; the whole file where no pages are named.

    A zip belongs to one envelope as a whole: no pages are named.
    """

    file: FileName = Field(description="A name that `files` lists")
    first: int | None = Field(default=None, ge=1, description="First page; the file's first where none is named")
    last: int | None = Field(default=None, ge=1, description="Last page; the file's last where none is named")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first is not None and self.last is not None and self.first > self.last:
            code = "last_before_first"
            raise PydanticCustomError("scan.last_before_first", "the last page is before the first", {"code": code})
        return self


class Unscannable(_Entry):
    """A thing in the envelope that cannot be scanned: it stays in custody under the envelope's number."""

    kind: Literal["card", "passport", "book", "photo", "other"]
    note: str = Field(default="", max_length=200, repr=False)


class KeyedAddress(_Entry):
    """An address as the clerk typed it off the envelope."""

    street: str = Field(min_length=1, max_length=200, pattern=ONE_LINE, repr=False)
    postcode: Postcode | None = None
    city: str | None = Field(default=None, min_length=1, max_length=80, pattern=ONE_LINE, repr=False)


class Keyed(_Entry):
    """What the clerk typed off the papers: a receipt number as written, or enough to open a case."""

    receipt_number: str | None = Field(default=None, min_length=1, max_length=40, description="As written", repr=False)
    service: str | None = Field(default=None, max_length=40, description="Code of the service, e.g. KTP-LOST")
    name: PersonName | None = None
    nik: Nik | None = None
    phone: PhoneNumber | None = None
    address: KeyedAddress | None = None


class EnvelopeEntry(_Entry):
    """One posted envelope; its sheets in the order of its scans."""

    number: Id = Field(description="Unique in the batch; it is written on the envelope")
    postal_number: PostalNumber | None = None
    sender: str = Field(default="", max_length=300, description="As written on the envelope", repr=False)
    sheet_count: int = Field(ge=1, le=MOST_SHEETS, description="Leaves that were scanned")
    control_numbers: list[ControlNumber] = Field(
        min_length=1, max_length=MOST_SHEETS, description="One for each sheet, in order; never used twice"
    )
    duplex: bool = Field(default=False, description="Two page images a sheet, front first")
    scans: list[Scan] = Field(min_length=1, max_length=2 * MOST_SHEETS, description="Where its page images are")
    rescan_for: RescanId | None = Field(default=None, description="Id of the rescan that it answers, as we gave it")
    unscannable: list[Unscannable] = Field(default=[], max_length=20)
    keyed: Keyed | None = Field(default=None, repr=False)

    @property
    def page_count(self) -> int:
        """Page images that the scans must hold."""
        return self.sheet_count * (2 if self.duplex else 1)


class ManifestHead(_Entry):
    """What holds for the batch as a whole: a fault here refuses all of it."""

    schema_version: Literal[1] = 1
    batch_id: Id = Field(description="The partner's own name for the batch; never used for another")
    sequence: int = Field(ge=1, le=999_999_999, description="One more than the partner's batch before")
    post_office: str = Field(min_length=1, max_length=40)
    operator: str = Field(min_length=1, max_length=40, description="Who scanned")
    scanner: str = Field(min_length=1, max_length=40)
    received_on: Day = Field(description="The post office's stamp: the day from which the office has the papers")
    opened_on: Day = Field(description="When the envelopes were opened; not before they were received")
    files: list[ScanFile] = Field(
        min_length=1, max_length=MOST_FILES, description="Every file of the batch; each belongs to an envelope"
    )


class Manifest(ManifestHead):
    """One batch: its files as the partner signs for them, and its envelopes."""

    envelopes: list[EnvelopeEntry] = Field(min_length=1, max_length=MOST_ENVELOPES)


class ManifestFrame(ManifestHead):
    """A manifest whose envelopes are looked at one by one, so that a bad one holds up no other."""

    envelopes: list[Any] = Field(min_length=1, max_length=MOST_ENVELOPES, repr=False)
