"""Which cases an officer has: kept with the claim itself, and let go with whatever ends it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain import review
from chalicelib.domain.case import MOST_CLAIMS, Case, Change
from chalicelib.domain.errors import StaleVersionError, TooManyClaimsError
from chalicelib.domain.intake import withdraw
from chalicelib.domain.lifecycle import CaseState
from chalicelib.services.ports import CaseRepository, Sealed
from tests.builders import OFFICER, a_creation
from tests.contract.place import Place
from tests.contract.wire import answer_lost, troubled
from tests.fakes import EPOCH

EVERY = timedelta(minutes=5)


def waiting(cases: CaseRepository, n: int) -> Case:
    return cases.create(a_creation(n, state=CaseState.SUBMITTED, received_at=EPOCH), Sealed(b"\x01sealed", b"key"))


def claim(cases: CaseRepository, case: Case, only_beside: tuple[str, ...] | None = None) -> Change:
    change = replace(review.claim(case, OFFICER, EPOCH), only_beside=only_beside)
    cases.save(change)
    return change


def test_an_officer_has_what_they_took_until_it_ends(cases: CaseRepository) -> None:
    assert cases.list_claims(OFFICER.id) == ()
    first, second = (claim(cases, waiting(cases, n)).case for n in range(2))
    assert sorted(case.receipt for case in cases.list_claims(OFFICER.id)) == sorted([first.receipt, second.receipt])
    assert cases.list_claims("another") == ()
    cases.save(review.release(first, OFFICER, EPOCH))
    cases.save(withdraw(second, EPOCH))
    assert cases.list_claims(OFFICER.id) == ()


def test_the_last_room_is_taken_once(cases: CaseRepository) -> None:
    for n in range(MOST_CLAIMS):
        claim(cases, waiting(cases, n))
    one_more = waiting(cases, MOST_CLAIMS)
    with pytest.raises(TooManyClaimsError):
        claim(cases, one_more)
    assert cases.get(one_more.receipt) == one_more
    assert len(cases.list_claims(OFFICER.id)) == MOST_CLAIMS


def test_an_only_case_is_taken_beside_none_but_those_that_were_seen(cases: CaseRepository) -> None:
    first, second, third = (waiting(cases, n) for n in range(3))
    claim(cases, first, ())
    with pytest.raises(TooManyClaimsError):
        claim(cases, second, ())
    claim(cases, third, (str(first.receipt),))
    assert [case.receipt for case in cases.list_claims(OFFICER.id)] == [third.receipt]


def test_a_case_that_was_moved_on_is_stale_whatever_its_officer_has(cases: CaseRepository) -> None:
    case = waiting(cases, 0)
    claim(cases, case, ())
    for only_beside in ((), None):
        with pytest.raises(StaleVersionError):
            claim(cases, case, only_beside)


@pytest.mark.parametrize("only_beside", [(), None])
def test_a_claim_whose_answer_was_lost_is_made_once(place: Place, only_beside: tuple[str, ...] | None) -> None:
    case = waiting(place.cases, 0)
    with troubled(place.clients.dynamodb, "TransactWriteItems", answer_lost) as wire:
        claimed = claim(place.cases, case, only_beside).case
    assert len(wire.requests) == 2
    assert place.cases.list_claims(OFFICER.id) == (claimed,)


def a_look(case: Case, minutes: float) -> Case:
    looked = review.look(case, OFFICER, EPOCH + timedelta(minutes=minutes), EVERY)
    assert looked is not None
    return looked


def test_a_look_of_the_holder_is_stored_once_and_is_no_move(cases: CaseRepository) -> None:
    held = claim(cases, waiting(cases, 0)).case
    first, beside = a_look(held, 20), a_look(held, 21)
    for look, minutes in ((first, 20), (beside, 21)):  # two pictures of one page, asked for together
        cases.note_look(look, EPOCH + timedelta(minutes=minutes) - EVERY)
    assert cases.get(held.receipt) == first
    (line,) = cases.list_queue("in-review", None, 9).items
    assert (line["version"], line["stands_since"]) == (held.version, "2026-03-02T02:20:00.000Z")
    assert len(cases.list_audit(held.receipt)) == held.version
    later = a_look(first, 26)
    cases.note_look(later, EPOCH + timedelta(minutes=21))
    assert cases.get(held.receipt) == later
    cases.save(review.release(held, OFFICER, EPOCH))  # opened before: a look makes nothing stale
    assert cases.get(held.receipt).state is CaseState.SUBMITTED


def test_a_look_that_comes_late_revives_nothing(cases: CaseRepository) -> None:
    held = claim(cases, waiting(cases, 0)).case
    late, released = a_look(held, 31), review.release_idle(held, EPOCH + timedelta(minutes=30))
    taken = review.claim(released.case, OFFICER.model_copy(update={"id": "another"}), EPOCH + timedelta(minutes=31))
    for change in (released, taken):
        cases.save(change)
        cases.note_look(late, EPOCH + timedelta(minutes=26))
        assert cases.get(held.receipt) == change.case
