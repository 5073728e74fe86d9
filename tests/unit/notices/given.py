"""What the tests of notices start from: cases as the office stores them, with nobody's data in them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

from chalicelib.catalogue import load_catalogue, load_office
from chalicelib.domain.applicant import Contact, PersonalData
from chalicelib.domain.case import Asked, Case, Channel
from chalicelib.domain.catalogue import Service, ServiceCode
from chalicelib.domain.document import VerdictKind
from chalicelib.domain.events import Job, JobKind, NoticeEvent
from chalicelib.domain.finding import Finding, FindingCode, Severity
from chalicelib.domain.identifiers import EmailAddress, PhoneNumber, Pin, ReceiptNumber
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.messages.notice_values import Occasion
from chalicelib.domain.notification import VISITS
from chalicelib.domain.pick_up import Booking
from chalicelib.domain.product import Collector, HandOver, OldCard, Product
from chalicelib.domain.text import Language

NOW = datetime(2026, 11, 24, 2, 17, tzinfo=UTC)
LINK = "https://loket.dukcapil.malangkota.go.id"
RECEIPT = ReceiptNumber.derive(b"a key of the tests", b"an intent")
PIN_KEY = b"another key of the tests"
EMAIL = EmailAddress("resident@example.org")
PHONE = PhoneNumber.restore("+6281000000000")
OFFICE = load_office("3573")
BOTH = Contact(email=EMAIL, phone=PHONE)

ASKED = (
    Asked(slot="sk-hilang", reason=VerdictKind.EXPIRED),
    Asked(slot="kk", reason=VerdictKind.UNREADABLE, note="words of the officer"),
    Asked(
        slot="f102",
        reason=VerdictKind.UNREADABLE,
        finding=Finding(code=FindingCode.DOES_NOT_OPEN, severity=Severity.BLOCKING, where="f102", page=2),
    ),
)


def every(*choices: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Each of these with each of those."""
    return list(product(*choices))


def service(code: str) -> Service:
    """One service of the office."""
    return load_catalogue().services[ServiceCode(code)]


def a_product(code: str = "KTP-DAMAGED", index: int = 0, state: ProductState = ProductState.READY) -> Product:
    """A product of a service, ready unless said otherwise."""
    spec = service(code).products[index]
    return Product(
        id="p1", kind=spec.kind, medium=spec.medium, recipient=spec.recipient, route=(state,), state=state,
        hand_over=HandOver(collected_by=Collector.SELF, old_card=OldCard.WITHDRAWN, by="an-officer", at=NOW),
    )  # fmt: skip


def a_case(code: str = "KTP-DAMAGED", **changes: Any) -> Case:  # noqa: ANN401 - fields of a case
    """A case with everything asked for and a ready product, so that any notice can be about it."""
    fields: dict[str, Any] = {
        "state": CaseState.RETURNED,
        "asked": ASKED,
        "products": (a_product(code),),
        "received_at": NOW,
        "language": Language.INDONESIAN,
        "version": 7,
    }
    return Case(
        office="3573", receipt=RECEIPT, service=code, channel=Channel.WEB, catalogue_version="tests",
        intent="an-intent", request_digest="a-digest", created_at=NOW, updated_at=NOW, **(fields | changes),
    )  # fmt: skip


def an_occasion(event: NoticeEvent, case: Case | None = None, **changes: Any) -> Occasion:  # noqa: ANN401 - its fields
    """What a notice of this kind is about."""
    case = case or a_case()
    fields: dict[str, Any] = {
        "link": LINK,
        "product": case.products[0] if case.products else None,
        "reason": "duplicate_record",
        "pin": Pin.derive(PIN_KEY, RECEIPT, 1) if event is NoticeEvent.PIN_REISSUED else None,
        "visit": a_visit() if event in VISITS else None,
    }
    return Occasion(event=event, case=case, **(fields | changes))


def a_visit() -> Booking:
    """An appointment."""
    return Booking(receipt=RECEIPT, place="block-office", day=date(2026, 11, 25), at="09:30", made_at=NOW)


def a_job(event: NoticeEvent = NoticeEvent.READY, product_id: str | None = "p1") -> Job:
    """The job of a notice."""
    return Job(
        id=f"000007-notify-{event}-{product_id or ''}", kind=JobKind.NOTIFY, office="3573", receipt=RECEIPT, move=7,
        created_at=NOW, notice=event, product_id=product_id,
    )  # fmt: skip


def personal(contact: Contact = BOTH, **changes: Any) -> PersonalData:  # noqa: ANN401 - its fields
    """A resident who can be reached."""
    return PersonalData(contact=contact, **changes)
