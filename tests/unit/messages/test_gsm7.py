"""Text messages: alphabet and parts."""

import pytest

from chalicelib.domain.messages import count_segments, is_gsm7


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("\N{BULLET}" * 70, 1),
        ("\N{BULLET}" * 71, 2),
        ("\N{SLIGHTLY SMILING FACE}" * 36, 2),
    ],
)
def test_text_is_counted_as_it_is_paid(text: str, segments: int) -> None:
    assert count_segments(text) == segments


def test_indonesian_and_the_web_fit_the_alphabet() -> None:
    assert is_gsm7("Berkas ABCD-EFGH-JKM: lihat https://loket.example/?a=b&c=1_2 (gratis)!")


def test_typographic_marks_do_not_fit_the_alphabet() -> None:
    assert [mark for mark in "\N{BULLET}–’\N{EM DASH}" if is_gsm7(mark)] == []
