"""The page for post offices: no code without its line, no line without its code, an example that is taken."""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Final

import pytest

from chalicelib.adapters.archives.directory import Limits
from chalicelib.domain.post import faults, manifest
from chalicelib.domain.post.reading import read_manifest
from chalicelib.domain.post.survey import MAX_SCAN_PAGES
from chalicelib.domain.post.vocabulary import BatchCode, DiscrepancyCode, End, RejectionCode, RescanReason, WaitReason

PAGE: Final = (Path(__file__).resolve().parents[3] / "docs" / "post-office.md").read_text()
SECTIONS: Final[dict[str, type[StrEnum]]] = {
    "A batch": BatchCode,
    "An envelope is refused": RejectionCode,
    "An envelope waits": WaitReason,
    "A day does not agree": DiscrepancyCode,
    "A sheet is to be scanned again": RescanReason,
    "Where an envelope or a page image is": End,
}


def lines_of(section: str) -> Iterator[list[str]]:
    text = PAGE.split(f"### {section}\n")[1].split("\n### ")[0]
    return ([cell.strip() for cell in row.split("|")[1:-1]] for row in text.splitlines() if row.startswith("| `"))


@pytest.mark.parametrize("section", SECTIONS)
def test_every_code_has_a_line_and_every_line_a_code(section: str) -> None:
    rows = list(lines_of(section))
    assert [row[0].strip("`") for row in rows] == list(dict.fromkeys(row[0].strip("`") for row in rows))
    assert {row[0].strip("`") for row in rows} == {code.value for code in SECTIONS[section]}
    assert all(all(row) for row in rows)


def test_every_fault_of_a_field_has_a_line() -> None:
    listed = {row[0].strip("`") for row in lines_of("A field")}
    assert set(faults.CODES.values()) <= listed


def test_the_example_is_taken_whole() -> None:
    example = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    read = read_manifest(example[1].encode())
    assert (len(read.entries), read.refused) == (3, {})


def test_the_limits_are_those_of_the_program() -> None:
    limits = Limits()
    assert f"{manifest.MOST_ENVELOPES:,} envelopes and {manifest.MOST_FILES:,} files a batch" in PAGE
    assert f"{manifest.MOST_FILE_BYTES // 1024**3} GiB a file, {MAX_SCAN_PAGES:,} pages a file" in PAGE
    assert f"{manifest.MOST_SHEETS} sheets an envelope; a zip holds at most {limits.entries} entries" in PAGE
    assert f"{limits.entry // 10**6} MB each and {limits.inflated // 10**6} MB in all" in PAGE
