"""Ready ⇒ told: what the walk finds of each thing, and what the command makes of it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.case import Case, ToldByCall
from chalicelib.domain.delivery import DeliveryReport, Reference
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.events import Job, JobKind, NoticeEvent, news_key
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notice_plan import END
from chalicelib.domain.notification import Notice, NoticeChannel, NoticeState, build_notice_id
from chalicelib.domain.told import Hearing, Mark, Stand, Trail, judge, list_waiting, standings_of
from chalicelib.services.check_told import CheckTold
from infra.told import report
from tests.integration.http.walk import bring_to, verifier
from tests.office import MiniOffice
from tests.telling_fakes import FakeTellingTrail
from tests.unit.notices.given import NOW, RECEIPT, a_job
from tests.unit.notices.given import a_case as any_case

READY, RETURNED = NoticeEvent.READY, NoticeEvent.RETURNED
EARLIER, LATER = NOW - timedelta(days=9), NOW + timedelta(hours=3)


def a_notice(state: NoticeState, event: NoticeEvent = READY, product: str | None = "p1", **changes: Any) -> Notice:  # noqa: ANN401 - its fields
    return Notice(
        id=build_notice_id(7, event, product, NoticeChannel.SMS, 1), office="3573", receipt=RECEIPT, move=7,
        event=event, product_id=product, channel=NoticeChannel.SMS, language=any_case().language, state=state,
        **{"created_at": NOW, "updated_at": NOW, **changes},
    )  # fmt: skip


def heard(
    notices: Sequence[Notice] = (), jobs: Sequence[Job] = (), marks: Sequence[Mark] = (), after: timedelta = timedelta()
) -> Hearing:
    return judge(Trail(notices, jobs, marks), "p1", NOW, NOW + after).hearing


def test_each_end_of_the_news_is_told_apart() -> None:
    assert heard() is Hearing.NOBODY_KNOWS
    assert heard([a_notice(NoticeState.DELIVERED)]) is Hearing.TOLD
    assert heard([a_notice(NoticeState.SENT)], [a_job()]) is Hearing.ON_ITS_WAY
    assert heard(marks=[Mark(READY, "p1", LATER)]) is Hearing.ON_THE_LIST
    stranger = a_notice(NoticeState.DELIVERED)  # a line that a delivery left standing: the address was theirs no more
    assert heard([stranger], marks=[Mark(READY, "p1", LATER)]) is Hearing.ON_THE_LIST
    assert heard(jobs=[a_job()], after=END) is Hearing.ON_ITS_WAY
    assert heard(jobs=[a_job()], after=END + timedelta(seconds=1)) is Hearing.LATE


@pytest.mark.parametrize("state", sorted(set(NoticeState) - {NoticeState.DELIVERED}))
def test_what_was_sent_and_is_followed_by_nobody_is_known_by_nobody(state: NoticeState) -> None:
    assert heard([a_notice(state)]) is Hearing.NOBODY_KNOWS


def test_news_of_another_round_another_product_or_another_thing_tells_nothing_of_this() -> None:
    assert heard([a_notice(NoticeState.DELIVERED, created_at=EARLIER)]) is Hearing.NOBODY_KNOWS
    assert heard([a_notice(NoticeState.DELIVERED, product="p2")]) is Hearing.NOBODY_KNOWS
    assert heard([a_notice(NoticeState.DELIVERED, NoticeEvent.DELAYED)]) is Hearing.NOBODY_KNOWS
    assert heard(jobs=[a_job().model_copy(update={"created_at": EARLIER})]) is Hearing.NOBODY_KNOWS
    assert heard(marks=[Mark(READY, "p1", EARLIER), Mark(RETURNED, "", LATER)]) is Hearing.NOBODY_KNOWS


def test_the_first_delivery_is_what_told() -> None:
    sms, mail = a_notice(NoticeState.DELIVERED, updated_at=LATER), a_notice(NoticeState.DELIVERED)
    mail = mail.model_copy(update={"channel": NoticeChannel.EMAIL})
    found = judge(Trail([sms, mail], [], []), "p1", NOW, LATER)
    assert (found.channel, found.at) == (NoticeChannel.EMAIL, NOW)


@pytest.fixture
def office() -> MiniOffice:
    office = MiniOffice()
    bring_to(office, CaseState.READY)
    bring_to(office, CaseState.RETURNED)
    return office


def check(office: MiniOffice) -> CheckTold:
    ports = office.ports
    return CheckTold(ports.cases, FakeTellingTrail(ports.registry), ports.clock)


def lose_the_news(office: MiniOffice) -> ReceiptNumber:
    """Of what is ready there is neither job nor notice any more."""
    registry = office.ports.registry
    (case,) = [case for case in registry.cases.values() if case.state is CaseState.READY]
    for job in [job for job in registry.jobs.values() if isinstance(job, Job) and job.receipt == case.receipt]:
        office.ports.outbox.settle(job)
    registry.notices.pop(case.receipt, None)
    return case.receipt


def found(office: MiniOffice) -> dict[str, Hearing]:
    pages = check(office).walk(most=1)
    return {f"{f.receipt}{f.product_id}": f.heard.hearing for page in pages for f in page.findings}


def test_what_an_office_did_is_all_accounted_for(office: MiniOffice) -> None:
    assert len(found(office)) == 2
    assert set(found(office).values()) <= {Hearing.ON_ITS_WAY, Hearing.TOLD}
    assert report(check(office), "", 100, only_faults=False) == 0


def test_a_job_that_is_lost_is_a_fault_and_is_printed_by_its_number(
    office: MiniOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = lose_the_news(office)
    assert report(check(office), "", 100, only_faults=True) == 1
    told = capsys.readouterr().out
    assert f"{receipt.format()}  ready p1      NOBODY KNOWS" in told
    assert told.count("\n") == 2


def test_a_line_that_is_behind_its_case_is_no_fault(office: MiniOffice) -> None:
    receipt, cases = lose_the_news(office), office.ports.registry.cases
    case = cases[receipt]
    cases[receipt] = case.model_copy(update={"products": ()})
    assert not any(hearing.is_fault for hearing in found(office).values())


def test_a_bounded_walk_says_where_to_go_on(office: MiniOffice, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(check(office), "", 1, only_faults=False) == 3, "nothing is known of the rest"
    (last,) = [line for line in capsys.readouterr().out.splitlines() if "--from" in line]
    start = last.rpartition(" ")[2]
    assert report(check(office), start, 1000, only_faults=False) == 0
    assert "returned" in capsys.readouterr().out


def test_a_fault_is_said_before_what_was_left_out(office: MiniOffice) -> None:
    lose_the_news(office)
    assert report(check(office), "", 1, only_faults=True) == 1


@pytest.mark.parametrize("start", ["submitted:", "returned:not-a-cursor", "x"])
def test_a_start_that_is_not_ours_is_refused(office: MiniOffice, start: str) -> None:
    with pytest.raises(InvalidRequestError):
        check(office)(start, 10)


def test_a_late_failure_does_not_undo_what_an_officer_told_by_telephone(monkeypatch: pytest.MonkeyPatch) -> None:
    office = MiniOffice()
    monkeypatch.setattr(office, "report", lambda: None)
    resident = bring_to(office, CaseState.READY)
    for _ in range(40):
        office.ports.clock.advance(hours=2)
        office.work()
    receipt = ReceiptNumber.restore(resident.id)
    assert [line.notice for line in office.ports.unreached.list_for(receipt)] == [READY]
    answer = verifier(office, resident).move("POST", "/calls", {"outcome": "reached", "note": ""})
    assert (answer.status, found(office)) == (200, {f"{receipt}p1": Hearing.TOLD})

    office.ports.clock.advance(hours=20)
    for notice in office.ports.notices.list_for(receipt):
        report = DeliveryReport(
            Reference(receipt, notice.id), NoticeState.FAILED, office.ports.clock.now(), notice.channel
        )
        office.services.telling.take_report(report)
    office.work()

    assert office.ports.unreached.list_for(receipt) == ()
    assert found(office) == {f"{receipt}p1": Hearing.TOLD}
    assert list(office.ports.outbox.list_pending(office.ports.clock.now(), None)[0]) == []


def stand(case: Case, *notices: Notice, jobs: Sequence[Job] = (), marks: Sequence[Mark] = ()) -> tuple[Stand, str]:
    (found,) = standings_of(case, Trail(notices, jobs, marks))
    return found.stand, found.channel or ""


def by_letter(state: NoticeState) -> Notice:
    return a_notice(state).model_copy(update={"channel": NoticeChannel.LETTER})


def test_each_way_in_which_news_stands_is_told_apart() -> None:
    case = any_case(news={news_key(READY, "p1"): 7}, gone=("old",))
    jobs = [a_job()]
    assert stand(case, jobs=jobs) == (Stand.WAITS, "")
    assert stand(case, a_notice(NoticeState.SENT), jobs=jobs) == (Stand.SENT, "sms")
    assert stand(case, a_notice(NoticeState.FAILED), jobs=jobs) == (Stand.WAITS, "")
    assert stand(case, a_notice(NoticeState.DELIVERED)) == (Stand.DELIVERED, "sms")
    assert stand(case, a_notice(NoticeState.DELIVERED, recipient="old"), jobs=jobs) == (Stand.WAITS, "")
    assert stand(case, by_letter(NoticeState.SENT), jobs=jobs) == (Stand.TO_PRINT, "letter")
    assert stand(case, by_letter(NoticeState.DELIVERED)) == (Stand.MAILED, "letter")
    assert stand(case, marks=[Mark(READY, "p1", NOW, 7)]) == (Stand.UNREACHED, "")
    assert stand(case, marks=[Mark(READY, "p1", NOW, 6)]) == (Stand.NOT_SENT, "")
    called = case.model_copy(update={"told_by_call": {news_key(READY, "p1"): ToldByCall(move=7, at=NOW)}})
    assert stand(called, a_notice(NoticeState.SENT), jobs=jobs) == (Stand.CALLED, "")


def test_a_call_can_tell_what_waits_but_no_pin_and_nothing_that_arrived() -> None:
    case = any_case(news={news_key(READY, "p1"): 7, "pin_reissued": 7}, gone=("old",))
    jobs = [a_job(), a_job(NoticeEvent.PIN_REISSUED, None), a_job().model_copy(update={"kind": JobKind.INSPECT})]
    assert [job.id for job in list_waiting(case, Trail([], jobs, []))] == [a_job().id]
    assert list_waiting(case, Trail([a_notice(NoticeState.DELIVERED)], jobs, [])) == []
    strange = a_notice(NoticeState.DELIVERED, recipient="old")
    assert len(list_waiting(case, Trail([strange], jobs, []))) == 1


def test_what_arrived_at_an_address_that_was_corrected_told_nobody_and_is_late_from_when_it_is_told_again() -> None:
    strange = Trail([a_notice(NoticeState.DELIVERED, recipient="old")], [], [])
    much_later = NOW + 2 * END
    assert judge(strange, "p1", NOW, LATER).hearing is Hearing.TOLD
    assert judge(strange, "p1", NOW, LATER, ("old",)).hearing is Hearing.NOBODY_KNOWS
    again = Trail(strange.notices, [a_job().model_copy(update={"created_at": much_later})], [])
    assert judge(again, "p1", NOW, much_later, ("old",)).hearing is Hearing.ON_ITS_WAY
    assert judge(again, "p1", NOW, much_later + 2 * END, ("old",)).hearing is Hearing.LATE
