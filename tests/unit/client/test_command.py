"""`loket post` as a person types it."""

import json
import os
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import httpx
import jwt
import pytest
from PIL import Image

from chalicelib.adapters.identity.detached_jws import verify_detached
from chalicelib.domain.post.reading import read_manifest
from client.command import main
from client.reporting import count_day
from tests.post_keys import KEY
from tests.unit.client.office import URL, FakeOffice
from tests.unit.client.scanned import fill, pdf, tiff


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "batch", paddings={"a.pdf": 0, "b.pdf": 0})


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeOffice:
    office = FakeOffice(ends={"0001": "opened", "0002": "staff"})
    monkeypatch.setattr(httpx, "Client", lambda **_: office_client(office))
    for name in [name for name in os.environ if name.startswith("LOKET_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LOKET_POST_URL", URL)
    monkeypatch.setenv("LOKET_POST_TOKEN", "made-up")
    monkeypatch.setenv("LOKET_POST_KEY", str(tmp_path / "key.jwk"))
    return office


_Client = httpx.Client


def office_client(office: FakeOffice) -> httpx.Client:
    """The real client on a fake transport."""
    return _Client(transport=httpx.MockTransport(office))


def test_send_signs_sends_and_shows_each_envelope(
    folder: Path, fake: FakeOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["post", "send", str(folder), "--wait"]) == 0
    verify_detached((folder / "manifest.json").read_bytes(), fake.signatures[0], jwt.PyJWK(KEY))
    told = capsys.readouterr().out
    assert "✔ 0001" in told
    assert "● 0002" in told
    assert "1 selesai, 1 menunggu petugas, 0 ditolak" in told


def test_a_rejected_envelope_is_red_and_ends_with_one(
    folder: Path, fake: FakeOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.ends["0002"] = "rejected"
    assert main(["post", "send", str(folder), "--wait", "--language", "en"]) == 1
    told = capsys.readouterr().out
    assert "✘ 0002" in told
    assert "Damaged. broken" in told


def test_a_faulty_folder_is_not_sent_unless_told_so(
    folder: Path, fake: FakeOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.pdf").unlink()
    assert main(["post", "send", str(folder)]) == 1
    assert fake.seen == []
    assert "Belum ada yang dikirim" in capsys.readouterr().out
    assert main(["post", "send", str(folder), "--accept-faults"]) == 0
    assert set(fake.files) == {"b.pdf"}


def test_a_signature_beside_the_manifest_is_used_as_it_is(folder: Path, fake: FakeOffice) -> None:
    (folder / "manifest.jws").write_text("made..elsewhere\n")
    assert main(["post", "send", str(folder)]) == 0
    assert fake.signatures == ["made..elsewhere"]


def test_check_says_all_and_sends_nothing(folder: Path, fake: FakeOffice, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["post", "check", str(folder)]) == 0
    (folder / "b.pdf").write_bytes(b"")
    assert main(["post", "check", str(folder), "--json"]) == 1
    found = json.loads(capsys.readouterr().out.partition("\n{")[2].join("{}")[:-1])["findings"]
    assert [(item["envelope"], item["code"]) for item in found] == [("0002", "file_size_differs")]
    assert fake.seen == []


def test_json_is_one_object(folder: Path, fake: FakeOffice, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["post", "send", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["batch_id"] == "B-001"
    assert main(["post", "status", "B-001", "--json"]) == 0
    assert {line["end"] for line in json.loads(capsys.readouterr().out)["envelopes"]} == {"opened", "staff"}
    assert fake.closed == {"B-001"}


@pytest.mark.parametrize(
    ("status", "said"), [(401, "Token tidak berlaku"), (403, "bukan milik kantor pos"), (418, "menjawab dengan status")]
)
def test_refusals_are_said_in_words(
    status: int, said: str, folder: Path, fake: FakeOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.trouble = lambda _: httpx.Response(status)
    assert main(["post", "send", str(folder)]) == 2
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LOKET_POST_URL", "", "alamat kantor"),
        ("LOKET_POST_URL", "http://office.example", "alamat kantor"),
        ("LOKET_POST_TOKEN", "", "Token belum ada"),
        ("LOKET_POST_TOKEN", "two words", "Token belum ada"),
        ("LOKET_POST_KEY", "", "belum ditandatangani"),
        ("LOKET_POST_KEY", "/nowhere", "tidak dapat dipakai"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_sent(
    name: str, value: str, said: str, folder: Path, fake: FakeOffice,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv(name, value)
    assert main(["post", "send", str(folder)]) == 2
    assert said in capsys.readouterr().out
    assert fake.seen == []


def test_a_token_file_is_read_anew(
    folder: Path, fake: FakeOffice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("LOKET_POST_TOKEN")
    (tmp_path / "token").write_text("made-up\n")
    assert main(["post", "send", str(folder), "--token-file", str(tmp_path / "token")]) == 0
    assert fake.closed


PREPARE = ["--sequence", "7", "--post-office", "65100", "--operator", "op-1", "--received-on", "2026-11-26"]


def test_prepare_makes_one_envelope_of_each_scan_and_subfolder(tmp_path: Path) -> None:
    (tmp_path / "one.pdf").write_bytes(pdf(3))
    tiff(tmp_path / "two.tif", 2)
    (tmp_path / "three").mkdir()
    for number in (1, 2):
        Image.new("L", (300, 400), 255).save(tmp_path / "three" / f"{number}.jpg")
    assert main(["post", "prepare", str(tmp_path), *PREPARE]) == 0
    read = read_manifest((tmp_path / "manifest.json").read_bytes())
    assert {file.name: entry.sheet_count for file, entry in zip(read.frame.files, read.entries, strict=True)} == {
        "one.pdf": 3, "three.zip": 2, "two.tif": 2,
    }  # fmt: skip
    numbers = [number for entry in read.entries for number in entry.control_numbers]
    assert len(set(numbers)) == 7
    assert numbers[0] == "00000000700010001"
    assert ZipFile(tmp_path / "three.zip").namelist() == ["1.jpg", "2.jpg"]
    assert main(["post", "check", str(tmp_path)]) == 0


def test_prepare_counts_two_pages_a_sheet_in_duplex(tmp_path: Path) -> None:
    (tmp_path / "one.pdf").write_bytes(pdf(4))
    assert main(["post", "prepare", str(tmp_path), *PREPARE, "--duplex"]) == 0
    [entry] = read_manifest((tmp_path / "manifest.json").read_bytes()).entries
    assert (entry.sheet_count, entry.page_count) == (2, 4)


def test_prepare_writes_nothing_while_something_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "odd.pdf").write_bytes(pdf(3))
    (tmp_path / "page.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "notes.txt").write_text("milk")
    (tmp_path / "Scan 1.pdf").write_bytes(pdf(2))
    (tmp_path / "3573994503900001.pdf").write_bytes(pdf(2))
    assert main(["post", "prepare", str(tmp_path), *PREPARE, "--duplex", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert {(item["where"], item["code"]) for item in found} >= {
        ("page.png", "single_page"),
        ("notes.txt", "not_a_scan"),
        ("Scan 1.pdf", "symbol"),
        ("3573994503900001.pdf", "sixteen_digits"),
    }
    assert not (tmp_path / "manifest.json").exists()


def test_prepare_leaves_a_manifest_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "manifest.json").read_bytes()
    assert main(["post", "prepare", str(folder), *PREPARE]) == 2
    assert (folder / "manifest.json").read_bytes() == before
    assert "tidak diubah" in capsys.readouterr().out


def test_the_day_is_counted_from_the_folders(tmp_path: Path) -> None:
    fill(tmp_path / "day" / "one", paddings={"a.pdf": 0})
    fill(tmp_path / "day" / "two", paddings={"b.pdf": 0}, batch_id="B-002", sequence=2)
    report = count_day(date(2026, 11, 27), [tmp_path / "day"])
    assert [(batch.batch_id, len(batch.envelopes), list(batch.files)) for batch in report.batches] == [
        ("B-001", 1, ["a.pdf"]), ("B-002", 1, ["b.pdf"]),
    ]  # fmt: skip


def test_report_tells_every_difference(folder: Path, fake: FakeOffice, capsys: pytest.CaptureFixture[str]) -> None:
    differs = {"code": "sheets_differ", "message": "The sheets differ.", "batch_id": "B-001", "envelope": "0001"}
    answer = {"day": "2026-11-27", "reported": True, "batches": 1, "discrepancies": [differs]}
    fake.trouble = lambda _: httpx.Response(200, json=answer)
    assert main(["post", "report", "2026-11-27", str(folder)]) == 1
    assert "B-001 0001 The sheets differ. sheets_differ" in capsys.readouterr().out
    fake.trouble = lambda _: httpx.Response(200, json={**answer, "discrepancies": []})
    assert main(["post", "report", "2026-11-27"]) == 0
    assert main(["post", "report", "2026-11-27", "--nothing"]) == 0
    assert fake.seen == ["POST /v1/statements", "GET /v1/statements/2026-11-27", "POST /v1/statements"]


def test_a_folder_without_a_batch_is_no_empty_day(
    tmp_path: Path, fake: FakeOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["post", "report", "2026-11-27", str(tmp_path)]) == 2
    assert "Tidak ada manifest.json" in capsys.readouterr().out
    assert fake.seen == []
