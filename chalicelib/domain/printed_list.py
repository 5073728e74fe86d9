"""Lists of cards that were printed, pasted or uploaded: line by line, confirmed or told why not."""

from collections.abc import Mapping, Sequence
from typing import Final

from chalicelib.domain.milestone_list import Typed
from chalicelib.domain.tables import Line, read_table

MOST_LINES: Final = 300
"""Of one list: a batch has 90 cards, and a function has 28 seconds."""

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "receipt": (
        "nomor berkas", "berkas", "no berkas", "nomor tanda terima", "tanda terima", "receipt number", "kode", "code",
    ),
    "product": ("hasil", "produk"),
}  # fmt: skip
OPTIONAL: Final = ("product",)


def read_lines(raw: bytes | str) -> tuple[Typed, ...]:
    """The lines of a list of numbers or codes. Raises InvalidRequestError as `read_table` does."""
    return tuple(_typed(line) for line in read_table(raw, COLUMNS, OPTIONAL, most=MOST_LINES))


def code_of(line: Typed) -> str:
    """What a scanner would have read."""
    product = line.product.strip()
    return f"{line.receipt}/{product}" if product and "/" not in line.receipt else line.receipt


def _typed(line: Line) -> Typed:
    return Typed(number=line.number, receipt=line.cells.get("receipt", ""), product=line.cells.get("product", ""))
