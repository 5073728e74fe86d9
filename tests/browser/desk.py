"""The desk as its officer uses it: with the keyboard."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, expect

from chalicelib.domain.access import Role
from tests.browser.axe import find_violations
from tests.browser.served_office import PAGE_WIDTH, ServedOffice
from tests.office import Officer
from tests.post_office import Envelope, PostOffice

OFFICER = "siti"


@dataclass
class Desk:
    """Named parts of the page and what the officer does with them."""

    page: Page
    office: ServedOffice
    partner: PostOffice = field(init=False)

    def __post_init__(self) -> None:
        """Papers come from a post office in miniature, and an officer of the other side may interfere."""
        with self.office.lock:
            self.partner = PostOffice(self.office.office)
            self.other = self.office.office.staff(Role.VERIFIER, "other")
            self.office.office.staff(Role.FRONT_OFFICER, OFFICER)

    def sign_in(self) -> None:
        """Paste the token, as the page asks for it."""
        self.page.goto(f"{self.office.url}/desk")
        self.page.wait_for_selector("html[data-ready]")
        self.page.get_by_label("Token akses").fill(OFFICER)
        self.page.keyboard.press("Enter")
        expect(self.title).to_have_text("Amplop yang menunggu")

    def receive(self, *envelopes: Envelope) -> list[dict[str, Any]]:
        """A batch comes and is read; its envelopes in the ledger."""
        with self.office.lock:
            return list(self.partner.post(*envelopes)["envelopes"])

    def waiting(self, *pages: str, **fields: Any) -> str:  # noqa: ANN401 - fields of the manifest
        """An envelope that waits, shown in the list; its id."""
        (line,) = self.receive(Envelope("0001", pages or ("paper", "paper"), fields))
        assert line["end"] == "staff"
        self.press("r")
        expect(self.lines).not_to_have_count(0)
        return str(line["envelope"])

    def press(self, *keys: str) -> None:
        """One key after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Into the field that has the focus."""
        self.page.keyboard.type(text)

    def enter_first(self) -> None:
        """Open the envelope that waits longest."""
        self.press("Enter")
        expect(self.title).to_have_text("Amplop 0001")

    def choose(self, label: str, value: str) -> None:
        """A choice in the form that is open."""
        self.page.locator(".action:visible").get_by_label(label, exact=True).select_option(value)

    def sees(self, picture: str) -> None:
        """A page image is there, not only its place."""
        expect(self.page.locator(picture)).to_have_js_property("naturalWidth", PAGE_WIDTH)

    @property
    def title(self) -> Locator:
        return self.page.locator("#title")

    @property
    def told(self) -> Locator:
        return self.page.locator("#told")

    @property
    def lines(self) -> Locator:
        return self.page.locator(".waiting > li")

    @property
    def focused(self) -> Locator:
        return self.page.locator(":focus")

    def end_of(self, envelope: str) -> dict[str, Any]:
        """Where the office has it."""
        with self.office.lock:
            return self.other.call("GET", f"/v1/envelopes/{envelope}").json

    def case(self, receipt: str) -> Officer:
        """A case in the hands of the other officer."""
        return Officer(self.other, receipt)

    def violations(self) -> list[str]:
        """What axe finds wrong."""
        return find_violations(self.page)
