"""Paths as they come over the wire, decoded once as API Gateway does, through the gateway of `make run`."""

import json
import re
from typing import Any

import pytest

from chalicelib.domain.access import Role
from functions._http import ROUTES
from infra.local.functions import Limits
from infra.local.gateway import Gateway
from infra.local.gateway_event import Answer, Request
from tests.gateway import Answer as Checked
from tests.integration.http.contract import hold_to_contract
from tests.office import PUBLIC, STAFF, MiniOffice
from tests.officers import SESSION, session_of
from tests.residents import as_header

TRAVERSALS = (
    *("..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "%2fetc%2fpasswd", "..%5c..%5cboot.ini", "%252e%252e%252f", "%00"),
    *("openapi.json", "..%2fopenapi.json", "manifest.json", "%2e%2e%2ftemplates%2fdocs.html", "a%00.js", "%ff%fe"),
    *("%F0%9F%92%A5", "x" * 3000, "%E2%80%AE", "%0d%0aSet-Cookie:%20a=b", "{name}", "*", "%20", "~", "con"),
)


@pytest.fixture
def public(office: MiniOffice) -> "Wire":
    """The public surface."""
    return Wire(Gateway(PUBLIC, Limits(28, 512), lambda: None), office)


@pytest.fixture
def desk(office: MiniOffice) -> "Wire":
    """The office's surface, its pages asked for by a browser."""
    return Wire(Gateway(STAFF, Limits(28, 512), lambda: None), office)


class Wire:
    """Requests by their raw target."""

    def __init__(self, gateway: Gateway, office: MiniOffice, token: str = "") -> None:
        self.gateway, self.office, self.token = gateway, office, token

    def send(self, method: str, target: str, body: Any = None, **headers: str) -> Answer:  # noqa: ANN401 - any JSON
        """The answer, held to the contract where a route gave it."""
        given = [("Content-Type", "application/json"), *headers.items()]
        if self.token:
            given.append(("Authorization", f"Bearer {self.token}"))
        raw = b"" if body is None else json.dumps(body).encode()
        return self.gateway.handle(Request(method, target, given, raw))


def problem_of(answer: Answer) -> str:
    return str(json.loads(answer.body)["type"]).rpartition("/")[2]


def media_type_of(answer: Answer) -> str:
    return dict(answer.headers)["Content-Type"]


@pytest.mark.parametrize("name", TRAVERSALS)
def test_no_asset_lies_outside_its_folder(public: Wire, name: str) -> None:
    answer = public.send("GET", f"/assets/{name}")
    assert (answer.status, problem_of(answer)) == (404, "not-found")
    assert not any(header.lower() == "set-cookie" for header, _ in answer.headers)


@pytest.mark.parametrize("name", TRAVERSALS)
def test_no_service_is_found_by_a_path(public: Wire, name: str) -> None:
    assert public.send("GET", f"/v1/services/{name}").status == 404
    assert public.send("POST", f"/v1/services/{name}/checklist", {}).status == 404


@pytest.mark.parametrize("name", TRAVERSALS)
def test_no_upload_is_found_by_a_path(public: Wire, name: str) -> None:
    resident = public.office.start()
    resident.send("kk")
    public.token = resident.started["access_token"]
    for method, target in (("PUT", f"{name}/complete"), ("DELETE", name)):
        assert public.send(method, f"/v1/applications/{resident.id}/uploads/{target}").status == 404
    assert [upload.state for upload in public.office.ports.registry.cases[resident.id].uploads] == ["inspecting"]


def test_an_upload_id_with_its_path_encoded_is_not_found(public: Wire) -> None:
    mine, theirs = public.office.start(), public.office.start()
    upload = theirs.send("kk")
    public.token = mine.started["access_token"]
    target = f"/v1/applications/{mine.id}/uploads/..%2F..%2F{theirs.id}%2Fuploads%2F{upload}"
    assert public.send("DELETE", target).status == 404


@pytest.mark.parametrize("target", ["/v1", "/v2/services?x=1", "/v1/applications", "/v1/cases", "/v1//services"])
def test_an_unknown_call_is_a_problem(public: Wire, target: str) -> None:
    answer = public.send("GET", target)
    assert (answer.status, problem_of(answer)) == (404, "not-found")


def test_an_address_with_nothing_behind_it_is_a_page_for_residents(public: Wire) -> None:
    answer = public.send("GET", "/apply/a/b/c/d?utm=x")
    assert (answer.status, media_type_of(answer)) == (404, "text/html; charset=utf-8")
    text = answer.body.decode()
    assert "Halaman ini tidak ada" in text
    assert 'href="../../../../start?lang=id"' in text  # its links lead to where they should, however deep it lies
    assert "There is no such page" in public.send("GET", "/apply/a/b/c/d?lang=en").body.decode()


@pytest.mark.parametrize("target", ["/", "/wp-login.php", "/office/queue/next/one", "/office/cases/nobody/one/two"])
def test_an_address_with_nothing_behind_it_is_a_page_for_officers(desk: Wire, target: str) -> None:
    for method in ("GET", "POST") if target != "/" else ("GET",):
        answer = desk.send(method, target, **as_header({SESSION: session_of(desk.office, Role.VERIFIER)}))
        assert (answer.status, media_type_of(answer)) == (404, "text/html; charset=utf-8")
        assert "Halaman ini tidak ada" in answer.body.decode()
        assert 'office/queue?lang=id"' in answer.body.decode()


def test_who_is_not_signed_in_finds_the_way_in_from_any_address(desk: Wire) -> None:
    text = desk.send("GET", "/office/nothing").body.decode()
    assert "Halaman ini tidak ada" in text
    assert 'href="../office?lang=id"' in text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_call_of_the_office_is_a_problem(desk: Wire, method: str) -> None:
    answer = desk.send(method, "/v1/nothing?x=1")
    assert (answer.status, problem_of(answer)) == (404, "not-found")


def test_the_address_of_a_form_tells_an_officer_to_open_its_case(desk: Wire) -> None:
    receipt = desk.office.start().id
    kept = as_header({SESSION: session_of(desk.office, Role.VERIFIER)})
    answer = desk.send("GET", f"/office/cases/{receipt}/return", **kept)
    assert (answer.status, dict(answer.headers)["Allow"]) == (405, "POST")
    assert "hanya menerima formulir" in answer.body.decode()
    assert f'href="../../../office/cases/{receipt}?lang=id"' in answer.body.decode()


def test_every_address_of_a_form_can_be_opened(public: Wire, desk: Wire) -> None:
    of_forms = {route.path for route in ROUTES if route.is_page and route.method == "POST"}
    opened = {route.path for route in ROUTES if route.is_page and route.method == "GET"}
    for path in of_forms - opened:
        wire = desk if path in STAFF.routes else public
        answer = wire.send("GET", re.sub(r"{\w+}", "TESTTESTTE5", path))
        assert (answer.status, media_type_of(answer)) == (405, "text/html; charset=utf-8"), path


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "image/png", ""])
def test_a_form_of_another_type_is_answered_by_a_page(desk: Wire, public: Wire, kind: str) -> None:
    """Nothing that it holds counts."""
    kept = as_header({SESSION: session_of(desk.office, Role.VERIFIER)})
    for wire, target in ((desk, "/office/queue/next"), (public, "/finish"), (public, "/follow")):
        answer = wire.send("POST", target, {"a": 1}, **kept, **{"Content-Type": kind})
        assert media_type_of(answer) == "text/html; charset=utf-8", answer.body


def test_a_trailing_slash_and_an_encoded_code_are_the_same_service(public: Wire) -> None:
    plain = public.send("GET", "/v1/services/KTP-LOST").body
    assert public.send("GET", "/v1/services/KTP-LOST/").body == plain
    assert public.send("GET", "/v1/services/KTP%2DLOST").body == plain


@pytest.mark.parametrize("form", ["{0}", "{lower}", "{grouped}", "{lower_grouped}", "%20{grouped}%20", "{blanks}"])
def test_staff_may_write_a_receipt_number_in_any_form(office: MiniOffice, form: str) -> None:
    resident = office.start()
    grouped = resident.started["receipt_number"]
    written = form.format(
        resident.id,
        lower=resident.id.lower(),
        grouped=grouped,
        lower_grouped=grouped.lower(),
        blanks=grouped.replace("-", "%20"),
    )
    token = office.staff(Role.COUNTER).token
    wire = Wire(Gateway(STAFF, Limits(28, 512), lambda: None), office, token)
    answer = wire.send("GET", f"/v1/cases/{written}")
    assert json.loads(answer.body)["receipt_number"] == grouped


@pytest.mark.parametrize("receipt", ["..", "%2e%2e%2f", "%00", "TESTTESTTE6", "1", "x" * 3000, "%ff", "3573%23CASE"])
def test_what_is_no_receipt_number_is_refused(office: MiniOffice, receipt: str) -> None:
    token = office.staff(Role.ADMINISTRATOR).token
    wire = Wire(Gateway(STAFF, Limits(28, 512), lambda: None), office, token)
    for path in ("", "/audit", "/pages/1"):
        answer = wire.send("GET", f"/v1/cases/{receipt}{path}")
        assert answer.status == 422
        hold_to_contract("GET", "/v1/cases/{receipt}" + path.replace("1", "{number}"), checked(answer))


@pytest.mark.parametrize("number", ["0", "-1", "1.5", "x", "%D9%A1", "9" * 400, "00", "+1", "%201"])
def test_a_page_that_is_not_there_is_a_problem(office: MiniOffice, number: str) -> None:
    receipt = office.start().id
    token = office.staff(Role.VERIFIER).token
    wire = Wire(Gateway(STAFF, Limits(28, 512), lambda: None), office, token)
    assert wire.send("GET", f"/v1/cases/{receipt}/pages/{number}").status in {404, 422}


@pytest.mark.parametrize(
    "query",
    [
        *(
            "limit=0",
            "limit=101",
            "limit=",
            "limit=ten",
            "limit=-1",
            "limit=1e2",
            "limit=%D9%A1",
            "limit=000000000100000",
        ),
        *("limit=000000001" + "9" * 5000, "queue=", "queue=nope", "queue=OUTBOX", "queue=submitted%23", "unknown=1"),
        *("cursor=", "cursor=nope", "cursor=%ff", "cursor=bnVsbA", "cursor=W10", "cursor=" + "W1tb" * 100, "limit[]=1"),
        "cursor=" + "A" * 5000,
    ],
)
def test_a_wrong_query_is_refused_by_name(office: MiniOffice, query: str) -> None:
    token = office.staff(Role.VERIFIER).token
    wire = Wire(Gateway(STAFF, Limits(28, 512), lambda: None), office, token)
    answer = wire.send("GET", "/v1/cases?" + query)
    assert answer.status == 422, answer.body
    hold_to_contract("GET", "/v1/cases", checked(answer))


def test_a_cursor_holds_for_its_own_list_alone(office: MiniOffice) -> None:
    for _ in range(3):
        resident = office.start()
        resident.send_all()
        office.work()
        resident.submit()
    api = office.staff(Role.VERIFIER)
    first = api.call("GET", "/v1/cases?queue=submitted&limit=2").json
    rest = api.call("GET", f"/v1/cases?queue=submitted&limit=2&cursor={first['next_cursor']}").json
    numbers = [item["receipt_number"] for item in first["items"] + rest["items"]]
    assert len(numbers) == len(set(numbers)) == 3
    assert api.call("GET", f"/v1/cases?queue=in_review&cursor={first['next_cursor']}").status == 422


def test_nothing_about_a_resident_stands_in_an_address(public: Wire) -> None:
    started = public.office.start().started
    answer = public.send("GET", f"/v1/services?pin={started['pin']}")
    assert answer.status == 422
    assert started["pin"].encode() not in answer.body


def checked(answer: Answer) -> Checked:
    return Checked(answer.status, dict(answer.headers), answer.body)
