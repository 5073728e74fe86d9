"""The words of the catalogue: codes, closed vocabularies and the names people read for them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, NewType

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.text import Text

ServiceCode = NewType("ServiceCode", str)
DocumentCode = NewType("DocumentCode", str)
QuestionName = NewType("QuestionName", str)
RequirementId = NewType("RequirementId", str)

ServiceCodeField = Annotated[ServiceCode, Field(pattern=r"^[A-Z]+(?:-[A-Z0-9]+)*$")]
DocumentCodeField = Annotated[DocumentCode, Field(pattern=r"^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$")]
QuestionNameField = Annotated[QuestionName, Field(pattern=r"^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$")]
RequirementIdField = Annotated[RequirementId, Field(pattern=r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$")]
Words = Annotated[str, Field(min_length=1)]

Answer = bool | int | str
Answers = Mapping[str, Answer]


class CatalogueModel(BaseModel):
    """Base of everything the catalogue holds: immutable, and no field that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, serialize_by_alias=True)


class Evidence(StrEnum):
    """Where a rule was read."""

    OFFICE = "M"
    NATIONAL_CHECKLIST = "SE"
    ARTICLE = "P"
    OTHER_OFFICE = "O"
    UNCHECKED = "BG"


class ServiceGroup(StrEnum):
    """The counters a resident knows."""

    KTP = "KTP"
    IKD = "IKD"
    KK = "KK"
    KIA = "KIA"
    MIGRATION = "MIGRATION"
    CAPIL = "CAPIL"


class ApplicantRole(StrEnum):
    """Who applies, seen from the person or family the service is for."""

    SELF = "self"
    SELF_IF_ADULT = "self_if_adult"
    FAMILY_SAME_KK = "family_same_kk"
    FAMILY = "family"
    OTHER_FAMILY = "other_family"
    HEAD_OF_FAMILY = "head_of_family"
    NEW_HEAD = "new_head"
    ADULT_MEMBER = "adult_member"
    SPOUSE = "spouse"
    BOTH_SPOUSES = "both_spouses"
    PARENT = "parent"
    PARENTS = "parents"
    FATHER_AND_MOTHER = "father_and_mother"
    ADOPTIVE_PARENTS = "adoptive_parents"
    GUARDIAN = "guardian"
    HEIR = "heir"
    RT_HEAD = "rt_head"
    FINDER = "finder"
    INSTITUTION = "institution"
    PROXY = "proxy"


class Biometrics(StrEnum):
    """What is done about fingerprints, iris and photo before the product can be made."""

    NONE = "none"
    REQUIRED = "required"
    RECAPTURE = "recapture"
    CHECK_ONLY = "check_only"

    @property
    def is_recording(self) -> bool:
        """Whether the person must come and be recorded; nobody can do that for another."""
        return self in {Biometrics.REQUIRED, Biometrics.RECAPTURE}


class OnlineScope(StrEnum):
    """How far a resident gets without the counter."""

    FULL = "full"
    APPLY = "apply"
    PARTIAL = "partial"
    COUNTER = "counter"


class ProductKind(StrEnum):
    """What a case yields."""

    KTP_EL = "KTP_EL"
    KTP_EL_OA = "KTP_EL_OA"
    KIA = "KIA"
    KK = "KK"
    CERTIFICATE = "CERTIFICATE"
    SKPWNI = "SKPWNI"
    SKPLN = "SKPLN"
    SKDLN = "SKDLN"
    BIODATA = "BIODATA"
    IKD = "IKD"
    LETTER = "LETTER"
    MARGINAL_NOTE = "MARGINAL_NOTE"


class Medium(StrEnum):
    """What the product is made of: a printed card, a signed PDF, an app's state, or an entry in the register."""

    CARD = "card"
    SIGNED_PDF = "signed_pdf"
    APP = "app"
    RECORD = "record"


class Recipient(StrEnum):
    """The person or family that one product is for."""

    SUBJECT = "subject"
    HUSBAND = "husband"
    WIFE = "wife"
    CHILD = "child"
    FAMILY = "family"
    OLD_FAMILY = "old_family"
    NEW_FAMILY = "new_family"


class Vocabulary(CatalogueModel):
    """Shared names: laws by key, evidence tags, roles, groups, and sentences that no single service owns."""

    acts: Mapping[str, Words]
    evidence: Mapping[Evidence, Text]
    roles: Mapping[ApplicantRole, Text]
    groups: Mapping[ServiceGroup, Text]
    role_not_allowed: Text
    recording_in_person: Text
    recording_source: Words

    def cite(self, reference: str) -> str:
        """Spell out a legal reference: the key of the act becomes its title."""
        key, _, article = reference.partition(" ")
        return f"{self.acts[key]} {article}".strip()
