"""The office's pages: what one costs beside a bare query, whatever the number of cases in the table."""

from benchmarks.figures import Figure
from benchmarks.staff import queue, review


def measure() -> list[Figure]:
    """Every figure of the staff's pages."""
    return [*queue.measure(), *review.measure()]
