"""What an officer does with an envelope that waits: attach, open, duplicate, rescan, reject; and its custody."""

from dataclasses import dataclass
from typing import Literal

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case, Change
from chalicelib.domain.errors import (
    Fault,
    InvalidRequestError,
    NotFoundError,
    StaleVersionError,
    TransitionRefusedError,
)
from chalicelib.domain.identifiers import PostalNumber, ReceiptNumber
from chalicelib.domain.post.envelope import Custody, Envelope, EnvelopeRef, Reason, Rescan, ScannedPage
from chalicelib.domain.post.filing import send_back
from chalicelib.domain.post.manifest import EnvelopeEntry
from chalicelib.domain.post.reading import read_manifest
from chalicelib.domain.post.vocabulary import BY_OFFICERS, End, RejectionCode, RescanReason, WaitReason
from chalicelib.services.application_details import Details
from chalicelib.services.change_case import change_case
from chalicelib.services.file_envelope import FileEnvelope
from chalicelib.services.open_by_post import OpenByPost
from chalicelib.services.page_links import PageLinks, link_page
from chalicelib.services.ports import CaseRepository, Clock, Ids, ObjectStore
from chalicelib.services.post_ports import BatchStore, PostLedger
from chalicelib.services.withdraw_sheets import WithdrawSheets, mark_pages

_OPEN_ENDS = frozenset({End.STAFF, End.RESCAN})
_WITH_PAPERS = frozenset({"attach", "open"})
_IN_A_CASE = frozenset({End.OPENED, End.ATTACHED})


@dataclass(frozen=True, slots=True)
class ResolveEnvelope:
    """Each call holds only for the version that the officer saw, and is one transaction.

    All raise NotFoundError, StaleVersionError, and TransitionRefusedError for an envelope that does not wait.
    """

    ledger: PostLedger
    cases: CaseRepository
    store: BatchStore
    pages: ObjectStore
    file_envelope: FileEnvelope
    opening: OpenByPost
    withdrawing: WithdrawSheets
    ids: Ids
    clock: Clock

    def read(self, ref: EnvelopeRef) -> tuple[Envelope, EnvelopeEntry | None]:
        """An envelope, with what its manifest says: sender and keyed data, for the officer's eyes alone."""
        envelope = self._get(ref)
        batch = self.ledger.get_batch(ref.partner, ref.batch)
        entries = read_manifest(self.store.read_manifest(batch.manifest_key)).entries
        return envelope, next((entry for entry in entries if entry.number == ref.number), None)

    def link_page(self, ref: EnvelopeRef, number: int) -> tuple[Envelope, PageLinks]:
        """Short-lived addresses of one page image, set aside or not. Raises NotFoundError for one without image."""
        envelope = self._get(ref)
        page = envelope.page(number)
        image = page.image if page else None
        if image is None:
            raise NotFoundError
        return envelope, link_page(self.pages, image)

    def attach(self, ref: EnvelopeRef, receipt: ReceiptNumber, officer: Actor, if_match: int) -> Envelope:
        """Attach it to a case. Raises InvalidRequestError with the reason when that case takes no papers."""
        envelope = self._waiting(ref, if_match, "attach")
        filed = self.file_envelope.attach(envelope, receipt, officer)
        if isinstance(filed, WaitReason):
            raise InvalidRequestError([Fault("receipt_number", filed)])
        if filed.version != envelope.version + 1 or filed.resolved_by != officer.id:
            raise StaleVersionError
        return filed

    def open(self, ref: EnvelopeRef, service: str, details: Details, officer: Actor, if_match: int) -> Envelope:
        """Open a case for it by what the officer keyed. Raises InvalidRequestError with every fault."""
        envelope = self._waiting(ref, if_match, "open")
        return self.opening(envelope, service, details, officer)

    def mark_duplicate(self, ref: EnvelopeRef, of: EnvelopeRef, officer: Actor, if_match: int) -> Envelope:
        """The same papers came before; both stay, side by side."""
        envelope = self._waiting(ref, if_match, "duplicate")
        if of == ref or self.ledger.get_envelope(of) is None:
            raise InvalidRequestError([Fault("of", "unknown_envelope")])
        return self._save(envelope, officer, end=End.DUPLICATE, duplicate_of=of.id, waits_for=())

    def reject(self, ref: EnvelopeRef, code: RejectionCode, officer: Actor, if_match: int) -> Envelope:
        """Not for this office, empty, or of no use. Raises InvalidRequestError for a code that is not an officer's."""
        if code not in BY_OFFICERS:
            raise InvalidRequestError([Fault("code", "not_a_choice")])
        envelope = self._waiting(ref, if_match, "reject")
        return self._save(envelope, officer, end=End.REJECTED, reasons=(Reason(code=code),), waits_for=())

    def ask_rescan(
        self,
        ref: EnvelopeRef,
        control_number: str | None,
        reason: RescanReason,
        note: str,
        officer: Actor,
        if_match: int,
    ) -> tuple[Envelope, Rescan]:
        """Ask for a new scan of a sheet, or of the whole envelope; in a case, its pages are set aside meanwhile."""
        envelope = self._get(ref)
        _must_match(envelope, if_match)
        rescan = Rescan(
            id=self.ids.new_id(),
            office=envelope.office,
            envelope=ref,
            control_number=control_number,
            reason=reason,
            note=note,
            asked_by=officer.id,
            asked_at=self.clock.now(),
        )
        asked = _pages_asked(envelope, control_number)
        if envelope.end in _IN_A_CASE:
            return self.withdrawing(envelope, asked, rescan, officer), rescan
        if envelope.end not in _OPEN_ENDS:
            raise _refused(envelope, "rescan")
        pages = mark_pages(envelope, asked, rescan.id)
        end = End.RESCAN if all(page.rescan for page in pages) else envelope.end
        marked = envelope.moved(self.clock.now(), pages=pages, end=end)
        self.ledger.save_envelope(marked, rescan)
        return marked, rescan

    def record_custody(
        self,
        ref: EnvelopeRef,
        place: Literal["post_office", "office", "returned"],
        returned_under: PostalNumber | None,
        officer: Actor,
        if_match: int,
    ) -> Envelope:
        """Where the original papers are from now on; a resident whose papers go back is told the postal number.

        Raises InvalidRequestError for a return without its number.
        """
        envelope = self._get(ref)
        _must_match(envelope, if_match)
        if (place == "returned") != (returned_under is not None):
            raise InvalidRequestError([Fault("returned_under", "required" if place == "returned" else "not_taken")])
        now = self.clock.now()
        kept = Custody(place=place, since=now, returned_under=str(returned_under) if returned_under else None)
        moved = envelope.moved(now, custody=(*envelope.custody, kept))
        if envelope.receipt is None or returned_under is None:
            self.ledger.save_envelope(moved)
        else:
            number = str(returned_under)

            def build(case: Case) -> Change:
                _must_match(self._get(ref), if_match)  # a second entry at once moved the envelope and not the case
                return send_back(case, moved, number, officer, now)

            change_case(self.cases, envelope.receipt, build)
        return moved

    def _save(self, envelope: Envelope, officer: Actor, **updates: object) -> Envelope:
        ended = envelope.moved(self.clock.now(), resolved_by=officer.id, **updates)
        self.ledger.save_envelope(ended)
        return ended

    def _waiting(self, ref: EnvelopeRef, if_match: int, event: str) -> Envelope:
        envelope = self._get(ref)
        _must_match(envelope, if_match)
        if envelope.end not in _OPEN_ENDS or (event in _WITH_PAPERS and not envelope.papers()):
            raise _refused(envelope, event)
        return envelope

    def _get(self, ref: EnvelopeRef) -> Envelope:
        envelope = self.ledger.get_envelope(ref)
        if envelope is None:
            raise NotFoundError
        return envelope


def _pages_asked(envelope: Envelope, control_number: str | None) -> tuple[ScannedPage, ...]:
    """The pages of a sheet, or of the whole envelope. Raises InvalidRequestError for a sheet that it does not have."""
    asked = tuple(page for page in envelope.pages if control_number in {None, page.control_number})
    if not asked:
        raise InvalidRequestError([Fault("control_number", "unknown_sheet")])
    if any(page.rescan for page in asked):
        raise InvalidRequestError([Fault("control_number", "asked_already")])
    return asked


def _must_match(envelope: Envelope, if_match: int) -> None:
    if envelope.version != if_match:
        raise StaleVersionError


def _refused(envelope: Envelope, event: str) -> TransitionRefusedError:
    thing = "envelope"
    return TransitionRefusedError(thing, envelope.end, event)
