"""The page for applying with a resident as its clerk uses it."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs

from playwright.sync_api import Locator, Page, Request, Route, expect

from chalicelib.domain.access import Role, Visitor
from tests.browser.axe import find_violations
from tests.browser.served_office import ServedOffice
from tests.office import LOST, Resident

CLERK = "as1"
RESIDENTS_PAGE = '<!doctype html><html lang="id"><title>Warga</title><h1>Isi permohonan</h1></html>'


@dataclass
class Assist:
    """Named parts of the page; `handed` are the forms that went to the residents' pages."""

    page: Page
    office: ServedOffice
    handed: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """The clerk has a login; the residents' pages stand at the same address and take the form."""
        with self.office.lock:
            self.office.office.staff(Role.ASSISTANT, CLERK)
            self.office.office.ports.public_url = self.office.url
        self.page.context.route("**/assisted", self._take)

    def _take(self, route: Route, request: Request) -> None:
        assert request.method == "POST"
        sent = parse_qs(request.post_data or "")
        self.handed.append({name: values[0] for name, values in sent.items()})
        route.fulfill(body=RESIDENTS_PAGE, content_type="text/html")

    def sign_in(self, name: str = CLERK) -> None:
        """Paste the token, as the page asks for it."""
        self.page.goto(f"{self.office.url}/assist")
        self.page.wait_for_selector("html[data-ready]")
        self.page.get_by_label("Token akses").fill(name)
        self.page.keyboard.press("Enter")

    def begin(self, search: str = "ktp hilang") -> str:
        """A draft, by keyboard alone; its number."""
        expect(self.page.get_by_label("Cari layanan")).to_be_focused()
        self.page.keyboard.type(search)
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("heading", name="Permohonan sudah dimulai")).to_be_focused()
        return str(self.page.locator("#begun-number").text_content())

    def hand_over(self, button: Locator) -> None:
        """Go on with the resident in another tab, which is closed again."""
        with self.page.context.expect_page() as opened:
            button.click()
        expect(opened.value.get_by_role("heading")).to_have_text("Isi permohonan")
        opened.value.close()

    def opened(self) -> tuple[Visitor, str]:
        """What the last ticket opens, and who gave it out."""
        with self.office.lock:
            office = self.office.office
            return office.services.assist_tickets.read(self.handed[-1]["ticket"], office.ports.clock.now())

    def hand_in(self, number: str) -> None:
        """The resident fills it in and hands it in."""
        with self.office.lock:
            office = self.office.office
            visitor, _ = self.opened()
            token = office.services.resident_tokens.issue(visitor, office.ports.clock.now())
            resident = Resident(office, {"application_id": number.replace("-", ""), "access_token": token})
            rest = {name: value for name, value in LOST.items() if name != "service"}
            assert resident.call("PATCH", "", rest).status == 200
            resident.started["checklist"] = resident.call("GET").json["checklist"]
            resident.send_all()
            office.work()
            assert resident.submit().status == 200

    @property
    def told(self) -> Locator:
        return self.page.locator("#told")

    @property
    def lines(self) -> Locator:
        return self.page.locator("#list > li")

    def violations(self) -> list[str]:
        """What axe finds wrong."""
        return find_violations(self.page)
