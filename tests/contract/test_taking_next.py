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
TABS = 6


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
        taken = list(threads.map(lambda officer: take.take(officer, Wish()).case, officers))
    assert {case.receipt for case in taken if case} == waiting
    stored = {receipt: cases.get(receipt).claim for receipt in waiting}
    assert all(case and stored[case.receipt] == case.claim for case in taken)


def test_many_tabs_of_one_officer_get_one_case(honest_place: Place) -> None:
    cases = DynamoCaseRepository(honest_place.clients.dynamodb, honest_place.table, OFFICE, 900)
    ports = FakePorts()
    ports.cases = cases  # type: ignore[assignment]
    for n in range(TABS):
        change = a_creation(n, state=CaseState.SUBMITTED, received_at=EPOCH + timedelta(hours=n))
        cases.create(change, Sealed(b"\x01sealed", b"key"))
    take = Services(ports).take_next
    with ThreadPoolExecutor(TABS) as threads:
        taken = list(threads.map(lambda _: take.take(OFFICER, Wish()).case, range(TABS)))
    assert len({case.receipt for case in taken if case}) == 1
    assert all(taken)
    assert [case.receipt for case in cases.list_claims(OFFICER.id)] == [taken[0].receipt if taken[0] else None]
