"""The station as its clerk uses it."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import find_violations
from tests.browser.served_office import ServedOffice
from tests.post_keys import PARTNER


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
        return find_violations(self.page)
