"""What every reader of cards promises: text or nothing, never an exception of its own; the fake and Tesseract alike."""

import shutil
from pathlib import Path

import pytest

from chalicelib.adapters.reading import TesseractReader
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.reading import NumberHint, compare_numbers
from chalicelib.services.ports import PaperReader
from tests.fakes import FakePaperReader
from tests.papers import draw_paper, invent_person

SEED = 7
CARD = draw_paper("KK", SEED)
NUMBER = invent_person(SEED).family_card


def fake() -> PaperReader:
    reader = FakePaperReader()
    reader.texts[CARD] = f"KARTU KELUARGA\nNo. {NUMBER}"
    return reader


@pytest.fixture(params=["fake", "tesseract"])
def reader(request: pytest.FixtureRequest) -> PaperReader:
    if request.param == "fake":
        return fake()
    if shutil.which("tesseract") is None:
        pytest.skip("Tesseract is not installed (`infra/setup.sh reader`)")
    return TesseractReader()


def test_the_number_of_a_good_card_is_read(reader: PaperReader) -> None:
    assert compare_numbers(reader.read(CARD), {NUMBER}) is NumberHint.AGREE


@pytest.mark.parametrize("picture", [b"", b"\xff\xd8\xff", b"not a picture at all", b"\xff\xd8\xff" + bytes(10_000)])
def test_what_is_no_picture_reads_as_nothing(reader: PaperReader, picture: bytes) -> None:
    assert not reader.read(picture).strip()


def test_a_missing_command_is_told() -> None:
    with pytest.raises(UnavailableError):
        TesseractReader("no-such-reader").read(CARD)


def test_the_command_sees_nothing_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spy = tmp_path / "spy"
    spy.write_text("#!/bin/sh\nenv\n", encoding="ascii")
    spy.chmod(0o755)
    monkeypatch.setattr("chalicelib.adapters.reading.tesseract.PLACES", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a made-up key")
    assert "AWS_" not in TesseractReader("spy").read(CARD)


def test_a_page_that_takes_too_long_was_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 30\n", encoding="ascii")
    slow.chmod(0o755)
    monkeypatch.setattr("chalicelib.adapters.reading.tesseract.PLACES", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr("chalicelib.adapters.reading.tesseract.SECONDS", 1)
    assert TesseractReader("slow").read(CARD) == ""
