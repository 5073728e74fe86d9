"""Documents that the office makes: the receipt, and the sheets of the postal channel."""

from chalicelib.adapters.documents.receipt_pdf import PdfReceiptPrinter, build_receipt_pdf
from chalicelib.adapters.documents.sheet_printer import PdfSheetPrinter
from chalicelib.adapters.documents.words import SheetWords

__all__ = ["PdfReceiptPrinter", "PdfSheetPrinter", "SheetWords", "build_receipt_pdf"]
