"""What happens to the postal ledger when answers get lost, transactions collide, or several write at once."""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from chalicelib.domain.case import Case, Change
from chalicelib.domain.errors import StaleVersionError, UnavailableError
from chalicelib.domain.post.envelope import Envelope
from chalicelib.domain.post.vocabulary import End
from chalicelib.services.ports import Sealed
from chalicelib.services.post_ports import SequenceReusedError
from tests.builders import a_creation, a_receipt, a_step
from tests.contract.ledger_values import (
    DAY,
    PARTNER,
    a_batch,
    a_ref,
    a_rescan,
    a_statement,
    a_waiting_envelope,
    an_envelope,
    answered,
    closed,
    parcels_of,
)
from tests.contract.place import Place
from tests.contract.wire import answer_lost, cancelled, troubled
from tests.fakes import EPOCH

SEALED = Sealed(b"\x01sealed", b"key")
TRANSACTION = "TransactWriteItems"
RACERS = 6

Part = TypeVar("Part")


def _opening(n: int, envelope: Envelope) -> Change:
    ended = envelope.model_copy(update={"end": End.OPENED, "receipt": a_receipt(n)})
    return replace(a_creation(n), envelopes=(ended,))


def _attaching(case: Case, envelope: Envelope) -> Change:
    return replace(a_step(case), envelopes=(envelope,))


def _succeeds(act: Callable[[], object]) -> bool:
    try:
        act()
    except (StaleVersionError, SequenceReusedError):
        return False
    return True


def _race(act: Callable[[Part], object], parts: Iterable[Part]) -> list[bool]:
    """Which of these succeeded, done at once."""
    with ThreadPoolExecutor(RACERS) as pool:
        return list(pool.map(lambda part: _succeeds(lambda: act(part)), parts))


def test_a_batch_whose_answer_was_lost_is_opened_once(place: Place) -> None:
    with troubled(place.clients.dynamodb, TRANSACTION, answer_lost) as wire:
        assert place.ledger.open_batch(a_batch()) == a_batch()
    assert len(wire.requests) == 2
    assert place.ledger.list_batches(PARTNER, DAY) == (a_batch(),)


def test_a_closing_whose_answer_was_lost_is_made_once(place: Place) -> None:
    place.ledger.open_batch(a_batch())
    jobs = parcels_of(a_batch(), 2)
    with troubled(place.clients.dynamodb, TRANSACTION, answer_lost) as wire:
        place.ledger.close_batch(closed(a_batch(), 2), jobs)
    assert len(wire.requests) == 2
    assert all(map(place.outbox.is_pending, jobs))


def test_the_same_closing_by_another_caller_is_stale(place: Place) -> None:
    place.ledger.open_batch(a_batch())
    place.ledger.close_batch(closed(a_batch()), [])
    with pytest.raises(StaleVersionError):
        place.ledger.close_batch(closed(a_batch()), [])


def test_an_envelope_whose_answer_was_lost_is_stored_once(place: Place) -> None:
    with troubled(place.clients.dynamodb, TRANSACTION, answer_lost) as wire:
        place.ledger.save_envelope(a_waiting_envelope(), a_rescan())
    assert len(wire.requests) == 2
    assert place.ledger.list_rescans(PARTNER) == (a_rescan(),)
    moved = a_waiting_envelope().moved(EPOCH, end=End.REJECTED)
    with troubled(place.clients.dynamodb, TRANSACTION, answer_lost):
        place.ledger.save_envelope(moved)
    assert place.ledger.get_envelope(a_ref()) == moved


def test_an_answered_rescan_whose_answer_was_lost_is_answered_once(place: Place) -> None:
    place.ledger.save_envelope(a_waiting_envelope(), a_rescan())
    done = answered(a_rescan(), a_ref("0002"))
    with troubled(place.clients.dynamodb, TRANSACTION, answer_lost):
        place.ledger.save_envelope(an_envelope("0002"), done)
    assert place.ledger.get_rescan(PARTNER, "r1") == done
    assert place.ledger.list_rescans(PARTNER) == ()


def test_the_same_envelope_by_another_worker_is_stale(place: Place) -> None:
    place.ledger.save_envelope(an_envelope())
    with pytest.raises(StaleVersionError):
        place.ledger.save_envelope(an_envelope())


def test_an_envelope_is_success_after_later_moves(honest_place: Place) -> None:
    ledger = honest_place.ledger

    def lost_and_overtaken(request: AWSPreparedRequest) -> AWSResponse | None:
        try:
            return answer_lost(request)
        finally:
            ledger.save_envelope(a_waiting_envelope().moved(EPOCH, end=End.REJECTED))

    with troubled(honest_place.clients.dynamodb, TRANSACTION, lost_and_overtaken):
        ledger.save_envelope(a_waiting_envelope())
    stored = ledger.get_envelope(a_ref())
    assert stored is not None
    assert stored.version == 2


def test_a_case_that_begins_with_an_envelope_survives_a_lost_answer(place: Place) -> None:
    change = _opening(0, an_envelope())
    with troubled(place.clients.dynamodb, TRANSACTION, answer_lost) as wire:
        assert place.cases.create(change, SEALED) == change.case
    assert len(wire.requests) == 2
    assert place.ledger.get_envelope(a_ref()) == change.envelopes[0]


def test_a_move_with_ledger_survives_a_lost_answer(place: Place) -> None:
    place.ledger.save_envelope(a_waiting_envelope(), a_rescan())
    created = place.cases.create(a_creation(), SEALED)
    step = _attaching(created, an_envelope("0002"))
    done = answered(a_rescan(), a_ref("0002"))
    with troubled(place.clients.dynamodb, TRANSACTION, answer_lost) as wire:
        place.cases.save(replace(step, rescans=(done,)))
    assert len(wire.requests) == 2
    assert place.cases.get(a_receipt()) == step.case
    assert place.ledger.get_rescan(PARTNER, "r1") == done


def test_a_claim_whose_answer_was_lost_is_ours(place: Place) -> None:
    with troubled(place.clients.dynamodb, TRANSACTION, answer_lost) as wire:
        assert place.ledger.claim_sheets(a_ref(), ["1001", "1002"]) == {}
    assert len(wire.requests) == 2
    assert place.ledger.claim_sheets(a_ref("0002"), ["1001"]) == {"1001": a_ref()}


def test_owners_are_told_without_a_read(place: Place) -> None:
    place.ledger.claim_sheets(a_ref("0001"), ["1001", "1002"])
    with troubled(place.clients.dynamodb, "*", lambda _: None) as wire:
        assert place.ledger.claim_sheets(a_ref("0002"), ["1001", "1002"]) == dict.fromkeys(
            ("1001", "1002"), a_ref("0001")
        )
    assert len(wire.requests) == 1


def test_a_report_whose_answer_was_lost_is_kept_once(place: Place) -> None:
    with troubled(place.clients.dynamodb, TRANSACTION, answer_lost):
        place.ledger.add_statement(a_statement())
    assert place.ledger.latest_statement(PARTNER, DAY) == a_statement()


def test_a_conflict_over_a_sheet_is_tried_again(place: Place) -> None:
    with troubled(place.clients.dynamodb, TRANSACTION, cancelled("None", "TransactionConflict"), times=2) as wire:
        assert place.ledger.claim_sheets(a_ref(), ["1001", "1002"]) == {}
    assert place.waits == [0, 1]
    assert len({json.loads(body)["ClientRequestToken"] for body in wire.requests}) == 3


def test_a_ledger_that_stays_busy_is_unavailable(place: Place) -> None:
    busy = cancelled("TransactionConflict")
    with troubled(place.clients.dynamodb, TRANSACTION, busy, times=99), pytest.raises(UnavailableError):
        place.ledger.save_envelope(an_envelope())
    assert place.ledger.get_envelope(a_ref()) is None


def test_one_call_opens_a_batch_and_one_reads_its_day(place: Place) -> None:
    with troubled(place.clients.dynamodb, "*", lambda _: None) as wire:
        place.ledger.open_batch(a_batch())
        assert len(wire.requests) == 1
        place.ledger.list_batches(PARTNER, DAY)
        assert len(wire.requests) == 3
        place.ledger.list_sequence(PARTNER, 200)
        assert len(wire.requests) == 4


def test_of_two_closers_one_closes(honest_place: Place) -> None:
    ledger = honest_place.ledger
    ledger.open_batch(a_batch())
    outcomes = _race(
        lambda parcels: ledger.close_batch(closed(a_batch(), parcels), parcels_of(a_batch(), parcels)),
        range(1, RACERS + 1),
    )
    assert sorted(outcomes) == [False] * (RACERS - 1) + [True]
    stored = ledger.get_batch(PARTNER, "B-1")
    assert stored.parcels == outcomes.index(True) + 1
    assert list(honest_place.outbox.list_pending(stored.closed_at or EPOCH)[0]) == parcels_of(stored, stored.parcels)


def test_of_batches_that_claim_one_number_one_is_opened(honest_place: Place) -> None:
    outcomes = _race(honest_place.ledger.open_batch, [a_batch(n, sequence=1) for n in range(1, RACERS + 1)])
    assert sum(outcomes) == 1
    (stored,) = honest_place.ledger.list_batches(PARTNER, DAY)
    assert stored.id == f"B-{outcomes.index(True) + 1}"


def test_of_workers_that_end_an_envelope_one_opens_its_case(honest_place: Place) -> None:
    cases = honest_place.cases
    outcomes = _race(
        lambda n: cases.create(_opening(n, an_envelope()), SEALED), range(RACERS)
    )  # each derives another number
    assert sum(outcomes) == 1
    stored = honest_place.ledger.get_envelope(a_ref())
    assert stored is not None
    assert stored.receipt == a_receipt(outcomes.index(True))
    assert [len(cases.list_audit(a_receipt(n))) for n in range(RACERS)] == [int(won) for won in outcomes]


def test_of_an_officer_and_a_worker_one_ends_an_envelope(honest_place: Place) -> None:
    created = honest_place.cases.create(a_creation(), SEALED)
    waiting = a_waiting_envelope()
    honest_place.ledger.save_envelope(waiting)
    acts: list[Callable[[], object]] = [
        lambda: honest_place.ledger.save_envelope(waiting.moved(EPOCH, end=End.REJECTED)),
        lambda: honest_place.cases.save(_attaching(created, waiting.moved(EPOCH, end=End.ATTACHED))),
    ]
    outcomes = _race(lambda act: act(), acts)
    assert sorted(outcomes) == [False, True]
    stored = honest_place.ledger.get_envelope(a_ref())
    assert stored is not None
    assert stored.end is (End.ATTACHED if outcomes[1] else End.REJECTED)
    assert honest_place.cases.get(a_receipt()).version == (2 if outcomes[1] else 1)


def test_of_envelopes_that_claim_one_sheet_one_has_it(honest_place: Place) -> None:
    ledger = honest_place.ledger
    refs = [a_ref(f"{n:04d}") for n in range(RACERS)]
    with ThreadPoolExecutor(RACERS) as pool:
        taken = list(pool.map(lambda ref: ledger.claim_sheets(ref, ["1001", f"9{ref.number}"]), refs))
    owners = {found["1001"].number for found in taken if "1001" in found}
    (winner,) = (ref for ref, found in zip(refs, taken, strict=True) if not found)
    assert owners == {winner.number}
    assert all(set(found) <= {"1001"} for found in taken)
    assert ledger.claim_sheets(a_ref("9999"), [f"9{ref.number}" for ref in refs]) == {
        f"9{ref.number}": ref for ref in refs
    }
