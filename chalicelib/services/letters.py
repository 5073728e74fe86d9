"""Letters to residents: batches are proposed, printed, handed to the post office; some come back.

A letter is written anew from its case each time it is printed, so what no longer holds is never mailed.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from chalicelib.domain.access import Actor
from chalicelib.domain.catalogue import Catalogue
from chalicelib.domain.delivery import DeliveryReport
from chalicelib.domain.errors import (
    Fault,
    IdempotencyKeyReusedError,
    InvalidRequestError,
    NotFoundError,
    ReservedError,
    StaleVersionError,
    UnavailableError,
)
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.identifiers import IdempotencyKey, InvalidIdentifierError, PostalNumber, ReceiptNumber
from chalicelib.domain.letters import (
    BATCHES,
    MOST_LETTERS,
    TO_PRINT,
    Letter,
    LetterBatch,
    LetterState,
    Mailing,
    ReturnReason,
    same_code,
)
from chalicelib.domain.messages import Messages
from chalicelib.domain.messages.notice_values import build_notice_values
from chalicelib.domain.notification import NoticeChannel, NoticeState
from chalicelib.domain.office import Office
from chalicelib.domain.suppression import SuppressionReason
from chalicelib.services.application_details import postal_digest
from chalicelib.services.batching import MOST_RACES
from chalicelib.services.keys import Keys, keyed_digest
from chalicelib.services.letter_news import LetterNews, LetterOvertakenError, LetterStoppedError
from chalicelib.services.letter_ports import LetterKey, LetterPrinter, LetterShelf, WrittenLetter
from chalicelib.services.ports import CaseRepository, Clock, QueuePage
from chalicelib.services.take_report import TakeReport

PAGE: Final = 100
ID_SYMBOLS: Final = 24

IdT = TypeVar("IdT")


@dataclass(frozen=True, slots=True)
class PrintedLetters:
    """A PDF, whose addresses it shows, and how many letters were left out because their news no longer holds."""

    pdf: bytes
    receipts: tuple[ReceiptNumber, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Done:
    """How many letters a step was done for now, and for how many it had been done before."""

    done: int = 0
    already: int = 0


@dataclass(frozen=True, slots=True)
class Letters:
    """Every step may be repeated. Of two officers at one letter the first wins, and the other is told so.

    A letter of training tells nobody. It is mailed in training alone, `is_practice`; afterwards nothing but to print it
    is left, which closes it and leaves its case to staff.
    """

    shelf: LetterShelf
    cases: CaseRepository
    news: LetterNews
    take_report: TakeReport
    printer: LetterPrinter
    catalogue: Catalogue
    messages: Messages
    office: Office
    keys: Keys
    clock: Clock
    is_practice: bool = False

    def list_waiting(self, cursor: str | None) -> QueuePage:
        """Letters in no batch, oldest first; one query."""
        return self.cases.list_queue(TO_PRINT, cursor, PAGE)

    def list_batches(self, cursor: str | None) -> QueuePage:
        """Batches of which something is still to be said, oldest first; one query."""
        return self.cases.list_queue(BATCHES, cursor, PAGE)

    def read_batch(self, batch: str) -> tuple[LetterBatch, tuple[Letter, ...]]:
        """A batch and its letters as they stand, in its order; two reads. Raises NotFoundError."""
        known = self.shelf.get_batch(batch)
        return known, self.shelf.get_many(known.letters)

    def propose(self, size: int, officer: Actor, key: IdempotencyKey) -> LetterBatch:
        """The oldest letters that wait, as many as are asked for; once for a key.

        Raises InvalidRequestError for a size out of range, or where none waits; IdempotencyKeyReusedError.
        """
        name = keyed_digest(self.keys.intent, "letter-batch", f"{officer.id}|{key}")[:ID_SYMBOLS]
        if not 1 <= size <= MOST_LETTERS:
            raise InvalidRequestError([Fault("size", "letters_out_of_range", (("limit", str(MOST_LETTERS)),))])
        for _ in range(MOST_RACES):
            if (known := self._known(name, size)) is not None:
                return known
            letters = [letter.taken(name) for letter in self._oldest(size)]
            batch = LetterBatch(
                id=name, made_by=officer.id, made_at=self.clock.now(), asked=size,
                letters=tuple((letter.receipt, letter.notice_id) for letter in letters),
            )  # fmt: skip
            try:
                self.shelf.open_batch(batch, letters)
            except StaleVersionError:  # another officer took some of them, or this press arrived twice
                continue
            return batch
        raise UnavailableError

    def print(self, batch: str, seen: int | None = None) -> PrintedLetters:
        """Every letter of a batch that was printed and not mailed, written anew; the same again prints it again.

        One whose news no longer holds, or was told meanwhile, is closed; so is one that may go nowhere, or was made in
        training that is over, which fails.
        `seen` is how often it had been printed when the officer looked, None where nobody did: of two who print at once
        the second is told. Raises NotFoundError, InvalidRequestError for another number of prints, where no letter is
        left, or where the pages are too many.
        """
        known, letters = self.read_batch(batch)
        if seen not in {None, known.prints}:
            raise InvalidRequestError([Fault("batch", "letters_printed_meanwhile")])
        open_ones = [letter for letter in letters if _is_in(letter, batch)]
        written = [(letter, self._write(letter)) for letter in open_ones]
        kept = [(letter.receipt, made) for letter, made in written if made is not None]
        if not kept:
            self._end_when_done(batch)
            raise InvalidRequestError([Fault("batch", "no_letters_left")])
        pdf = self.printer.print([made for _, made in kept])
        try:
            self.shelf.save_batch(known.printed(self.clock.now()))
        except StaleVersionError:
            raise InvalidRequestError([Fault("batch", "letters_printed_meanwhile")]) from None
        return PrintedLetters(pdf, tuple(receipt for receipt, _ in kept), len(written) - len(kept))

    def mail(self, batch: str, mailings: Sequence[Mailing], *, are_gone: bool = False) -> Done:
        """Letters were handed to the post office: those named, or without any all of the batch.

        A number of the post may follow later. One that ought to stay here, since its news no longer holds or its
        address gets no more, is refused unless `are_gone`: then it left before anybody knew. Raises NotFoundError,
        InvalidRequestError with everything that is wrong; then nothing was done.
        """
        known, letters = self.read_batch(batch)
        named = mailings or [Mailing(letter=letter.code) for letter in letters if _was_in(letter, batch)]
        found = [(self._find(letters, mailing.letter), mailing) for mailing in named]
        self._check_mailings(known, found, are_gone=are_gone)
        done = [
            self._mail(letter, mailing, number) for number, (letter, mailing) in enumerate(found) if letter is not None
        ]
        self._end_when_done(batch)
        return _counted(done)

    def put_back(self, batch: str, codes: Sequence[str]) -> Done:
        """Letters were spoiled, or not mailed: they wait again.

        Raises NotFoundError, InvalidRequestError with every code that is wrong; then nothing was done.
        """
        _, letters = self.read_batch(batch)
        found = [(self._find(letters, code), number) for number, code in enumerate(codes)]
        faults = [
            _fault(number, codes[number], "letter_unknown" if letter is None else "letter_mailed")
            for letter, number in found
            if letter is None or letter.state in {LetterState.MAILED, LetterState.RETURNED}
        ]
        if faults or not codes:
            raise InvalidRequestError(faults or [Fault("letters", "choose_letters")])
        done = [self._put_back(batch, letter, number) for letter, number in found if letter is not None]
        self._end_when_done(batch)
        return _counted(done)

    def take_back(self, scan: str, reason: ReturnReason) -> Letter:
        """The post brought a letter back: its notice fails, and staff are told of its case.

        Its address gets no more where the reason lies with it; another reason of the same letter sets the first right.
        `scan`: the number of the post, what is printed on the letter, or a receipt number. Raises InvalidRequestError.
        """
        letter = self._find_mailed(scan)
        if letter.state is LetterState.RETURNED and letter.returned_because is not reason and not reason.ends_address:
            self._lift(letter)  # before the letter is changed: a run that dies in between is made up by the next
        if letter.returned_because is not reason:
            letter = letter.returned(reason)
            self._save_return(letter)
        is_ended = reason.ends_address and not letter.is_practice  # that never was in the mail
        self._report(letter, NoticeState.FAILED, SuppressionReason.BOUNCED if is_ended else None)
        return letter

    def print_again(self, scan: str) -> Letter:
        """A letter that came back waits to be printed again, as a copy of its own; said twice, it is one.

        Its resident counts as told once that one is mailed. Raises InvalidRequestError for one that did not come back,
        whose news no longer holds, or whose address gets no letters.
        """
        letter = self._find_returned(scan)
        if letter.state is not LetterState.RETURNED:
            return letter
        if self._is_over(letter):
            raise InvalidRequestError([Fault("scan", "letter_practice")])
        try:
            again = letter.again(self.news.begin_again(letter))
        except LetterOvertakenError:
            raise InvalidRequestError([Fault("scan", "letter_again_overtaken")]) from None
        except LetterStoppedError:
            raise InvalidRequestError([Fault("scan", "letter_again_stopped")]) from None
        try:
            self.shelf.save(again)
        except StaleVersionError:
            (stored,) = self.shelf.get_many([(letter.receipt, letter.notice_id)])
            if stored.copy_number == again.copy_number:
                return stored
            raise InvalidRequestError([Fault("scan", "letter_changed")]) from None
        return again

    def _find_returned(self, scan: str) -> Letter:
        """One that came back, or that waits again since."""
        letters = self._named(scan, is_earlier=True)
        since = {LetterState.WAITING, LetterState.PRINTED}
        again = [letter for letter in letters if letter.copy_number > 1 and letter.state in since]
        found = [letter for letter in letters if letter.state is LetterState.RETURNED] or again
        if len(found) != 1:
            raise InvalidRequestError([Fault("scan", "which_letter" if found else "letter_not_returned")])
        return found[0]

    def _lift(self, letter: Letter) -> None:
        """What the post said of its address was a mistake; a person's own word stays."""
        notice = self.take_report.notices.report(self._as_report(letter, NoticeState.FAILED))
        suppressions = self.take_report.suppressions
        known = suppressions.find([notice.recipient]).get(notice.recipient)
        if known is not None and known.reason is SuppressionReason.BOUNCED:
            suppressions.lift(notice.recipient)

    def _known(self, name: str, size: int) -> LetterBatch | None:
        try:
            known = self.shelf.get_batch(name)
        except NotFoundError:
            return None
        if known.asked != size:
            raise IdempotencyKeyReusedError
        return known

    def _oldest(self, size: int) -> list[Letter]:
        """The list lags behind what it lists, so each is read again."""
        found: list[Letter] = []
        cursor: str | None = None
        while len(found) < size:
            page = self.list_waiting(cursor)
            keys: list[LetterKey] = [(ReceiptNumber.restore(line["receipt"]), line["notice_id"]) for line in page.items]
            found += [letter for letter in self.shelf.get_many(keys) if letter.state is LetterState.WAITING]
            cursor = page.next_cursor
            if cursor is None:
                break
        if not found:
            raise InvalidRequestError([Fault("size", "no_letters_wait")])
        return found[:size]

    def _write(self, letter: Letter) -> WrittenLetter | None:
        """None once it was closed."""
        if self._is_over(letter):
            self._stop(letter)
            return None
        try:
            occasion, personal, address = self.news.find(letter)
        except LetterOvertakenError:
            self._close(letter)
            return None
        except LetterStoppedError:
            self._stop(letter)
            return None
        channel, language = NoticeChannel.LETTER, occasion.case.language
        values = build_notice_values(occasion, channel, self.office, self.catalogue, self.messages)
        words = self.messages.notice(letter.event, channel, language, values)
        return WrittenLetter(
            code=letter.code,
            receipt=letter.receipt,
            name=str(personal.applicant.name or ""),
            address=address,
            language=language,
            written_on=self.office.local_time(self.clock.now()).date(),
            subject=words.subject,
            text=words.text,
            link=occasion.link if letter.event is NoticeEvent.RETURNED else "",
            is_practice=letter.is_practice,
        )

    def _is_over(self, letter: Letter) -> bool:
        """Of training, which is over."""
        return letter.is_practice and not self.is_practice

    def _stop(self, letter: Letter) -> None:
        self._report(letter, NoticeState.FAILED)  # first: one that is closed is not looked at again
        self._close(letter)

    def _close(self, letter: Letter) -> None:
        try:
            self.shelf.save(letter.closed())
        except StaleVersionError:  # somebody put it back or mailed it meanwhile, and that stands
            return

    def _check_mailings(
        self, batch: LetterBatch, found: Sequence[tuple[Letter | None, Mailing]], *, are_gone: bool
    ) -> None:
        faults: list[Fault] = [] if found else [Fault("letters", "choose_letters")]
        if not batch.prints:
            faults = [Fault("letters", "letters_not_printed")]
        lines_of: dict[PostalNumber, int] = {}
        for number, (letter, mailing) in enumerate(found if batch.prints else ()):
            if letter is None:
                faults.append(_fault(number, mailing.letter, "letter_unknown"))
            elif letter.state is not LetterState.MAILED and not _is_in(letter, batch.id):
                faults.append(_fault(number, letter.code, "letter_not_to_mail"))
            elif (postal := mailing.postal_number) is not None and (
                lines_of.setdefault(postal, number) != number or self._is_taken(letter, postal)
            ):
                faults.append(_fault(number, letter.code, "letter_number_taken"))
            elif self._is_over(letter):
                faults.append(_fault(number, letter.code, "letter_practice"))
            elif not are_gone and (code := self._why_not(letter)):
                faults.append(_fault(number, letter.code, code))
        if faults:
            raise InvalidRequestError(faults)

    def _why_not(self, letter: Letter) -> str:
        """Why a letter that was printed ought to stay here; empty where it may go, or went."""
        if letter.state is LetterState.MAILED:
            return ""
        try:
            self.news.find(letter)
        except LetterOvertakenError:
            return "letter_overtaken"
        except LetterStoppedError:
            return "letter_stopped"
        return ""

    def _is_taken(self, letter: Letter, number: PostalNumber) -> bool:
        if letter.postal_number not in {None, number}:
            return True
        known = self.shelf.find_mailed(self._digest(number))
        return known is not None and (known.code != letter.code or known.postal_number != number)

    def _mail(self, letter: Letter, mailing: Mailing, number: int) -> bool:
        postal = mailing.postal_number
        is_new = letter.state is not LetterState.MAILED or (postal is not None and letter.postal_number is None)
        if is_new:
            at = letter.mailed_at or self.clock.now()
            is_new = self._save(letter.mailed(at, postal), number, self._digest(postal) if postal else "")
        if not letter.is_practice:
            self._report(letter, NoticeState.DELIVERED)
        return is_new

    def _put_back(self, batch: str, letter: Letter, number: int) -> bool:
        return _is_in(letter, batch) and self._save(letter.put_back(), number)

    def _save(self, letter: Letter, number: int, digest: str = "") -> bool:
        """False where another officer just said the same of it."""
        try:
            self.shelf.save(letter, digest)
        except StaleVersionError:
            stored = self.shelf.get_many([(letter.receipt, letter.notice_id)])[0]
            if _says_same(stored, letter):
                return False
            raise InvalidRequestError([_fault(number, letter.code, "letter_changed")]) from None
        except ReservedError:
            raise InvalidRequestError([_fault(number, letter.code, "letter_number_taken")]) from None
        return True

    def _save_return(self, letter: Letter) -> None:
        try:
            self.shelf.save(letter)
        except StaleVersionError:
            raise InvalidRequestError([Fault("scan", "letter_changed")]) from None

    def _find_mailed(self, scan: str) -> Letter:
        letters = self._named(scan)
        mailed = [letter for letter in letters if letter.state is LetterState.MAILED]
        found = mailed or [letter for letter in letters if letter.state is LetterState.RETURNED]
        if len(found) != 1:
            raise InvalidRequestError([Fault("scan", "which_letter" if found else "letter_not_mailed")])
        return found[0]

    def _named(self, scan: str, *, is_earlier: bool = False) -> Collection[Letter]:
        """By what stands on it or, `is_earlier`, on an earlier copy of it.

        A receipt number bears its own check, so it is tried first: what the post numbers by is hardly told apart.
        """
        receipt, slash, _ = scan.strip().partition("/")
        if (parsed := _read(ReceiptNumber.parse, receipt)) is not None:
            letters = self.shelf.list_for(parsed)
            return [
                letter
                for letter in letters
                if not slash or same_code(letter.code, scan) or (is_earlier and same_code(letter.first_code, scan))
            ]
        number = None if slash else _read(PostalNumber.parse, receipt)
        if number is None:
            raise InvalidRequestError([Fault("scan", "letter_scan_unreadable" if receipt else "missing")])
        known = self.shelf.find_mailed(self._digest(number))
        return [known] if known and (is_earlier or known.postal_number == number) else []

    def _report(self, letter: Letter, state: NoticeState, suppress: SuppressionReason | None = None) -> None:
        self.take_report(self._as_report(letter, state, suppress))

    def _as_report(
        self, letter: Letter, state: NoticeState, suppress: SuppressionReason | None = None
    ) -> DeliveryReport:
        return DeliveryReport(letter.reference, state, self.clock.now(), NoticeChannel.LETTER, suppress)

    def _end_when_done(self, batch: str) -> None:
        known, letters = self.read_batch(batch)
        if not any(_is_in(letter, batch) for letter in letters):
            self.shelf.end_batch(known)

    def _digest(self, number: PostalNumber) -> str:
        return postal_digest(self.keys.lookup, number)

    @staticmethod
    def _find(letters: Sequence[Letter], code: str) -> Letter | None:
        """A receipt number alone names the letter of its case, where the batch has one of it."""
        found = [letter for letter in letters if same_code(letter.code, code)]
        found = found or [letter for letter in letters if same_code(letter.receipt, code)]
        return found[0] if len(found) == 1 else None


def _is_in(letter: Letter, batch: str) -> bool:
    return letter.state is LetterState.PRINTED and letter.batch == batch


def _says_same(stored: Letter, wanted: Letter) -> bool:
    """Whether it stands as it was to be changed, apart from when and by how many changes."""
    return (stored.state, stored.batch, stored.postal_number) == (wanted.state, wanted.batch, wanted.postal_number)


def _fault(number: int, letter: str, code: str) -> Fault:
    return Fault(f"letters.{number}", code, (("letter", letter),))


def _was_in(letter: Letter, batch: str) -> bool:
    """Or was mailed from it: a run that died may have left that unsaid."""
    return letter.batch == batch and letter.state in {LetterState.PRINTED, LetterState.MAILED}


def _counted(done: Sequence[bool]) -> Done:
    return Done(sum(done), len(done) - sum(done))


def _read(parse: Callable[[str], IdT], text: str) -> IdT | None:
    try:
        return parse(text)
    except InvalidIdentifierError:
        return None
