"""A signer's work: propose a batch, say what was signed in SIAK, refuse with a reason, close."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case, Change
from chalicelib.domain.errors import (
    Fault,
    InvalidRequestError,
    NotFoundError,
    StaleVersionError,
    TransitionRefusedError,
    UnavailableError,
)
from chalicelib.domain.identifiers import IdempotencyKey, ReceiptNumber
from chalicelib.domain.lifecycle import ProductState
from chalicelib.domain.product import SignatureRefusal
from chalicelib.domain.production import Milestone, keep_result, record_milestone, refuse_signature
from chalicelib.domain.signed_pdf import Keeper, Keeping, SignedResult
from chalicelib.domain.signing import (
    KINDS,
    MOST_LINES,
    UNSIGNED,
    BatchState,
    LineState,
    Refusal,
    SigningBatch,
    SigningLine,
)
from chalicelib.services.batching import WaitingLines, new_batch_id, open_with_oldest
from chalicelib.services.change_case import change_case
from chalicelib.services.ports import CaseRepository, Clock, Ids
from chalicelib.services.presses import Presses
from chalicelib.services.printing_ports import Press, PressedBeforeError
from chalicelib.services.signing_ports import SigningLedger

MOST_RACES: Final = 8

NOT_TO_BE_SIGNED: Final = "not_to_be_signed"

_SIGNED_BEFORE: Final = frozenset(ProductState) - {ProductState.AWAITING_BIOMETRICS, ProductState.AWAITING_SIGNATURE}
"""States of a product on a signed route that lie behind the signature."""


_NOT_SETTLED: Final = UNSIGNED | {LineState.LEFT}


@dataclass(frozen=True, slots=True)
class SigningBatches:
    """Each document is its product's own move, then the batch's line: sent twice, it is done once."""

    ledger: SigningLedger
    presses: Presses
    cases: CaseRepository
    clock: Clock
    ids: Ids

    def propose(self, kind: str, size: int, officer: Actor, key: IdempotencyKey) -> SigningBatch:
        """The oldest documents that wait and stand in no batch, as many as are asked for; once for a key.

        Raises InvalidRequestError: an unknown kind, a size that does not do, or nothing that waits.
        Raises IdempotencyKeyReusedError.
        """
        press = self.presses.read(f"signing-batch|{kind}|{size}", officer, key)
        if known := self.presses.find(press):
            return self.ledger.get_batch(known)
        _check(kind, size)
        try:
            return self._open(kind, size, officer, press)
        except (PressedBeforeError, InvalidRequestError):  # the same press took the last documents a moment ago
            if known := self.presses.find(press):
                return self.ledger.get_batch(known)
            raise

    def confirm(self, batch: str, codes: Collection[str], officer: Actor) -> SigningBatch:
        """These were signed in SIAK. A line that its case does not take is `failed`, the others hold."""
        return self._settle(batch, codes, lambda line: self._signed(line, officer))

    def refuse(self, batch: str, codes: Collection[str], reason: str, officer: Actor) -> SigningBatch:
        """These are not signed, for a reason that stands in the audit of each case."""
        if reason not in {*Refusal}:
            raise InvalidRequestError([Fault("reason", "not_a_choice")])
        refusal = SignatureRefusal(reason=reason, batch=batch, at=self.clock.now())
        return self._settle(batch, codes, lambda line: self._refused(line, refusal, officer))

    def keep(self, batch: str, code: str, result: SignedResult, officer: Actor) -> SigningBatch:
        """This one is signed, and this is its document. Kept before: nothing changes.

        Raises InvalidRequestError: another document is kept, this one is kept for another product, or the product is
        not one that a signature is due for.
        """
        known = self.ledger.get_batch(batch)
        (line,) = known.chosen({code})
        now, may_sign = self.clock.now(), known.state is BatchState.OPEN and line.state in UNSIGNED
        try:
            change_case(
                self.cases, line.receipt,
                lambda case: self._with_keeping(
                    line, result, keep_result(case, line.product, result, officer, now, may_sign=may_sign)
                ),
            )  # fmt: skip
        except (TransitionRefusedError, NotFoundError):
            raise InvalidRequestError([Fault("document", NOT_TO_BE_SIGNED)]) from None
        return self._settle(batch, {code}, lambda line: _with_document(line, result, officer, now), _lacks_document)

    def keeping(self, line: SigningLine, sha256: str) -> Keeping:
        """What makes a file the document of this line alone. Raises InvalidRequestError where it is another's."""
        held = self.ledger.find_keeper(sha256)
        if held is None or (held.receipt, held.product) == (line.receipt, line.product):
            return Keeping(sha256, line.product)
        if self._is_kept(held, sha256):
            whose = f"{ReceiptNumber.restore(held.receipt).format()}-{held.product}"
            raise InvalidRequestError([Fault("document", "document_of_another", (("receipt", whose),))])
        return Keeping(sha256, line.product, instead_of=held)

    def close(self, batch: str, seen: int) -> SigningBatch:
        """What was not signed goes back to the work list. Raises StaleVersionError, TransitionRefusedError."""
        known = self.ledger.get_batch(batch)
        if known.version != seen:
            raise StaleVersionError
        left = [(line.receipt, line.product) for line in known.unsigned()]
        return self.ledger.save_batch(known.closing(self.clock.now()), released=left)

    def _open(self, kind: str, size: int, officer: Actor, press: Press) -> SigningBatch:
        def open_batch(lines: Sequence[SigningLine]) -> SigningBatch:
            name = new_batch_id(self.clock, self.ids)
            made = SigningBatch(id=name, kind=kind, made_by=officer.id, made_at=self.clock.now(), lines=tuple(lines))
            return self.ledger.open_batch(made, press)

        waiting = WaitingLines(self.cases, "awaiting-signature", KINDS[kind], self.ledger.list_taken())
        return open_with_oldest(waiting, size, _line, open_batch, "nothing_to_sign")

    def _with_keeping(self, line: SigningLine, result: SignedResult, change: Change | None) -> Change | None:
        return replace(change, keeping=self.keeping(line, result.sha256)) if change is not None else None

    def _is_kept(self, held: Keeper, sha256: str) -> bool:
        """Whether a file's document is kept still: a signature that was taken back lets go of its file."""
        try:
            product = self.cases.get(ReceiptNumber.restore(held.receipt)).product(held.product)
        except NotFoundError:
            return False
        return product is not None and product.result is not None and product.result.sha256 == sha256

    def _settle(
        self,
        batch: str,
        codes: Collection[str],
        settle: Callable[[SigningLine], SigningLine],
        due: Callable[[SigningLine], bool] = lambda line: line.state in UNSIGNED,
    ) -> SigningBatch:
        """Each line that is `due`; what is settled may stand in another batch from then on.

        A line that was settled while somebody closed the batch is stored as settled.
        """
        tried: dict[str, SigningLine] = {}  # a lost race stores the batch again and moves no case again
        for _ in range(MOST_RACES):
            known = self.ledger.get_batch(batch)
            before = [line for line in known.chosen(codes, tried) if due(line) or _is_overtaken(line, tried)]
            tried |= {line.code: settle(line) for line in before if line.code not in tried}
            after = [tried[line.code] for line in before]
            if after == before:
                return known
            try:
                settled = known.settling(after, self.clock.now())
                return self.ledger.save_batch(settled, _released(before, after))
            except StaleVersionError:
                continue
        raise UnavailableError

    def _signed(self, line: SigningLine, officer: Actor) -> SigningLine:
        def build(case: Case) -> Change | None:
            product = case.product(line.product)
            if product is not None and product.state in _SIGNED_BEFORE:
                return None
            return record_milestone(case, Milestone.SIGNED, line.product, officer, self.clock.now())

        return self._tried(line, build, LineState.SIGNED, "", officer)

    def _refused(self, line: SigningLine, refusal: SignatureRefusal, officer: Actor) -> SigningLine:
        def build(case: Case) -> Change | None:
            return refuse_signature(case, line.product, refusal, officer, self.clock.now())

        return self._tried(line, build, LineState.REFUSED, refusal.reason, officer)

    def _tried(
        self, line: SigningLine, build: Callable[[Case], Change | None], state: LineState, reason: str, officer: Actor
    ) -> SigningLine:
        try:
            change_case(self.cases, line.receipt, build)
        except (TransitionRefusedError, NotFoundError, InvalidRequestError):
            return line.model_copy(update={"state": LineState.FAILED, "reason": NOT_TO_BE_SIGNED})
        except (StaleVersionError, UnavailableError):
            return line.model_copy(update={"state": LineState.FAILED, "reason": "try_again"})
        told = {"state": state, "reason": reason, "settled_at": self.clock.now(), "settled_by": officer.id}
        return line.model_copy(update=told)


def _released(before: Sequence[SigningLine], after: Sequence[SigningLine]) -> list[tuple[ReceiptNumber, str]]:
    """Those that waited and wait no more: a line that was let go may stand in another batch by now."""
    pairs = zip(before, after, strict=True)
    settled = (new for old, new in pairs if old.state in UNSIGNED and new.state not in _NOT_SETTLED)
    return [(line.receipt, line.product) for line in settled]


def _is_overtaken(line: SigningLine, tried: Mapping[str, SigningLine]) -> bool:
    return line.state is LineState.LEFT and line.code in tried and tried[line.code].state not in UNSIGNED


def _lacks_document(line: SigningLine) -> bool:
    return line.takes_document


def _with_document(line: SigningLine, result: SignedResult, officer: Actor, now: datetime) -> SigningLine:
    told: dict[str, Any] = {"document": True, "doubt": result.doubt}
    if line.state is not LineState.SIGNED:
        told |= {"state": LineState.SIGNED, "reason": "", "settled_at": now, "settled_by": officer.id}
    return line.model_copy(update=told)


def _check(kind: str, size: int) -> None:
    faults = [] if kind in KINDS else [Fault("kind", "not_a_choice")]
    faults += [] if 1 <= size <= MOST_LINES else [Fault("size", "out_of_range")]
    if faults:
        raise InvalidRequestError(faults)


def _line(item: Mapping[str, Any]) -> SigningLine:
    return SigningLine(
        receipt=ReceiptNumber.restore(item["receipt"]), product=item["product"], service=item["service"],
        since=datetime.fromisoformat(item["clock"]),
    )  # fmt: skip
