"""Whatever a print room does, in whatever order and however often: every blank card is accounted for."""

from collections.abc import Callable, Mapping
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from typing_extensions import override

from chalicelib.domain.case import Change
from chalicelib.domain.errors import (
    InvalidRequestError,
    StaleVersionError,
    TransitionRefusedError,
    UnavailableError,
)
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import ProductState
from chalicelib.domain.milestone_list import LISTED, Typed, read_line, read_lines
from chalicelib.domain.print_batch import (
    BatchState,
    LineState,
    PrintBatch,
    PrintDay,
    SpoilReason,
    Stock,
    StockEntry,
    StockReason,
    change_stock,
)
from chalicelib.domain.production import Milestone, record_milestone
from chalicelib.services.change_case import change_case
from tests.print_room import CARD, PRODUCER, PrintRoom
from tests.printing_fakes import FakePrintLedger

CARDS = 4
BLANKS = 5
PLACES = st.integers(0, CARDS - 1)


class BrittleLedger(FakePrintLedger):
    """Breaks off before or after a write when told to, as a machine that is switched off does."""

    breaks: str = ""

    @override
    def save_batch(
        self,
        batch: PrintBatch,
        stock: tuple[Stock, StockEntry] | None = None,
        day: tuple[date, PrintDay] | None = None,
        released: object = (),
        moved: Change | None = None,
    ) -> PrintBatch:
        breaks, self.breaks = self.breaks, ""
        if breaks == "before":
            raise UnavailableError
        saved = super().save_batch(batch, stock, day, released, moved)  # type: ignore[arg-type] # the same, handed on
        if breaks == "after":
            raise UnavailableError
        return saved


class Room(RuleBasedStateMachine):
    """Rules are what scanners, pages and their repeats do; a page may be as old as the batch."""

    def __init__(self) -> None:
        """A few cards wait, and there are hardly enough blank ones."""
        super().__init__()
        self.room = PrintRoom(blanks=BLANKS)
        self.ledger = BrittleLedger(self.room.ports.cases.save)
        self.ledger.stocks = dict(self.room.ledger.stocks)
        self.room.ports.print_ledger = self.room.ledger = self.ledger
        self.cards: list[ReceiptNumber] = [self.room.wait_for() for _ in range(CARDS)]
        self.batch = self.room.propose(CARDS)
        self.presses = 1
        self.received = 0
        self.last: Callable[[], object] = lambda: None
        self.past: Mapping[tuple[date, str], PrintDay] = {}

    def do(self, act: Callable[[], object]) -> None:
        """A refusal and a break are answers too; the last thing done can come again."""
        self.last = act
        try:
            act()
        except (InvalidRequestError, StaleVersionError, TransitionRefusedError, UnavailableError):
            self.ledger.breaks = ""

    @rule(place=PLACES, breaks=st.sampled_from(["", "", "before", "after"]))
    def confirm(self, place: int, breaks: str) -> None:
        """A scan."""
        self.ledger.breaks = breaks
        self.do(lambda: self.room.batches.confirm(self.batch.id, str(self.cards[place]), PRODUCER))

    @rule(
        place=PLACES, age=st.integers(0, 3), reason=st.sampled_from([None, *SpoilReason]),
        breaks=st.sampled_from(["", "", "before", "after"]), pick=st.integers(0, 2),
    )  # fmt: skip
    def spoil(self, place: int, age: int, reason: SpoilReason | None, breaks: str, pick: int) -> None:
        """By a page of this age, of the batch at hand or an earlier one that is closed."""
        batch = sorted(self.ledger.batches, reverse=True)[:3][-1 - pick % min(3, len(self.ledger.batches))]
        seen = self.ledger.get_batch(batch).version - age
        self.ledger.breaks = breaks
        self.do(lambda: self.room.batches.spoil(batch, str(self.cards[place]), PRODUCER, seen, reason))

    @rule(place=PLACES)
    def make_ready(self, place: int) -> None:
        """Recorded on the case; what does not fit is refused."""
        now = self.room.ports.clock.now()
        build = lambda case: record_milestone(case, Milestone.MADE_READY, "p1", PRODUCER, now)  # noqa: E731
        self.do(lambda: change_case(self.room.ports.cases, self.cards[place], build))

    @rule()
    def repeat(self) -> None:
        """The last request once more, which finishes what broke off; and again, which changes nothing."""
        self.do(self.last)
        before = (self.room.balance(), self.days())
        self.do(self.last)
        assert (self.room.balance(), self.days()) == before

    @rule()
    def next_day(self) -> None:
        """What was printed before may still be taken back."""
        self.room.ports.clock.advance(hours=24)

    def days(self) -> list[PrintDay]:
        """Every day on which something was counted."""
        return [self.ledger.get_day(day, card) for day, card in sorted(self.ledger.days)]

    @rule(breaks=st.sampled_from(["", "before", "after"]))
    def close(self, breaks: str) -> None:
        """By a page that is up to date."""
        seen = self.ledger.get_batch(self.batch.id).version
        self.ledger.breaks = breaks
        self.do(lambda: self.room.batches.close(self.batch.id, seen))

    @precondition(lambda self: self.ledger.get_batch(self.batch.id).state is BatchState.CLOSED)
    @rule()
    def propose(self) -> None:
        """The next batch, of what was left."""
        self.presses += 1
        number = self.presses
        self.room.ports.clock.advance(seconds=1)

        def act() -> None:
            self.batch = self.room.propose(min(CARDS, self.room.balance()), press=number)

        self.do(act)

    @rule(amount=st.integers(1, 3), again=st.booleans())
    def receive(self, amount: int, again: bool) -> None:  # noqa: FBT001 - drawn by the machine
        """Blank cards, once or by two presses of one form."""
        self.presses += 1
        number = self.presses
        for _ in range(1 + again):
            self.room.services.printing.stock.receive(CARD, amount, "", PRODUCER, self.room.key(number))
        self.received += amount
        self.last = lambda: None

    @invariant()
    def stock_is_never_negative(self) -> None:
        """Nor is any balance that an entry told."""
        assert self.room.balance() >= 0
        assert all(entry.balance >= 0 for entry in self.ledger.entries)

    @invariant()
    def every_blank_is_accounted_for(self) -> None:
        """By the day's count, by the entries, and by the lines."""
        used = BLANKS + self.received - self.room.balance()
        taken = [entry.amount for entry in self.ledger.entries if entry.reason is not StockReason.RECEIVED]
        sums = [batch.sums() for batch in self.ledger.batches.values()]
        assert used == -sum(taken) == sum(known["blanks"] for known in sums)
        days = self.days()
        good = sum(day.printed - day.found_bad - day.unprinted for day in days)
        spoiled = sum(day.spoiled for day in days)
        assert (good, spoiled) == (sum(known["printed"] for known in sums), sum(k["blanks_spoiled"] for k in sums))
        assert used == good + spoiled

    @invariant()
    def no_day_tells_fewer_than_none(self) -> None:
        """Whatever was taken back, and however late; a day that is over stays as it was told."""
        today = self.room.batches.today()
        assert all(self.ledger.get_day(*place) == told for place, told in self.past.items())
        self.past = {place: told for place, told in self.ledger.list_days(date.min, today).items() if place[0] < today}
        for day in self.days():
            assert min(day.printed, day.spoiled_blank, day.found_bad, day.unprinted, *day.by_hour.values(), 0) == 0
            assert sum(day.by_hour.values()) == day.printed

    @invariant()
    def every_good_card_is_a_printed_product(self) -> None:
        """And no product is printed that no line tells of: nothing is half done, whatever broke off."""
        printed = {
            (line.receipt, batch.id)
            for batch in self.ledger.batches.values() for line in batch.lines if line.state is LineState.PRINTED
        }  # fmt: skip
        products = [(receipt, self.room.ports.cases.get(receipt).products[0]) for receipt in self.cards]
        past = {(receipt, known.printed_in) for receipt, known in products if known.is_past(ProductState.PRINT_QUEUED)}
        assert printed == past

    @invariant()
    def a_closed_batch_holds_no_card(self) -> None:
        """What it left can be proposed again."""
        known = [batch for batch in self.ledger.batches.values() if batch.state is BatchState.OPEN]
        assert set(self.ledger.cards.values()) == {batch.id for batch in known}


TestRoom = Room.TestCase
TestRoom.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)


@given(st.lists(st.integers(-5, 5)))
def test_the_stock_is_the_sum_of_what_was_taken_and_brought(amounts: list[int]) -> None:
    stock = Stock(card=CARD)
    kept = 0
    for amount in amounts:
        try:
            stock = change_stock(stock, amount)
        except InvalidRequestError:
            assert kept + amount < 0
        else:
            kept += amount
        assert stock.balance == kept >= 0


CELLS = st.text(st.characters(exclude_characters='\r\n;"\0\ufffd', exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=20), st.integers(0, 1000))
def test_a_milestone_list_loses_no_line_and_every_line_is_read_or_told_why(
    rows: list[tuple[str, str, str]], before: int
) -> None:
    table = "\n".join(["nomor berkas;hasil;tahap", *(";".join(row) for row in rows)])
    read = read_lines(table, before)
    kept = [number for number, row in enumerate(rows, 2) if any(cell.strip() for cell in row)]
    assert [line.number for line in read] == [before + number for number in kept]
    assert all(reasons(line) <= {"receipt", "milestone"} for line in read)


def reasons(line: Typed) -> set[str]:
    """The fields that are told to be wrong; a line that is read has a milestone that a list may say."""
    try:
        ordered = read_line(line, None)
    except InvalidRequestError as error:
        return {fault.field for fault in error.faults} or {"nothing told"}
    return set() if ordered.milestone in LISTED else {"unlisted"}
