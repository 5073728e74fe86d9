"""Document types: the papers a service may ask for."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from chalicelib.domain.catalogue.words import CatalogueModel, DocumentCodeField, ServiceCodeField
from chalicelib.domain.text import Text


class DocumentKind(StrEnum):
    """What sort of paper it is."""

    FORM = "form"
    IDENTITY = "identity"
    CIVIL = "civil"
    EVIDENCE = "evidence"
    COURT = "court"
    DECLARATION = "declaration"
    PHOTO = "photo"


class Sensitivity(StrEnum):
    """How much a paper tells about a person; `high` shows NIK, face and address together."""

    ORDINARY = "ordinary"
    HIGH = "high"


class DocumentType(CatalogueModel):
    """One type of paper; a `surrender` paper is handed in as the original and withdrawn."""

    code: DocumentCodeField
    name: Text
    kind: DocumentKind
    why: Text
    pii: Sensitivity = Sensitivity.ORDINARY
    surrender: bool = False
    colour_required: bool = False
    default_max_age_days: Annotated[int, Field(gt=0)] | None = None
    only_for: tuple[ServiceCodeField, ...] = ()
    unasked_because: Text | None = None
    note: Text | None = None
