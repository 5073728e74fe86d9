"""Marks: what the QR codes on cover sheets and separators say, and whether the office itself printed one.

A mark is text of QR's alphanumeric set (ISO/IEC 18004, 7.4.4), so that its modules are large:
`LOKET/1/C/3573/TESTTESTTE5/KTP-LOST/<check>` is a cover sheet, `LOKET/1/B/3573` a cover sheet without a number,
`LOKET/1/S/SK-HILANG` a separator before one paper.
"""

import hmac
from base64 import b32encode
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.identifiers import InvalidIdentifierError, ReceiptNumber

PREFIX: Final = "LOKET/1"
CHECK_BYTES: Final = 10
"""80 bits: a forger would try 10^24 covers, and each try is a posted letter."""

_COVER_PARTS: Final = 4
_DOCUMENT: Final = str.maketrans("_-", "-_")


@dataclass(frozen=True, slots=True)
class CoverMark:
    """A cover sheet names a case; `check` tells whether this office printed it."""

    office: str
    receipt: ReceiptNumber
    service: str
    check: str = ""

    def signed(self, key: bytes) -> "CoverMark":
        """The same mark as the office prints it."""
        return CoverMark(self.office, self.receipt, self.service, self._check(key))

    def is_signed(self, key: bytes) -> bool:
        """Whether the check value is the office's own; compared in constant time."""
        return hmac.compare_digest(self.check.encode(), self._check(key).encode())

    def text(self) -> str:
        return f"{PREFIX}/C/{self.office}/{self.receipt}/{self.service}/{self.check}"

    def _check(self, key: bytes) -> str:
        told = f"cover|1|{self.office}|{self.receipt}|{self.service}"
        return b32encode(hmac.digest(key, told.encode(), "sha256")[:CHECK_BYTES]).decode()


@dataclass(frozen=True, slots=True)
class BlankCoverMark:
    """A cover sheet for people without a draft: the number, if any, is written by hand."""

    office: str

    def text(self) -> str:
        return f"{PREFIX}/B/{self.office}"


@dataclass(frozen=True, slots=True)
class SeparatorMark:
    """The pages that follow are one paper of this document type."""

    document: str

    def text(self) -> str:
        return f"{PREFIX}/S/{self.document.translate(_DOCUMENT)}"


@dataclass(frozen=True, slots=True)
class BrokenMark:
    """Begins like a mark of ours and is none: never guessed at."""


Mark = CoverMark | BlankCoverMark | SeparatorMark | BrokenMark


def parse_mark(text: str) -> Mark | None:
    """The mark in a code's text; None for a code that is not ours (a KK, a certificate, an advertisement)."""
    if not text.startswith(f"{PREFIX}/"):
        return None
    kind, *parts = text.removeprefix(f"{PREFIX}/").split("/")
    if kind == "S" and len(parts) == 1 and parts[0]:
        return SeparatorMark(parts[0].translate(_DOCUMENT))
    if kind == "B" and len(parts) == 1 and parts[0]:
        return BlankCoverMark(parts[0])
    if kind == "C" and len(parts) == _COVER_PARTS:
        return _cover(*parts)
    return BrokenMark()


def _cover(office: str, receipt: str, service: str, check: str) -> Mark:
    try:
        return CoverMark(office, ReceiptNumber.parse(receipt), service, check)
    except InvalidIdentifierError:
        return BrokenMark()
