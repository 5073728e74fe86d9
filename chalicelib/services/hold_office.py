"""The switch that holds every clock of the office, and what a process knows of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.clock import EndedSpan
from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.holds import HoldReason, Holds
from chalicelib.services.ports import Clock
from chalicelib.services.review_ports import HoldStore

FRESH: Final = timedelta(seconds=5)
"""How long an answer is believed: a hold shows everywhere after as long."""


class HoldOffice:
    """`tell` gets the name of what went wrong where the table does not answer: nobody is refused for that."""

    def __init__(self, store: HoldStore, clock: Clock, tell: Callable[[str, str], None]) -> None:
        """Nothing is read yet."""
        self._store = store
        self._clock = clock
        self._tell = tell
        self._known = Holds()
        self._asked_at: datetime | None = None

    def present(self) -> Holds:
        """What clocks are counted against: read every five seconds at most, else as it was known last."""
        now = self._clock.now()
        if self._asked_at is None or not timedelta(0) <= now - self._asked_at < FRESH:
            self._asked_at = now
            self._ask()
        return self._known

    def so_far(self) -> tuple[EndedSpan, ...]:
        """The time in which clocks stood still up to now, as `present` knows it."""
        return self.present().until(self._clock.now())

    def read(self) -> Holds:
        """As it is stored now: for whoever is about to change it."""
        return self._keep(self._store.get())

    def begin(self, reason: HoldReason, expected_until: datetime | None, officer: Actor, seen: int) -> Holds:
        """Hold from now on, or change what is told of the hold that goes on. The same again changes nothing.

        Raises StaleVersionError, InvalidRequestError.
        """
        before = self._seen(seen)
        after = before.begin(reason, expected_until, officer.id, self._clock.now())
        return self._keep(before if after == before else self._store.save(after))

    def end(self, officer: Actor, seen: int) -> Holds:
        """Let clocks go on. Raises StaleVersionError, and TransitionRefusedError where nothing is held."""
        return self._keep(self._store.save(self._seen(seen).end(officer.id, self._clock.now())))

    def _seen(self, seen: int) -> Holds:
        holds = self._store.get()
        if holds.version != seen:
            raise StaleVersionError
        return holds

    def _keep(self, holds: Holds) -> Holds:
        self._known, self._asked_at = holds, self._clock.now()
        return holds

    def _ask(self) -> None:
        try:
            self._known = self._store.get()
        except Exception as error:  # noqa: BLE001 - whatever is the matter, people are served as before
            self._tell("holds_not_read", type(error).__name__)
