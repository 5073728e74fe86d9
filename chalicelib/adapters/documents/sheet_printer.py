"""Prints what the office hands out for the post."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from typing_extensions import override

from chalicelib.adapters.documents.address_labels import build_address_labels
from chalicelib.adapters.documents.blank_cover_sheet import build_blank_cover_sheet
from chalicelib.adapters.documents.cover_sheet import CoverSheet, build_cover_sheet
from chalicelib.adapters.documents.separators import build_separators
from chalicelib.adapters.documents.slip_pdf import Slip, build_slip
from chalicelib.adapters.documents.words import SheetWords
from chalicelib.domain.case import Case
from chalicelib.domain.catalogue import DocumentCode
from chalicelib.domain.checklist import Slot
from chalicelib.domain.identifiers import Pin
from chalicelib.domain.post.marks import CoverMark
from chalicelib.domain.text import Text
from chalicelib.services.ports import CustodyPlace, SheetPrinter


@dataclass(frozen=True, slots=True)
class PdfSheetPrinter(SheetPrinter):
    """Prints for one office; the same input gives the same bytes."""

    words: SheetWords
    public_url: str

    @override
    def print_cover_sheet(self, case: Case, slots: Sequence[Slot], mark: CoverMark, post_by: date) -> bytes:
        return build_cover_sheet(CoverSheet(case, slots, mark, post_by, self.words))

    @override
    def print_blank_cover_sheet(self) -> bytes:
        return build_blank_cover_sheet(self.words)

    @override
    def print_separators(self, documents: Sequence[DocumentCode]) -> bytes:
        return build_separators(self.words, documents)

    @override
    def print_address_labels(self) -> bytes:
        return build_address_labels(self.words)

    @override
    def print_slip(self, case: Case, pin: Pin, missing: Sequence[Text] | None, custody: CustodyPlace | None) -> bytes:
        return build_slip(Slip(case, pin, missing, custody, self.words, self.public_url))
