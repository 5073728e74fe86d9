"""The rules that cases were handed in under: what is shipped, with the overlay that their version tells."""

from dataclasses import dataclass, field

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.overlay import Edition, Overlay, overlay_number
from chalicelib.services.checklists import Checklists
from chalicelib.services.ports import OverlayStore


@dataclass(frozen=True, slots=True)
class PastRules:
    """One read for each overlay and process: a version never changes."""

    store: OverlayStore
    shipped: Edition
    known: dict[int, Checklists | None] = field(default_factory=dict)

    def __call__(self, version: str) -> Checklists | None:
        """None where this release does not fit that overlay any more. Raises UnavailableError."""
        number = overlay_number(version)
        if number not in self.known:
            self.known[number] = self._rules(number)
        return self.known[number]

    def _rules(self, number: int) -> Checklists | None:
        try:
            overlay = self.store.get(number) if number else None
        except NotFoundError:
            return None
        if overlay is not None and not fits(overlay, self.shipped):
            return None
        edition = self.shipped.under(overlay)
        return Checklists(edition.catalogue, edition.office)


def fits(overlay: Overlay, shipped: Edition) -> bool:
    """Whether an overlay can be laid over this release as a whole."""
    from chalicelib.domain.overlay.faults import find_faults  # noqa: PLC0415 - only where an overlay is laid over it

    return not find_faults(overlay.changes, shipped)
