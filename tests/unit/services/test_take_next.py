"""Take the next: the oldest that waits, one's own first, and no case for two."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.domain import review
from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.case import Channel
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.worklist import Wish
from chalicelib.services.ports import Sealed
from chalicelib.services.take_next import Taken
from tests.builders import OFFICER, a_creation
from tests.fakes import EPOCH
from tests.unit.services.given import Desk

ANY = Wish()
MANY = 10
OTHER = Actor(kind=ActorKind.OFFICER, id="officer-2", roles=frozenset({Role.VERIFIER}))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def hand_in(desk: Desk, n: int, **changes: object) -> ReceiptNumber:
    """A case that waits since n hours after the beginning."""
    at = EPOCH + timedelta(hours=n)
    fields = {"state": CaseState.SUBMITTED, "received_at": at, **changes}
    return desk.racy.create(a_creation(n, **fields), Sealed(b"\x01sealed", b"key")).receipt


def test_the_oldest_goes_first(desk: Desk) -> None:
    hand_in(desk, 2)
    oldest = hand_in(desk, 1)
    taken = desk.services.take_next.take(OFFICER, ANY).case
    assert taken is not None
    assert (taken.receipt, taken.state, taken.claim and taken.claim.officer) == (
        oldest, CaseState.IN_REVIEW, OFFICER.id,
    )  # fmt: skip


def test_nothing_waits(desk: Desk) -> None:
    assert desk.services.take_next.take(OFFICER, ANY) == Taken(None)


def test_who_took_the_last_one_elsewhere_meanwhile_is_not_told_that_nothing_waits(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(desk, 1)
    first = desk.services.take_next.take(OFFICER, ANY)
    cases, answers = desk.services.take_next.cases, [()]
    known = type(cases).list_claims
    monkeypatch.setattr(type(cases), "list_claims", lambda self, who: answers.pop() if answers else known(self, who))
    assert desk.services.take_next.take(OFFICER, ANY) == first


def test_who_has_a_case_gets_that_one_again_whatever_they_wish(desk: Desk) -> None:
    hand_in(desk, 1)
    hand_in(desk, 2, channel=Channel.POST)
    first = desk.services.take_next.take(OFFICER, ANY)
    assert desk.services.take_next.take(OFFICER, Wish(channel=Channel.POST)) == first
    assert desk.services.take_next.take(OTHER, ANY) != first


@pytest.mark.parametrize(
    ("wish", "expected"),
    [(Wish(channel="post"), 2), (Wish(service="KIA-NEW"), 3), (Wish("KIA-NEW", "post"), None), (ANY, 1)],
)
def test_a_wish_is_kept(desk: Desk, wish: Wish, expected: int | None) -> None:
    receipts = {
        1: hand_in(desk, 1),
        2: hand_in(desk, 2, channel=Channel.POST),
        3: hand_in(desk, 3, service="KIA-NEW"),
    }
    taken = desk.services.take_next.take(OFFICER, wish).case
    assert (taken.receipt if taken else None) == (receipts[expected] if expected else None)


def test_who_comes_second_gets_the_next_one(desk: Desk) -> None:
    oldest, next_one = hand_in(desk, 1), hand_in(desk, 2)
    desk.racy.rival = lambda case: review.claim(case, OTHER, EPOCH)
    desk.racy.races = 1
    taken = desk.services.take_next.take(OFFICER, ANY).case
    assert taken is not None
    assert taken.receipt == next_one
    claim = desk.racy.get(oldest).claim
    assert claim is not None
    assert claim.officer == OTHER.id


def test_no_case_goes_to_two_of_many_officers_at_once(desk: Desk) -> None:
    waiting = {hand_in(desk, n) for n in range(MANY)}
    officers = [OFFICER.model_copy(update={"id": f"officer-{n}"}) for n in range(MANY)]
    with ThreadPoolExecutor(MANY) as threads:
        taken = list(threads.map(lambda officer: desk.services.take_next.take(officer, ANY).case, officers))
    assert {case.receipt for case in taken if case} == waiting
    assert {case.claim.officer for case in taken if case and case.claim} == {officer.id for officer in officers}
