"""Applications on Loket: what residents and officers do, and what an auditor reads afterwards."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from hashlib import sha256

from typing_extensions import override

from chalicelib.domain.access import Actor, ActorKind, Role, Visitor
from chalicelib.domain.applicant import Contact, Person
from chalicelib.domain.case import Case
from chalicelib.domain.collection import Taker
from chalicelib.domain.document import MediaType, UploadState, VerdictKind
from chalicelib.domain.identifiers import (
    EmailAddress,
    FamilyCardNumber,
    IdempotencyKey,
    Nik,
    PhoneNumber,
    ReceiptNumber,
)
from chalicelib.domain.intake import flag_duplicates
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.names import PersonName
from chalicelib.domain.notification import STANDINGS, NoticeState
from chalicelib.domain.product import Collector, OldCard
from chalicelib.domain.production import Milestone
from chalicelib.services.application_details import Details
from chalicelib.services.keys import keyed_digest
from chalicelib.services.receive_upload import FileOffer
from infra.local.clients import client
from infra.local.functions import Context
from tests.faults.courier import Event
from tests.faults.loket import Loket
from tests.faults.subject import Observed, Step
from tests.papers import draw_paper

SERVICE = "KK-DAMAGED"
SLOTS = ("f102", "kk-rusak")
OFFICER = Actor(kind=ActorKind.OFFICER, id="officer-1", roles=frozenset({Role.VERIFIER, Role.PRODUCER, Role.COUNTER}))
PAPER = draw_paper("F102", seed=1, size=(620, 877))
PRODUCT = "p1"
RIVAL_ACTION = "duplicates_flagged"
OTHER_CASE = "another case of the same person"
LATER = timedelta(minutes=11)
SILENCE = timedelta(hours=3)


class LoketWalk:
    """One application of one resident, `number` tells it from every other."""

    def __init__(self, loket: Loket, number: int) -> None:
        self._loket = loket
        self._receipt: ReceiptNumber | None = None
        self._uploads: dict[str, str] = {}
        self._rivals = 0
        self._version: int | None = None
        self._key = IdempotencyKey.parse(secrets.token_urlsafe(24))
        self._nik = Nik.parse(f"357399{number // 9999 % 28 + 1:02d}0190{number % 9999 + 1:04d}")
        self._contact = Contact(
            email=EmailAddress.parse(f"warga{number}@example.org"),
            phone=PhoneNumber.parse(f"+62812{10_000_000 + number}"),
        )

    @property
    def told(self) -> str | None:
        """The number that the client was told."""
        return self._receipt

    def restart(self) -> None:
        """The process died."""
        self._loket.restart()

    def steps(self) -> Sequence[Step]:
        """From nothing to an application handed in."""
        return [
            Step(self._start, "start", rival=self._start_beside, deliver=False),
            *self._send(SLOTS[0], "", None),
            *self._send(SLOTS[1], "upload", "complete"),
            self._mine(self._submit, "submit", lambda case: case.state is not CaseState.DRAFT),
        ]

    def _hand_in(self) -> Iterator[Step]:
        """The same, without a fault."""
        yield Step(self._start, deliver=False)
        for slot in SLOTS:
            yield from self._send(slot, "", None, deliver=slot == SLOTS[-1])
        yield self._mine(self._submit, "", lambda case: case.state is not CaseState.DRAFT)

    def _send(self, slot: str, phase: str, last: str | None, *, deliver: bool = True) -> Iterator[Step]:
        yield self._mine(partial(self._request, slot), phase, lambda _: False, deliver=False)
        yield Step(partial(self._put, slot), deliver=False)
        yield self._mine(partial(self._complete, slot), phase and (last or ""), lambda _: False, deliver=deliver)

    def _accept(self, phase: str) -> Iterator[Step]:
        yield self._staff(self._claim, phase, _is(CaseState.IN_REVIEW), deliver=False)
        for slot in SLOTS:
            judge = partial(self._judge, slot, VerdictKind.ACCEPTED)
            judged = phase if slot == SLOTS[0] else ""
            yield self._staff(judge, judged, partial(_is_judged, slot, VerdictKind.ACCEPTED), deliver=False)
        yield self._staff(self._accept_papers, phase, _is(CaseState.COMPLETE))

    def _mine(
        self, act: Callable[[], None], phase: str, is_done: Callable[[Case], bool], *, deliver: bool = True
    ) -> Step:
        return Step(act, phase, lambda: is_done(self._case()), self._flag_beside, deliver)

    def _staff(
        self, act: Callable[[int], Case], phase: str, is_done: Callable[[Case], bool], *, deliver: bool = True
    ) -> Step:
        """An officer goes by the case as it was answered last, and after any trouble reads it anew."""

        def on_the_version_seen() -> None:
            version, self._version = self._version, None
            self._version = act(self._case().version if version is None else version).version

        return Step(on_the_version_seen, phase, lambda: is_done(self._case()), self._flag_beside, deliver)

    # what people do

    def _start(self) -> None:
        started = self._loket.services.start_application(SERVICE, self._details(), self._key, self._digest())
        self._receipt = started.case.receipt

    def _start_beside(self) -> None:
        """A second click."""
        self._loket.rival.start_application(SERVICE, self._details(), self._key, self._digest())

    def _details(self) -> Details:
        return Details(
            applicant_role="head_of_family",
            personal={
                "applicant": Person(name=PersonName.parse("SITI CONTOH REKAAN"), nik=self._nik),
                "family_card_number": FamilyCardNumber.restore(self._nik),
                "contact": self._contact,
            },
        )

    def _digest(self) -> str:
        return sha256(self._nik.encode()).hexdigest()

    def _request(self, slot: str) -> None:
        offer = FileOffer(slot, MediaType.JPEG, len(PAPER))
        self._uploads[slot] = self._loket.services.receive_upload.request(self._visitor(), offer).upload.id

    def _put(self, slot: str) -> None:
        upload = self._case().upload(self._uploads[slot])
        assert upload is not None
        bucket = self._loket.settings.upload_bucket
        client(self._loket.ground.stack, "s3").put_object(Bucket=bucket, Key=upload.key, Body=PAPER)

    def _complete(self, slot: str) -> None:
        self._loket.services.receive_upload.complete(self._visitor(), self._uploads[slot])

    def _submit(self) -> None:
        self._loket.services.submit_application(self._visitor(), None)

    def _claim(self, version: int) -> Case:
        return self._loket.services.review_case.claim(self._number(), OFFICER, version)

    def _judge(self, slot: str, kind: VerdictKind, version: int) -> Case:
        return self._loket.services.review_case.judge(self._number(), slot, kind, "", OFFICER, version)

    def _accept_papers(self, version: int) -> Case:
        return self._loket.services.review_case.accept(self._number(), OFFICER, version)

    def _send_back(self, version: int) -> Case:
        return self._loket.services.review_case.return_for_completion(self._number(), (), OFFICER, version)

    def _record(self, milestone: Milestone, product: str | None) -> Callable[[int], Case]:
        def record(version: int) -> Case:
            return self._loket.services.produce_case.record(self._number(), milestone, product, OFFICER, version)

        return record

    def _hand_over(self, version: int) -> Case:
        produce = self._loket.services.produce_case
        return produce.hand_over(
            self._number(), PRODUCT, Taker(Collector.SELF, OldCard.NONE, is_checked=True), OFFICER, version
        )

    # what happens around them

    def _lose_stream(self, *, lost: bool) -> None:
        self._loket.is_stream_lost = lost

    def _sweep(self) -> None:
        self._loket.clock.pass_time(LATER)
        event = {
            "version": "0", "id": "sweep", "detail-type": "Scheduled Event", "source": "aws.events", "account": "",
            "time": "2026-01-01T00:00:00Z", "region": "ap-southeast-3", "resources": [], "detail": {},
        }  # fmt: skip
        self._loket.handlers["sweep"](event, Context("sweep", 512, 120))

    def _arrive(self, slot: str) -> None:
        """The bucket's word alone: the browser never came back."""
        upload = self._case().upload(self._uploads[slot])
        assert upload is not None
        body = f'{{"Records":[{{"s3":{{"object":{{"key":"{upload.key}"}}}}}}]}}'
        event: Event = {"Records": [{"messageId": "1", "body": body, "eventSource": "aws:sqs"}]}
        failed = self._loket.handlers["record_arrivals"](event, Context("record_arrivals", 512, 30))
        if failed["batchItemFailures"]:
            raise ConnectionError

    def _flag_beside(self) -> None:
        """The system flags a duplicate: somebody else's move, whatever the state."""
        self._rivals += 1
        rival = self._loket.rival
        case = self._case()
        rival.ports.cases.save(flag_duplicates(case, [OTHER_CASE], self._loket.clock.now()))

    # what they see

    def _number(self) -> ReceiptNumber:
        assert self._receipt is not None
        return self._receipt

    def _visitor(self) -> Visitor:
        return Visitor(receipt=self._number(), pin_version=1)

    def _case(self) -> Case:
        return self._loket.rival.ports.cases.get(self._number())

    def settle(self) -> None:
        """Ten minutes later, and then some hours: silence on a channel is borne for as long."""
        self._loket.is_stream_lost = False
        self._sweep()
        self._loket.clock.pass_time(SILENCE)

    def _wait(self) -> Iterator[Step]:
        """Whoever is faster than the next channel needs no notice any more: so people take their time."""
        yield from (Step(self.settle), Step(self.settle))

    def is_quiet(self) -> bool:
        """Whether no job waits for anything."""
        return not any(self._pending())

    def _pending(self) -> Iterator[str]:
        pending, _ = self._loket.rival.ports.outbox.list_pending(self._loket.clock.now() + timedelta(days=9))
        yield from (f"job {job.id}" for job in pending)

    def observe(self) -> Observed:
        """Read with the rival's clients, whose calls are not numbered."""
        ports = self._loket.rival.ports
        case = self._case()
        audit = ports.cases.list_audit(case.receipt)
        lookup = keyed_digest(ports.keys.lookup, "nik", self._nik)
        found = {*ports.cases.find_by_lookup("nik", lookup, SERVICE), *self._drafts()}
        moves = Counter(event.move for event in audit)
        flagged = sum(event.action == RIVAL_ACTION for event in audit)
        return Observed(
            cases=sorted(found),
            state=case.state,
            actions=[event.action for event in audit if event.action != RIVAL_ACTION],
            lost=[*self._lost(case, moves), *["the rival's move"] * (self._rivals - flagged)],
            doubled=[f"audit event {n}" for n, count in moves.items() if count > 1],
            waiting=[*self._unfinished(case)],
            unreached=sorted({*self._outdated(case)}
                             | {item["notice"] for item in ports.cases.list_queue("unreached", None, 100).items
                                if item["receipt"] == case.receipt}),
        )  # fmt: skip

    @staticmethod
    def _lost(case: Case, moves: Mapping[int, int]) -> Iterator[str]:
        yield from (f"audit event {n}" for n in range(1, case.version + 1) if n not in moves)
        handed_in = {upload for document in case.documents for upload in document.uploads}
        yield from (f"upload {upload}" for upload in handed_in if case.upload(upload) is None)

    def _drafts(self) -> list[str]:
        return [item["receipt"] for item in self._loket.rival.ports.cases.list_queue("draft", None, 100).items]

    def _unfinished(self, case: Case) -> Iterator[str]:
        handed_in = {upload for document in case.documents for upload in document.uploads}
        for upload in case.uploads:
            if upload.state is UploadState.INSPECTING or (
                upload.id in handed_in and upload.state is not UploadState.ACCEPTED
            ):
                yield f"upload {upload.slot} is {upload.state}"
        yield from self._pending()
        for notice in self._loket.rival.ports.notices.list_for(case.receipt):
            if notice.state is NoticeState.SENDING:
                yield f"notice {notice.id}"

    def _outdated(self, case: Case) -> Iterator[str]:
        """News that no way certainly brought, and that later news overtook, or took off the list again."""
        notices = self._loket.rival.ports.notices.list_for(case.receipt)
        sent = [notice for notice in notices if notice.state in {NoticeState.SENT, NoticeState.DELIVERED}]
        told = {(notice.move, notice.event) for notice in sent}
        for notice in notices:
            later = any(news.event in STANDINGS and news.move > notice.move for news in sent)
            if later and (notice.move, notice.event) not in told:
                yield notice.event.value

    def clean(self) -> None:
        """Delete every item of the case, so that nobody's next sweep finds it."""
        table = self._loket.settings.table
        dynamodb = client(self._loket.ground.stack, "dynamodb")
        for number in {self._receipt, *self._drafts()} - {None}:
            partition = {":pk": {"S": f"{self._loket.settings.office}#CASE#{number}"}}
            items = dynamodb.query(
                TableName=table, KeyConditionExpression="PK = :pk", ExpressionAttributeValues=partition
            )["Items"]
            for item in items:
                dynamodb.delete_item(TableName=table, Key={name: item[name] for name in ("PK", "SK")})


class OfficeWalk(LoketWalk):
    """From the officer who takes it to the card in the resident's hands; the stream fails at the very end."""

    @override
    def steps(self) -> Sequence[Step]:
        """Review, production, ready, hand-over, and the sweeper, which finds what the stream lost."""
        return [
            *self._hand_in(),
            *self._accept("review"),
            self._staff(self._record(Milestone.ENTERED, None), "produce", _is(CaseState.IN_PROCESS)),
            self._staff(self._record(Milestone.SIGNED, PRODUCT), "produce", _has(ProductState.SIGNED)),
            self._staff(self._record(Milestone.MADE_READY, PRODUCT), "ready", _has(ProductState.READY)),
            *self._wait(),
            Step(partial(self._lose_stream, lost=True), deliver=False),
            self._staff(self._hand_over, "hand over", _is(CaseState.CLOSED)),
            Step(partial(self._lose_stream, lost=False), deliver=False),
            Step(self._sweep, "sweep"),
        ]


class ReturnedWalk(LoketWalk):
    """An application that is sent back once; the second file comes without its browser, and late."""

    @override
    def steps(self) -> Sequence[Step]:
        """Up to complete papers: the rest is as in the office's walk."""
        refused = partial(self._judge, SLOTS[0], VerdictKind.UNREADABLE)
        return [
            *self._hand_in(),
            self._staff(self._claim, "", _is(CaseState.IN_REVIEW), deliver=False),
            self._staff(refused, "", partial(_is_judged, SLOTS[0], VerdictKind.UNREADABLE), deliver=False),
            self._staff(self._send_back, "return", _is(CaseState.RETURNED)),
            *self._wait(),
            self._mine(partial(self._request, SLOTS[0]), "", lambda _: False, deliver=False),
            Step(partial(self._put, SLOTS[0]), deliver=False),
            Step(partial(self._arrive, SLOTS[0]), "arrival", rival=self._flag_beside, deliver=False),
            self._mine(self._submit, "submit again", lambda case: case.state is not CaseState.RETURNED),
            *self._accept(""),
        ]


def _is(state: CaseState) -> Callable[[Case], bool]:
    return lambda case: case.state is state


def _has(state: ProductState) -> Callable[[Case], bool]:
    return lambda case: any(product.state is state for product in case.products)


def _is_judged(slot: str, kind: VerdictKind, case: Case) -> bool:
    return any(
        document.slot == slot and document.verdict is not None and document.verdict.kind is kind
        for document in case.documents
    )
