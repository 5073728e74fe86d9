"""Bodies and answers about how long what belongs to ended cases is kept."""

from datetime import date, datetime

from pydantic import Field

from chalicelib.domain.retention import KeepReason, Part, Schedule
from functions._schemas.base import Answer, Request


class ErasedDayOut(Answer):
    """How many cases lost their papers, and how many their personal part, on one day of the office."""

    day: date
    papers: int
    personal: int


class KeptCaseOut(Answer):
    """A case that is kept, whatever the schedule says."""

    receipt: str
    reason: KeepReason
    by: str
    at: datetime


class RetentionOut(Answer):
    """`version`: the overlay that holds, 0 for none. An ending that `schedule` does not name is kept for ever.

    `erasing_from`: nothing is erased before, since what erasing goes by changed within a day.
    """

    version: int
    schedule: Schedule
    fewest_days: int
    erasing_from: datetime | None
    erased: list[ErasedDayOut]
    kept: list[KeptCaseOut]


class RetentionRequest(Request):
    """Days from the end of a case, by how it ended; what is left out is kept for ever."""

    schedule: Schedule = Field(examples=[{"closed": {"papers_days": 90, "personal_days": 365}}])


class AheadOut(Answer):
    """How many cases of one ending are due for a part now, and would be; 10,000 stands for that many or more."""

    ending: str
    part: Part
    before: int
    after: int


class RetentionAhead(Answer):
    """What a change would do at once; no line where nothing is due."""

    items: list[AheadOut]


class KeepRequest(Request):
    """Why a case is kept."""

    reason: KeepReason
