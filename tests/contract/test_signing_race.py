"""Signers at once on one table: each press makes one batch, each document stands in one, each file is kept for one."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.adapters.dynamodb.signing import DynamoSigningLedger
from chalicelib.bootstrap import Services
from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.product import build_route
from chalicelib.domain.signing import LineState, SigningBatch
from chalicelib.services.ports import Sealed
from tests.builders import a_creation, a_person, a_product, a_running_clock, a_step
from tests.contract.place import Place
from tests.fakes import OFFICE
from tests.print_room import PrintRoom

SIGNER = Actor(kind=ActorKind.OFFICER, id="s1", roles=frozenset({Role.SIGNER}))
SIGNED = b"%PDF signed|"


@pytest.fixture
def room(honest_place: Place) -> PrintRoom:
    room = PrintRoom()
    room.ports.cases = honest_place.cases  # type: ignore[assignment]
    ledger = DynamoSigningLedger(honest_place.clients.dynamodb, honest_place.table, OFFICE)
    room.ports.signing_ledger = ledger  # type: ignore[assignment]
    room.services = Services(room.ports)
    for number in range(4):
        wait(room, number)
    return room


def wait(room: PrintRoom, number: int) -> None:
    """One more family card to be signed."""
    route = build_route(biometrics=False, signed=True, print_record=False, printed=False)
    product = a_product("p1", kind="KK", state=ProductState.AWAITING_SIGNATURE, route=route)
    made = a_creation(number, state=CaseState.IN_PROCESS, products=(product,), clock=a_running_clock())
    sealed: Sealed = room.ports.sealer.seal(made.case.receipt, a_person(), None)
    case = room.ports.cases.create(made, sealed)
    room.ports.cases.save(a_step(case, products=("p1",)))


def test_one_press_that_arrives_many_times_makes_one_batch(room: PrintRoom) -> None:
    def press(number: int) -> SigningBatch:
        return room.services.signing.batches.propose("KK", 2, SIGNER, room.key(number))

    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(press, [1] * 4))
    assert {batch.id for batch in made} == {made[0].id}
    assert len(room.ports.signing_ledger.list_batches(10).items) == 1
    assert {line.code for line in press(2).lines}.isdisjoint({line.code for line in made[0].lines})


def test_one_file_for_four_residents_at_once_is_kept_for_one(room: PrintRoom) -> None:
    batch = room.services.signing.batches.propose("KK", 4, SIGNER, room.key(1))

    def send(receipt: ReceiptNumber) -> str:
        try:
            room.services.signing.keep_signed.keep(batch.id, f"{receipt}.pdf", SIGNED, SIGNER)
        except InvalidRequestError as error:
            return error.faults[0].code
        return "kept"

    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(send, [line.receipt for line in batch.lines]))
    assert sorted(told) == ["document_of_another"] * 3 + ["kept"]
    after = room.ports.signing_ledger.get_batch(batch.id)
    assert [line.state for line in after.lines].count(LineState.SIGNED) == 1
