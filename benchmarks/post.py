"""Post: how fast scans are split, how much memory that takes, and how many damaged codes are read."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure
from benchmarks.post_contestants import Codes, read_at_the_limit, read_by_loket, read_naively
from benchmarks.post_pages import KINDS, DamagedPage, Scan, draw_damage, draw_envelopes, repeat_pages
from benchmarks.post_small import measure_small_files

_ROUNDS = 5
_PROJECT = Path(__file__).resolve().parents[1]
_MEBIBYTE = 1024 * 1024


def measure() -> list[Figure]:
    """Every figure of the postal channel, on files that are drawn and thrown away."""
    with TemporaryDirectory(prefix="loket-bench-") as name:
        folder = Path(name)
        return [
            *_speed(draw_envelopes(folder)),
            *_rates(*draw_damage(folder)),
            *_memory(folder),
            *measure_small_files(folder),
        ]


def _speed(scan: Scan) -> list[Figure]:
    """In turn, so that a busy machine slows all; seconds of processor time, so that it hardly does."""
    naive, naive_seconds = read_naively(scan.path)
    rounds = [(read_at_the_limit(scan.path), read_by_loket(scan.path)) for _ in range(_ROUNDS)]
    (limit, _), (ours, _) = rounds[-1]
    limit_seconds = median(seconds for (_, seconds), _ in rounds)
    our_seconds = median(seconds for _, (_, seconds) in rounds)
    pages = len(scan.truth)
    speeds = [pages / seconds for seconds in (our_seconds, naive_seconds, limit_seconds)]
    ours_read, naive_read, limit_read = (_read(scan, codes) for codes in (_codes(ours), naive, limit))
    covers = sum(text is not None for text in scan.truth)
    return [
        Figure(
            "split_vs_naive_ratio", round(speeds[0] / speeds[1], 2), "times", 15,
            f"{speeds[1]:.1f} pages a second on one core; {naive_read} of {covers} codes read", at_least=True,
        ),
        Figure(
            "split_vs_limit_ratio", round(speeds[0] / speeds[2], 2), "times", 0.8,
            f"{speeds[2]:.1f} pages a second on one core; {limit_read} of {covers} codes read", at_least=True,
        ),
        Figure("split_pages_per_second", round(speeds[0], 1), "pages", None, f"{ours_read} of {covers} codes read"),
        Figure("split_wrong_reads", _wrong(scan, _codes(ours)), "pages", 0, f"of {pages} pages"),
    ]  # fmt: skip


def _rates(scan: Scan, pages: Sequence[DamagedPage]) -> list[Figure]:
    plain, _ = read_naively(scan.path)
    surveys, _ = read_by_loket(scan.path)
    ours = _codes(surveys)
    covers = [number for number, text in enumerate(scan.truth) if text is not None]
    missed, plain_missed = (len(covers) - _read(scan, codes) for codes in (ours, plain))
    told = [text for survey, text in zip(surveys, scan.truth, strict=True) if survey.get("unread_code")]
    alarms = told.count(None)
    return [
        Figure("qr_read_rate", _rate(len(covers) - missed, len(covers)), "", None, f"{len(covers)} damaged covers"),
        Figure("qr_read_rate_plain_zxing", _rate(len(covers) - plain_missed, len(covers)), "", None, "the same covers"),
        Figure("qr_missed_vs_plain_ratio", _rate(missed, plain_missed), "times", 0.5, f"{plain_missed} by plain"),
        Figure("qr_wrong_reads", _wrong(scan, ours), "pages", 0, f"{_wrong(scan, plain)} by plain zxing-cpp"),
        Figure("qr_missed_and_told", len(told) - alarms, "pages", None, f"of {missed} missed: a person is told"),
        Figure("qr_false_alarms", alarms, "pages", None, f"{len(pages) - len(covers)} damaged letters without a code"),
        *(_rate_of_kind(kind, scan, pages, ours, plain) for kind in KINDS),
    ]  # fmt: skip


def _rate_of_kind(
    kind: str, scan: Scan, pages: Sequence[DamagedPage], ours: Sequence[Codes], plain: Sequence[Codes]
) -> Figure:
    chosen = [number for number, page in enumerate(pages) if page.kind == kind and page.is_cover]
    part = Scan(scan.path, tuple(scan.truth[number] for number in chosen))
    read, plain_read = (_read(part, [codes[number] for number in chosen]) for codes in (ours, plain))
    beside = f"plain zxing-cpp {_rate(plain_read, len(chosen)):.2f}, {len(chosen)} covers"
    return Figure(
        f"qr_read_rate_{kind.replace(' ', '_').replace('-', '_')}", _rate(read, len(chosen)), "", None, beside
    )


def _memory(folder: Path) -> list[Figure]:
    short, long = (repeat_pages(folder / f"{pages}.pdf", pages) for pages in (20, 1_000))
    peaks = [_peak(short), _peak(long), _peak(short, "render")]
    beside = f"{peaks[0] / _MEBIBYTE:.0f} MiB for 20 pages"
    return [
        Figure("split_memory_growth_ratio", round(peaks[1] / peaks[0], 2), "times", 1.2, beside),
        Figure(
            "split_memory_peak", round(max(peaks) / _MEBIBYTE), "MiB", 512, "reader and a child on each core together"
        ),
    ]


def _peak(scan: Path, *mode: str) -> int:
    command = [sys.executable, "-m", "benchmarks.post_memory", str(scan), *mode]
    return int(subprocess.run(command, cwd=_PROJECT, capture_output=True, text=True, check=True).stdout)


def _codes(surveys: Sequence[dict[str, object]]) -> list[Codes]:
    return [tuple(codes) if isinstance(codes := survey.get("codes"), list) else () for survey in surveys]


def _read(scan: Scan, pages: Sequence[Codes]) -> int:
    return sum(text is not None and text in codes for text, codes in zip(scan.truth, pages, strict=True))


def _wrong(scan: Scan, pages: Sequence[Codes]) -> int:
    return sum(bool(set(codes) - {text}) for text, codes in zip(scan.truth, pages, strict=True))


def _rate(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0
