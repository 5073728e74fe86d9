"""How a paper lies in its picture: each fault is told and no other; by Python and by JavaScript the same."""

import dataclasses
import io
import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.papers.mishaps import MISHAPS
from chalicelib.adapters.imaging import SandboxedInspector
from chalicelib.adapters.imaging.legibility import Tiles, frame
from chalicelib.catalogue import load_legibility
from chalicelib.domain.document import MediaType
from chalicelib.domain.finding import FindingCode
from chalicelib.domain.framing import Framing
from tests.papers import draw_paper
from tests.unit.imaging.given import encoded, picture

ROOT = Path(__file__).resolve().parents[3]
NODE = shutil.which("node")
LIMITS = load_legibility().framing
TOLD = {
    "none": set(),
    "tilted": {FindingCode.PAGE_TILTED},
    "sideways": {FindingCode.PAGE_SIDEWAYS},
    "upside down": {FindingCode.PAGE_UPSIDE_DOWN},
    "cut off": {FindingCode.PAGE_CUT_OFF},
    "several papers": {FindingCode.PAGE_SEVERAL_PAPERS},
    "screen": {FindingCode.PAGE_OF_SCREEN},
    "grey": {FindingCode.PAGE_NOT_IN_COLOUR},
}


@cache
def photo(mishap: str) -> Image.Image:
    paper = Image.open(io.BytesIO(draw_paper("KK"))).convert("RGB")
    return MISHAPS[mishap](paper, np.random.default_rng(0))


def framed(image: Image.Image) -> Framing:
    return frame(image, Tiles(np.asarray(image.convert("L"))))


@pytest.mark.parametrize("mishap", TOLD)
def test_each_mishap_is_told_and_nothing_else(mishap: str) -> None:
    found = {finding.code for finding in LIMITS.findings(framed(photo(mishap)), "upload", 1)}
    # A family card is printed in black: on a grey table, or a screen, there is no colour to find.
    assert found - {FindingCode.PAGE_NOT_IN_COLOUR} == TOLD[mishap] - {FindingCode.PAGE_NOT_IN_COLOUR}
    assert found >= TOLD[mishap]


def test_the_side_that_is_missing_is_named() -> None:
    whole = photo("none")
    part = whole.crop((0, 0, whole.width * 2 // 3, whole.height))
    (finding,) = LIMITS.findings(framed(part), "upload", 1)
    assert finding.params == {"part": "right"}


@pytest.mark.parametrize("angle", [-20, 20])
def test_a_tilt_is_measured_in_degrees(angle: int) -> None:
    turned = photo("none").rotate(-angle, Image.Resampling.BICUBIC, expand=True)
    assert framed(turned).tilt == pytest.approx(angle, abs=3)


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (23, 24), (63, 900), (2000, 3)])
def test_any_size_is_measured(size: tuple[int, int]) -> None:
    found = framed(picture(size))
    assert (found.tilt, found.upright, found.turned, found.weave) == (0, 0, 0, 0)


def test_every_fault_of_a_file_is_told_at_once(inspector: SandboxedInspector) -> None:
    cut_and_grey = photo("cut off").convert("L").convert("RGB")
    inspection = inspector.inspect(encoded(cut_and_grey), MediaType.JPEG)
    codes = {finding.code for finding in inspection.findings}
    assert codes >= {FindingCode.PAGE_CUT_OFF, FindingCode.PAGE_NOT_IN_COLOUR}
    assert not inspection.is_refused


@pytest.mark.skipif(NODE is None, reason="node is not installed")
@pytest.mark.parametrize("mishap", [*TOLD, "tiny"])
def test_the_browser_measures_and_tells_the_same(tmp_path: Path, mishap: str) -> None:
    image = picture((40, 3)) if mishap == "tiny" else photo(mishap)
    (tmp_path / "pixels").write_bytes(image.convert("RGBA").tobytes())
    program = f"""
import {{ readFileSync }} from "node:fs";
import {{ greyOf }} from "{ROOT}/infra/web/legibility/measure.js";
import {{ frame, faultsOf }} from "{ROOT}/infra/web/legibility/framing.js";
const image = {{ data: readFileSync("{tmp_path}/pixels"), width: {image.width}, height: {image.height} }};
const network = JSON.parse(readFileSync("{ROOT}/chalicelib/catalogue/orientation.json"));
const page = frame(image, greyOf(image), network);
const model = JSON.parse(readFileSync("{ROOT}/chalicelib/catalogue/legibility.json"));
console.log(JSON.stringify([page, faultsOf(page, model.framing)]));
"""
    command = [str(NODE), "--input-type=module", "-e", program]
    page, faults = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    ours = framed(image)
    for name, value in dataclasses.asdict(ours).items():
        assert np.allclose(page[name], value, atol=1e-4), name
    assert faults == [[f.code, f.params] for f in LIMITS.findings(ours, "upload", 1)]
