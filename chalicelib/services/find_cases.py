"""What staff may look at: work lists, one case, its page images, searches by a number."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Case
from chalicelib.domain.document import UNSORTED, Page, UploadState
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError, UnavailableError
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.holds import Holds, due_of_line
from chalicelib.domain.identifiers import FamilyCardNumber, Nik, PhoneNumber, PostalNumber, ReceiptNumber
from chalicelib.domain.name_skeleton import near_skeletons, skeletons
from chalicelib.domain.review import look
from chalicelib.domain.worklist import Wish
from chalicelib.services.application_details import NAME, POSTAL, name_digest
from chalicelib.services.keys import Keys, keyed_digest
from chalicelib.services.page_links import PageLinks, link_page
from chalicelib.services.ports import CaseRepository, Clock, ObjectStore, QueuePage, Sealer

LOOK_EVERY: Final = timedelta(minutes=5)

MOST_NAMED: Final = 50
"""Cases that one word of a name may lead to: they are read with one request."""


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
class Matches:
    """What a search finds. `is_near`: no name fits as it sounds, these do but for a letter in some of their words."""

    receipts: tuple[ReceiptNumber, ...] = ()
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class Hint:
    """Enough to tell people of one name apart, and no more: of whom the case is about, where they are known.

    `area`, `village`: codes of the kecamatan and the kelurahan.
    """

    case: Case
    birth_year: int | None = None
    area: str = ""
    village: str = ""


@dataclass(frozen=True, slots=True)
class FindCases:
    """Reads for staff; the personal part is opened only for one case at a time, and for the hints of a search.

    `holds`: what clocks are counted against. `look_every`: how often at most it is noted that an officer looks.
    """

    cases: CaseRepository
    sealer: Sealer
    store: ObjectStore
    keys: Keys
    clock: Clock
    holds: Callable[[], Holds] = Holds
    look_every: timedelta = LOOK_EVERY

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

    def show(self, receipt: ReceiptNumber, officer: Actor) -> tuple[Case, PersonalData | None]:
        """As `read`, for an officer who looks at the case: while they have it, it does not go back as idle."""
        case, personal = self.read(receipt)
        self._note_look(case, officer)
        return case, personal

    def list_audit(self, receipt: ReceiptNumber) -> tuple[AuditEvent, ...]:
        """What happened to a case, in order."""
        return self.cases.list_audit(receipt)

    def link_page(self, receipt: ReceiptNumber, number: int, officer: Actor) -> PageLinks:
        """Short-lived addresses of the n-th page image of a case, counted over its documents. Raises NotFoundError.

        Looking at a page is looking at the case.
        """
        case = self.cases.get(receipt)
        pages = list_pages(case)
        if not 1 <= number <= len(pages):
            raise NotFoundError
        self._note_look(case, officer)
        return link_page(self.store, pages[number - 1][1])

    def _note_look(self, case: Case, officer: Actor) -> None:
        """At most one write in `look_every`, none for who does not have the case; a look is one without it, too."""
        now = self.clock.now()
        seen = look(case, officer, now, self.look_every)
        if seen is not None:
            with suppress(UnavailableError):
                self.cases.note_look(seen, now - self.look_every)

    def page_origin(self) -> str:
        """Where the addresses of page images lead: scheme and host."""
        return self.store.page_origin()

    def search(self, wanted: Search) -> Matches:
        """Receipt numbers of the cases that fit any of the numbers given, or the name."""
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
        named = self._named(wanted.name) if wanted.name else Matches()
        return Matches(tuple(dict.fromkeys((*found, *named.receipts))), named.is_near)

    def hint(self, receipts: Sequence[ReceiptNumber]) -> tuple[Hint, ...]:
        """What tells the cases of a search apart: one read and one opening each. One that is gone is left out."""
        found = []
        for receipt in receipts:
            with suppress(NotFoundError):
                found.append(_hint(*self.read(receipt)))
        return tuple(found)

    def _named(self, name: str) -> Matches:
        """Cases whose names have every word, as it sounds; where there is none, each word but for one letter.

        The word that fewest have is looked up; that a case has the others, too, is read off the case. Raises
        InvalidRequestError where each word is too common.
        """
        wanted = {word: {self._digest(word)} for word in skeletons(name)}
        listed = {word: self._filed(digests) for word, digests in wanted.items()}
        exact = self._with_every(wanted, _must_be_few(min(listed.values(), key=len, default=())))
        return Matches(exact) if exact else Matches(self._nearly_named(name, listed), is_near=True)

    def _nearly_named(self, name: str, listed: Mapping[str, Sequence[ReceiptNumber]]) -> tuple[ReceiptNumber, ...]:
        """Looked for among those that have one of the words as it is; then among those that nearly have the rarest."""
        wanted = {word: {*map(self._digest, near)} for word, near in near_skeletons(name).items()}
        rarest_first = sorted(listed.items(), key=lambda found: len(found[1]))
        few = (receipt for _, found in rarest_first if len(found) <= MOST_NAMED for receipt in found)
        if found := self._with_every(wanted, tuple(dict.fromkeys(few))[:MOST_NAMED]):
            return found
        rarest = wanted[rarest_first[0][0]] if rarest_first else set()
        return self._with_every(wanted, _must_be_few(self._filed(rarest)))

    def _filed(self, digests: Collection[str]) -> tuple[ReceiptNumber, ...]:
        """Of more than there may be, one more."""
        if len(digests) == 1:
            return self.cases.find_by_lookup(NAME, next(iter(digests)), limit=MOST_NAMED + 1)
        return self.cases.find_by_any(NAME, sorted(digests), MOST_NAMED + 1)

    def _with_every(
        self, wanted: Mapping[str, Collection[str]], receipts: Sequence[ReceiptNumber]
    ) -> tuple[ReceiptNumber, ...]:
        """Those cases that have, of each word, one of the hashes that will do for it."""
        cases = self.cases.get_many(receipts)
        return tuple(
            case.receipt
            for case in cases
            if all(not set(case.lookups.values()).isdisjoint(digests) for digests in wanted.values())
        )

    def _digest(self, word: str) -> str:
        return name_digest(self.keys.lookup, word)

    def _nearest(self, receipt: ReceiptNumber) -> list[ReceiptNumber]:
        try:
            return [self.cases.get(receipt).receipt]
        except NotFoundError:
            return []


def _must_be_few(receipts: Sequence[ReceiptNumber]) -> Sequence[ReceiptNumber]:
    if len(receipts) > MOST_NAMED:
        raise InvalidRequestError([Fault("name", "name_too_common")])
    return receipts


def _hint(case: Case, personal: PersonalData | None) -> Hint:
    if personal is None:
        return Hint(case)
    person, address = personal.subject or personal.applicant, personal.address
    meant = [person.birth_date] if person.birth_date else list(person.nik.birth_dates) if person.nik else []
    village = str(address.village) if address and address.village else ""
    return Hint(case, meant[0].year if len(meant) == 1 else None, case.area, village)


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
