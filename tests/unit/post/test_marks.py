"""Marks: only what the office printed is believed, and every mark is cheap to print large."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalogue import load_catalogue
from chalicelib.domain.post.marks import BlankCoverMark, BrokenMark, CoverMark, SeparatorMark, parse_mark
from tests.builders import a_receipt

KEY = b"the office's key for cover sheets"
ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")
"""ISO/IEC 18004, table 5."""

services = st.sampled_from(sorted(load_catalogue().services))
documents = st.sampled_from(sorted(load_catalogue().documents))


@given(n=st.integers(0, 10_000), service=services)
def test_a_cover_reads_back_as_it_was_printed(n: int, service: str) -> None:
    mark = CoverMark("3573", a_receipt(n), service).signed(KEY)
    read = parse_mark(mark.text())
    assert read == mark
    assert isinstance(read, CoverMark)
    assert read.is_signed(KEY)


@given(document=documents)
def test_a_separator_reads_back_whatever_the_paper(document: str) -> None:
    assert parse_mark(SeparatorMark(document).text()) == SeparatorMark(document)


@given(n=st.integers(0, 100), service=services, document=documents)
def test_every_mark_is_of_the_alphanumeric_set(n: int, service: str, document: str) -> None:
    for mark in (CoverMark("3573", a_receipt(n), service).signed(KEY), SeparatorMark(document), BlankCoverMark("3573")):
        assert ALPHANUMERIC.fullmatch(mark.text()), mark


def test_a_cover_of_another_case_service_office_or_key_is_not_signed() -> None:
    good = CoverMark("3573", a_receipt(1), "KTP-LOST").signed(KEY)
    forged = (
        CoverMark("3507", good.receipt, good.service, good.check),
        CoverMark("3573", a_receipt(2), good.service, good.check),
        CoverMark("3573", good.receipt, "KK-CHANGE", good.check),
        CoverMark("3573", good.receipt, good.service, ""),
        CoverMark("3573", good.receipt, good.service, "ﬁ" * 16),
    )
    assert good.is_signed(KEY)
    assert not good.is_signed(b"another key")
    assert [mark.is_signed(KEY) for mark in forged] == [False] * len(forged)


@pytest.mark.parametrize("text", ["", "https://example.org/kk?id=1", "LOKET", "LOKET/2/C/3573", "loket/1/B/3573"])
def test_what_others_print_is_no_mark(text: str) -> None:
    assert parse_mark(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "LOKET/1/",
        "LOKET/1/X/3573",
        "LOKET/1/S/",
        "LOKET/1/B/",
        "LOKET/1/C/3573/TESTTESTTES/KTP-LOST/A",
        "LOKET/1/C/3573",
    ],
)
def test_what_begins_like_a_mark_and_is_none_is_broken(text: str) -> None:
    assert parse_mark(text) == BrokenMark()


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    parse_mark(text)
    parse_mark(f"LOKET/1/{text}")
