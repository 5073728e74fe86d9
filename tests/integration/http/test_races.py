"""Two at once: each pair of moves, crossed between a read and its write, ends as if made one after the other."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest
from typing_extensions import override

from chalicelib.domain.access import Role
from chalicelib.domain.case import Case, Change
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.print_batch import PrintBatch
from chalicelib.services.ports import Sealed
from tests.fakes import FakeCaseRepository
from tests.gateway import Answer
from tests.integration.http.counter_given import to_mail
from tests.integration.http.walk import TAKEN, a_step, bring_to, faults, producer, stored, verifier
from tests.office import JPEG, MiniOffice, Officer, Resident


class RacingRepository(FakeCaseRepository):
    """Lets somebody else go first, once, between a read and its write."""

    rival: Callable[[], object] | None = None

    @override
    def save(self, change: Change, sealed: Sealed | None = None) -> None:
        rival, self.rival = self.rival, None
        if rival is not None:
            rival()
        super().save(change, sealed)


@dataclass
class Scene:
    """A case and those around it; staff act on the version that all of them saw."""

    office: MiniOffice
    resident: Resident
    seen: int
    batch: PrintBatch = field(init=False)
    granted: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        """The batch that printed its card, if one did."""
        for batch in self.office.ports.print_ledger.list_batches(1).items:
            self.batch = batch

    def staff(self, method: str, rest: str, body: dict[str, Any] | None = None, name: str = "verifier-1") -> Answer:
        """A verifier's change."""
        return verifier(self.office, self.resident, name).move(method, rest, body, self.seen)

    def make(self, rest: str, body: dict[str, Any]) -> Answer:
        """A producer's change."""
        return producer(self.office, self.resident).move("POST", rest, body, self.seen)

    def spoil(self) -> Answer:
        """The card is bad, says somebody who has its batch before them as it was closed."""
        body = {"code": f"{self.resident.id}/p1", "version": self.batch.version, "reason": "chip"}
        api = self.office.staff(Role.PRODUCER)
        return api.call("POST", f"/v1/print-batches/{self.batch.id}/spoiled", body)

    def upload(self, method: str, rest: str) -> Answer:
        """A change of the file that was granted room."""
        assert self.granted is not None
        return self.resident.call(method, f"/uploads/{self.granted['upload']['upload_id']}{rest}")


Move = Callable[[Scene], Answer]
RESIDENTS: dict[str, Move] = {
    "amend": lambda scene: scene.resident.call("PATCH", "", {"applicant": {"name": "Orang Lain"}}),
    "withdraw": lambda scene: scene.resident.call("POST", "/cancellation"),
    "new PIN": lambda scene: scene.resident.reissue_pin(),
    "submit": lambda scene: scene.resident.submit(),
}
STAFF: dict[str, Move] = {
    "staff cancel": lambda scene: scene.staff("POST", "/cancel", {"reason": "other"}),
}
MOVES: dict[CaseState, dict[str, Move]] = {
    CaseState.DRAFT: RESIDENTS
    | {
        "complete": lambda scene: scene.upload("PUT", "/complete"),
        "delete": lambda scene: scene.upload("DELETE", ""),
        "offer": lambda scene: scene.resident.call(
            "POST", "/uploads", {"slot": "kk", "media_type": "image/jpeg", "size": 10}
        ),
    },
    CaseState.SUBMITTED: RESIDENTS
    | STAFF
    | {
        "claim": lambda scene: scene.staff("POST", "/claim"),
        "claim by another": lambda scene: scene.staff("POST", "/claim", None, "verifier-2"),
    },
    CaseState.IN_REVIEW: RESIDENTS
    | STAFF
    | {
        "judge": lambda scene: scene.staff("PUT", "/documents/kk/verdict", {"kind": "unreadable"}),
        "release": lambda scene: scene.staff("POST", "/release"),
        "return": lambda scene: scene.staff("POST", "/return", {"missing": [{"slot": "kk"}]}),
        "accept": lambda scene: scene.staff("POST", "/accept"),
        "reject": lambda scene: scene.staff("POST", "/reject", {"reason": "other"}),
    },
    CaseState.READY: RESIDENTS
    | STAFF
    | {
        "hand over": lambda scene: scene.make("/hand-over", TAKEN),
        "dispatch": lambda scene: scene.make("/dispatch", {"product": "p1", "postal_number": "RR000000005ID"}),
        "spoil": lambda scene: scene.spoil(),
    },
}
PAIRS = [(state, first, second) for state, moves in MOVES.items() for first, second in product(moves, repeat=2)]


def open_scene(state: CaseState) -> tuple[Scene, RacingRepository]:
    office = MiniOffice()
    racing = RacingRepository(office.ports.registry)
    office.ports.cases = racing
    resident = bring_to(office, state)
    scene = Scene(office, resident, 0)
    if state is CaseState.DRAFT:
        resident.send_all()
        scene.granted = resident.offer("kk")
        office.ports.store.put_upload(scene.granted["form"]["fields"]["key"], JPEG)
    if state is CaseState.IN_REVIEW:
        verifier(office, resident).accept_all()
    scene.seen = stored(office, resident.id).version
    return scene, racing


def outcome(case: Case) -> tuple[object, ...]:
    uploads = sorted((upload.slot, upload.state) for upload in case.uploads)
    verdicts = [(paper.id, paper.verdict.kind if paper.verdict else None) for paper in case.documents]
    products = [(item.id, item.state) for item in case.products]
    asked = [item.slot for item in case.asked]
    return (
        case.state,
        case.version,
        case.pin_version,
        case.claim and case.claim.officer,
        uploads,
        verdicts,
        products,
        asked,
    )


def play(state: CaseState, order: tuple[str, str], moves: tuple[str, str]) -> tuple[dict[str, int], tuple[object, ...]]:
    """What comes of two moves made one after the other."""
    scene, _ = open_scene(state)
    named = dict(zip(("slow", "fast"), moves, strict=True))
    told = {who: MOVES[state][named[who]](scene).status for who in order}
    return told, outcome(stored(scene.office, scene.resident.id))


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(("state", "slow", "fast"), PAIRS)
def test_two_at_once_end_as_one_after_the_other(state: CaseState, slow: str, fast: str) -> None:
    scene, racing = open_scene(state)
    told: dict[str, int] = {}
    racing.rival = lambda: told.update(fast=MOVES[state][fast](scene).status)
    told["slow"] = MOVES[state][slow](scene).status
    if "fast" not in told:  # the slow one had nothing to write
        racing.rival = None
        told["fast"] = MOVES[state][fast](scene).status
    case = stored(scene.office, scene.resident.id)
    orders = (("fast", "slow"), ("slow", "fast"))
    assert (told, outcome(case)) in [play(state, order, (slow, fast)) for order in orders]
    trail = scene.office.ports.registry.audit[scene.resident.id]
    assert [event.move for event in trail] == list(range(1, case.version + 1))


def race(first: Callable[[], Answer], racing: RacingRepository, second: Callable[[], Answer]) -> tuple[Answer, Answer]:
    """The second one's move lies between the read and the write of the first."""
    told: list[Answer] = []
    racing.rival = lambda: told.append(second())
    return first(), told[0]


def an_office() -> tuple[MiniOffice, RacingRepository]:
    office = MiniOffice()
    racing = RacingRepository(office.ports.registry)
    office.ports.cases = racing
    return office, racing


@pytest.mark.usefixtures("office")
def test_of_two_cases_that_end_for_one_another_in_one_instant_one_stays() -> None:
    office, racing = an_office()
    first, second = (bring_to(office, CaseState.SUBMITTED) for _ in range(2))

    def end(one: Resident, other: Resident) -> Answer:
        return verifier(office, one).move("POST", "/duplicates", {"other": other.id, "is_duplicate": True})

    late, early = race(lambda: end(first, second), racing, lambda: end(second, first))
    assert (early.status, late.status) == (200, 422)
    assert faults(late) == {("other", "other_has_ended")}
    assert stored(office, first.id).state is not CaseState.CANCELLED
    assert stored(office, second.id).duplicate_of == first.id
    assert end(first, second).status == 422


@pytest.mark.usefixtures("office")
def test_a_case_ends_for_another_that_is_only_worked_on_meanwhile() -> None:
    office, racing = an_office()
    first, second = (bring_to(office, CaseState.SUBMITTED) for _ in range(2))
    answers = race(
        lambda: verifier(office, first).move("POST", "/duplicates", {"other": second.id, "is_duplicate": True}),
        racing,
        lambda: verifier(office, second).move("POST", "/claim", None),
    )
    assert [answer.status for answer in answers] == [200, 200]


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("way", ["list", "case"])
def test_one_number_for_two_cases_in_one_instant_is_given_to_one(way: str) -> None:
    office, racing = an_office()
    first, second = to_mail(office), to_mail(office)
    desk, number = office.staff(Role.COUNTER), "RR000000005ID"

    def mail(one: Resident) -> Answer:
        if way == "list":
            return desk.call("POST", "/v1/dispatches", {"lines": [{"receipt": one.id, "postal_number": number}]})
        return Officer(desk, one.id).move("POST", "/dispatch", {"product": "p1", "postal_number": number})

    late, _ = race(lambda: mail(first), racing, lambda: mail(second))
    errors = late.json["lines"][0]["errors"] if way == "list" else late.json["errors"]
    assert [error["code"] for error in errors] == ["postal_number_taken"]
    assert stored(office, second.id).receipt.format() in errors[0]["message"]
    states = [stored(office, one.id).products[0].state for one in (first, second)]
    assert states == [ProductState.READY, ProductState.DISPATCHED]


@pytest.mark.usefixtures("office")
def test_a_number_is_free_again_once_its_mailing_was_corrected() -> None:
    office, _ = an_office()
    first, second = to_mail(office), to_mail(office)
    desk, row = office.staff(Role.COUNTER), {"postal_number": "RR000000005ID"}
    for one in (first, second):
        report = desk.call("POST", "/v1/dispatches", {"lines": [{"receipt": one.id, **row}]}).json
        assert report["done"] == 1
        producer(office, one).move("POST", "/milestones", a_step("corrected"))
        assert stored(office, one.id).products[0].state is ProductState.READY
