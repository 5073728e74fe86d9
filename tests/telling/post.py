"""The simulated city with an office that prints letters and hands them to the post each working day."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar

from typing_extensions import override

from chalicelib.catalogue import load_catalogue, load_messages
from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.applicant import Address
from chalicelib.domain.errors import InvalidRequestError, UnavailableError
from chalicelib.domain.identifiers import IdempotencyKey, ReceiptNumber
from chalicelib.domain.letters import Letter, LetterBatch, LetterState, Mailing, ReturnReason
from chalicelib.domain.notice_plan import END
from chalicelib.domain.notification import NoticeChannel, NoticeState
from chalicelib.services.keys import Keys
from chalicelib.services.letter_news import LetterNews
from chalicelib.services.letter_ports import WrittenLetter
from chalicelib.services.letters import Letters
from chalicelib.services.occasions import Occasions
from chalicelib.services.recipients import Recipients
from tests.fakes import FakeCaseRepository, FakeRegistry
from tests.letter_fakes import FakeLetterMessenger, FakeLetterShelf
from tests.ports import MASTER
from tests.telling.city import OFFICE, City
from tests.telling.providers import Weather
from tests.unit.notices.given import LINK, PIN_KEY

CLERK: Final = Actor(kind=ActorKind.OFFICER, id="clerk-1", roles=frozenset({Role.FRONT_OFFICER}))
DAY: Final = timedelta(days=1)
LETTER_WAITS: Final = timedelta(days=5)
BATCH: Final = 20

T = TypeVar("T")


@dataclass(frozen=True)
class PostWeather:
    """Shares from 0 to 1. broken: of calls that the table does not answer, half of them after it did what was asked.

    left: of days on which the clerk prints and is called away before anything is mailed. twice: of batches that a
    second officer prints and mails, too. back: of letters that the post brings back, on a later day.
    """

    broken: float = 0
    left: float = 0
    twice: float = 0
    back: float = 0


class ShakyShelf(FakeLetterShelf):
    """A shelf that does not answer now and then."""

    def __init__(self, registry: FakeRegistry, happens: Callable[[], bool], chance: random.Random) -> None:
        super().__init__(registry)
        self._happens, self._chance = happens, chance

    @override
    def put(self, letter: Letter) -> None:
        self._shaken(lambda: super(ShakyShelf, self).put(letter))

    @override
    def save(self, letter: Letter, number_digest: str = "") -> None:
        self._shaken(lambda: super(ShakyShelf, self).save(letter, number_digest))

    @override
    def open_batch(self, batch: LetterBatch, letters: Sequence[Letter]) -> None:
        self._shaken(lambda: super(ShakyShelf, self).open_batch(batch, letters))

    @override
    def save_batch(self, batch: LetterBatch) -> None:
        self._shaken(lambda: super(ShakyShelf, self).save_batch(batch))

    def _shaken(self, act: Callable[[], None]) -> None:
        is_broken = self._happens()
        if not is_broken or self._chance.random() < 0.5:
            act()
        if is_broken:
            raise UnavailableError


class Paper:
    """Prints nothing and keeps what was asked for."""

    def print(self, letters: Sequence[WrittenLetter]) -> bytes:
        return "\n".join(letter.code for letter in letters).encode()


class PostedCity(City):
    """Three of four residents gave an address; one in seven gave nothing else. `posted` counts what left the house."""

    lasts = END + LETTER_WAITS + DAY

    def __init__(self, count: int, weather: Weather, post: PostWeather, seed: int = 1) -> None:
        self.post, self.posted = post, Counter[str]()
        self.is_careless = False
        super().__init__(count, weather, seed)

    @override
    def _open_channels(self) -> None:
        self.shelf = ShakyShelf(self.registry, lambda: self._happens(self.post.broken), self.chance)
        self.messengers[NoticeChannel.LETTER] = FakeLetterMessenger(self.shelf, self.clock)

    @override
    def home_of(self, number: int) -> Address | None:
        return Address(street=f"Jalan Contoh {number}") if number % 4 else None

    @override
    def is_silent(self, number: int) -> bool:
        return number % 7 == 0

    @override
    def _open_office(self) -> None:
        cases = FakeCaseRepository(self.registry)
        recipients = Recipients((NoticeChannel.LETTER,), (), self.suppressions, PIN_KEY)
        occasions = Occasions(cases, self._sealer, LINK, PIN_KEY)
        self.letters = Letters(
            shelf=self.shelf, cases=cases, news=LetterNews(occasions, self.notices, recipients, self.clock),
            take_report=self._take, printer=Paper(), catalogue=load_catalogue(), messages=load_messages(),
            office=OFFICE, keys=Keys.derive(MASTER, OFFICE.code), clock=self.clock,
        )  # fmt: skip
        for day in range(20):
            self.at(self.clock.now() + day * DAY + timedelta(hours=1), self._work_a_day)

    def _work_a_day(self) -> None:
        if self.clock.now().weekday() >= 5:
            return
        self._insist(lambda: self.letters.propose(BATCH, CLERK, self._key()))
        is_left = self._happens(self.post.left)
        for line in self.letters.list_batches(None).items:
            papers = self._print(line["batch"])
            second = self._print(line["batch"]) if self._happens(self.post.twice) else []
            if not is_left:
                self._hand_over(line["batch"], papers)
                self._hand_over(line["batch"], second)

    def _print(self, batch: str) -> list[str]:
        printed = self._insist(lambda: self.letters.print(batch))
        return printed.pdf.decode().split("\n") if printed else []

    def _hand_over(self, batch: str, papers: list[str]) -> None:
        """Only what was recorded now leaves the house; what another recorded before is thrown away."""
        for code in papers:
            tries: list[None] = []

            def record(code: str = code, tries: list[None] = tries) -> bool:
                tries.append(None)
                return self.letters.mail(batch, [Mailing(letter=code)]).done > 0

            is_new = self._insist(record)
            if is_new or self.is_careless or (is_new is not None and len(tries) > 1):  # of a press that broke: our own
                self._leave(code)

    def _leave(self, code: str) -> None:
        self.posted[code] += 1
        if self._happens(self.post.back):
            self.at(self.clock.now() + DAY * (1 + 2 * self.chance.random()), lambda: self._take_back(code))

    def _take_back(self, code: str) -> None:
        reason = self.chance.choice(list(ReturnReason))
        for _ in range(2):
            assert self._insist(lambda: self.letters.take_back(code, reason)) is not None

    def _insist(self, act: Callable[[], T]) -> T | None:
        """Press again until it answers; None where it says that there is nothing to do."""
        while True:
            try:
                return act()
            except UnavailableError:
                continue
            except InvalidRequestError:
                return None

    def _key(self) -> IdempotencyKey:
        return IdempotencyKey.parse(f"{self.chance.getrandbits(128):032x}")

    def _happens(self, share: float) -> bool:
        return share > 0 and self.chance.random() < share

    def told_otherwise(self) -> set[ReceiptNumber]:
        """Whom another channel reached."""
        return {
            notice.receipt
            for known in self.registry.notices.values()
            for notice in known.values()
            if notice.channel is not NoticeChannel.LETTER and notice.state is NoticeState.DELIVERED
        }

    def nobodys(self) -> set[ReceiptNumber]:
        """Who was told by nobody so far, and stands on neither list of staff: of the unreached, or of letters."""
        filed = {letter.receipt for letter in self.shelf.letters.values()}
        return {job.receipt for job in self.jobs} - filed - self.listed - self.told_otherwise()

    def on_paper(self) -> set[LetterState]:
        """Where letters are."""
        return {letter.state for letter in self.shelf.letters.values()}
