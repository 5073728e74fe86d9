"""Children that are kept: they serve one scan after the other, hold one open at most, and carry nothing over."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chalicelib.adapters.imaging.scans import ConfinedScanReader, ScanLimits
from chalicelib.adapters.imaging.scans.child import ScanChild
from chalicelib.domain.post.survey import PageSurvey, RefusedScanError, ScanFault
from tests.scans.files import jpeg
from tests.scans.pages import draw_letter
from tests.scans.paper import TUNING
from tests.unit.imaging.given import pdf, pdf_that_never_ends
from tests.unit.imaging.scans.given import joined, tiff, tiff_page

_SHORT = ScanLimits(wall_seconds=1.0)
_MEBIBYTE = 1024 * 1024


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    (tmp_path / "letter").write_bytes(jpeg(draw_letter(TUNING, 1, 100)))
    return tmp_path / "letter"


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    return joined(tmp_path / "endless", pdf_that_never_ends())


@pytest.fixture
def child() -> Iterator[ScanChild]:
    child = ScanChild(_SHORT)
    yield child
    child.close()


def _read(reader: ConfinedScanReader, scan: Path) -> list[PageSurvey]:
    return [survey for survey, _ in reader.read(scan, 1, reader.count_pages(scan), render=True)]


def _is_well(surveys: list[PageSurvey]) -> bool:
    return [survey.failed for survey in surveys] == [False]


def _children() -> set[int]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    return {int(child) for child in listed.split()}


def _descriptors(process: int | str) -> list[str]:
    return sorted(str(entry.readlink()) for entry in Path(f"/proc/{process}/fd").iterdir() if entry.is_symlink())


def _has_put_down(process: int, scan: Path) -> bool:
    deadline = time.monotonic() + 5
    while str(scan) in _descriptors(process) and time.monotonic() < deadline:
        time.sleep(0.01)
    return str(scan) not in _descriptors(process)


def _memory(process: int | str, kind: str) -> int:
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(kind))


@pytest.mark.parametrize("workers", [1, 2])
def test_fifty_small_files_need_no_more_children_than_workers(letter: Path, workers: int) -> None:
    before, seen = _children(), set[int]()
    with ConfinedScanReader(workers=workers) as reader:
        for _ in range(50):
            assert _is_well(_read(reader, letter))
            seen |= _children() - before
    assert len(seen) <= workers
    assert _children() == before


def test_poisoned_file_costs_itself_alone(letter: Path, endless: Path) -> None:
    with ConfinedScanReader(_SHORT, workers=1) as reader:
        outcomes = [_is_well(_read(reader, scan)) for scan in (letter, letter, endless, letter, letter)]
    assert outcomes == [True, True, False, True, True]


def test_refused_file_costs_no_child(tmp_path: Path, letter: Path) -> None:
    bad = tmp_path / "bad"
    before, seen = _children(), set[int]()
    with ConfinedScanReader(workers=1) as reader:
        for data in (b"dear sirs", pdf(0), pdf(1, password="x"), pdf(3)[:-400], tiff(tiff_page(at=4_000_000))):
            bad.write_bytes(data)
            with pytest.raises(RefusedScanError):
                reader.count_pages(bad)
            assert _is_well(_read(reader, letter))
            seen |= _children() - before
    assert len(seen) == 1


def test_threads_share_a_reader(tmp_path: Path, letter: Path) -> None:
    three = joined(tmp_path / "three", pdf(3))
    with ConfinedScanReader(workers=2) as reader, ThreadPoolExecutor(2) as pool:
        before = _children()
        counts = list(pool.map(lambda scan: len(_read(reader, scan)), [letter, three] * 15))
        assert len(_children() - before) <= 2
    assert counts == [1, 3] * 15


def test_readings_taken_up_in_turn_do_not_wait_for_each_other(tmp_path: Path, letter: Path) -> None:
    three = joined(tmp_path / "three", pdf(3))
    before = _children()
    with ConfinedScanReader(workers=1) as reader:
        pages = reader.read(three, 1, 3, render=False)
        next(pages)
        assert _is_well(_read(reader, letter))
        assert [survey.number for survey, _ in pages] == [2, 3]
        assert len(_children() - before) == 1


def test_child_that_died_idle_costs_no_file(letter: Path) -> None:
    before = _children()
    with ConfinedScanReader(workers=1) as reader:
        reader.count_pages(letter)
        (pid,) = _children() - before
        os.kill(pid, signal.SIGKILL)
        assert _is_well(_read(reader, letter))


def test_child_that_an_earlier_file_hurt_is_held_against_no_other(letter: Path) -> None:
    before = _children()
    with ConfinedScanReader(_SHORT, workers=1) as reader:
        reader.count_pages(letter)
        (pid,) = _children() - before
        os.kill(pid, signal.SIGSTOP)
        assert _is_well(_read(reader, letter))
        assert pid not in _children()


def test_file_that_kills_fresh_children_while_opening_is_broken(tmp_path: Path) -> None:
    scan = tmp_path / "scan.tif"
    scan.write_bytes(tiff(*[tiff_page()] * 2_000))  # takes a child fifty times as long to open as it is given
    with (
        ConfinedScanReader(ScanLimits(wall_seconds=0.001)) as reader,
        pytest.raises(RefusedScanError) as refusal,
    ):
        reader.count_pages(scan)
    assert refusal.value.code is ScanFault.BROKEN


def test_child_whose_time_was_up_serves_no_second_scan(child: ScanChild, letter: Path) -> None:
    child.open(letter)
    assert child.is_usable
    with child._confined.deadline(0):
        time.sleep(0.1)
    assert not child.is_usable


def test_child_that_still_reads_serves_no_second_scan(child: ScanChild, letter: Path) -> None:
    child.open(letter)
    child.ask(1, 1, 1, render=False)
    assert not child.is_usable
    assert len(list(child.pages())) == 1
    assert child.is_usable


@pytest.mark.parametrize("limits", [ScanLimits(scans_per_child=2), ScanLimits(pages_per_child=1)])
def test_child_is_replaced_when_spent(letter: Path, limits: ScanLimits) -> None:
    before, seen = _children(), set[int]()
    with ConfinedScanReader(limits, workers=1) as reader:
        for _ in range(3):
            reader.count_pages(letter)
            seen |= _children() - before
            assert [survey.number for survey, _ in reader.read(letter, 1, 1, render=True)] == [1]
    assert len(seen) == 3


def test_child_holds_one_scan_at_most_and_puts_it_down(tmp_path: Path, letter: Path) -> None:
    three = joined(tmp_path / "three", pdf(3))
    child = ScanChild(ScanLimits())
    child.open(letter)
    bare = [target for target in _descriptors(child.pid) if target != str(letter)]
    assert child.open(three) == 3
    assert _descriptors(child.pid) == sorted([*bare, str(three)])
    child.put_down()
    assert _has_put_down(child.pid, three)
    assert _descriptors(child.pid) == bare
    child.close()


def test_no_descriptor_is_left_over(tmp_path: Path, letter: Path, endless: Path) -> None:
    before = _descriptors("self")
    reader = ConfinedScanReader(_SHORT, workers=1)
    (tmp_path / "bad").write_bytes(b"dear sirs")
    for _ in range(3):
        _read(reader, letter)
        with pytest.raises(RefusedScanError):
            reader.count_pages(tmp_path / "bad")
    _read(reader, endless)
    _read(reader, letter)
    assert len(_descriptors("self")) <= len(before) + 3
    del reader
    assert _descriptors("self") == before


def test_reader_that_is_collected_ends_its_children(letter: Path) -> None:
    before = _children()
    reader = ConfinedScanReader(workers=1)
    reader.count_pages(letter)
    assert _children() != before
    del reader
    assert _children() == before


def test_memory_stays_flat_over_many_files(tmp_path: Path, letter: Path) -> None:
    scans = [letter, joined(tmp_path / "two", pdf(2))]
    before = _children()
    with ConfinedScanReader(ScanLimits(scans_per_child=10_000, pages_per_child=10_000), workers=1) as reader:
        measured = []
        for rounds in (15, 45):
            for _ in range(rounds):
                [_read(reader, scan) for scan in scans]
            (pid,) = _children() - before
            measured.append((_memory("self", "VmRSS"), _memory(pid, "VmHWM")))
    assert measured[1][0] - measured[0][0] < 16 * _MEBIBYTE
    assert measured[1][1] - measured[0][1] < 16 * _MEBIBYTE
