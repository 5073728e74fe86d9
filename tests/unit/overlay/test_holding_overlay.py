"""Which overlay holds, as one process knows it."""

from functools import cached_property

import pytest
from typing_extensions import override

from chalicelib.bootstrap import Services, get_services, use_services
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.overlay import Edition
from chalicelib.services.holding_overlay import HoldingOverlay
from chalicelib.services.ports import ReceiptPrinter, SheetPrinter
from tests.builders import OFFICER
from tests.fakes import EPOCH, FakeClock, FakeOverlayStore
from tests.office import MiniOffice
from tests.ports import FakePorts
from tests.unit.overlay.given import HOURS, SHIPPED, changes, overlay


class Process:
    """A process that asks who holds, on a clock that moves when told to."""

    def __init__(self) -> None:
        self.store, self.clock = FakeOverlayStore(), FakeClock()
        self.told: list[tuple[str, str]] = []
        self.fits = True
        self.holding = HoldingOverlay(
            self.store, self.clock, lambda _: self.fits, lambda event, fact: self.told.append((event, fact))
        )

    def publish(self, number: int) -> None:
        made = overlay(number)
        self.store.add(made)
        self.store.publish(made.published(OFFICER, EPOCH), self.store.registry.holding)

    def number(self) -> int:
        found = self.holding.present()
        return found.number if found else 0


@pytest.fixture
def process() -> Process:
    return Process()


def test_the_table_is_asked_once_a_minute_at_most(process: Process) -> None:
    process.publish(1)
    for _ in range(30):
        assert process.number() == 1
    assert process.store.reads == 2  # the pointer, and the version that it names
    process.clock.advance(seconds=59)
    assert process.number() == 1
    assert process.store.reads == 2
    process.clock.advance(seconds=1)
    assert process.number() == 1
    assert process.store.reads == 3  # nothing is new, so only the pointer


def test_what_is_published_holds_within_a_minute(process: Process) -> None:
    assert process.number() == 0
    process.publish(1)
    assert process.number() == 0
    process.clock.advance(seconds=60)
    assert process.number() == 1


def test_the_same_version_is_the_same_object(process: Process) -> None:
    process.publish(1)
    first = process.holding.present()
    process.clock.advance(minutes=2)
    assert process.holding.present() is first


def test_the_last_one_known_goes_on_while_the_table_is_down(process: Process) -> None:
    process.publish(1)
    assert process.number() == 1
    process.publish(2)
    process.store.is_down = True
    process.clock.advance(minutes=5)
    assert process.number() == 1
    assert process.told == [("overlay_not_read", "UnavailableError")]
    process.store.is_down = False
    process.clock.advance(minutes=1)
    assert process.number() == 2


def test_a_table_that_is_down_is_not_asked_more_often(process: Process) -> None:
    process.store.is_down = True
    for _ in range(30):
        assert process.number() == 0
    assert process.store.reads == 1


def test_one_that_does_not_fit_this_release_is_left_as_a_whole(process: Process) -> None:
    process.publish(1)
    assert process.number() == 1
    process.fits = False
    process.publish(2)
    process.clock.advance(minutes=1)
    assert process.number() == 1
    assert process.told == [("overlay_does_not_fit", "2")]


def test_a_clock_that_was_put_back_is_no_reason_to_wait(process: Process) -> None:
    assert process.number() == 0
    process.publish(1)
    process.clock.advance(days=-1)
    assert process.number() == 1


def publish(ports: FakePorts, **parts: object) -> None:
    """Let an overlay hold in an office that has none."""
    maintain = Services(ports).maintain_overlays
    maintain.publish(maintain.save(changes(**parts), OFFICER).number, OFFICER, 0)


def test_services_that_need_no_overlay_never_ask_for_one() -> None:
    ports = FakePorts()
    use_services(Services(ports))
    for _ in range(3):
        services = get_services()
        assert None not in {services.resident_tokens, services.staff_tokens, services.relay_outbox}
        ports.clock.advance(minutes=5)
    assert ports.overlays.reads == 0


def test_every_use_case_is_made_anew_on_the_same_ports() -> None:
    ports = FakePorts()
    use_services(Services(ports))
    first = get_services()
    assert first.office is ports.office
    publish(ports, office={"hours": HOURS})
    assert get_services() is first
    ports.clock.advance(seconds=60)
    second = get_services()
    assert second is not first
    assert second.ports is ports
    assert second.office.hours.en == HOURS["en"]
    assert second.post is not first.post
    ports.clock.advance(seconds=60)
    assert get_services() is second


class PrintingPorts(FakePorts):
    """Ports that keep what their printers were made for."""

    @override
    def receipt_printer_for(self, edition: Edition) -> ReceiptPrinter:
        self.editions.append(edition)
        return super().receipt_printer_for(edition)

    @override
    def sheet_printer_for(self, edition: Edition) -> SheetPrinter:
        self.editions.append(edition)
        return super().sheet_printer_for(edition)

    @cached_property
    def editions(self) -> list[Edition]:
        return []


def test_printers_are_made_for_the_edition_that_holds() -> None:
    ports = PrintingPorts()
    publish(ports, office={"hours": HOURS})
    services = Services(ports)
    assert all([services.print_receipt, services.print_sheets, services.print_slip])
    assert [edition.office.hours.en for edition in ports.editions] == [HOURS["en"]] * 3
    assert {edition.catalogue.version for edition in ports.editions} == {f"{SHIPPED.catalogue.version}+1"}


def test_a_notice_says_what_holds_when_it_is_sent() -> None:
    office = MiniOffice()
    resident = office.start()
    resident.send_all()
    assert resident.submit().status == 200
    greeting = {"id": "Salam dari loket,", "en": "Greetings from the counter,"}
    publish(office.ports, messages={"mail/greeting": greeting})
    office.undelivered = {NoticeChannel.SMS}
    office.work()
    (mail,) = office.ports.messengers[NoticeChannel.EMAIL].sent
    assert mail.text.startswith("Salam dari loket,")
