"""Signing batches: documents that a signer signs together, each confirmed, refused or left for the next batch."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.errors import Fault, InvalidRequestError, TransitionRefusedError
from chalicelib.domain.identifiers import ReceiptNumber

MOST_LINES: Final = 90
"""Of one batch: making it reserves each document in the same transaction, which takes 100 actions."""

KINDS: Final[Mapping[str, frozenset[str]]] = {
    "KK": frozenset({"KK"}),
    "CERTIFICATE": frozenset({"CERTIFICATE", "MARGINAL_NOTE"}),
    "MOVE": frozenset({"SKPWNI", "SKPLN", "SKDLN"}),
    "LETTER": frozenset({"LETTER"}),
    "KIA": frozenset({"KIA"}),
}
"""Kinds of batch, and the products that each is made of."""


SIGNED_HERE: Final = frozenset({"LETTER"})
"""Kinds of batch whose documents the office may write and sign itself; all others are made and signed in SIAK."""


class BatchState(StrEnum):
    """Where a batch stands."""

    OPEN = "open"
    CLOSED = "closed"


class LineState(StrEnum):
    """Where one document of a batch stands. `failed`: its case would not take the last try; it can be tried again."""

    WAITING = "waiting"
    SIGNED = "signed"
    REFUSED = "refused"
    FAILED = "failed"
    LEFT = "left"


class Refusal(StrEnum):
    """Why a signer does not sign a document."""

    WRONG_DATA = "wrong_data"
    WRONG_DOCUMENT = "wrong_document"
    PAPERS_DOUBTED = "papers_doubted"
    NOT_IN_SIAK = "not_in_siak"


UNSIGNED: Final = frozenset({LineState.WAITING, LineState.FAILED})


class SigningLine(BaseModel):
    """One document of a batch. `reason`: of a refusal, or the code of the fault that a try met.

    `document`: whether its signed PDF is kept; `doubt`: why a person must look whether that is its resident's.
    """

    model_config = ConfigDict(frozen=True)

    receipt: ReceiptNumber
    product: str
    service: str
    since: datetime
    state: LineState = LineState.WAITING
    reason: str = ""
    settled_at: datetime | None = None
    settled_by: str = ""
    document: bool = False
    doubt: str = ""

    @property
    def takes_document(self) -> bool:
        """Whether a signed PDF may still come for it."""
        return not self.document and self.state in UNSIGNED | {LineState.SIGNED}

    @property
    def code(self) -> str:
        """What names it among all documents."""
        return f"{self.receipt}/{self.product}"


class SigningBatch(BaseModel):
    """Documents of one kind. `version` counts the stored changes."""

    model_config = ConfigDict(frozen=True)

    schema_version: Literal[1] = 1
    id: str
    version: int = 0
    kind: str
    state: BatchState = BatchState.OPEN
    made_by: str
    made_at: datetime
    closed_at: datetime | None = None
    lines: tuple[SigningLine, ...]

    @property
    def is_open(self) -> bool:
        """Whether documents can still be signed in it."""
        return self.state is BatchState.OPEN

    def unsigned(self) -> Iterator[SigningLine]:
        """Those that still wait for the signer."""
        return (line for line in self.lines if line.state in UNSIGNED)

    def doubted(self) -> tuple[SigningLine, ...]:
        """Those whose kept documents somebody must look at."""
        return tuple(line for line in self.lines if line.doubt)

    def chosen(self, codes: Collection[str], tried: Collection[str] = ()) -> tuple[SigningLine, ...]:
        """The lines named, in its order. Raises InvalidRequestError: none, strangers, or some that it let go.

        Those that it let go while they were `tried` are no fault.
        """
        if not codes:
            raise InvalidRequestError([Fault("lines", "nothing_chosen")])
        strangers = sorted(set(codes) - {line.code for line in self.lines})
        if strangers:
            raise InvalidRequestError([Fault("lines", "not_in_signing_batch", (("count", str(len(strangers))),))])
        lines = tuple(line for line in self.lines if line.code in codes)
        if any(line.state is LineState.LEFT and line.code not in tried for line in lines):
            raise InvalidRequestError([Fault("lines", "signing_closed")])
        return lines

    def line_of(self, file_name: str) -> SigningLine:
        """The line whose receipt number stands in the name of a file; of several products the one named behind it.

        `ABCD-EFGH-JKM-p2.pdf`, as people write such names. Raises InvalidRequestError: no line, or more than one.
        """
        found = [line for line in self.lines if _names(file_name, line)]
        if len(found) != 1:
            fault = Fault("document", "file_fits_several" if found else "file_fits_none")
            raise InvalidRequestError([fault])
        return found[0]

    def settling(self, settled: Sequence[SigningLine], now: datetime) -> Self:
        """The same with these lines as they are now; where none waits any more, it is at its end."""
        known = {line.code: line for line in settled}
        after = self.model_copy(update={"lines": tuple(known.get(line.code, line) for line in self.lines)})
        is_over = self.state is BatchState.OPEN and not any(after.unsigned())
        return after.closing(now) if is_over else after

    def closing(self, now: datetime) -> Self:
        """The same at its end: what was not signed goes back to the work list."""
        if self.state is not BatchState.OPEN:
            thing = "batch"
            raise TransitionRefusedError(thing, self.state, "close")
        lines = (
            line.model_copy(update={"state": LineState.LEFT}) if line.state in UNSIGNED else line for line in self.lines
        )
        return self.model_copy(update={"state": BatchState.CLOSED, "closed_at": now, "lines": tuple(lines)})


def _names(file_name: str, line: SigningLine) -> bool:
    """Whether a file's name holds the line's receipt number, with its product or with none behind it."""
    number = "[-_. ]?".join(line.receipt)
    found = re.search(rf"{number}(?:[-_. ]?(p[0-9]+))?", file_name, re.IGNORECASE)
    return found is not None and (found[1] or line.product).lower() == line.product
