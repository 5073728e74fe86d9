"""Batches of single pages: files a second, each counted and then read with its picture, as a parcel is split."""

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from benchmarks.figures import Figure
from benchmarks.post_pages import draw_single_pages
from chalicelib.adapters.imaging.scans import ConfinedScanReader, ScanLimits

_FILES = 40
_FEWER = 8


def measure_small_files(folder: Path) -> list[Figure]:
    """Children kept for the next scan, beside a child of its own for each counting and each reading."""
    files = draw_single_pages(folder, _FILES)
    kept = _files_per_second(files, ScanLimits())
    anew = _files_per_second(files[:_FEWER], ScanLimits(scans_per_child=1))
    beside = f"{anew:.2f} a second with a child started for each count and each read"
    return [Figure("split_small_files_per_second", round(kept, 1), "files", None, beside)]


def _files_per_second(files: Sequence[Path], limits: ScanLimits) -> float:
    began = perf_counter()
    with ConfinedScanReader(limits) as reader:
        for file in files:
            assert all(image for _, image in reader.read(file, 1, reader.count_pages(file), render=True))
    return len(files) / (perf_counter() - began)
