"""What is said of a scanned page: written and readable, written and not, or not written at all."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFilter

from chalicelib.adapters.imaging.confined import ChildLostError
from chalicelib.adapters.imaging.frames import Frame
from chalicelib.adapters.imaging.scans import ConfinedScanReader
from chalicelib.adapters.imaging.scans.lanes import Lane, Reading
from chalicelib.domain.finding import LEGIBILITY_CODES, FindingCode
from tests.scans.files import jpeg_leaf, write_pdf
from tests.scans.pages import draw_blank, draw_card, draw_dirty_back, draw_form, draw_letter, draw_show_through
from tests.scans.paper import TUNING
from tests.unit.imaging.scans.given import scanned

DPI = 200
JPEG = b"\xff\xd8\xff\xd9"
IMAGE = {"number": 1, "width": 2, "height": 3, "has_code": False, "bytes": len(JPEG), "findings": []}
PARAMS = {"readable": "10", "light": "99", "contrast": "50", "side": "2000", "part": "all", "level": "unreadable"}
FINDING = {"code": "page_blurred", "severity": "warning", "where": "upload", "page": 1, "params": PARAMS}


def told(reader: ConfinedScanReader, folder: Path, page: Image.Image) -> set[FindingCode]:
    write_pdf(folder / "scan", [jpeg_leaf(page, DPI)])
    ((_, image),) = reader.read(folder / "scan", 1, 1, render=True)
    assert image is not None
    return {finding.code for finding in image.findings} & LEGIBILITY_CODES


@pytest.mark.parametrize("draw", [draw_letter, draw_form])
def test_a_clean_scan_raises_no_doubt(tmp_path: Path, reader: ConfinedScanReader, draw: Any) -> None:  # noqa: ANN401 - a drawing
    assert told(reader, tmp_path, scanned(draw(TUNING, 2, DPI))) == set()


@pytest.mark.parametrize("draw", [draw_letter, draw_card])
def test_a_blurred_scan_is_doubted(tmp_path: Path, reader: ConfinedScanReader, draw: Any) -> None:  # noqa: ANN401 - a drawing
    page = scanned(draw(TUNING, 2, DPI)).filter(ImageFilter.GaussianBlur(5))
    assert told(reader, tmp_path, page) == {FindingCode.PAGE_BLURRED}


def test_a_scan_that_was_faded_is_doubted(tmp_path: Path, reader: ConfinedScanReader) -> None:
    page = np.asarray(scanned(draw_letter(TUNING, 2, DPI)), np.float32)
    faded = Image.fromarray((235 + (page - 235) * 0.05).clip(0, 255).astype(np.uint8))
    assert told(reader, tmp_path, faded) & {FindingCode.PAGE_LOW_CONTRAST, FindingCode.PAGE_BLANK}


@pytest.mark.parametrize("draw", [draw_blank, draw_dirty_back, draw_show_through])
def test_of_a_page_without_writing_nothing_else_is_said(
    tmp_path: Path,
    reader: ConfinedScanReader,
    draw: Any,  # noqa: ANN401 - a drawing
) -> None:
    assert told(reader, tmp_path, scanned(draw(TUNING, 3, DPI))) == {FindingCode.PAGE_BLANK}


class _Lent:
    """A child that answers what it is told to."""

    def __init__(self, frame: Frame) -> None:
        self.child, self._frame = self, frame

    def reopen(self) -> None:
        return

    def ask(self, *_: int, render: bool) -> None:
        assert render

    def pages(self) -> Any:  # noqa: ANN401 - frames
        return iter([self._frame])


def answered(image: Any, body: bytes = JPEG + JPEG) -> tuple[Any, Any]:  # noqa: ANN401 - lies are of any kind
    frame = Frame({"kind": "page", "number": 1, "image": image}, body)
    reading = Reading(last=1, step=1, render=True, patience=None)  # type: ignore[arg-type]
    return Lane(reading, _Lent(frame), 1)._taken(1)  # type: ignore[arg-type]


def test_what_an_honest_child_finds_is_kept() -> None:
    _, image = answered({**IMAGE, "findings": [FINDING]})
    assert [finding.code for finding in image.findings] == [FindingCode.PAGE_BLURRED]


@pytest.mark.parametrize(
    "image",
    [
        None, 7, [], "page", {**IMAGE, "bytes": 10**9}, {**IMAGE, "bytes": -1}, {**IMAGE, "number": 2},
        {**IMAGE, "findings": [{**FINDING, "page": 2}]}, {**IMAGE, "findings": [FINDING] * 9},
        {**IMAGE, "findings": [{**FINDING, "params": {**PARAMS, "part": "nonsense"}}]},
        {**IMAGE, "findings": 7}, {**IMAGE, "findings": [{"code": "sesame"}]}, {**IMAGE, "findings": [None]},
    ],
)  # fmt: skip
def test_nonsense_from_a_scan_child_costs_the_child(image: Any) -> None:  # noqa: ANN401 - any nonsense
    with pytest.raises(ChildLostError):
        answered(image)


@pytest.mark.parametrize("body", [b"", JPEG, b"<html>" + JPEG, JPEG + b"<html>"])
def test_what_is_no_picture_costs_the_child(body: bytes) -> None:
    with pytest.raises(ChildLostError):
        answered(IMAGE, body)
