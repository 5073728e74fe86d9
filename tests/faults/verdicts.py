"""What a schedule did to an application, beside the same walk without a fault."""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum

from tests.faults.schedule import Outcome
from tests.faults.subject import REPEATABLE

Problem = tuple["Verdict", str]


class Verdict(StrEnum):
    """From the best to the worst."""

    OK = "ok"
    STUCK = "STUCK"
    DOUBLED = "DOUBLED"
    LOST = "LOST"
    NEVER_FIRED = "NEVER FIRED"


def judge(outcome: Outcome, plain: Outcome, *, may_miss_notices: bool = False) -> list[Problem]:
    """Everything that is wrong; empty when the application fared as it does without a fault."""
    if outcome.fell_silent:
        return [(Verdict.STUCK, outcome.fell_silent), *_of_messages(outcome, plain, may_miss=True)]
    return [*_of_case(outcome, plain), *_of_messages(outcome, plain, may_miss=may_miss_notices)]


def worst(problems: list[Problem]) -> Verdict:
    """One word for a schedule."""
    order = list(Verdict)
    return max((verdict for verdict, _ in problems), key=order.index, default=Verdict.OK)


def _of_case(outcome: Outcome, plain: Outcome) -> Iterator[Problem]:
    seen, wanted = outcome.observed, plain.observed
    assert seen is not None
    assert wanted is not None
    if outcome.told not in seen.cases:
        yield Verdict.LOST, f"the case that the client was told of; there are {len(seen.cases)}"
    if len(seen.cases) > 1:
        yield Verdict.DOUBLED, f"{len(seen.cases)} cases of one intent"
    if seen.state != wanted.state:
        yield Verdict.STUCK, f"at {seen.state}, not at {wanted.state}"
    done, due = Counter(seen.actions), Counter(wanted.actions)
    yield from ((Verdict.LOST, f"move {action}") for action in due - done)
    yield from ((Verdict.DOUBLED, f"move {action}") for action in done - due if action not in REPEATABLE)
    yield from ((Verdict.LOST, what) for what in seen.lost)
    yield from ((Verdict.DOUBLED, what) for what in seen.doubled)
    yield from ((Verdict.STUCK, what) for what in seen.waiting)


def _of_messages(outcome: Outcome, plain: Outcome, *, may_miss: bool) -> Iterator[Problem]:
    due = plain.sent()
    for sent, count in outcome.sent().items():
        if count > max(1, due[sent]):
            yield Verdict.DOUBLED, f"{count} times by {sent[0]}: {sent[1]}"
    unreached = len(outcome.observed.unreached) if outcome.observed else 0
    missed = 0 if may_miss else (plain.told_of() - outcome.told_of()).total()
    if missed > unreached:
        yield Verdict.LOST, f"{missed - unreached} notices reached nobody and are on no list"
