"""The service catalogue's model: what the office does, and what each service asks for."""

from chalicelib.domain.catalogue.catalogue import Catalogue, CatalogueFile, InvalidCatalogueError
from chalicelib.domain.catalogue.conditions import OFFICER_DECIDES, Condition, When
from chalicelib.domain.catalogue.papers import DocumentKind, DocumentType, Sensitivity
from chalicelib.domain.catalogue.plan import Obstacle, ObstacleCode, Slot, SlotNeed, Way
from chalicelib.domain.catalogue.questions import Choice, Question, QuestionKind
from chalicelib.domain.catalogue.service import (
    EligibilityRule,
    Link,
    ProductSpec,
    Requirement,
    Service,
    Withdrawal,
    Witnesses,
)
from chalicelib.domain.catalogue.words import (
    Answer,
    Answers,
    ApplicantRole,
    Biometrics,
    DocumentCode,
    Evidence,
    Medium,
    OnlineScope,
    ProductKind,
    QuestionName,
    Recipient,
    RequirementId,
    ServiceCode,
    ServiceGroup,
    Vocabulary,
)
from chalicelib.domain.text import Text

__all__ = [
    "OFFICER_DECIDES",
    "Answer",
    "Answers",
    "ApplicantRole",
    "Biometrics",
    "Catalogue",
    "CatalogueFile",
    "Choice",
    "Condition",
    "DocumentCode",
    "DocumentKind",
    "DocumentType",
    "EligibilityRule",
    "Evidence",
    "InvalidCatalogueError",
    "Link",
    "Medium",
    "Obstacle",
    "ObstacleCode",
    "OnlineScope",
    "ProductKind",
    "ProductSpec",
    "Question",
    "QuestionKind",
    "QuestionName",
    "Recipient",
    "Requirement",
    "RequirementId",
    "Sensitivity",
    "Service",
    "ServiceCode",
    "ServiceGroup",
    "Slot",
    "SlotNeed",
    "Text",
    "Vocabulary",
    "Way",
    "When",
    "Withdrawal",
    "Witnesses",
]
