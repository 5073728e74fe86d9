"""The page of the officer's desk: what it may reach, what it says, and what its forms know of the catalogue."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.gateway import Gateway
from tests.office import PUBLIC, STAFF, MiniOffice

SCRIPTS = Path(__file__).parents[3] / "infra" / "web" / "desk"
NAMED = re.compile(r"""\b(?:t|tell|line)\("(\w+)"|data-(?:text|label)="(\w+)"|"((?:do|key)_\w+)\"""")

pytestmark = pytest.mark.usefixtures("office")


def page() -> str:
    answer = Gateway(STAFF).call("GET", "/desk")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    return answer.content.decode()


def data(name: str) -> dict[str, Any]:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page(), re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def test_it_shows_page_images_of_the_bucket_and_reaches_nothing_else() -> None:
    answer = Gateway(STAFF).call("GET", "/desk")
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["img-src"] == "'self' data: https://pages.example"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    kinds = re.findall(r"<script([^>]*)>", page())
    assert all("src=" in kind or 'type="application/json"' in kind for kind in kinds)
    assert not re.search(r"\s(on\w+|style)=", page())


def test_its_files_are_served_under_hashed_names() -> None:
    names = re.findall(r'"(assets/desk-[0-9a-f]{16}\.(?:js|css))"', page())
    assert len(names) == 2
    assert {Gateway(PUBLIC).call("GET", f"/{name}").status for name in names} == {200}


def test_every_text_that_it_names_comes_in_both_languages() -> None:
    texts = data("texts")
    scripts = "".join(path.read_text("utf-8") for path in SCRIPTS.glob("*.js"))
    wanted = {next(filter(None, names)) for names in NAMED.findall(scripts + page())}
    assert len(wanted) > 100
    assert wanted - texts["id"].keys() == wanted - texts["en"].keys() == set()


def test_its_forms_know_every_service_role_and_question(office: MiniOffice) -> None:
    known = data("catalogue")
    services = office.services.catalogue.services
    assert [service["code"] for service in known["services"]] == list(services)
    for service in known["services"]:
        assert service["group"] in known["groups"]
        assert set(service["roles"]) <= known["roles"].keys()
        assert set(service["questions"]) <= known["questions"].keys()
    assert known["roles"]["self"]["en"] == "the person concerned"
