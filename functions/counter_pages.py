"""The counter: a number is scanned or typed, what waits is shown, and who took it is recorded."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any, Final

from chalice.app import Blueprint
from pydantic import ValidationError

from chalicelib.bootstrap import get_services
from chalicelib.domain.collection import Taker, parse_scan
from chalicelib.domain.errors import (
    ErasedError,
    Fault,
    InvalidRequestError,
    NotFoundError,
    StaleVersionError,
    TransitionRefusedError,
)
from chalicelib.domain.identifiers import InvalidIdentifierError, ReceiptNumber
from chalicelib.domain.pick_up import Outcome
from chalicelib.domain.product import Collector, IdentityKind, OldCard, ProxyLetter, ShownIdentity
from chalicelib.domain.production import UndoReason
from chalicelib.domain.rights import Right
from chalicelib.domain.seen import Sight
from functions._calls import read_receipt
from functions._counter_views import first_place, lines_for_people
from functions._forms import read_long_form, read_version
from functions._hours import find_day
from functions._http import Call, Reply
from functions._page import go_to, sentences
from functions._problems import suggest_receipts
from functions._seen import record_seen
from functions._staff_page import in_words, render_staff, staff_page
from functions._views import view_erased

routes = Blueprint(__name__)

COUNTER: Final = "/office/counter"
CASE: Final = COUNTER + "/cases/{receipt}"
LONGEST: Final = 200


@staff_page(routes, "GET", COUNTER, right=Right.HAND_OVER, summary="The counter")
def get_counter(call: Call[None]) -> Reply:
    """A field to scan into, and how a day goes at one place: today at the first one where no other is named."""
    return _counter(call)


@staff_page(
    routes, "POST", COUNTER, right=Right.HAND_OVER, summary="Look up what was scanned", status=303, problems=(422,)
)
def find_waiting(call: Call[None]) -> Reply:
    """On to what waits under the number, or the field again with what is wrong."""
    scan = read_long_form(call).get("scan", "")[:LONGEST]
    try:
        receipt, _ = parse_scan(scan)
        get_services().counter.desk.read(receipt)
    except InvalidIdentifierError as error:
        fault = suggest_receipts(Fault("scan", error.code), {"scan": scan})
        return _counter(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=sentences((fault,), call), scan=scan)
    except NotFoundError:
        faults = in_words(call, (Fault("scan", "case_unknown"),))
        return _counter(call, HTTPStatus.NOT_FOUND, faults=faults, scan=scan)
    return go_to(call, f"office/counter/cases/{receipt}")


@staff_page(routes, "GET", CASE, right=Right.HAND_OVER, summary="What waits under a number, and who may take it")
def show_waiting(call: Call[None]) -> Reply:
    """A form for who takes it; or why nothing can be handed over."""
    return _case(call)


@staff_page(routes, "POST", CASE, right=Right.HAND_OVER, summary="Hand a product over", status=303, problems=(422,))
def hand_over_here(call: Call[None]) -> Reply:
    """Everything that stands against it is told at once, and nothing that was typed is lost."""
    typed = read_long_form(call)
    try:
        _hand_over(call, typed)
    except (InvalidRequestError, StaleVersionError, TransitionRefusedError) as error:
        return _refused(call, error, typed)
    return go_to(call, f"office/counter/cases/{read_receipt(call)}?done=handed")


def _hand_over(call: Call[None], typed: Mapping[str, str]) -> None:
    """A second press of the button finds it done."""
    desk, receipt, product = get_services().counter.desk, read_receipt(call), typed.get("product", "")
    taker = _read_taker(typed)
    try:
        desk.hand_over(receipt, product, taker, call.officer, read_version(typed))
    except StaleVersionError:
        if not desk.was_handed(receipt, product, taker, call.officer):
            raise


@staff_page(
    routes,
    "POST",
    CASE + "/undo",
    right=Right.HAND_OVER,
    summary="Take a wrong hand-over back",
    status=303,
    problems=(422,),
)
def undo_here(call: Call[None]) -> Reply:
    """The resident is told that it waits again."""
    typed = read_long_form(call)
    try:
        get_services().counter.desk.undo(
            read_receipt(call), typed.get("product", ""), _read_reason(typed), call.officer, read_version(typed)
        )
    except (InvalidRequestError, StaleVersionError, TransitionRefusedError) as error:
        return _refused(call, error, {})
    return go_to(call, f"office/counter/cases/{read_receipt(call)}?done=undone")


@staff_page(
    routes,
    "POST",
    CASE + "/appointment",
    right=Right.HAND_OVER,
    summary="Note who did not come",
    status=303,
    problems=(422,),
)
def note_no_show(call: Call[None]) -> Reply:
    """Back to the day's list, which says what is wrong where nothing can be noted."""
    seen = read_version(read_long_form(call))
    try:
        noted = get_services().counter.booking.note(read_receipt(call), Outcome.NO_SHOW, seen)
    except InvalidRequestError as error:
        return _counter(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=in_words(call, error.faults))
    except StaleVersionError:
        words = get_services().messages.staff("counter", call.language)
        return _counter(call, HTTPStatus.CONFLICT, faults={"main-content": words["booking_stale"]})
    if noted is None:
        faults = in_words(call, (Fault("scan", "no_appointment"),))
        return _counter(call, HTTPStatus.NOT_FOUND, faults=faults)
    place, day = _read_place(call), find_day(call.query.get("day", ""))
    shown = f"&place={place}&day={day}" if day else ""
    return go_to(call, f"office/counter?done=noted{shown}")


@staff_page(routes, "GET", COUNTER + "/uncollected", right=Right.HAND_OVER, summary="What nobody came for")
def show_uncollected(call: Call[None]) -> Reply:
    """Whom two reminders did not bring."""
    lines = get_services().counter.remind.list_uncollected()
    return render_staff(call, "counter/uncollected", lines=lines_for_people(lines, call.language))


def _spell(receipt: str) -> str:
    return ReceiptNumber.restore(receipt).format()


def _read_reason(typed: Mapping[str, str]) -> UndoReason:
    try:
        return UndoReason(typed.get("reason", ""))
    except ValueError:
        raise InvalidRequestError([Fault("reason", "not_a_choice")]) from None


def _read_taker(typed: Mapping[str, str]) -> Taker:
    """Raises InvalidRequestError with everything that cannot be read; what does not fit the case is told later."""
    faults = [
        Fault(name, "missing" if not typed.get(name) else "not_a_choice")
        for name, known in (("collected_by", set(Collector)), ("old_card", set(OldCard)))
        if typed.get(name, "") not in known
    ]
    letter, identity = _read_letter(typed, faults), _read_identity(typed, faults)
    if "identity_checked" not in typed:
        faults.append(Fault("identity_checked", "identity_unchecked"))
    if faults:
        raise InvalidRequestError(faults)
    return Taker(
        Collector(typed["collected_by"]), OldCard(typed["old_card"]), is_checked=True, letter=letter, identity=identity
    )


def _read_letter(typed: Mapping[str, str], faults: list[Fault]) -> ProxyLetter | None:
    number, dated = typed.get("letter", "").strip(), typed.get("letter_dated", "").strip()
    if typed.get("collected_by") != Collector.PROXY:
        return None
    if not number and not dated:
        faults.append(Fault("letter", "letter_missing"))
        return None
    try:
        return ProxyLetter(number=number, dated=date.fromisoformat(dated) if dated else None)
    except ValidationError:
        faults.append(Fault("letter", "symbol"))
    except ValueError:
        faults.append(Fault("letter_dated", "impossible_date"))
    return None


def _read_identity(typed: Mapping[str, str], faults: list[Fault]) -> ShownIdentity | None:
    kind, last = typed.get("identity_kind", ""), typed.get("last_four", "").strip().upper()
    if not kind and not last:
        if typed.get("collected_by") == Collector.PROXY:
            faults.append(Fault("identity", "identity_missing"))
        return None
    if kind not in set(IdentityKind):
        faults.append(Fault("identity", "identity_missing"))
        return None
    try:
        return ShownIdentity(kind=IdentityKind(kind), last_four=last)
    except ValidationError:
        faults.append(Fault("last_four", "last_four"))
        return None


def _refused(call: Call[None], error: Exception, typed: Mapping[str, str]) -> Reply:
    if isinstance(error, InvalidRequestError):
        faults = {name.replace(".", "_"): said for name, said in in_words(call, error.faults).items()}
        return _case(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=faults, typed=typed)
    messages = get_services().messages
    words = messages.staff("counter", call.language)
    sentence = words["stale"] if isinstance(error, StaleVersionError) else words["out_of_turn"]
    if isinstance(error, ErasedError):
        sentence = messages.problem("case-erased", call.language).detail
    return _case(call, HTTPStatus.CONFLICT, faults={"main-content": sentence}, typed=typed)


def _read_place(call: Call[None]) -> str:
    """Raises NotFoundError for a place that there is not."""
    asked = call.query.get("place", "")
    if asked and asked not in {place.id for place in get_services().office.places}:
        raise NotFoundError
    return asked or first_place()


def _place_name(place: str, call: Call[None]) -> str:
    places = get_services().office.places
    return next((known.name.in_language(call.language) for known in places if known.id == place), "")


def _counter(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    services = get_services()
    day = services.counter.desk.read_day(_read_place(call), find_day(call.query.get("day", "")))
    done = services.messages.staff("counter", call.language)["noted"] if call.query.get("done") == "noted" else ""
    return render_staff(
        call, "counter/counter", status, shift=day, day_name=services.messages.date(day.day, call.language),
        spell=_spell, done=done, has_begun=services.counter.booking.has_begun,
        today=services.counter.desk.today(), places=services.office.places, place_name=_place_name(day.place, call),
        expected=sum(booking.outcome is Outcome.BOOKED for booking in day.bookings), **values,
    )  # fmt: skip


def _case(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    services = get_services()
    waiting = services.counter.desk.read(read_receipt(call))
    record_seen(call, waiting.case.receipt, Sight.CASE)
    names = {
        known: name.in_language(call.language)
        for known, name in services.checklists.product_names(waiting.case).items()
    }
    words = services.messages.staff("counter", call.language)
    done = (
        words[call.query["done"]] if call.query.get("done") in {"handed", "undone"} and status == HTTPStatus.OK else ""
    )
    service = services.checklists.service(waiting.case.service).name.in_language(call.language)
    shown = {"typed": {}, **values}
    return render_staff(
        call, "counter/case", status, waiting=waiting, case=waiting.case, names=names, done=done, service=service,
        number=waiting.case.receipt.format(), own=f"{call.root}office/counter/cases/{waiting.case.receipt}",
        kinds=[kind.value for kind in IdentityKind], cards=[card.value for card in OldCard],
        reasons=[reason.value for reason in UndoReason], gone=view_erased(waiting.case, call.language), **shown,
    )  # fmt: skip
