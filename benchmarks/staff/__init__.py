"""The office's pages: our own time per page, on the embedded engine."""

from benchmarks.figures import Figure
from benchmarks.staff import review


def measure() -> list[Figure]:
    """Every figure of the staff's pages."""
    return review.measure()
