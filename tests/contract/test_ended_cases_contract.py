"""What every store of ended cases promises, and every shredder of files, whichever engine is behind the port."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from chalicelib.adapters.dynamodb import DynamoCaseRepository, DynamoNoticeLog
from chalicelib.adapters.dynamodb.retention import DynamoEndedCases
from chalicelib.adapters.s3.shredder import S3Shredder
from chalicelib.domain.case import Case, Change
from chalicelib.domain.erasing import act_of_keeping, begin, finish, keep, let_go
from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.events import Lookup
from chalicelib.domain.lifecycle import CaseEvent, CaseState
from chalicelib.domain.retention import KeepReason, Look, Part, Schedule
from chalicelib.services.ports import CaseRepository, NoticeLog, Sealed
from chalicelib.services.retention_ports import EndedCases, ErasedDay
from tests.builders import OFFICER, a_creation, a_notice, a_receipt, a_step
from tests.contract.conftest import AnyTable
from tests.contract.engines import Engines, make_bucket
from tests.fakes import EPOCH, OFFICE, FakeCaseRepository, FakeNoticeLog, FakeRegistry
from tests.retention_fakes import FakeEndedCases

DAY = date(2026, 6, 1)
SEALED = Sealed(b"\x01sealed", b"key")
NIK = Lookup("nik", "f" * 64, "KTP-LOST")
LATER = EPOCH + timedelta(days=90)


@dataclass(frozen=True)
class Stores:
    """Three ports on one table."""

    cases: CaseRepository
    ended: EndedCases
    notices: NoticeLog

    def cancelled(self, n: int = 0, days: float = 0) -> Case:
        """A case that ended so many days after the first."""
        created = replace(a_creation(n, lookups={"nik": NIK.digest}), lookups=(NIK,))
        self.cases.create(created, SEALED)
        change = a_step(created.case, days * 86400, event=CaseEvent.WITHDRAW)
        self.cases.save(change)
        return change.case


@pytest.fixture
def stores(any_table: AnyTable | None) -> Stores:
    if any_table is None:
        registry = FakeRegistry()
        return Stores(FakeCaseRepository(registry), FakeEndedCases(registry), FakeNoticeLog(registry))
    client, table = any_table.clients.dynamodb, any_table.name
    return Stores(
        DynamoCaseRepository(client, table, OFFICE, 900),
        DynamoEndedCases(client, table, OFFICE),
        DynamoNoticeLog(client, table, OFFICE),
    )


def look(part: Part = Part.PAPERS, days: float = 1) -> Look:
    return Look(CaseState.CANCELLED, part, EPOCH + timedelta(days=days))


def started(case: Case) -> Change:
    change = begin(case, Schedule(), LATER)
    assert change is not None
    return change


def test_cases_are_listed_by_when_they_ended_and_counted(stores: Stores) -> None:
    first, second, _ = (stores.cancelled(n, days) for n, days in ((1, 0.1), (2, 0.5), (3, 2)))
    [one] = stores.ended.list_ended(look(), "", 1)
    [two] = stores.ended.list_ended(look(), one.place, 10)
    assert (one.receipt, two.receipt) == (first.receipt, second.receipt)
    assert stores.ended.list_ended(look(), two.place, 10) == ()
    assert [stores.ended.count_ended(look(), most) for most in (1, 10)] == [1, 2]
    assert stores.ended.count_ended(look(Part.PERSONAL), 10) == 0
    assert stores.ended.count_ended(Look(CaseState.CLOSED, Part.PAPERS, LATER), 10) == 0


def test_a_part_goes_once_and_is_counted_once(stores: Stores) -> None:
    case = stores.cancelled()
    for part in Part:
        step = started(case)
        stores.ended.save_step(step)
        assert stores.ended.count_ended(look(part), 10) == 1
        ending = finish(step.case, LATER)
        stores.ended.save_erased(ending, part, DAY, case.filed_under())
        with pytest.raises(StaleVersionError):
            stores.ended.save_erased(ending, part, DAY, case.filed_under())
        assert stores.ended.count_ended(look(part), 10) == 0
        _, sealed = stores.cases.get_sealed(case.receipt)
        assert (sealed is None) == (part is Part.PERSONAL)
        case = ending.case
    assert stores.cases.get(case.receipt) == case
    assert stores.cases.find_by_lookup("nik", NIK.digest) == ()
    assert stores.ended.list_days() == (ErasedDay(DAY, 1, 1),)


def test_whoever_moved_the_case_first_wins(stores: Stores) -> None:
    case = stores.cancelled()
    held = keep(case, KeepReason.AUDIT, OFFICER, LATER)
    assert held is not None
    stores.ended.save_kept(held, act_of_keeping(held, OFFICER))
    with pytest.raises(StaleVersionError):
        stores.ended.save_step(started(case))
    assert stores.ended.list_ended(look(), "", 10) == ()
    assert [each.receipt for each in stores.ended.list_kept()] == [case.receipt]
    freed = let_go(held.case, OFFICER, LATER)
    assert freed is not None
    stores.ended.save_kept(freed, act_of_keeping(freed, OFFICER))
    assert stores.ended.list_kept() == ()
    assert len(stores.ended.list_ended(look(), "", 10)) == 1


def test_look_ups_of_other_cases_stay(stores: Stores) -> None:
    case, other = stores.cancelled(1), stores.cancelled(2)
    for part in Part:
        step = started(case)
        stores.ended.save_step(step)
        case = finish(step.case, LATER).case
        stores.ended.save_erased(finish(step.case, LATER), part, DAY, step.case.filed_under())
    assert stores.cases.find_by_lookup("nik", NIK.digest) == (other.receipt,)


def test_a_notice_loses_its_address_and_keeps_its_state(stores: Stores) -> None:
    notice = a_notice(recipient="a" * 64, provider_id="provider-1")
    stores.notices.begin(notice)
    for _ in range(2):
        stores.ended.blank_notices(notice.receipt)
    [left] = stores.notices.list_for(notice.receipt)
    assert left == notice.model_copy(update={"recipient": "", "provider_id": None})


@pytest.mark.parametrize("engine", ["moto", pytest.param("seaweedfs", marks=pytest.mark.stack)])
def test_every_version_of_what_is_shredded_is_gone_and_no_neighbour(engine: str, engines: Engines) -> None:
    clients = engines.clients(engine)
    uploads, pages, scans = (make_bucket(clients) for _ in range(3))
    receipt, other = a_receipt(1), a_receipt(2)
    gone = {
        uploads: [f"{OFFICE}/uploads/{receipt}/u1", f"{OFFICE}/uploads/{receipt}/u2"],
        pages: [f"{OFFICE}/pages/{receipt}/u1/001.jpg", f"{OFFICE}/pages/post/pos/B-1/0001/001.jpg",
                f"{OFFICE}/results/{receipt}/p1/a.pdf"],
        scans: [f"{OFFICE}/batches/pos/B-1/0001.pdf", f"{OFFICE}/manifests/pos/B-1/a.json"],
    }  # fmt: skip
    stays = {
        uploads: [f"{OFFICE}/uploads/{other}/u1"],
        pages: [f"{OFFICE}/pages/post/pos/B-1/00010/001.jpg"],
        scans: [f"{OFFICE}/batches/pos/B-10/0001.pdf", f"{OFFICE}/manifests/pos/B-10/a.json"],
    }
    for bucket, keys in gone.items():
        for key in (*keys, *keys, *stays[bucket]):
            clients.s3.put_object(Bucket=bucket, Key=key, Body=b"paper")
    clients.s3.delete_object(Bucket=uploads, Key=gone[uploads][0])  # leaves a marker over its versions
    shredder = S3Shredder(clients.s3, uploads, pages, scans, OFFICE)
    steps: tuple[Callable[[], None], ...] = (
        lambda: shredder.shred_papers(receipt, ["pos.B-1.0001"]),
        lambda: shredder.shred_results(receipt),
        lambda: shredder.shred_scans("pos", "B-1"),
        lambda: shredder.shred_manifest("pos", "B-1"),
    )
    for step in (*steps, *steps):
        step()
    for bucket, keys in stays.items():
        found = clients.s3.list_object_versions(Bucket=bucket)
        assert sorted(one["Key"] for one in found["Versions"]) == sorted(keys)
        assert not found.get("DeleteMarkers")
