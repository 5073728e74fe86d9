"""`loket inspect`: files and folders on the real inspection."""

import gc
import json
import os
import weakref
from pathlib import Path

import pytest
from typing_extensions import override

from chalicelib.adapters.imaging import SandboxedInspector
from chalicelib.domain.document import Inspection, MediaType
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


def test_what_cannot_be_looked_at_is_named_and_costs_nothing_else(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty").mkdir()
    os.mkfifo(folder / "sub" / "pipe")
    (folder / "loop").symlink_to(folder / "loop")
    asked = ["gone.jpg", "good.jpg", "loop", "empty", "sub"]
    assert main(["inspect", "--json", *(str(folder / name) for name in asked)]) == 2
    files = json.loads(capsys.readouterr().out)["files"]
    told = [(Path(file["file"]).name, file.get("error") or file["verdict"]) for file in files]
    assert told == [
        ("gone.jpg", "no_file"),
        ("good.jpg", "kept"),
        ("loop", "not_a_file"),
        ("empty", "empty_folder"),
        ("letter.txt", "refused"),
        ("pipe", "not_a_file"),
    ]


def test_a_name_that_no_file_can_have_is_named_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "--json", "a" * 300, str(folder / "good.jpg")]) == 2
    missed, good = json.loads(capsys.readouterr().out)["files"]
    assert (missed["error"], good["verdict"]) == ("no_file", "kept")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_and_a_folder_that_may_not_be_read_are_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "good.jpg").chmod(0)
    (folder / "sub").chmod(0)
    assert main(["inspect", "--json", str(folder)]) == 2
    errors = {Path(file["file"]).name: file.get("error") for file in json.loads(capsys.readouterr().out)["files"]}
    (folder / "sub").chmod(0o700)
    assert errors == {"good.jpg": "unreadable_bytes", "sub": "unreadable_folder", "misnamed.jpg": None}


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_name_of_any_bytes_is_one_line_that_can_be_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    name = tmp_path / os.fsdecode(b"a\xff\n\x1b[2Kb.jpg")
    name.write_bytes(draw_paper("KTP"))
    assert main(["inspect", str(tmp_path), *options]) == 0
    told = capsys.readouterr().out
    told.encode("utf-8")
    shown = json.loads(told)["files"][0]["file"] if options else told
    assert r"a\xff\n\x1b[2Kb.jpg" in shown


def test_a_page_that_cannot_be_read_is_no_mere_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blurred = tmp_path / "blurred.jpg"
    blurred.write_bytes(draw_paper("KK", blurred=True))
    assert main(["inspect", "--json", str(blurred)]) == 1
    assert json.loads(capsys.readouterr().out)["files"][0]["verdict"] == "unreadable"


def test_a_name_that_tells_no_type_is_no_lie(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "scan").write_bytes(draw_paper("KTP"))
    (tmp_path / "telepon.heif").write_bytes(draw_paper("KTP", file_format="HEIC"))
    main(["inspect", "--json", str(tmp_path)])
    files = json.loads(capsys.readouterr().out)["files"]
    assert [file["type"] for file in files] == ["image/jpeg", "image/heic"]
    assert "not_what_it_says" not in {finding["code"] for file in files for finding in file["findings"]}


def test_pages_are_not_kept_in_memory(tmp_path: Path) -> None:
    """Of a folder of any size: what was told is all that stays."""
    for number in range(3):
        (tmp_path / f"{number}.pdf").write_bytes(draw_paper("KK", file_format="PDF", pages=5))
    kept: list[weakref.ref[Inspection]] = []

    class Watched(SandboxedInspector):
        @override
        def inspect(self, data: bytes, declared: MediaType | None) -> Inspection:
            gc.collect()
            assert sum(one() is not None for one in kept) <= 1
            inspection = super().inspect(data, declared)
            kept.append(weakref.ref(inspection))
            return inspection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("client.inspecting.SandboxedInspector", Watched)
        assert main(["inspect", str(tmp_path)]) == 0
    assert len(kept) == 3
