"""A print room on fakes: cards that wait, blank cards, and the service that prints."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import uuid5

from chalicelib.bootstrap import Services
from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.identifiers import IdempotencyKey, ReceiptNumber
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.print_batch import MOST_LINES, BatchState, PrintBatch, Stock, card_of
from chalicelib.domain.product import Product
from chalicelib.domain.worklist import product_clock_of, product_queue_of, product_summary_of
from chalicelib.services.ports import CaseRepository, Sealed
from chalicelib.services.print_batches import PrintBatches
from tests.builders import a_creation, a_product, a_running_clock
from tests.fakes import EPOCH
from tests.office import NAMESPACE
from tests.ports import FakePorts

PRODUCER = Actor(kind=ActorKind.OFFICER, id="p1", roles=frozenset({Role.PRODUCER}))
CARD = "KTP_EL"


class PrintRoom:
    """Each `wait_for` is the card of one more case, younger than all before."""

    def __init__(self, blanks: int = 100) -> None:
        """Nothing waits yet."""
        self.ports = FakePorts()
        self.ledger = self.ports.print_ledger
        self.services = Services(self.ports)
        self.ledger.stocks[CARD] = Stock(card=CARD, version=1, balance=blanks)
        self.blanks = blanks
        self.count = 0

    @property
    def batches(self) -> PrintBatches:
        return self.services.printing.batches

    def wait_for(self, kind: str = CARD, state: ProductState = ProductState.PRINT_QUEUED) -> ReceiptNumber:
        """A case whose product stands in its work list."""
        self.count += 1
        product = a_product("p1", kind=kind, state=state)
        clock = a_running_clock(EPOCH + timedelta(minutes=self.count))
        change = a_creation(self.count, state=CaseState.IN_PROCESS, products=(product,), clock=clock)
        case = self.ports.cases.create(change, Sealed(b"\x01sealed", b"key"))
        place = (product_queue_of(case, product), product_clock_of(case, product), product_summary_of(case, product))
        self.ports.registry.place(case.receipt, "PRODUCT#p1", *place)
        return case.receipt

    def wait_for_many(self, number: int, kind: str = CARD) -> Sequence[ReceiptNumber]:
        """So many of them."""
        return [self.wait_for(kind) for _ in range(number)]

    def key(self, number: int) -> IdempotencyKey:
        """The key of one press."""
        return IdempotencyKey(str(uuid5(NAMESPACE, f"press {number}")))

    def balance(self) -> int:
        """How many blank cards are left."""
        return self.ledger.get_stock(CARD).balance

    def printed_today(self) -> tuple[int, int]:
        """Cards of today less those that were taken back on it, and blank cards that were spoiled."""
        return self.printed_on(self.batches.today())

    def printed_on(self, day: date) -> tuple[int, int]:
        """The same of some day."""
        found = self.ledger.get_day(day, CARD)
        return found.printed - found.found_bad - found.unprinted, found.spoiled

    def state(self, receipt: ReceiptNumber, cases: CaseRepository | None = None) -> ProductState:
        """Where the product of a case stands."""
        return (cases or self.ports.cases).get(receipt).products[0].state

    def propose(self, size: int = 10, press: int = 1, card: str = CARD) -> PrintBatch:
        """A batch of the oldest."""
        return self.batches.propose(card, size, PRODUCER, self.key(press))

    def left_over(self) -> int:
        """Blank cards that are missing though the day's count does not tell of them; none ever."""
        return self.blanks - self.balance() - sum(self.printed_today())


def print_in_batch(services: Services, receipt: str, product: str = "p1") -> PrintBatch:
    """The card leaves the printer as a line of a batch, an open one that has it or its own, which is closed after it.

    Blank cards come in where there are too few.
    """
    batches, ledger = services.printing.batches, services.printing.ledger
    number = ReceiptNumber.restore(receipt)
    opened = [batch for batch in ledger.list_batches(MOST_LINES).items if batch.state is BatchState.OPEN]
    if found := next((batch for batch in opened if batch.line(number, product)), None):
        return batches.confirm(found.id, f"{number}/{product}", PRODUCER)
    made = _batch_with(services, services.ports.cases.get(number).product(product))
    printed = batches.confirm(made.id, f"{number}/{product}", PRODUCER)
    return batches.close(made.id, printed.version)


def _batch_with(services: Services, product: Product | None) -> PrintBatch:
    card = card_of(product.kind) if product else None
    assert card, "it is printed on no blank card"
    if services.printing.ledger.get_stock(card).balance < MOST_LINES:
        services.printing.stock.receive(card, MOST_LINES, "", PRODUCER, _key(services))
    return services.printing.batches.propose(card, MOST_LINES, PRODUCER, _key(services))


def _key(services: Services) -> IdempotencyKey:
    return IdempotencyKey(services.ports.ids.new_id())
