"""The list of residents who owe an e-KTP: brought in by pieces, read by those who may, destroyed at its end."""

import hmac
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.coverage.lines import LineFault
from chalicelib.domain.coverage.owing import (
    MOST_PIECES,
    PIECE_LINES,
    Facts,
    OwingList,
    Person,
    Piece,
    count_people,
    list_left_out,
    month_of,
    pack_facts,
    read_people,
    unpack_facts,
)
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError, StaleVersionError
from chalicelib.domain.office import Office
from chalicelib.domain.regions import Regions
from chalicelib.domain.tables import count_below
from chalicelib.services.coverage_ports import LineCipher, ListVault, OwingLists, SeenList, SeenLists
from chalicelib.services.erase_owing_list import destroy
from chalicelib.services.keys import Keys, keyed_digest
from chalicelib.services.ports import Clock, Ids

LONGEST_KEPT: Final = timedelta(days=366)
ID_SYMBOLS: Final = 24
KIND: Final = "OWES"
PAGE: Final = 100
MOST_BYTES: Final = 380_000
"""Of a piece, since an item of the table holds 400 KB."""


@dataclass(frozen=True, slots=True)
class KeepOwingList:
    """Whoever reads people through it is recorded with how many; counts are told without opening a line."""

    lists: OwingLists
    vault: ListVault
    seen: SeenLists
    regions: Regions
    office: Office
    keys: Keys
    clock: Clock
    ids: Ids

    def today(self) -> date:
        """On the office's calendar."""
        return self.office.local_time(self.clock.now()).date()

    def read(self) -> OwingList:
        """What is known of the list; one whose day has passed loses its key with the first look."""
        owing = self.lists.get()
        if owing.wrapped_key is not None and not owing.is_kept(self.today()):
            return self._destroy(owing)
        return owing

    def begin(self, until: date, by: Actor) -> OwingList:
        """Begin to bring an edition in; one that was begun goes on. `until` is the day after which it is destroyed.

        Raises InvalidRequestError for a day that has passed, or one more than a year away.
        """
        if not self.today() < until <= self.today() + LONGEST_KEPT:
            raise InvalidRequestError([Fault("until", "until_out_of_range", (("limit", str(LONGEST_KEPT.days)),))])
        owing = self.read()
        if owing.is_open and owing.opened_until == until:
            return owing
        if owing.wrapped_key is None:
            new = self.ids.new_id()
            owing = OwingList(id=new, wrapped_key=self.vault.new_key(new), version=owing.version)
        began = {"opened": owing.opened or owing.edition + 1, "opened_until": until, "by": by.id}
        if not owing.edition:
            began["until"] = until
        return self.lists.save(owing.model_copy(update=began))

    def put_piece(self, number: int, raw: bytes | str) -> Piece:
        """Take some lines, each sealed; the same piece again is taken once and told the same.

        Raises InvalidRequestError for a table that cannot be read, or another table under a number that was taken;
        NotFoundError where nothing is being brought in.
        """
        owing = self._opened()
        if not 1 <= number <= MOST_PIECES:
            raise InvalidRequestError([Fault("number", "out_of_range")])
        piece = self._seal(owing, number, raw)
        stored = self.lists.put_piece(owing, piece)
        if stored.digest != piece.digest:
            raise InvalidRequestError([Fault("table", "piece_differs", (("count", str(number)),))])
        return stored

    def finish(self, pieces: int, by: Actor) -> OwingList:
        """Let so many pieces hold in place of the edition before, which is deleted. Twice is once.

        What an earlier try left under higher numbers is on no list.

        Raises InvalidRequestError for a number that no list has, or while pieces are missing.
        """
        owing = self.read()
        if not 1 <= pieces <= MOST_PIECES:
            raise InvalidRequestError([Fault("pieces", "out_of_range")])
        if not owing.is_open and owing.wrapped_key is not None and owing.edition:
            self.lists.drop_pieces(owing.id, owing.edition, owing.pieces)
            return owing
        owing = self._opened()
        held = {piece.number: piece for piece in self.lists.list_heads(owing.id, owing.opened or 0, pieces)}
        lacking = [number for number in range(1, pieces + 1) if number not in held]
        if lacking:
            missing = [Fault(f"pieces.{number}", "piece_missing", (("count", str(number)),)) for number in lacking]
            raise InvalidRequestError(missing[:MOST_PIECES])
        stored = self.lists.save(self._closed(owing, [held[number] for number in sorted(held)], by))
        self.lists.drop_pieces(owing.id, owing.edition)
        self.lists.drop_pieces(stored.id, stored.edition, stored.pieces)  # what an earlier try left behind
        return stored

    def discard(self, by: Actor) -> OwingList:
        """Give up what is being brought in; what holds stays."""
        owing = self._opened()
        changed = {"opened": None, "opened_until": None, "by": by.id}
        if not owing.edition:
            changed |= {"wrapped_key": None}
        stored = self.lists.save(owing.model_copy(update=changed))
        self.lists.drop_pieces(owing.id, owing.opened or 0)
        return stored

    def erase(self, by: Actor, seen: int) -> OwingList:
        """Destroy the key, and so every line of the list and of its campaigns. Raises StaleVersionError."""
        owing = self.read()
        if owing.version != seen:
            raise StaleVersionError
        if owing.wrapped_key is None:
            return owing
        self.record_seen_list(by, "erased", owing.tally.people)
        return self._destroy(owing)

    def list_people(
        self, by: Actor, *, month: str = "", village: str = "", start: int = 0
    ) -> tuple[tuple[tuple[str, Person], ...], int | None]:
        """A page of people who turn 17 in a month, or live in a place; recorded. With where the next page begins.

        By birthday and place; within a page also by name, which no line is opened for that is not on it.
        """
        found = [
            facts
            for facts in self.list_facts()
            if (not month or month_of(facts.turns) == month) and facts.village.startswith(village)
        ]
        found.sort(key=lambda each: (each.birth_date, each.village, each.id))
        cipher, lines = self.cipher(), self.find_lines(found[start : start + PAGE])
        opened = ((who, Person.unpack(cipher.open(who, line))) for who, line in lines.items())
        page = tuple(sorted(opened, key=lambda each: (each[1].turns, each[1].village, each[1].name)))
        self.record_seen_list(by, " ".join(filter(None, ("people", month, village))), len(page))
        return page, start + PAGE if start + PAGE < len(found) else None

    def list_facts(self) -> list[Facts]:
        """What chooses people of the edition that holds, once each. Raises NotFoundError where there is none."""
        return self._list_facts(self.held())

    def find_lines(self, people: Sequence[Facts]) -> dict[str, bytes]:
        """The sealed lines of some. Raises NotFoundError."""
        owing = self.held()
        if owing.indexed:
            return self.lists.find_lines(owing.id, owing.edition, people)
        wanted, pieces = {facts.id for facts in people}, self.lists.list_pieces(owing.id, owing.edition, owing.pieces)
        return {who: sealed for piece in pieces for who, sealed in piece.lines.items() if who in wanted}

    def people(self) -> Iterator[tuple[str, Person]]:
        """Everybody on the edition that holds, once each. Raises NotFoundError where there is none."""
        owing = self.held()
        pieces = self.lists.list_pieces(owing.id, owing.edition, owing.pieces)
        return ((facts.id, person) for facts, person in self._open_all(pieces, self.cipher()))

    def left_out(self) -> Iterator[LineFault]:
        """Why lines of the list that holds were not taken, by the line of the whole file, never with a value.

        Raises NotFoundError.
        """
        owing = self.held()
        read = self.lists.list_heads if owing.indexed else self.lists.list_pieces
        return list_left_out(read(owing.id, owing.edition, owing.pieces))

    def held(self) -> OwingList:
        """The list, where an edition of it holds. Raises NotFoundError."""
        owing = self.read()
        if owing.wrapped_key is None or not owing.edition:
            raise NotFoundError
        return owing

    def cipher(self) -> LineCipher:
        """What opens its lines. Raises NotFoundError once the list was destroyed."""
        owing = self.read()
        if owing.wrapped_key is None:
            raise NotFoundError
        return self.vault.unlock(owing.id, owing.wrapped_key)

    def find(self, nik: str) -> tuple[str, bytes]:
        """The id and the sealed line of one person. Raises NotFoundError for who is not on the list."""
        owing, person = self.held(), self.person_id(nik)
        sealed = self.lists.find_line(owing.id, owing.edition, person, owing.pieces)
        if sealed is None:
            raise NotFoundError
        return person, sealed

    def person_id(self, nik: str) -> str:
        """The same for a person in every edition; says nothing without the key."""
        return keyed_digest(self.keys.lookup, KIND, nik)[:ID_SYMBOLS]

    def record_seen_list(self, officer: Actor, what: str, count: int) -> None:
        """That an officer saw or took away so many personal lines."""
        now = self.clock.now()
        self.seen.record(SeenList(id=self.ids.new_id(), at=now, officer=officer.id, what=what, count=count))

    def _opened(self) -> OwingList:
        owing = self.read()
        if not owing.is_open or owing.wrapped_key is None:
            raise NotFoundError
        return owing

    def _seal(self, owing: OwingList, number: int, raw: bytes | str) -> Piece:
        found = read_people(raw, self.regions, self.today(), most=PIECE_LINES)
        people = {self.person_id(person.nik): person for person in reversed(found.people)}
        cipher = self.vault.unlock(owing.id, owing.wrapped_key or b"")
        lines = {name: cipher.seal(name, person.pack()) for name, person in people.items()}
        if sum(map(len, lines.values())) + (ID_SYMBOLS + 4) * len(lines) > MOST_BYTES:
            raise InvalidRequestError([Fault("table", "piece_too_big")])
        twice = len(found.people) - len(people)
        facts = [Facts.of(name, person, number, place) for place, (name, person) in enumerate(people.items())]
        return Piece(
            number=number, digest=self._digest(raw), lines=lines, refused=found.faults, twice=twice,
            span=count_below(raw), facts=cipher.seal(_place(number), pack_facts(facts)),
        )  # fmt: skip

    def _digest(self, raw: bytes | str) -> str:
        plain = raw.encode() if isinstance(raw, str) else raw
        return hmac.new(self.keys.lookup, b"PIECE|" + plain, sha256).hexdigest()

    def _closed(self, owing: OwingList, pieces: Sequence[Piece], by: Actor) -> OwingList:
        everybody = list(self._open_facts(owing, pieces))
        people = _once(everybody)
        tally = count_people(people, self.today()).model_copy(update=self._compared(owing, people))
        told = {
            "refused": sum(len({fault.line for fault in piece.refused}) for piece in pieces),
            "twice": sum(piece.twice for piece in pieces) + len(everybody) - len(people),
        }
        return owing.model_copy(
            update={
                "edition": owing.opened,
                "pieces": len(pieces),
                "indexed": True,
                "opened": None,
                "opened_until": None,
                "until": owing.opened_until,
                "taken_at": self.clock.now(),
                "by": by.id,
                "tally": tally.model_copy(update=told),
            }
        )

    def _compared(self, owing: OwingList, people: Collection[Facts]) -> dict[str, int]:
        before = {facts.id for facts in self._list_facts(owing)} if owing.edition else set[str]()
        after = {facts.id for facts in people}
        return {"stayed": len(before & after), "came": len(after - before), "left": len(before - after)}

    def _list_facts(self, owing: OwingList) -> list[Facts]:
        if owing.indexed:
            return _once(self._open_facts(owing, self.lists.list_heads(owing.id, owing.edition, owing.pieces)))
        pieces = self.lists.list_pieces(owing.id, owing.edition, owing.pieces)
        return [facts for facts, _ in self._open_all(pieces, self.cipher())]

    def _open_facts(self, owing: OwingList, heads: Iterable[Piece]) -> Iterator[Facts]:
        cipher = self.vault.unlock(owing.id, owing.wrapped_key or b"")
        for head in heads:
            yield from unpack_facts(cipher.open(_place(head.number), head.facts), head.number)

    @staticmethod
    def _open_all(pieces: Iterator[Piece], cipher: LineCipher) -> Iterator[tuple[Facts, Person]]:
        known: set[str] = set()
        for piece in pieces:
            for place, (name, sealed) in enumerate(piece.lines.items()):
                if name not in known:
                    known.add(name)
                    person = Person.unpack(cipher.open(name, sealed))
                    yield Facts.of(name, person, piece.number, place), person

    def _destroy(self, owing: OwingList) -> OwingList:
        return destroy(self.lists, owing, self.clock.now())


def _place(number: int) -> str:
    """What the facts of a piece are sealed for: those of another piece do not open in its place."""
    return f"FACTS|{number}"


def _once(facts: Iterable[Facts]) -> list[Facts]:
    """Each person as the first piece has them."""
    known: dict[str, Facts] = {}
    for each in facts:
        known.setdefault(each.id, each)
    return list(known.values())
