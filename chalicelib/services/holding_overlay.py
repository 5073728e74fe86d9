"""Which overlay holds, as one process knows it: asked for once a minute at most, and never in anybody's way."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.overlay import Overlay
from chalicelib.services.ports import Clock, OverlayStore

FRESH: Final = timedelta(seconds=60)
"""How long an answer is believed: what is published holds everywhere after as long."""


class HoldingOverlay:
    """The last sound overlay that was read goes on where the table does not answer, or holds one that does not fit.

    `fits`: whether an overlay can be laid over what this release ships. `tell`: gets the name of what went wrong.
    """

    def __init__(
        self, store: OverlayStore, clock: Clock, fits: Callable[[Overlay], bool], tell: Callable[[str, str], None]
    ) -> None:
        """Nothing is read yet."""
        self._store = store
        self._clock = clock
        self._fits = fits
        self._tell = tell
        self._known: Overlay | None = None
        self._asked_at: datetime | None = None

    def present(self) -> Overlay | None:
        """The overlay to serve by; None for what is shipped."""
        now = self._clock.now()
        if self._asked_at is None or not timedelta(0) <= now - self._asked_at < FRESH:
            self._asked_at = now
            self._ask()
        return self._known

    def _ask(self) -> None:
        try:
            number = self._store.holding_number()
            if number != (self._known.number if self._known else 0):
                self._take(self._store.get(number) if number else None)
        except Exception as error:  # noqa: BLE001 - whatever is the matter, residents are served as before
            self._tell("overlay_not_read", type(error).__name__)

    def _take(self, overlay: Overlay | None) -> None:
        if overlay is None or self._fits(overlay):
            self._known = overlay
        else:
            self._tell("overlay_does_not_fit", str(overlay.number))
