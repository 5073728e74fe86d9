"""The station's page and the look at a manifest before it is signed."""

import json
import re

import pytest

from chalicelib.domain.access import Role
from tests.gateway import Gateway
from tests.office import PUBLIC, STAFF, MiniOffice
from tests.post_office import Envelope, PostOffice

CHECK = "/v1/manifest-checks"

pytestmark = pytest.mark.usefixtures("office")


def test_the_page_is_public_and_holds_no_data() -> None:
    answer = Gateway(STAFF).call("GET", "/post")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    page = answer.content.decode()
    assert "{{" not in page
    assert "posmlg" not in page
    assert "Stasiun kantor pos" in page


def test_it_may_speak_to_the_office_and_the_bucket_alone_and_runs_no_inline_script() -> None:
    answer = Gateway(STAFF).call("GET", "/post")
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["connect-src"] == "'self' https://scans.example"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    kinds = re.findall(r"<script([^>]*)>", answer.content.decode())
    assert all("src=" in kind or 'type="application/json"' in kind for kind in kinds)
    assert not re.search(r"\s(on\w+|style)=", answer.content.decode())


def test_its_files_are_served_under_hashed_names() -> None:
    page = Gateway(STAFF).call("GET", "/post").content.decode()
    names = re.findall(r'"(assets/station-[0-9a-f]{16}\.(?:js|css))"', page)
    assert len(names) == 2
    assert {Gateway(PUBLIC).call("GET", f"/{name}").status for name in names} == {200}


def test_its_texts_come_in_both_languages() -> None:
    page = Gateway(STAFF).call("GET", "/post").content.decode()
    found = re.search(r'<script type="application/json" id="texts"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found
    texts = json.loads(found[1])
    assert texts["id"].keys() == texts["en"].keys() >= set(re.findall(r'data-(?:text|label)="(\w+)"', page))


def test_a_look_says_what_opening_would_and_keeps_nothing(partner: PostOffice) -> None:
    manifest = partner.manifest([Envelope("0001", ("paper",)), Envelope("0002", ("paper",))])
    manifest["envelopes"][1]["sheet_count"] = 3
    looked = partner.api.call("POST", CHECK, manifest)
    assert looked.status == 200
    lines = {line["number"]: [error["code"] for error in line["errors"]] for line in looked.json["envelopes"]}
    assert partner.api.call("GET", f"/v1/batches/{manifest['batch_id']}").status == 404
    opened = partner.open(manifest).json["envelopes"]
    assert lines == {line["number"]: [error["code"] for error in line["errors"]] for line in opened}
    assert lines == {"0001": [], "0002": ["sheet_count_differs"]}


def test_a_manifest_that_would_be_refused_is_a_problem_with_every_fault(partner: PostOffice) -> None:
    manifest = partner.manifest([Envelope("0001", ("paper",))], operator="", colour="blue")
    looked = partner.api.call("POST", CHECK, manifest)
    assert looked.status == 422
    assert {error["field"] for error in looked.json["errors"]} == {"operator", "colour"}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.POST_OFFICE])
def test_only_a_post_office_may_look(role: Role, office: MiniOffice) -> None:
    assert office.staff(role).call("POST", CHECK, {}).status == 403
