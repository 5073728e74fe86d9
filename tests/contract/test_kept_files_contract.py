"""What every registry promises of signed files: one file, one document, decided in the move that keeps it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from chalicelib.adapters.dynamodb import DynamoCaseRepository
from chalicelib.adapters.dynamodb.signing import DynamoSigningLedger
from chalicelib.domain.case import Case
from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.signed_pdf import Keeper, Keeping
from chalicelib.services.ports import CaseRepository, Sealed
from chalicelib.services.signing_ports import SigningLedger
from tests.builders import a_creation, a_step
from tests.contract.conftest import AnyTable
from tests.contract.place import Place
from tests.fakes import OFFICE, FakeCaseRepository
from tests.signing_fakes import FakeSigningLedger

SHA = "ab" * 32


@pytest.fixture
def kept(any_table: AnyTable | None) -> tuple[CaseRepository, SigningLedger]:
    if any_table is None:
        fake = FakeCaseRepository()
        return fake, FakeSigningLedger(fake.registry.keepers)
    dynamodb, name = any_table.clients.dynamodb, any_table.name
    return DynamoCaseRepository(dynamodb, name, OFFICE, 900), DynamoSigningLedger(dynamodb, name, OFFICE)


def a_started(cases: CaseRepository, number: int) -> Case:
    return cases.create(a_creation(number), Sealed(b"\x01sealed", b"key"))


def keep(cases: CaseRepository, case: Case, product: str = "p1", instead_of: Keeper | None = None) -> Case:
    change = replace(a_step(case), keeping=Keeping(SHA, product, instead_of))
    cases.save(change)
    return change.case


def test_a_file_is_one_documents_and_the_same_one_may_keep_it_again(
    kept: tuple[CaseRepository, SigningLedger],
) -> None:
    cases, ledger = kept
    first, second = a_started(cases, 1), a_started(cases, 2)
    assert ledger.find_keeper(SHA) is None
    first = keep(cases, first)
    assert ledger.find_keeper(SHA) == Keeper(str(first.receipt), "p1", first.version)
    with pytest.raises(StaleVersionError):
        keep(cases, second)
    with pytest.raises(StaleVersionError):
        keep(cases, first, "p2")
    assert [cases.get(case.receipt).version for case in (first, second)] == [first.version, second.version]
    first = keep(cases, first)
    assert ledger.find_keeper(SHA) == Keeper(str(first.receipt), "p1", first.version)


def test_a_keeper_is_replaced_only_as_it_was_seen(kept: tuple[CaseRepository, SigningLedger]) -> None:
    cases, ledger = kept
    first, second = a_started(cases, 1), a_started(cases, 2)
    first = keep(cases, first)
    seen = ledger.find_keeper(SHA)
    keep(cases, first)
    with pytest.raises(StaleVersionError):
        keep(cases, second, instead_of=seen)
    second = keep(cases, second, instead_of=ledger.find_keeper(SHA))
    assert ledger.find_keeper(SHA) == Keeper(str(second.receipt), "p1", second.version)


def test_of_many_at_once_one_has_the_file(honest_place: Place) -> None:
    cases = honest_place.cases
    started = [a_started(cases, number) for number in range(4)]

    def try_it(case: Case) -> bool:
        try:
            keep(honest_place.cases, case)
        except StaleVersionError:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(try_it, started)) == [False, False, False, True]
