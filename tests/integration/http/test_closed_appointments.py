"""A day is closed on which residents have appointments: who looks is told, and whom to call is listed."""

from datetime import datetime, time, timedelta

import pytest

from chalicelib.bootstrap import get_services
from chalicelib.domain.access import Role
from chalicelib.domain.events import Job, NoticeEvent
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.pick_up import starts_at
from tests.integration.http.counter_given import next_hour
from tests.integration.http.walk import bring_to, faults, stored
from tests.office import MiniOffice, Resident
from tests.officers import sign_in
from tests.residents import Browser, cookies_of


@pytest.fixture
def booked(office: MiniOffice) -> Resident:
    """Somebody who has an appointment at ten on the next open day."""
    ready = bring_to(office, CaseState.READY)
    assert ready.call("POST", "/pick-up", next_hour(office)).status == 200
    return ready


def close(office: MiniOffice, day: str) -> None:
    """By an administrator, a minute ago."""
    body, version = {"first": day, "last": day, "why": "Pelantikan", "is_closed": True}, {"If-Match": '"0"'}
    assert office.staff(Role.ADMINISTRATOR).call("POST", "/v1/calendar/days", body, version).status == 200
    office.ports.clock.advance(seconds=61)
    get_services()


def day_of(office: MiniOffice, resident: Resident) -> str:
    return office.ports.counter.book.bookings[stored(office, resident.id).receipt].day.isoformat()


def test_who_is_to_be_called_is_listed_before_and_after_until_they_have_another_hour(
    office: MiniOffice, booked: Resident
) -> None:
    day, number = day_of(office, booked), stored(office, booked.id).receipt.format()
    window = sign_in(office, Role.ADMINISTRATOR)
    window.go("/office/admin/calendar")
    window.press("do=look", kind="closed", first=day, why="Pelantikan")
    assert number in window.text
    assert "Warga yang harus dihubungi" not in window.text  # nothing is closed by looking
    window.press("do=put")
    assert (number in window.text, "Warga yang harus dihubungi" in window.text) == (True, True)
    page = window.page.content.decode()
    assert f"office/counter/cases/{booked.id}" in page
    assert f"office/counter?day={day}&amp;place=block-office" in page
    office.ports.clock.advance(seconds=61)
    get_services()
    api = office.staff(Role.ADMINISTRATOR)
    expected = {"receipt": booked.id, "place": "block-office", "day": day, "at": "10:00"}
    assert api.call("GET", "/v1/calendar").json["to_call"] == [expected]
    assert booked.call("POST", "/pick-up", {**next_hour(office, ahead=2), "version": 1}).status == 200
    assert api.call("GET", "/v1/calendar").json["to_call"] == []
    window.go("/office/admin/calendar")
    assert number not in window.text


def test_a_look_says_whom_a_change_concerns_and_so_does_a_look_before_taking_it_back(
    office: MiniOffice, booked: Resident
) -> None:
    day, api = day_of(office, booked), office.staff(Role.ADMINISTRATOR)
    body = {"first": day, "last": day, "why": "Pelantikan", "is_closed": True}
    (ahead,) = api.call("POST", "/v1/calendar/days/preview", body).json["items"]
    assert (ahead["appointments"], [each["receipt"] for each in ahead["expected"]]) == (1, [booked.id])
    close(office, day)
    (back,) = api.call("POST", f"/v1/calendar/days/{day}/preview").json["items"]
    assert (back["day"], back["was_closed"], back["will_be_closed"], back["appointments"]) == (day, True, False, 1)
    assert api.call("POST", "/v1/calendar/days/kapan/preview").status == 404


def test_the_resident_is_told_that_the_appointment_does_not_hold_and_chooses_another(
    office: MiniOffice, booked: Resident
) -> None:
    window = Browser(office, cookies=cookies_of(office, booked.id))
    window.go(f"/apply/{booked.id}/pick-up")
    assert "Anda ditunggu pada" in window.text
    close(office, day_of(office, booked))
    window.go(f"/apply/{booked.id}/pick-up")
    assert ("kantor tutup hari itu" in window.text, "Anda ditunggu" in window.text) == (True, False)
    assert 'href="#day"' in window.page.content.decode()
    assert booked.call("GET", "/pick-up").json["booking_is_off"]
    form = next(form for form in window.forms if "version" in form.fields and "cancel" not in form.fields)
    assert window.send(form, at="10:00").status == 200
    assert "Anda ditunggu pada" in window.text
    assert not booked.call("GET", "/pick-up").json["booking_is_off"]


def test_the_counter_is_told_on_that_day_and_notes_nobody_as_missing(office: MiniOffice, booked: Resident) -> None:
    day = day_of(office, booked)
    desk, asked = office.staff(Role.COUNTER), f"/v1/counter/day?place=block-office&day={day}"
    assert desk.call("GET", asked).json["is_open"]
    close(office, day)
    assert not desk.call("GET", asked).json["is_open"]
    assert desk.call("GET", f"/v1/counter/cases/{booked.id}").json["booking_is_off"]
    window = sign_in(office, Role.COUNTER)
    for path in (f"/office/counter?day={day}", f"/office/counter/cases/{booked.id}"):
        window.go(path)
        assert "kantor tutup: janji tidak berlaku" in window.text
    window.go(f"/office/counter?day={day}")
    assert "1 janji tidak berlaku" in window.text
    booking = office.ports.counter.book.bookings[stored(office, booked.id).receipt]
    now = office.services.office.local_time(office.ports.clock.now())
    office.ports.clock.advance(seconds=(starts_at(booking.hour, now) - now).total_seconds())
    path = f"/v1/counter/cases/{booked.id}/appointment"
    refused = office.staff(Role.COUNTER).call("POST", path, {"outcome": "no_show"})
    assert faults(refused) == {("outcome", "office_was_closed")}
    window = sign_in(office, Role.COUNTER)
    window.go(f"/office/counter?day={day}")
    assert not [form for form in window.forms if "/appointment" in form.action]


def test_the_counter_looks_at_any_place_and_day_and_stays_there(office: MiniOffice, booked: Resident) -> None:
    first, number = office.services.office.places[0], stored(office, booked.id).receipt.format()
    second = first.model_copy(update={"id": "mal", "name": first.name.model_copy(update={"id": "Mal Pelayanan"})})
    places = (second, first)
    office.services.__dict__["office"] = office.services.office.model_copy(update={"places": places})
    for made in ("booking", "desk"):
        office.services.counter.__dict__.pop(made, None)
    window, day = sign_in(office, Role.COUNTER), day_of(office, booked)
    seen = {}
    for query in ("", f"?day={day}", f"?place=block-office&day={day}", "?day=kapan", "?place=block-office"):
        window.go(f"/office/counter{query}")
        seen[query] = (number in window.text, "Hari ini," in window.text)
    assert seen == {
        "": (False, True), f"?day={day}": (False, False), f"?place=block-office&day={day}": (True, False),
        "?day=kapan": (False, True), "?place=block-office": (False, True),
    }  # fmt: skip
    assert window.go("/office/counter?place=entah").status == 404
    booking = office.ports.counter.book.bookings[stored(office, booked.id).receipt]
    now = office.services.office.local_time(office.ports.clock.now())
    office.ports.clock.advance(seconds=(starts_at(booking.hour, now) - now + timedelta(days=1)).total_seconds())
    window = sign_in(office, Role.COUNTER)
    window.go(f"/office/counter?place=block-office&day={day}")
    assert window.press("/appointment").status == 200
    assert (number in window.text, "tidak datang" in window.text) == (True, True)  # the same day and place


def test_the_afternoon_before_they_hear_that_it_does_not_hold_and_no_reminder(
    office: MiniOffice, booked: Resident
) -> None:
    assert booked.call("POST", "/pick-up", {**next_hour(office, ahead=3), "version": 1}).status == 200
    booking = office.ports.counter.book.bookings[stored(office, booked.id).receipt]
    now = office.services.office.local_time(office.ports.clock.now())
    afternoon = datetime.combine(booking.day - timedelta(days=1), time(14), now.tzinfo)
    office.ports.clock.advance(seconds=(afternoon - now).total_seconds())
    close(office, booking.day.isoformat())
    for _ in range(2):
        get_services().sweep()
        for job in [job for job in office.ports.registry.jobs.values() if isinstance(job, Job)]:
            assert job.notice is not NoticeEvent.VISIT_REMINDER
            get_services().send_notices(job)
    said = [message.text for messenger in office.ports.messengers.values() for message in messenger.sent]
    assert len([text for text in said if "kantor tutup" in text]) == 1
    desk = sign_in(office, Role.VERIFIER)
    desk.go(f"/office/cases/{booked.id}")
    assert "Warga diberi tahu bahwa janjinya tidak berlaku" in desk.text
