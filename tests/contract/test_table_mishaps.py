"""What happens to a move when answers get lost, transactions collide, or the table is busy."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ClientError

from chalicelib.domain.case import Case, Change
from chalicelib.domain.errors import StaleVersionError, UnavailableError
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.notification import NoticeState
from chalicelib.domain.telling_caps import Caps, Toll
from chalicelib.services.ports import Sealed, Tries
from tests.builders import a_creation, a_job, a_notice, a_receipt, a_step
from tests.contract.place import Place
from tests.contract.wire import Mishap, answer_lost, answered, answering, cancelled, never_sent, troubled
from tests.fakes import EPOCH, OFFICE

SEALED = Sealed(b"\x01sealed", b"key")
ADDRESS = "a" * 64
TRANSACTION = "TransactWriteItems"


@pytest.fixture
def created(place: Place) -> Case:
    return place.cases.create(a_creation(), SEALED)


def test_a_creation_whose_answer_was_lost_is_made_once(place: Place) -> None:
    change = a_creation()
    with troubled(place.clients.dynamodb, TRANSACTION, answer_lost) as wire:
        assert place.cases.create(change, SEALED) == change.case
    assert len(wire.requests) == 2
    assert len(place.cases.list_audit(a_receipt())) == 1


def test_a_move_whose_answer_was_lost_is_made_once(place: Place, created: Case) -> None:
    change = a_step(created, notices=[(NoticeEvent.RECEIVED, None)])
    with troubled(place.clients.dynamodb, TRANSACTION, answer_lost) as wire:
        place.cases.save(change)
    assert len(wire.requests) == 2
    assert place.cases.get(a_receipt()) == change.case
    assert place.outbox.is_pending(change.jobs[0])


def test_a_lost_answer_is_success_after_later_moves(place: Place, created: Case) -> None:
    mine = a_step(created)
    theirs = a_step(mine.case)

    def lost_and_overtaken(request: AWSPreparedRequest) -> AWSResponse | None:
        try:
            return answer_lost(request)
        finally:
            place.cases.save(theirs)

    with troubled(place.clients.dynamodb, TRANSACTION, lost_and_overtaken):
        place.cases.save(mine)
    assert place.cases.get(a_receipt()) == theirs.case


def test_the_same_move_by_another_caller_is_stale(place: Place, created: Case) -> None:
    change = a_step(created)
    place.cases.save(change)
    with pytest.raises(StaleVersionError):
        place.cases.save(change)


def test_settling_a_job_amid_a_transaction_is_unavailable(place: Place) -> None:
    conflict = answering("TransactionConflictException")
    with troubled(place.clients.dynamodb, "DeleteItem", conflict, times=99), pytest.raises(UnavailableError):
        place.outbox.settle(a_job())


def test_a_request_that_never_arrived_is_repeated(place: Place, created: Case) -> None:
    change = a_step(created)
    with troubled(place.clients.dynamodb, TRANSACTION, never_sent) as wire:
        place.cases.save(change)
    assert len(wire.requests) == 2
    assert place.cases.get(a_receipt()).version == 2


def test_repeats_of_a_lost_answer_carry_one_token(place: Place, created: Case) -> None:
    with troubled(place.clients.dynamodb, TRANSACTION, answer_lost) as wire:
        place.cases.save(a_step(created))
    tokens = {json.loads(body)["ClientRequestToken"] for body in wire.requests}
    assert len(tokens) == 1


def test_a_conflict_is_tried_again_under_a_new_token(place: Place, created: Case) -> None:
    change = a_step(created)
    with troubled(place.clients.dynamodb, TRANSACTION, cancelled("TransactionConflict", "None"), times=3) as wire:
        place.cases.save(change)
    assert place.cases.get(a_receipt()) == change.case
    assert place.waits == [0, 1, 2]
    assert len({json.loads(body)["ClientRequestToken"] for body in wire.requests}) == 4


@pytest.mark.parametrize("reason", ["TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"])
def test_a_table_that_stays_busy_is_unavailable(place: Place, created: Case, reason: str) -> None:
    with (
        troubled(place.clients.dynamodb, TRANSACTION, cancelled("None", reason), times=99) as wire,
        pytest.raises(UnavailableError),
    ):
        place.cases.save(a_step(created))
    assert len(wire.requests) == 4
    assert place.cases.get(a_receipt()) == created


def test_a_cancellation_for_another_reason_is_not_swallowed(place: Place, created: Case) -> None:
    with (
        troubled(place.clients.dynamodb, TRANSACTION, cancelled("None", "ValidationError")),
        pytest.raises(ClientError, match="TransactionCanceledException"),
    ):
        place.cases.save(a_step(created))


def test_an_error_of_access_is_not_swallowed(place: Place) -> None:
    with (
        troubled(place.clients.dynamodb, "GetItem", answering("AccessDeniedException")),
        pytest.raises(ClientError, match="AccessDeniedException"),
    ):
        place.cases.get(a_receipt())


@pytest.mark.parametrize(
    "mishap", [never_sent, answering("ThrottlingException"), answering("InternalServerError", 500)]
)
def test_a_read_that_keeps_failing_is_unavailable(place: Place, mishap: Mishap) -> None:
    with troubled(place.clients.dynamodb, "GetItem", mishap, times=99) as wire, pytest.raises(UnavailableError):
        place.cases.get(a_receipt())
    assert len(wire.requests) == 3


def test_unprocessed_keys_are_asked_for_again(place: Place, created: Case) -> None:
    keys = [{"PK": {"S": f"{OFFICE}#CASE#{a_receipt()}"}, "SK": {"S": "CASE"}}]
    nothing = {"Responses": {}, "UnprocessedKeys": {place.table: {"Keys": keys, "ConsistentRead": True}}}
    with troubled(place.clients.dynamodb, "BatchGetItem", answered(nothing)) as wire:
        assert place.cases.track(a_receipt(), ADDRESS, EPOCH)[0] == created
    assert json.loads(wire.requests[1])["RequestItems"][place.table]["Keys"] == keys
    assert place.waits == [0]


def test_keys_that_stay_unprocessed_are_unavailable(place: Place) -> None:
    nothing = {"Responses": {}, "UnprocessedKeys": {place.table: {"Keys": [{"PK": {"S": "x"}, "SK": {"S": "CASE"}}]}}}
    with (
        troubled(place.clients.dynamodb, "BatchGetItem", answered(nothing), times=99) as wire,
        pytest.raises(UnavailableError),
    ):
        place.cases.track(a_receipt(), ADDRESS, EPOCH)
    assert len(wire.requests) == 4


def test_a_notice_whose_claim_was_lost_is_still_ours(place: Place) -> None:
    toll = Toll("a", EPOCH.date(), Caps(to_one_in_a_day=2))
    with troubled(place.clients.dynamodb, TRANSACTION, answer_lost) as wire:
        assert place.notices.begin(a_notice(), toll) is None
    assert len(wire.requests) == 2
    assert place.notices.begin(a_notice(), toll) == a_notice()
    assert place.notices.begin(a_notice(move=3), toll) is None  # so the first counted once


def test_an_outcome_whose_answer_was_lost_is_kept(place: Place) -> None:
    place.notices.begin(a_notice())
    sent = a_notice(state=NoticeState.SENT)
    with troubled(place.clients.dynamodb, "UpdateItem", answer_lost):
        place.notices.finish(sent)
    assert place.notices.list_for(a_receipt()) == (sent,)


def test_a_wrong_try_whose_answer_was_lost_counts_once(honest_place: Place) -> None:
    with troubled(honest_place.clients.dynamodb, TRANSACTION, answer_lost) as wire:
        honest_place.cases.record_wrong_try(a_receipt(), ADDRESS, EPOCH)
    assert len(wire.requests) == 2
    assert honest_place.cases.track(a_receipt(), ADDRESS, EPOCH)[1] == Tries(1, 1)


def test_of_racing_writers_one_wins_each_version(honest_place: Place) -> None:
    cases = honest_place.cases
    created = cases.create(a_creation(), SEALED)
    changes = [a_step(created, updates={"answers": {"children": n}}) for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda change: _outcome(cases.save, change), changes))
    assert sorted(outcomes) == [False] * 7 + [True]
    winner = changes[outcomes.index(True)]
    assert cases.get(a_receipt()) == winner.case
    assert len(cases.list_audit(a_receipt())) == 2


def test_of_racing_creations_all_see_the_same_case(honest_place: Place) -> None:
    cases = honest_place.cases
    changes = [a_creation(intent=f"{n:064x}") for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda change: cases.create(change, SEALED), changes))
    assert {case.intent for case in stored} == {cases.get(a_receipt()).intent}


def _outcome(save: Callable[[Change], None], change: Change) -> bool:
    try:
        save(change)
    except StaleVersionError:
        return False
    return True


def test_a_move_of_too_many_parts_is_refused_at_once(place: Place, created: Case) -> None:
    change = a_step(created, done=tuple(f"job-{n}" for n in range(99)))
    with (
        troubled(place.clients.dynamodb, TRANSACTION, never_sent) as wire,
        pytest.raises(ValueError, match="100 actions, this move has 101"),
    ):
        place.cases.save(change)
    assert wire.requests == []
