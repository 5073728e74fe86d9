"""What a number on a card says beside the one that was typed."""

import pytest

from chalicelib.domain.reading import NumberHint, compare_numbers, sum_up

NIK = "3573990101900001"
CARD = "3573990101159999"
AGREE, DIFFER, UNREAD = NumberHint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (f"NIK : {NIK}\nNama : CONTOH", AGREE),
        (f"KARTU KELUARGA\nNo. {CARD}", AGREE),
        ("NIK 3573 9901 0190 0001", AGREE),
        ("NIK : 357399O1O19OO0O1", UNREAD),
        ("NIK : 357399O1O1900OO1", AGREE),
        ("NIK : 35739901019000I1", UNREAD),
        ("NIK : 3573990101900002", UNREAD),
        ("NIK : 3573990101900012", UNREAD),
        ("NIK : 3573994507800003", DIFFER),
        (f"3573994507800003 {NIK}", AGREE),
        ("NIK : 357399010190000", UNREAD),
        ("NIK : 35739901019000012", UNREAD),
        ("SOSIODEMOGRAFIOS", UNREAD),
        ("", UNREAD),
    ],
)
def test_each_reading_beside_what_was_typed(text: str, hint: NumberHint) -> None:
    assert compare_numbers(text, {NIK, CARD}) is hint


def test_nothing_typed_is_compared_with_nothing() -> None:
    assert compare_numbers(NIK, ()) is UNREAD


@pytest.mark.parametrize(
    ("hints", "told"),
    [((), None), ((None,), None), ((None, UNREAD), UNREAD), ((DIFFER, UNREAD), DIFFER), ((DIFFER, AGREE), AGREE)],
)
def test_several_files_of_one_paper_are_one_word(hints: tuple[NumberHint | None, ...], told: NumberHint | None) -> None:
    assert sum_up(hints) is told
