"""Which cases an officer has: kept with the claim itself, and let go with whatever ends it."""

from dataclasses import replace

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
