"""`loket inspect`: files and folders on the real inspection."""

import json
from pathlib import Path

import pytest

from client.command import main
from tests.papers import draw_paper


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "good.jpg").write_bytes(draw_paper("KTP"))
    (tmp_path / "misnamed.jpg").write_bytes(draw_paper("KK", file_format="PDF", pages=2))
    (tmp_path / "sub" / "letter.txt").write_bytes(b"a letter in words")
    return tmp_path


def test_each_file_gets_its_verdict_and_its_reason(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(folder), "--language", "en"]) == 1
    told = capsys.readouterr().out
    assert "good.jpg: kept, 1 page(s)" in told
    assert "misnamed.jpg: kept with a warning, 2 page(s)" in told
    assert "letter.txt: refused" in told
    assert "unknown_type" in told


def test_a_program_reads_it_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(folder / "good.jpg"), str(folder / "sub"), "--json"]) == 1
    good, letter = json.loads(capsys.readouterr().out)["files"]
    assert (good["verdict"], good["type"], len(good["pages"]), good["findings"]) == ("kept", "image/jpeg", 1, [])
    assert (letter["verdict"], letter["type"], letter["pages"]) == ("refused", None, [])
    (finding,) = letter["findings"]
    assert finding["code"] == "unknown_type"
    assert finding["reason"].endswith(".")
    assert letter["seconds"] >= 0


def test_files_that_would_all_be_kept_end_well(folder: Path) -> None:
    assert main(["inspect", str(folder / "good.jpg")]) == 0


def test_a_file_that_is_not_there_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", str(folder / "gone.jpg")]) == 2
    assert "gone.jpg" in capsys.readouterr().out
