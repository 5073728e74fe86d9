"""The kelurahan that a resident lives in: asked of everybody, filled in by officers, and what the queue makes of it."""

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.errors import IncompleteError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.queue_counts import total
from chalicelib.services.count_queues import read_summary
from tests.integration.http.walk import bring_to, faults, stored
from tests.office import LOST, MiniOffice, Resident
from tests.officers import sign_in
from tests.residents import Browser, cookies_of

ARJOSARI = "3573011001"
KECAMATAN = ARJOSARI[:6]


def shown_in(office: MiniOffice, area: str, queue: str = "submitted") -> list[str]:
    answer = office.staff(Role.VERIFIER).call("GET", f"/v1/cases?queue={queue}&area={area}")
    return [ReceiptNumber.parse(item["receipt_number"]) for item in answer.json["items"]]


def a_complete_draft(office: MiniOffice) -> Resident:
    """All papers are there, and nobody said where its resident lives."""
    resident = office.start(LOST)
    resident.send_all()
    office.work()
    return resident


@pytest.mark.parametrize("way", ["pick_up", "post"])
def test_who_applies_on_the_pages_says_where_they_live_whichever_way_the_result_comes(
    office: MiniOffice, way: str
) -> None:
    browser = Browser(office)
    receipt = browser.begin("KTP-LOST")
    browser.go(f"/apply/{receipt}/steps/delivery")
    assert browser.submit(delivery=way).status == 422
    assert 'href="#lives_in"' in browser.page.content.decode()
    browser.go(f"/apply/{receipt}/steps/delivery")
    assert browser.submit(delivery=way, lives_in=ARJOSARI).status == 200
    assert stored(office, receipt).area == KECAMATAN
    browser.go(f"/apply/{receipt}/steps/address")  # where a letter goes is most often where they live
    assert f'value="{ARJOSARI}" selected' in browser.page.content.decode()


def test_an_application_is_not_handed_in_on_the_pages_while_nobody_knows_where_they_live(office: MiniOffice) -> None:
    resident = a_complete_draft(office)
    browser = Browser(office, cookies=cookies_of(office, resident.id))
    browser.go(f"/apply/{resident.id}/check")
    assert "kelurahan tempat tinggal" in browser.text
    assert "/steps/delivery" in browser.page.content.decode()
    visitor = office.services.track.visit(stored(office, resident.id))
    with pytest.raises(IncompleteError):
        office.services.submit_application(visitor, None, asks_residence=True)
    browser.go(f"/apply/{resident.id}/steps/delivery")
    browser.submit(delivery="pick_up", lives_in=ARJOSARI)
    browser.go(f"/apply/{resident.id}/check")
    browser.submit()
    assert stored(office, resident.id).state is CaseState.SUBMITTED


def test_a_program_may_still_leave_it_out(office: MiniOffice) -> None:
    resident = a_complete_draft(office)
    assert resident.call("POST", "/submission").status == 200


def test_who_lives_outside_the_city_says_so_and_has_a_place_in_the_queue(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.SUBMITTED, {**LOST, "lives_in": "elsewhere"})
    assert shown_in(office, "elsewhere") == [resident.id]
    assert shown_in(office, "unknown") == []


def test_a_kelurahan_of_another_city_is_refused_in_the_api(office: MiniOffice) -> None:
    resident = office.start(LOST)
    answer = resident.call("PATCH", "", {"lives_in": "3578011001"})
    assert (answer.status, faults(answer)) == (422, {("lives_in", "not_a_choice")})


def test_lines_without_a_kecamatan_are_counted_and_found(office: MiniOffice) -> None:
    unknown = bring_to(office, CaseState.SUBMITTED)
    known = bring_to(office, CaseState.SUBMITTED, {**LOST, "lives_in": ARJOSARI})
    lines = office.ports.cases.list_queue("submitted", None, 10).items
    counted = total(read_summary("submitted", line) for line in lines)
    office.ports.queue_counts.add("p", "s", "1", {"submitted": counted})
    assert shown_in(office, "unknown") == [unknown.id]
    assert shown_in(office, KECAMATAN) == [known.id]
    counts = office.staff(Role.VERIFIER).call("GET", "/v1/queue/counts").json["items"]
    assert next(item["by_area"] for item in counts if item["queue"] == "submitted") == {"unknown": 1, KECAMATAN: 1}
    browser = sign_in(office, Role.VERIFIER)
    browser.go(f"/office/queue?area={KECAMATAN}")
    assert "Berkas tanpa kecamatan di daftar ini: 1" in browser.text
    browser.go("/office/queue?area=unknown")
    assert unknown.id in browser.text.replace("-", "")
    assert known.id not in browser.text.replace("-", "")


def test_an_officer_fills_in_a_kelurahan_that_is_missing(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.READY)
    window = sign_in(office, Role.VERIFIER)
    window.go(f"/office/cases/{resident.id}")
    assert "Belum ada kelurahan" in window.text
    assert window.press("/residence", lives_in="").status == 422
    window.go(f"/office/cases/{resident.id}")
    window.press("/residence", lives_in=ARJOSARI)
    assert "Kelurahan tersimpan" in window.text
    assert "Belum ada kelurahan" not in window.text
    case = stored(office, resident.id)
    assert case.area == KECAMATAN
    assert ARJOSARI not in case.model_dump_json()
    assert shown_in(office, KECAMATAN, "ready") == [resident.id]
    products = office.staff(Role.COUNTER).call("GET", f"/v1/cases?queue=pick-up&area={KECAMATAN}").json["items"]
    assert len(products) == len(case.products)


def test_the_same_kelurahan_twice_is_one_move(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.COMPLETE)
    staff, path = office.staff(Role.COUNTER), f"/v1/cases/{resident.id}/residence"
    version = stored(office, resident.id).version
    first = staff.call("PUT", path, {"lives_in": ARJOSARI}, {"If-Match": f'"{version}"'})
    again = staff.call("PUT", path, {"lives_in": ARJOSARI}, {"If-Match": first.headers["ETag"]})
    assert (first.status, again.status) == (200, 200)
    assert stored(office, resident.id).version == version + 1
