"""A case on its way, for tests of the domain: every move is kept, and each one starts from the last."""

from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.access import Actor, ActorKind
from chalicelib.domain.case import Asked, Case, Change
from chalicelib.domain.catalogue.words import DocumentCode, RequirementId
from chalicelib.domain.checklist import Slot, SlotNeed, Way
from chalicelib.domain.document import Upload, UploadState, Verdict, VerdictKind
from chalicelib.domain.finding import Finding, FindingCode, Severity
from chalicelib.domain.intake import Arrival, Inspected, record_arrival, record_inspection, submit
from chalicelib.domain.malware import MalwareVerdict
from chalicelib.domain.product import Product
from chalicelib.domain.production import TAKING_BACK, BackReason, Milestone, record_milestone
from chalicelib.domain.review import accept, claim, judge
from chalicelib.domain.text import Text
from tests.builders import OFFICER, a_case, a_creation, an_upload
from tests.fakes import EPOCH

OTHER_OFFICER = Actor(kind=ActorKind.OFFICER, id="officer-2")
BAD = Finding(code=FindingCode.DOES_NOT_OPEN, severity=Severity.BLOCKING, where="kk")


def at(**units: float) -> datetime:
    """So much after the beginning."""
    return EPOCH + timedelta(**units)


def a_slot(slot_id: str, *choices: str, need: SlotNeed = SlotNeed.REQUIRED, **fields: Any) -> Slot:  # noqa: ANN401 - fields of Slot
    """A slot that takes uploads; `fields` are fields of Slot."""
    shown: dict[str, Any] = {"ways": (Way.UPLOAD, Way.COUNTER), "surrender": False, "sources": ("test",), **fields}
    papers = tuple(DocumentCode(choice) for choice in choices or (slot_id.upper(),))
    return Slot(id=RequirementId(slot_id), choices=papers, need=need, reason=Text(id="uji", en="test"), **shown)


SLOTS = (a_slot("kk"), a_slot("form"))


class Story:
    """One case and all its moves."""

    def __init__(self, case: Case | None = None) -> None:
        """A fresh draft, unless a case is given."""
        self.changes: list[Change] = []
        self.do(a_creation() if case is None else Change(case=case, audit=a_creation().audit))

    @property
    def case(self) -> Case:
        """As it stands."""
        return self.changes[-1].case

    @property
    def told(self) -> list[str]:
        """The notices of the last move."""
        return [job.notice for job in self.changes[-1].jobs if job.notice]

    def do(self, change: Change | None) -> "Story":
        """Make one move."""
        assert change is not None
        self.changes.append(change)
        return self

    def file(self, upload_id: str, slot: str = "kk", *, inspected: bool = True) -> "Story":
        """A file that came, and passed its inspection unless told otherwise."""
        upload = an_upload(upload_id, slot=slot, round=self.case.round)
        self.do(Change(case=self.case.with_upload(upload), audit=self.changes[-1].audit))
        self.do(record_arrival(self.case, upload, Arrival(f"v-{upload_id}", 10), EPOCH))
        return self.inspect(upload_id) if inspected else self

    def inspect(self, upload_id: str, *findings: Finding) -> "Story":
        """The inspection's verdict on a file."""
        found = Inspected(None, (), findings, MalwareVerdict.CLEAN)
        return self.do(record_inspection(self.case, self.upload(upload_id), found, EPOCH, f"job-{upload_id}"))

    def upload(self, upload_id: str) -> Upload:
        """A file of the case."""
        upload = self.case.upload(upload_id)
        assert upload is not None
        return upload

    def submit(self, now: datetime = EPOCH) -> "Story":
        """Hand it in."""
        return self.do(submit(self.case, SLOTS, now))

    def claim(self, officer: Actor = OFFICER) -> "Story":
        """An officer takes it."""
        return self.do(claim(self.case, officer, EPOCH))

    def judge(self, document: str, kind: VerdictKind = VerdictKind.ACCEPTED) -> "Story":
        """The officer judges a paper."""
        verdict = Verdict(kind=kind, note="catatan", by=OFFICER.id, at=EPOCH)
        return self.do(judge(self.case, document, verdict, OFFICER, EPOCH))

    def accept(self, *products: Product, now: datetime = EPOCH) -> "Story":
        """The officer accepts every paper and the case."""
        for document in self.case.documents:
            self.judge(document.id)
        return self.do(accept(self.case, (), products, OFFICER, now, 24))

    def step(self, milestone: str, product: str | None = None, now: datetime = EPOCH) -> "Story":
        """A milestone; one that is taken back was not done."""
        return self.do(record_milestone(self.case, Milestone(milestone), product, OFFICER, now, why(milestone)))

    def document(self, slot: str) -> tuple[str, ...]:
        """The files of a paper as staff see it."""
        return next(document.uploads for document in self.case.documents if document.slot == slot)


def why(milestone: str) -> BackReason | None:
    """The reason that a milestone needs, and no other may have."""
    return BackReason.NOT_DONE if milestone in TAKING_BACK else None


def handed_in() -> Story:
    """A case with both papers, handed in."""
    return Story().file("kk-1").file("form-1", "form").submit()


def asked(slot: str = "kk") -> Asked:
    """What an officer asks besides the refused papers."""
    return Asked(slot=slot, reason=VerdictKind.MISSING)


def expected(upload_id: str, slot: str = "kk") -> Upload:
    """A file with a form that nobody has used yet."""
    return an_upload(upload_id, slot=slot, state=UploadState.EXPECTED)


def draft() -> Case:
    """A draft that was stored once."""
    return a_case(version=1)
