"""Documents that the office makes: the receipt."""

from chalicelib.adapters.documents.receipt_pdf import PdfReceiptPrinter, build_receipt_pdf

__all__ = ["PdfReceiptPrinter", "build_receipt_pdf"]
