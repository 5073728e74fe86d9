"""Training: every page of the office says that nothing is sent, and so does the page that a resident follows."""

from typing import Any

import pytest

from chalicelib.adapters.messaging import SandboxMessenger
from chalicelib.bootstrap import Services, use_services
from chalicelib.domain.access import Role
from chalicelib.domain.events import Job, NoticeEvent
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notification import NoticeChannel
from chalicelib.services.check_told import CheckTold
from tests.integration.http.test_follow_page import follow, text
from tests.integration.http.walk import STEPS, bring_to, record, stored, verifier
from tests.office import LOST, MiniOffice, Resident
from tests.officers import sign_in
from tests.ports import FakePorts

SAID = "Latihan: tidak ada kabar yang benar-benar dikirim kepada warga."


@pytest.mark.parametrize("trains", [True, False])
def test_pages_say_that_nothing_is_sent_while_an_office_trains(
    office: MiniOffice,
    trains: bool,  # noqa: FBT001 - both ways
) -> None:
    resident = bring_to(office, CaseState.SUBMITTED)
    office.ports.is_sandbox = trains
    window = sign_in(office, Role.VERIFIER)
    for path in ("/office", f"/office/cases/{resident.id}"):
        window.go(path)
        assert (SAID in window.text) is trains
    for path in ("/desk", "/assist", "/overlays", "/post"):
        page = office.staff(Role.VERIFIER).call("GET", path).content.decode()
        assert (page.count(SAID), page.count("Training: no news is really sent")) == (int(trains), int(trains))
    assert ("Ini sistem latihan" in text(follow(office, resident))) is trains


def run_as(office: MiniOffice, *, trains: bool) -> None:
    """Start it anew, in training or for real."""
    sandbox: Any = dict.fromkeys(NoticeChannel, SandboxMessenger())
    office.ports.is_sandbox = trains
    office.ports.messengers = sandbox if trains else FakePorts().messengers
    office.services = Services(office.ports)
    use_services(office.services)


def tell(office: MiniOffice, days: int = 0) -> None:
    """Let time go by and do what is due; no provider reports anything."""
    for _ in range(24 * days + 3):
        office.ports.clock.advance(hours=1 if days else 0)
        for job in (*office.ports.queue.take(), *office.sweep()):
            office.do(job)


def sent(office: MiniOffice) -> int:
    return sum(len(messenger.sent) for messenger in office.ports.messengers.values())


def listed(office: MiniOffice, resident: Resident) -> list[NoticeEvent]:
    return [news.notice for news in office.ports.unreached.list_for(ReceiptNumber.restore(resident.id))]


def test_who_was_made_up_in_training_is_never_told_for_real_nor_called(office: MiniOffice) -> None:
    run_as(office, trains=True)
    body = {**LOST, "contact": {"phone": "+6281000000003", "email": "siti@example.org"}}
    draft, begun, later = (office.start(body) for _ in range(3))
    assert begun.reissue_pin().status == 202
    tell(office)
    run_as(office, trains=False)

    assert later.reissue_pin().status == 202
    tell(office, days=31)

    assert (sent(office), [listed(office, one) for one in (draft, begun, later)]) == (0, [[], [], []])
    assert not [job for job in office.ports.registry.jobs.values() if isinstance(job, Job)]
    assert "Ini sistem latihan" in text(follow(office, draft))
    assert stored(office, draft.id).end_warned_at, "its time ran as ever"


def test_who_is_real_is_told_for_real_but_for_news_begun_in_training_which_is_called_about(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.SUBMITTED)
    office.work()
    run_as(office, trains=True)
    assert resident.reissue_pin().status == 202
    tell(office)
    run_as(office, trains=False)

    for _ in range(2):
        tell(office, days=2)
    assert (sent(office), listed(office, resident)) == (0, [NoticeEvent.PIN_REISSUED])

    officer = verifier(office, resident)
    assert officer.move("POST", "/claim").status == 200
    assert officer.move("POST", "/reject", {"reason": "not_eligible"}).status == 200
    tell(office, days=1)
    assert sent(office)


def test_what_is_made_up_and_ready_counts_as_no_fault_of_telling(office: MiniOffice) -> None:
    office.ports.is_sandbox = True
    resident = bring_to(office, CaseState.IN_PROCESS)
    run_as(office, trains=False)
    for step in STEPS:
        record(office, resident, step)
    tell(office)
    assert stored(office, resident.id).state is CaseState.READY
    window = sign_in(office, Role.VERIFIER)
    window.go(f"/office/cases/{resident.id}")
    assert SAID in window.text
    check = CheckTold(office.ports.cases, office.ports.telling_trail, office.ports.clock)
    assert [found for page in check.walk() for found in page.findings] == []
