"""Bodies of requests and answers about the coverage of e-KTP."""

from datetime import date, datetime

from pydantic import Field

from chalicelib.domain.coverage.campaign import MOST_PEOPLE, CampaignChannel, ContactOutcome, LeftOut
from chalicelib.domain.coverage.recording import MOST_OTHERS, StepKind
from chalicelib.domain.identifiers import Nik
from functions._schemas.base import Answer, Request

MOST_TEXT = 4_000_000
MOST_PIECE_TEXT = 1_000_000


class TableRequest(Request):
    """A table as CSV: comma, semicolon or tab, headings in the first line."""

    table: str = Field(min_length=1, max_length=MOST_TEXT)


class PieceRequest(Request):
    """At most a thousand lines of a list, with the headings."""

    table: str = Field(min_length=1, max_length=MOST_PIECE_TEXT)


class LineFaultOut(Answer):
    """One cell that does not fit: the line as a spreadsheet counts it, the column, why. Never its value.

    `other` is the line that it does not agree with, where there is one. `is_about`: the number of the line is a guess,
    of a list that was brought in before lines were counted.
    """

    line: int
    column: str
    code: str
    other: int | None = None
    is_about: bool = False


class CountsOut(Answer):
    """Residents who must hold an e-KTP, those recorded, those whose card was printed where the office says so."""

    due: int
    recorded: int
    printed: int | None
    gap: int


class ChangeOut(Answer):
    """What an import changes for one kelurahan. `falls`: fewer recorded than an earlier day said."""

    village: str
    name: str
    before: CountsOut | None
    after: CountsOut | None
    falls: bool


class PreviewOut(Answer):
    """What storing a table would do. It is refused while `faults` are there; `version` is what `If-Match` names."""

    day: date
    version: int
    faults: list[LineFaultOut]
    changes: list[ChangeOut]
    missing: list[str]


class StoredDayOut(Answer):
    """A day as it is stored."""

    day: date
    version: int
    villages: int


class VillageOut(Answer):
    """The last word on one kelurahan, of the day it was counted."""

    village: str
    name: str
    day: date
    counts: CountsOut


class CoverageOut(Answer):
    """The city and each kelurahan, the largest gap first."""

    total: CountsOut
    items: list[VillageOut]


class PointOut(Answer):
    """The city on one day."""

    day: date
    due: int
    recorded: int
    gap: int


class PaceOut(Answer):
    """Residents a day by which the gap shrank in the last thirty days; no date where it does not close."""

    since: date
    until: date
    gap: int
    recorded_a_day: float
    present: float
    slowest: float
    fastest: float
    closed_on: date | None
    closed_earliest: date | None
    closed_latest: date | None


class BurnDownOut(Answer):
    """The gap over time. `pace` is null where two counts a week apart are missing."""

    pace: PaceOut | None
    items: list[PointOut]


class BeginRequest(Request):
    """The day after which the list is destroyed, at most a year away."""

    until: date


class FinishRequest(Request):
    """How many pieces there are."""

    pieces: int = Field(ge=1, le=100)


class PieceOut(Answer):
    """What became of a piece: lines that were taken, people named twice in it, cells that do not fit.

    `line` counts within the piece, since others may not have come yet; `left-out` tells the line of the whole list.
    """

    number: int
    taken: int
    twice: int
    faults: list[LineFaultOut]


class OwingOut(Answer):
    """What may be said of the list without a name. `months` of turning 17, by kelurahan."""

    version: int
    holds: bool
    is_open: bool
    until: date | None
    taken_at: datetime | None
    people: int
    with_phone: int
    refused: int
    twice: int
    stayed: int
    came: int
    left: int
    villages: dict[str, int]
    months: dict[str, dict[str, int]]


class PersonOut(Answer):
    """One resident who owes an e-KTP; `person` names them everywhere else."""

    person: str
    name: str
    birth_date: date
    turns_17: date
    village: str
    rt: int
    rw: int
    address: str
    phone: str


class LeftOutOut(Answer):
    """A page of cells that did not fit; `next` is where the next one starts."""

    items: list[LineFaultOut]
    next: int | None


class PeopleOut(Answer):
    """A page of people; `next` is where the next one starts."""

    items: list[PersonOut]
    next: int | None


class CampaignRequest(Request):
    """Whom to freeze: `places` are codes of kecamatan or kelurahan, `turning` a month as 2026-03.

    Who was recorded meanwhile, has an e-KTP, moved or died, as a campaign or a day of recording of the same list says,
    is left out unless `also` names it. Who is still open in another campaign is taken.
    """

    name: str = Field(min_length=1, max_length=80)
    channel: CampaignChannel
    places: list[str] = Field(default=[], max_length=100)
    age_from: int | None = Field(default=None, ge=0, le=130)
    age_to: int | None = Field(default=None, ge=0, le=130)
    turning: str = Field(default="", pattern=r"^([0-9]{4}-[0-9]{2})?$")
    size: int = Field(default=MOST_PEOPLE, ge=1, le=MOST_PEOPLE)
    also: list[LeftOut] = Field(default=[], max_length=len(LeftOut))


class CampaignOut(Answer):
    """A campaign and what became of its people; `fitting` is how many it could have taken.

    `outcomes` add up to `people`: those `recorded` on a day of recording, each outcome of the others, and `open`.
    `left_out` would have fitted, by what was known of them when it was made; `open_elsewhere` of its people were open
    in another campaign then. `not_written_to`: for so many no letter or label is printed, by what came to be
    known since; null in a list of campaigns.
    """

    campaign: str
    name: str
    channel: CampaignChannel
    people: int
    fitting: int
    created_at: datetime
    by: str
    outcomes: dict[str, int]
    left_out: dict[LeftOut, int]
    open_elsewhere: int
    not_written_to: dict[LeftOut, int] | None


class CampaignList(Answer):
    """Every campaign."""

    items: list[CampaignOut]


class StandingOut(Answer):
    """One person of a campaign; `version` is what `If-Match` names. `is_recorded`: on a day of recording."""

    person: PersonOut
    outcome: ContactOutcome | None
    is_recorded: bool
    version: int


class StandingList(Answer):
    """A page of a campaign; `next` is where the next one starts."""

    items: list[StandingOut]
    next: int | None


class MarkRequest(Request):
    """What became of somebody; null takes it back."""

    outcome: ContactOutcome | None = None


class MarkOut(Answer):
    """What is known of somebody."""

    person: str
    outcome: ContactOutcome | None
    version: int


class OutcomesOut(Answer):
    """What became of each line; nothing is stored while `faults` are there.

    `already`: the same was known. `refused`: another officer said something else meanwhile, and that stands.
    """

    changed: int
    done: list[int]
    already: list[int]
    refused: list[LineFaultOut]
    faults: list[LineFaultOut]


class RecordingRequest(Request):
    """Where and when, at most a year ahead. `slots`: one a line, `08:00 10`.

    A Sunday, a holiday, collective leave or a day on which the office is closed is refused with the reason, unless
    `on_day_off` says that it is meant; so it does of a day planned before that became a day off.
    """

    place: str = Field(min_length=1, max_length=120)
    village: str = Field(max_length=20)
    day: date
    slots: str = Field(min_length=1, max_length=1_000)
    on_day_off: bool = False


class SlotOut(Answer):
    """One slot."""

    start: str
    capacity: int
    taken: int


class BookingOut(Answer):
    """Who is booked, by id."""

    person: str
    slot: str
    attended: bool


class RecordingOut(Answer):
    """A day of recording at a place.

    `day_off`: why nobody works on that day to come, since the calendar changed after it was planned; nobody can be
    booked until it is planned again with `on_day_off`.
    """

    recording: str
    place: str
    village: str
    day: date
    slots: list[SlotOut]
    bookings: list[BookingOut]
    others: int
    attended: int
    on_day_off: bool
    day_off: str | None


class RecordingList(Answer):
    """Every day of recording."""

    items: list[RecordingOut]


class RecordingStepOut(Answer):
    """Who changed a day: `count` of who stands on no list."""

    at: datetime
    by: str
    what: StepKind
    person: str
    slot: str
    count: int | None


class RecordingSteps(Answer):
    """Every change of a day, oldest first."""

    items: list[RecordingStepOut]


class BookRequest(Request):
    """Somebody of a campaign into a slot."""

    slot: str = Field(max_length=5)
    campaign: str = Field(pattern="^[A-Za-z0-9_-]{1,64}$")


class WalkInRequest(Request):
    """Somebody who stands on the list, by NIK."""

    nik: Nik
    slot: str = Field(max_length=5)


class AttendRequest(Request):
    """Whether they came and were recorded."""

    came: bool


class OthersRequest(Request):
    """How many were recorded who stand on no list."""

    count: int = Field(ge=0, le=MOST_OTHERS)
