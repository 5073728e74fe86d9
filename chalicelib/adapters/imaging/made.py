"""What a parser makes of a file, one thing after the other: how many pages there are, then each page or its loss."""

from dataclasses import dataclass

from chalicelib.domain.document import RenderedPage
from chalicelib.domain.finding import Finding, FindingCode, Severity
from chalicelib.domain.legibility import Level

MOST_PICTURES = 999
"""That are counted: some formats only declare how many there are."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The file opens: before anything else is made of it."""

    pages: int


Made = Opened | RenderedPage | Finding


def lost_page(number: int) -> Finding:
    """Page `number` (from 1) cannot be shown; the others can."""
    params = {"level": Level.UNREADABLE.value}
    return Finding(code=FindingCode.PAGE_LOST, severity=Severity.WARNING, where="upload", page=number, params=params)


def more_pictures(pictures: int) -> Finding:
    """So many pictures lie in a file of which the first is the page."""
    params = {"pictures": str(min(pictures, MOST_PICTURES))}
    return Finding(code=FindingCode.MORE_PICTURES, severity=Severity.WARNING, where="upload", params=params)
