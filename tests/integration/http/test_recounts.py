"""Counting anew over HTTP: one work list, and the figures from beginning to end."""

import re

from chalicelib.domain.access import Role
from chalicelib.domain.lifecycle import CaseState
from tests.integration.http.walk import bring_to
from tests.office import MiniOffice
from tests.officers import sign_in
from tests.recount import hold_to_recount, tell_figures

REBUILD = "/v1/statistics/rebuild"


def test_a_list_is_counted_anew_and_the_answer_says_what_differed(office: MiniOffice) -> None:
    for _ in range(2):
        bring_to(office, CaseState.SUBMITTED)
    office.ports.queue_counts.replace("submitted", {}, {"n": 5, "c#post": 3})
    window = sign_in(office, Role.ADMINISTRATOR)
    window.go("/office/admin/counts")
    window.press("/admin/counts", queue="submitted")
    assert "2 baris dihitung" in window.text
    assert "Pos 3 0" in window.text
    assert "Semua 5 2" in window.text
    api = office.staff(Role.ADMINISTRATOR)
    again = api.call("POST", "/v1/queue/recount", {"queue": "submitted"})
    assert (again.json["differing"], again.json["is_settled"], again.json["lines"]) == ([], True, 2)
    assert api.call("POST", "/v1/queue/recount", {"queue": "nonsense"}).status == 422


def test_figures_are_counted_anew_on_the_page_and_change_only_once_taken_up(office: MiniOffice) -> None:
    bring_to(office, CaseState.READY)
    tell_figures(office)
    day = min(office.ports.figures.days)
    office.ports.figures.days[day]["received#KTP-LOST#web"] += 40
    window = sign_in(office, Role.ADMINISTRATOR, officer="adm1")
    window.go("/office/admin/counts")
    window.press("step=begin")
    assert "Pembacaan dimulai dalam 120 detik" in window.text
    office.ports.clock.advance(minutes=2)
    window.press("step=go_on")
    assert re.search(r"2 Maret 2026 diterima · KTP-el hilang · Daring 41 1 ", window.text)
    assert "Angka yang berbeda: 1." in window.text
    assert office.ports.figures.read_days(day, day)[day]["received#KTP-LOST#web"] == 41
    stale = next(form for form in window.forms if "step=take_up" in form.action)
    window.press("step=take_up")
    assert "dipakai atas keputusan adm1" in window.text
    hold_to_recount(office)
    window.send(stale)
    assert window.page.status == 409
    assert "Langkah ini tidak dilakukan: sejak halaman ini Anda buka" in window.text
    bring_to(office, CaseState.SUBMITTED)
    tell_figures(office)
    hold_to_recount(office)


def test_a_rebuild_by_the_api_goes_by_versions(office: MiniOffice) -> None:
    bring_to(office, CaseState.SUBMITTED)
    tell_figures(office)
    api = office.staff(Role.ADMINISTRATOR)

    def step(name: str, seen: str) -> tuple[int, str]:
        answer = api.call("POST", REBUILD, {"step": name}, {"If-Match": seen})
        return answer.status, answer.headers.get("ETag", "")

    assert api.call("GET", REBUILD).json["is_under_way"] is False
    assert step("go_on", '"0"')[0] == 409
    assert step("begin", '"0"') == (200, '"1"')
    assert step("begin", '"0"')[0] == 412
    assert step("take_up", '"1"')[0] == 409
    office.ports.clock.advance(minutes=2)
    assert step("go_on", '"1"') == (200, '"2"')
    told = api.call("GET", REBUILD).json
    assert (told["is_read"], told["differing"], told["moves"] > 0) == (True, [], True)
    assert step("give_up", '"2"') == (200, '"3"')
    assert api.call("GET", REBUILD).json["edition"] == 0
