"""One schedule: a walk with one fault, everybody trying again, deliveries until quiet, the sweeper, and an audit."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.faults.courier import Courier
from tests.faults.kinds import Crash, Plan, Site
from tests.faults.subject import Observed, Step, StuckError, Walk
from tests.faults.wire import Message, Wire

_MOST_TRIES = 5
_NUMBERS = re.compile(r"[A-Z0-9]{4}(-[A-Z0-9]{3,4})+|\d+|[a-f0-9-]{36}")


@dataclass(frozen=True)
class Outcome:
    """What a schedule ended with. `fell_silent` says why a walk could not go on."""

    sites: Sequence[Site]
    fired: int
    told: str | None
    observed: Observed | None
    messages: Sequence[Message]
    fell_silent: str = ""

    def texts(self) -> Mapping[tuple[str, str], int]:
        """How often each text went out on each channel; numbers and dates aside."""
        counts: dict[tuple[str, str], int] = {}
        for message in self.messages:
            text = (message.channel, _NUMBERS.sub("#", message.text.replace(self.told or "-", "#")))
            counts[text] = counts.get(text, 0) + 1
        return counts


def run(walk: Walk, wire: Wire, courier: Courier, plan: Plan | None, *, held: bool = False) -> Outcome:
    """Play it. `held` keeps every notice back until the end, and delivers the newest first."""
    wire.expect(plan)
    courier.begin(disordered=held)
    courier.queues[-1].held = held
    fell_silent = ""
    observed = None
    try:
        for step in walk.steps():
            _do(step, walk, wire)
            if step.deliver:
                courier.deliver()
            wire.phase = ""
        courier.queues[-1].held = False
        walk.settle()
        courier.deliver(everything=True)
    except StuckError as error:
        fell_silent = str(error)
    wire.phase = ""
    if walk.told is not None:
        observed = walk.observe()
    return Outcome(wire.sites, wire.fired, walk.told, observed, wire.messages, fell_silent)


def _do(step: Step, walk: Walk, wire: Wire) -> None:
    reasons = []
    for attempt in range(_MOST_TRIES):
        if attempt and _is_done(step, wire):
            return
        wire.phase, wire.rival = step.phase, step.rival
        try:
            step.act()
        except Crash:
            reasons.append("crash")
            walk.restart()
        except Exception as error:  # noqa: BLE001 - whatever it is, the person sees a page that failed
            reasons.append(type(error).__name__)
        else:
            return
    raise StuckError(f"{step.phase or 'a step'} ends in {', '.join(reasons)}")


def _is_done(step: Step, wire: Wire) -> bool:
    phase, wire.phase = wire.phase, ""
    done = step.is_done()
    wire.phase = phase
    return done
