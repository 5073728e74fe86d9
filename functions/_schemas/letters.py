"""Bodies of requests and answers about letters to residents."""

from datetime import datetime

from pydantic import Field

from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.letters import MOST_LETTERS, LetterState, ReturnReason
from functions._schemas.base import Answer, Request


class LetterLine(Answer):
    """A letter that waits to be printed; nothing personal. `is_practice`: made in training, never to be mailed."""

    letter: str
    receipt: str
    notice: NoticeEvent
    since: datetime
    is_practice: bool


class LetterList(Answer):
    """Letters that wait, oldest first."""

    items: list[LetterLine]
    next_cursor: str | None


class LetterBatchLine(Answer):
    """A batch of which something is still to be said."""

    batch: str
    letters: int
    made_at: datetime


class LetterBatchList(Answer):
    """Open batches, oldest first."""

    items: list[LetterBatchLine]
    next_cursor: str | None


class LetterBatchRequest(Request):
    """How many of the oldest letters."""

    size: int


class LetterOut(Answer):
    """One letter of a batch."""

    letter: str
    receipt: str
    notice: NoticeEvent
    state: LetterState
    is_in_batch: bool
    mailed_at: datetime | None
    postal_number: str | None
    returned_because: ReturnReason | None
    is_practice: bool


class LetterBatchOut(Answer):
    """A batch, and its letters as they stand; `prints` is how often it was printed."""

    batch: str
    made_at: datetime
    made_by: str
    prints: int
    printed_at: datetime | None
    letters: list[LetterOut]


class PrintLettersRequest(Request):
    """How often the batch had been printed when it was read; None prints whatever happened since."""

    prints: int | None = None


class MailedLine(Request):
    """What is printed on a letter, and its number of the post if it has one."""

    letter: str = Field(max_length=200)
    postal_number: str = Field(default="", max_length=64)


class MailedRequest(Request):
    """The letters that were mailed; without any, all of the batch.

    `are_gone`: take those, too, that ought to have stayed here.
    """

    letters: list[MailedLine] = Field(default=[], max_length=MOST_LETTERS)
    are_gone: bool = False


class PutBackRequest(Request):
    """The letters that were spoiled or not mailed."""

    letters: list[str] = Field(min_length=1, max_length=MOST_LETTERS)


class LettersDone(Answer):
    """How many letters it was done for now, and before."""

    done: int
    already: int


class AgainRequest(Request):
    """What is printed on a letter that came back, its number of the post, or a receipt number."""

    scan: str = Field(max_length=200)


class ReturnedRequest(Request):
    """The number of the post, what is printed on the letter, or a receipt number; and why it came back."""

    scan: str = Field(max_length=200)
    reason: ReturnReason
