"""Take the next: how far it looks, and how many cases one officer may have."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.domain import review
from chalicelib.domain.case import MOST_CLAIMS, Channel
from chalicelib.domain.errors import TooManyClaimsError
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.intake import withdraw
from chalicelib.domain.worklist import Wish
from chalicelib.services import take_next
from tests.builders import OFFICER
from tests.fakes import EPOCH
from tests.unit.services.given import Desk
from tests.unit.services.test_take_next import ANY, OTHER, hand_in

BY_POST = Wish(service="KTP-LOST", channel="post")
"""The service has an index; by what channel a line came is looked at line by line."""


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_case_behind_a_hundred_others_is_found(desk: Desk) -> None:
    for n in range(take_next.PAGE + 20):
        hand_in(desk, n)
    wanted = hand_in(desk, take_next.PAGE + 21, channel=Channel.POST)
    taken = desk.services.take_next.take(OFFICER, BY_POST)
    assert (taken.case and taken.case.receipt) == wanted


def test_a_search_that_is_cut_off_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take_next, "PAGE", 3)
    for n in range(3 * take_next.MOST_PAGES):
        hand_in(desk, n)
    whole = desk.services.take_next.take(OFFICER, BY_POST)
    assert (whole.case, whole.looked_at, whole.is_cut) == (None, 30, False)
    behind = hand_in(desk, 100, channel=Channel.POST)
    cut = desk.services.take_next.take(OFFICER, BY_POST)
    assert (cut.case, cut.looked_at, cut.is_cut) == (None, 30, True)
    assert desk.racy.get(behind).claim is None


def test_many_tabs_of_one_officer_get_one_case(desk: Desk) -> None:
    waiting = [hand_in(desk, n) for n in range(20)]
    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda _: desk.services.take_next.take(OFFICER, ANY), range(16)))
    assert len({one.case.receipt for one in taken if one.case}) == 1
    assert all(one.case for one in taken)
    assert [desk.racy.get(receipt).holder for receipt in waiting].count(OFFICER.id) == 1


def test_another_tab_that_was_faster_leads_to_its_case(desk: Desk) -> None:
    """Its own list was read before: the case that the other tab took is not the one that this one tries."""
    first, second = hand_in(desk, 1), hand_in(desk, 2)
    desk.racy.rival = lambda _: review.claim(desk.racy.get(second), OFFICER, EPOCH)
    desk.racy.races = 1
    taken = desk.services.take_next.take(OFFICER, ANY)
    assert (taken.case and taken.case.receipt) == second
    assert desk.racy.get(first).claim is None


def claim_by_hand(desk: Desk, receipts: Sequence[ReceiptNumber]) -> None:
    for receipt in receipts:
        desk.services.review_case.claim(receipt, OFFICER, desk.racy.get(receipt).version)
        desk.ports.clock.advance(seconds=1)


def test_an_officer_takes_some_by_hand_and_no_more(desk: Desk) -> None:
    receipts = [hand_in(desk, n) for n in range(MOST_CLAIMS + 1)]
    claim_by_hand(desk, receipts[:-1])
    with pytest.raises(TooManyClaimsError):
        claim_by_hand(desk, receipts[-1:])
    assert desk.racy.get(receipts[-1]).claim is None
    given_back = desk.racy.get(receipts[0])
    desk.services.review_case.release(given_back.receipt, OFFICER, given_back.version)
    claim_by_hand(desk, receipts[-1:])
    assert desk.racy.get(receipts[-1]).holder == OFFICER.id


def test_the_one_that_was_taken_first_comes_first(desk: Desk) -> None:
    receipts = [hand_in(desk, n) for n in range(4)]
    claim_by_hand(desk, [receipts[2], receipts[0]])
    assert desk.services.take_next.take(OFFICER, ANY).case == desk.racy.get(receipts[2])


def test_whatever_ends_a_claim_makes_room(desk: Desk) -> None:
    receipts = [hand_in(desk, n) for n in range(3)]
    claim_by_hand(desk, receipts)
    first, second, third = map(desk.racy.get, receipts)
    desk.racy.save(review.reject(first, "other", OFFICER, EPOCH))
    desk.racy.save(review.release_idle(second, EPOCH + timedelta(hours=1)))
    desk.racy.save(withdraw(third, EPOCH))
    assert desk.racy.list_claims(OFFICER.id) == ()


def test_what_an_earlier_version_let_go_of_stands_in_nobodys_way(desk: Desk) -> None:
    stale, fresh = hand_in(desk, 5), hand_in(desk, 1)
    claim_by_hand(desk, [stale])
    listed = desk.ports.registry.claims[OFFICER.id].copy()
    desk.services.review_case.release(stale, OFFICER, desk.racy.get(stale).version)
    desk.ports.registry.claims[OFFICER.id] = listed  # as a version without the list would have left it
    taken = desk.services.take_next.take(OFFICER, ANY)
    assert (taken.case and taken.case.receipt) == fresh
    assert desk.ports.registry.claims[OFFICER.id] == {str(fresh)}
    assert desk.services.take_next.take(OTHER, ANY).case is not None
