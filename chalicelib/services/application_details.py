"""What a resident says of an application, turned into the parts of a case; the personal part stays apart."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

from chalicelib.domain.applicant import Contact, PersonalData
from chalicelib.domain.case import Answer, Case, Change
from chalicelib.domain.checklist import derive_age
from chalicelib.domain.completeness import personal_findings
from chalicelib.domain.document import DocumentFacts
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.events import Lookup
from chalicelib.domain.identifiers import PostalNumber
from chalicelib.domain.name_skeleton import skeletons
from chalicelib.domain.places import faults_of_place
from chalicelib.domain.reach import why_no_messages
from chalicelib.domain.regions import Regions
from chalicelib.domain.residence import area_of, must_be_known
from chalicelib.domain.text import Language
from chalicelib.services.checklists import Checklists
from chalicelib.services.keys import keyed_digest

OLDEST = 150
"""Completed years; a birth date that gives more, or lies ahead, is a slip."""


@dataclass(frozen=True, slots=True)
class Details:
    """The changeable part of an application; what is absent was not said this time.

    `personal` holds whole fields of PersonalData by name (applicant, contact, ...): each replaces the one known.
    `patch` holds single values of them by dotted path (`applicant.name`, `contact.phone`, `delivery`).
    `is_off_envelope`: the address is what a clerk read off an envelope, kept though it does not say where it is.
    `postal_number` is that of the letter which brings the papers, so that it finds its case without a cover sheet.
    """

    language: Language | None = None
    applicant_role: str | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    documents: dict[str, DocumentFacts] = field(default_factory=dict)
    personal: dict[str, Any] = field(default_factory=dict)
    patch: dict[str, Any] = field(default_factory=dict)
    postal_number: PostalNumber | None = None
    is_off_envelope: bool = False

    def beside(self, known: PersonalData) -> Self:
        """The same without an address that is known already: sent along with other things, it says nothing."""
        said = {name: value for name, value in self.personal.items() if name != "address" or value != known.address}
        return replace(self, personal=said)


@dataclass(frozen=True, slots=True)
class DetailsReader:
    """Checks details against the catalogue and derives what may be known without opening the personal part.

    `countries`: the codes of those abroad whose mobile numbers get messages.
    """

    checklists: Checklists
    regions: Regions
    lookup_key: bytes
    countries: Collection[str] = ()

    def read(
        self, service: str, details: Details, known: dict[str, Any], personal: PersonalData | None, today: date
    ) -> dict[str, Any]:
        """The fields of a case that these details set; `known` are its present answers, facts and role.

        `personal` is the whole personal part where it changes. Raises InvalidRequestError with every fault at once.
        """
        answers = {**known["answers"], **details.answers}
        role = details.applicant_role if details.applicant_role is not None else known["applicant_role"]
        updates: dict[str, Any] = {"applicant_role": role}
        if details.language is not None:
            updates["language"] = details.language
        if personal is not None:
            if _names_another(details, personal, was_named=known.get("subject_named", False)):
                answers.pop("age", None)
            answers |= self._age(personal, today)
            updates |= self._personal(personal, today, known.get("lookups", {}))
        self._check(service, answers, role, details)
        if details.postal_number is not None:
            known_lookups = updates.get("lookups", known.get("lookups", {}))
            updates["lookups"] = known_lookups | {POSTAL: postal_digest(self.lookup_key, details.postal_number)}
        return updates | {"answers": answers, "facts": {**known["facts"], **details.documents}}

    def _check(self, service: str, answers: dict[str, Answer], role: str | None, details: Details) -> None:
        faults: list[Fault] = []
        known = {planned.slot.id for planned in self.checklists.service(service).plan.slots}
        try:
            known &= {slot.id for slot in self.checklists.build(service, answers, role).slots}
        except InvalidRequestError as error:
            faults += error.faults
        faults += [Fault(f"documents.{name}", "unknown_slot") for name in details.documents if name not in known]
        faults += self._of_place(details)
        if faults:
            raise InvalidRequestError(faults)

    def _of_place(self, details: Details) -> Iterator[Fault]:
        """Only of an address that is said this time: one from before is not its sayer's fault."""
        place = details.personal.get("lives_in") or details.patch.get("lives_in")
        if place:
            try:
                must_be_known(place, self.regions)
            except InvalidRequestError as error:
                yield from error.faults
        address = details.personal.get("address") or details.patch.get("address")
        if address is not None and not details.is_off_envelope:
            for fault in faults_of_place(address, self.regions):
                yield replace(fault, field=f"address.{fault.field}")

    def under(self, case: Case) -> Self:
        """By the rules of a stored case."""
        return replace(self, checklists=self.checklists.rules_for(case))

    def recount(self, case: Case, personal: PersonalData, today: date) -> dict[str, Any]:
        """What a stored case is known by once its personal part is another, by its own rules."""
        reader = self.under(case)
        known = {
            "answers": reader.checklists.answers(case),
            "facts": case.facts,
            "applicant_role": case.applicant_role,
            "lookups": case.lookups,
            "subject_named": case.subject_named,
        }
        return reader.read(case.service, Details(), known, personal, today)

    def needs_personal(self, details: Details) -> bool:
        """Whether these details can only be read beside the personal part: a birth date outweighs a stated age."""
        return bool(details.personal or details.patch) or "age" in details.answers

    def _age(self, personal: PersonalData, today: date) -> dict[str, Answer]:
        birth_date = personal.concerned.birth_date
        if birth_date is None:
            return {}
        age = derive_age(birth_date, today)
        if not 0 <= age <= OLDEST:
            person = "subject" if personal.subject else "applicant"
            raise InvalidRequestError([Fault(f"{person}.birth_date", "out_of_range")])
        return {"age": age}

    def _personal(self, personal: PersonalData, today: date, known: Mapping[str, str]) -> dict[str, Any]:
        contact = personal.contact
        return {
            "subject_named": personal.subject is not None and personal.subject.name is not None,
            "sent_by_post": personal.delivery == "post",
            "area": area_of(personal),
            "personal_findings": personal_findings(personal, today, self.regions),
            "lookups": self._lookups(personal) | {k: v for k, v in known.items() if k == POSTAL},
            "reachable": self._reachable(contact),
        }

    def _reachable(self, contact: Contact) -> tuple[str, ...]:
        """The ways on which news is promised: none to a number that takes no messages."""
        takes = contact.phone is not None and why_no_messages(contact.phone, self.countries) is None
        ways = {"email": contact.email is not None, "sms": takes, "whatsapp": takes and contact.whatsapp}
        return tuple(way for way, is_open in ways.items() if is_open)

    def _lookups(self, personal: PersonalData) -> dict[str, str]:
        values = {
            "nik": personal.concerned.nik,
            "applicant": personal.applicant.nik if personal.subject else None,
            "family_card": personal.family_card_number,
            "phone": personal.contact.phone,
        }
        numbers = {
            kind: keyed_digest(self.lookup_key, LOOKUP_FAMILY[kind], str(value))
            for kind, value in values.items()
            if value is not None
        }
        return numbers | {
            f"{NAME}.{place}": name_digest(self.lookup_key, skeleton)
            for place, skeleton in enumerate(_name_words(personal))
        }


def _names_another(details: Details, personal: PersonalData, *, was_named: bool) -> bool:
    """Whether the age that is known is that of somebody else: a subject has come or gone, without a birth date."""
    is_named = personal.subject is not None and personal.subject.name is not None
    return is_named is not was_named and personal.concerned.birth_date is None and "age" not in details.answers


def _name_words(personal: PersonalData) -> list[str]:
    """How the words of the names sound, of who applies and of whom it is for."""
    people = [personal.applicant, *([personal.subject] if personal.subject else [])]
    words = {word for person in people if person.name for word in skeletons(str(person.name))}
    return sorted(words)[:MOST_WORDS]


MOST_WORDS = 12
NAME = "name"
"""Kind of the look-ups of a case by words of its names, as they sound; the case keeps them as `name.0` and so on."""

POSTAL = "postal"
"""Kind of the look-up that finds a case by the number of the letter that its resident sent."""


def name_digest(key: bytes, skeleton: str) -> str:
    """The keyed hash that a word of a name is filed under."""
    return keyed_digest(key, NAME, skeleton)


def postal_digest(key: bytes, number: PostalNumber) -> str:
    """The keyed hash that a letter's number is filed under."""
    return keyed_digest(key, POSTAL, str(number))


LOOKUP_FAMILY = {"nik": "nik", "applicant": "nik", "family_card": "family_card", "phone": "phone"}
"""An applicant's NIK is hashed like any other, so that one search finds both."""


def filed_postal(change: Change, number: PostalNumber, key: bytes) -> Change:
    """A move after which the case is found by the number of a letter."""
    filed = Lookup(POSTAL, postal_digest(key, number), change.case.service)
    return replace(change, lookups=(*change.lookups, filed))
