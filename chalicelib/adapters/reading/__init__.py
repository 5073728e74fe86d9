"""Readers of what is printed on a page: an optional layer of one function."""

from chalicelib.adapters.reading.tesseract import TesseractReader

__all__ = ["TesseractReader"]
