"""A zip has as many pages for a partner's command as it has for the office."""

from pathlib import Path

import pytest

from chalicelib.adapters.archives.unpacker import ZipUnpacker
from client.scans import count_pages
from tests.unit.archives.zips import a_zip


@pytest.mark.parametrize(
    "names",
    [
        ("1.png", "2.png"),
        ("1.png", "sub/", "sub/2.png"),
        ("1.png", "__MACOSX/._1.png", "__macosx/2.png", "sub/__MACOSX/3.png", "._1.png"),
        ("1.png", "sub/.DS_Store", "Thumbs.db", "desktop.ini", "._2.png"),
    ],
)
def test_both_count_the_same_pages(tmp_path: Path, names: tuple[str, ...]) -> None:
    archive, folder = tmp_path / "pages.zip", tmp_path / "pages"
    archive.write_bytes(a_zip(*names))
    folder.mkdir()
    assert count_pages(archive) == len(ZipUnpacker().unpack(archive, folder))
