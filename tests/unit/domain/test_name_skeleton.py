"""Spellings that sound alike have one skeleton, other names have another."""

from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.name_skeleton import LONGEST, near_skeletons, skeletons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Soekarno", "Sukarno"),
        ("Djoko", "Joko"),
        ("Tjokro", "Cokro"),
        ("Joesoef", "Yusuf"),
        ("Sjarif", "Syarif"),
        ("Sjarif", "Sarif"),
        ("Achmad", "Akhmad"),
        ("Siti  Noorhayati", "siti noorhaiati"),
        ("Supriyadi", "Supriadi"),
        ("Arie", "Ari"),
        ("Rachmat", "Rakhmat"),
        ("Annisa", "Anisa"),
        ("Nurul Fauziah", "Nurul Fausiah"),
        ("Moh. Ali", "Muhammad Ali"),
        ("Muh Ali", "Mohammad Ali"),
        ("Moch. Ali", "Mochamad Ali"),
        ("Md Ali", "Muhamad Ali"),
        ("Ma'ruf", "Maruf"),
        ("José", "Jose"),
    ],
)
def test_they_are_one(one: str, other: str) -> None:
    assert skeletons(one) == skeletons(other)


@pytest.mark.parametrize(("one", "other"), [("Budi", "Badi"), ("Siti", "Sinta"), ("Ali", "Alim"), ("Mu", "Ma")])
def test_they_are_two(one: str, other: str) -> None:
    assert skeletons(one) != skeletons(other)


def test_the_order_of_words_and_what_stands_between_does_not_matter() -> None:
    assert skeletons("Contoh, Siti (alm.)") >= skeletons("siti contoh")


def test_a_single_letter_counts_only_alone() -> None:
    assert skeletons("A. Contoh") == skeletons("Contoh")
    assert skeletons("A") == {"a"}


def test_without_a_latin_letter_there_is_nothing() -> None:
    assert skeletons("李 12") == frozenset()


WORDS = st.text(ascii_lowercase, min_size=5, max_size=LONGEST - 1)


@given(WORDS, st.integers(0, LONGEST), st.sampled_from(ascii_lowercase), st.sampled_from(["lost", "changed", "added"]))
def test_a_word_with_one_slip_is_near_the_word_that_was_meant(meant: str, place: int, letter: str, slip: str) -> None:
    before, after = meant[: place % len(meant)], meant[place % len(meant) :]
    typed = before + {"lost": "", "changed": letter, "added": letter + after[0]}[slip] + after[1:]
    assert skeletons(meant) <= set().union(*near_skeletons(typed).values())


@given(WORDS, st.integers(0, LONGEST))
def test_a_word_with_two_neighbours_swapped_is_near_the_word_that_was_meant(meant: str, place: int) -> None:
    at = place % (len(meant) - 1)
    typed = meant[:at] + meant[at + 1] + meant[at] + meant[at + 2 :]
    assert skeletons(meant) <= set().union(*near_skeletons(typed).values())
    assert skeletons("Wahyuni") <= near_skeletons("Wahuyni")["wahuini"]


@pytest.mark.parametrize(("typed", "meant"), [("Conto", "Contoh"), ("Candra", "Chandra"), ("Tjonto", "Contoh")])
def test_a_slip_is_made_up_for_as_it_sounds(typed: str, meant: str) -> None:
    assert skeletons(meant) <= near_skeletons(typed)[next(iter(skeletons(typed)))]


def test_two_slips_and_short_words_are_not_made_up_for() -> None:
    assert not skeletons("contoh") & near_skeletons("cont")["cont"]
    assert near_skeletons("Ni")["ni"] == {"ni"}


def test_what_is_near_is_bounded() -> None:
    (longest,) = near_skeletons("abcdefghiklm").values()
    (too_long,) = near_skeletons("abcdefghiklmn").values()
    assert 400 < len(longest) < 650
    assert len(too_long) == 1
