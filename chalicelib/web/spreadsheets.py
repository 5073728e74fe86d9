"""Tables that people take away as a workbook: numbers as numbers, and no text that could be taken for a formula."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Final

import xlsxwriter

WIDTH: Final = 16


def write_workbook(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[object]]]]) -> bytes:
    """One sheet for each (name, headings, rows). Texts are written as texts, whatever they begin with."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for name, headings, rows in sheets:
        sheet = book.add_worksheet(name[:31])
        sheet.set_column(0, max(len(headings) - 1, 0), WIDTH)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, list(headings), bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                else:
                    sheet.write(number, column, cell)
    book.close()
    return out.getvalue()
