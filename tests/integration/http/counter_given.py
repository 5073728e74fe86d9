"""What the tests of the counter start from."""

from datetime import timedelta
from typing import Any

from chalicelib.domain.applicant import Address, PersonalData
from chalicelib.domain.identifiers import Postcode, ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from tests.integration.http.walk import STEPS, bring_to, record, stored
from tests.office import LOST, MiniOffice, Resident

MAILED: dict[str, Any] = {
    **LOST,
    "delivery": "post",
    "address": {"street": "Jalan Contoh 7", "rt": "3", "rw": "4", "postcode": "65126", "village": "3573011001"},
}


def next_hour(office: MiniOffice, ahead: int = 1) -> dict[str, Any]:
    """An hour at ten on an open day."""
    services = office.services.counter
    today = office.services.office.local_time(office.ports.clock.now()).date()
    days = (today + timedelta(days=number) for number in range(ahead, ahead + 14))
    day = next(day for day in days if services.booking.is_open("block-office", day))
    return {"place": "block-office", "day": day.isoformat(), "at": "10:00"}


def address_given(office: MiniOffice, receipt: str) -> None:
    """The case has somewhere to send to."""
    number = ReceiptNumber.restore(receipt)
    case, sealed = office.ports.cases.get_sealed(number)
    personal = office.ports.sealer.open(number, sealed) if sealed else PersonalData()
    address = Address(street="Jalan Contoh 7", rt="3", rw="4", postcode=Postcode("65111"))
    after = personal.model_copy(update={"address": address})
    office.ports.registry.sealed[case.receipt] = office.ports.sealer.seal(
        number, after, sealed.wrapped_key if sealed else None
    )


def to_mail(office: MiniOffice) -> Resident:
    """A resident whose card waits to be mailed."""
    resident = bring_to(office, CaseState.IN_PROCESS, MAILED)
    for step in STEPS:
        record(office, resident, step)
    assert stored(office, resident.id).sent_by_post
    return resident
