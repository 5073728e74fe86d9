"""Spellings that sound alike have one skeleton, other names have another."""

import pytest

from chalicelib.domain.name_skeleton import skeletons


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
