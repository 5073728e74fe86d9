"""The dispatch desk: labels, postal numbers by scan or by list, what became of what was mailed."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.collection import parse_scan
from chalicelib.domain.dispatching import HEADINGS, MOST_LINES, Outcome, Report, Typed, read_lines
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.rights import Right
from chalicelib.domain.seen import Sight
from chalicelib.domain.worklist import TO_MAIL
from chalicelib.services.dispatch_products import LABELLED, QUEUES
from functions._counter_views import lines_for_people, view_report
from functions._forms import read_long_form, read_typed_table, shown_table
from functions._http import Call, Reply
from functions._product_names import name_products
from functions._seen import record_seen
from functions._staff_page import MOST_TABLE_BYTES, in_words, render_staff, staff_page, table_in_words

routes = Blueprint(__name__)

DISPATCH: Final = "/office/dispatch"
PDF: Final = "application/pdf"


@staff_page(routes, "GET", DISPATCH, right=Right.DISPATCH, summary="What is to be mailed, and what is away")
def get_dispatch(call: Call[None]) -> Reply:
    """One list at a time, and a field to scan into."""
    return _page(call)


@staff_page(routes, "POST", DISPATCH + "/scan", right=Right.DISPATCH, summary="One product by scan", problems=(422,))
def scan_dispatch(call: Call[None]) -> Reply:
    """Label, then the number of the post; or what the post says of it."""
    typed = read_long_form(call)
    line = Typed(
        1, typed.get("label", ""), typed.get("product", ""), typed.get("postal_number", ""), typed.get("outcome", "")
    )
    reports = get_services().counter.dispatch.record([line], call.officer)
    (report,) = reports
    told = {_FIELDS.get(name, name): said for name, said in in_words(call, report.faults).items()}
    if not told:
        return _page(call, typed={"outcome": line.outcome}, done=_say(call, reports))
    faults = {name: f"{typed[name]}: {said}" if typed.get(name) else said for name, said in told.items()}
    products = _products(call, line) if any(fault.code == "which_product" for fault in report.faults) else []
    return _page(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=faults, typed=typed, products=products)


@staff_page(
    routes, "POST", DISPATCH + "/list", right=Right.DISPATCH, summary="Many products by list", problems=(413, 422),
    most_bytes=MOST_TABLE_BYTES,
)  # fmt: skip
def list_dispatch(call: Call[None]) -> Reply:
    """What became of each line; those that did not fit stand ready to be mended and sent again."""
    typed = read_long_form(call)
    table = read_typed_table(typed)
    try:
        lines = read_lines(table, before=_number(typed.get("before", "")))
        reports = get_services().counter.dispatch.record(lines, call.officer)
    except InvalidRequestError as error:
        faults = {"table": " ".join(table_in_words(call, error.faults, "counter").values())}
        return _page(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=faults, typed={"table": shown_table(table)})
    return _page(call, done=_say(call, reports), report=view_report(reports, call.language))


@staff_page(
    routes, "POST", DISPATCH + "/labels.pdf", right=Right.DISPATCH, summary="Address labels of what was ticked",
    media_type=PDF, problems=(422,),
)  # fmt: skip
def print_labels_here(call: Call[None]) -> Reply:
    """A PDF; or the list again with what cannot be printed."""
    scans = read_long_form(call).get("receipt", "").split()
    try:
        labels = get_services().counter.dispatch.print_labels(scans, call.officer)
    except InvalidRequestError as error:
        faults = {"labels": " ".join(_told(call, scans, fault) for fault in error.faults)}
        return _page(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=faults)
    for receipt in labels.receipts:
        record_seen(call, receipt, Sight.LABEL)
    return Reply(labels.pdf, headers={"Content-Disposition": 'inline; filename="label-alamat.pdf"'}, media_type=PDF)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000") else 0


def _products(call: Call[None], line: Typed) -> list[tuple[str, str]]:
    """The products of the case that was scanned: the code and the name of each, to choose from."""
    case = get_services().ports.cases.get(parse_scan(line.receipt)[0])
    names = name_products(((case.receipt, case.service, product.id) for product in case.products), call.language)
    return [(product.id, names[case.receipt, product.id]) for product in case.products]


_FIELDS: Final = {"receipt": "label", "product": "label"}


def _told(call: Call[None], scans: Sequence[str], fault: Fault) -> str:
    sentence = next(iter(in_words(call, (fault,)).values()))
    place = fault.field.rpartition(".")[2]
    return f"{scans[int(place)]}: {sentence}" if place.isdigit() and int(place) < len(scans) else sentence


def _say(call: Call[None], reports: Sequence[Report]) -> str:
    words = get_services().messages.staff("counter", call.language)
    report = view_report(reports, call.language)
    return words["report"].format(done=report.done, already=report.already, refused=report.refused)


def _page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    queue = call.query.get("queue", TO_MAIL)
    queue = queue if queue in QUEUES else TO_MAIL
    page = get_services().counter.dispatch.list_queue(queue, call.query.get("cursor") or None)
    lines = lines_for_people(page.items, call.language)
    shown = {"typed": {}, "report": None, "products": [], **values}
    return render_staff(
        call, "counter/dispatch", status, queue=queue, queues=QUEUES, labelled=LABELLED, lines=lines,
        next_cursor=page.next_cursor, heads=HEADINGS, most=MOST_LINES,
        outcomes=[outcome.value for outcome in Outcome], **shown,
    )  # fmt: skip
