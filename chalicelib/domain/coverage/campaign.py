"""Campaigns: which of those who owe an e-KTP are written to or called, and what became of each."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.coverage.lines import LineFault
from chalicelib.domain.coverage.owing import Facts, month_of
from chalicelib.domain.tables import read_table

MOST_PEOPLE: Final = 5_000
MOST_OUTCOMES: Final = 1_000
"""Of one table: each is a write of its own, and an answer has 28 seconds."""
LETTERS_OF_RUN: Final = 100
LABELS_OF_RUN: Final = 480
"""People of one file: an answer has 28 seconds, of which a busy machine takes half for 200 letters."""
PERSON_SHOWN: Final = 8
"""Symbols of a person's id on lists and letters: enough to tell five thousand apart."""
OUTCOME_COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "person": ("id", "kode", "kode orang", "code"),
    "outcome": ("hasil", "keterangan"),
}


class CampaignChannel(StrEnum):
    """How people are spoken to."""

    POST = "post"
    PHONE = "phone"


class ContactOutcome(StrEnum):
    """What became of one person."""

    REACHED = "reached"
    WILL_COME = "will_come"
    HAS_IT = "has_it"
    NO_ANSWER = "no_answer"
    MOVED = "moved"
    ABROAD = "abroad"
    DEAD = "dead"


OUTCOME_WORDS: Final[Mapping[str, ContactOutcome]] = {
    "tersambung": ContactOutcome.REACHED,
    "terhubung": ContactOutcome.REACHED,
    "akan datang": ContactOutcome.WILL_COME,
    "sudah punya": ContactOutcome.HAS_IT,
    "tidak menjawab": ContactOutcome.NO_ANSWER,
    "pindah": ContactOutcome.MOVED,
    "luar negeri": ContactOutcome.ABROAD,
    "meninggal": ContactOutcome.DEAD,
    "died": ContactOutcome.DEAD,
} | {word: outcome for outcome in ContactOutcome for word in (outcome.value, outcome.value.replace("_", " "))}
"""As the office says them, in either language: what is taken away as a table can be handed back."""


class LeftOut(StrEnum):
    """What is known of somebody who is in no new campaign unless it is asked for."""

    RECORDED = "recorded"
    HAS_IT = "has_it"
    MOVED = "moved"
    DEAD = "dead"


class Selection(BaseModel):
    """Whom a campaign is for. `places` are codes of kecamatan or kelurahan, none for the whole city.

    `also` are those who are left out otherwise, by what is known of them.
    """

    model_config = ConfigDict(frozen=True)

    places: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    turning: str = ""
    size: int = Field(default=MOST_PEOPLE, ge=1, le=MOST_PEOPLE)
    also: tuple[LeftOut, ...] = ()

    def takes(self, person: Facts, channel: CampaignChannel, today: date) -> bool:
        """Whether a person is meant; nobody is called who has no number."""
        age = person.age_on(today)
        return (
            (not self.places or person.village.startswith(self.places))
            and (self.age_from is None or age >= self.age_from)
            and (self.age_to is None or age <= self.age_to)
            and (not self.turning or month_of(person.turns) == self.turning)
            and (channel is not CampaignChannel.PHONE or bool(person.phone))
        )


class Campaign(BaseModel):
    """A frozen list of people: who leaves the list of those who owe stays in it, with an outcome.

    `fitting` could have been taken, `left_out` were not for what was known of them when it was made, and
    `open_elsewhere` of its people had no outcome yet in another campaign of the same list.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    channel: CampaignChannel
    selection: Selection
    people: int
    fitting: int
    list_id: str
    created_at: datetime
    by: str
    left_out: Mapping[LeftOut, int] = Field(default_factory=dict)
    open_elsewhere: int = 0


class Member(BaseModel):
    """One person of a campaign, sealed under the key of the list; `id` is the keyed digest of the NIK."""

    model_config = ConfigDict(frozen=True)

    id: str
    sealed: bytes


class Mark(BaseModel):
    """What became of one person of a campaign, and who says so. Version 0: nothing is known yet."""

    model_config = ConfigDict(frozen=True)

    person: str
    outcome: ContactOutcome | None = None
    by: str = ""
    at: datetime | None = None
    version: int = 0


class OutcomeLine(BaseModel):
    """One line of a table of outcomes."""

    model_config = ConfigDict(frozen=True)

    line: int
    person: str
    outcome: ContactOutcome


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom a campaign takes of `fitting`, and whom it leaves out."""

    people: tuple[Facts, ...]
    fitting: int
    left_out: Mapping[LeftOut, int]


def choose(people: Iterable[Facts], selection: Selection, known: Mapping[str, LeftOut]) -> Choice:
    """Of those whom a selection means, without those `known` for something that it does not ask for.

    Where more fit than are wanted, the keyed digest of the NIK decides: no village, age or name is preferred.
    """
    left_out: Counter[LeftOut] = Counter()
    fitting: list[Facts] = []
    for person in sorted(people, key=lambda each: each.id):
        reason = known.get(person.id)
        if reason is None or reason in selection.also:
            fitting.append(person)
        else:
            left_out[reason] += 1
    return Choice(tuple(fitting[: selection.size]), len(fitting), left_out)


def list_known(marks: Iterable[Mark], recorded: Iterable[str]) -> dict[str, LeftOut]:
    """Of whom something is known that leaves them out; of several campaigns the last word holds.

    Who was recorded counts as that, whatever was said of them.
    """
    said = sorted((mark.at, mark.person, mark.outcome) for mark in marks if mark.outcome and mark.at)
    last = {who: outcome for _, who, outcome in said}
    reasons = {outcome: LeftOut(outcome) for outcome in ContactOutcome if outcome.value in {*LeftOut}}
    known = {who: reasons[outcome] for who, outcome in last.items() if outcome in reasons}
    return known | dict.fromkeys(recorded, LeftOut.RECORDED)


def tally_outcomes(campaign: Campaign, marks: Iterable[Mark], recorded: Collection[str] = ()) -> dict[str, int]:
    """How many were `recorded`, how many of each outcome, and how many are still open; together they are everybody.

    Who was recorded counts as that, whatever was said of them before.
    """
    found = Counter(mark.outcome for mark in marks if mark.outcome and mark.person not in recorded)
    outcomes = {outcome.value: found[outcome] for outcome in ContactOutcome}
    return {"recorded": len(recorded), **outcomes, "open": campaign.people - found.total() - len(recorded)}


def read_outcomes(raw: bytes | str, known: Iterable[str]) -> tuple[tuple[OutcomeLine, ...], tuple[LineFault, ...]]:
    """Lines of outcomes, by the id of the person or its first symbols as they stand on the lists; and every fault.

    Raises InvalidRequestError where the columns are missing.
    """
    people = {person[:size]: person for person in known for size in (len(person), PERSON_SHOWN)}
    lines: list[OutcomeLine] = []
    faults: list[LineFault] = []
    for line in read_table(raw, OUTCOME_COLUMNS, most=MOST_OUTCOMES):
        person = people.get(line.cells["person"].lower().removeprefix("'"))
        outcome = OUTCOME_WORDS.get(" ".join(line.cells["outcome"].casefold().split()))
        if not line.cells["outcome"]:
            continue  # a list that is handed back half filled in
        if person is None:
            faults.append(LineFault(line=line.number, column="person", code="unknown_person"))
        if outcome is None:
            faults.append(LineFault(line=line.number, column="outcome", code="unknown_outcome"))
        if person and outcome:
            lines.append(OutcomeLine(line=line.number, person=person, outcome=outcome))
    return tuple(lines), (*faults, *_disagreeing(lines))


def _disagreeing(lines: Iterable[OutcomeLine]) -> Iterator[LineFault]:
    """Lines of one person that say different things: each names the other."""
    first: dict[str, OutcomeLine] = {}
    for line in lines:
        before = first.setdefault(line.person, line)
        if before.outcome is not line.outcome:
            for one, other in ((before.line, line.line), (line.line, before.line)):
                yield LineFault(line=one, column="person", code="person_twice", other=other)
