"""Beside the verdicts: calls to the resident, duplicates, and who else of the family has a case."""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain import review, review_desk
from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case, Change
from chalicelib.domain.errors import Fault, InvalidRequestError, StaleVersionError
from chalicelib.domain.identifiers import PhoneNumber, ReceiptNumber
from chalicelib.domain.lifecycle import LEADS_TO_NOTHING, CaseState
from chalicelib.domain.notification import Untold
from chalicelib.domain.review_desk import CallOutcome
from chalicelib.domain.told import Standing, list_waiting, standings_of
from chalicelib.services.change_case import change_case, must_match
from chalicelib.services.ports import CaseRepository, Clock, Sealer, UnreachedList
from chalicelib.services.telling_ports import TellingTrail

MOST_RELATED: Final = 20
"""Cases of one family that are shown; a family of more asks for a search."""

MOST_OF_FAMILY: Final = 50
"""Cases of one family that are read, to show the newest."""


@dataclass(frozen=True, slots=True)
class ReviewBeside:
    """All raise NotFoundError; those that take `if_match` raise StaleVersionError for a version that nothing has."""

    cases: CaseRepository
    sealer: Sealer
    unreached: UnreachedList
    trail: TellingTrail
    clock: Clock

    def note_call(self, receipt: ReceiptNumber, outcome: CallOutcome, note: str, officer: Actor, if_match: int) -> Case:
        """Record a call. The note may name people: it is sealed with the personal part, and ends with it.

        Where the resident was spoken with, the news of the case that had reached nobody leaves the list of such news
        with it: what is put there while the call is being recorded stays. News that still waits, such as a letter that
        is to be printed, is told as well; a PIN is not, for no officer knows it.
        """
        case, sealed = self.cases.get_sealed(receipt)
        must_match(case, if_match)
        has_spoken = outcome in review_desk.SPOKE
        untold = self.unreached.list_for(receipt) if has_spoken else ()
        waiting = list_waiting(case, self.trail.of(receipt)) if has_spoken else ()
        change = review_desk.note_call(
            case, outcome, officer, self.clock.now(), has_note=bool(note), untold=untold, waiting=waiting
        )
        again = None
        if note:
            if sealed is None:
                raise InvalidRequestError([Fault("note", "nowhere_to_keep")])
            personal = self.sealer.open(receipt, sealed)
            notes = {**personal.call_notes, str(change.case.version): note}
            again = self.sealer.seal(receipt, personal.model_copy(update={"call_notes": notes}), sealed.wrapped_key)
        self.cases.save(change, again)
        return change.case

    def list_standings(self, case: Case) -> tuple[Standing, ...]:
        """How each news that holds of the case stands, the latest first. One query."""
        return standings_of(case, self.trail.of(case.receipt))

    def list_untold(self, receipt: ReceiptNumber) -> tuple[Untold, ...]:
        """News of the case that reached nobody: somebody is to call. One query."""
        return self.unreached.list_for(receipt)

    def show_number(self, receipt: ReceiptNumber, officer: Actor, if_match: int) -> tuple[Case, PhoneNumber]:
        """The resident's number, once who asked for it is recorded. Raises InvalidRequestError where there is none."""
        case, sealed = self.cases.get_sealed(receipt)
        must_match(case, if_match)
        phone = self.sealer.open(receipt, sealed).contact.phone if sealed else None
        if phone is None:
            raise InvalidRequestError([Fault("phone", "no_number")])
        change = review_desk.note_number_shown(case, officer, self.clock.now())
        self.cases.save(change)
        return change.case, phone

    def settle_duplicate(
        self, receipt: ReceiptNumber, other: ReceiptNumber, officer: Actor, if_match: int, *, is_duplicate: bool
    ) -> Case:
        """End the case as a duplicate of another, or record on both that they are two. The same again changes nothing.

        Raises InvalidRequestError for a case that was never flagged, or whose other one has ended without a product.
        """
        if is_duplicate:
            return self._end(receipt, other, officer, if_match, "other")
        case, now = self.cases.get(receipt), self.clock.now()
        must_match(case, if_match)
        review_desk.must_be_flagged(case, other)
        change_case(self.cases, other, lambda known: review_desk.dismiss_duplicate(known, receipt, officer, now))
        return change_case(
            self.cases, receipt, lambda known: review_desk.dismiss_duplicate(known, other, officer, now), if_match
        )

    def cancel(
        self, receipt: ReceiptNumber, reason: str, other: ReceiptNumber | None, officer: Actor, if_match: int
    ) -> Case:
        """End it on the resident's word, or as a duplicate of another, which is named then and only then.

        Raises InvalidRequestError as `settle_duplicate` does.
        """
        review_desk.must_name_other(reason, other)
        if other is not None:
            return self._end(receipt, other, officer, if_match, review_desk.NAMED)
        now = self.clock.now()
        return change_case(self.cases, receipt, lambda case: review.cancel(case, reason, officer, now), if_match)

    def _end(self, receipt: ReceiptNumber, other: ReceiptNumber, officer: Actor, if_match: int, field: str) -> Case:
        now = self.clock.now()

        def build(case: Case) -> Change:
            review_desk.must_be_flagged(case, other, field)
            change = review_desk.end_as_duplicate(case, other, officer, now)
            review_desk.must_go_on(self.cases.get(other), field)
            return change

        try:
            return change_case(self.cases, receipt, build, if_match)
        except StaleVersionError:
            review_desk.must_go_on(self.cases.get(other), field)  # it may be the other one that ended meanwhile
            raise

    def list_ended(self, case: Case) -> dict[ReceiptNumber, CaseState]:
        """Those that look like it and have ended without a product, with how; one read for each that looks like it."""
        others = (self.cases.get(ReceiptNumber.restore(other)) for other in case.possible_duplicates)
        return {other.receipt: other.state for other in others if other.state in LEADS_TO_NOTHING}

    def list_family(self, case: Case) -> tuple[tuple[Case, ...], int]:
        """Other cases of the same family card, newest first and at most twenty, and how many there are.

        One read each, of at most fifty: a family card that has more is no family's.
        """
        digest = case.lookups.get("family_card")
        found = self.cases.find_by_lookup("family_card", digest) if digest else ()
        receipts = [receipt for receipt in found if receipt != case.receipt]
        others = [self.cases.get(receipt) for receipt in receipts[:MOST_OF_FAMILY]]
        newest = sorted(others, key=lambda other: other.created_at, reverse=True)[:MOST_RELATED]
        return tuple(newest), len(receipts)
