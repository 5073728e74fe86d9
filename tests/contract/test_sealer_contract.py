"""What every sealer promises, whichever key service is behind the port."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from chalicelib.adapters.clients import Clients
from chalicelib.adapters.kms import KmsSealer
from chalicelib.domain.errors import NotFoundError
from chalicelib.services.ports import Sealed, Sealer
from tests.builders import a_person, a_receipt
from tests.contract.engines import Engines
from tests.fakes import OFFICE, FakeSealer

MINISTACK = pytest.param("ministack", marks=pytest.mark.stack)


@dataclass(frozen=True)
class Vault:
    """A sealer, and how its keys are destroyed."""

    sealer: Sealer
    destroy: Callable[[Sealed], None]


@pytest.fixture(params=["fake", "moto", MINISTACK])
def vault(request: pytest.FixtureRequest, engines: Engines) -> Vault:
    return _vault(request.param, engines)


@pytest.fixture(params=["fake", MINISTACK])
def forgetful_vault(request: pytest.FixtureRequest, engines: Engines) -> Vault:
    """Without moto, whose disabled and deleted keys go on to decrypt."""
    return _vault(request.param, engines)


def _vault(engine: str, engines: Engines) -> Vault:
    if engine == "fake":
        fake = FakeSealer()
        return Vault(fake, lambda sealed: fake.destroyed.add(sealed.wrapped_key))
    clients = engines.clients(engine)
    key = clients.kms.create_key()["KeyMetadata"]["KeyId"]
    return Vault(KmsSealer(clients.kms, key, OFFICE), lambda _: _schedule_deletion(clients, key))


def _schedule_deletion(clients: Clients, key: str) -> None:
    clients.kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)


def test_what_was_sealed_opens_the_same(vault: Vault) -> None:
    sealed = vault.sealer.seal(a_receipt(), a_person(), None)
    assert vault.sealer.open(a_receipt(), sealed) == a_person()


def test_a_case_keeps_its_key_when_sealed_again(vault: Vault) -> None:
    first = vault.sealer.seal(a_receipt(), a_person(), None)
    moved = a_person(delivery="post")
    second = vault.sealer.seal(a_receipt(), moved, first.wrapped_key)
    assert second.wrapped_key == first.wrapped_key
    assert vault.sealer.open(a_receipt(), second) == moved
    assert vault.sealer.open(a_receipt(), first) == a_person()


def test_each_case_has_a_key_of_its_own(vault: Vault) -> None:
    keys = {vault.sealer.seal(a_receipt(n), a_person(), None).wrapped_key for n in range(3)}
    assert len(keys) == 3


def test_a_sealed_part_opens_for_its_case_only(vault: Vault) -> None:
    sealed = vault.sealer.seal(a_receipt(), a_person(), None)
    with pytest.raises(NotFoundError):
        vault.sealer.open(a_receipt(1), sealed)


def test_nothing_opens_once_the_key_is_destroyed(forgetful_vault: Vault) -> None:
    sealed = forgetful_vault.sealer.seal(a_receipt(), a_person(), None)
    forgetful_vault.destroy(sealed)
    with pytest.raises(NotFoundError):
        forgetful_vault.sealer.open(a_receipt(), sealed)
    with pytest.raises(NotFoundError):
        forgetful_vault.sealer.seal(a_receipt(), a_person(), sealed.wrapped_key)
