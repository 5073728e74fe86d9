"""The page for what is local as its administrator uses it."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from chalicelib.domain.access import Role
from tests.browser.axe import find_violations
from tests.browser.served_office import ServedOffice

ADMINISTRATOR = "adm1"


@dataclass
class Overlays:
    """Named parts of the page, and what residents read meanwhile."""

    page: Page
    office: ServedOffice

    def sign_in(self, name: str = ADMINISTRATOR, role: Role = Role.ADMINISTRATOR) -> None:
        """Paste the token, as the page asks for it."""
        with self.office.lock:
            self.office.office.staff(role, name)
        self.open()
        self.page.get_by_label("Token akses").fill(name)
        self.page.keyboard.press("Enter")

    def open(self) -> None:
        """As the browser opens it, with what it keeps."""
        self.page.goto(f"{self.office.url}/overlays")
        self.page.wait_for_selector("html[data-ready]")

    def fill(self, name: str, text: str) -> None:
        """One field, by the name that the API has for it."""
        self.field(name).fill(text)

    def field(self, name: str) -> Locator:
        """Whatever takes this value."""
        return self.page.locator(f'[name="{name}"]')

    def save(self, number: int) -> None:
        """Save what is typed; its preview comes up."""
        self.page.get_by_role("button", name="Simpan dan lihat bedanya").click()
        expect(self.page.get_by_role("heading", name=f"Pratinjau versi {number}", exact=True)).to_be_focused()

    def publish(self, number: int) -> None:
        """Let the previewed version hold."""
        self.page.get_by_role("button", name=f"Terbitkan versi {number}", exact=True).click()

    def publish_changes(self, number: int) -> None:
        """Save, look, publish."""
        self.save(number)
        self.publish(number)
        expect(self.told).to_have_text(f"Versi {number} berlaku. Warga melihatnya dalam satu menit.")

    def a_minute_later(self) -> None:
        """The clock of the office goes on."""
        with self.office.lock:
            self.office.office.ports.clock.advance(seconds=60)

    def residents_page(self, path: str) -> str:
        """What a resident reads there now."""
        with self.office.lock:
            answer = self.office.office.public.call("GET", path)
            assert answer.status == 200
            return answer.content.decode()

    @property
    def told(self) -> Locator:
        return self.page.locator("#told")

    @property
    def lines(self) -> Locator:
        return self.page.locator("#versions > li")

    def violations(self) -> list[str]:
        """What axe finds wrong."""
        return find_violations(self.page)
