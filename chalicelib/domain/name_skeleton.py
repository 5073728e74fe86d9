"""The skeleton of a name: what stays when the spellings of Indonesian names that sound alike are made one."""

import re
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


def skeletons(name: str) -> frozenset[str]:
    """The skeleton of each word of a name; words of one letter count only when there is no other."""
    words = _WORD.findall(_plain(name))
    long = [word for word in words if len(word) > 1]
    return frozenset(_skeleton(word) for word in long or words)


def _plain(name: str) -> str:
    decomposed = normalize("NFKD", name.casefold())
    return "".join(letter for letter in decomposed if not combining(letter) and letter != "'")


def _skeleton(word: str) -> str:
    if len(word) > 1 and _PROPHET.fullmatch(word):
        return _PROPHET_SKELETON
    for spelled, sound in _SPELLINGS:
        word = word.replace(spelled, sound)
    return re.sub(r"(.)\1+", r"\1", word)
