"""A new PIN, asked for on the pages by whoever has the one before."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from chalicelib.domain.notification import NoticeChannel
from infra.local.puzzles import solve
from tests.integration.http.walk import stored
from tests.office import MiniOffice, Resident
from tests.residents import Browser, Form, cookies_of

SMS = NoticeChannel.SMS
BY_PHONE = {"service": "KTP-LOST", "contact": {"phone": "081000000001"}}


@pytest.fixture
def resident(office: MiniOffice) -> Resident:
    return office.start(BY_PHONE)


def at_the_page(office: MiniOffice, resident: Resident) -> Browser:
    """As the link of the case's page leads there."""
    browser = Browser(office, cookies=cookies_of(office, resident.id))
    assert f"/apply/{resident.id}/pin?" in browser.go(f"/apply/{resident.id}/status").content.decode()
    browser.go(f"/apply/{resident.id}/pin")
    return browser


def work(browser: Browser) -> dict[str, str]:
    """What the page's script fills in."""
    (challenge,) = re.findall(r'data-challenge="([^"]*)"', browser.page.content.decode())
    sealed = form_of(browser).fields["sealed"]
    return solve({"challenge": json.loads(unescape(challenge)), "sealed": sealed})


def form_of(browser: Browser) -> Form:
    return next(form for form in browser.forms if "/pin" in form.action)


def test_it_goes_to_the_recorded_number_and_ends_the_old_one_and_the_visit(
    office: MiniOffice, resident: Resident
) -> None:
    browser = at_the_page(office, resident)
    browser.press("/pin", **work(browser))
    assert browser.page.status == 200
    assert "PIN baru sedang dikirim" in browser.text
    office.work()
    (sent,) = office.ports.messengers[SMS].sent
    pin = office.services.track.pin_of(stored(office, resident.id)).format()
    assert pin in sent.text
    assert pin not in browser.text
    assert resident.track().status == 404
    assert browser.go(f"/apply/{resident.id}/status").status == 401


def test_without_work_the_old_one_holds_and_what_to_do_is_said(office: MiniOffice, resident: Resident) -> None:
    browser = at_the_page(office, resident)
    for solution in ("", "nonsense"):
        browser.press("/pin", solution=solution)
        assert browser.page.status == 422
        assert "PIN lama tetap berlaku" in browser.text
    other = at_the_page(office, office.start(BY_PHONE))
    browser.press("/pin", **work(other))
    assert browser.page.status == 422, "the work was for another application"
    assert resident.track().status == 200


def test_asked_for_twice_it_is_sent_once(office: MiniOffice, resident: Resident) -> None:
    browser = at_the_page(office, resident)
    again = replace(browser, cookies=dict(browser.cookies))
    form, worked = form_of(browser), work(browser)
    assert browser.send(form, **worked).status == 200
    assert again.send(form, **worked).status == 401, "the visit that asked is over"
    office.work()
    pin = str(office.services.track.pin_of(stored(office, resident.id)))
    again.submit(receipt_number=resident.id, pin=pin)
    assert (again.page.status, again.path.partition("?")[0]) == (200, f"/apply/{resident.id}/status")
    assert len(office.ports.messengers[SMS].sent) == 1


def test_where_it_can_go_nowhere_the_old_one_holds_and_the_reason_is_said(office: MiniOffice) -> None:
    resident = office.start({"service": "KTP-LOST", "contact": {}})
    browser = at_the_page(office, resident)
    browser.press("/pin", **work(browser))
    assert browser.page.status == 422
    assert "Nomor ponsel dan surel belum diisi" in browser.text
    assert resident.track().status == 200
