"""Inspection: how many unreadable pages are caught, how fast a file is, and whether memory stays flat."""

import contextlib
import io
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

import pypdfium2
from PIL import Image

from benchmarks.figures import Figure
from benchmarks.papers.browser import browser_levels, has_browser
from benchmarks.papers.flat import take_flat
from benchmarks.papers.labelled import Labelled, label
from benchmarks.papers.mishaps import NONE, mishap_photo
from benchmarks.papers.partial import take_partial
from benchmarks.papers.reader import UNREADABLE_BELOW
from benchmarks.papers.scans import clean_scan
from benchmarks.papers.stock import REPORTING, missing_typefaces
from chalicelib.adapters.imaging import Limits, SandboxedInspector
from chalicelib.adapters.imaging.derivative import fitted
from chalicelib.adapters.imaging.legibility import legible_page
from chalicelib.adapters.imaging.limits import PAGE_QUALITY, PAGE_SIDE
from chalicelib.adapters.imaging.parsing import load_parsers, parse
from chalicelib.adapters.imaging.pictures import parse_picture
from chalicelib.adapters.imaging.refusal import RefusedFileError
from chalicelib.adapters.imaging.signatures import recognise
from chalicelib.domain.document import MediaType, RenderedPage
from chalicelib.domain.finding import FRAMING_CODES, LEGIBILITY_CODES, FindingCode
from chalicelib.domain.legibility import Level
from tests.papers import draw_paper

PHOTOS = 336
DAMAGED = 96
SCANS = 64
FILES = 1000
PARTIAL = 128
MISHAPS = 24
LARGE = 10
SCAN = "none (scan)"
SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples"


def measure() -> list[Figure]:
    """Legibility on papers and typefaces that the model was not fitted to; speed beside decoding and one encoding."""
    load_parsers()
    return [*_legibility(), _speed(), _memory()]


def _legibility() -> Iterable[Figure]:
    if shutil.which("tesseract") is None or missing_typefaces():
        print("inspection: legibility is not measured; `infra/setup.sh reader` installs reader and typefaces")
        return
    with TemporaryDirectory(prefix="loket-papers-") as name:
        photos = label(Path(name), REPORTING, PHOTOS)
        jpegs = [(Path(name) / one.name).read_bytes() for one in photos]
        damaged = label(Path(name) / "flat", REPORTING, DAMAGED, take_flat)
        jpegs += [(Path(name) / "flat" / one.name).read_bytes() for one in damaged]
        yield from _partial(Path(name) / "partial")
    levels = [_level(_pages(jpeg)) for jpeg in jpegs]
    yield from _browser(jpegs, levels)
    scans = [Labelled("", "", SCAN, 0.0, 1.0)] * SCANS
    levels += [_level([legible_page(clean_scan(REPORTING, number), 1)]) for number in range(SCANS)]
    truth = [*photos, *damaged, *scans]
    _print_confusion(truth, levels)
    judged = list(zip(truth, levels, strict=True))
    bad = [level for one, level in judged if one.recovered < UNREADABLE_BELOW]
    good = [level for one, level in judged if one.recovered >= UNREADABLE_BELOW]
    photographed = [level for one, level in judged if one.recovered >= UNREADABLE_BELOW and one in photos]
    beside = f"{PHOTOS} photographs and {DAMAGED + SCANS} scans of drawn papers, by what Tesseract recovers"
    yield Figure("legibility_recall", _share(bad), "", 0.95, beside, at_least=True)
    yield Figure("legibility_false_alarm", _share(good), "", 0.02, beside)
    yield Figure("legibility_false_alarm_photos", _share(photographed), "", None, "the photographs among them")
    yield from _framing()


def _partial(folder: Path) -> Iterable[Figure]:
    """Pages of which a part is lost: a set of its own, since Tesseract reads what is nearly black to people."""
    truth = label(folder, REPORTING, PARTIAL, take_partial)
    judged = [(one, _level(_pages((folder / one.name).read_bytes()))) for one in truth]
    _print_confusion(truth, [level for _, level in judged])
    bad = [level for one, level in judged if one.recovered < UNREADABLE_BELOW]
    good = [level for one, level in judged if one.recovered >= UNREADABLE_BELOW]
    beside = f"{PARTIAL} pictures of drawn papers of which a part is blurred, shadowed, glared over or missing"
    yield Figure("legibility_partial_recall", _share(bad), "", None, beside)
    yield Figure("legibility_partial_false_alarm", _share(good), "", None, beside)


def _browser(jpegs: list[bytes], levels: list[Level]) -> Iterable[Figure]:
    if not has_browser():
        print("inspection: the browser's verdict is not measured; `infra/setup.sh browser` installs one")
        return
    told = list(browser_levels(jpegs))
    same = sum(level is ours for (level, _), ours in zip(told, levels, strict=True)) / len(levels)
    beside = f"the server's level of {len(levels)} pictures"
    yield Figure("legibility_browser_agreement", same, "", 0.95, beside, at_least=True)
    yield Figure("legibility_browser_ms", median(spent for _, spent in told), "ms", None, "a page in Chromium here")


_TOLD = {
    "tilted": FindingCode.PAGE_TILTED,
    "sideways": FindingCode.PAGE_SIDEWAYS,
    "upside down": FindingCode.PAGE_UPSIDE_DOWN,
    "cut off": FindingCode.PAGE_CUT_OFF,
    "several papers": FindingCode.PAGE_SEVERAL_PAPERS,
    "screen": FindingCode.PAGE_OF_SCREEN,
}


def _framing() -> Iterable[Figure]:
    """Readable papers with one thing wrong with the frame, and with nothing."""
    print(f"\n{'frame':<16}{'told':>8}{'and other':>12}   of {MISHAPS}")
    caught = 0
    for mishap, code in _TOLD.items():
        found = [_framed(mishap_photo(REPORTING, number, mishap)) for number in range(MISHAPS)]
        right, others = sum(code in codes for codes in found), sum(bool(codes - {code}) for codes in found)
        print(f"{mishap:<16}{right:>8}{others:>12}")
        caught += right
    sound = [_framed(mishap_photo(REPORTING, number, NONE)) for number in range(MISHAPS)]
    sound += [_framed(clean_scan(REPORTING, number)) for number in range(SCANS)]
    wrong = sum(map(bool, sound))
    print(f"{NONE:<16}{wrong:>8}{'':>12}   of {len(sound)}")
    beside = f"{MISHAPS} papers of the reporting stock for each of {len(_TOLD)} mishaps"
    yield Figure("framing_recall", caught / (MISHAPS * len(_TOLD)), "", 0.95, beside, at_least=True)
    yield Figure("framing_false_alarm", wrong / len(sound), "", 0.02, f"{len(sound)} photographs and scans of the same")


def _framed(picture: Image.Image) -> set[FindingCode]:
    page = legible_page(picture, 1)
    return {finding.code for finding in page.findings} & FRAMING_CODES


def _share(levels: list[Level]) -> float:
    return sum(level is Level.UNREADABLE for level in levels) / max(1, len(levels))


def _pages(jpeg: bytes) -> Iterator[RenderedPage]:
    return (made for made in parse_picture(jpeg, MediaType.JPEG) if isinstance(made, RenderedPage))


def _level(pages: Iterable[RenderedPage]) -> Level:
    (page,) = pages
    told = (finding.params["level"] for finding in page.findings if finding.code in LEGIBILITY_CODES)
    return Level(next(told, Level.FINE))


def _print_confusion(truth: list[Labelled], levels: list[Level]) -> None:
    """By kind of damage: what each reading was called."""
    counts: Counter[tuple[str, bool, Level]] = Counter()
    for one, level in zip(truth, levels, strict=True):
        counts[one.damage, one.recovered < UNREADABLE_BELOW, level] += 1
    print(
        f"\n{'damage':<18}"
        + "".join(f"{truth_name:>12}" for truth_name in ("readable:", "", "", "unreadable:", "", ""))
    )
    print(f"{'':<18}" + "".join(f"{level.value:>12}" for level in Level) * 2)
    for damage in dict.fromkeys(one.damage for one in truth):
        cells = (counts[damage, is_bad, level] for is_bad in (False, True) for level in Level)
        print(f"{damage:<18}" + "".join(f"{cell:>12}" for cell in cells))


def _speed() -> Figure:
    """The child's work on every file that opens, beside decoding or drawing its pages and encoding each once."""
    files = [path.read_bytes() for path in _honest()]
    files += [draw_paper("KK", number, size=(4000, 3000)) for number in range(LARGE)]
    ours = limit = 0.0
    for data in files:
        started = process_time()
        try:
            pages = sum(isinstance(made, RenderedPage) for made in parse(data))
        except RefusedFileError:
            continue
        between = process_time()
        assert _decode_and_encode(data) == pages
        ours, limit = ours + between - started, limit + process_time() - between
    beside = f"decoding or drawing and one encoding in process; {len(files)} files"
    return Figure("inspection_vs_limit_ratio", limit / ours, "", 0.5, beside, at_least=True)


def _honest() -> list[Path]:
    """The real photographs and PDFs that lie beside the project, if they do."""
    folders = [*sorted(SAMPLES.glob("photos-*")), SAMPLES / "pdf-good"]
    return [path for folder in folders for path in sorted(folder.glob("*")) if path.suffix != ".txt"]


def _decode_and_encode(data: bytes) -> int:
    """What no inspection could do without; returns how many pages."""
    if recognise(data) is MediaType.PDF:
        with contextlib.closing(pypdfium2.PdfDocument(data)) as document:
            for page in document:
                bitmap = page.render(scale=PAGE_SIDE / max(page.get_size()), may_draw_forms=False)
                bitmap.to_pil().convert("RGB").save(io.BytesIO(), "JPEG", quality=PAGE_QUALITY)
            return len(document)
    picture = Image.open(io.BytesIO(data))
    size = fitted(*picture.size)
    picture.draft("RGB", size)
    picture.convert("RGB").resize(size, reducing_gap=2.0).save(io.BytesIO(), "JPEG", quality=PAGE_QUALITY)
    return 1


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
