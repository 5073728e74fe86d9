"""File an envelope: into the case it names, into a new one, or before an officer. Never into a case by a guess."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.domain.access import SYSTEM, Actor
from chalicelib.domain.case import Case, Change
from chalicelib.domain.errors import NotFoundError, StaleVersionError, UnavailableError
from chalicelib.domain.identifiers import Nik, ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.post.envelope import Envelope, EnvelopeRef, Rescan
from chalicelib.domain.post.filing import attach, has_room, takes_papers
from chalicelib.domain.post.manifest import EnvelopeEntry, Keyed
from chalicelib.domain.post.matching import (
    Found,
    MarkedPage,
    Named,
    Unnamed,
    Waits,
    find_named_case,
    named_by_rescan,
)
from chalicelib.domain.post.vocabulary import End, WaitReason
from chalicelib.services.application_details import POSTAL, postal_digest
from chalicelib.services.change_case import MOST_RACES
from chalicelib.services.checklists import Checklists
from chalicelib.services.keys import Keys, keyed_digest
from chalicelib.services.open_by_post import OpenByPost
from chalicelib.services.ports import CaseRepository, Clock
from chalicelib.services.post_ports import PostLedger
from chalicelib.services.postal_numbers import REUSED_AFTER

_WAITING: Final = frozenset({CaseState.DRAFT, CaseState.RETURNED})
_PAST_REVIEW: Final = frozenset({CaseState.COMPLETE, CaseState.IN_PROCESS, CaseState.READY})


@dataclass(frozen=True, slots=True)
class FileEnvelope:
    """Each filing is one transaction: the case's move and the envelope's end, all or nothing."""

    ledger: PostLedger
    cases: CaseRepository
    checklists: Checklists
    opening: OpenByPost
    keys: Keys
    clock: Clock
    reads_papers: bool = False

    def __call__(self, envelope: Envelope, entry: EnvelopeEntry, pages: Sequence[MarkedPage]) -> Envelope:
        """End an envelope that was split; safe to repeat. Returns the envelope as it is stored."""
        rescan = self.open_rescan(envelope)
        answered = _answer(rescan, envelope, self.clock.now()) if rescan else None
        named = self._named(envelope, entry, pages, rescan)
        if isinstance(named, Unnamed):
            named = self._by_postal_number(entry)
        if isinstance(named, Found) and self._is_of_another(named.receipt, entry.keyed):
            others = self._candidates(entry.keyed)
            named = Waits((WaitReason.NIK_DIFFERS_FROM_CASE,), tuple(dict.fromkeys((named.receipt, *others))))
        if isinstance(named, Found):
            filed = self.attach(envelope, named.receipt, SYSTEM, answered)
            if not isinstance(filed, WaitReason):
                return filed
            named = Waits((filed,), (named.receipt,))
        if isinstance(named, Unnamed):
            return self._open(envelope, entry.keyed or Keyed(), answered)
        return self.wait(envelope, named, answered)

    def attach(
        self, envelope: Envelope, receipt: ReceiptNumber, actor: Actor, rescan: Rescan | None = None
    ) -> Envelope | WaitReason:
        """Attach it to a case, or say why that case takes no papers. The envelope as it is stored after a lost race."""
        for _ in range(MOST_RACES):
            try:
                case = self.cases.get(receipt)
            except NotFoundError:
                return WaitReason.NUMBER_UNKNOWN
            reason = _why_not(case, envelope)
            if reason is not None:
                return reason
            slots = self.checklists.of(case).slots
            rescans = (rescan,) if rescan else ()
            bound = self.checklists.bind(case)
            change = attach(bound, envelope, slots, actor, self.clock.now(), rescans, is_read=self.reads_papers)
            stored = self._save(change, envelope)
            if stored is not None:
                return stored
        raise UnavailableError

    def wait(self, envelope: Envelope, why: Waits, rescan: Rescan | None = None) -> Envelope:
        """Put it before an officer, with the reasons and the cases it may belong to."""
        candidates = tuple(map(str, why.candidates))
        waiting = envelope.moved(self.clock.now(), end=End.STAFF, waits_for=why.reasons, candidates=candidates)
        return self.store(waiting, rescan)

    def store(self, envelope: Envelope, rescan: Rescan | None = None) -> Envelope:
        """Store an envelope's next state; as it is stored when another worker was faster.

        Raises UnavailableError when another envelope answered the rescan meanwhile: this one is looked at anew.
        """
        try:
            self.ledger.save_envelope(envelope, rescan)
        except StaleVersionError:
            return self._ended(envelope.ref)
        return envelope

    def _named(
        self, envelope: Envelope, entry: EnvelopeEntry, pages: Sequence[MarkedPage], rescan: Rescan | None
    ) -> Named:
        typed = entry.keyed.receipt_number if entry.keyed else None
        sides = 2 if entry.duplex else 1
        named = find_named_case(pages, typed, envelope.office, self.keys.cover, first_sheet=sides)
        first = self.ledger.get_envelope(rescan.envelope) if rescan is not None else None
        return named if first is None or first.receipt is None else named_by_rescan(named, first.receipt)

    def _by_postal_number(self, entry: EnvelopeEntry) -> Named:
        if entry.postal_number is None:
            return Unnamed()
        found = self.cases.find_by_lookup(POSTAL, postal_digest(self.keys.lookup, entry.postal_number))
        since = self.clock.now() - REUSED_AFTER
        waiting = [case.receipt for case in map(self.cases.get, found) if _expects(case) and case.updated_at > since]
        if len(waiting) > 1:
            return Waits((WaitReason.SEVERAL_CASES,), tuple(waiting))
        return Found(waiting[0]) if waiting else Unnamed()

    def _open(self, envelope: Envelope, keyed: Keyed, rescan: Rescan | None) -> Envelope:
        reason = self.opening.why_not(keyed)
        if reason is not None:
            return self.wait(envelope, Waits((reason,), self._candidates(keyed)), rescan)
        try:
            return self.opening.from_keyed(envelope, keyed, rescan)
        except StaleVersionError:
            return self._ended(envelope.ref)

    def _candidates(self, keyed: Keyed | None) -> tuple[ReceiptNumber, ...]:
        if keyed is None or keyed.nik is None:
            return ()
        return self.cases.find_by_lookup("nik", self._digest(keyed.nik))

    def _is_of_another(self, receipt: ReceiptNumber, keyed: Keyed | None) -> bool:
        """Whether the clerk keyed the NIK of somebody whom the case does not concern."""
        if keyed is None or keyed.nik is None:
            return False
        try:
            lookups = self.cases.get(receipt).lookups
        except NotFoundError:
            return False
        persons = {lookups[kind] for kind in ("nik", "applicant") if kind in lookups}
        return bool(persons) and self._digest(keyed.nik) not in persons

    def _digest(self, nik: Nik) -> str:
        return keyed_digest(self.keys.lookup, "nik", str(nik))

    def open_rescan(self, envelope: Envelope) -> Rescan | None:
        """The request that an envelope answers, as long as it is open."""
        if envelope.rescan_for is None:
            return None
        rescan = self.ledger.get_rescan(envelope.partner, envelope.rescan_for)
        return rescan if rescan is not None and rescan.is_open else None

    def _save(self, change: Change, envelope: Envelope) -> Envelope | None:
        """The envelope as it is stored; None when only the case was moved meanwhile, so that it is tried again."""
        try:
            self.cases.save(change)
        except StaleVersionError:
            stored = self._stored(envelope)
            return stored if stored.version != envelope.version else None
        return change.envelopes[0]

    def _stored(self, envelope: Envelope) -> Envelope:
        return self.ledger.get_envelope(envelope.ref) or envelope

    def _ended(self, ref: EnvelopeRef) -> Envelope:
        stored = self.ledger.get_envelope(ref)
        if stored is None or stored.end is End.PENDING:
            raise UnavailableError
        return stored


def _expects(case: Case) -> bool:
    return case.state in _WAITING


def _why_not(case: Case, envelope: Envelope) -> WaitReason | None:
    if case.state in _PAST_REVIEW:
        return WaitReason.CASE_PAST_REVIEW
    if not takes_papers(case):
        return WaitReason.CASE_ENDED
    return None if has_room(case, envelope) else WaitReason.CASE_FULL


def _answer(rescan: Rescan, envelope: Envelope, now: datetime) -> Rescan:
    return rescan.model_copy(update={"answered_by": envelope.ref, "answered_at": now})
