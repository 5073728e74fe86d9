"""Overlays: what one office says and asks differently, as numbered versions on top of what is shipped."""

from chalicelib.domain.overlay.changes import (
    LocalCalendar,
    LocalChanges,
    LocalDay,
    LocalLimits,
    LocalOffice,
    LocalPapers,
    LocalRequirement,
)
from chalicelib.domain.overlay.edition import Edition, overlay_number
from chalicelib.domain.overlay.version import Overlay, OverlayState, restore, save_draft

__all__ = [
    "Edition",
    "LocalCalendar",
    "LocalChanges",
    "LocalDay",
    "LocalLimits",
    "LocalOffice",
    "LocalPapers",
    "LocalRequirement",
    "Overlay",
    "OverlayState",
    "overlay_number",
    "restore",
    "save_draft",
]
