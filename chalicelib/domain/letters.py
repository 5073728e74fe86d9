"""Letters: notices on paper that wait to be printed, are mailed by the post office, and may come back."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.delivery import Reference
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.events import Job, JobKind, NoticeEvent, notify_job_id
from chalicelib.domain.identifiers import InvalidIdentifierError, PostalNumber, ReceiptNumber
from chalicelib.domain.tables import read_table
from chalicelib.domain.worklist import format_moment

TO_PRINT: Final = "letters"
"""The work list of letters that stand in no batch."""

BATCHES: Final = "letter-batches"
"""The list of batches of which something is still to be said."""

MOST_LETTERS: Final = 50
"""Of one batch: two pages each at most, but for rare long ones, make the hundred that one PDF may have."""

MOST_PAGES: Final = 100

COLUMNS: Final = {
    "letter": ("surat", "nomor surat", "nomor berkas", "berkas", "label", "receipt number"),
    "postal_number": ("nomor kiriman", "no kiriman", "resi", "nomor resi", "no resi", "barcode", "tracking number"),
}


class LetterState(StrEnum):
    """Where a letter is. `closed`: it is not mailed, for what it would have told no longer holds."""

    WAITING = "waiting"
    PRINTED = "printed"
    MAILED = "mailed"
    RETURNED = "returned"
    CLOSED = "closed"


class ReturnReason(StrEnum):
    """Why the post brought a letter back, as it is marked on the envelope."""

    UNKNOWN = "unknown"
    MOVED = "moved"
    REFUSED = "refused"
    NOT_COLLECTED = "not_collected"
    DAMAGED = "damaged"

    @property
    def ends_address(self) -> bool:
        """Whether the next letter would come back as well; a paper that was torn or not fetched says nothing of it."""
        return self in {ReturnReason.UNKNOWN, ReturnReason.MOVED, ReturnReason.REFUSED}


class Letter(BaseModel):
    """One letter, by the notice that it carries; it holds nothing of the person, and is written when it is printed.

    `mailed_at` of a letter that came back stays; `version` counts its changes. `copy_number` is 2 once it came back and
    is to be mailed again. `is_practice`: it was made in training, and is never to be mailed.
    """

    model_config = ConfigDict(frozen=True)

    schema_version: Literal[1] = 1
    office: str
    receipt: ReceiptNumber
    notice_id: str
    created_at: datetime
    state: LetterState = LetterState.WAITING
    batch: str | None = None
    mailed_at: datetime | None = None
    postal_number: PostalNumber | None = None
    returned_because: ReturnReason | None = None
    copy_number: int = 1
    is_practice: bool = False
    version: int = 1

    @property
    def move(self) -> int:
        return int(self.notice_id.split("-")[0])

    @property
    def event(self) -> NoticeEvent:
        return NoticeEvent(self.notice_id.split("-")[1])

    @property
    def product_id(self) -> str | None:
        return "-".join(self.notice_id.split("-")[2:-2]) or None

    @property
    def code(self) -> str:
        """What is printed on it, so that it is known again: its case, its move and its product.

        A later copy has its number besides, so that nobody takes the one that came back for it.
        """
        return self.first_code if self.copy_number == 1 else f"{self.first_code}/{self.copy_number}"

    @property
    def first_code(self) -> str:
        """The same of its first copy."""
        return f"{self.receipt.format()}/{self.move}{self.product_id or ''}"

    @property
    def reference(self) -> Reference:
        """The notice that it carries."""
        return Reference(self.receipt, self.notice_id)

    def job(self, now: datetime) -> Job:
        """The job of its notice, made again."""
        return Job(
            id=notify_job_id(self.move, self.event, self.product_id), kind=JobKind.NOTIFY, office=self.office,
            created_at=now, receipt=self.receipt, move=self.move, notice=self.event, product_id=self.product_id,
        )  # fmt: skip

    def _after(self, **changes: Any) -> Self:  # noqa: ANN401 - fields of a letter
        return self.model_copy(update={**changes, "version": self.version + 1})

    def taken(self, batch: str) -> Self:
        """In a batch."""
        return self._after(state=LetterState.PRINTED, batch=batch)

    def put_back(self) -> Self:
        """Spoiled, or not mailed after all: it waits again."""
        return self._after(state=LetterState.WAITING, batch=None)

    def mailed(self, at: datetime, postal_number: PostalNumber | None) -> Self:
        """Handed to the post office."""
        return self._after(state=LetterState.MAILED, mailed_at=at, postal_number=postal_number)

    def returned(self, reason: ReturnReason) -> Self:
        """Brought back by the post."""
        return self._after(state=LetterState.RETURNED, returned_because=reason)

    def again(self, notice_id: str) -> Self:
        """It came back and waits again, as a copy that carries a notice of its own."""
        return self._after(
            notice_id=notice_id, copy_number=self.copy_number + 1, state=LetterState.WAITING, batch=None,
            mailed_at=None, postal_number=None, returned_because=None,
        )  # fmt: skip

    def closed(self) -> Self:
        """Not to be mailed: what it would have told no longer holds."""
        return self._after(state=LetterState.CLOSED)


class LetterBatch(BaseModel):
    """Letters that are printed together, the oldest first; `asked` is how many were asked for.

    `prints` counts how often it was printed, `printed_at` is the last time.
    """

    model_config = ConfigDict(frozen=True)

    schema_version: Literal[1] = 1
    id: str
    made_by: str
    made_at: datetime
    asked: int
    letters: tuple[tuple[ReceiptNumber, str], ...]
    prints: int = 0
    printed_at: datetime | None = None

    def printed(self, at: datetime) -> Self:
        """Once more."""
        return self.model_copy(update={"prints": self.prints + 1, "printed_at": at})


class Mailing(BaseModel):
    """One line of a list of what was mailed: the code of a letter, and the number of the post if there is one."""

    model_config = ConfigDict(frozen=True)

    letter: str
    postal_number: PostalNumber | None = None


def letter_of(office: str, reference: Reference, now: datetime, *, is_practice: bool = False) -> Letter:
    """The letter of a notice: the same for the same reference."""
    receipt, notice_id = reference.receipt, reference.notice_id
    return Letter(office=office, receipt=receipt, notice_id=notice_id, created_at=now, is_practice=is_practice)


def letter_summary(letter: Letter) -> dict[str, Any]:
    """The line of a waiting letter; nothing personal."""
    return {
        "receipt": str(letter.receipt),
        "notice_id": letter.notice_id,
        "notice": letter.event,
        "code": letter.code,
        "clock": format_moment(letter.created_at),
        "is_practice": letter.is_practice,
    }


def batch_summary(batch: LetterBatch) -> dict[str, Any]:
    """The line of a batch."""
    return {"batch": batch.id, "letters": len(batch.letters), "clock": format_moment(batch.made_at)}


def same_code(one: str, other: str) -> bool:
    """Whether two codes name one letter, however they were typed."""
    return _bare(one) == _bare(other)


def read_return_reason(text: str) -> ReturnReason:
    """As a form sends it. Raises InvalidRequestError."""
    try:
        return ReturnReason(text)
    except ValueError:
        raise InvalidRequestError([Fault("reason", "choose_return_reason")]) from None


def _bare(code: str) -> str:
    return code.replace(" ", "").replace("-", "").upper()


def read_mailings(table: str) -> tuple[Mailing, ...]:
    """A pasted or uploaded list of codes and numbers. Raises InvalidRequestError with every fault of every line."""
    faults: list[Fault] = []
    found: list[Mailing] = []
    for line in read_table(table, COLUMNS, ("postal_number",), most=MOST_LETTERS):
        try:
            found.append(read_mailing(line.cells.get("letter", ""), line.cells.get("postal_number", "")))
        except InvalidRequestError as error:
            faults += [Fault(f"lines.{line.number}.{fault.field}", fault.code, fault.params) for fault in error.faults]
    if faults:
        raise InvalidRequestError(faults)
    return tuple(found)


def read_mailing(letter: str, postal_number: str) -> Mailing:
    """One line as it was typed or scanned. Raises InvalidRequestError."""
    if not letter.strip():
        raise InvalidRequestError([Fault("letter", "missing")])
    if not postal_number.strip():
        return Mailing(letter=letter)
    try:
        return Mailing(letter=letter, postal_number=PostalNumber.parse(postal_number))
    except InvalidIdentifierError as error:
        raise InvalidRequestError([Fault("postal_number", error.code)]) from None
