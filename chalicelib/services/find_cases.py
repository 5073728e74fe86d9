"""What staff may look at: work lists, one case, its page images, searches by a number."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Case
from chalicelib.domain.document import UNSORTED, Page, UploadState
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.holds import Holds, due_of_line
from chalicelib.domain.identifiers import FamilyCardNumber, Nik, PhoneNumber, PostalNumber, ReceiptNumber
from chalicelib.domain.name_skeleton import skeletons
from chalicelib.domain.worklist import Wish
from chalicelib.services.application_details import NAME, POSTAL, name_digest
from chalicelib.services.keys import Keys, keyed_digest
from chalicelib.services.page_links import PageLinks, link_page
from chalicelib.services.ports import CaseRepository, ObjectStore, QueuePage, Sealer

MOST_NAMED: Final = 50
"""Cases that one word of a name may lead to: each of them is read."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is known of a case; a NIK finds those it is about and those its holder applied for."""

    receipt: ReceiptNumber | None = None
    nik: Nik | None = None
    family_card_number: FamilyCardNumber | None = None
    phone: PhoneNumber | None = None
    postal_number: PostalNumber | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class FindCases:
    """Reads for staff; the personal part is opened only for one case at a time.

    `holds`: what clocks are counted against.
    """

    cases: CaseRepository
    sealer: Sealer
    store: ObjectStore
    keys: Keys
    holds: Callable[[], Holds] = Holds

    def list_queue(self, queue: str, cursor: str | None, limit: int) -> QueuePage:
        """One page of a work list, oldest clock first; one query."""
        return self.cases.list_queue(queue, cursor, limit)

    def list_lines(self, queue: str, wish: Wish, cursor: str | None, limit: int) -> QueuePage:
        """The same of the lines that are wished for; one query. What is due is due with the holds of the office."""
        page = self.cases.list_lines(queue, wish, cursor, limit)
        if wish.due_by is None:
            return page
        due = ((line, due_of_line(line, self.holds())) for line in page.items)
        return replace(page, items=tuple(line for line, at in due if at is not None and at <= wish.due_by))

    def read(self, receipt: ReceiptNumber) -> tuple[Case, PersonalData | None]:
        """One case with its personal part, None once that is erased. Raises NotFoundError."""
        case, sealed = self.cases.get_sealed(receipt)
        return case, self.sealer.open(receipt, sealed) if sealed else None

    def list_audit(self, receipt: ReceiptNumber) -> tuple[AuditEvent, ...]:
        """What happened to a case, in order."""
        return self.cases.list_audit(receipt)

    def link_page(self, receipt: ReceiptNumber, number: int) -> PageLinks:
        """Short-lived addresses of the n-th page image of a case, counted over its documents. Raises NotFoundError."""
        pages = list_pages(self.cases.get(receipt))
        if not 1 <= number <= len(pages):
            raise NotFoundError
        return link_page(self.store, pages[number - 1][1])

    def page_origin(self) -> str:
        """Where the addresses of page images lead: scheme and host."""
        return self.store.page_origin()

    def search(self, wanted: Search) -> tuple[ReceiptNumber, ...]:
        """Receipt numbers of the cases that fit any of the numbers given."""
        found: list[ReceiptNumber] = []
        if wanted.receipt is not None:
            found += self._nearest(wanted.receipt)
        for kind, family, value in (
            ("nik", "nik", wanted.nik),
            ("applicant", "nik", wanted.nik),
            ("family_card", "family_card", wanted.family_card_number),
            ("phone", "phone", wanted.phone),
            (POSTAL, POSTAL, wanted.postal_number),
        ):
            if value is not None:
                found += self.cases.find_by_lookup(kind, keyed_digest(self.keys.lookup, family, str(value)))
        if wanted.name:
            found += self._named(wanted.name)
        return tuple(dict.fromkeys(found))

    def _named(self, name: str) -> list[ReceiptNumber]:
        """Cases whose names have every word, as it sounds. Raises InvalidRequestError where each word is too common.

        The word that fewest have is looked up; that a case has the others, too, is read off the case.
        """
        digests = [name_digest(self.keys.lookup, skeleton) for skeleton in sorted(skeletons(name))]
        listed = [self.cases.find_by_lookup(NAME, digest, limit=MOST_NAMED + 1) for digest in digests]
        rare = min(listed, key=len, default=())
        if len(rare) > MOST_NAMED:
            raise InvalidRequestError([Fault("name", "name_too_common")])
        return [receipt for receipt in rare if set(digests) <= set(self._lookups_of(receipt))]

    def _lookups_of(self, receipt: ReceiptNumber) -> Iterable[str]:
        try:
            return self.cases.get(receipt).lookups.values()
        except NotFoundError:
            return ()

    def _nearest(self, receipt: ReceiptNumber) -> list[ReceiptNumber]:
        try:
            return [self.cases.get(receipt).receipt]
        except NotFoundError:
            return []


def list_pages(case: Case) -> list[tuple[str, Page]]:
    """Every page image of a case with its document's id, in order; then, under the id "", those unsorted and set aside.

    Files that came late have none, and of a file that is being inspected none is released.
    """
    uploads = {upload.id: upload for upload in case.uploads}
    filed = [
        (document.id, page)
        for document in case.documents
        for upload_id in document.uploads
        if uploads[upload_id].state is UploadState.ACCEPTED
        for page in uploads[upload_id].pages
    ]
    posted = [*case.unsorted(), *(upload for upload in case.uploads if upload.state is UploadState.ASIDE)]
    return filed + [(UNSORTED, page) for upload in posted for page in upload.pages]
