"""How long ended cases are kept: looked at first, held as a version of the overlay, and plain about what it does."""

from chalicelib.domain.access import Role
from chalicelib.domain.lifecycle import CaseState
from tests.integration.http.walk import bring_to, faults, stored
from tests.office import MiniOffice
from tests.officers import sign_in

PAGE = "/office/admin/retention"
WANTED = {"schedule": {"closed": {"papers_days": 90, "personal_days": 365}}}


def test_a_schedule_is_looked_at_put_into_force_and_told(office: MiniOffice) -> None:
    receipt = bring_to(office, CaseState.CLOSED).id
    office.ports.clock.advance(days=100)
    window = sign_in(office, Role.ADMINISTRATOR, officer="adm1")
    window.go(PAGE)
    assert "Belum ada jadwal. Tidak ada yang dihapus" in window.text
    window.press("do=look", **{"closed.papers_days": "90", "closed.personal_days": "365"})
    assert "Dokumen, selesai, semua hasil diserahkan 0 1" in " ".join(window.text.split())
    assert office.ports.overlays.holding_number() == 0
    window.press("do=put")
    assert "Tersimpan." in window.text
    assert "Penghapusan paling cepat mulai" in window.text
    assert "Dokumen disimpan terus → 90 hari; Data pribadi disimpan terus → 365 hari" in " ".join(window.text.split())
    office.ports.clock.advance(days=2)
    assert office.services.retention.erase(lambda: True).papers == 1
    office.ports.clock.advance(days=300)
    assert office.services.retention.erase(lambda: True).personal == 1
    window = sign_in(office, Role.ADMINISTRATOR, officer="adm1")
    window.go(PAGE)
    assert "Yang sudah dihapus" in window.text
    assert "Belum ada berkas yang dihapus" not in window.text
    window.press("do=keep", receipt=receipt, reason="court")
    assert (window.page.status, "sedang atau sudah dihapus" in window.text) == (422, True)
    window.go("/office/admin/log")
    assert "Data pribadi, selesai, semua hasil diserahkan: 365 hari" in window.text


def test_every_fault_is_told_at_once_and_nothing_is_stored(office: MiniOffice) -> None:
    window = sign_in(office, Role.ADMINISTRATOR)
    window.go(PAGE)
    slips = {"closed.papers_days": "29", "closed.personal_days": "10", "rejected.papers_days": "60",
             "expired.papers_days": "x", "expired.personal_days": "1"}  # fmt: skip
    window.press("do=look", **slips)
    assert (window.page.status, "Isi kedua jumlah hari" in window.text) == (422, True)
    window.press(
        "do=look", **{**slips, "rejected.papers_days": "", "expired.papers_days": "", "expired.personal_days": ""}
    )
    assert "Paling sedikit 30 hari" in window.text
    assert "tidak bisa dihapus sebelum dokumen" in window.text
    assert office.ports.overlays.holding_number() == 0


def test_an_old_tab_overwrites_nothing(office: MiniOffice) -> None:
    windows = [sign_in(office, Role.ADMINISTRATOR, officer=name) for name in ("adm1", "adm2")]
    for number, window in enumerate(windows):
        window.go(PAGE)
        window.press("do=look", **{"closed.papers_days": f"9{number}", "closed.personal_days": "400"})
    for window in windows:
        window.press("do=put")
    assert windows[1].page.status == 409
    assert "(adm1, " in windows[1].text
    assert 'value="91"' in windows[1].page.content.decode()
    held = office.ports.overlays.get(office.ports.overlays.holding_number()).changes.retention.closed
    assert held is not None
    assert held.papers_days == 90


def test_the_api_does_the_same_and_keeps_a_case(office: MiniOffice) -> None:
    receipt = bring_to(office, CaseState.CLOSED).id
    api, auditor = office.staff(Role.ADMINISTRATOR), office.staff(Role.AUDITOR)
    put = api.call("PUT", "/v1/retention", WANTED, {"If-Match": '"0"'})
    assert (put.status, put.json["schedule"]["closed"]) == (200, WANTED["schedule"]["closed"])
    assert api.call("PUT", "/v1/retention", WANTED, {"If-Match": '"0"'}).status == 412
    low = {"schedule": {"closed": {"papers_days": 29, "personal_days": 20}}}
    assert faults(api.call("POST", "/v1/retention/preview", low)) == {
        ("closed.papers_days", "retention_out_of_range"),
        ("closed.personal_days", "retention_out_of_range"),
        ("closed.personal_days", "retention_before_papers"),
    }
    path, match = f"/v1/cases/{receipt}/keeping", {"If-Match": f'"{stored(office, receipt).version}"'}
    kept = api.call("POST", path, {"reason": "dispute"}, match)
    assert kept.status == 200
    assert [each["receipt"] for each in auditor.call("GET", "/v1/retention").json["kept"]] == [receipt]
    assert api.call("DELETE", path, None, match).status == 412
    assert api.call("DELETE", path, None, {"If-Match": kept.headers["ETag"]}).status == 200
    assert auditor.call("POST", path, {"reason": "dispute"}, match).status == 403
    assert auditor.call("GET", "/v1/retention").json["kept"] == []
    auditors = sign_in(office, Role.AUDITOR)
    auditors.go("/office/admin/log")
    told = " ".join(auditors.text.split())
    for act in ("melepas berkas untuk jadwal penghapusan", "menyimpan berkas dari penghapusan"):
        assert f"{act} {stored(office, receipt).receipt.format()} alasan: sengketa" in told


def test_residents_read_on_which_day_their_papers_went(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.CLOSED)
    body = {"schedule": {"closed": {"papers_days": 30, "personal_days": 30}}}
    assert office.staff(Role.ADMINISTRATOR).call("PUT", "/v1/retention", body, {"If-Match": '"0"'}).status == 200
    office.ports.clock.advance(days=40)
    office.services.retention.erase(lambda: True)
    for language, words in (
        ("id", "persyaratan yang dikirim untuk berkas ini sudah dihapus pada"),
        ("en", "were erased on"),
    ):
        answer = office.public.call(
            "POST", "/v1/tracking", {"receipt_number": resident.id, "pin": resident.started["pin"]},
            {"Accept-Language": language},
        )  # fmt: skip
        assert words in answer.json["erased"]["text"]
    verifier = office.staff(Role.VERIFIER).call("GET", f"/v1/cases/{resident.id}")
    assert verifier.status == 200
    assert "357399" not in verifier.content.decode()
