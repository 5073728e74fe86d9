"""What every directory of officers promises, whichever table is behind the port."""

from datetime import timedelta

import pytest

from chalicelib.adapters.dynamodb.administration import DynamoOfficerDirectory
from chalicelib.domain.access import Role
from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.officers import Officer
from chalicelib.services.staff_ports import OfficerDirectory
from tests.contract.conftest import AnyTable
from tests.fakes import EPOCH, OFFICE
from tests.office_fakes import FakeOfficerDirectory

LISTED = Officer(
    id="v1", name="Ibu Contoh", roles=frozenset({Role.VERIFIER}), signed_out_at=EPOCH,
    ended={"session-1": EPOCH + timedelta(hours=1)},
)  # fmt: skip


@pytest.fixture
def directory(any_table: AnyTable | None) -> OfficerDirectory:
    if any_table is None:
        return FakeOfficerDirectory()
    return DynamoOfficerDirectory(any_table.clients.dynamodb, any_table.name, OFFICE)


def test_who_is_not_listed_changes_nothing(directory: OfficerDirectory) -> None:
    assert directory.get("v1") == Officer(id="v1")
    assert directory.list_all() == ()


def test_an_entry_is_kept_whole(directory: OfficerDirectory) -> None:
    stored = directory.save(LISTED)
    assert stored == LISTED.model_copy(update={"version": 1})
    assert directory.get("v1") == stored
    again = directory.save(stored.model_copy(update={"is_suspended": True}))
    directory.save(Officer(id="a1"))
    assert [entry.id for entry in directory.list_all()] == ["a1", "v1"]
    assert directory.get("v1") == again


@pytest.mark.parametrize("version", [0, 2])
def test_who_saw_another_version_changes_nothing(directory: OfficerDirectory, version: int) -> None:
    stored = directory.save(LISTED)
    with pytest.raises(StaleVersionError):
        directory.save(stored.model_copy(update={"version": version, "name": "Lain"}))
    assert directory.get("v1") == stored


def test_a_change_of_who_is_not_listed_is_stale(directory: OfficerDirectory) -> None:
    with pytest.raises(StaleVersionError):
        directory.save(LISTED.model_copy(update={"version": 3}))
    assert directory.list_all() == ()
