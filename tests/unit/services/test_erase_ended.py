"""What is erased of cases that are over, when, and what of them stays for ever."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.case import Case
from chalicelib.domain.errors import TransitionRefusedError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.overlay.changes import LocalLimits, LocalOffice
from chalicelib.domain.post.filing import takes_papers
from chalicelib.domain.production import UndoReason
from chalicelib.domain.retention import PATIENCE, KeepReason, Kept, Schedule
from chalicelib.domain.text import Text
from chalicelib.services.erase_ended import EraseReport
from tests.integration.http.walk import bring_to, stored
from tests.office import MiniOffice, Resident
from tests.ports import FakePorts
from tests.post_office import KEYED, Envelope, PostOffice

BOSS = Actor(kind=ActorKind.OFFICER, id="adm1", roles=frozenset({Role.ADMINISTRATOR}))
MONTHS = Kept(papers_days=90, personal_days=365)
ALL = Schedule(closed=MONTHS, rejected=MONTHS, cancelled=MONTHS, expired=MONTHS)
NOTHING = EraseReport()


@pytest.fixture
def office() -> MiniOffice:
    return MiniOffice()


def keep_for(office: MiniOffice, schedule: Schedule) -> None:
    service = office.services.retention.schedule
    service.put(schedule, BOSS, service.read().version)
    office.ports.clock.advance(days=2)


def run(office: MiniOffice) -> EraseReport:
    return office.services.retention.erase(lambda: True)


def files_of(office: MiniOffice, receipt: str) -> list[str]:
    store = office.ports.store
    return [key for key in (*store.uploads, *store.pages) if f"/{receipt}/" in key]


def count_all(office: MiniOffice) -> Any:  # noqa: ANN401 - whatever the figures are
    """A plain recount of every event that there is."""
    recount = Services(FakePorts())
    for receipt, events in office.ports.registry.audit.items():
        for event in events:
            recount.count_figures(ReceiptNumber.restore(receipt), event)
    return vars(recount.ports.figures)


def closed(office: MiniOffice) -> Resident:
    return bring_to(office, CaseState.CLOSED)


def test_nothing_is_ever_erased_without_a_schedule(office: MiniOffice) -> None:
    resident = closed(office)
    office.ports.clock.advance(days=20_000)
    assert run(office) == NOTHING
    assert files_of(office, resident.id)
    assert office.services.retention.schedule.read().schedule.is_empty


def test_papers_go_first_and_persons_later_and_what_the_office_did_stays(office: MiniOffice) -> None:
    resident = closed(office)
    before, figures = stored(office, resident.id), count_all(office)
    assert figures["counted"]
    keep_for(office, ALL)
    assert run(office) == NOTHING
    office.ports.clock.advance(days=89)
    assert [run(office), run(office)] == [EraseReport(papers=1), NOTHING]
    assert not files_of(office, resident.id)
    assert resident.id in office.ports.registry.sealed
    assert "dihapus pada" in resident.track().json["erased"]["text"]
    office.ports.clock.advance(days=276)
    assert [run(office), run(office)] == [EraseReport(personal=1), NOTHING]
    after = stored(office, resident.id)
    assert resident.id not in office.ports.registry.sealed
    assert not any(
        (ReceiptNumber.restore(resident.id) in str(filed)) for filed in office.ports.registry.lookups.values()
    )
    assert not any(notice.recipient for notice in office.ports.notices.list_for(after.receipt))
    assert told(after) == told(before)
    assert resident.track().json["erased"]["personal_on"]
    assert count_all(office) == figures
    assert [(day.papers, day.personal) for day in office.services.retention.schedule.list_days()] == [(0, 1), (1, 0)]
    assert [event.action for event in office.ports.registry.audit[resident.id]][-4:] == [
        "papers_erasing", "papers_erased", "personal_erasing", "personal_erased",
    ]  # fmt: skip


def told(case: Case) -> tuple[object, ...]:
    """What stays of a case for ever."""
    products = tuple((product.id, product.kind, product.state) for product in case.products)
    return case.receipt, case.service, case.channel, case.area, case.state, case.history, case.clock, products


def test_no_value_of_a_person_is_left(office: MiniOffice) -> None:
    resident = closed(office)
    keep_for(office, ALL)
    office.ports.clock.advance(days=400)
    assert run(office) == EraseReport(papers=1, personal=1)
    case = stored(office, resident.id)
    assert (case.lookups, case.facts, case.reachable, case.request_digest) == ({}, {}, (), "")
    assert all((upload.key, upload.pages, upload.sha256) == ("", (), None) for upload in case.uploads)
    assert all(product.hand_over and product.hand_over.identity is None for product in case.products)


def test_who_dies_in_the_middle_leaves_a_case_that_the_next_run_finishes(office: MiniOffice) -> None:
    resident = closed(office)
    keep_for(office, ALL)
    office.ports.clock.advance(days=90)
    office.ports.retention.shredder.falls_over = True
    assert run(office) == EraseReport(failed=1)
    begun = stored(office, resident.id)
    assert (begun.erasure.has_begun, begun.erasure.papers_at) == (True, None)
    with pytest.raises(TransitionRefusedError):
        office.services.counter.desk.undo(begun.receipt, "p1", UndoReason.SLIP, BOSS, begun.version)
    with pytest.raises(TransitionRefusedError):
        office.services.retention.schedule.keep(begun.receipt, KeepReason.DISPUTE, BOSS)
    assert [run(office), run(office)] == [EraseReport(papers=1), NOTHING]
    assert [day.papers for day in office.services.retention.schedule.list_days()] == [1]
    assert [event.action for event in office.ports.registry.audit[resident.id]].count("papers_erasing") == 1


def test_a_run_without_time_says_that_it_is_not_done(office: MiniOffice) -> None:
    closed(office)
    keep_for(office, ALL)
    office.ports.clock.advance(days=90)
    assert office.services.retention.erase(lambda: False) == replace(NOTHING, is_done=False)


def test_nothing_is_erased_within_a_day_of_a_change(office: MiniOffice) -> None:
    closed(office)
    office.ports.clock.advance(days=90)
    service = office.services.retention.schedule
    service.put(ALL, BOSS, 0)
    office.ports.clock.advance(hours=23)
    assert run(office) == NOTHING
    assert service.read().erasing_from is not None
    office.ports.clock.advance(hours=2)
    assert (run(office), service.read().erasing_from) == (EraseReport(papers=1), None)


def test_a_change_of_anything_else_does_not_keep_what_is_due(office: MiniOffice) -> None:
    closed(office)
    office.ports.clock.advance(days=90)
    service, overlays = office.services.retention.schedule, office.services.maintain_overlays
    service.put(ALL, BOSS, 0)
    for number, hours in enumerate(("08.00", "09.00", "10.00"), 1):
        office.ports.clock.advance(hours=12)
        said = LocalOffice(hours=Text(id=hours, en=hours))
        changes = overlays.store.get(number).changes.model_copy(update={"office": said})
        overlays.publish(overlays.save(changes, BOSS).number, BOSS, number)
    assert service.read().erasing_from is None
    assert run(office) == EraseReport(papers=1)


def test_a_schedule_that_is_taken_up_again_waits_anew(office: MiniOffice) -> None:
    closed(office)
    service, overlays = office.services.retention.schedule, office.services.maintain_overlays
    keep_for(office, ALL)
    office.ports.clock.advance(days=90)
    service.put(Schedule(), BOSS, 1)
    overlays.publish(1, BOSS, 2)
    assert (service.read().schedule, run(office)) == (ALL, NOTHING)
    assert service.read().erasing_from == office.ports.clock.now() + PATIENCE


def test_a_change_of_how_long_a_letter_is_awaited_waits_like_one_of_the_schedule(office: MiniOffice) -> None:
    service, overlays = office.services.retention.schedule, office.services.maintain_overlays
    keep_for(office, ALL)
    changes = overlays.store.get(1).changes.model_copy(update={"limits": LocalLimits(posting_days=21)})
    overlays.publish(overlays.save(changes, BOSS).number, BOSS, 1)
    assert service.read().erasing_from == office.ports.clock.now() + PATIENCE


def test_a_kept_case_waits_until_it_is_let_go(office: MiniOffice) -> None:
    case = stored(office, closed(office).id)
    service = office.services.retention.schedule
    for _ in range(2):
        service.keep(case.receipt, KeepReason.COURT, BOSS)
    keep_for(office, ALL)
    office.ports.clock.advance(days=400)
    assert run(office) == NOTHING
    assert [(each.receipt, each.kept.reason) for each in service.list_kept()] == [(case.receipt, KeepReason.COURT)]
    for _ in range(2):
        service.let_go(case.receipt, BOSS)
    assert (service.list_kept(), run(office)) == ((), NOTHING)  # a slip can be taken back for a day
    service.keep(case.receipt, KeepReason.COURT, BOSS)
    office.ports.clock.advance(days=2)
    assert run(office) == NOTHING
    service.let_go(case.receipt, BOSS)
    office.ports.clock.advance(days=1)
    assert run(office) == EraseReport(papers=1, personal=1)
    assert [event.action for event in office.ports.registry.audit[case.receipt]].count("kept") == 2


def test_what_is_left_can_be_kept_when_the_papers_are_gone(office: MiniOffice) -> None:
    case = stored(office, closed(office).id)
    keep_for(office, ALL)
    office.ports.clock.advance(days=90)
    assert run(office) == EraseReport(papers=1)
    office.services.retention.schedule.keep(case.receipt, KeepReason.DISPUTE, BOSS)
    office.ports.clock.advance(days=400)
    assert run(office) == NOTHING
    assert case.receipt in office.ports.registry.sealed


@pytest.mark.parametrize("state", [CaseState.READY, CaseState.SUBMITTED, CaseState.RETURNED])
def test_what_goes_on_is_never_erased(office: MiniOffice, state: CaseState) -> None:
    resident = bring_to(office, state)
    keep_for(office, ALL)
    office.ports.clock.advance(days=1000)
    assert run(office) == NOTHING
    assert files_of(office, resident.id)


def test_each_way_of_ending_has_a_time_of_its_own(office: MiniOffice) -> None:
    cancelled, lapsed = bring_to(office, CaseState.CANCELLED), bring_to(office, CaseState.EXPIRED)
    keep_for(office, Schedule(expired=Kept(papers_days=30, personal_days=30)))
    office.ports.clock.advance(days=400)
    assert run(office) == EraseReport(papers=1, personal=1)
    assert stored(office, cancelled.id).erasure.papers_at is None
    after = stored(office, lapsed.id)
    assert after.erasure.personal_at is not None
    assert not takes_papers(after)


def test_a_preview_tells_how_many_are_due_at_once(office: MiniOffice) -> None:
    for _ in range(2):
        closed(office)
    office.ports.clock.advance(days=100)
    service = office.services.retention.schedule
    ahead = service.look_ahead(Schedule(closed=Kept(papers_days=90, personal_days=90)))
    assert [(each.part, each.before, each.after) for each in ahead] == [("papers", 0, 2), ("personal", 0, 2)]
    assert service.look_ahead(Schedule(closed=Kept(papers_days=120, personal_days=120))) == ()
    assert service.read().version == 0


def test_a_parcel_goes_with_the_last_of_its_cases(office: MiniOffice) -> None:
    post = PostOffice(office)
    other = {**KEYED, "nik": "3573994503900002", "name": "Rini Contoh", "phone": "+6281000000002"}
    sent = [Envelope(f"000{n}", ("", "paper"), {"keyed": keyed}) for n, keyed in enumerate((KEYED, other), start=1)]
    assert post.send(post.manifest(sent), sent).status == 200
    office.work()
    first, second = (envelope.receipt for envelope in office.ports.registry.envelopes.values())
    assert first is not None
    assert second is not None
    scans = office.ports.post.batches
    keep_for(office, Schedule(cancelled=Kept(papers_days=30, personal_days=60)))
    for receipt in (first, second):
        registry = office.ports.registry
        assert scans.files
        clerk = office.staff(Role.VERIFIER, "v1")
        path, version = f"/v1/cases/{receipt}", {"If-Match": f'"{registry.cases[receipt].version}"'}
        assert clerk.call("POST", f"{path}/cancel", {"reason": "applicant_request"}, version).status == 200
        office.work()
        office.ports.clock.advance(days=100)
        assert run(office) == EraseReport(papers=1, personal=1)
    assert (scans.files, scans.manifests) == ({}, {})
