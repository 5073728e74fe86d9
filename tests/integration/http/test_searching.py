"""Searching for a case and the record of who saw what."""

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.services.application_details import name_digest
from chalicelib.services.coverage_ports import SeenList
from functions._http import ROUTES, Audience, Route
from tests.fakes import EPOCH, FakeCaseRepository
from tests.gateway import Answer, Gateway
from tests.integration.http.calls import call_route
from tests.integration.http.walk import bring_to, faults, producer
from tests.office import LOST, PERSON, MiniOffice
from tests.officers import sign_in

SHOWS_A_CASE = [
    route
    for route in ROUTES
    if route.method == "GET" and "/{receipt}" in route.path and route.audience in {Audience.STAFF, Audience.OFFICER}
    if route.name not in {"list_seen_of_case", "print_assisted"}
]
"""The record itself aside, and the receipt that whoever began an application prints for the resident before them."""


@pytest.fixture
def api(office: MiniOffice) -> Gateway:
    return office.staff(Role.VERIFIER, "v1")


def named(office: MiniOffice, name: str) -> str:
    body = {**LOST, "applicant": {**PERSON, "name": name}}
    return str(bring_to(office, CaseState.SUBMITTED, body).started["receipt_number"])


def search(api: Gateway, **wanted: Any) -> Answer:  # noqa: ANN401 - any field
    return api.call("POST", "/v1/cases/search", wanted)


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("Siti Nurhayati", "nurhajati siti"),
        ("Joko Susilo", "Djoko Soesilo"),
        ("Muhammad Zaki", "mochamad saki"),
        ("Yusuf", "Jusuf"),
    ],
)
def test_a_name_is_found_as_it_sounds(office: MiniOffice, api: Gateway, kept: str, typed: str) -> None:
    wanted = named(office, kept)
    named(office, "Bambang Contoh")
    assert search(api, name=typed).json["items"] == [wanted]


def test_people_of_one_name_are_told_apart_without_opening_their_cases(office: MiniOffice, api: Gateway) -> None:
    address = {"street": "Jalan Uji 1", "village": "3573011005"}
    body = {**LOST, "applicant": {**PERSON, "name": "Siti Nurhayati"}, "address": address}
    wanted = str(bring_to(office, CaseState.SUBMITTED, body).started["receipt_number"])
    told = {"receipt_number": wanted, "birth_year": 1990, "place": "Blimbing, Blimbing"}
    assert search(api, name="Nurhayati").json["hints"] == [told]
    window = sign_in(office, Role.VERIFIER)
    window.go("/office/search")
    window.press("/search", name="Nurhayati")
    assert f"{wanted} 1990 Blimbing, Blimbing" in " ".join(window.text.split())
    assert "Siti" not in window.text


@pytest.mark.parametrize(
    "typed", ["Siti Conto", "Siti Cantoh", "Siti Conntohk", "Sita Contoh", "Sit Contoh", "Sitti Contot", "Kontoh siti"]
)
def test_a_name_with_a_letter_mistyped_in_a_word_is_found_and_said_to_be_near(
    office: MiniOffice, api: Gateway, typed: str
) -> None:
    wanted = named(office, "Siti Contoh")
    named(office, "Bambang Contoh")
    named(office, "Siti Candra")
    told = search(api, name=typed).json
    assert (told["items"], told["is_near"]) == ([wanted], True)


def test_a_name_that_fits_as_it_sounds_keeps_near_ones_away(office: MiniOffice, api: Gateway) -> None:
    named(office, "Siti Contoh")
    wanted = named(office, "Siti Conto")
    told = search(api, name="Sitti Conto").json
    assert (told["items"], told["is_near"]) == ([wanted], False)


@pytest.mark.parametrize("typed", ["Conto", "Siti Conto"])
def test_a_mistyped_word_beside_one_that_half_the_city_has_is_found(
    office: MiniOffice, api: Gateway, typed: str
) -> None:
    wanted = named(office, "Siti Contoh")
    make_common(office, "siti")
    assert search(api, name=typed).json["items"] == [wanted]
    make_common(office, "contoh")
    assert faults(search(api, name=typed)) == {("name", "name_too_common")}


def make_common(office: MiniOffice, word: str) -> None:
    digest = name_digest(office.services.find_cases.keys.lookup, word)
    office.ports.registry.lookups["name", digest] |= {("KTP-LOST", f"TESTTESTTE{n}") for n in range(60)}


def test_a_near_search_asks_a_bounded_number_of_times(
    office: MiniOffice, api: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        named(office, f"Siti Contoh{'abc'[n]}")
    asked: Counter[str] = Counter()

    def counted(name: str, *given: Any, **more: Any) -> Any:  # noqa: ANN401 - any method of the repository
        asked[name] += 1
        return getattr(FakeCaseRepository, name)(office.ports.cases, *given, **more)

    for name in ("find_by_lookup", "find_by_any", "get_many", "get"):
        monkeypatch.setattr(office.ports.cases, name, partial(counted, name))
    assert search(api, name="Siti Lainnya Sekali").json["items"] == []
    assert asked == {"find_by_lookup": 3, "get_many": 3, "find_by_any": 1}


def test_every_word_of_a_name_must_fit(office: MiniOffice, api: Gateway) -> None:
    named(office, "Siti Contoh")
    assert search(api, name="Siti Lain").json["items"] == []
    assert search(api, name="Siti").json["items"]


def test_a_name_that_half_the_city_has_asks_for_more(office: MiniOffice, api: Gateway) -> None:
    receipt = named(office, "Siti Contoh")
    ((kind, digest),) = [key for key in office.ports.registry.lookups if key[0] == "name"][:1]
    for key in [key for key in office.ports.registry.lookups if key[0] == "name"]:
        office.ports.registry.lookups[key] |= {("KTP-LOST", f"TESTTESTTE{n}") for n in range(60)}
    assert (kind, bool(digest), bool(receipt)) == ("name", True, True)
    assert faults(search(api, name="Siti")) == {("name", "name_too_common")}
    assert [seen.by for seen in office.ports.seen.of_officer("v1", None, 50)[0]] == [("name",)]


def test_a_nik_is_searched_for_a_reason(office: MiniOffice, api: Gateway) -> None:
    receipt = named(office, "Siti Contoh")
    assert faults(search(api, nik=PERSON["nik"])) == {("reason", "reason_needed")}
    assert search(api, nik=PERSON["nik"], reason="on_phone").json["items"] == [receipt]
    assert faults(search(api, reason="on_phone")) == {("body", "nothing_to_search")}
    (seen,) = office.ports.seen.seen
    assert (seen.by, seen.reason, seen.found) == (("nik",), "on_phone", 1)
    assert PERSON["nik"] not in seen.model_dump_json()


def test_what_is_shown_is_recorded_before_it_is(office: MiniOffice, api: Gateway) -> None:
    resident = bring_to(office, CaseState.SUBMITTED)
    for path in ("", "/pages/1"):
        api.call("GET", f"/v1/cases/{resident.id}{path}")
        office.ports.clock.advance(seconds=1)
    browser = sign_in(office, Role.VERIFIER, officer="v2")
    browser.go(f"/office/cases/{resident.id}")
    auditor = office.staff(Role.AUDITOR)
    told = auditor.call("GET", f"/v1/cases/{resident.id}/seen").json["items"]
    assert [(item["officer"], item["sight"], item["page"]) for item in reversed(told)] == [
        ("v1", "case", None),
        ("v1", "page", 1),
        ("v2", "case", None),
    ]
    assert len(auditor.call("GET", "/v1/officers/v1/seen").json["items"]) == 2
    assert api.call("GET", f"/v1/cases/{resident.id}/seen").status == 403


@pytest.mark.parametrize("route", SHOWS_A_CASE, ids=lambda route: route.name)
def test_every_route_that_shows_a_case_leaves_a_record(office: MiniOffice, route: Route) -> None:
    assert call_route(office, route, {}).status in {200, 303}
    assert [seen.sight for seen in office.ports.seen.seen if seen.receipt], route.path


@pytest.mark.parametrize("path", ["/office/cases/TEST-TEST-TE5", "/office/counter/cases/TEST-TEST-TE5"])
def test_a_case_that_is_none_leaves_no_record(office: MiniOffice, path: str) -> None:
    browser = sign_in(office, Role.APPROVER, Role.FRONT_OFFICER)
    assert browser.go(path).status == 404
    assert office.ports.seen.seen == []


def test_nothing_is_shown_while_it_cannot_be_recorded(
    office: MiniOffice, api: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = bring_to(office, CaseState.SUBMITTED)

    def refuse(_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(office.ports.seen, "record", refuse)
    answer = Gateway(api.app, token=api.token).call("GET", f"/v1/cases/{resident.id}")
    assert answer.status == 500
    assert b"Siti" not in answer.content


def test_a_card_in_the_mail_is_found_by_its_number(office: MiniOffice, api: Gateway) -> None:
    resident = bring_to(office, CaseState.READY)
    mailed = {"product": "p1", "postal_number": "RR000000005ID"}
    assert producer(office, resident).move("POST", "/dispatch", mailed).status == 200
    assert search(api, postal_number="RR000000005ID").json["items"] == [resident.started["receipt_number"]]


def test_the_page_searches_and_leads_to_the_case(office: MiniOffice) -> None:
    receipt = named(office, "Siti Contoh")
    browser = sign_in(office, Role.VERIFIER)
    browser.go("/office/search")
    browser.press("office/search", name="contoh")
    assert receipt in browser.text
    assert "Siti" not in browser.text
    assert browser.press("office/search", nik="123", family_card_number="x").status == 422
    assert browser.page.content.count(b'href="#') >= 2
    both = {"nik": "", "family_card_number": "", "phone": LOST["contact"]["phone"], "receipt_number": receipt}
    assert browser.press("office/search", **{"name": "", **both}).status == 422
    assert "Isi satu saja, lalu cari lagi" in browser.text
    browser.press("office/search", phone="", receipt_number="")
    assert browser.press("office/search", name="", nik=PERSON["nik"], family_card_number="").status == 422
    assert "Pilih alasan" in browser.text


def test_an_auditor_looks_up_who_saw_what(office: MiniOffice) -> None:
    receipt = named(office, "Siti Contoh")
    sign_in(office, Role.VERIFIER, officer="v7").go(f"/office/cases/{receipt}")
    browser = sign_in(office, Role.AUDITOR)
    browser.go("/office/seen")
    browser.press("office/seen", receipt=receipt)
    assert "v7" in browser.text
    assert ReceiptNumber.parse(receipt).format() in browser.text
    browser.press("office/seen", receipt="", officer="nobody")
    assert "Belum ada catatan." in browser.text
    assert browser.press("office/seen", receipt="x", officer="a b").status == 422


def test_an_auditor_reads_who_saw_lines_of_the_list_of_who_owes(office: MiniOffice) -> None:
    lists = office.ports.coverage.seen
    for number in range(52):
        at = EPOCH + timedelta(minutes=number)
        what = ("people 2026-03 3573011002", "letters c1", "erased")[number % 3]
        lists.record(SeenList(id=f"s{number:02d}", at=at, officer="kasi", what=what, count=number))
    window = sign_in(office, Role.AUDITOR)
    window.go("/office/seen")
    window.press("lines=yes")
    assert "halaman daftar Maret 2026, Arjosari 51" in window.text
    assert "surat kampanye c1 49" in window.text
    assert "memusnahkan daftar 50" in window.text
    window.press("lines=older")
    assert "surat kampanye c1 1" in window.text
    assert window.page.content.count(b"kasi") == 2
    told = office.staff(Role.AUDITOR).call("GET", "/v1/owing-list/seen").json
    assert (len(told["items"]), told["items"][0]["count"], told["items"][0]["what"]) == (
        50,
        51,
        "people 2026-03 3573011002",
    )
    assert office.staff(Role.VERIFIER).call("GET", "/v1/owing-list/seen").status == 403


def test_a_search_says_that_there_are_more_than_it_shows(office: MiniOffice) -> None:
    for _ in range(21):
        bring_to(office, CaseState.SUBMITTED)
    browser = sign_in(office, Role.VERIFIER)
    browser.go("/office/search")
    browser.press("/office/search", phone=LOST["contact"]["phone"])
    assert "Ada 21 berkas; ini 20 yang pertama." in browser.text


def test_a_name_of_one_letter_is_told_to_be_too_short_and_not_to_be_missing(office: MiniOffice) -> None:
    answer = office.staff(Role.VERIFIER).call("POST", "/v1/cases/search", {"name": "S"})
    assert (answer.status, faults(answer)) == (422, {("name", "too_few_letters")})
    browser = sign_in(office, Role.VERIFIER)
    browser.go("/office/search")
    browser.press("office/search", name="S")
    assert "Tulis paling sedikit 2 huruf." in browser.text
    assert "wajib diisi" not in browser.text
