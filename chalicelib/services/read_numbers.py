"""Read the numbers off the cards of one case, and keep for the officer whether they are those that were typed."""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Case, Change
from chalicelib.domain.document import Upload, UploadState
from chalicelib.domain.events import Job
from chalicelib.domain.intake import record_readings, unread_cards
from chalicelib.domain.reading import NumberHint, compare_numbers
from chalicelib.services.change_case import change_case
from chalicelib.services.ports import CaseRepository, Clock, ObjectStore, Outbox, PaperReader, Sealer

PAGES: Final = 2
"""Of a file: both sides of a card."""

FILES: Final = 4
"""Read by one job: posted pages are a file each. Others are left to the next turn of the same job."""


@dataclass(frozen=True, slots=True)
class ReadNumbers:
    """Safe to repeat. What was read is compared and forgotten: neither text nor number is kept or logged."""

    cases: CaseRepository
    outbox: Outbox
    store: ObjectStore
    sealer: Sealer
    reader: PaperReader
    clock: Clock

    def __call__(self, job: Job) -> None:
        """Read the cards of a case that was handed in. Raises UnavailableError without a reader.

        While one of them is still being inspected the job stays in the outbox; the sweeper brings it again.
        """
        case, sealed = self.cases.get_sealed(job.receipt)
        cards = list(unread_cards(case))
        if sealed is None or not cards:
            self.outbox.settle(job)
            return
        typed = _typed(self.sealer.open(job.receipt, sealed))
        ready = [card for card in cards if card.state is UploadState.ACCEPTED]
        hints = {card.id: self._read(card, typed) for card in ready[:FILES]}
        is_whole = len(hints) == len(cards)

        def build(current: Case) -> Change | None:
            is_stale = current.lookups != case.lookups  # other numbers were typed meanwhile, with a job of their own
            return record_readings(
                current, {} if is_stale else hints, self.clock.now(), job.id if is_whole or is_stale else ""
            )

        if hints:
            change_case(self.cases, job.receipt, build)

    def _read(self, card: Upload, typed: frozenset[str]) -> NumberHint:
        pages = (self.store.read_page(page.key) for page in card.pages[:PAGES])
        text = "\n".join(self.reader.read(page) for page in pages if page is not None)
        return compare_numbers(text, typed)


def _typed(personal: PersonalData) -> frozenset[str]:
    people = (personal.applicant, personal.subject)
    numbers = (*(person.nik for person in people if person), personal.family_card_number)
    return frozenset(str(number) for number in numbers if number)
