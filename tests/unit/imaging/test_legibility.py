"""Whether a page can be read: the same by Python and by JavaScript, and each reason on a paper that was spoiled so."""

import io
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter

from chalicelib.adapters.imaging import SandboxedInspector
from chalicelib.adapters.imaging.legibility import Tiles, judge, measure
from chalicelib.adapters.imaging.limits import MAX_PIXELS, MAX_SIDE, MIN_SIDE
from chalicelib.adapters.imaging.signatures import recognise
from chalicelib.catalogue import load_legibility
from chalicelib.domain.document import MAX_UPLOAD_BYTES, MediaType
from chalicelib.domain.finding import FindingCode, Severity
from chalicelib.domain.legibility import Judgement, Level
from tests.papers import draw_paper
from tests.unit.imaging.given import encoded, picture

ROOT = Path(__file__).resolve().parents[3]
NODE = shutil.which("node")

Spoil = Callable[[Image.Image], Image.Image]


def blurred(paper: Image.Image) -> Image.Image:
    return paper.filter(ImageFilter.GaussianBlur(6))


def dark(paper: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(paper).enhance(0.03)


def faint(paper: Image.Image) -> Image.Image:
    return Image.blend(paper, Image.new("RGB", paper.size, (225, 225, 225)), 0.93)


def dim(paper: Image.Image) -> Image.Image:
    return ImageEnhance.Brightness(paper).enhance(0.12)


def lit_up(paper: Image.Image) -> Image.Image:
    """A lamp that is reflected in a fifth of a laminated page."""
    dimmed = ImageEnhance.Brightness(paper).enhance(0.75)
    dimmed.paste("white", (paper.width // 8, paper.height // 5, paper.width // 8 * 7, paper.height // 2))
    return dimmed


def on_a_sheet(paper: Image.Image) -> Image.Image:
    """A tinted card in the middle of the scanner's glass."""
    sheet = Image.new("RGB", (paper.width * 2, paper.height * 2), "white")
    sheet.paste(ImageEnhance.Brightness(paper).enhance(0.75), (paper.width // 2, paper.height // 2))
    return sheet


def cut_short(share: float) -> Spoil:
    """A file of which the end never came, and which says that it has ended."""

    def spoil(paper: Image.Image) -> Image.Image:
        whole = encoded(paper, quality=85)
        return Image.open(io.BytesIO(whole[: int(len(whole) * share)] + b"\xff\xd9")).convert("RGB")

    return spoil


def half_blurred(paper: Image.Image) -> Image.Image:
    half = (0, 0, paper.width, paper.height // 2)
    paper.paste(blurred(paper.crop(half)), half)
    return blurred(paper)


def tiny(paper: Image.Image) -> Image.Image:
    return paper.resize((paper.width // 7, paper.height // 7), Image.Resampling.BOX)


def paper() -> Image.Image:
    return Image.open(io.BytesIO(draw_paper("KK"))).convert("RGB")


def judged(image: Image.Image) -> Judgement:
    return judge(measure(Tiles(np.asarray(image.convert("L")))), load_legibility())


def test_a_good_paper_is_fine() -> None:
    assert judged(paper()).level is Level.FINE


@pytest.mark.parametrize(
    ("spoil", "reasons"),
    [
        (blurred, {FindingCode.PAGE_BLURRED}),
        (dark, {FindingCode.PAGE_TOO_DARK}),
        (faint, {FindingCode.PAGE_LOW_CONTRAST, FindingCode.PAGE_BLURRED}),
        (tiny, {FindingCode.PAGE_TOO_SMALL}),
        (dim, {FindingCode.PAGE_TOO_DARK}),
        (lit_up, {FindingCode.PAGE_GLARE}),
        (cut_short(0.2), {FindingCode.PAGE_INCOMPLETE}),
        (cut_short(0.8), {FindingCode.PAGE_INCOMPLETE}),
    ],
)
def test_a_spoiled_paper_is_told_with_its_reason(spoil: Spoil, reasons: set[FindingCode]) -> None:
    found = judged(spoil(paper()))
    assert found.level is not Level.FINE
    assert found.reason in reasons


def test_of_a_page_of_which_most_never_came_nothing_can_be_read() -> None:
    assert judged(cut_short(0.2)(paper())).level is Level.UNREADABLE
    assert judged(cut_short(0.8)(paper())).level is Level.DOUBTFUL


def test_a_file_that_is_cut_short_is_told_though_it_opens(inspector: SandboxedInspector) -> None:
    whole = draw_paper("KK")
    inspection = inspector.inspect(whole[: len(whole) // 2] + b"\xff\xd9", MediaType.JPEG)
    assert [finding.code for finding in inspection.findings] == [FindingCode.PAGE_INCOMPLETE]


def test_the_white_sheet_around_a_card_is_no_reflection() -> None:
    found = judged(on_a_sheet(paper()))
    assert found.page.white > found.page.across * found.page.down * 0.4
    assert found.level is Level.FINE


def test_an_empty_page_is_told() -> None:
    found = judged(picture((1000, 700)))
    assert (found.level, found.reason, found.share < 1) == (Level.UNREADABLE, FindingCode.PAGE_BLANK, True)


def test_the_part_that_is_blurred_is_named() -> None:
    whole = paper()
    half = (0, 0, whole.width, whole.height // 2)
    whole.paste(whole.crop(half).filter(ImageFilter.GaussianBlur(12)), half)
    assert judged(whole).worst == "top"


@pytest.mark.parametrize("size", [(1, 1), (63, 900), (64, 64), (2000, 65)])
def test_any_size_is_measured(size: tuple[int, int]) -> None:
    found = judged(picture(size))
    assert (found.level, 0 <= found.share <= 1) == (Level.UNREADABLE, True)


def test_one_unreadable_page_of_several_is_named_and_kept(inspector: SandboxedInspector) -> None:
    out = io.BytesIO()
    paper().save(out, "PDF", save_all=True, append_images=[blurred(paper()), paper()])
    inspection = inspector.inspect(out.getvalue(), MediaType.PDF)
    assert [(f.page, f.severity, f.params["level"]) for f in inspection.findings] == [
        (2, Severity.WARNING, "unreadable")
    ]
    assert [page.number for page in inspection.pages] == [1, 2, 3]
    assert not inspection.is_refused


@pytest.mark.skipif(NODE is None, reason="node is not installed")
@pytest.mark.parametrize(
    "spoil", [lambda image: image, blurred, half_blurred, dark, faint, tiny, dim, lit_up, on_a_sheet, cut_short(0.2)]
)
def test_the_browser_measures_and_judges_the_same(tmp_path: Path, spoil: Spoil) -> None:
    image = spoil(paper())
    (tmp_path / "pixels").write_bytes(image.convert("RGBA").tobytes())
    program = f"""
import {{ readFileSync }} from "node:fs";
import {{ greyOf, measure }} from "{ROOT}/infra/web/legibility/measure.js";
import {{ judge }} from "{ROOT}/infra/web/legibility/judge.js";
const data = readFileSync("{tmp_path}/pixels");
const page = measure(greyOf({{ data, width: {image.width}, height: {image.height} }}));
const model = JSON.parse(readFileSync("{ROOT}/chalicelib/catalogue/legibility.json"));
console.log(JSON.stringify([page.tiles, judge(page, model)]));
"""
    command = [str(NODE), "--input-type=module", "-e", program]
    told = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    ours = judged(image)
    assert np.allclose(np.array(told[0]).reshape(-1, 61), np.array(ours.page.tiles).reshape(-1, 61))
    assert told[1]["level"] == ours.level
    assert told[1]["share"] == pytest.approx(ours.share, abs=1e-9)
    assert told[1]["reason"] == (None if ours.level is Level.FINE else ours.reason)
    finding = ours.finding("upload", 1)
    assert told[1]["params"] == (finding.params if finding else {})
    assert told[1]["showsWriting"] == ours.shows_writing


def test_a_file_that_is_too_small_still_has_its_page(inspector: SandboxedInspector) -> None:
    inspection = inspector.inspect(encoded(picture((120, 90))), MediaType.JPEG)
    assert FindingCode.TOO_SMALL in {finding.code for finding in inspection.findings}
    assert len(inspection.pages) == 1


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_the_browser_refuses_what_the_office_refuses() -> None:
    starts = [
        b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF....WEBP", b"RIFF....WAVE", b"....ftypheic", b"....ftypmp42",
        b"%PDF-1.7", b"x" * 900 + b"%PDF-1.7", b"GIF89a", b"BM", b"", b"<svg",
    ]  # fmt: skip
    sizes = [[9000, 6362], [12001, 300], [299, 10], [12000, 3333], [300, 1]]
    files = [[0, "jpeg"], [MAX_UPLOAD_BYTES, "jpeg"], [MAX_UPLOAD_BYTES + 1, "jpeg"], [9, ""]]
    program = f"""
import {{ LIMITS, kindOf, refusalOf, sizeRefusal }} from "{ROOT}/infra/web/legibility/kinds.js";
const codeOf = (refusal) => refusal?.[0] ?? null;
const kinds = {json.dumps([list(start) for start in starts])}.map((bytes) => kindOf(new Uint8Array(bytes)));
const sizes = {json.dumps(sizes)}.map(([width, height]) => codeOf(sizeRefusal({{ width, height }})));
const files = {json.dumps(files)}.map(([size, kind]) => codeOf(refusalOf({{ size, name: "a.gif" }}, kind)));
console.log(JSON.stringify([kinds, LIMITS, sizes, files]));
"""
    command = [str(NODE), "--input-type=module", "-e", program]
    told = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    ours = [recognise(start) for start in starts]
    assert told == [
        [kind.value.rpartition("/")[2] if kind else "" for kind in ours],
        {"bytes": MAX_UPLOAD_BYTES, "pixels": MAX_PIXELS, "side": MAX_SIDE, "least": MIN_SIDE},
        ["too_many_pixels", "too_many_pixels", "too_small", None, None],
        ["empty_file", None, "too_large", "unknown_type"],
    ]


def test_a_screenshot_with_a_grey_bar_is_whole(inspector: SandboxedInspector) -> None:
    whole = paper()
    shot = Image.new("RGB", (whole.width, whole.height * 3), (128, 128, 128))
    shot.paste(whole, (0, 0))
    inspection = inspector.inspect(encoded(shot, "PNG"), MediaType.PNG)
    assert FindingCode.PAGE_INCOMPLETE not in {finding.code for finding in inspection.findings}
