"""One schedule: a walk with one fault, everybody trying again, deliveries until quiet, the sweeper, and an audit."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.faults.courier import Courier
from tests.faults.kinds import Crash, Plan, Site
from tests.faults.subject import Observed, Step, StuckError, Walk
from tests.faults.wire import Message, Wire

_MOST_TRIES = 5
_NUMBERS = re.compile(r"[A-Z0-9]{4}(-[A-Z0-9]{3,4})+|[a-f0-9-]{36}")
_ATTEMPT = re.compile(r"-(email|sms)-\d+$")
_KIND = re.compile(r"\d+")
_MOST_ROUNDS = 30


@dataclass(frozen=True)
class Outcome:
    """What a schedule ended with. `fell_silent` says why a walk could not go on."""

    sites: Sequence[Site]
    fired: int
    told: str | None
    observed: Observed | None
    messages: Sequence[Message]
    fell_silent: str = ""

    def sent(self) -> Counter[tuple[str, str]]:
        """How often each notice went out on each channel."""
        return Counter((message.channel, self._notice(message)) for message in self.messages)

    def told_of(self) -> Counter[str]:
        """How many notices of each kind went out, on whatever channel."""
        return Counter(_KIND.sub("", notice) for notice in {self._notice(message) for message in self.messages})

    def _notice(self, message: Message) -> str:
        """What tells a notice from another: its own id but for channel and attempt, or else its text."""
        told = message.reference or message.text.splitlines()[0]
        return _ATTEMPT.sub("", _NUMBERS.sub("#", told.replace(self.told or "-", "#")))


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
        for _ in range(_MOST_ROUNDS):
            walk.settle()
            courier.deliver(everything=True)
            if walk.is_quiet():
                break
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
