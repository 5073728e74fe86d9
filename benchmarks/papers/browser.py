"""What a real browser makes of the same files: its own decoder and scaling, then the project's script."""

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path

from playwright.sync_api import Route

from chalicelib.domain.legibility import Level
from tests.browser.chromium import PROGRAM, launch

ROOT = Path(__file__).parents[2]
PLACES = {
    "/legibility/": ROOT / "infra" / "web" / "legibility",
    "/catalogue/": ROOT / "chalicelib" / "catalogue",
}
_TYPES = {".js": "text/javascript", ".json": "application/json"}
_ORIGIN = "http://papers.invalid"
_PAGE = f"""<!doctype html><script type="module">
import {{ greyOf, measure }} from "{_ORIGIN}/legibility/measure.js";
import {{ judge }} from "{_ORIGIN}/legibility/judge.js";
const model = await (await fetch("{_ORIGIN}/catalogue/legibility.json")).json();
window.levelOf = async (base64) => {{
  const bitmap = await createImageBitmap(await (await fetch("data:image/jpeg;base64," + base64)).blob());
  const scale = Math.min(1, 2000 / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
  const pen = canvas.getContext("2d", {{ willReadFrequently: true }});
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const started = performance.now();
  const {{ level }} = judge(measure(greyOf(pen.getImageData(0, 0, canvas.width, canvas.height))), model);
  return {{ level, milliseconds: performance.now() - started }};
}};
</script>"""


def has_browser() -> bool:
    """Whether Debian's Chromium is there."""
    return Path(PROGRAM).exists()


def browser_levels(jpegs: Iterable[bytes]) -> Iterator[tuple[Level, float]]:
    """Of each file the level that the script gives it in headless Chromium, and how many milliseconds it took."""
    with launch() as browser:
        page = browser.new_page()
        page.route("**/*", _serve)
        page.goto(_ORIGIN)
        page.wait_for_function("() => typeof window.levelOf === 'function'")
        for jpeg in jpegs:
            found = page.evaluate("(data) => levelOf(data)", base64.b64encode(jpeg).decode())
            yield Level(found["level"]), float(found["milliseconds"])


def _serve(route: Route) -> None:
    path = route.request.url.removeprefix(_ORIGIN)
    for start, folder in PLACES.items():
        if path.startswith(start):
            file = folder / path.removeprefix(start)
            route.fulfill(body=file.read_bytes(), content_type=_TYPES[file.suffix])
            return
    route.fulfill(body=_PAGE, content_type="text/html")
