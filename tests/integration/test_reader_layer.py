"""The layer with the reader: whole, its own, and it reads."""

import subprocess
import zipfile
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from chalicelib.adapters.reading.tesseract import TesseractReader
from infra import reader_layer
from tests.unit.imaging.given import encoded

NUMBER = "3573991203100002"


@pytest.fixture(scope="module")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpacked as Lambda unpacks it, but not at /opt."""
    folder = tmp_path_factory.mktemp("opt")
    try:
        built = reader_layer.build(folder / "layer.zip")
    except reader_layer.CannotBuildError as error:
        pytest.skip(str(error))
    with zipfile.ZipFile(built) as archive:
        for entry in archive.infolist():
            Path(archive.extract(entry, folder)).chmod(entry.external_attr >> 16)
    return folder


def test_it_loads_nothing_but_its_own(layer: Path) -> None:
    (loader,) = (layer / "reader" / "lib").glob("ld-linux*")
    command = [str(loader), "--library-path", f"{layer}/reader/lib", "--list", f"{layer}/reader/tesseract"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, env={}).stdout
    paths = [line.split("=> ")[1].split(" ")[0] for line in told.splitlines() if "=> " in line]
    assert len(paths) > 10
    assert all(path.startswith(str(layer)) for path in paths)


def test_it_reads_a_number(layer: Path) -> None:
    card = Image.new("L", (1400, 300), "white")
    ImageDraw.Draw(card).text((80, 90), f"NIK {NUMBER}", fill=0, font_size=90)
    assert NUMBER in TesseractReader(str(layer / "bin" / "tesseract")).read(encoded(card)).replace(" ", "")


def test_it_lies_where_no_search_path_of_lambda_looks(layer: Path) -> None:
    assert {path.name for path in layer.iterdir()} == {"bin", "reader", "layer.zip"}
    assert sorted(path.name for path in (layer / "bin").iterdir()) == ["tesseract"]


def test_it_hands_on_the_licence_of_all_that_is_in_it(layer: Path) -> None:
    named = {path.name for path in (layer / "reader" / "doc").iterdir()}
    assert {"tesseract-ocr", "tesseract-ocr-ind", "libc6", "liblept5"} <= named


def test_the_same_files_make_the_same_zip(layer: Path, tmp_path: Path) -> None:
    assert reader_layer.build(tmp_path / "again.zip").read_bytes() == (layer / "layer.zip").read_bytes()
