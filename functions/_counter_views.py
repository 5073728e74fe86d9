"""The counter, the dispatch desk and appointments, as callers see them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.bootstrap import get_services
from chalicelib.domain.collection import to_fetch
from chalicelib.domain.dispatching import Report, Result
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.pick_up import Booking
from chalicelib.domain.text import Language, Text
from chalicelib.services.book_pick_up import Offer
from chalicelib.services.counter_desk import CounterDay, Waiting
from chalicelib.services.ports import QueuePage
from functions._product_names import name_products
from functions._schemas import counter
from functions._schemas.base import FaultOut


def view_booking(booking: Booking) -> counter.BookingOut:
    """One appointment."""
    return counter.BookingOut(**booking.model_dump(exclude={"made_at", "made_by", "receipt"}), receipt=booking.receipt)


def view_waiting(waiting: Waiting) -> counter.WaitingOut:
    """What waits under a number."""
    case = waiting.case
    names = get_services().checklists.product_names(case)
    return counter.WaitingOut(
        receipt=case.receipt,
        version=case.version,
        state=case.state,
        names=list(waiting.names),
        ready=[
            counter.ReadyProduct(product=p.id, name=names.get(p.id, Text(id=p.kind, en=p.kind)), ready_at=p.ready_at)
            for p in waiting.ready
        ],
        may_collect=list(waiting.may_collect),
        owed=[item.bring for item in waiting.owed],
        booking=view_booking(waiting.booking) if waiting.booking else None,
        booking_is_off=waiting.is_off,
    )


def view_day(day: CounterDay) -> counter.CounterDayOut:
    """How the day goes."""
    return counter.CounterDayOut(
        place=day.place, day=day.day, is_open=day.is_open, ready=day.ready, is_more=day.is_more,
        bookings=list(map(view_booking, day.bookings)), not_ready=sorted(day.not_ready),
        handed_over=[counter.HandedOut(**handed.model_dump()) for handed in day.handed_over],
    )  # fmt: skip


def view_line(line: Mapping[str, Any]) -> counter.MailLine:
    """A product of a work list; nothing personal."""
    return counter.MailLine(
        receipt=line["receipt"], product=line["product"], kind=line["kind"], version=line["version"],
        since=line["clock"], reminders=line.get("reminders", 0), came_back=line.get("came_back", False),
    )  # fmt: skip


def view_list(page: QueuePage) -> counter.MailList:
    """A page of one."""
    return counter.MailList(items=list(map(view_line, page.items)), next_cursor=page.next_cursor)


def view_report(reports: Sequence[Report], language: Language) -> counter.DispatchReport:
    """What became of each line."""
    counts = Counter(report.result for report in reports)
    return counter.DispatchReport(
        done=counts[Result.DONE], already=counts[Result.ALREADY], refused=counts[Result.REFUSED],
        lines=[_view_report(report, language) for report in reports],
    )  # fmt: skip


def _view_report(report: Report, language: Language) -> counter.LineReport:
    line, say = report.line, get_services().messages.fault
    return counter.LineReport(
        line=line.number, receipt=line.receipt, product=line.product, postal_number=line.postal_number,
        result=report.result,
        errors=[
            FaultOut(field=fault.field, code=fault.code, message=say(fault.code, dict(fault.params), language))
            for fault in report.faults
        ],
    )  # fmt: skip


def view_offer(offer: Offer) -> counter.PickUpOut:
    """What a resident may choose from."""
    return counter.PickUpOut(
        can_book=bool(to_fetch(offer.case)),
        booking=view_booking(offer.booking) if offer.booking else None,
        booking_is_off=offer.is_off,
        places=[counter.PlaceOut(place=p.id, name=p.name, address=p.address) for p in offer.places],
        days=list(offer.days),
        place=offer.place,
        day=offer.day,
        free=[counter.FreeOut(at=free.hour.at, left=free.left) for free in offer.free],
    )


def first_place() -> str:
    """The place that is shown where none is named; empty for an office without any."""
    return next((place.id for place in get_services().office.places), "")


def lines_for_people(lines: Sequence[Mapping[str, Any]], language: Language) -> list[dict[str, Any]]:
    """Lines of a work list, each with its number as people read it, what its product is called, and since when."""
    listed = [(ReceiptNumber.restore(line["receipt"]), line["service"], line["product"]) for line in lines]
    names = name_products(listed, language)
    return [
        {
            **line,
            "name": names[receipt, product],
            "since": datetime.fromisoformat(line["clock"]),
            "number": receipt.format(),
        }
        for line, (receipt, _, product) in zip(lines, listed, strict=True)
    ]
