"""The office's own closed days: looked at first, held as a version of the overlay, and followed by what counts days."""

import re
from datetime import date, timedelta

from chalicelib.bootstrap import Services, get_services
from chalicelib.domain.access import Role
from chalicelib.domain.figures import Counted
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.pick_up import Booking
from chalicelib.domain.statistics import Selection
from tests.fakes import EPOCH
from tests.office import MiniOffice
from tests.officers import sign_in

DAY = date(2026, 3, 10)  # a Tuesday


def served(office: MiniOffice) -> Services:
    """As every process serves it a minute later."""
    office.ports.clock.advance(seconds=61)
    return get_services()


def test_a_day_is_looked_at_put_into_force_and_taken_back(office: MiniOffice) -> None:
    place = office.services.office.places[0]
    receipt = ReceiptNumber.derive(b"key", b"somebody")
    booking = Booking(receipt=receipt, place=place.id, day=DAY, at="09:00", made_at=EPOCH)
    office.ports.counter.book.save(booking, None, 6)
    window = sign_in(office, Role.ADMINISTRATOR, officer="adm1")
    window.go("/office/admin/calendar")
    window.press("do=look", kind="closed", first=DAY.isoformat(), last="2026-03-11", why="Pelantikan")
    assert "Selasa, 10 Maret 2026: menjadi tutup. 1 warga sudah punya janji temu" in window.text
    assert office.ports.overlays.holding_number() == 0
    window.press("do=put")
    assert "Tersimpan." in window.text
    assert re.search(r"Versi 1, .*, adm1 \+ Selasa, 10 Maret 2026: tutup \( ?Pelantikan", window.text)
    booking_of = served(office).counter.booking
    assert [booking_of.is_open(place.id, DAY + timedelta(days=n)) for n in (-1, 0, 1, 2)] == [True, False, False, True]
    window.press(f"day={DAY}")
    assert "menjadi buka." in window.text
    window.press("do=remove")
    assert served(office).counter.booking.is_open(place.id, DAY)
    assert not get_services().counter.booking.is_open(place.id, DAY + timedelta(days=1))
    assert window.text.count("Versi") == 2


def test_every_fault_is_told_at_once_and_nothing_is_stored(office: MiniOffice) -> None:
    window = sign_in(office, Role.ADMINISTRATOR)
    window.go("/office/admin/calendar")
    for typed, told in (
        ({"first": "x", "kind": "none"}, ("Pilih salah satu", "Bentuk isian")),
        ({"first": "2026-03-01", "last": "2026-02-01", "why": ""}, ("kosong", "sudah lewat", "sebelum tanggal akhir")),
        ({"first": "2026-03-19", "why": "Nyepi"}, ("memang sudah tutup",)),
        ({"first": "2026-03-11", "why": "x", "kind": "worked"}, ("bukan hari libur",)),
        ({"first": "2026-03-11", "last": "2026-05-11", "why": "x"}, ("31 hari",)),
    ):
        window.press("do=look", **{"kind": "closed", "last": "", **typed})
        assert window.page.status == 422
        assert all(words in window.text for words in told), window.text
    assert office.ports.overlays.holding_number() == 0


def test_an_old_tab_overwrites_nothing(office: MiniOffice) -> None:
    windows = [sign_in(office, Role.ADMINISTRATOR, officer=name) for name in ("adm1", "adm2")]
    for number, window in enumerate(windows):
        window.go("/office/admin/calendar")
        window.press("do=look", kind="closed", first=f"2026-03-1{number}", why="Pelantikan")
    for window in windows:
        window.press("do=put")
    assert [window.page.status for window in windows] == [200, 409]
    assert "2026-03-11" in windows[1].page.content.decode()  # what was typed is kept
    assert "+ 10 Maret 2026: tutup (adm1, 2 Maret 2026" in windows[1].text
    calendar = office.ports.overlays.get(1).changes.calendar
    assert [each.day for each in calendar.closed] == [DAY]


def test_the_api_closes_days_and_opens_days_off_and_keeps_the_rest_of_the_overlay(office: MiniOffice) -> None:
    api = office.staff(Role.ADMINISTRATOR, "adm1")
    draft = api.call("POST", "/v1/overlays", {"limits": {"answer_days": 40}})
    assert api.call("PUT", f"/v1/overlays/{draft.json['number']}/publication", None, {"If-Match": '"0"'}).status == 200
    works = {"first": "2026-03-19", "last": "2026-03-19", "why": "Layanan khusus", "is_closed": False}
    ahead = api.call("POST", "/v1/calendar/days/preview", works).json["items"]
    assert ahead == [
        {"day": "2026-03-19", "was_closed": True, "will_be_closed": False, "appointments": 0, "expected": []}
    ]
    assert api.call("POST", "/v1/calendar/days", works, {"If-Match": '"0"'}).status == 412
    put = api.call("POST", "/v1/calendar/days", works, {"If-Match": '"1"'})
    assert put.json["own"] == [{"day": "2026-03-19", "why": "Layanan khusus", "is_closed": False}]
    assert served(office).office.limits.answer_days == 40
    assert not get_services().closed_days.has(date(2026, 3, 19))
    gone = api.call("DELETE", "/v1/calendar/days/2026-03-19", None, {"If-Match": put.headers["ETag"]})
    assert gone.json["own"] == []
    assert served(office).closed_days.has(date(2026, 3, 19))


def test_a_forecast_counts_no_day_on_which_the_office_is_closed(office: MiniOffice) -> None:
    office.ports.clock.advance(days=3)  # a Thursday
    today = get_services().read_statistics.today()
    for ago in range(1, 28):
        day = today - timedelta(days=ago)
        if day.weekday() < 5 and not get_services().closed_days.has(day):
            completed = Counted({"completed#KTP-LOST#web": 10, "received#KTP-LOST#web": 4}, {})
            office.ports.figures.add(ReceiptNumber.derive(b"key", bytes([ago])), "1", day, completed)
    office.ports.figures.standing["open#KTP-LOST#web"] = 12
    office.ports.figures.standing[f"age#{today}"] = 12
    _, before = get_services().read_statistics.report(Selection(today, today))
    wide = {"first": (today + timedelta(days=1)).isoformat(), "last": (today + timedelta(days=13)).isoformat()}
    body = {**wide, "why": "Pindah gedung", "is_closed": True}
    api = office.staff(Role.ADMINISTRATOR)
    assert api.call("POST", "/v1/calendar/days", body, {"If-Match": '"0"'}).status == 200
    _, after = served(office).read_statistics.report(Selection(today, today))
    assert before is not None
    assert after is not None
    assert before.likely is not None
    assert after.likely is not None
    assert before.likely < today + timedelta(days=7)
    assert after.likely > today + timedelta(days=13)
