"""What every directory of officers promises, whichever table is behind the port."""

from datetime import timedelta

import pytest

from chalicelib.adapters.dynamodb.administration import DynamoOfficerDirectory
from chalicelib.domain.access import Role
from chalicelib.domain.administration import AdminAction, AdminEvent
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


def test_who_was_expected_is_tied_to_one_account(directory: OfficerDirectory) -> None:
    expected = directory.save(Officer(id="mail-1", roles=frozenset({Role.VERIFIER})))
    taken = expected.model_copy(update={"became": "v1"})

    def tied(number: int) -> AdminEvent:
        return AdminEvent(id=f"t{number}", at=EPOCH, by="v1", action=AdminAction.OFFICER_TIED, subject="v1")

    directory.save(Officer(id="v3"))
    with pytest.raises(StaleVersionError):
        directory.tie(Officer(id="v3", name="Lain"), taken, tied(0))
    assert directory.get("mail-1") == expected
    stored = directory.tie(Officer(id="v1").taking(expected), taken, tied(1))
    assert directory.get("v1") == stored
    assert (stored.version, stored.roles) == (1, frozenset({Role.VERIFIER}))
    assert directory.get("mail-1").became == "v1"
    with pytest.raises(StaleVersionError):
        directory.tie(Officer(id="v2"), taken, tied(2))
    assert directory.get("v2").version == 0
