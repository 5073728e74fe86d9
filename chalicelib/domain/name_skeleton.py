"""The skeleton of a name: what stays when the spellings of Indonesian names that sound alike are made one."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from string import ascii_lowercase
from typing import Final
from unicodedata import combining, normalize

_WORD: Final = re.compile("[a-z]+")
_SPELLINGS: Final = (
    ("oe", "u"), ("dj", "j"), ("tj", "c"), ("nj", "ny"), ("sj", "sy"), ("ch", "k"), ("kh", "k"), ("sy", "s"),
    ("sh", "s"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("ie", "i"), ("v", "f"), ("q", "k"), ("x", "ks"), ("z", "s"),
    ("y", "i"), ("j", "i"),
)  # fmt: skip
"""In this order: what two letters meant in the spelling before 1972 goes before what one letter means now."""

_PROPHET: Final = re.compile("(mu|mo)(h|hd|ch|chamad|chammad|hamad|hammad|hamed|hammed|kamad|kammad)?|mhd|md")
_PROPHET_SKELETON: Final = "muhamad"


SHORTEST: Final = 3
"""Letters of a word from which on a slip is made up for: a shorter one is a letter away from too many others."""

LONGEST: Final = 12
"""Letters of a word up to which it is; this bounds how many words are one letter away."""


def skeletons(name: str) -> frozenset[str]:
    """The skeleton of each word of a name; words of one letter count only when there is no other."""
    return frozenset(map(_skeleton, _words(name)))


def near_skeletons(name: str) -> Mapping[str, frozenset[str]]:
    """Those of each word, and of all that it may be with one slip.

    A slip is one letter typed too many, too few or wrong, or two neighbours swapped.

    A word of another length than a slip is made up for has its own alone.
    """
    near: defaultdict[str, set[str]] = defaultdict(set)
    for word in _words(name):
        slips = _one_letter_away(word) if SHORTEST <= len(word) <= LONGEST else ()
        near[_skeleton(word)].update(map(_skeleton, (word, *slips)))
    return {skeleton: frozenset(found) for skeleton, found in near.items()}


def _words(name: str) -> list[str]:
    words = _WORD.findall(_plain(name))
    return [word for word in words if len(word) > 1] or words


def _one_letter_away(word: str) -> Iterator[str]:
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield from (before + letter + after for letter in ascii_lowercase)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in ascii_lowercase if letter != after[0])
        if len(after) > 1 and after[0] != after[1]:
            yield before + after[1] + after[0] + after[2:]


def _plain(name: str) -> str:
    decomposed = normalize("NFKD", name.casefold())
    return "".join(letter for letter in decomposed if not combining(letter) and letter != "'")


def _skeleton(word: str) -> str:
    if len(word) > 1 and _PROPHET.fullmatch(word):
        return _PROPHET_SKELETON
    for spelled, sound in _SPELLINGS:
        word = word.replace(spelled, sound)
    return re.sub(r"(.)\1+", r"\1", word)
