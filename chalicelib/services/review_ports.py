"""Ports of the reviewer's desk."""

from typing import Protocol

from chalicelib.domain.holds import Holds


class HoldStore(Protocol):
    """When the central system was down."""

    def get(self) -> Holds:
        """Version 0 where there never was a hold."""
        ...

    def save(self, holds: Holds) -> Holds:
        """Store the next version. Raises StaleVersionError where its `version` is not the stored one."""
        ...
