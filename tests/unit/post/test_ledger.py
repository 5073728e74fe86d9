"""Sums of a ledger: each page image is counted once, at every stage of its envelope."""

from collections import Counter
from typing import Any

import pytest

from chalicelib.domain.post.envelope import Envelope, EnvelopeRef, PageKind, ScannedPage, sum_up
from chalicelib.domain.post.vocabulary import End
from tests.fakes import EPOCH

KINDS = tuple(PageKind)


def a_page(number: int, kind: PageKind = PageKind.PAPER, rescan: str | None = None) -> ScannedPage:
    return ScannedPage(
        number=number,
        control_number=f"{1000 + number}",
        side=1,
        file="a.pdf",
        file_page=number,
        kind=kind,
        rescan=rescan,
    )


def an_envelope(**changes: Any) -> Envelope:  # noqa: ANN401 - fields of Envelope
    fields: dict[str, Any] = {
        "office": "3573",
        "partner": "posmlg",
        "batch": "B-1",
        "number": "0001",
        "declared_pages": len(KINDS),
        "sheet_count": len(KINDS),
        "received_at": EPOCH,
        "created_at": EPOCH,
        "updated_at": EPOCH,
    }
    return Envelope(**fields | changes)


@pytest.mark.parametrize("end", list(End))
def test_a_page_is_in_one_place_whatever_the_end_of_its_envelope(end: End) -> None:
    pages = tuple(a_page(number, kind) for number, kind in enumerate(KINDS, start=1))
    assert an_envelope(end=end, pages=pages).page_ends().total() == len(KINDS)
    assert an_envelope(end=end).page_ends() == Counter({end: len(KINDS)})


def test_blanks_and_separators_of_a_filed_envelope_are_set_aside() -> None:
    pages = tuple(a_page(number, kind) for number, kind in enumerate(KINDS, start=1))
    ends = an_envelope(end=End.ATTACHED, pages=pages).page_ends()
    assert ends == Counter({End.SET_ASIDE: 3, End.ATTACHED: 3})


def test_a_sheet_that_is_scanned_again_counts_as_such_and_is_no_paper() -> None:
    envelope = an_envelope(end=End.OPENED, pages=(a_page(1), a_page(2, rescan="r1")))
    assert envelope.page_ends() == Counter({End.OPENED: 1, End.RESCAN: 1})
    assert [page.number for page in envelope.papers()] == [1]


def test_sums_count_every_envelope_once() -> None:
    sums = sum_up([an_envelope(), an_envelope(end=End.REJECTED), an_envelope(end=End.STAFF, pages=(a_page(1),))])
    assert sums.envelopes == {End.PENDING: 1, End.REJECTED: 1, End.STAFF: 1}
    assert sums.pages == {End.PENDING: 6, End.REJECTED: 6, End.STAFF: 1}


@pytest.mark.parametrize("text", ["", "a.b", "a..b", "a.b.c.d", "a.b."])
def test_what_is_no_envelope_id_is_none(text: str) -> None:
    assert EnvelopeRef.parse(text) is None


def test_an_envelope_id_reads_back() -> None:
    ref = an_envelope().ref
    assert EnvelopeRef.parse(ref.id) == ref
