"""What was handed in keeps the rules that it came under; what was not follows those of today."""

from typing import Any

import pytest

from chalicelib.bootstrap import Services
from chalicelib.domain.access import Visitor
from chalicelib.domain.case import Case
from chalicelib.domain.document import VerdictKind
from chalicelib.domain.errors import IncompleteError, UnavailableError
from chalicelib.domain.lifecycle import CaseState
from chalicelib.services.application_details import Details
from tests.builders import OFFICER
from tests.unit.overlay.given import EXTRA, SHIPPED, changes
from tests.unit.services.given import PAPERS, Desk

BASE = SHIPPED.catalogue.version
ASKS_MORE: dict[str, Any] = {"extra": [EXTRA]}
ASKS_FOREIGNERS: dict[str, Any] = {"extra": [{**EXTRA, "when": {"is": "foreigner"}}]}


class LocalDesk(Desk):
    """An office whose overlay changes while residents come and go."""

    def publish(self, papers: dict[str, Any]) -> None:
        """Let it hold at once, as after a minute."""
        maintain = self.services.maintain_overlays
        holding = self.ports.overlays.holding_number()
        maintain.publish(maintain.save(changes(papers=papers), OFFICER).number, OFFICER, holding)
        self.services = Services(self.ports)

    def hand_in(self, *papers: str) -> Visitor:
        """A resident who sends these papers and hands them in."""
        visitor = self.start()
        self.send(visitor, *papers)
        self.services.submit_application(visitor, None)
        self.inspect()
        return visitor

    def slots(self, visitor: Visitor) -> set[str]:
        """What it is asked for."""
        return {slot.id for slot in self.services.checklists.of(self.case(visitor)).slots}

    def give_back(self, visitor: Visitor, slot: str) -> None:
        """An officer refuses one paper and sends it back."""
        review, receipt = self.services.review_case, visitor.receipt
        case = review.claim(receipt, OFFICER, self.case(visitor).version)
        case = review.judge(receipt, slot, VerdictKind.UNREADABLE, "", OFFICER, case.version)
        review.return_for_completion(receipt, (), OFFICER, case.version)

    def accept(self, visitor: Visitor) -> Case:
        """An officer finds everything in order."""
        review, receipt = self.services.review_case, visitor.receipt
        case = review.claim(receipt, OFFICER, self.case(visitor).version)
        for document in case.documents:
            case = review.judge(receipt, document.id, VerdictKind.ACCEPTED, "", OFFICER, case.version)
        return review.accept(receipt, OFFICER, case.version)


@pytest.fixture
def desk() -> LocalDesk:
    return LocalDesk()


def test_the_version_of_a_case_is_that_of_its_submission(desk: LocalDesk) -> None:
    visitor = desk.start()
    assert desk.case(visitor).catalogue_version == BASE
    desk.publish({"max_age_days": {"KK": 3650}})
    desk.send(visitor, *PAPERS)
    assert desk.case(visitor).catalogue_version == BASE
    desk.services.submit_application(visitor, None)
    assert desk.case(visitor).catalogue_version == f"{BASE}+1"
    desk.publish({})
    assert desk.case(visitor).catalogue_version == f"{BASE}+1"


def test_a_draft_is_asked_for_what_is_asked_today(desk: LocalDesk) -> None:
    visitor = desk.start()
    desk.send(visitor, *PAPERS)
    desk.publish(ASKS_MORE)
    with pytest.raises(IncompleteError) as refused:
        desk.services.submit_application(visitor, None)
    assert [finding.where for finding in refused.value.findings if finding.code == "missing"] == ["surat-lokal"]
    desk.send(visitor, "surat-lokal")
    desk.services.submit_application(visitor, None)
    assert {document.slot for document in desk.case(visitor).documents} == {*PAPERS, "surat-lokal"}


def test_a_case_is_accepted_by_the_rules_it_came_under(desk: LocalDesk) -> None:
    visitor = desk.hand_in(*PAPERS)
    desk.publish(ASKS_MORE)
    assert desk.slots(visitor) == set(PAPERS)
    assert desk.accept(visitor).state is CaseState.COMPLETE


def test_a_later_age_limit_does_not_reach_back(desk: LocalDesk) -> None:
    visitor = desk.hand_in(*PAPERS)
    desk.ports.clock.advance(days=3)
    desk.publish({"max_age_days": {"SK_HILANG": 1}})
    assert not [found for found in desk.services.review_case.findings(desk.case(visitor)) if found.code == "expired"]
    assert desk.accept(visitor).state is CaseState.COMPLETE


def test_a_returned_case_is_completed_by_the_rules_it_came_under(desk: LocalDesk) -> None:
    desk.publish(ASKS_MORE)
    visitor = desk.hand_in(*PAPERS, "surat-lokal")
    desk.give_back(visitor, "kk")
    desk.publish({"extra": [{**EXTRA, "id": "surat-lain"}]})
    desk.send(visitor, "kk")
    desk.services.submit_application(visitor, None)
    case = desk.case(visitor)
    assert case.state is CaseState.SUBMITTED
    assert case.catalogue_version == f"{BASE}+1"
    assert {document.slot for document in case.documents} == {*PAPERS, "surat-lokal"}


def test_a_paper_that_is_asked_no_more_can_still_be_asked_back(desk: LocalDesk) -> None:
    desk.publish(ASKS_MORE)
    visitor = desk.hand_in(*PAPERS, "surat-lokal")
    desk.publish({})
    desk.give_back(visitor, "surat-lokal")
    desk.send(visitor, "surat-lokal")
    desk.services.submit_application(visitor, None)
    assert desk.case(visitor).state is CaseState.SUBMITTED


def test_an_answer_that_nobody_asks_for_any_more_stops_nobody(desk: LocalDesk) -> None:
    desk.publish(ASKS_FOREIGNERS)
    visitor = desk.start()
    desk.services.amend_application(visitor, Details(answers={"foreigner": False}), None)
    desk.send(visitor, *PAPERS)
    desk.publish({})
    desk.services.amend_application(visitor, Details(applicant_role="self"), None)
    desk.services.submit_application(visitor, None)
    assert "foreigner" not in desk.case(visitor).answers
    assert desk.slots(visitor) == set(PAPERS)


def test_a_process_that_is_a_minute_behind_reads_what_another_took(desk: LocalDesk) -> None:
    visitor, behind = desk.start(), desk.services
    assert behind.overlay is None
    desk.publish(ASKS_FOREIGNERS)
    desk.services.amend_application(visitor, Details(answers={"foreigner": True}), None)
    _, checklist, _ = behind.own_application.read(visitor)
    assert {slot.id for slot in checklist.slots} == set(PAPERS)
    assert desk.slots(visitor) == {*PAPERS, "surat-lokal"}


def test_answers_of_a_returned_case_are_read_by_its_own_rules(desk: LocalDesk) -> None:
    desk.publish(ASKS_FOREIGNERS)
    visitor = desk.start()
    desk.services.amend_application(visitor, Details(answers={"foreigner": True}), None)
    desk.send(visitor, *PAPERS, "surat-lokal")
    desk.services.submit_application(visitor, None)
    desk.inspect()
    desk.give_back(visitor, "kk")
    desk.publish({})
    desk.services.amend_application(visitor, Details(answers={"foreigner": False}), None)
    assert desk.slots(visitor) == set(PAPERS)


def test_an_overlay_that_this_release_cannot_read_leaves_the_rules_of_today(desk: LocalDesk) -> None:
    desk.publish(ASKS_MORE)
    visitor = desk.hand_in(*PAPERS, "surat-lokal")
    desk.publish({})
    kept = desk.ports.registry.overlays[1]
    broken = kept.model_copy(update={"changes": changes(papers={"extra": [{**EXTRA, "any_of": ["NO_MORE"]}]})})
    desk.ports.registry.overlays[1] = broken
    assert desk.slots(visitor) == set(PAPERS)
    del desk.ports.registry.overlays[1]
    desk.services = Services(desk.ports)
    assert desk.slots(visitor) == set(PAPERS)


def test_earlier_rules_are_read_once_and_never_guessed(desk: LocalDesk) -> None:
    desk.publish(ASKS_MORE)
    visitor = desk.hand_in(*PAPERS, "surat-lokal")
    desk.publish({})
    assert "surat-lokal" in desk.slots(visitor)
    reads = desk.ports.overlays.reads
    assert "surat-lokal" in desk.slots(visitor)
    assert desk.ports.overlays.reads == reads
    desk.services = Services(desk.ports)
    assert desk.services.overlay is not None
    desk.ports.overlays.is_down = True
    with pytest.raises(UnavailableError):
        desk.slots(visitor)
