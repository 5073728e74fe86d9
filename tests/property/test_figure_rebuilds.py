"""Rebuilt figures are what the stream counts, whatever happens while they are rebuilt."""

import operator
from collections.abc import Iterable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalogue import load_office
from chalicelib.domain.access import Actor, ActorKind
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.figure_editions import Part, merge
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.services.count_figures import CountFigures
from chalicelib.services.rebuild_figures import RebuildFigures
from tests.fakes import OFFICE, FakeClock
from tests.figures_fakes import FakeEventLog, FakeFigureLedger

ACTOR = Actor(kind=ActorKind.OFFICER, id="v1")
STATES = (None, CaseState.SUBMITTED, CaseState.RETURNED, CaseState.COMPLETE, CaseState.READY, CaseState.CANCELLED)
PRODUCTS = ("", "KTP_EL:PRINT_QUEUED:PRINTED", "KTP_EL:PRINTED:PRINT_QUEUED", "KK:READY:HANDED_OVER")
MOVES = st.tuples(
    st.integers(0, 3), st.sampled_from(STATES), st.sampled_from(STATES[1:]), st.sampled_from(PRODUCTS),
    st.sampled_from(("moved", "corrected", "spoiled")), st.integers(0, 55),
)  # fmt: skip
STEPS = st.one_of(
    MOVES,
    st.sampled_from(("begin", "go_on", "go_on", "take_up", "give_up", "crash")),
    st.sampled_from((timedelta(seconds=20), timedelta(minutes=3), timedelta(days=40))),
    st.integers(0, 9),
)


class Office:
    """Its events, and everything that happens to its figures."""

    def __init__(self) -> None:
        self.events: dict[str, list[AuditEvent]] = {}
        self.told: list[tuple[ReceiptNumber, AuditEvent]] = []
        self.clock, self.ledger = FakeClock(), FakeFigureLedger()
        self.count = CountFigures(self.ledger, load_office(OFFICE))
        log = FakeEventLog(lambda: self.events)
        self.rebuild = RebuildFigures(self.ledger, log, self.count, self.clock, lines=2, piece=timedelta(0))

    def store(
        self, case: int, before: CaseState | None, after: CaseState, products: str, action: str, ago: int
    ) -> None:
        """A move is stored some seconds after the moment that it says it was at."""
        receipt = ReceiptNumber.derive(b"key", bytes([case]))
        known = self.events.setdefault(receipt, [])
        at = self.clock.now() - timedelta(seconds=ago)
        facts = {"service": "KTP-LOST", "channel": "web", "received": "2026-03-01T20:00:00+00:00", "products": products}
        event = AuditEvent(
            move=len(known) + 1, action=action, actor=ACTOR, at=at, from_state=before, to_state=after,
            facts=facts | ({"new": "yes"} if not known else {"since": (at - timedelta(hours=2)).isoformat()}),
        )  # fmt: skip
        known.append(event)
        self.told.append((receipt, event))

    def do(self, step: str) -> None:
        """What an administrator presses; what cannot be done now does nothing."""
        editions = self.ledger.read_editions()
        rebuild = editions.rebuild
        if step == "begin":
            self.rebuild.begin(editions.version)
        elif rebuild is None or (step == "take_up" and not rebuild.is_read):
            return
        elif step == "crash" and self.clock.now() >= rebuild.reads_from:
            self.rebuild._read(rebuild)  # read, and gone before anything was stored
        elif step == "take_up":
            self.rebuild.take_up(editions.version, ACTOR)
        elif step != "crash":
            getattr(self.rebuild, step)(editions.version)

    def tell(self, number: int) -> None:
        """The stream tells some move, not for the first time perhaps, and long after others."""
        if self.told:
            self.count(*self.told[number % len(self.told)])


SOME = st.lists(st.one_of(MOVES, MOVES, st.integers(0, 9)), max_size=4)
"""Moves, and moves that are told."""


@st.composite
def rebuilt(draw: st.DrawFn) -> list[object]:
    """A rebuild from beginning to end, with moves before and after each of its steps."""
    steps: list[object] = ["begin", timedelta(seconds=59), "go_on", timedelta(seconds=1), "go_on", timedelta(minutes=1)]
    steps += ["go_on"] * draw(st.integers(10, 14)) + ["take_up"]
    return [part for step in steps for part in (*draw(SOME), step)] + draw(SOME)


@given(st.one_of(rebuilt(), st.builds(operator.add, rebuilt(), rebuilt()), st.lists(STEPS, max_size=40)))
def test_whatever_happens_the_figures_are_a_plain_sum_of_the_moves(steps: list[object]) -> None:
    office = Office()
    for step in steps:
        match step:
            case str():
                office.do(step)
            case timedelta():
                office.clock.advance(seconds=step.total_seconds())
            case int():
                office.tell(step)
            case tuple():
                office.store(*step)
    for receipt, event in office.told:
        office.count(receipt, event)
    days = office.ledger.read_days(date.min, date.max)
    told: Part = {day: amounts for day, amounts in days.items() if amounts}
    assert merge(told, {None: office.ledger.read_standing()}) == plain_sum(office, (e for _, e in office.told))


def plain_sum(office: Office, events: Iterable[AuditEvent]) -> Part:
    """Every move once, in another way than either counts them."""
    found: Part = {None: {}}
    for event in events:
        day, counted = office.count.amounts(event)
        found = merge(found, {None: counted.standing})
        found = merge(found, {day: counted.of_day})
    return {day: amounts for day, amounts in found.items() if amounts or day is None}
