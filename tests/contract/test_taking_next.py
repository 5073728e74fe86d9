"""Many officers press at once on one table: nobody gets another's case."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from chalicelib.adapters.dynamodb import DynamoCaseRepository
from chalicelib.bootstrap import Services
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.worklist import Wish
from chalicelib.services.ports import Sealed
from tests.builders import OFFICER, a_creation
from tests.contract.place import Place
from tests.fakes import EPOCH, OFFICE
from tests.ports import FakePorts

OFFICERS = 4


def test_no_case_goes_to_two(honest_place: Place) -> None:
    cases = DynamoCaseRepository(honest_place.clients.dynamodb, honest_place.table, OFFICE, 900)
    ports = FakePorts()
    ports.cases = cases  # type: ignore[assignment]
    waiting = {
        cases.create(
            a_creation(n, state=CaseState.SUBMITTED, received_at=EPOCH + timedelta(hours=n)),
            Sealed(b"\x01sealed", b"key"),
        ).receipt
        for n in range(OFFICERS)
    }
    officers = [OFFICER.model_copy(update={"id": f"officer-{n}"}) for n in range(OFFICERS)]
    take = Services(ports).take_next
    with ThreadPoolExecutor(OFFICERS) as threads:
        taken = list(threads.map(lambda officer: take.take(officer, Wish()), officers))
    assert {case.receipt for case in taken if case} == waiting
    stored = {receipt: cases.get(receipt).claim for receipt in waiting}
    assert all(case and stored[case.receipt] == case.claim for case in taken)
