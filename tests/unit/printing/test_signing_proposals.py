"""Proposals of signing batches look for documents as those of printing do for cards."""

import pytest

from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.errors import IdempotencyKeyReusedError, InvalidRequestError
from chalicelib.domain.lifecycle import ProductState
from chalicelib.services.batching import PAGE
from tests.print_room import PrintRoom

SIGNER = Actor(kind=ActorKind.OFFICER, id="s1", roles=frozenset({Role.SIGNER}))
WAITING = ProductState.AWAITING_SIGNATURE


def test_a_kind_behind_hundreds_of_another_is_found_and_open_batches_hide_nothing() -> None:
    room = PrintRoom()
    batches = room.services.signing.batches
    for _ in range(601):
        room.wait_for("BIRTH_CERTIFICATE", WAITING)
    wanted = [room.wait_for("KK", WAITING) for _ in range(30)]
    for number in range(29):
        room.ports.clock.advance(seconds=1)
        assert [line.receipt for line in batches.propose("KK", 1, SIGNER, room.key(number)).lines] == [wanted[number]]
    assert [line.receipt for line in batches.propose("KK", 50, SIGNER, room.key(50)).lines] == wanted[29:]
    with pytest.raises(InvalidRequestError) as refused:
        batches.propose("KK", 1, SIGNER, room.key(51))
    assert [fault.code for fault in refused.value.faults] == ["nothing_to_sign"]


def test_a_list_that_is_too_long_to_look_through_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.services.batching.MOST_LOOKED_AT", PAGE)
    room = PrintRoom()
    for kind in ["BIRTH_CERTIFICATE"] * PAGE + ["KK"]:
        room.wait_for(kind, WAITING)
    with pytest.raises(InvalidRequestError) as refused:
        room.services.signing.batches.propose("KK", 1, SIGNER, room.key(1))
    assert [fault.code for fault in refused.value.faults] == ["too_many_before"]


def test_one_press_makes_one_batch_however_often_it_arrives() -> None:
    room = PrintRoom()
    for _ in range(4):
        room.wait_for("KK", WAITING)
    batches = room.services.signing.batches
    first = batches.propose("KK", 2, SIGNER, room.key(1))
    room.ports.clock.advance(seconds=1)
    assert batches.propose("KK", 2, SIGNER, room.key(1)) == first
    assert batches.propose("KK", 2, SIGNER, room.key(2)).id != first.id
    assert batches.propose("KK", 2, SIGNER, room.key(1)) == first, "also when nothing waits any more"
    with pytest.raises(IdempotencyKeyReusedError):
        batches.propose("KK", 1, SIGNER, room.key(1))
    assert len(room.ports.signing_ledger.batches) == 2
