"""Before anything is sent, every fault of a folder is told."""

import json
from pathlib import Path

import pikepdf
import pytest

from client.checking import check_folder
from client.findings import ClientError
from client.folder import Folder
from tests.unit.client.scanned import describe, fill, pdf


def codes(folder: Path) -> set[tuple[str, str, str]]:
    """Envelope, place and code of every fault."""
    return {(found.envelope, found.where, found.code) for found in check_folder(Folder(folder)).findings}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "batch", paddings={"a.pdf": 0, "b.pdf": 0, "c.pdf": 0})


def rewrite(folder: Path, pages: dict[str, int]) -> None:
    (folder / "manifest.json").write_text(json.dumps(describe(folder, pages)))


def test_a_right_folder_has_no_fault(folder: Path) -> None:
    checked = check_folder(Folder(folder))
    assert checked.findings == ()
    assert set(checked.good) == {"a.pdf", "b.pdf", "c.pdf"}


def test_every_fault_is_told_at_once(folder: Path) -> None:
    (folder / "a.pdf").unlink()
    same_length = (folder / "b.pdf").read_bytes()
    (folder / "b.pdf").write_bytes(same_length.replace(b"halaman", b"HALAMAN").replace(b"%PDF", b"%PDF")[:-1] + b"y")
    with (folder / "c.pdf").open("ab") as file:
        file.write(b"more")
    (folder / "d.pdf").write_bytes(pdf(1))
    assert codes(folder) == {
        ("0001", "a.pdf", "not_in_folder"),
        ("0002", "b.pdf", "file_altered"),
        ("0003", "c.pdf", "file_size_differs"),
        ("", "d.pdf", "not_in_manifest"),
    }


def test_files_that_are_not_right_are_not_sent(folder: Path) -> None:
    (folder / "a.pdf").unlink()
    assert set(check_folder(Folder(folder)).good) == {"b.pdf", "c.pdf"}


def test_scans_are_opened_and_counted(folder: Path) -> None:
    with pikepdf.open(folder / "a.pdf") as document:
        document.save(folder / "b.pdf", encryption=pikepdf.Encryption(owner="x", user="y"))
    (folder / "c.pdf").write_bytes(b"%PDF-1.7\nnothing of it")
    (folder / "d.pdf").write_bytes(b"a letter in words")
    rewrite(folder, {"a.pdf": 3, "b.pdf": 2, "c.pdf": 2, "d.pdf": 1})
    assert codes(folder) == {
        ("0001", "scans", "page_count_differs"),
        ("0002", "b.pdf", "encrypted"),
        ("0003", "c.pdf", "broken"),
        ("0004", "d.pdf", "not_a_scan"),
    }


def test_pages_of_a_shared_file_are_counted_by_envelope(folder: Path) -> None:
    manifest = describe(folder, {"a.pdf": 1, "b.pdf": 2, "c.pdf": 2})
    manifest["envelopes"][0]["scans"] = [{"file": "b.pdf", "first": 1, "last": 1}]
    manifest["envelopes"][1]["scans"] = [{"file": "b.pdf", "first": 2, "last": 2}]
    manifest["envelopes"][1] |= {"sheet_count": 1, "control_numbers": manifest["envelopes"][1]["control_numbers"][:1]}
    del manifest["files"][0]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert codes(folder) == {("", "a.pdf", "not_in_manifest")}


def test_pages_at_the_end_that_no_envelope_claims_are_told(folder: Path) -> None:
    manifest = describe(folder, {"a.pdf": 2, "b.pdf": 2, "c.pdf": 2})
    manifest["envelopes"][1]["scans"] = [{"file": "b.pdf", "first": 1, "last": 1}]
    manifest["envelopes"][1] |= {"sheet_count": 1, "control_numbers": manifest["envelopes"][1]["control_numbers"][:1]}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert codes(folder) == {("0002", "b.pdf", "pages_not_claimed")}


def test_faults_of_the_manifest_are_those_that_the_office_finds(folder: Path) -> None:
    manifest = describe(folder, {"a.pdf": 2, "b.pdf": 2, "c.pdf": 2})
    manifest["envelopes"][1]["control_numbers"] = manifest["envelopes"][0]["control_numbers"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert ("0001", "control_numbers.0", "control_number_twice") in codes(folder)
    (folder / "manifest.json").write_text(json.dumps({**manifest, "operator": "", "colour": "blue"}))
    assert {("", "operator", "missing"), ("", "colour", "unknown_field")} <= codes(folder)


def test_a_folder_without_a_manifest_is_told_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ClientError) as caught:
        check_folder(Folder(tmp_path))
    assert caught.value.name == "no_manifest"
