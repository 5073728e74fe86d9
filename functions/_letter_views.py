"""Letters to residents, as callers and pages see them."""

from typing import Any, Final

from chalicelib.bootstrap import get_services
from chalicelib.domain.letters import Letter, LetterBatch, LetterState
from chalicelib.domain.seen import Sight
from chalicelib.services.letters import Done
from chalicelib.services.ports import QueuePage
from functions._http import Call, Reply
from functions._schemas import letters as schemas
from functions._seen import record_seen

PDF: Final = "application/pdf"


def view_waiting(page: QueuePage) -> schemas.LetterList:
    """One page of the list of letters."""
    items = [
        schemas.LetterLine(
            letter=line["code"],
            receipt=line["receipt"],
            notice=line["notice"],
            since=line["clock"],
            is_practice=line.get("is_practice", False),
        )
        for line in page.items
    ]
    return schemas.LetterList(items=items, next_cursor=page.next_cursor)


def view_batches(page: QueuePage) -> schemas.LetterBatchList:
    """One page of the list of batches."""
    items = [
        schemas.LetterBatchLine(batch=line["batch"], letters=line["letters"], made_at=line["clock"])
        for line in page.items
    ]
    return schemas.LetterBatchList(items=items, next_cursor=page.next_cursor)


def view_batch(batch: LetterBatch, letters: tuple[Letter, ...]) -> schemas.LetterBatchOut:
    """One batch."""
    shown = [view_letter(letter, batch.id) for letter in letters]
    return schemas.LetterBatchOut(
        batch=batch.id, made_at=batch.made_at, made_by=batch.made_by, prints=batch.prints, printed_at=batch.printed_at,
        letters=shown,
    )  # fmt: skip


def view_letter(letter: Letter, batch: str) -> schemas.LetterOut:
    """One letter, as a batch sees it."""
    return schemas.LetterOut(
        letter=letter.code,
        receipt=letter.receipt,
        notice=letter.event,
        state=letter.state,
        is_in_batch=letter.state is LetterState.PRINTED and letter.batch == batch,
        mailed_at=letter.mailed_at,
        postal_number=letter.postal_number,
        returned_because=letter.returned_because,
        is_practice=letter.is_practice,
    )


def view_done(done: Done) -> schemas.LettersDone:
    """What a step did."""
    return schemas.LettersDone(done=done.done, already=done.already)


def give_letters(call: Call[Any], seen: int | None) -> Reply:
    """The PDF of a batch that had been `seen` printed so often; whose addresses it shows is recorded before."""
    printed = get_services().letters.print(call.path["batch"], seen)
    for receipt in dict.fromkeys(printed.receipts):
        record_seen(call, receipt, Sight.LETTER)
    headers = {"Content-Disposition": 'inline; filename="surat.pdf"', "Cache-Control": "no-store"}
    return Reply(printed.pdf, headers=headers, media_type=PDF)
