"""The zip of an envelope: pages in order when it is sound, every code of what is wrong when it is not."""

import gzip
import tarfile
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typing_extensions import override

from chalicelib.adapters.archives.directory import Limits
from chalicelib.adapters.archives.unpacker import ZipUnpacker
from chalicelib.domain.post.vocabulary import RejectionCode as Code
from chalicelib.services.post_ports import RefusedArchiveError, Unpacker
from tests.unit.archives import zips
from tests.unit.archives.zips import PAGE, a_zip, central, renamed, special, with_flags, zip_of

LIMITS = Limits(entries=20, inflated=2_000_000, entry=1_000_000, ratio=200)
UNPACKER: Unpacker = ZipUnpacker(LIMITS)


def unpack(tmp_path: Path, zipped: bytes, unpacker: Unpacker = UNPACKER) -> list[tuple[str, bytes]]:
    archive, folder = tmp_path / "a.zip", tmp_path / "pages"
    archive.write_bytes(zipped)
    folder.mkdir(exist_ok=True)
    pages = unpacker.unpack(archive, folder)
    return [(page.name, page.path.read_bytes()) for page in pages]


def codes(tmp_path: Path, zipped: bytes, unpacker: Unpacker = UNPACKER) -> set[Code]:
    with pytest.raises(RefusedArchiveError) as caught:
        unpack(tmp_path, zipped, unpacker)
    assert not list((tmp_path / "pages").iterdir())
    return set(caught.value.codes)


def a_tar() -> bytes:
    out = BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("1.png"))
    return out.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_pages_come_in_natural_order_and_whole(tmp_path: Path, method: int) -> None:
    names = ["page-10.png", "page-2.png", "Page-1.png", "é.png", "sub/1.png"]
    content = PAGE + bytes(150_000)
    expected = ["page-2.png", "page-10.png", "sub/1.png", "é.png"]
    assert unpack(tmp_path, a_zip(*names, content=content, method=method)) == [
        (name, content) for name in ["Page-1.png", *expected]
    ]


def test_files_are_written_under_made_up_names(tmp_path: Path) -> None:
    unpack(tmp_path, a_zip("sub/siti.png"))
    assert [path.name for path in (tmp_path / "pages").rglob("*")] == ["0000"]


def test_folders_and_clutter_are_left_out(tmp_path: Path) -> None:
    names = ["1.png", "sub/", "__MACOSX/._1.png", "._1.png", "sub/._2.png", "sub/.DS_Store", "Thumbs.db", "desktop.ini"]
    assert [name for name, _ in unpack(tmp_path, a_zip(*names))] == ["1.png"]


def test_zips_written_to_a_pipe_are_read(tmp_path: Path) -> None:
    class Pipe(BytesIO):
        @override
        def seekable(self) -> bool:
            return False

        @override
        def tell(self) -> int:
            raise OSError

    out = Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("1.png", PAGE)
        archive.writestr("2.png", PAGE)
    assert len(unpack(tmp_path, out.getvalue())) == 2


@pytest.mark.parametrize("zipped", [a_zip(), a_zip("sub/", "__MACOSX/x")])
def test_a_zip_without_pages_is_refused(tmp_path: Path, zipped: bytes) -> None:
    assert codes(tmp_path, zipped) == {Code.NO_PAGES}


@pytest.mark.parametrize(
    "name",
    ["../1.png", "a/../../1.png", "/1.png", "//h/1.png", "C:/1.png", "c:1.png", "a\\1.png", "./1.png", "a\n.png"],
)
def test_names_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    zipped = renamed(a_zip("x" * len(name), "2.png"), "x" * len(name), name.encode())
    assert codes(tmp_path, zipped) == {Code.ZIP_TRAVERSES}


@pytest.mark.parametrize("name", [b"1\0.png", b"\xff\xfe.png", "\u202e.png".encode()])
def test_names_that_hide_something_are_refused(tmp_path: Path, name: bytes) -> None:
    marked = a_zip("é" + "x" * (len(name) - 2))  # written as UTF-8
    assert codes(tmp_path, renamed(marked, "é" + "x" * (len(name) - 2), name)) == {Code.ZIP_TRAVERSES}


@pytest.mark.parametrize(
    "inner", [a_zip("1.png"), a_zip(), gzip.compress(PAGE), a_tar(), b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"BZh9"]
)
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_inside_is_found_by_its_content(tmp_path: Path, inner: bytes, method: int) -> None:
    assert codes(tmp_path, zip_of([("1.png", PAGE), ("2.png", inner)], method)) == {Code.ZIP_NESTED}


@pytest.mark.parametrize("kind", [zips.LINK, zips.DEVICE, zips.PIPE])
def test_links_and_devices_are_refused(tmp_path: Path, kind: int) -> None:
    assert codes(tmp_path, zip_of([("1.png", PAGE), (special("2.png", kind), b"/etc/passwd")])) == {Code.ZIP_LINK}


@pytest.mark.parametrize("flag", [0x1, 0x40, 0x2000])
def test_encrypted_entries_are_refused(tmp_path: Path, flag: int) -> None:
    assert Code.ZIP_ENCRYPTED in codes(tmp_path, with_flags(a_zip("1.png"), flag))


@pytest.mark.parametrize(
    "zipped",
    [
        a_zip(*(f"{n}.png" for n in range(21))),
        a_zip("1.png", content=bytes(1_000_001)),
        a_zip("1.png", "2.png", "3.png", content=PAGE * 300),
        a_zip("1.png", content=bytes(900_000)),
        central(a_zip("1.png"), *zips.SIZE, lambda _: 0xFFFF_FFF0),
        zips.that_lies_small(900_000),
        zips.overlapping(),
        central(a_zip("1.png"), *zips.PACKED, lambda size: size + 20),
    ],
    ids=["entries", "entry", "inflated", "ratio", "declared", "lies", "overlap", "into the directory"],
)
def test_bombs_are_refused(tmp_path: Path, zipped: bytes) -> None:
    assert Code.ZIP_BOMB in codes(tmp_path, zipped)


def test_a_blank_page_among_others_is_no_bomb(tmp_path: Path) -> None:
    """Plain TIFFs of empty sheets pack a thousandfold: the ratio is that of the whole zip."""
    assert len(unpack(tmp_path, zip_of([("1.png", PAGE), ("2.tif", bytes(700_000))]))) == 2


def broken() -> dict[str, bytes]:
    zipped = a_zip("1.png", "2.png")
    middle = len(PAGE) // 2
    return {
        "empty file": b"",
        "no zip": b"%PDF-1.7" * 100,
        "cut": zipped[: len(zipped) // 2],
        "last byte gone": zipped[:-1],
        "no directory": zipped[: zipped.index(zips.CENTRAL)],
        "wrong checksum": central(zipped, *zips.CRC, lambda crc: crc ^ 1),
        "altered content": zipped[:middle] + bytes([zipped[middle] ^ 1]) + zipped[middle + 1 :],
        "too long by what it says": central(zipped, *zips.SIZE, lambda size: size + 1),
        "two names": zipped.replace(b"1.png", b"9.png", 1),
        "same name": renamed(zipped, "2.png", b"1.png"),
        "same name in another case": renamed(zipped, "2.png", b"1.PNG"),
        "nothing there": central(zipped, *zips.WHERE, lambda _: 7),
        "far away": central(zipped, *zips.WHERE, lambda _: 0x7FFF_FFFF),
        "something before": b"PK\x03\x04" + zipped,
        "two zips": zipped + a_zip("3.png"),
        "method": central(zipped, *zips.METHOD, lambda _: 12),
        "padded": central(a_zip("1.png", content=bytes(9)), *zips.PACKED, lambda size: size + 100_000),
    }


@pytest.mark.parametrize("how", broken())
def test_broken_zips_are_refused(tmp_path: Path, how: str) -> None:
    assert Code.ZIP_BROKEN in codes(tmp_path, broken()[how])


def test_bzip2_and_lzma_are_refused(tmp_path: Path) -> None:
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        assert codes(tmp_path, a_zip("1.png", method=method)) == {Code.ZIP_BROKEN}


def test_a_directory_that_says_it_is_huge_is_not_read(tmp_path: Path) -> None:
    zipped = a_zip(*(f"{n:0200}.png" for n in range(2_200)), content=b"")
    assert codes(tmp_path, zipped) == {Code.ZIP_BROKEN}


def test_all_faults_of_a_zip_come_at_once(tmp_path: Path) -> None:
    entries: list[tuple[str | zipfile.ZipInfo, bytes]] = [
        ("1.png", PAGE),
        ("xx/2.png", PAGE),
        (special("3.png", zips.LINK), b"1.png"),
        ("4.png", a_zip("1.png")),
        ("5.png", PAGE),
        ("6.png", PAGE),
    ]
    zipped = renamed(zip_of(entries), "xx/2.png", b"../2.png")
    spoilt = zipped.replace(b"6.png", b"5.png")
    assert codes(tmp_path, with_flags(spoilt, 0x1)) == {
        Code.ZIP_ENCRYPTED,
        Code.ZIP_TRAVERSES,
        Code.ZIP_LINK,
        Code.ZIP_NESTED,
        Code.ZIP_BROKEN,
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 255)), max_size=4), st.integers(0, 500))
def test_whatever_is_changed_a_zip_is_read_or_refused(tmp_path: Path, changes: list[tuple[int, int]], cut: int) -> None:
    zipped = bytearray(zip_of([("1.png", PAGE[:40]), ("2.png", bytes(300)), ("sub/", b"")]))
    for place, byte in changes:
        zipped[place % len(zipped)] = byte
    for old in (tmp_path / "pages").glob("*"):
        old.unlink()
    with suppress(RefusedArchiveError):
        unpack(tmp_path, bytes(zipped[cut if cut < 10 else 0 : len(zipped) - cut // 100]))
        return
    assert not list((tmp_path / "pages").iterdir())
