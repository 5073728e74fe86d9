"""What every case repository promises of moves that carry envelopes and rescans: all or nothing."""

from dataclasses import replace

import pytest

from chalicelib.domain.case import Change
from chalicelib.domain.errors import NotFoundError, StaleVersionError
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.post.envelope import Envelope, Rescan
from chalicelib.domain.post.vocabulary import End
from chalicelib.services.ports import CaseRepository, Outbox, Sealed
from chalicelib.services.post_ports import PostLedger
from tests.builders import a_creation, a_receipt, a_step
from tests.contract.ledger_values import PARTNER, a_ref, a_rescan, a_waiting_envelope, an_envelope, answered
from tests.fakes import EPOCH

SEALED = Sealed(b"\x01sealed", b"key")


def _opening(envelope: Envelope, n: int = 0, *rescans: Rescan) -> Change:
    """A case that begins with an envelope."""
    ended = envelope.model_copy(update={"end": End.OPENED, "receipt": a_receipt(n)})
    return replace(a_creation(n), envelopes=(ended,), rescans=rescans)


def _attaching(created: Change, *envelopes: Envelope, rescans: tuple[Rescan, ...] = ()) -> Change:
    """A move that attaches envelopes to a case and tells the resident."""
    step = a_step(created.case, notices=[(NoticeEvent.RECEIVED_BY_POST, None)])
    return replace(step, envelopes=envelopes, rescans=rescans)


@pytest.fixture
def created(cases: CaseRepository) -> Change:
    change = a_creation()
    cases.create(change, SEALED)
    return change


def test_a_case_begins_with_its_envelope(cases: CaseRepository, ledger: PostLedger) -> None:
    change = _opening(an_envelope())
    assert cases.create(change, SEALED) == change.case
    assert ledger.get_envelope(a_ref()) == change.envelopes[0]
    assert ledger.list_envelopes(PARTNER, "B-1") == change.envelopes


def test_an_envelope_opens_one_case_only(cases: CaseRepository, ledger: PostLedger) -> None:
    first = _opening(an_envelope(), 0)
    cases.create(first, SEALED)
    with pytest.raises(StaleVersionError):
        cases.create(_opening(an_envelope(), 1), SEALED)
    with pytest.raises(NotFoundError):
        cases.get(a_receipt(1))
    assert cases.list_audit(a_receipt(1)) == ()
    assert ledger.get_envelope(a_ref()) == first.envelopes[0]


def test_a_taken_number_leaves_the_envelope_alone(cases: CaseRepository, ledger: PostLedger, created: Change) -> None:
    assert cases.create(_opening(an_envelope()), SEALED) == created.case
    assert ledger.get_envelope(a_ref()) is None


def test_a_taken_number_is_told_before_a_moved_envelope(
    cases: CaseRepository, ledger: PostLedger, created: Change
) -> None:
    ledger.save_envelope(a_waiting_envelope())
    assert cases.create(_opening(an_envelope()), SEALED) == created.case


def test_a_waiting_envelope_leaves_the_work_list_with_the_case_it_opens(
    cases: CaseRepository, ledger: PostLedger
) -> None:
    waiting = a_waiting_envelope()
    ledger.save_envelope(waiting)
    cases.create(_opening(waiting.moved(EPOCH)), SEALED)
    assert cases.list_queue("envelopes", None, 10).items == ()


def test_an_envelope_is_attached_with_the_move(cases: CaseRepository, ledger: PostLedger, created: Change) -> None:
    change = _attaching(created, an_envelope("0001"), an_envelope("0002"))
    cases.save(change)
    assert cases.get(a_receipt()) == change.case
    assert ledger.list_envelopes(PARTNER, "B-1") == change.envelopes


def test_a_case_waits_in_the_list_of_envelopes_while_a_person_is_asked(
    cases: CaseRepository, ledger: PostLedger, created: Change
) -> None:
    cases.save(_attaching(created, a_waiting_envelope()))
    assert [line["envelope"] for line in cases.list_queue("envelopes", None, 10).items] == [a_ref().id]
    assert ledger.get_envelope(a_ref()) == a_waiting_envelope()


def test_a_moved_envelope_refuses_the_move(
    cases: CaseRepository, ledger: PostLedger, outbox: Outbox, created: Change
) -> None:
    ledger.save_envelope(an_envelope("0002", end=End.REJECTED))
    change = _attaching(created, an_envelope("0001"), an_envelope("0002"))
    with pytest.raises(StaleVersionError):
        cases.save(change)
    assert cases.get(a_receipt()) == created.case
    assert ledger.get_envelope(a_ref("0001")) is None
    assert len(cases.list_audit(a_receipt())) == 1
    assert not outbox.is_pending(change.jobs[0])


def test_a_moved_case_leaves_the_envelope_alone(cases: CaseRepository, ledger: PostLedger, created: Change) -> None:
    cases.save(a_step(created.case))
    with pytest.raises(StaleVersionError):
        cases.save(_attaching(created, an_envelope()))
    assert ledger.get_envelope(a_ref()) is None


def test_a_move_answers_a_rescan(cases: CaseRepository, ledger: PostLedger, created: Change) -> None:
    ledger.save_envelope(a_waiting_envelope("0001"), a_rescan())
    done = answered(a_rescan(), a_ref("0002"))
    cases.save(_attaching(created, an_envelope("0002", rescan_for="r1"), rescans=(done,)))
    assert ledger.get_rescan(PARTNER, "r1") == done
    assert ledger.list_rescans(PARTNER) == ()


def test_a_rescan_is_answered_by_one_move(cases: CaseRepository, ledger: PostLedger, created: Change) -> None:
    ledger.save_envelope(a_waiting_envelope("0001"), a_rescan())
    first = _attaching(created, an_envelope("0002"), rescans=(answered(a_rescan(), a_ref("0002")),))
    cases.save(first)
    second = _attaching(first, an_envelope("0003"), rescans=(answered(a_rescan(), a_ref("0003")),))
    with pytest.raises(StaleVersionError):
        cases.save(second)
    assert ledger.get_rescan(PARTNER, "r1") == answered(a_rescan(), a_ref("0002"))
    assert ledger.get_envelope(a_ref("0003")) is None
    assert cases.get(a_receipt()) == first.case


def test_a_case_may_begin_with_the_answer_to_a_rescan(cases: CaseRepository, ledger: PostLedger) -> None:
    ledger.save_envelope(a_waiting_envelope("0001"), a_rescan())
    answer = answered(a_rescan(), a_ref("0002"))
    cases.create(_opening(an_envelope("0002"), 0, answer), SEALED)
    with pytest.raises(StaleVersionError):
        cases.create(_opening(an_envelope("0003"), 1, answered(a_rescan(), a_ref("0003"))), SEALED)
    assert ledger.get_rescan(PARTNER, "r1") == answer
    with pytest.raises(NotFoundError):
        cases.get(a_receipt(1))


def test_a_move_asks_for_a_rescan(cases: CaseRepository, ledger: PostLedger, created: Change) -> None:
    attached = _attaching(created, an_envelope())
    cases.save(attached)
    withdrawn = _attaching(attached, an_envelope().moved(EPOCH), rescans=(a_rescan(),))
    cases.save(withdrawn)
    assert ledger.list_rescans(PARTNER) == (a_rescan(),)
    assert ledger.get_envelope(a_ref()) == withdrawn.envelopes[0]
    with pytest.raises(StaleVersionError):
        cases.save(_attaching(withdrawn, rescans=(a_rescan(note="again"),)))
    assert ledger.get_rescan(PARTNER, "r1") == a_rescan()
