"""One paper of a resident's draft, on the page that its visitor is shown."""

from dataclasses import dataclass

from playwright.sync_api import Page

from chalicelib.domain.access import Visit
from chalicelib.domain.document import UploadState
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.text import Language
from tests.browser.served_office import ServedOffice
from tests.office import Resident
from tests.residents import BROWSER

SHOWN = (UploadState.INSPECTING, UploadState.ACCEPTED, UploadState.REFUSED)


@dataclass
class OwnPaper:
    """Opened as by a browser that keeps the visit."""

    office: ServedOffice
    resident: Resident
    slot: str
    language: Language = Language.INDONESIAN
    remembers: bool = True

    def open(self, page: Page) -> None:
        """Show it, and wait for its script."""
        self.sign_in(page)
        page.goto(f"{self.office.url}/apply/{self.resident.id}/papers/{self.slot}?lang={self.language}")
        page.wait_for_selector("html[data-ready]")

    def sign_in(self, page: Page) -> None:
        """Give the browser what number and PIN would give it."""
        with self.office.lock:
            services = self.office.office.services
            case = services.ports.cases.get(ReceiptNumber.restore(self.resident.id))
            visit = services.visits.seal(Visit(visitor=services.track.visit(case), remembers=self.remembers))
        kept = {"loket-browser": BROWSER, f"loket-visit-{self.resident.id}": visit}
        page.context.add_cookies(
            [{"name": name, "value": value, "url": self.office.url} for name, value in kept.items()]
        )

    def uploads(self) -> list[dict[str, str]]:
        """What the office holds for the paper."""
        with self.office.lock:
            answer = self.resident.call("GET").json
        return [upload for upload in answer["uploads"] if upload["slot"] == self.slot and upload["state"] in SHOWN]
