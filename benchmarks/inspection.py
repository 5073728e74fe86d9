"""Inspection: how many unreadable pages are caught, how fast a file is, and whether memory stays flat."""

import io
import shutil
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from PIL import Image

from benchmarks.figures import Figure
from benchmarks.papers.labelled import Labelled, label
from benchmarks.papers.reader import UNREADABLE_BELOW
from benchmarks.papers.stock import REPORTING, missing_typefaces
from chalicelib.adapters.imaging import Limits, SandboxedInspector
from chalicelib.adapters.imaging.parsing import load_parsers
from chalicelib.adapters.imaging.pictures import parse_picture
from chalicelib.domain.document import MediaType
from chalicelib.domain.finding import LEGIBILITY_CODES
from chalicelib.domain.legibility import Level
from tests.papers import draw_paper

PHOTOS = 192
FILES = 1000
_ROUNDS = 8


def measure() -> list[Figure]:
    """Legibility on papers and typefaces that the model was not fitted to; speed beside decoding and one encoding."""
    load_parsers()
    return [*_legibility(), _speed(), _memory()]


def _legibility() -> Iterable[Figure]:
    if shutil.which("tesseract") is None or missing_typefaces():
        print("inspection: legibility is not measured; `infra/setup.sh reader` installs reader and typefaces")
        return
    with TemporaryDirectory(prefix="loket-papers-") as name:
        folder = Path(name)
        truth = label(folder, REPORTING, PHOTOS)
        levels = [_level(folder / one.name) for one in truth]
    _print_confusion(truth, levels)
    bad = [level for one, level in zip(truth, levels, strict=True) if one.recovered < UNREADABLE_BELOW]
    good = [level for one, level in zip(truth, levels, strict=True) if one.recovered >= UNREADABLE_BELOW]
    beside = f"{PHOTOS} photographs of drawn papers, by what Tesseract recovers"
    yield Figure("legibility_recall", _share(bad), "", 0.95, beside, at_least=True)
    yield Figure("legibility_false_alarm", _share(good), "", 0.02, beside)


def _share(levels: list[Level]) -> float:
    return sum(level is Level.UNREADABLE for level in levels) / max(1, len(levels))


def _level(path: Path) -> Level:
    (page,) = parse_picture(path.read_bytes(), MediaType.JPEG)
    told = (finding.params["level"] for finding in page.findings if finding.code in LEGIBILITY_CODES)
    return Level(next(told, Level.FINE))


def _print_confusion(truth: list[Labelled], levels: list[Level]) -> None:
    """By kind of damage: what each reading was called."""
    counts: Counter[tuple[str, bool, Level]] = Counter()
    for one, level in zip(truth, levels, strict=True):
        counts[one.damage, one.recovered < UNREADABLE_BELOW, level] += 1
    print(
        f"\n{'damage':<14}"
        + "".join(f"{truth_name:>12}" for truth_name in ("readable:", "", "", "unreadable:", "", ""))
    )
    print(f"{'':<14}" + "".join(f"{level.value:>12}" for level in Level) * 2)
    for damage in dict.fromkeys(one.damage for one in truth):
        cells = (counts[damage, is_bad, level] for is_bad in (False, True) for level in Level)
        print(f"{damage:<14}" + "".join(f"{cell:>12}" for cell in cells))


def _speed() -> Figure:
    """The whole child's work on a photograph of 12 megapixels, beside decoding it to a page's size and encoding it."""
    photo = draw_paper("KK", size=(4000, 3000))
    ours = limit = 0.0
    for _ in range(_ROUNDS):
        started = process_time()
        list(parse_picture(photo, MediaType.JPEG))
        between = process_time()
        picture = Image.open(io.BytesIO(photo))
        picture.draft("RGB", (2000, 1500))
        picture.resize((2000, 1500), reducing_gap=2.0).save(io.BytesIO(), "JPEG", quality=80)
        ours, limit = ours + between - started, limit + process_time() - between
    return Figure(
        "inspection_vs_limit_ratio", limit / ours, "", 0.5, "decoding and one encoding in process", at_least=True
    )


def _memory() -> Figure:
    """Peak of one child after 1,000 files beside its peak after the first 50."""
    papers = [draw_paper("KK", number, size=(1000, 700)) for number in range(4)]
    with SandboxedInspector(Limits(files_per_child=FILES + 1)) as inspector:
        peaks = [_peak_after(inspector, papers[number % 4]) for number in range(FILES)]
    return Figure(
        "inspection_memory_growth_ratio", peaks[-1] / peaks[49], "", 1.2, f"{FILES} files beside the first 50"
    )


def _peak_after(inspector: SandboxedInspector, paper: bytes) -> int:
    inspector.inspect(paper, MediaType.JPEG)
    child = inspector._child  # noqa: SLF001 - its memory is what is measured
    if child is None:
        sys.exit("the child is gone")
    lines = Path(f"/proc/{child.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
