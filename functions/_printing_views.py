"""A producer's work, as callers see it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from chalicelib.bootstrap import get_services
from chalicelib.domain.dispatching import Result
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.milestone_list import Report
from chalicelib.domain.print_batch import EntryGroup, PrintBatch, PrintDay, Stock, StockEntry
from chalicelib.domain.tables import write_table
from chalicelib.domain.text import Language
from chalicelib.services.batching import BatchPage
from chalicelib.services.print_batches import PrintedToday
from functions._http import Call, Reply
from functions._schemas import printing
from functions._schemas.base import FaultOut

PDF: Final = "application/pdf"
CSV: Final = "text/csv; charset=utf-8"
_FILES: Final = {PDF: 'inline; filename="daftar-cetak.pdf"', CSV: 'attachment; filename="daftar-cetak.csv"'}
_COLUMNS: Final = ("number", "receipt", "product", "service", "state", "blanks_spoiled", "code_says")


def view_reports(reports: Sequence[Report], language: Language) -> printing.MilestonesOut:
    """What became of each line."""
    counts = Counter(report.result for report in reports)
    return printing.MilestonesOut(
        done=counts[Result.DONE], already=counts[Result.ALREADY], refused=counts[Result.REFUSED],
        lines=[_view(report, language) for report in reports],
    )  # fmt: skip


def _view(report: Report, language: Language) -> printing.MilestoneReport:
    say = get_services().messages.fault
    errors = [
        FaultOut(field=fault.field, code=fault.code, message=say(fault.code, dict(fault.params), language))
        for fault in report.faults
    ]
    return printing.MilestoneReport(
        line=report.line.number, receipt=report.line.receipt, result=report.result, errors=errors
    )


def view_batch(batch: PrintBatch) -> printing.PrintBatchOut:
    """One batch."""
    return printing.PrintBatchOut(
        batch=batch.id, **batch.model_dump(exclude={"id", "lines", "schema_version"}),
        sums=printing.PrintSums(**batch.sums()),
        lines=[
            printing.PrintLineOut(**{**line.model_dump(exclude={"spoiled_in"}), "receipt": line.receipt.format()})
            for line in batch.lines
        ],
    )  # fmt: skip


def export_batch(batch: PrintBatch, language: Language) -> bytes:
    """The print list as a table; it can be sent back as the list of what was printed."""
    words, known = get_services().messages.staff("printing", language), get_services().catalogue.services
    names = {str(code): service.name.in_language(language) for code, service in known.items()}
    rows = [
        (
            number, line.receipt.format(), line.product, names.get(line.service, line.service),
            words[f"line_{line.state}"], line.spoiled, "" if line.is_dropped else line.code,
        )
        for number, line in enumerate(batch.lines, 1)
    ]  # fmt: skip
    return write_table([words[name] for name in _COLUMNS], rows)


def give_file(content: bytes, media_type: str) -> Reply:
    """A file that nobody keeps on the way."""
    headers = {"Content-Disposition": _FILES[media_type], "Cache-Control": "no-store"}
    return Reply(content, headers=headers, media_type=media_type)


def read_entries(call: Call[Any], card: str, limit: int) -> BatchPage[StockEntry]:
    """The page of a card's ledger that an address asks for. Raises InvalidRequestError."""
    only = call.query.get("only", "")
    if only and only not in set(EntryGroup):
        raise InvalidRequestError([Fault("only", "not_a_choice")])
    group = EntryGroup(only) if only else None
    return get_services().printing.ledger.list_entries(card, limit, call.query.get("cursor") or None, group)


def view_stock(stock: Stock, entries: BatchPage[StockEntry]) -> printing.StockOut:
    """Blank cards of one kind."""
    services = get_services()
    return printing.StockOut(
        card=stock.card,
        balance=stock.balance,
        is_low=stock.balance < services.office.limits.low_card_stock,
        today=_view_today(services.printing.batches.printed_today(stock.card)),
        days=[
            printing.PrintedDayOut(**_told(day, cards[stock.card]))
            for day, cards in services.printing.batches.last_days() if stock.card in cards
        ],
        entries=[printing.StockEntryOut(**entry.model_dump(exclude={"id", "card"})) for entry in entries.items],
        next_cursor=entries.next_cursor,
    )  # fmt: skip


def _view_today(today: PrintedToday) -> printing.PrintDayOut:
    return printing.PrintDayOut(**_told(today.day, today.done), pace=round(today.pace, 1))


def _told(day: date, done: PrintDay) -> dict[str, Any]:
    return {"day": day, **done.model_dump(exclude={"by_hour"})}
