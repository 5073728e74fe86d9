"""The real services on fakes, for people who do not exist."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid5

from typing_extensions import override

from chalicelib.bootstrap import Services
from chalicelib.domain.access import Visitor
from chalicelib.domain.applicant import Contact, Person
from chalicelib.domain.case import Case, Change
from chalicelib.domain.catalogue import Service
from chalicelib.domain.catalogue.questions import Question, QuestionKind
from chalicelib.domain.checklist import SlotNeed, Way
from chalicelib.domain.document import DocumentFacts, MediaType, VerdictKind
from chalicelib.domain.events import Job, JobKind
from chalicelib.domain.identifiers import EmailAddress, FamilyCardNumber, IdempotencyKey, Nik, ReceiptNumber
from chalicelib.domain.names import PersonName
from chalicelib.services.application_details import Details
from chalicelib.services.ports import Sealed
from chalicelib.services.receive_upload import FileOffer, Granted
from tests.builders import OFFICER
from tests.fakes import FakeCaseRepository
from tests.office import JPEG, NAMESPACE
from tests.ports import FakePorts

SITI = Person(name=PersonName("Siti Contoh"), nik=Nik("3573994503900001"), birth_date=date(1990, 3, 5))
DETAILS = Details(
    applicant_role="self",
    documents={"sk-hilang": DocumentFacts(issued_on=date(2026, 3, 1))},
    personal={
        "applicant": SITI,
        "contact": Contact(email=EmailAddress("siti@example.org")),
        "family_card_number": FamilyCardNumber("3573991203100002"),
    },
)
PAPERS = ("f102", "sk-hilang", "kk")


class RacyCases(FakeCaseRepository):
    """A repository in which somebody else is faster, as often as told: `rival` makes a move just before each save."""

    rival: Callable[[Case], Change] | None = None
    races = 0

    @override
    def save(self, change: Change, sealed: Sealed | None = None) -> None:
        if self.races > 0 and self.rival is not None:
            self.races -= 1
            super().save(self.rival(self.get(change.case.receipt)))
        super().save(change, sealed)


class Desk:
    """An office on fakes, spoken to by its services."""

    def __init__(self) -> None:
        """Nobody has come yet."""
        self.ports = FakePorts()
        self.racy = RacyCases(self.ports.registry)
        self.ports.cases = self.racy
        self.services = Services(self.ports)
        self._keys = 0

    def start(self, service: str = "KTP-LOST", details: Details = DETAILS) -> Visitor:
        """A resident with a draft."""
        self._keys += 1
        key = IdempotencyKey(str(uuid5(NAMESPACE, str(self._keys))))
        case = self.services.start_application(service, details, key, f"digest-{self._keys}").case
        return Visitor(receipt=case.receipt, pin_version=case.pin_version)

    def offer(self, visitor: Visitor, slot: str, size: int = len(JPEG), sha256: str | None = None) -> Granted:
        """Room for a file."""
        return self.services.receive_upload.request(visitor, FileOffer(slot, MediaType.JPEG, size, sha256))

    def send(self, visitor: Visitor, *slots: str, content: bytes = JPEG) -> str:
        """Files that came; the id of the last."""
        for slot in slots:
            granted = self.offer(visitor, slot, len(content))
            self.ports.store.put_upload(granted.upload.key, content)
            self.services.receive_upload.complete(visitor, granted.upload.id)
        return granted.upload.id

    def inspect(self) -> None:
        """Do every inspection that waits."""
        for job in list(self.ports.registry.jobs.values()):
            if isinstance(job, Job) and job.kind is JobKind.INSPECT:
                self.services.inspect_upload(job)

    def demanded(self, visitor: Visitor) -> list[str]:
        """The papers that a draft still needs."""
        slots = self.services.checklists.of(self.case(visitor)).slots
        return [slot.id for slot in slots if slot.need is SlotNeed.REQUIRED and Way.UPLOAD in slot.ways]

    def submitted(self, service: str = "KTP-LOST", details: Details = DETAILS) -> Visitor:
        """A resident whose application is handed in."""
        visitor = self.start(service, details)
        self.send(visitor, *self.demanded(visitor))
        self.inspect()
        self.services.submit_application(visitor, None)
        return visitor

    def returned(self, slot: str = "kk") -> Visitor:
        """A resident who is asked for one paper again."""
        visitor = self.submitted()
        review, receipt = self.services.review_case, visitor.receipt
        review.claim(receipt, OFFICER, self.case(receipt).version)
        review.judge(receipt, slot, VerdictKind.UNREADABLE, "", OFFICER, self.case(receipt).version)
        review.return_for_completion(receipt, [], OFFICER, self.case(receipt).version)
        return visitor

    def case(self, of: Visitor | ReceiptNumber) -> Case:
        """A case as it stands."""
        return self.racy.get(of.receipt if isinstance(of, Visitor) else of)


def changed(**personal: Any) -> Details:  # noqa: ANN401 - fields of PersonalData
    """The usual details with other personal fields."""
    return Details(applicant_role="self", documents=DETAILS.documents, personal={**DETAILS.personal, **personal})


def plain_answers(service: Service) -> dict[str, bool | int | str]:
    """An answer to every question of a service, the first that comes to mind; the age is derived."""
    return {str(name): _plain(question) for name, question in service.plan.accepts.items() if name != "age"}


def _plain(question: Question) -> bool | int | str:
    if question.kind is QuestionKind.BOOLEAN:
        return False
    return question.choices[0].value if question.kind is QuestionKind.CHOICE else 1
