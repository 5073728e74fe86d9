"""The page for applying with a resident: what it may reach, what it says, and which services it knows."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.gateway import Gateway
from tests.office import PUBLIC, STAFF, MiniOffice

SCRIPTS = Path(__file__).parents[3] / "infra" / "web" / "assist"
NAMED = re.compile(r"""\b(?:t|tell)\("(\w+)"|data-(?:text|label)="(\w+)\"""")

pytestmark = pytest.mark.usefixtures("office")


def page() -> str:
    answer = Gateway(STAFF).call("GET", "/assist")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    return answer.content.decode()


def data(name: str) -> dict[str, Any]:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page(), re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def test_its_forms_go_to_the_residents_pages_and_nowhere_else() -> None:
    answer = Gateway(STAFF).call("GET", "/assist")
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["form-action"] == "https://loket.example"
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    kinds = re.findall(r"<script([^>]*)>", page())
    assert all("src=" in kind or 'type="application/json"' in kind for kind in kinds)
    assert not re.search(r"\s(on\w+|style)=", page())


def test_its_files_are_served_under_hashed_names() -> None:
    names = re.findall(r'"(assets/assist-[0-9a-f]{16}\.(?:js|css))"', page())
    assert len(names) == 2
    assert {Gateway(PUBLIC).call("GET", f"/{name}").status for name in names} == {200}


def test_every_text_that_it_names_comes_in_both_languages() -> None:
    texts = data("texts")
    scripts = "".join(path.read_text("utf-8") for path in SCRIPTS.glob("*.js"))
    wanted = {next(filter(None, names)) for names in NAMED.findall(scripts + page())}
    assert len(wanted) > 25
    assert wanted - texts["id"].keys() == wanted - texts["en"].keys() == set()


def test_it_knows_every_service_and_which_begin_at_the_counter_alone(office: MiniOffice) -> None:
    known = data("catalogue")
    services = office.services.catalogue.services
    assert [service["code"] for service in known["services"]] == list(services)
    assert all(service["group"] in known["groups"] for service in known["services"])
    closed = {service["code"] for service in known["services"] if not service["begins"]}
    assert closed == {code for code, service in services.items() if service.counter_only} != set()
