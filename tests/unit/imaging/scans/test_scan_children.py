"""The children: what they may not do, and that losing one costs one page and nothing more."""

import os
import signal
from pathlib import Path

import pytest

from chalicelib.adapters.imaging.scans import ConfinedScanReader, ScanLimits
from chalicelib.adapters.imaging.scans.child import ScanChild
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.post.survey import PageSurvey
from tests.scans.files import jpeg_leaf, write_pdf
from tests.scans.pages import draw_letter
from tests.scans.paper import TUNING
from tests.unit.imaging.given import pdf, pdf_that_never_ends
from tests.unit.imaging.scans.given import joined

_MEBIBYTE = 1024 * 1024
_SHORT = ScanLimits(wall_seconds=1.0, pages_per_worker=2)


def _failed(surveys: list[PageSurvey]) -> list[int]:
    return [survey.number for survey in surveys if survey.failed]


def _status(process: int, name: str) -> str:
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(line.split()[1] for line in lines if line.startswith(name))


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    page = jpeg_leaf(draw_letter(TUNING, 1, 150), 150)
    write_pdf(tmp_path / "letters", [page] * 12)
    return tmp_path / "letters"


@pytest.mark.parametrize("workers", [1, 3])
def test_page_that_takes_for_ever_fails_alone(tmp_path: Path, workers: int) -> None:
    scan = joined(tmp_path / "scan", pdf(2), pdf_that_never_ends(), pdf(5))
    reader = ConfinedScanReader(_SHORT, workers)
    surveys = [survey for survey, _ in reader.read(scan, 1, 8, render=False)]
    assert [survey.number for survey in surveys] == list(range(1, 9))
    assert _failed(surveys) == [3]


def test_kernel_ends_a_page_that_calculates_too_long(tmp_path: Path) -> None:
    scan = joined(tmp_path / "scan", pdf_that_never_ends(), pdf(1))
    reader = ConfinedScanReader(ScanLimits(cpu_seconds=0, wall_seconds=60))
    assert _failed([survey for survey, _ in reader.read(scan, 1, 2, render=False)]) == [1]


def test_child_killed_between_pages_costs_one_page(letters: Path) -> None:
    reader = ConfinedScanReader(workers=1)
    pages = reader.read(letters, 1, 12, render=True)
    surveys = [next(pages)[0]]
    os.kill(_only_child(), signal.SIGKILL)
    surveys += [survey for survey, _ in pages]
    assert [survey.number for survey in surveys] == list(range(1, 13))
    assert len(_failed(surveys)) == 1


def test_pages_come_in_order_from_several_children(letters: Path) -> None:
    reader = ConfinedScanReader(ScanLimits(pages_per_worker=1), workers=3)
    assert [survey.number for survey, _ in reader.read(letters, 2, 12, render=True)] == list(range(2, 13))


def test_reading_that_is_left_leaves_no_child(letters: Path) -> None:
    before = _children()
    pages = ConfinedScanReader(workers=2).read(letters, 1, 12, render=False)
    next(pages)
    assert _children() != before
    pages.close()  # type: ignore[attr-defined]  # a generator
    assert _children() == before


def test_child_has_its_pipes_and_one_file_and_no_settings(letters: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    child = ScanChild(ScanLimits())
    try:
        assert child.open(letters) == 12
        targets = [str(entry.readlink()) for entry in Path(f"/proc/{child.pid}/fd").iterdir()]
        files = [target for target in targets if not target.startswith(("pipe:", "socket:", "/dev/null"))]
        assert len([target for target in targets if target.startswith("socket:")]) == 1
        assert files == [str(letters)]
        assert b"secret" not in Path(f"/proc/{child.pid}/environ").read_bytes()
        assert "Max open files            5" in Path(f"/proc/{child.pid}/limits").read_text(encoding="ascii")
    finally:
        child.close()


def test_memory_does_not_grow_with_the_pages(tmp_path: Path) -> None:
    page = jpeg_leaf(draw_letter(TUNING, 1), 300)
    write_pdf(tmp_path / "scan", [page] * 120)
    child = ScanChild(ScanLimits())
    child.open(tmp_path / "scan")
    child.ask(1, 120, 1, render=False)
    peaks = [int(_status(child.pid, "VmHWM")) * 1024 for _ in child.pages()]
    child.close()
    assert peaks[-1] < 1.2 * peaks[19]
    assert peaks[-1] < 256 * _MEBIBYTE


def test_child_that_cannot_start_is_no_fault_of_the_scan(letters: Path) -> None:
    reader = ConfinedScanReader(ScanLimits(memory_bytes=64 * _MEBIBYTE))
    with pytest.raises(UnavailableError):
        reader.count_pages(letters)


def _children() -> set[int]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    return {int(child) for child in listed.split()}


def _only_child() -> int:
    (child,) = _children()
    return child
