"""Fakes of the ports of printing."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Final

from chalicelib.adapters.dynamodb.cursors import decode_place, encode_place
from chalicelib.adapters.dynamodb.printing import COUNTS
from chalicelib.domain.case import Change
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError, StaleVersionError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.print_batch import EntryGroup, PrintBatch, PrintDay, Stock, StockEntry
from chalicelib.domain.worklist import format_moment
from chalicelib.services.batching import BatchPage
from chalicelib.services.printing_ports import CardTakenError, Press, Pressed, PressedBeforeError
from tests.batch_lists import list_batches

PARTITION: Final = "3573#PRINTING"


class FakePrintList:
    """Prints the codes of what is to be printed, one a line."""

    def print(self, batch: PrintBatch) -> bytes:
        return b"%PDF-fake\n" + "\n".join(line.code for line in batch.lines if not line.is_dropped).encode()


class FakePrintLedger:
    """Batches, stock and days in memory."""

    def __init__(self, save_case: Callable[[Change], None] | None = None) -> None:
        self.save_case = save_case
        self.batches: dict[str, PrintBatch] = {}
        self.cards: dict[tuple[str, str], str] = {}
        self.stocks: dict[str, Stock] = {}
        self.entries: list[StockEntry] = []
        self.presses: dict[str, Pressed] = {}
        self.days: dict[tuple[date, str], list[PrintDay]] = defaultdict(list)

    def open_batch(self, batch: PrintBatch, press: Press, opened: int) -> PrintBatch:
        if press.digest in self.presses:
            raise PressedBeforeError
        if self.count_opened(batch.card) != opened:
            raise StaleVersionError
        taken = [place for place, line in enumerate(batch.lines) if (line.receipt, line.product) in self.cards]
        if taken or batch.id in self.batches:
            raise CardTakenError(taken)
        self.cards.update({(line.receipt, line.product): batch.id for line in batch.lines})
        self.batches[batch.id] = batch.model_copy(update={"version": 1})
        self.presses[press.digest] = Pressed(press.request_digest, batch.id)
        return self.batches[batch.id]

    def count_opened(self, card: str) -> int:
        return sum(batch.card == card for batch in self.batches.values())

    def find_press(self, digest: str) -> Pressed | None:
        return self.presses.get(digest)

    def list_taken(self) -> Collection[tuple[str, str]]:
        return {(str(receipt), product) for receipt, product in self.cards}

    def get_batch(self, batch: str) -> PrintBatch:
        if batch not in self.batches:
            raise NotFoundError
        return self.batches[batch]

    def list_batches(self, limit: int, cursor: str | None = None) -> BatchPage[PrintBatch]:
        return list_batches(self.batches, PARTITION, limit, cursor)

    def save_batch(
        self,
        batch: PrintBatch,
        stock: tuple[Stock, StockEntry] | None = None,
        day: tuple[date, PrintDay] | None = None,
        released: Sequence[tuple[ReceiptNumber, str]] = (),
        moved: Change | None = None,
    ) -> PrintBatch:
        if self.batches[batch.id].version != batch.version:
            raise StaleVersionError
        if stock is not None:
            self._check_stock(stock[0])
        if moved is not None:
            assert self.save_case is not None
            self.save_case(moved)
            assert self.batches[batch.id].version == batch.version, "a fake cannot take the case back"
        if stock is not None:
            self._save_stock(*stock)
        if day is not None:
            self.days[day[0], batch.card].append(day[1])
        for card in released:
            self.cards.pop(card, None)
        self.batches[batch.id] = batch.model_copy(update={"version": batch.version + 1})
        return self.batches[batch.id]

    def get_stock(self, card: str) -> Stock:
        return self.stocks.get(card, Stock(card=card))

    def save_stock(self, stock: Stock, entry: StockEntry, press: Press) -> Stock:
        if press.digest in self.presses:
            raise PressedBeforeError
        self._save_stock(stock, entry)
        self.presses[press.digest] = Pressed(press.request_digest, entry.id)
        return stock

    def _save_stock(self, stock: Stock, entry: StockEntry) -> None:
        self._check_stock(stock)
        self.stocks[stock.card] = stock
        self.entries.append(entry)

    def _check_stock(self, stock: Stock) -> None:
        if self.get_stock(stock.card).version != stock.version - 1:
            raise StaleVersionError

    def list_entries(
        self, card: str, limit: int, cursor: str | None = None, group: EntryGroup | None = None
    ) -> BatchPage[StockEntry]:
        listed = f"{group}#{card}#"
        chosen = [entry for entry in self.entries if entry.card == card and group in {None, entry.group}]
        found = {f"{listed}{format_moment(entry.at)}#{entry.id}": entry for entry in chosen}
        after = decode_place(PARTITION, cursor)["SK"]["S"] if cursor else listed + "~"
        if not after.startswith(listed):
            raise InvalidRequestError([Fault("cursor", "not_ours")])
        places = sorted((place for place in found if place < after), reverse=True)
        page = tuple(found[place] for place in places[:limit])
        return BatchPage(page, encode_place(PARTITION, places[limit - 1]) if len(places) > limit else None)

    def get_day(self, day: date, card: str) -> PrintDay:
        added = self.days[day, card]
        hours: Counter[int] = Counter()
        for each in added:
            hours.update(each.by_hour)
        counts = {name: sum(getattr(each, name) for each in added) for name in COUNTS}
        return PrintDay(by_hour=hours, **counts)

    def list_days(self, first: date, last: date) -> Mapping[tuple[date, str], PrintDay]:
        told = [(day, card) for (day, card), added in self.days.items() if added and first <= day <= last]
        return {place: self.get_day(*place) for place in told}
