"""The page for an office's own changes: what it may reach, what it says, and which names it knows."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.gateway import Gateway
from tests.integration.http.overlay_calls import HOURS, publish
from tests.office import PUBLIC, STAFF, MiniOffice

SCRIPTS = Path(__file__).parents[3] / "infra" / "web" / "overlays"
NAMED = re.compile(r"""\b(?:t|tell)\("(\w+)"|data-(?:text|label)="(\w+)\"""")

pytestmark = pytest.mark.usefixtures("office")


def page() -> str:
    answer = Gateway(STAFF).call("GET", "/overlays")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    return answer.content.decode()


def data(name: str) -> dict[str, Any]:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page(), re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def test_it_speaks_to_its_own_address_alone() -> None:
    answer = Gateway(STAFF).call("GET", "/overlays")
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["form-action"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"
    kinds = re.findall(r"<script([^>]*)>", page())
    assert all("src=" in kind or 'type="application/json"' in kind for kind in kinds)
    assert not re.search(r"\s(on\w+|style)=", page())


def test_its_files_are_served_under_hashed_names() -> None:
    names = re.findall(r'"(assets/overlays-[0-9a-f]{16}\.(?:js|css))"', page())
    assert len(names) == 2
    assert {Gateway(PUBLIC).call("GET", f"/{name}").status for name in names} == {200}


def test_every_text_that_it_names_comes_in_both_languages() -> None:
    texts = data("texts")
    scripts = "".join(path.read_text("utf-8") for path in SCRIPTS.glob("*.js"))
    wanted = {next(filter(None, names)) for names in NAMED.findall(scripts + page())}
    assert len(wanted) > 60
    assert wanted - texts["id"].keys() == wanted - texts["en"].keys() == set()


def test_it_knows_every_service_and_paper(office: MiniOffice) -> None:
    known, catalogue = data("catalogue"), office.services.catalogue
    assert [service["code"] for service in known["services"]] == list(catalogue.services)
    assert [paper["code"] for paper in known["papers"]] == list(catalogue.documents)
    never = {paper["code"] for paper in known["papers"] if not paper["asked"]}
    assert never == {code for code, paper in catalogue.documents.items() if paper.unasked_because} != set()


def test_it_is_the_same_whatever_holds(office: MiniOffice) -> None:
    before = page()
    publish(office, {"office": {"hours": HOURS}, "papers": {"without_local": ["sptjm-kk"]}})
    office.ports.clock.advance(seconds=60)
    assert page() == before
