"""Pictures of pages, kept to be looked at."""

from pathlib import Path
from typing import Final

from playwright.sync_api import Error, Page

SHOTS: Final = Path(__file__).parents[2] / "build" / "screenshots"


def keep_picture(page: Page, name: str) -> None:
    """A busy machine's browser refuses one now and then, and gives it when asked again."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    path = SHOTS / f"{name}.png"
    try:
        page.screenshot(path=path, full_page=True)
    except Error:
        page.screenshot(path=path, full_page=True)
