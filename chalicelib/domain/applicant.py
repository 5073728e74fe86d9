"""The personal part of an application: sealed in one attribute, opened only by those who need it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.identifiers import EmailAddress, FamilyCardNumber, Nik, PhoneNumber, Postcode, RegionCode
from chalicelib.domain.identifiers.nik import Sex
from chalicelib.domain.names import PersonName

ONE_LINE = r"^[^\r\n\t]*$"

ELSEWHERE: Final = "elsewhere"
"""Where somebody lives who does not live in the office's city."""

RESIDENCE: Final = rf"^([0-9]{{10}}|{ELSEWHERE})?$"


class Person(BaseModel):
    """A person as the papers name them; everything may still be unknown in a draft."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: PersonName | None = None
    nik: Nik | None = None
    birth_date: date | None = None
    sex: Sex | None = None


class Address(BaseModel):
    """Where a card is sent or a letter reaches the resident. `village` is a Kemendagri code of ten digits.

    `city`: the kota or kabupaten, in words, of an address outside the office's own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    street: str = Field(min_length=1, max_length=200, pattern=ONE_LINE)
    rt: str | None = Field(default=None, pattern=r"^\d{1,3}$")
    rw: str | None = Field(default=None, pattern=r"^\d{1,3}$")
    landmark: str | None = Field(default=None, max_length=200, pattern=ONE_LINE)
    village: RegionCode | None = None
    postcode: Postcode | None = None
    city: str | None = Field(default=None, min_length=1, max_length=80, pattern=ONE_LINE)


class Contact(BaseModel):
    """How the resident wants to hear of the case.

    `whatsapp`: they said that news may go to `phone` by WhatsApp, which leaves the country. Never taken for granted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    phone: PhoneNumber | None = None
    email: EmailAddress | None = None
    whatsapp: bool = False


class PersonalData(BaseModel):
    """Everything personal of one application.

    `applicant` asks; `subject` is the person the papers are about (a child, the deceased), or None: the applicant.
    `lives_in`: the kelurahan of the office's city that the resident lives in (ten digits), `ELSEWHERE`, or empty while
    nobody said. `call_notes`: what officers wrote down of calls, by the number of the move; for staff alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    applicant: Person = Person()
    subject: Person | None = None
    family_card_number: FamilyCardNumber | None = None
    contact: Contact = Contact()
    address: Address | None = None
    delivery: Literal["pick_up", "post"] = "pick_up"
    lives_in: str = Field(default="", pattern=RESIDENCE)
    call_notes: dict[str, str] = {}

    def patched(self, patch: Mapping[str, Any]) -> Self:
        """The same with single values replaced, by dotted path; a subject who was not named yet begins with one."""
        after = self
        for path, value in patch.items():
            whole, _, part = path.partition(".")
            known = getattr(after, whole)
            new = (known or Person()).model_copy(update={part: value}) if part else value
            after = after.model_copy(update={whole: new})
        return after

    @property
    def concerned(self) -> Person:
        """The person the papers are about."""
        return self.subject or self.applicant
