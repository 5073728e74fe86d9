"""The slip that tells a resident without phone and e-mail what became of an envelope."""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.domain.case import Case
from chalicelib.domain.errors import TransitionRefusedError
from chalicelib.domain.finding import Finding, Severity
from chalicelib.domain.identifiers import Pin, ReceiptNumber
from chalicelib.domain.messages import Messages
from chalicelib.domain.post.envelope import EnvelopeRef
from chalicelib.domain.text import Language, Text
from chalicelib.services.keys import Keys
from chalicelib.services.ports import CaseRepository, CustodyPlace, SheetPrinter
from chalicelib.services.post_ports import PostLedger
from chalicelib.services.review_case import ReviewCase


@dataclass(frozen=True, slots=True)
class PrintSlip:
    """Two reads. The PIN is derived for the slip and kept nowhere."""

    cases: CaseRepository
    ledger: PostLedger
    review: ReviewCase
    printer: SheetPrinter
    messages: Messages
    keys: Keys

    def __call__(self, receipt: ReceiptNumber) -> bytes:
        """A PDF to mail. What is missing is told once every posted page has its paper.

        Raises NotFoundError, and TransitionRefusedError for a draft: it has no receipt.
        """
        case = self.cases.get(receipt)
        if case.received_at is None:
            thing = "case"
            raise TransitionRefusedError(thing, case.state, "print_slip")
        pin = Pin.derive(self.keys.pin, case.receipt, case.pin_version)
        missing = None if case.unsorted() else list(self._missing(case))
        return self.printer.print_slip(case, pin, missing, self._custody(case))

    def _custody(self, case: Case) -> CustodyPlace | None:
        """Where the papers of the latest envelope are; None for a case that none came to."""
        posted = [upload.scan.envelope for upload in case.uploads if upload.scan]
        ref = EnvelopeRef.parse(posted[-1]) if posted else None
        envelope = self.ledger.get_envelope(ref) if ref else None
        return envelope.custody[-1].place if envelope and envelope.custody else None

    def _missing(self, case: Case) -> Iterator[Text]:
        """Why each paper or answer holds the case up. The advice is left out: it speaks of uploading."""
        for finding in self.review.findings(case):
            if finding.severity is Severity.BLOCKING:
                yield Text(**{str(language): self._say(case, finding, language) for language in Language})

    def _say(self, case: Case, finding: Finding, language: Language) -> str:
        catalogue = self.review.checklists.catalogue
        reason, _ = self.messages.finding(finding, catalogue, language)
        slot = self.review.checklists.of(case).find_slot(finding.where)
        if slot is None or "choices" in finding.params:  # the reason names the papers itself
            return reason
        return f"{self.messages.papers(slot.choices, catalogue, language)}: {reason}"
