"""How the personal part looks once it is sealed, and what tampering with it does."""

import pytest
from cryptography.exceptions import InvalidTag

from chalicelib.adapters.clients import Clients
from chalicelib.adapters.kms import KmsSealer
from chalicelib.domain.errors import NotFoundError
from chalicelib.services.ports import Sealed
from tests.builders import a_person, a_receipt
from tests.contract.engines import Engines
from tests.fakes import OFFICE


@pytest.fixture
def clients(engines: Engines) -> Clients:
    return engines.clients("moto")


@pytest.fixture
def key(clients: Clients) -> str:
    return clients.kms.create_key()["KeyMetadata"]["KeyId"]


@pytest.fixture
def sealer(clients: Clients, key: str) -> KmsSealer:
    return KmsSealer(clients.kms, key, OFFICE)


def test_no_personal_value_shows_in_the_blob(sealer: KmsSealer) -> None:
    sealed = sealer.seal(a_receipt(), a_person(), None)
    personal = a_person().applicant
    assert sealed.blob[:1] == b"\x01"
    for value in (str(personal.nik), str(personal.name), "1990-01-01"):
        assert value.encode() not in sealed.blob + sealed.wrapped_key


def test_every_sealing_has_a_fresh_nonce(sealer: KmsSealer) -> None:
    first = sealer.seal(a_receipt(), a_person(), None)
    nonces = {sealer.seal(a_receipt(), a_person(), first.wrapped_key).blob[1:13] for _ in range(20)}
    assert len(nonces | {first.blob[1:13]}) == 21


def test_a_changed_blob_does_not_open(sealer: KmsSealer) -> None:
    sealed = sealer.seal(a_receipt(), a_person(), None)
    changed = sealed.blob[:-1] + bytes([sealed.blob[-1] ^ 1])
    with pytest.raises(InvalidTag):
        sealer.open(a_receipt(), Sealed(changed, sealed.wrapped_key))


def test_blobs_of_two_cases_cannot_be_swapped(sealer: KmsSealer) -> None:
    mine, theirs = (sealer.seal(a_receipt(n), a_person(), None) for n in (0, 1))
    with pytest.raises(InvalidTag):
        sealer.open(a_receipt(), Sealed(theirs.blob, mine.wrapped_key))


def test_a_blob_of_another_version_is_refused(sealer: KmsSealer) -> None:
    sealed = sealer.seal(a_receipt(), a_person(), None)
    with pytest.raises(ValueError, match="version"):
        sealer.open(a_receipt(), Sealed(b"\x02" + sealed.blob[1:], sealed.wrapped_key))


def test_another_office_cannot_open_it(sealer: KmsSealer, clients: Clients, key: str) -> None:
    sealed = sealer.seal(a_receipt(), a_person(), None)
    with pytest.raises(NotFoundError):
        KmsSealer(clients.kms, key, "3507").open(a_receipt(), sealed)


@pytest.mark.stack
def test_a_disabled_key_opens_nothing(engines: Engines) -> None:
    clients = engines.clients("ministack")  # moto's disabled keys go on to decrypt
    key = clients.kms.create_key()["KeyMetadata"]["KeyId"]
    sealer = KmsSealer(clients.kms, key, OFFICE)
    sealed = sealer.seal(a_receipt(), a_person(), None)
    clients.kms.disable_key(KeyId=key)
    with pytest.raises(NotFoundError):
        sealer.open(a_receipt(), sealed)
