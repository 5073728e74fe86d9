"""Bodies and answers of counting anew."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from functions._schemas.base import Answer, Request


class RecountRequest(Request):
    """Which work list."""

    queue: str = Field(max_length=40)


class Differing(Answer):
    """One number that said another than was found: `n` of all, `s#`, `a#` and `c#` of a service, kecamatan, channel."""

    name: str
    was: int
    found: int


class RecountOut(Answer):
    """`is_settled`: the list has these numbers now; false where lines came or went at every try: ask once more."""

    queue: str
    lines: int
    differing: list[Differing]
    is_settled: bool


class RebuildStep(StrEnum):
    """What to do to the rebuild of the figures."""

    BEGIN = "begin"
    GO_ON = "go_on"
    TAKE_UP = "take_up"
    GIVE_UP = "give_up"


class RebuildRequest(Request):
    """`go_on` reads for some seconds, from `reads_from` on, until `is_read`; only `take_up` changes what is told."""

    step: RebuildStep


class DifferingFigure(Answer):
    """One figure of a day that the rebuild found to be another. `day`: none for what stands open."""

    day: date | None
    name: str
    was: int
    found: int


class RebuildOut(Answer):
    """The rebuild under way, if any, and once every event was read what it would change, the first two hundred."""

    version: int
    edition: int
    is_under_way: bool
    reads_from: datetime | None
    moves: int
    is_read: bool
    differing_count: int
    differing: list[DifferingFigure]
