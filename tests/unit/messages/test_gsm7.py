"""Text messages: alphabet and parts, by Python and by JavaScript the same, and as a naive recount has them."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.messages import count_segments, is_gsm7
from chalicelib.domain.messages.gsm7 import BASIC, EXTENDED, count_characters, strange_characters

ROOT = Path(__file__).resolve().parents[3]
NODE = shutil.which("node")

COUNTED = [
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
    ("a" * 152 + "€" + "b" * 152, 3),
    ("\N{BULLET}" * 2 + "\N{SLIGHTLY SMILING FACE}" * 66, 3),
]

AWKWARD = [
    *(text for text, _ in COUNTED),
    "".join(sorted(BASIC)), "".join(sorted(EXTENDED)), "a" * 152 + "€", "a" * 159 + "€", "é\u0301", "\u202e123",
    "a" * 66 + "\N{SLIGHTLY SMILING FACE}", "’’" + "\N{SLIGHTLY SMILING FACE}" * 66, "\x00", "\u2028", "’" * 135,
    "  \t  ",
]  # fmt: skip

of_alphabet = st.text(st.sampled_from(sorted(BASIC | EXTENDED)), max_size=700)
of_anything = st.text(st.one_of(st.sampled_from(sorted(BASIC | EXTENDED)), st.characters(exclude_categories=["Cs"])))
of_many_parts = st.builds(lambda text, times: text * times, st.one_of(of_alphabet, of_anything), st.integers(2, 40))


@pytest.mark.parametrize(("text", "segments"), COUNTED)
def test_text_is_counted_as_it_is_paid(text: str, segments: int) -> None:
    assert count_segments(text) == segments


def test_indonesian_and_the_web_fit_the_alphabet() -> None:
    assert is_gsm7("Berkas ABCD-EFGH-JKM: lihat https://loket.example/?a=b&c=1_2 (gratis)!")


def test_typographic_marks_do_not_fit_the_alphabet() -> None:
    marks = "\N{BULLET}–’\N{EM DASH}"
    assert [mark for mark in marks if is_gsm7(mark)] == []
    assert strange_characters(f"a{marks}b{marks}") == marks


def _recounted(units: list[int], alone: int, in_series: int) -> int:
    """Part after part, as a sender fills them: a pair that does not fit whole begins the next one."""
    if sum(units) <= alone:
        return 1
    parts = 0
    while units:
        fits = max(n for n in range(1, in_series + 1) if sum(units[:n]) <= in_series)
        units, parts = units[fits:], parts + 1
    return parts


@given(st.one_of(of_alphabet, of_anything, of_many_parts))
def test_parts_are_those_of_a_naive_recount(text: str) -> None:
    if all(character in BASIC or character in EXTENDED for character in text):
        units, room = [2 if character in "^{}\\[~]|€\f" else 1 for character in text], (160, 153)
    else:
        units, room = [2 if ord(character) > 0xFFFF else 1 for character in text], (70, 67)
    assert count_characters(text) == sum(units)
    assert count_segments(text) == _recounted(units, *room)


@given(of_anything, of_anything)
def test_a_longer_text_never_takes_fewer_parts(text: str, more: str) -> None:
    assert count_segments(text + more) >= count_segments(text)


@pytest.mark.skipif(NODE is None, reason="without Node the counter of the browser cannot be run")
@settings(max_examples=4, deadline=None)
@given(st.lists(st.one_of(of_anything, of_many_parts), min_size=30, max_size=200))
def test_the_browser_counts_the_same(drawn: list[str]) -> None:
    texts = [*AWKWARD, *drawn]
    counted = _in_browser(texts)
    for text, found in zip(texts, counted, strict=True):
        expected = {"characters": count_characters(text), "parts": count_segments(text)}
        assert found == {**expected, "strange": strange_characters(text)}, text


def _in_browser(texts: list[str]) -> list[dict[str, Any]]:
    script = (
        f'import {{ count }} from "{(ROOT / "infra/web/staff/parts.js").as_uri()}";'
        'import { readFileSync } from "node:fs";'
        "console.log(JSON.stringify(JSON.parse(readFileSync(0)).map(count)));"
    )
    assert NODE is not None
    ran = subprocess.run(
        [NODE, "--input-type=module", "-e", script], input=json.dumps(texts), capture_output=True, text=True, check=True
    )  # fmt: skip
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    return found
