"""A producer's pages: milestones by list, print batches by scanner, and blank cards."""

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.collection import parse_scan
from chalicelib.domain.errors import (
    Fault,
    IdempotencyKeyReusedError,
    InvalidRequestError,
    StaleVersionError,
    TransitionRefusedError,
)
from chalicelib.domain.lifecycle import ProductState
from chalicelib.domain.milestone_list import HEADINGS, LISTED, MOST_LINES, read_lines
from chalicelib.domain.print_batch import CARDS, BatchState, EntryGroup, PrintBatch, SpoilReason, Stock, StockReason
from chalicelib.domain.print_batch import MOST_LINES as MOST_CARDS
from chalicelib.domain.production import Milestone
from chalicelib.domain.rights import Right
from chalicelib.web.codes import draw_code
from functions._forms import read_long_form, read_typed_table, shown_table
from functions._http import Call, Reply
from functions._page import go_to
from functions._printing_views import CSV, PDF, export_batch, give_file, read_entries, view_reports
from functions._product_names import name_products
from functions._staff_page import MOST_TABLE_BYTES, in_words, read_once, render_staff, staff_page, table_in_words

routes = Blueprint(__name__)

MILESTONES: Final = "/office/milestones"
PRINTING: Final = "/office/printing"
BATCH: Final = PRINTING + "/batches/{batch}"
LISTED_BATCHES: Final = 20
STOCK: Final = PRINTING + "/stock"
ENTRIES: Final = 5
"""On the page of the day, of what came in or was counted."""

LISTED_ENTRIES: Final = 50
USUAL_SIZE: Final = 50


@staff_page(routes, "GET", MILESTONES, right=Right.RECORD_MILESTONE, summary="Milestones in SIAK by list")
def show_milestones(call: Call[None]) -> Reply:
    """A field to paste a list into."""
    return _milestones_page(call)


@staff_page(
    routes, "POST", MILESTONES, right=Right.RECORD_MILESTONE, summary="Record milestones by list",
    problems=(413, 422), most_bytes=MOST_TABLE_BYTES,
)  # fmt: skip
def record_milestone_list(call: Call[None]) -> Reply:
    """What became of each line; those that did not fit stand ready to be mended and sent again."""
    typed = read_long_form(call)
    table = read_typed_table(typed)
    usual = next((known for known in LISTED if known == typed.get("milestone")), None)
    kept = {"table": shown_table(table), "milestone": usual or ""}
    try:
        lines = read_lines(table, before=_number(typed, "before"))
        reports = get_services().printing.milestones(lines, usual, call.officer)
    except InvalidRequestError as error:
        return _milestones_page(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=_of_table(call, error), typed=kept)
    return _milestones_page(call, report=view_reports(reports, call.language), typed={"milestone": kept["milestone"]})


@staff_page(routes, "GET", PRINTING, right=Right.READ_PRINTING, summary="Printing today")
def show_printing(call: Call[None]) -> Reply:
    """How the day goes beside its target, the stock, and the batches."""
    return _printing_page(call)


@staff_page(routes, "POST", PRINTING, right=Right.PRINT, summary="Propose a batch", status=303, problems=(409, 422))
def propose_batch(call: Call[None]) -> Reply:
    """On to its print list. The form carries its key, so that a second press makes no second batch."""
    typed, batches = read_long_form(call), get_services().printing.batches
    try:
        batch = batches.propose(typed.get("card", ""), _number(typed, "size"), call.officer, read_once(typed))
    except InvalidRequestError as error:
        faults = in_words(call, tuple(_of_figure(fault, typed, "size") for fault in error.faults))
        return _printing_page(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=faults, typed=typed)
    except IdempotencyKeyReusedError:
        return _pressed_before(call, "size", typed)
    return go_to(call, f"office/printing/batches/{batch.id}")


@staff_page(routes, "GET", BATCH, right=Right.READ_PRINTING, summary="One batch and its print list")
def show_batch(call: Call[None]) -> Reply:
    """A field to scan into, and a code for each card; `code` is the card that a link is about."""
    batch = get_services().printing.ledger.get_batch(call.path["batch"])
    return _batch_page(call, batch, typed=call.query.get("code", ""))


@staff_page(
    routes, "POST", BATCH, right=Right.PRINT, summary="A card was printed or spoiled, or the batch is over",
    problems=(412, 422),
)  # fmt: skip
def work_on_batch(call: Call[None]) -> Reply:
    """Each scan is told at once, so that the next can follow."""
    typed, batches, name = read_long_form(call), get_services().printing.batches, call.path["batch"]
    code, seen = typed.get("code", ""), _number(typed, "version")
    try:
        if "close" in typed:
            return _closed(call, batches.close(name, seen))
        if "spoiled" in typed:
            batch = batches.spoil(name, code, call.officer, seen, _reason(typed))
        else:
            batch = batches.confirm(name, code, call.officer, seen)
    except InvalidRequestError as error:
        faults = in_words(call, tuple(error.faults))
        return _again(
            call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=faults, typed=code, reason=typed.get("reason"),
            about=next((receipt for fault in error.faults if (receipt := dict(fault.params).get("receipt"))), None),
        )  # fmt: skip
    except (StaleVersionError, TransitionRefusedError):
        return _again(call, HTTPStatus.PRECONDITION_FAILED, faults={"close": _words(call)["moved_on"]}, typed=code)
    return _batch_page(call, batch, done=_told(call, batch, code, _sentence(batch, typed, code)))


@staff_page(
    routes, "POST", BATCH + "/list", right=Right.PRINT, summary="Confirm cards by list", problems=(413, 422),
    most_bytes=MOST_TABLE_BYTES,
)  # fmt: skip
def confirm_list(call: Call[None]) -> Reply:
    """What became of each line; sending it again prints nothing twice."""
    typed = read_long_form(call)
    table = read_typed_table(typed)
    try:
        reports = get_services().printing.confirm_printed(call.path["batch"], table, call.officer)
    except InvalidRequestError as error:
        return _again(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=_of_table(call, error), table=shown_table(table))
    return _again(call, HTTPStatus.OK, report=view_reports(reports, call.language))


@staff_page(
    routes, "GET", BATCH + "/list.pdf", right=Right.READ_PRINTING, summary="The print list on paper", media_type=PDF
)
def show_print_list(call: Call[None]) -> Reply:
    """With a code for each card."""
    services = get_services().printing
    return give_file(services.lists.print(services.batches.read(call.path["batch"])), PDF)


@staff_page(
    routes, "GET", BATCH + "/list.csv", right=Right.READ_PRINTING, summary="The print list as a table", media_type=CSV
)
def take_print_list(call: Call[None]) -> Reply:
    """For a spreadsheet."""
    return give_file(export_batch(get_services().printing.batches.read(call.path["batch"]), call.language), CSV)


@staff_page(
    routes, "GET", STOCK, right=Right.READ_PRINTING, summary="The ledger of blank cards", problems=(422,),
)  # fmt: skip
def show_stock(call: Call[None]) -> Reply:
    """Page by page, of one kind of card: every entry, or those of a group."""
    card, only = call.query.get("card", next(iter(CARDS))), call.query.get("only", "")
    if card not in CARDS:
        raise InvalidRequestError([Fault("card", "not_a_choice")])
    return render_staff(
        call, "printing/stock", cards=CARDS, card=card, groups=("", *EntryGroup), only=only,
        listed=read_entries(call, card, LISTED_ENTRIES), is_first="cursor" not in call.query,
        stock=get_services().printing.ledger.get_stock(card),
    )  # fmt: skip


@staff_page(
    routes, "POST", STOCK, right=Right.KEEP_STOCK, summary="Blank cards came in, or were counted",
    status=303, problems=(409, 422),
)  # fmt: skip
def keep_stock(call: Call[None]) -> Reply:
    """An entry that nothing replaces; a second press of the same form makes none."""
    typed, stock = read_long_form(call), get_services().printing.stock
    changes = {StockReason.RECEIVED: stock.receive, StockReason.COUNTED: stock.count}
    try:
        change = _choose(changes, typed.get("reason", ""))
        change(typed.get("card", ""), _number(typed, "amount"), typed.get("note", ""), call.officer, read_once(typed))
    except InvalidRequestError as error:
        faults = in_words(call, tuple(_of_figure(fault, typed, "amount") for fault in error.faults))
        return _printing_page(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=faults, typed=typed)
    except IdempotencyKeyReusedError:
        return _pressed_before(call, "amount", typed)
    return go_to(call, "office/printing")


def _choose(changes: Mapping[StockReason, Callable[..., Stock]], reason: str) -> Callable[..., Stock]:
    if reason not in set(changes):
        raise InvalidRequestError([Fault("reason", "not_a_choice")])
    return changes[StockReason(reason)]


def _pressed_before(call: Call[None], field: str, typed: Mapping[str, str]) -> Reply:
    """Back, and the same form with something else in it: shown again, with what was typed and a key of its own."""
    return _printing_page(call, HTTPStatus.CONFLICT, faults={field: _words(call)["pressed_before"]}, typed=typed)


def _milestones_page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    shown = {"typed": {"milestone": Milestone.ENTERED}, "report": None, "heads": HEADINGS, **values}
    return render_staff(call, "printing/milestones", status, milestones=LISTED, most=MOST_LINES, **shown)


def _printing_page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    services = get_services()
    ledger, batches = services.printing.ledger, services.printing.batches
    days = {card: batches.printed_today(card) for card in CARDS}
    cards = {card: {"stock": ledger.get_stock(card), "day": day.done, "pace": day.pace} for card, day in days.items()}
    new_id = services.ports.ids.new_id
    shown: dict[str, Any] = {"typed": {"size": str(USUAL_SIZE)}, **values}
    return render_staff(
        call, "printing/printing", status, cards=cards, most=MOST_CARDS, targets=services.office.targets,
        printed=sum(day.done.printed for day in days.values()), days=batches.last_days(),
        low=services.office.limits.low_card_stock,
        listed=ledger.list_batches(LISTED_BATCHES, call.query.get("cursor") or None),
        entries=[entry for card in CARDS for entry in ledger.list_entries(card, ENTRIES, None, EntryGroup.STOCK).items],
        once={"batch": new_id(), "stock": new_id()}, **shown,
    )  # fmt: skip


def _batch_page(call: Call[None], batch: PrintBatch, status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    batch = get_services().printing.batches.look_at_cases(batch)
    codes = {line.code: draw_code(line.code) for line in batch.lines if not line.is_dropped}
    services = get_services().catalogue.services
    names = name_products(((line.receipt, line.service, line.product) for line in batch.lines), call.language)
    shown = {"report": None, "reason": None, "about": None, **values}
    return render_staff(
        call, "printing/batch", status, batch=batch, codes=codes, names=names, services=services, sums=batch.sums(),
        reasons=SpoilReason, **shown,
    )  # fmt: skip


def _again(call: Call[None], status: int, **values: Any) -> Reply:  # noqa: ANN401
    return _batch_page(call, get_services().printing.ledger.get_batch(call.path["batch"]), status, **values)


def _told(call: Call[None], batch: PrintBatch, code: str, sentence: str) -> str:
    """What was done to a card. How many blanks it cost stands there: who meant one more sees that it is not counted."""
    found = batch.line(*parse_scan(code))
    number, spoiled = (found.receipt.format(), found.spoiled) if found else (code, 0)
    return _words(call)[sentence].format(number=number, spoiled=spoiled)


def _reason(typed: Mapping[str, str]) -> SpoilReason | None:
    """Raises InvalidRequestError for one that the form does not have."""
    if (named := typed.get("reason", "")) not in {"", *SpoilReason}:
        raise InvalidRequestError([Fault("reason", "not_a_choice")])
    return SpoilReason(named) if named else None


def _sentence(batch: PrintBatch, typed: Mapping[str, str], code: str) -> str:
    """The name of what is said of a card that was confirmed, or goes back."""
    if "spoiled" not in typed:
        return "printed_done"
    if typed.get("reason") == SpoilReason.NOT_PRINTED:
        return "taken_back_done"
    if batch.state is BatchState.OPEN:
        return "spoiled_done"
    return "found_bad_done" if _is_queued(batch, code) else "old_card_done"


def _is_queued(batch: PrintBatch, code: str) -> bool:
    """Whether a card waits for the next batch; one whose case went back since may not."""
    line = batch.line(*parse_scan(code))
    product = get_services().ports.cases.get(line.receipt).product(line.product) if line else None
    return product is not None and product.state is ProductState.PRINT_QUEUED


def _closed(call: Call[None], batch: PrintBatch) -> Reply:
    words, left, dropped = _words(call), batch.sums()["left"], len(batch.dropped())
    told = words["closed_done" if left else "closed_only" if dropped else "closed_whole"].format(left=left)
    return _batch_page(call, batch, done=f"{told} {words['not_back'].format(number=dropped)}" if dropped else told)


def _words(call: Call[None]) -> Mapping[str, str]:
    return get_services().messages.staff("printing", call.language)


def _of_table(call: Call[None], error: InvalidRequestError) -> dict[str, str]:
    return {"table": " ".join(table_in_words(call, tuple(error.faults), "printing").values())}


def _of_figure(fault: Fault, typed: Mapping[str, str], name: str) -> Fault:
    """What stands against the figure of a form: letters are no number, rather than too large a one."""
    text = typed.get(name, "").strip()
    if fault.field != name or text.replace(".", "").isdecimal():
        return fault
    return Fault(name, "not_a_number" if text else "missing")


def _number(typed: Mapping[str, str], name: str) -> int:
    text = typed.get(name, "").strip()
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", text):  # thousands, as Indonesians write them
        text = text.replace(".", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("10000000") else -1
