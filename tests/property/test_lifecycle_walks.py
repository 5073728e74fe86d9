"""Random walks over whole cases of several products: whatever people try, the books stay right."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.catalogue import load_catalogue, load_office
from chalicelib.domain.access import RESIDENT
from chalicelib.domain.case import Asked, Case, Change
from chalicelib.domain.checklist import SlotNeed, Way
from chalicelib.domain.clock import ServiceClock
from chalicelib.domain.completeness import check
from chalicelib.domain.document import UploadState, Verdict, VerdictKind
from chalicelib.domain.errors import LoketError
from chalicelib.domain.events import JobKind, NoticeEvent
from chalicelib.domain.finding import Finding, FindingCode, Severity, is_blocked
from chalicelib.domain.intake import (
    Arrival,
    Inspected,
    amend,
    expire,
    flag_duplicates,
    keep_upload,
    lapse,
    record_arrival,
    record_inspection,
    reissue_pin,
    request_upload,
    start,
    submit,
    withdraw,
    withdraw_upload,
)
from chalicelib.domain.lifecycle import (
    AT_LEAST_READY,
    CASE_TRANSITIONS,
    HANDED_OVER,
    PRODUCT_TRANSITIONS,
    CaseState,
    ProductEvent,
    ProductState,
)
from chalicelib.domain.malware import MalwareVerdict
from chalicelib.domain.product import Collector, HandOver, OldCard, Product
from chalicelib.domain.production import Milestone, dispatch, hand_over, record_delivery, record_milestone
from chalicelib.domain.review import accept, cancel, claim, judge, reject, release, release_idle, return_for_completion
from chalicelib.domain.worklist import QUEUES, product_queue_of, queue_of, summary_of
from chalicelib.services.checklists import Checklists
from tests.builders import OFFICER, a_case, an_upload
from tests.fakes import EPOCH
from tests.unit.domain.given import OTHER_OFFICER, why
from tests.unit.services.given import plain_answers

CHECKLISTS = Checklists(load_catalogue(), load_office("3573"))
SEVERAL = ("BIRTH", "MARRIAGE", "KK-SPLIT")
BAD = Finding(code=FindingCode.DOES_NOT_OPEN, severity=Severity.BLOCKING, where="file")
NOTE = "catatan rahasia"
HANDED_IN = frozenset({UploadState.INSPECTING, UploadState.ACCEPTED, UploadState.REFUSED})
OFFICERS = (OFFICER, OFFICER, OFFICER, OTHER_OFFICER)
FORWARD = (
    Milestone.BIOMETRICS_RECORDED,
    Milestone.SIGNED,
    Milestone.RECORDED,
    Milestone.PRINT_READY,
    Milestone.PRINTED,
    Milestone.MADE_READY,
)
DELIVERIES = (ProductEvent.DELIVERED, ProductEvent.UNDELIVERED, ProductEvent.CAME_BACK)

Act = Callable[[Case, datetime], Change | None]


class Walk:
    """One case, every move checked against the one before; a refused move must leave nothing."""

    def __init__(self, service: str) -> None:
        """A draft of the service with an answer to each question."""
        answers = plain_answers(CHECKLISTS.service(service))
        draft = a_case(service=service, answers=answers, applicant_role=None)
        self.now = EPOCH
        self.slots = tuple(
            slot for slot in CHECKLISTS.of(draft).slots if slot.need is SlotNeed.REQUIRED and Way.UPLOAD in slot.ways
        )
        self.names = {slot.id for slot in self.slots}
        self.files = 0
        self.audit = 1
        self.moves = 1
        self.pending: set[str] = set()
        self.case = start(draft, RESIDENT).case

    def attempt(self, act: Act) -> None:
        """Try a move a minute later."""
        self.now += timedelta(minutes=1)
        try:
            change = act(self.case, self.now)
        except LoketError:
            return
        if change is None:
            return
        check_move(self.case, change)
        self.moves += 1
        self.audit += change.audit.move == self.moves
        self.pending |= {job.id for job in change.jobs}
        self.pending -= set(change.done)
        self.case = change.case
        check_case(self.case)
        assert self.case.version == self.moves == self.audit

    def send(self, slot: str) -> None:
        """A file for a slot, up to its arrival."""
        self.files += 1
        upload = an_upload(f"u{self.files}", slot=slot, round=self.case.round, pages=())
        self.attempt(lambda case, now: request_upload(case, upload, now))
        if self.case.upload(upload.id):
            self.attempt(lambda case, now: record_arrival(case, upload, Arrival(f"v{self.files}", 9), now))

    def inspect(self, refused: bool) -> None:  # noqa: FBT001 - drawn by the walk
        """The inspection of the oldest file that waits."""
        waiting = next((u for u in self.case.uploads if u.state is UploadState.INSPECTING), None)
        if waiting is not None:
            found = Inspected(None, (), (BAD,) if refused else (), MalwareVerdict.CLEAN)
            job = next(job for job in self.pending if job.endswith(f"inspect-{waiting.id}"))
            self.attempt(lambda case, now: record_inspection(case, waiting, found, now, job))

    def go_on(self) -> None:
        """What usually comes next."""
        state = self.case.state
        if state in {CaseState.DRAFT, CaseState.RETURNED}:
            for slot in self.slots:
                if state is CaseState.DRAFT or self.case.asks_for(slot.id):
                    self.send(slot.id)
            self.attempt(self.hand_in)
        elif state is CaseState.SUBMITTED:
            self.attempt(lambda case, now: claim(case, OFFICER, now))
        elif state is CaseState.IN_REVIEW:
            while any(upload.state is UploadState.INSPECTING for upload in self.case.uploads):
                self.inspect(refused=False)
            for document in self.case.documents:
                self.judge(document.id, VerdictKind.ACCEPTED)
            self.attempt(lambda case, now: accept(case, (), CHECKLISTS.products(case), OFFICER, now, 24))
        elif state is CaseState.COMPLETE:
            self.attempt(lambda case, now: record_milestone(case, Milestone.ENTERED, None, OFFICER, now))
        else:
            self.produce()

    def hand_in(self, case: Case, now: datetime) -> Change | None:
        """Submit what is complete, as the service does: an officer's asking may still be open."""
        owed = is_blocked(
            finding for finding in check(case, CHECKLISTS.of(case), now.date()) if finding.where in self.names
        )
        return None if owed else submit(case, self.slots, now)

    def judge(self, document: str, kind: VerdictKind) -> None:
        """An officer's verdict."""
        verdict = Verdict(kind=kind, note=NOTE, by=OFFICER.id, at=self.now)
        self.attempt(lambda case, now: judge(case, document, verdict, OFFICER, now))

    def produce(self) -> None:
        """One step for each product that is not yet in the resident's hands."""
        for product in self.case.products:
            taken = HandOver(collected_by=Collector.SELF, old_card=OldCard.NONE, by=OFFICER.id, at=self.now)
            if product.state is ProductState.READY:
                self.attempt(lambda case, now, p=product, t=taken: hand_over(case, p.id, t, OFFICER, now))  # type: ignore[misc] # bound here
                continue
            for milestone in FORWARD:
                self.step(milestone, product.id)

    def step(self, milestone: Milestone, product: str) -> None:
        """A milestone, in turn or not."""
        self.attempt(lambda case, now: record_milestone(case, milestone, product, OFFICER, now, why(milestone)))


def check_move(before: Case, change: Change) -> None:
    """What holds between a case and its next self."""
    after = change.case
    if after.state is not before.state:
        assert after.state in CASE_TRANSITIONS[before.state].values()
    assert (change.audit.from_state, change.audit.to_state) == (before.state, after.state)
    grown = len(after.history) - len(before.history)
    assert grown == (after.state is not before.state)
    assert after.history[: len(before.history)] == before.history
    assert {u.id for u in before.uploads} <= {u.id for u in after.uploads}
    assert after.receipt == before.receipt
    told = [job.product_id for job in change.jobs if job.notice is NoticeEvent.READY]
    ready = [product.id for product in after.products if became_ready(before.product(product.id), product)]
    assert told == ready
    placed = {product.id for product in (*before.products, *after.products)}
    placed = {name for name in placed if before.product(name) != after.product(name)}
    assert placed <= set(change.products)
    said = change.audit.model_dump_json() + "".join(job.model_dump_json() for job in change.jobs)
    assert NOTE not in said + repr(summary_of(after))


def became_ready(before: Product | None, after: Product) -> bool:
    """Whether a product can be fetched now and, by the books, could not before."""
    if before is None or before.state is after.state:
        return False
    assert after.state in {state for targets in PRODUCT_TRANSITIONS[before.state].values() for state in targets}
    return after.state is ProductState.READY


def check_case(case: Case) -> None:
    """What holds of a case at any moment."""
    assert case.history[-1].state is case.state
    assert (case.claim is not None) == (case.state is CaseState.IN_REVIEW)
    assert bool(case.asked) >= (case.state is CaseState.RETURNED)
    assert case.state in {CaseState.RETURNED, CaseState.EXPIRED} or not case.asked
    check_clock(case.state, case.clock)
    check_files(case)
    check_products(case)
    queue = queue_of(case)
    assert queue is None or queue[0] in QUEUES
    assert Case.model_validate_json(case.model_dump_json()) == case


def check_clock(state: CaseState, clock: ServiceClock) -> None:
    runs = clock.started_at is not None and clock.paused_since is None and clock.stopped_at is None
    if state in {CaseState.COMPLETE, CaseState.IN_PROCESS}:
        assert runs
    else:
        assert not runs
    assert clock.paused_seconds >= 0


def check_files(case: Case) -> None:
    assert len({upload.id for upload in case.uploads}) == len(case.uploads)
    shown = [name for document in case.documents for name in document.uploads]
    assert len(shown) == len(set(shown))
    for document in case.documents:
        for name in document.uploads:
            upload = case.upload(name)
            assert upload is not None
            assert upload.state in HANDED_IN
            assert upload.slot == document.slot
            assert upload.version_id
        assert document.uploads


def check_products(case: Case) -> None:
    states = [product.state for product in case.products]
    if case.state is CaseState.CLOSED:
        assert set(states) <= HANDED_OVER
    if case.state is CaseState.READY:
        assert set(states) <= AT_LEAST_READY
        assert not set(states) <= HANDED_OVER
    if case.state is CaseState.IN_PROCESS:
        assert not set(states) <= AT_LEAST_READY
    made = {CaseState.COMPLETE, CaseState.IN_PROCESS, CaseState.READY, CaseState.CLOSED}
    assert bool(states) == (case.state in made)
    for product in case.products:
        assert (product.ready_at is not None) == (product.state in AT_LEAST_READY)
        assert (product.hand_over is not None) == (product.state is ProductState.HANDED_OVER)
        queue = product_queue_of(case, product)
        assert (queue in QUEUES) if queue else product.state in HANDED_OVER


def try_anything(walk: Walk, draw: st.DataObject) -> None:
    """One move out of every move there is, with whatever case it meets."""
    officer = draw.draw(st.sampled_from(OFFICERS))
    slot = draw.draw(st.sampled_from([slot.id for slot in walk.slots]))
    product = draw.draw(st.sampled_from([known.id for known in walk.case.products] or ["p1"]))
    upload = draw.draw(st.sampled_from(walk.case.uploads or (an_upload("unknown"),)))
    taken = HandOver(collected_by=Collector.SELF, old_card=OldCard.NONE, by=officer.id, at=walk.now)
    asked = [Asked(slot=slot, reason=VerdictKind.MISSING, note=NOTE)]
    acts: list[Act] = [
        lambda case, now: amend(case, {"answers": case.answers}, now),
        lambda case, now: withdraw_upload(case, upload, now),
        lambda case, now: keep_upload(case, upload, now),
        lambda case, now: record_arrival(case, upload, Arrival("v-again", 9), now),
        walk.hand_in,
        lambda case, now: claim(case, officer, now),
        lambda case, now: release(case, officer, now),
        release_idle,
        lambda case, now: return_for_completion(case, asked, officer, now),
        lambda case, now: return_for_completion(case, [], officer, now),
        lambda case, now: accept(case, (), CHECKLISTS.products(case), officer, now, 24),
        lambda case, now: dispatch(case, product, "RR123456785ID", officer, now),
        lambda case, now: hand_over(case, product, taken, officer, now),
        lambda case, now: reissue_pin(case, RESIDENT, now),
        lambda case, now: flag_duplicates(case, ["ABC"], now),
        *[lambda case, now, e=event: record_delivery(case, product, e, officer, now) for event in DELIVERIES],
        *[
            lambda case, now, m=milestone: record_milestone(case, m, product, officer, now, why(m))
            for milestone in (Milestone.SPOILED, Milestone.CORRECTED, *Milestone)
        ],
    ]
    ends: list[Act] = [
        withdraw,
        expire,
        lapse,
        lambda case, now: cancel(case, "duplicate", officer, now),
        lambda case, now: reject(case, "duplicate", officer, now),
    ]
    rarely = draw.draw(st.integers(0, 19)) == 0
    walk.attempt(draw.draw(st.sampled_from(ends if rarely else acts)))


@pytest.mark.parametrize("service", SEVERAL)
@settings(max_examples=120)
@given(draw=st.data())
def test_any_walk_keeps_the_books_right(service: str, draw: st.DataObject) -> None:
    walk = Walk(service)
    for _ in range(draw.draw(st.integers(5, 30))):
        turn = draw.draw(st.integers(0, 9))
        if turn < 4:
            walk.go_on()
        elif turn == 4:
            walk.send(draw.draw(st.sampled_from([slot.id for slot in walk.slots])))
        elif turn == 5:
            walk.inspect(refused=draw.draw(st.booleans()))
        elif turn == 6 and walk.case.documents:
            document = draw.draw(st.sampled_from(walk.case.documents))
            walk.judge(document.id, draw.draw(st.sampled_from(VerdictKind)))
        else:
            try_anything(walk, draw)
    assert all(JobKind.INSPECT in name or "notify" in name or "screen" in name for name in walk.pending)


@pytest.mark.parametrize("service", sorted(load_catalogue().services))
def test_every_service_goes_from_draft_to_closed(service: str) -> None:
    walk = Walk(service)
    for _ in range(20):
        walk.go_on()
    assert walk.case.state is CaseState.CLOSED
    assert [entry.state for entry in walk.case.history] == [
        CaseState.DRAFT,
        CaseState.SUBMITTED,
        CaseState.IN_REVIEW,
        CaseState.COMPLETE,
        CaseState.IN_PROCESS,
        CaseState.READY,
        CaseState.CLOSED,
    ]
