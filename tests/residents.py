"""A resident's browser without script: keeps cookies, follows redirects, fills forms in as they stand."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlencode, urljoin, urlsplit

from chalice.app import Chalice
from typing_extensions import override

from chalicelib.domain.access import Visit
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.text import Language
from tests.gateway import Answer, Gateway
from tests.office import JPEG, PUBLIC, MiniOffice

FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
HOME: Final = "https://loket.example"


BROWSER: Final = "a-browser-of-tests"


def cookies_of(office: MiniOffice, receipt: str) -> dict[str, str]:
    """What a browser keeps that has opened this application."""
    visits = office.services.visits
    case = office.ports.cases.get(ReceiptNumber.restore(receipt))
    token = visits.seal(Visit(visitor=office.services.track.visit(case)))
    return {"__Host-loket-browser": BROWSER, f"__Host-loket-visit-{receipt}": token}


def as_header(cookies: dict[str, str]) -> dict[str, str]:
    """The same as a browser sends them."""
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}


@dataclass
class Form:
    """One form of a page: where it goes, and what it carries as it stands."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append(Form(given.get("method") or "get", given.get("action") or ""))
        elif tag == "input" and self.forms and given.get("name"):
            is_choice = given.get("type") in {"radio", "checkbox"}
            if not is_choice or "checked" in given:
                self.forms[-1].fields[str(given["name"])] = given.get("value") or ""


@dataclass
class Browser:
    """One window. `page` is what it shows, `path` where that came from."""

    office: MiniOffice
    language: str = "id"
    cookies: dict[str, str] = field(default_factory=dict)
    path: str = "/"
    page: Answer = field(default_factory=lambda: Answer(0, {}, b""))
    takes_cookies: bool = True
    app: Chalice = PUBLIC
    hops: list[int] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What people read of the page."""
        return " ".join(
            re.sub(r"<script.*?</script>|<[^>]+>", " ", self.page.content.decode(), flags=re.DOTALL).split()
        )

    @property
    def forms(self) -> list[Form]:
        """Its forms."""
        reader = _Reader()
        reader.feed(self.page.content.decode())
        return reader.forms

    def go(self, path: str) -> Answer:
        """Follow a link, in this window's language."""
        if self.language != "id" and "lang=" not in path:
            path += f"{'&' if '?' in path else '?'}lang={self.language}"
        return self._ask("GET", urljoin(self.path, path), None)

    def send(self, form: Form, /, **typed: str) -> Answer:
        """Fill a form in and send it."""
        return self._ask("POST", urljoin(self.path, form.action), urlencode({**form.fields, **typed}).encode())

    def submit(self, **typed: str) -> Answer:
        """Fill the page's own form in, and send it; the one before it asks for the other language."""
        own = (form for form in self.forms if form.method == "post" and not form.action.startswith("?"))
        return self.send(next(own), **typed)

    def press(self, words: str, /, **typed: str) -> Answer:
        """Fill in the form whose address holds these words, and send it."""
        return self.send(next(form for form in self.forms if words in form.action), **typed)

    def _ask(self, method: str, path: str, body: bytes | None) -> Answer:
        self.hops = []
        while True:
            answer = self._once(method, path, body)
            self.hops.append(answer.status)
            if answer.status != 303:
                self.path, self.page = path, answer
                return answer
            method, path, body = "GET", urljoin(path, answer.headers["Location"]), None

    def _once(self, method: str, path: str, body: bytes | None) -> Answer:
        headers = {"Accept-Language": self.language, **(FORM if body is not None else {}), **as_header(self.cookies)}
        path = path.removeprefix(HOME)
        answer = Gateway(self.app).call(method, path, body, headers)
        for cookie in answer.cookies if self.takes_cookies else ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in cookie:
                del self.cookies[name]
        return answer

    def begin(self, service: str, **given: str) -> str:
        """From a service's page to the list of tasks; the receipt number."""
        self.go(f"/apply?{urlencode({'service': service, **given})}")
        self.office.ports.clock.advance(seconds=10)
        words = self.office.services.messages.pages(Language(self.language))
        question = next(
            a + b
            for a in range(1, 10)
            for b in range(1, 10)
            if words["puzzle"].format(first=words[f"number_{a}"], second=words[f"number_{b}"]) in self.text
        )
        self.submit(answer=str(question))
        return urlsplit(self.path).path.split("/")[2]

    def send_file(self, slot: str, content: bytes = JPEG) -> str:
        """Send one file of a paper as a browser without script does; its id."""
        receipt = urlsplit(self.path).path.split("/")[2]
        self.go(f"/apply/{receipt}/papers/{slot}")
        self.press(f"/papers/{slot}?")
        form = self.forms[0]
        self.office.ports.store.put_upload(form.fields["key"], content)
        self.go(form.fields["success_action_redirect"])
        return form.fields["key"].rpartition("/")[2]
