"""One sound call of every route of a producer: a card waits, there are blank cards, and a batch is open."""

from typing import Final

from chalicelib.domain.access import Role
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.print_batch import PrintBatch, PrintLine, Stock
from chalicelib.domain.rights import Right
from chalicelib.services.printing_ports import Press
from functions._http import Route
from tests.fakes import EPOCH
from tests.gateway import Answer
from tests.integration.http.contract import Witness
from tests.integration.http.walk import bring_to, producer
from tests.office import MiniOffice

ON_BATCH: Final = "{batch}"


def is_of_printing(route: Route) -> bool:
    """Whether it is a producer's, by the API or on a page."""
    return route.right in {Right.READ_PRINTING, Right.PRINT, Right.KEEP_STOCK}


def prepare(office: MiniOffice, route: Route) -> dict[str, str]:
    """What the route's path names, and the code of the card that waits."""
    resident = bring_to(office, CaseState.IN_PROCESS)
    producer(office, resident).move("POST", "/milestones", {"milestone": "print_ready", "product": "p1"})
    office.ports.print_ledger.stocks["KTP_EL"] = Stock(card="KTP_EL", version=1, balance=10)
    named = {"card": "KTP_EL", "batch": "", "code": f"{resident.id}/p1"}
    if ON_BATCH in route.path:
        api = office.staff(Role.PRODUCER, "p1")
        key = {"Idempotency-Key": office.key()}
        named["batch"] = api.call("POST", "/v1/print-batches", {"card": "KTP_EL", "size": 1}, key).json["batch"]
    return named


def call_printing(office: MiniOffice, route: Route, headers: dict[str, str]) -> Answer:
    """The answer to one sound call by a producer."""
    named = prepare(office, route)
    staff = office.staff(Role.PRODUCER, "p1")
    bodies: dict[str, dict[str, object]] = {
        "propose_print_batch": {"card": "KTP_EL", "size": 1},
        "confirm_card": {"code": named["code"]},
        "confirm_card_list": {"table": named["code"]},
        "spoil_card": {"code": named["code"], "version": 1},
        "change_card_stock": {"reason": "received", "amount": 10},
    }
    needed = {"If-Match": '"1"'} if route.if_match else {}
    needed |= {name: office.key() for name in route.headers}
    path = route.path.format(**named)
    return Witness(staff.app, token=staff.token).call(route.method, path, bodies.get(route.name), {**needed, **headers})


def open_batch(office: MiniOffice) -> str:
    """A batch of one card, the same for every call of a test."""
    ledger = office.ports.print_ledger
    known = ledger.list_batches(1).items
    if known:
        return known[0].id
    line = PrintLine(receipt=ReceiptNumber.derive(b"key", b"card"), product="p1", service="KTP-LOST")
    batch = PrintBatch(id="b1", card="KTP_EL", made_by="p1", made_at=EPOCH, lines=(line,))
    return ledger.open_batch(batch, Press("digest", "request", EPOCH), ledger.count_opened(batch.card)).id
