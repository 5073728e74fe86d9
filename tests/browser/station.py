"""The station as its clerk uses it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.served_office import ServedOffice
from tests.post_keys import PARTNER

AXE = Path(__file__).parents[2] / "infra" / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Station:
    """Named parts of the page and what the clerk does with them."""

    page: Page
    office: ServedOffice

    def sign_in(self) -> None:
        """Paste the token."""
        self.page.get_by_label("Token akses").fill(PARTNER)
        self.page.get_by_role("button", name="Pakai token").click()
        expect(self.told).to_contain_text("Token sudah dipasang")

    def take_key(self, path: Path) -> None:
        """Read the key once."""
        self.page.get_by_label("File kunci tanda tangan").set_input_files(path)
        expect(self.told).to_contain_text("tersimpan di peramban ini")

    def drop(self, folder: Path) -> None:
        """Give the page a folder; returns once it was looked at."""
        self.page.locator("#folder").set_input_files(folder)
        expect(self.told).to_contain_text(re.compile("cocok|kesalahan|tidak"))

    def send(self) -> None:
        """Press the button; returns at once."""
        self.page.locator("#send").click()

    @property
    def told(self) -> Locator:
        return self.page.locator("#told")

    def envelope(self, number: str) -> Locator:
        """The card of one envelope."""
        return self.page.locator("#envelopes > li", has_text=f"Amplop {number}")

    def violations(self) -> list[str]:
        """What axe finds wrong."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found: dict[str, Any] = self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
        )
        return [f"{item['id']}: {item['nodes'][0]['html'][:200]}" for item in found["violations"]]
