"""What is kept of the office itself: post offices with their keys, and the acts of administrators."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from chalicelib.adapters.dynamodb.administration import DynamoAdminLog, DynamoOfficerDirectory, DynamoPartnerRegister
from chalicelib.adapters.dynamodb.overlays import DynamoOverlayStore
from chalicelib.domain.administration import AdminAction, AdminEvent, Partner, PartnerKey
from chalicelib.domain.errors import InvalidRequestError, StaleVersionError
from chalicelib.domain.officers import Officer
from chalicelib.domain.overlay import LocalChanges, save_draft
from chalicelib.domain.overlay.told import act_of
from chalicelib.services.ports import OverlayStore
from chalicelib.services.staff_ports import AdminLog, OfficerDirectory, PartnerRegister
from tests.builders import OFFICER as ACTOR
from tests.contract.conftest import AnyTable
from tests.fakes import EPOCH, OFFICE, FakeOverlayStore
from tests.office_fakes import FakeAdminLog, FakeOfficerDirectory, FakePartnerRegister

KEY = PartnerKey(kid="k1", jwk={"kty": "OKP", "crv": "Ed25519", "x": "abc"}, added_at=EPOCH)


@dataclass(frozen=True)
class Kept:
    officers: OfficerDirectory
    partners: PartnerRegister
    log: AdminLog
    overlays: OverlayStore


@pytest.fixture
def kept(any_table: AnyTable | None) -> Kept:
    if any_table is None:
        log = FakeAdminLog()
        overlays = FakeOverlayStore(acts=log.events)
        return Kept(FakeOfficerDirectory(log), FakePartnerRegister(log), log, overlays)
    place = (any_table.clients.dynamodb, any_table.name, OFFICE)
    return Kept(
        DynamoOfficerDirectory(*place), DynamoPartnerRegister(*place), DynamoAdminLog(*place),
        DynamoOverlayStore(*place),
    )  # fmt: skip


def act(number: int, action: AdminAction = AdminAction.PARTNER_LISTED) -> AdminEvent:
    at = EPOCH + timedelta(minutes=number)
    return AdminEvent(id=f"e{number}", at=at, by="adm1", action=action, subject="posmlg", details={"kid": "k1"})


def test_a_post_office_is_kept_whole_with_the_act_that_changed_it(kept: Kept) -> None:
    assert kept.partners.get("posmlg") == Partner(id="posmlg")
    stored = kept.partners.save(Partner(id="posmlg", name="Pos", email="a@example.org", keys=(KEY,)), act(1))
    assert kept.partners.get("posmlg") == stored
    assert kept.partners.list_all() == (stored,)
    assert kept.log.list_events(None, 10) == ((act(1),), None)


def test_a_change_that_is_stale_leaves_no_trace(kept: Kept) -> None:
    stored = kept.partners.save(Partner(id="posmlg"), act(1))
    for version in (0, 2):
        with pytest.raises(StaleVersionError):
            kept.partners.save(stored.model_copy(update={"version": version}), act(2))
    assert kept.log.list_events(None, 10)[0] == (act(1),)


def test_a_version_holds_with_the_act_that_let_it_or_neither_does(kept: Kept) -> None:
    draft = save_draft(1, LocalChanges(), ACTOR, EPOCH)
    kept.overlays.add(draft)
    published = draft.published(ACTOR, EPOCH)
    with pytest.raises(StaleVersionError):
        kept.overlays.publish(published, 7, act_of(published, LocalChanges()))
    assert kept.log.list_events(None, 10)[0] == ()
    kept.overlays.publish(published, 0, act_of(published, LocalChanges()))
    assert kept.log.list_events(None, 10)[0] == (act_of(published, LocalChanges()),)
    with pytest.raises(StaleVersionError):  # delivered again
        kept.overlays.publish(published, 1, act_of(published, LocalChanges()))
    assert len(kept.log.list_events(None, 10)[0]) == 1


def test_an_officer_is_kept_with_the_act_and_a_session_that_ends_without_one(kept: Kept) -> None:
    stored = kept.officers.save(Officer(id="v1"), act(1, AdminAction.OFFICER_LISTED))
    kept.officers.save(stored)
    assert [event.action for event in kept.log.list_events(None, 10)[0]] == [AdminAction.OFFICER_LISTED]


def test_the_log_is_read_backwards_page_by_page(kept: Kept) -> None:
    entry = Partner(id="posmlg")
    for number in range(5):
        entry = kept.partners.save(entry, act(number))
    seen: list[str] = []
    cursor = None
    while True:
        events, cursor = kept.log.list_events(cursor, 2)
        seen += [event.id for event in events]
        if cursor is None:
            break
    assert seen == ["e4", "e3", "e2", "e1", "e0"]


@pytest.mark.parametrize("cursor", ["x", "WyJ4IiwieSJd", "é"])
def test_a_cursor_of_another_list_is_refused(kept: Kept, cursor: str) -> None:
    with pytest.raises(InvalidRequestError):
        kept.log.list_events(cursor, 2)
