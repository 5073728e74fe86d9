"""What bad pages take is bounded in time: of a file, and of the files of a folder. Good pages are read as before."""

from pathlib import Path

import pytest

from chalicelib.adapters.imaging.confined import ChildLostError
from chalicelib.adapters.imaging.scans import ConfinedScanReader, ScanLimits, patience
from chalicelib.adapters.imaging.scans.child import ScanChild
from chalicelib.domain.post.survey import RefusedScanError
from tests.unit.imaging.given import pdf, pdf_that_never_ends
from tests.unit.imaging.scans.given import joined

BAD, GOOD = pdf_that_never_ends(), pdf(1)
LOST = 20.0


class Lost:
    """The children that were lost. Time passes by nothing else, twenty seconds for each."""

    def __init__(self) -> None:
        self.children: list[ScanChild] = []

    @property
    def count(self) -> int:
        return len(self.children)

    def passed(self) -> float:
        return LOST * self.count


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> Lost:
    told, lose = Lost(), ScanChild._lost

    def count(child: ScanChild) -> ChildLostError:
        told.children += [child] * (child not in told.children)
        return lose(child)

    monkeypatch.setattr(ScanChild, "_lost", count)
    monkeypatch.setattr(patience, "monotonic", told.passed)
    return told


def _limits(file: float, folder: float) -> ScanLimits:
    return ScanLimits(wall_seconds=0.5, page_seconds=2.0, file_seconds=file, folder_seconds=folder)


def _failed(reader: ConfinedScanReader, scan: Path, first: int, last: int) -> list[int]:
    surveys = [survey for survey, _ in reader.read(scan, first, last, render=False)]
    assert [survey.number for survey in surveys] == list(range(first, last + 1))
    return [survey.number for survey in surveys if survey.failed]


@pytest.mark.parametrize(("workers", "most"), [(1, 3), (2, 4)])
def test_a_file_of_bad_pages_is_given_up_and_every_page_is_told(
    tmp_path: Path, lost: Lost, workers: int, most: int
) -> None:
    scan = joined(tmp_path / "scan", *[BAD] * 12)
    with ConfinedScanReader(_limits(50, 500), workers) as reader:
        assert _failed(reader, scan, 1, 12) == list(range(1, 13))
    assert 3 <= lost.count <= most  # the lane that is left has lost its child, or is about to


def test_patience_with_a_file_is_one_over_all_its_readings(tmp_path: Path, lost: Lost) -> None:
    """Once it is gone each reading gives up at its first loss, so whoever shares the file is read."""
    scan = joined(tmp_path / "scan", *[BAD] * 5, GOOD)
    with ConfinedScanReader(_limits(30, 500), workers=1) as reader:
        assert _failed(reader, scan, 1, 3) == [1, 2, 3]
        assert lost.count == 2
        assert _failed(reader, scan, 4, 5) == [4, 5]
        assert lost.count == 3
        assert _failed(reader, scan, 6, 6) == []


def test_other_files_are_read_as_before(tmp_path: Path, lost: Lost) -> None:
    bad, other = joined(tmp_path / "bad", *[BAD] * 3), joined(tmp_path / "other", GOOD, BAD, GOOD)
    with ConfinedScanReader(_limits(30, 500), workers=1) as reader:
        assert _failed(reader, bad, 1, 3) == [1, 2, 3]
        assert _failed(reader, other, 1, 3) == [2]
    assert lost.count == 3


def test_many_bad_files_of_one_folder_are_given_up_together(tmp_path: Path, lost: Lost) -> None:
    folders = [tmp_path / "0000.pages", tmp_path / "0001.pages"]
    for folder in folders:
        folder.mkdir()
    scans = [joined(folders[0] / f"{n:04d}", BAD) for n in range(8)]
    elsewhere = joined(folders[1] / "0000", GOOD)
    with ConfinedScanReader(_limits(500, 50), workers=1) as reader:
        assert [_failed(reader, scan, 1, 1) for scan in scans] == [[1]] * len(scans)
        assert lost.count == 3
        assert [reader.count_pages(scan) for scan in scans] == [1] * len(scans)
        assert _failed(reader, elsewhere, 1, 1) == []


def test_files_that_never_open_are_given_up_together(
    tmp_path: Path, lost: Lost, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[Path] = []
    monkeypatch.setattr(ScanChild, "_hand", lambda _, scan: handed.append(scan))
    scans = [joined(tmp_path / f"{n:04d}", GOOD) for n in range(5)]
    with ConfinedScanReader(_limits(500, 30), workers=1) as reader:
        for scan in scans:
            with pytest.raises(RefusedScanError, match="broken"):
                reader.count_pages(scan)
    assert (handed, lost.count) == (scans[:2], 2)
