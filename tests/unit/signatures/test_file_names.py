"""Which line a file belongs to, by its name."""

import pytest

from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.signing import SigningBatch, SigningLine
from tests.fakes import EPOCH

ONE, TWO = (ReceiptNumber.derive(b"key", name) for name in (b"one", b"two"))
LINES = ((ONE, "p1"), (TWO, "p1"), (TWO, "p10"))


def fit(name: str) -> str:
    """The line's code, or the code of the fault."""
    lines = tuple(
        SigningLine(receipt=receipt, product=product, service="BIRTH", since=EPOCH) for receipt, product in LINES
    )
    batch = SigningBatch(id="b1", kind="CERTIFICATE", made_by="s1", made_at=EPOCH, lines=lines)
    try:
        return batch.line_of(name).code
    except InvalidRequestError as error:
        return error.faults[0].code


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (f"{ONE}.pdf", f"{ONE}/p1"),
        (f"{ONE.format().lower()}-P1 (2).PDF", f"{ONE}/p1"),
        (f"Akta_{TWO.format()}_p10_signed.pdf", f"{TWO}/p10"),
        (f"{TWO} p1.pdf", f"{TWO}/p1"),
        (f"{TWO}.pdf", "file_fits_several"),
        (f"{ONE}-p2.pdf", "file_fits_none"),
        (f"{ONE}-{TWO}-p1.pdf", "file_fits_several"),
        ("scan001.pdf", "file_fits_none"),
        ("", "file_fits_none"),
    ],
)
def test_a_file_is_matched_by_receipt_and_product(name: str, found: str) -> None:
    assert fit(name) == found
