"""A case of which something was erased: every page says what is so, and nothing acts on what is gone."""

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.lifecycle import CaseState
from tests.integration.http.walk import a_step, bring_to, problem, producer, stored, verifier
from tests.office import MiniOffice, Officer, Resident
from tests.officers import sign_in

RULE = {"papers_days": 30, "personal_days": 60}


def erase(office: MiniOffice, days: int) -> None:
    """Let so many days pass, and what is due go."""
    office.ports.clock.advance(days=days)
    assert office.services.retention.erase(lambda: True).failed == 0


@pytest.fixture
def office(office: MiniOffice) -> MiniOffice:
    body = {"schedule": dict.fromkeys(("closed", "cancelled"), RULE)}
    put = office.staff(Role.ADMINISTRATOR).call("PUT", "/v1/retention", body, {"If-Match": '"0"'})
    assert put.status == 200
    return office


def withdrawn(office: MiniOffice) -> Resident:
    """Handed in, and taken back before anybody looked at its papers."""
    resident = bring_to(office, CaseState.SUBMITTED)
    assert resident.call("POST", "/cancellation").status == 200
    return resident


def reviewers_page(office: MiniOffice, resident: Resident) -> str:
    browser = sign_in(office, Role.VERIFIER)
    browser.go(f"/office/cases/{resident.id}")
    return " ".join(browser.text.split())


def test_the_reviewers_page_says_what_went_when_and_by_which_rule(office: MiniOffice) -> None:
    resident = withdrawn(office)
    assert "Belum diperiksa" in reviewers_page(office, resident)
    erase(office, 30)
    page = reviewers_page(office, resident)
    assert "sudah dihapus pada 1 April 2026, sesuai jadwal penyimpanan kantor: 30 hari sesudah berkas berakhir" in page
    assert "Belum diperiksa" not in page
    assert "Tampilkan nomor" in page  # whom it is about is known still
    erase(office, 30)
    page = reviewers_page(office, resident)
    assert "dihapus pada 1 Mei 2026, sesuai jadwal penyimpanan kantor: 60 hari sesudah berkas berakhir" in page
    for gone in ("Tampilkan nomor", "Hasil telepon", "Bukan ganda", "Satu kartu keluarga", "belum diisi"):
        assert gone not in page


def test_the_api_refuses_what_acts_on_what_is_gone(office: MiniOffice) -> None:
    resident, other = withdrawn(office), bring_to(office, CaseState.CLOSED)
    assert stored(office, other.id).possible_duplicates == (resident.id,)
    erase(office, 61)
    officer, counter = verifier(office, resident), Officer(office.staff(Role.COUNTER), other.id)
    moves = stored(office, resident.id).version
    for answer in (
        officer.move("POST", "/phone"),
        officer.move("POST", "/calls", {"outcome": "no_answer"}),
        counter.move("POST", "/hand-over/undo", {"product": "p1", "reason": "slip"}),
        producer(office, other).move("POST", "/milestones", a_step("corrected")),
        Officer(office.staff(Role.ADMINISTRATOR), other.id).move("POST", "/keeping", {"reason": "dispute"}),
    ):
        assert (answer.status, problem(answer)) == (409, "case-erased")
        assert "sesuai jadwal penyimpanan kantor" in answer.json["detail"]
    assert stored(office, resident.id).version == moves
    assert officer.read()["findings"] == []


def test_an_old_tab_is_told_that_it_is_gone(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.CLOSED)
    office.ports.clock.advance(days=61)
    reviewer, counter = sign_in(office, Role.VERIFIER), sign_in(office, Role.COUNTER)
    reviewer.go(f"/office/cases/{resident.id}")
    counter.go(f"/office/counter/cases/{resident.id}")
    assert "Penyerahan ini keliru" in counter.text
    erase(office, 0)
    version = str(stored(office, resident.id).version)
    for window, form, typed in ((reviewer, "/call", {"outcome": "no_answer"}), (counter, "/undo", {"reason": "slip"})):
        assert window.press(form, version=version, **typed).status == 409
        assert "sedang atau sudah dihapus" in window.text


def test_the_counter_offers_nothing_of_what_is_gone(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.CLOSED)
    for days, day in ((30, "1 April 2026"), (30, "1 Mei 2026")):
        erase(office, days)
        browser = sign_in(office, Role.COUNTER)
        browser.go(f"/office/counter/cases/{resident.id}")
        assert f"dihapus pada {day}" in browser.text
        assert "Penyerahan ini keliru" not in browser.text
        assert "Minta warga menunggu kabar" not in browser.text


def test_what_was_sent_in_and_what_the_office_made_have_names_of_their_own(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.CLOSED)
    erase(office, 30)
    told = resident.track().json["erased"]["text"]
    assert "Foto, pindaian, dan file persyaratan yang dikirim" in told
    assert "Dokumen" not in told  # which is what the office made, and is there still
    erase(office, 30)
    assert "hasil yang bisa diunduh dihapus pada 1 Mei 2026" in resident.track().json["erased"]["text"]


def test_a_case_is_told_apart_from_one_that_was_erased(office: MiniOffice) -> None:
    gone = withdrawn(office)
    office.ports.clock.advance(days=5)
    alike = bring_to(office, CaseState.SUBMITTED)
    assert stored(office, alike.id).possible_duplicates == (gone.id,)
    erase(office, 56)
    moves = stored(office, gone.id).version
    body = {"other": gone.id, "is_duplicate": False}
    assert verifier(office, alike).move("POST", "/duplicates", body).status == 200
    assert stored(office, gone.id).version == moves
