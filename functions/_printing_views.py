"""A producer's work, as callers see it."""

from collections import Counter
from collections.abc import Sequence

from chalicelib.bootstrap import get_services
from chalicelib.domain.dispatching import Result
from chalicelib.domain.milestone_list import Report
from chalicelib.domain.print_batch import PrintBatch, Stock
from chalicelib.domain.text import Language
from functions._schemas import printing
from functions._schemas.base import FaultOut

ENTRIES = 20


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
        lines=[
            printing.PrintLineOut(**{**line.model_dump(), "receipt": line.receipt.format()}) for line in batch.lines
        ],
    )  # fmt: skip


def view_stock(stock: Stock) -> printing.StockOut:
    """Blank cards of one kind."""
    services = get_services()
    entries = services.printing.ledger.list_entries(stock.card, ENTRIES)
    return printing.StockOut(
        card=stock.card,
        balance=stock.balance,
        is_low=stock.balance < services.office.limits.low_card_stock,
        entries=[printing.StockEntryOut(**entry.model_dump(exclude={"id", "card"})) for entry in entries],
    )
