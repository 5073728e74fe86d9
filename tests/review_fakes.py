"""Fakes of the ports of the reviewer's desk."""

from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.holds import Holds


class FakeHoldStore:
    """Holds in memory. `reads` counts what was asked; `is_down`: it does not answer."""

    def __init__(self) -> None:
        self.holds = Holds()
        self.reads = 0
        self.is_down = False

    def get(self) -> Holds:
        self.reads += 1
        if self.is_down:
            raise ConnectionError
        return self.holds

    def save(self, holds: Holds) -> Holds:
        if holds.version != self.holds.version:
            raise StaleVersionError
        self.holds = holds.model_copy(update={"version": holds.version + 1})
        return self.holds
