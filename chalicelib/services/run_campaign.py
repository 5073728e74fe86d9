"""Campaigns among those who owe an e-KTP: a frozen list, letters or calls, and what became of each person."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import chain
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.coverage.campaign import (
    Campaign,
    CampaignChannel,
    Choice,
    ContactOutcome,
    LeftOut,
    Mark,
    Member,
    OutcomeLine,
    Selection,
    choose,
    list_known,
    read_outcomes,
    tally_outcomes,
)
from chalicelib.domain.coverage.lines import LineFault
from chalicelib.domain.coverage.owing import Person
from chalicelib.domain.errors import (
    Fault,
    IdempotencyKeyReusedError,
    InvalidRequestError,
    NotFoundError,
    StaleVersionError,
)
from chalicelib.services.coverage_ports import Campaigns, RecordingDays
from chalicelib.services.keep_owing_list import KeepOwingList

PAGE: Final = 25
LONGEST_NAME: Final = 80


class _End(Enum):
    """Of one line of a table."""

    DONE = auto()
    ALREADY = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Standing:
    """One person of a campaign, opened, what is known of them, and whether a day of recording had them."""

    id: str
    person: Person
    mark: Mark
    is_recorded: bool = False


@dataclass(frozen=True, slots=True)
class MarkedTable:
    """What became of each line, by its number. With `faults` nothing was stored at all.

    `already`: the same was known. `refused`: another officer said something else meanwhile, and that stands.
    """

    done: tuple[int, ...] = ()
    already: tuple[int, ...] = ()
    refused: tuple[LineFault, ...] = ()
    faults: tuple[LineFault, ...] = ()


def _walk(person: Person) -> tuple[str, int, int, str]:
    return person.village, person.rw, person.rt, person.name


def _nobody(choice: Choice) -> Fault:
    left_out = sum(choice.left_out.values())
    if left_out:
        return Fault("selection", "all_left_out", (("count", str(left_out)),))
    return Fault("selection", "nobody_fits")


@dataclass(frozen=True, slots=True)
class RunCampaign:
    """Names are opened for one page, one export or one print at a time, and each is recorded."""

    campaigns: Campaigns
    owing: KeepOwingList
    days: RecordingDays

    def create(
        self, campaign: str, *, name: str, channel: CampaignChannel, selection: Selection, by: Actor
    ) -> Campaign:
        """Freeze a list, without those of whom enough is known. The same id again answers with what was stored.

        With other wishes it is refused.

        Raises InvalidRequestError where nobody fits, NotFoundError where there is no list, IdempotencyKeyReusedError.
        """
        name = " ".join(name.split())
        if not 1 <= len(name) <= LONGEST_NAME:
            raise InvalidRequestError([Fault("name", "missing" if not name else "too_long")])
        if (known := self._known(campaign)) is not None:
            return self._same(known, name, channel, selection)
        today, held = self.owing.today(), self.owing.held()
        fitting = (facts for facts in self.owing.list_facts() if selection.takes(facts, channel, today))
        choice = choose(fitting, selection, self.list_known(held.id))
        if not choice.people:
            raise InvalidRequestError([_nobody(choice)])
        open_elsewhere = self._list_open(held.id).intersection(facts.id for facts in choice.people)
        members = self._in_order_of_walking(self.owing.find_lines(choice.people))
        wanted = Campaign(
            id=campaign, name=name, channel=channel, selection=selection, people=len(members),
            fitting=choice.fitting, list_id=held.id, created_at=self.owing.clock.now(), by=by.id,
            left_out=choice.left_out, open_elsewhere=len(open_elsewhere),
        )  # fmt: skip
        return self._same(self.campaigns.create(wanted, members), name, channel, selection)

    def list_known(self, list_id: str) -> Mapping[str, LeftOut]:
        """Of whom on a list its campaigns and days of recording say something that leaves them out; no name is opened.

        Nothing that was said under another list counts: its people were destroyed with it.
        """
        marks = (self.campaigns.list_marks(campaign.id).values() for campaign in self._list_campaigns(list_id))
        return list_known(chain.from_iterable(marks), self.days.list_recorded(list_id))

    def find_not_written_to(self, campaign: Campaign) -> Mapping[str, LeftOut]:
        """Of whom something came to be known since the list was made, which no letter is to be written after.

        Whoever says so, in this campaign or another of the same list; no name is opened.
        """
        since = campaign.created_at
        marks = (self.campaigns.list_marks(each.id).values() for each in self._list_campaigns(campaign.list_id))
        said = (mark for mark in chain.from_iterable(marks) if mark.at and mark.at >= since)
        recorded = () if LeftOut.RECORDED in campaign.selection.also else self._recorded(campaign)
        known = list_known(said, recorded)
        return {
            member.id: known[member.id] for member in self.campaigns.list_members(campaign.id) if member.id in known
        }

    def figures(self, campaign: Campaign) -> Mapping[str, int]:
        """How many were recorded, how many of each outcome, and how many are open."""
        marks, recorded = self.campaigns.list_marks(campaign.id).values(), self._recorded(campaign)
        known = {member.id for member in self.campaigns.list_members(campaign.id)} if recorded else set[str]()
        return tally_outcomes(campaign, marks, known.intersection(recorded))

    def list_page(self, campaign: Campaign, start: int, by: Actor, *, only_open: bool = False) -> tuple[Standing, ...]:
        """A page of people, or of those of whom nothing came yet; that it was seen is noted."""
        marks, members = self.campaigns.list_marks(campaign.id), self.campaigns.list_members(campaign.id)
        if only_open:
            done = {who for who, mark in marks.items() if mark.outcome} | set(self._recorded(campaign))
            members = tuple(member for member in members if member.id not in done)
        return self._opened(campaign, members[start : start + PAGE], marks, by, "campaign")

    def list_everybody(self, campaign: Campaign, by: Actor, what: str) -> tuple[Standing, ...]:
        """All of them, for `what` is taken away; recorded."""
        members, marks = self.campaigns.list_members(campaign.id), self.campaigns.list_marks(campaign.id)
        return self._opened(campaign, members, marks, by, what)

    def list_to_write(self, campaign: Campaign, *, start: int = 0, most: int | None = None) -> tuple[Standing, ...]:
        """Those who are written to, of all or of so many from one on; whoever hands it out calls `record_issued`.

        Raises InvalidRequestError where that is nobody any more.
        """
        members, known = self.campaigns.list_members(campaign.id)[start:][:most], self.find_not_written_to(campaign)
        kept = [member for member in members if member.id not in known]
        if not kept:
            raise InvalidRequestError([Fault("letters", "nobody_to_write_to")])
        return self._open(campaign, kept, self.campaigns.list_marks(campaign.id))

    def record_issued(self, campaign: Campaign, by: Actor, what: str, count: int) -> None:
        """That so many of `what` were made, once they are: what was never handed out is on no record."""
        self.owing.record_seen_list(by, f"{what} {campaign.id}", count)

    def mark(self, campaign: str, person: str, outcome: ContactOutcome | None, by: Actor, seen: int) -> Mark:
        """What became of one person; None takes it back. The same again changes nothing.

        Raises NotFoundError for somebody of no such campaign, StaleVersionError where another officer was first.
        """
        self._member(campaign, person)
        before = self.campaigns.get_mark(campaign, person)
        if before.outcome == outcome and seen in {before.version, before.version - 1}:
            return before
        if before.version != seen:
            raise StaleVersionError
        after = before.model_copy(update={"outcome": outcome, "by": by.id, "at": self.owing.clock.now()})
        return self.campaigns.save_mark(campaign, after)

    def mark_table(self, campaign: str, raw: bytes | str, by: Actor) -> MarkedTable:
        """Outcomes of a table, in place of what was known when it came.

        Where another officer is first meanwhile, their word stands, the line is refused and the others go on. The same
        table again stores what is missing.
        """
        self.campaigns.get(campaign)
        people = [member.id for member in self.campaigns.list_members(campaign)]
        lines, faults = read_outcomes(raw, people)
        if faults:
            return MarkedTable(faults=faults)
        marks = self.campaigns.list_marks(campaign)
        ends: dict[_End, list[int]] = {end: [] for end in _End}
        for line in lines:
            end, marks[line.person] = self._mark_line(campaign, line, marks.get(line.person), by)
            ends[end].append(line.line)
        refused = (LineFault(line=line, column="outcome", code="changed_meanwhile") for line in ends[_End.REFUSED])
        return MarkedTable(tuple(ends[_End.DONE]), tuple(ends[_End.ALREADY]), tuple(refused))

    def sealed_line(self, campaign: str, person: str) -> tuple[str, bytes]:
        """The list of a campaign, and the line of one person as it froze it. Raises NotFoundError."""
        return self.campaigns.get(campaign).list_id, self._member(campaign, person).sealed

    def _in_order_of_walking(self, lines: Mapping[str, bytes]) -> list[Member]:
        """Or of sorting letters."""
        cipher = self.owing.cipher()
        people = {who: Person.unpack(cipher.open(who, sealed)) for who, sealed in lines.items()}
        ordered = sorted(people, key=lambda who: _walk(people[who]))
        return [Member(id=who, sealed=lines[who]) for who in ordered]

    def _list_open(self, list_id: str) -> set[str]:
        """Those of a list of whom some campaign knows nothing yet."""
        found: set[str] = set()
        for campaign in self._list_campaigns(list_id):
            done = {who for who, mark in self.campaigns.list_marks(campaign.id).items() if mark.outcome}
            found |= {member.id for member in self.campaigns.list_members(campaign.id)} - done
        return found.difference(self.days.list_recorded(list_id))

    def _list_campaigns(self, list_id: str) -> Iterator[Campaign]:
        return (campaign for campaign in self.campaigns.list_all() if campaign.list_id == list_id)

    def _recorded(self, campaign: Campaign) -> Collection[str]:
        return self.days.list_recorded(campaign.list_id)

    def _mark_line(self, campaign: str, line: OutcomeLine, known: Mark | None, by: Actor) -> tuple[_End, Mark]:
        before = known or Mark(person=line.person)
        if before.outcome == line.outcome:
            return _End.ALREADY, before
        said = {"outcome": line.outcome, "by": by.id, "at": self.owing.clock.now()}
        try:
            return _End.DONE, self.campaigns.save_mark(campaign, before.model_copy(update=said))
        except StaleVersionError:
            stands = self.campaigns.get_mark(campaign, line.person)
        return _End.ALREADY if stands.outcome == line.outcome else _End.REFUSED, stands

    def _known(self, campaign: str) -> Campaign | None:
        try:
            return self.campaigns.get(campaign)
        except NotFoundError:
            return None

    @staticmethod
    def _same(stored: Campaign, name: str, channel: CampaignChannel, selection: Selection) -> Campaign:
        if (stored.name, stored.channel, stored.selection) != (name, channel, selection):
            raise IdempotencyKeyReusedError
        return stored

    def _member(self, campaign: str, person: str) -> Member:
        for member in self.campaigns.list_members(self.campaigns.get(campaign).id):
            if member.id == person:
                return member
        raise NotFoundError

    def _opened(
        self, campaign: Campaign, members: Sequence[Member], marks: Mapping[str, Mark], by: Actor, what: str
    ) -> tuple[Standing, ...]:
        found = self._open(campaign, members, marks)
        self.owing.record_seen_list(by, f"{what} {campaign.id}", len(found))
        return found

    def _open(self, campaign: Campaign, members: Sequence[Member], marks: Mapping[str, Mark]) -> tuple[Standing, ...]:
        if campaign.list_id != self.owing.read().id:
            raise NotFoundError
        cipher, recorded = self.owing.cipher(), self._recorded(campaign)
        return tuple(
            Standing(
                member.id,
                Person.unpack(cipher.open(member.id, member.sealed)),
                marks.get(member.id, Mark(person=member.id)),
                member.id in recorded,
            )
            for member in members
        )
