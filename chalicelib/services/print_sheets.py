"""What is printed for the post: cover sheets, separators and address labels."""

from dataclasses import dataclass

from chalicelib.domain.access import Visitor
from chalicelib.domain.case import Case, Change
from chalicelib.domain.catalogue import DocumentCode
from chalicelib.domain.checklist import Slot, Way
from chalicelib.domain.errors import Fault, IncompleteError, InvalidRequestError
from chalicelib.domain.finding import Finding, FindingCode, Severity
from chalicelib.domain.intake import cover_sheet_printed
from chalicelib.domain.office import Office
from chalicelib.domain.post.marks import CoverMark
from chalicelib.domain.post.posting import post_by
from chalicelib.services.change_case import change_case, must_be_theirs
from chalicelib.services.checklists import Checklists
from chalicelib.services.keys import Keys
from chalicelib.services.ports import CaseRepository, Clock, SheetPrinter


@dataclass(frozen=True, slots=True)
class PrintSheets:
    """Every sheet is a PDF. A cover sheet is one read and, the first time, one transaction; the others ask nothing."""

    cases: CaseRepository
    checklists: Checklists
    printer: SheetPrinter
    office: Office
    keys: Keys
    clock: Clock

    def cover(self, visitor: Visitor) -> bytes:
        """The cover sheet of a draft or a returned case, which from now on is kept until the envelope can be there.

        Raises TransitionRefusedError for any other case, IncompleteError for a service that is given at the counter.
        """
        now = self.clock.now()

        def build(case: Case) -> Change | None:
            must_be_theirs(case, visitor)
            change = cover_sheet_printed(case, self.office.limits, now)
            self._slots(case)
            return change

        case = change_case(self.cases, visitor.receipt, build)
        mark = CoverMark(case.office, case.receipt, case.service).signed(self.keys.cover)
        last_day = self.office.local_time(post_by(case.cover_sheet_at or now, self.office.limits)).date()
        return self.printer.print_cover_sheet(case, self._slots(case), mark, last_day)

    def blank_cover(self) -> bytes:
        """The cover sheet for people without a draft."""
        return self.printer.print_blank_cover_sheet()

    def separators(self, service: str | None = None, document: str | None = None) -> bytes:
        """Separators of one type of paper, of the papers of a service, or of all.

        Raises InvalidRequestError for a code that nobody knows.
        """
        catalogue = self.checklists.catalogue
        faults = [Fault("service", "not_a_choice")] if service not in {None, *catalogue.services} else []
        if document not in {None, *catalogue.documents}:
            faults.append(Fault("document", "not_a_choice"))
        if faults:
            raise InvalidRequestError(faults)
        named = [DocumentCode(document)] if document else []
        wanted = dict.fromkeys([*named, *(self._papers_of(service) if service else [])])
        return self.printer.print_separators(list(wanted or catalogue.documents))

    def address_labels(self) -> bytes:
        """Labels with the office's postal address."""
        return self.printer.print_address_labels()

    def _slots(self, case: Case) -> tuple[Slot, ...]:
        slots = self.checklists.of(case).slots
        if all(Way.POST not in slot.ways for slot in slots):
            params = {"service": case.service, "rule": "counter-only"}
            raise IncompleteError(
                [Finding(code=FindingCode.NEEDS_COUNTER, severity=Severity.BLOCKING, where="service", params=params)]
            )
        return slots

    def _papers_of(self, service: str) -> list[DocumentCode]:
        return [code for planned in self.checklists.service(service).plan.slots for code in planned.slot.choices]
