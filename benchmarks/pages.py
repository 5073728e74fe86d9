"""The residents' pages on a phone: bytes over the wire beside their limits, and what Lighthouse says of each."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from playwright.sync_api import Page, Request

from benchmarks.figures import Figure
from tests.browser.chromium import PROGRAM, launch
from tests.browser.own_paper import OwnPaper
from tests.browser.served_office import ServedOffice, serve_office
from tests.residents import as_header, cookies_of

ROOT: Final = Path(__file__).resolve().parents[1]
LIGHTHOUSE: Final = ROOT / "infra" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
FIRST: Final = "/start"
FIRST_KB, MORE_KB = 100, 60
LEAST: Final[Mapping[str, int]] = {"performance": 95, "accessibility": 95, "best-practices": 100}
PHONE: Final = {"width": 360, "height": 740}


def measure() -> list[Figure]:
    """Weights of a first visit page by page, then Lighthouse's phone profile (slow 4G, a quarter of the processor)."""
    with serve_office() as office:
        with office.lock:
            resident = office.office.start()
        paper = OwnPaper(office, resident, "kk")
        paths = list_paths(resident.id)
        return [*_weights(office, paper, paths), *_scores(office, resident.id, paths)]


def list_paths(receipt: str) -> dict[str, str]:
    return {
        "first": FIRST,
        "service": "/services/KTP-LOST",
        "begin": "/apply?service=KTP-LOST",
        "tasks": f"/apply/{receipt}",
        "step": f"/apply/{receipt}/steps/name",
        "check": f"/apply/{receipt}/check",
        "follow": "/follow",
        "paper": f"/apply/{receipt}/papers/kk",
    }


def _weights(office: ServedOffice, paper: OwnPaper, paths: Mapping[str, str]) -> Iterator[Figure]:
    with launch() as browser:
        page = browser.new_page(viewport={"width": PHONE["width"], "height": PHONE["height"]}, locale="id-ID")
        paper.sign_in(page)
        for name, path in paths.items():
            weight = weigh(page, office.url + path) / 1024
            limit = FIRST_KB if name == "first" else None if name == "paper" else MORE_KB
            beside = "with all that Uppy is" if name == "paper" else "bytes packed, what was loaded before not again"
            yield Figure(f"page_{name}_kb", round(weight, 1), "KB", limit, beside)


def weigh(page: Page, address: str) -> int:
    """Bytes of every answer, heads and bodies as they came over the wire."""
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    page.on("requestfinished", note)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.remove_listener("requestfinished", note)
    return sum(_size(request) for request in asked)


def _size(request: Request) -> int:
    sizes = request.sizes()
    return int(sizes["responseBodySize"] + sizes["responseHeadersSize"])


def _scores(office: ServedOffice, receipt: str, paths: Mapping[str, str]) -> Iterator[Figure]:
    with office.lock:
        kept = cookies_of(office.office, receipt)
    headers = as_header({name.removeprefix("__Host-"): value for name, value in kept.items()})
    for name, path in paths.items():
        for category, score in _lighthouse(office.url + path, headers).items():
            yield Figure(
                f"lighthouse_{name}_{category.replace('-', '_')}", score, "of 100", LEAST[category], "phone profile",
                at_least=True,
            )  # fmt: skip


def _lighthouse(address: str, headers: Mapping[str, str]) -> dict[str, float]:
    """Scores of 0 to 100 by category."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        line = [
            str(LIGHTHOUSE), address, "--quiet", "--output=json", f"--output-path={report}",
            f"--only-categories={','.join(LEAST)}", f"--extra-headers={json.dumps(dict(headers))}",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        ]  # fmt: skip
        subprocess.run(line, check=True, capture_output=True, env={**os.environ, "CHROME_PATH": PROGRAM})
        told: dict[str, Any] = json.loads(report.read_text("utf-8"))
    if told["finalDisplayedUrl"] != address:
        raise RuntimeError(f"{address} led elsewhere")
    return {name: round(100 * category["score"]) for name, category in told["categories"].items()}
