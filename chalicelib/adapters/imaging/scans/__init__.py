"""Scans of posted paper: how many pages, which are blank, what their codes say. Parsed in confined children only."""

from chalicelib.adapters.imaging.scans.limits import ScanLimits
from chalicelib.adapters.imaging.scans.reader import ConfinedScanReader

__all__ = ["ConfinedScanReader", "ScanLimits"]
