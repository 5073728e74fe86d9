"""An office changes what it says and asks: drafts, previews, and what residents are told a minute later."""

from typing import Any

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.text import Language
from tests.fakes import EPOCH
from tests.integration.http.overlay_calls import HOURS, OVERLAYS, administrator, publish, save
from tests.integration.http.walk import faults, problem, stored
from tests.office import MiniOffice

EXTRA: dict[str, Any] = {
    "service": "KTP-LOST",
    "id": "surat-lokal",
    "any_of": ["AKTA_LAHIR"],
    "when": {"any": [{"is": "foreigner"}, {"not": {"under": ["age", 60]}}]},
    "reason": {"id": "Kantor ini mencocokkan nama.", "en": "This office compares names."},
}
FREE = {"id": "Tidak dipungut biaya apa pun.", "en": "There is nothing to pay at all."}


def slots(office: MiniOffice, **answers: bool | int) -> set[str]:
    """What residents who lost their card are asked for."""
    answer = office.public.call("POST", "/v1/services/KTP-LOST/checklist", {"answers": answers})
    assert answer.status == 200, answer.content
    return {slot["slot"] for slot in answer.json["slots"]}


def page(office: MiniOffice, path: str = "/services/KTP-LOST") -> str:
    """A page for residents, in English."""
    answer = office.public.call("GET", f"{path}?lang=en")
    assert answer.status == 200
    return answer.content.decode()


def a_minute_later(office: MiniOffice) -> None:
    office.ports.clock.advance(seconds=60)


def test_a_draft_is_answered_as_it_was_sent(office: MiniOffice) -> None:
    body = {
        "office": {"hours": HOURS, "address": "Jalan Contoh 1, Malang"},
        "papers": {"max_age_days": {"KK": 90}, "without_local": ["sptjm-kk"], "extra": [EXTRA]},
        "messages": {"pages/free": FREE},
    }
    made = administrator(office).call("POST", OVERLAYS, body)
    assert (made.status, made.headers["ETag"]) == (201, '"0"')
    shown = administrator(office).call("GET", f"{OVERLAYS}/1").json
    assert shown == made.json
    assert (shown["state"], shown["holds"], shown["saved_by"]) == ("draft", False, "admin-1")
    changes = shown["changes"]
    assert changes["messages"] == body["messages"]
    assert changes["papers"] == body["papers"]
    assert {name: text for name, text in changes["office"].items() if text} == body["office"]


def test_what_was_answered_can_be_sent_again(office: MiniOffice) -> None:
    number = save(office, {"papers": {"extra": [EXTRA]}})
    changes = administrator(office).call("GET", f"{OVERLAYS}/{number}").json["changes"]
    assert save(office, changes) == number


def test_every_fault_of_a_draft_is_named_at_once(office: MiniOffice) -> None:
    body = {
        "office": {"address": ""},
        "papers": {"max_age_days": {"KK": 0}, "extra": [{**EXTRA, "any_of": ["RT_RW"]}]},
        "messages": {"desk/title": FREE, "notices/received/sms/text": {"id": "✓ {x}", "en": "{receipt}"}},
    }
    answer = administrator(office).call("POST", OVERLAYS, body)
    assert (answer.status, problem(answer)) == (422, "invalid-request")
    assert faults(answer) == {
        ("office.address", "empty"),
        ("papers.max_age_days.KK", "out_of_range"),
        ("papers.extra.0.any_of.0", "not_for_this_service"),
        ("messages.desk/title", "not_editable"),
        ("messages.notices/received/sms/text.id", "unknown_placeholder"),
        ("messages.notices/received/sms/text.id", "not_for_sms"),
        ("messages.notices/received/sms/text.id", "value_dropped"),
    }
    assert administrator(office).call("GET", OVERLAYS).json == {"items": [], "holding": 0, "next_cursor": None}


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"hours": HOURS}, ("hours", "unknown_field")),
        ({"office": {"code": "3573"}}, ("office.code", "unknown_field")),
        ({"office": {"hours": "Senin"}}, ("office.hours", "wrong_type")),
        ({"papers": {"max_age_days": {"KK": "7"}}}, ("papers.max_age_days.KK", "wrong_type")),
        ({"messages": {"pages/free": {"id": "Gratis"}}}, ("messages.pages/free.en", "missing")),
        (
            {"messages": {"pages/free": {"id": "Gratis\u202e", "en": "Free"}}},
            ("messages.pages/free.id", "control_character"),
        ),
        (
            {"papers": {"extra": [{**EXTRA, "when": {"maybe": "foreigner"}}]}},
            ("papers.extra.0.when.condition", "invalid"),
        ),
    ],
)
def test_a_body_of_another_form_is_refused(office: MiniOffice, body: dict[str, Any], fault: tuple[str, str]) -> None:
    answer = administrator(office).call("POST", OVERLAYS, body)
    assert answer.status == 422
    assert faults(answer) == {fault}


def test_what_can_be_changed_is_told_as_shipped_whatever_holds(office: MiniOffice) -> None:
    before = administrator(office).call("GET", f"{OVERLAYS}/shipped").json
    publish(office, {"office": {"hours": HOURS}, "messages": {"pages/free": FREE}, "papers": {"extra": [EXTRA]}})
    a_minute_later(office)
    assert administrator(office).call("GET", f"{OVERLAYS}/shipped").json == before
    assert before["office"]["hours"] == office.ports.office.hours.model_dump()
    assert {item["service"] for item in before["local"] if item["id"] == "sptjm-kk"} > {"KK-CHANGE"}
    texts = {text["path"]: text for text in before["texts"]}
    assert "desk/title" not in texts
    assert texts["pages/free"]["text"] != FREE


def test_the_list_says_which_version_holds_even_when_it_is_far_down(office: MiniOffice) -> None:
    number = publish(office, {"office": {"hours": HOURS}})
    for days in range(1, 28):
        save(office, {"papers": {"max_age_days": {"KK": days}}})
    answer = administrator(office).call("GET", OVERLAYS).json
    assert answer["holding"] == number
    assert number not in {line["number"] for line in answer["items"]}


def test_a_draft_changes_nothing_for_residents(office: MiniOffice) -> None:
    before = page(office)
    save(office, {"messages": {"pages/free": FREE}, "papers": {"extra": [EXTRA]}})
    a_minute_later(office)
    assert page(office) == before


def test_residents_are_told_within_a_minute_and_without_a_restart(office: MiniOffice) -> None:
    assert office.services.messages.pages(Language.ENGLISH)["free"] in page(office, "/start")
    publish(office, {"messages": {"pages/free": FREE}, "papers": {"extra": [EXTRA]}})
    assert FREE["en"] not in page(office, "/start")
    a_minute_later(office)
    assert FREE["en"] in page(office, "/start")
    assert "surat-lokal" in slots(office, foreigner=True)
    assert "surat-lokal" not in slots(office, foreigner=False, age=20)


def test_residents_are_served_as_before_while_the_table_is_down(office: MiniOffice) -> None:
    publish(office, {"messages": {"pages/free": FREE}, "papers": {"extra": [EXTRA]}})
    a_minute_later(office)
    assert FREE["en"] in page(office, "/start")
    office.ports.overlays.is_down = True
    for _ in range(3):
        a_minute_later(office)
        assert FREE["en"] in page(office, "/start")
        assert "surat-lokal" in slots(office, foreigner=True)


def test_a_cold_process_serves_what_is_shipped_while_the_table_is_down(office: MiniOffice) -> None:
    office.ports.overlays.is_down = True
    assert page(office, "/start")
    assert slots(office)


def test_a_case_keeps_the_version_of_its_submission(office: MiniOffice) -> None:
    publish(office, {"papers": {"max_age_days": {"KK": 365}}})
    resident = office.start()
    a_minute_later(office)
    resident.send_all()
    office.work()
    assert resident.submit().status == 200
    kept = stored(office, resident.id).catalogue_version
    assert kept.endswith("+1")
    publish(office, {"papers": {"extra": [{**EXTRA, "when": None}]}})
    a_minute_later(office)
    assert stored(office, resident.id).catalogue_version == kept
    assert "surat-lokal" in slots(office)
    shown = resident.call("GET").json
    assert "surat-lokal" not in {slot["slot"] for slot in shown["checklist"]["slots"]}
    assert not [found for found in shown["findings"] if found["severity"] == "blocking"]


def test_a_paper_that_its_service_no_longer_asks_for_is_still_named(office: MiniOffice) -> None:
    publish(office, {"papers": {"extra": [{**EXTRA, "when": None}]}})
    a_minute_later(office)
    resident = office.start()
    resident.send_all()
    office.work()
    assert resident.submit().status == 200
    publish(office, {})
    a_minute_later(office)
    named = {slot["slot"]: slot["names"] for slot in resident.call("GET").json["checklist"]["slots"]}
    assert named["surat-lokal"][0]["en"] == "Birth certificate"


def test_a_preview_shows_old_and_new(office: MiniOffice) -> None:
    publish(office, {"office": {"hours": HOURS}})
    body = {"messages": {"pages/free": FREE}, "papers": {"extra": [EXTRA]}}
    number = save(office, body)
    wanted = {"service": "KTP-LOST", "answers": {"foreigner": True}, "applicant_role": "self"}
    answer = administrator(office).call("POST", f"{OVERLAYS}/{number}/preview", wanted)
    assert (answer.status, answer.headers["ETag"]) == (200, '"1"')
    shown = answer.json
    assert shown["compared_with"] == 1
    ready = [one for one in shown["short_messages"] if (one["event"], one["language"]) == ("ready", "id")]
    assert [(one["parts"], one["characters"] == len(one["text"])) for one in ready] == [(2, True)]
    assert shown["office_now"]["hours"] == HOURS
    assert shown["office_then"]["hours"] == office.ports.office.hours.model_dump()
    ((text,), now, then) = shown["messages"], shown["checklist_now"], shown["checklist_then"]
    assert (text["path"], text["then"]) == ("pages/free", FREE)
    assert text["now"] != FREE
    assert {s["slot"] for s in then["slots"]} - {s["slot"] for s in now["slots"]} == {"surat-lokal"}


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"service": "KTP-WON"}, ("service", "unknown_service")),
        ({"service": "KTP-LOST", "answers": {"likes_tea": True}}, ("answers.likes_tea", "unknown_question")),
        ({"service": "KTP-LOST", "applicant_role": "cat"}, ("applicant_role", "not_a_choice")),
    ],
)
def test_a_preview_of_nothing_is_refused(office: MiniOffice, body: dict[str, Any], fault: tuple[str, str]) -> None:
    answer = administrator(office).call("POST", f"{OVERLAYS}/{save(office, {})}/preview", body)
    assert answer.status == 422
    assert faults(answer) == {fault}


def test_who_published_stands_with_the_version(office: MiniOffice) -> None:
    publish(office, {"office": {"hours": HOURS}})
    line = administrator(office).call("GET", OVERLAYS).json["items"][0]
    at = EPOCH.isoformat().replace("+00:00", "Z")
    assert line == {
        "number": 1, "state": "published", "holds": True, "restores": None,
        "saved_by": "admin-1", "saved_at": at, "published_by": "admin-1", "published_at": at,
    }  # fmt: skip


def test_what_another_published_meanwhile_is_seen_first(office: MiniOffice) -> None:
    number = save(office, {"messages": {"pages/free": FREE}})
    seen = administrator(office).call("POST", f"{OVERLAYS}/{number}/preview", {}).headers["ETag"]
    publish(office, {"office": {"hours": HOURS}})
    path = f"{OVERLAYS}/{number}/publication"
    answer = administrator(office).call("PUT", path, None, {"If-Match": seen})
    assert (answer.status, problem(answer)) == (412, "stale-version")
    again = administrator(office).call("POST", f"{OVERLAYS}/{number}/preview", {}).headers["ETag"]
    assert administrator(office).call("PUT", path, None, {"If-Match": again}).json["holds"]
    assert administrator(office).call("PUT", path, None, {"If-Match": seen}).json["number"] == number


def test_an_older_version_can_be_taken_up_again(office: MiniOffice) -> None:
    first = publish(office, {"office": {"hours": HOURS}})
    publish(office, {})
    answer = administrator(office).call("PUT", f"{OVERLAYS}/{first}/publication", None, {"If-Match": '"2"'})
    assert answer.headers["ETag"] == '"3"'
    assert (answer.json["number"], answer.json["restores"], answer.json["holds"]) == (3, 1, True)


def test_pages_of_versions_follow_one_another(office: MiniOffice) -> None:
    for days in range(1, 28):
        save(office, {"papers": {"max_age_days": {"KK": days}}})
    first = administrator(office).call("GET", OVERLAYS).json
    second = administrator(office).call("GET", f"{OVERLAYS}?cursor={first['next_cursor']}").json
    assert [line["number"] for line in first["items"] + second["items"]] == list(range(27, 0, -1))
    assert second["next_cursor"] is None
    answer = administrator(office).call("GET", f"{OVERLAYS}?cursor=x")
    assert faults(answer) == {("cursor", "not_ours")}


@pytest.mark.parametrize("number", ["0", "2", "x", "-1", "1.0", "9999999", "%D9%A1"])
def test_a_version_that_nobody_has_is_not_found(office: MiniOffice, number: str) -> None:
    save(office, {})
    assert administrator(office).call("GET", f"{OVERLAYS}/{number}").status == 404
    assert administrator(office).call("POST", f"{OVERLAYS}/{number}/preview", {}).status == 404
    put = administrator(office).call("PUT", f"{OVERLAYS}/{number}/publication", None, {"If-Match": '"0"'})
    assert put.status == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_changes_them_and_auditors_alone_read_them_besides(
    office: MiniOffice, role: Role
) -> None:
    api = office.staff(role)
    assert api.call("GET", OVERLAYS).status == (200 if role is Role.AUDITOR else 403)
    assert api.call("POST", OVERLAYS, {}).status == 403
