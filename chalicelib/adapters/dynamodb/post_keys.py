"""The keys of the postal ledger: partner, batch, envelope and sheet numbers, of which none is personal."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from chalicelib.adapters.dynamodb.keys import Item, Keys
from chalicelib.domain.post.envelope import EnvelopeRef, Rescan, Statement
from chalicelib.domain.worklist import format_moment

BATCH: Final = "BATCH"
SHEET: Final = "SHEET"
ENVELOPE: Final = "ENVELOPE#"
SEQUENCE: Final = "SEQUENCE#"
OPEN_RESCAN: Final = "RESCAN#OPEN#"
DONE_RESCAN: Final = "RESCAN#DONE#"


@dataclass(frozen=True, slots=True)
class PostKeys(Keys):
    """Keys of one office's ledger: a batch with what is in it, and a partner with what lies across batches."""

    def batch(self, partner: str, batch: str, sort: str = BATCH) -> Item:
        """A batch, or with another sort key one of the items that lie beside it."""
        return self.beside(f"BATCH#{partner}#{batch}", sort)

    def envelope(self, ref: EnvelopeRef) -> Item:
        return self.batch(ref.partner, ref.batch, f"{ENVELOPE}{ref.number}")

    def partner(self, partner: str, sort: str) -> Item:
        return self.beside(f"PARTNER#{partner}", sort)

    def sequence(self, partner: str, number: int) -> Item:
        return self.partner(partner, f"{SEQUENCE}{number:09d}")

    def day(self, partner: str, day: date, number: int) -> Item:
        return self.partner(partner, f"{day_prefix(day)}{number:09d}")

    def rescan(self, rescan: Rescan) -> Item:
        """An answered rescan stands under another key than an open one, so that the open ones are one query."""
        prefix = OPEN_RESCAN if rescan.is_open else DONE_RESCAN
        return self.partner(rescan.envelope.partner, f"{prefix}{rescan.id}")

    def open_rescan(self, rescan: Rescan) -> Item:
        return self.partner(rescan.envelope.partner, f"{OPEN_RESCAN}{rescan.id}")

    def statement(self, statement: Statement, piece: int) -> Item:
        """A piece of a report, from 1; the last piece of the latest report sorts last."""
        told = f"{format_moment(statement.reported_at)}#{statement.digest}"
        return self.partner(statement.partner, f"{statement_prefix(statement.day)}{told}#{piece:02d}")

    def sheet(self, partner: str, control_number: str) -> Item:
        return self.beside(f"SHEET#{partner}#{control_number}", SHEET)


def day_prefix(day: date) -> str:
    """Batches of one day, by sequence."""
    return f"DAY#{day}#"


def statement_prefix(day: date) -> str:
    """Reports of one day, by when they came."""
    return f"STATEMENT#{day}#"


def partition_of(key: Item) -> str:
    """The partition that a key lies in."""
    return str(key["PK"]["S"])
