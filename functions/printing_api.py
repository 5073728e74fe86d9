"""Milestones by list, print batches, and the stock of blank cards."""

from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.milestone_list import Typed
from chalicelib.domain.print_batch import CARDS, PrintBatch, Stock
from chalicelib.domain.rights import Right
from functions._calls import read_key, seen_version
from functions._http import Audience, Call, Reply, endpoint
from functions._printing_views import (
    CSV,
    PDF,
    export_batch,
    give_file,
    read_entries,
    view_batch,
    view_reports,
    view_stock,
)
from functions._schemas import printing
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

BATCHES: Final = "/v1/print-batches"
BATCH: Final = BATCHES + "/{batch}"
STOCK: Final = "/v1/card-stock/{card}"
LISTED: Final = 20


def _staff(right: Right) -> Mapping[str, Any]:
    return {"audience": Audience.STAFF, "authorizer": authorize_staff, "right": right}


@endpoint(
    routes, "POST", "/v1/milestones", **_staff(Right.RECORD_MILESTONE), summary="Record many milestones",
    request=printing.MilestonesRequest, response=printing.MilestonesOut,
)  # fmt: skip
def record_milestones(call: Call[printing.MilestonesRequest]) -> Reply:
    """Each line stands for itself; sent again, a line that was done is told so."""
    lines = [
        Typed(number, line.receipt, line.product, line.milestone) for number, line in enumerate(call.body.lines, 1)
    ]
    reports = get_services().printing.milestones(lines, call.body.milestone, call.officer)
    return Reply(view_reports(reports, call.language))


@endpoint(
    routes, "GET", BATCHES, **_staff(Right.READ_PRINTING), summary="Print batches, open ones first",
    response=printing.PrintBatchList, query=[("cursor", "From the page before")],
)  # fmt: skip
def list_print_batches(call: Call[None]) -> Reply:
    """Every open batch, then those that are over, each the newest first.

    Whether a card that waits is still to be printed, its batch alone tells.
    """
    page = get_services().printing.ledger.list_batches(LISTED, call.query.get("cursor"))
    return Reply(printing.PrintBatchList(items=list(map(view_batch, page.items)), next_cursor=page.next_cursor))


@endpoint(
    routes, "POST", BATCHES, **_staff(Right.PRINT), summary="Propose a print batch", request=printing.BatchRequest,
    response=printing.PrintBatchOut, status=201, problems=[400], headers=["Idempotency-Key"],
)  # fmt: skip
def propose_print_batch(call: Call[printing.BatchRequest]) -> Reply:
    """The oldest cards that wait and stand in no open batch, at most 90. More than there are blank cards is refused.

    The same key within a week answers with the same batch.
    """
    batches, body = get_services().printing.batches, call.body
    return _shown(batches.propose(body.card, body.size, call.officer, read_key(call)), 201)


@endpoint(
    routes, "GET", BATCH, **_staff(Right.READ_PRINTING), summary="One print batch", response=printing.PrintBatchOut,
    problems=[404],
)  # fmt: skip
def get_print_batch(call: Call[None]) -> Reply:
    """With every card and where it stands; `cancelled` and `sent_back` are not to be printed: their cases were."""
    return _shown(get_services().printing.ledger.get_batch(call.path["batch"]))


@endpoint(
    routes, "POST", BATCH + "/cards", **_staff(Right.PRINT), summary="A card was printed",
    request=printing.CodeRequest, response=printing.PrintBatchOut, problems=[404],
)  # fmt: skip
def confirm_card(call: Call[printing.CodeRequest]) -> Reply:
    """Once each: a card that was confirmed before, or is in no batch, is refused with the reason."""
    batches, body = get_services().printing.batches, call.body
    return _shown(batches.confirm(call.path["batch"], body.code, call.officer, body.version))


@endpoint(
    routes, "POST", BATCH + "/card-list", **_staff(Right.PRINT), summary="Many cards were printed",
    request=printing.PrintedListRequest, response=printing.MilestonesOut, problems=[404],
)  # fmt: skip
def confirm_card_list(call: Call[printing.PrintedListRequest]) -> Reply:
    """Each line stands for itself; one that was not confirmed now is told with its number and its reason."""
    reports = get_services().printing.confirm_printed(call.path["batch"], call.body.table, call.officer)
    return Reply(view_reports(reports, call.language))


@endpoint(
    routes, "POST", BATCH + "/spoiled", **_staff(Right.PRINT), summary="A blank was spoiled, or a card is bad",
    request=printing.SpoiledRequest, response=printing.PrintBatchOut, problems=[404],
)  # fmt: skip
def spoil_card(call: Call[printing.SpoiledRequest]) -> Reply:
    """The card waits to be printed again, in this batch or, once it is closed, in another; a printed one with a reason.

    Sent twice with one version, one blank card is spoiled. `not_printed` gives the blank of a mistaken scan back.
    """
    batches, body = get_services().printing.batches, call.body
    return _shown(batches.spoil(call.path["batch"], body.code, call.officer, body.version, body.reason))


@endpoint(
    routes, "POST", BATCH + "/close", **_staff(Right.PRINT), summary="Close a print batch", if_match=True,
    response=printing.PrintBatchOut, problems=(404, 409, 412, 428),
)  # fmt: skip
def close_print_batch(call: Call[None]) -> Reply:
    """What was not printed goes back to the work list, unless its case was cancelled or sent back."""
    return _shown(get_services().printing.batches.close(call.path["batch"], seen_version(call)))


@endpoint(
    routes, "GET", BATCH + "/list.pdf", **_staff(Right.READ_PRINTING), summary="The print list of a batch",
    media_type=PDF, problems=[404],
)  # fmt: skip
def get_print_list(call: Call[None]) -> Reply:
    """With a code for each card that is to be printed. It names nobody."""
    printing_services = get_services().printing
    return give_file(printing_services.lists.print(printing_services.batches.read(call.path["batch"])), PDF)


@endpoint(
    routes, "GET", BATCH + "/list.csv", **_staff(Right.READ_PRINTING), summary="The print list of a batch as a table",
    media_type=CSV, problems=[404],
)  # fmt: skip
def get_print_table(call: Call[None]) -> Reply:
    """One line for each card, and what became of it; no code for one that is not to be printed any more."""
    return give_file(export_batch(get_services().printing.batches.read(call.path["batch"]), call.language), CSV)


@endpoint(
    routes, "GET", STOCK, **_staff(Right.READ_PRINTING), summary="The stock of blank cards", response=printing.StockOut,
    query=[
        ("cursor", "From the page before"),
        ("only", "`stock` for what came in or was counted, `spoiled` for spoiled blanks and bad cards; all if absent"),
    ],
)  # fmt: skip
def get_stock(call: Call[None]) -> Reply:
    """With what became of them at the printer, the pace, and the changes, the newest first."""
    card = _card(call)
    return _stock(call, get_services().printing.ledger.get_stock(card))


@endpoint(
    routes, "POST", STOCK, **_staff(Right.KEEP_STOCK), summary="Blank cards came in, or were counted",
    request=printing.StockRequest, response=printing.StockOut, problems=[400], headers=["Idempotency-Key"],
)  # fmt: skip
def change_card_stock(call: Call[printing.StockRequest]) -> Reply:
    """An entry that nothing replaces. The same key within a week adds none."""
    stock, body = get_services().printing.stock, call.body
    change = stock.receive if body.reason == "received" else stock.count
    return _stock(call, change(_card(call), body.amount, body.note, call.officer, read_key(call)))


def _stock(call: Call[Any], stock: Stock) -> Reply:
    return Reply(view_stock(stock, read_entries(call, stock.card, LISTED)))


def _card(call: Call[Any]) -> str:
    if call.path["card"] not in CARDS:
        raise InvalidRequestError([Fault("card", "not_a_choice")])
    return call.path["card"]


def _shown(batch: PrintBatch, status: int = 200) -> Reply:
    known = get_services().printing.batches.look_at_cases(batch)
    return Reply(view_batch(known), status, headers={"ETag": f'"{batch.version}"'})
