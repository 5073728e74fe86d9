"""Values for tests: people who do not exist, in a kecamatan that does not exist."""

from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.domain.access import RESIDENT, Actor, ActorKind, Role
from chalicelib.domain.applicant import Address, Contact, Person, PersonalData
from chalicelib.domain.case import Case, Change, Channel, Claim, HistoryEntry, move
from chalicelib.domain.clock import ServiceClock
from chalicelib.domain.document import MediaType, Page, Upload, UploadState
from chalicelib.domain.events import Job, JobKind, NoticeEvent
from chalicelib.domain.identifiers import EmailAddress, Nik, PhoneNumber, ReceiptNumber
from chalicelib.domain.identifiers.nik import Sex
from chalicelib.domain.intake import start
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.names import PersonName
from chalicelib.domain.notification import Notice, NoticeChannel, NoticeState, build_notice_id
from chalicelib.domain.product import Product, build_route
from chalicelib.domain.text import Language
from tests.fakes import EPOCH, OFFICE

OFFICER = Actor(kind=ActorKind.OFFICER, id="officer-1", roles=frozenset({Role.VERIFIER}))
_KEY = b"tests"


def a_receipt(n: int = 0) -> ReceiptNumber:
    """The n-th receipt number of the tests."""
    return ReceiptNumber.derive(_KEY, b"receipt", n)


def a_case(n: int = 0, **changes: Any) -> Case:  # noqa: ANN401 - fields of Case
    """A draft that is not stored yet (version 0); `changes` are fields of Case."""
    fields: dict[str, Any] = {
        "office": OFFICE,
        "receipt": a_receipt(n),
        "service": "KTP-LOST",
        "channel": Channel.WEB,
        "state": CaseState.DRAFT,
        "version": 0,
        "catalogue_version": "1",
        "intent": f"{n:064x}",
        "request_digest": f"{n + 1:064x}",
        "created_at": EPOCH,
        "updated_at": EPOCH,
        "reachable": ("email", "sms"),
        "lookups": {"nik": f"{n + 2:064x}"},
    }
    return Case(**fields | changes)


def a_full_case(n: int = 0, uploads: int = 6, **changes: Any) -> Case:  # noqa: ANN401 - fields of Case
    """A submitted case of a usual size: six files, inspected."""
    files = tuple(an_upload(f"upload-{i}", state=UploadState.ACCEPTED, version_id=f"v{i}") for i in range(uploads))
    history = (HistoryEntry(move=1, state=CaseState.DRAFT, at=EPOCH),)
    return a_case(n, **{"uploads": files, "history": history, **changes})


def a_creation(n: int = 0, **changes: Any) -> Change:  # noqa: ANN401 - fields of Case
    """The first move of a case."""
    return start(a_case(n, **changes), RESIDENT)


def a_step(case: Case, seconds: float = 1, **parts: Any) -> Change:  # noqa: ANN401 - arguments of move()
    """Some later move; `parts` are arguments of `move`."""
    arguments: dict[str, Any] = {"action": "amended", "actor": RESIDENT, "now": case.updated_at, **parts}
    arguments["now"] += timedelta(seconds=seconds)
    return move(case, **arguments)


def a_claim(at: datetime = EPOCH) -> Claim:
    """An officer's claim."""
    return Claim(officer=OFFICER.id, at=at)


def a_running_clock(since: datetime = EPOCH) -> ServiceClock:
    """The service clock of a case whose papers are complete."""
    return ServiceClock().start(since)


def an_upload(upload_id: str = "upload-1", **changes: Any) -> Upload:  # noqa: ANN401 - fields of Upload
    """A file that is expected; `changes` are fields of Upload."""
    fields: dict[str, Any] = {
        "id": upload_id,
        "slot": "kk",
        "state": UploadState.EXPECTED,
        "round": 0,
        "key": f"{OFFICE}/uploads/{a_receipt()}/{upload_id}",
        "media_type": MediaType.JPEG,
        "size": 1000,
        "requested_at": EPOCH,
        "pages": (Page(number=1, key=f"{OFFICE}/pages/{a_receipt()}/{upload_id}/001.jpg", width=1240, height=1754),),
    }
    return Upload(**fields | changes)


def a_product(product_id: str = "ktp", **changes: Any) -> Product:  # noqa: ANN401 - fields of Product
    """A card that waits to be printed; `changes` are fields of Product."""
    fields: dict[str, Any] = {
        "id": product_id,
        "kind": "KTP-EL",
        "medium": "card",
        "recipient": "applicant",
        "route": build_route(biometrics=False, signed=False, print_record=True, printed=True),
        "state": ProductState.PRINT_QUEUED,
    }
    return Product(**fields | changes)


def a_person(**changes: Any) -> PersonalData:  # noqa: ANN401 - fields of PersonalData
    """Everything personal of one application."""
    fields: dict[str, Any] = {
        "applicant": Person(
            name=PersonName("Contoh Warga"),
            nik=Nik("3573994101900001"),
            birth_date=date(1990, 1, 1),
            sex=Sex.FEMALE,
        ),
        "contact": Contact(email=EmailAddress("warga@example.org"), phone=PhoneNumber("+6281200000000")),
        "address": Address(street="Jalan Contoh 1"),
    }
    return PersonalData(**fields | changes)


def a_job(n: int = 0, kind: JobKind = JobKind.NOTIFY, **changes: Any) -> Job:  # noqa: ANN401 - fields of Job
    """A job of the first move of the n-th case."""
    fields: dict[str, Any] = {
        "id": f"000001-{kind}-{n}",
        "kind": kind,
        "office": OFFICE,
        "receipt": a_receipt(n),
        "move": 1,
        "created_at": EPOCH,
        "notice": NoticeEvent.RECEIVED if kind is JobKind.NOTIFY else None,
        "upload_id": "upload-1" if kind is JobKind.INSPECT else None,
    }
    return Job(**fields | changes)


def a_notice(n: int = 0, **changes: Any) -> Notice:  # noqa: ANN401 - fields of Notice
    """A notice that is about to be sent."""
    fields: dict[str, Any] = {
        "office": OFFICE,
        "receipt": a_receipt(n),
        "move": 2,
        "event": NoticeEvent.RECEIVED,
        "channel": NoticeChannel.EMAIL,
        "attempt": 1,
        "language": Language.INDONESIAN,
        "state": NoticeState.SENDING,
        "created_at": EPOCH,
        "updated_at": EPOCH,
        **changes,
    }
    notice_id = build_notice_id(fields["move"], fields["event"], None, fields["channel"], fields["attempt"])
    return Notice(id=notice_id, **fields)
