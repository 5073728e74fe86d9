"""The naive handler under test, driven and audited as Loket is."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import boto3

from chalicelib.adapters.clients import Clients
from infra.local.clients import client
from infra.local.settings import MAIL_SENDER
from tests.faults.courier import Courier, Event, Queue
from tests.faults.engines import Ground
from tests.faults.kinds import CLIENTS_LIVE
from tests.faults.naive import TABLE, NaiveOffice
from tests.faults.subject import Clock, Observed, Step
from tests.faults.wire import Wire

_PAPER = b"a paper"
_SLOT = "form"


@dataclass
class Naive:
    """One process's naive office; its SDK repeats what it likes, as by default."""

    ground: Ground
    wire: Wire = field(default_factory=Wire)
    clock: Clock = field(default_factory=Clock)
    _made: int = 0

    def __post_init__(self) -> None:
        """Make its table beside Loket's."""
        self.dynamodb = client(self.ground.stack, "dynamodb")
        self.dynamodb.create_table(
            TableName=TABLE,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        )
        outputs = self.ground.outputs
        self.names = {
            "uploads": outputs["UploadBucketName"],
            "pages": outputs["PageBucketName"],
            "inspections": outputs["InspectionsQueueUrl"],
            "notifications": outputs["NotificationsQueueUrl"],
            "sender": MAIL_SENDER,
        }
        self.rival = NaiveOffice(self._clients(numbered=False), self.names)
        self.renew()

    def renew(self) -> None:
        """A cold process for the next schedule; now and then with new clients, whose retry quota is full again."""
        if self._made % CLIENTS_LIVE == 0:
            self._own = self._clients(numbered=True)
        self._made += 1
        self.clock.begin()
        self.restart()

    def restart(self) -> None:
        """The process died; it knew nothing anyway."""
        self.office = NaiveOffice(self._own, self.names)

    def _clients(self, *, numbered: bool) -> Clients:
        clients = Clients()
        for name in ("dynamodb", "sqs", "s3"):
            self.wire.install(getattr(clients, name), numbered=numbered)
        # messages too are tried again by the SDK, which is what boto3 does unless told otherwise
        session = boto3.session.Session()
        clients.sesv2 = self.wire.install(session.client("sesv2"), numbered=numbered)
        clients.sms = self.wire.install(session.client("pinpoint-sms-voice-v2"), numbered=numbered)
        return clients

    def courier(self, dead: Sequence[str]) -> Courier:
        """Its two queues; it has no stream."""
        queues = [
            self._queue("inspections", 1, "inspect", lambda _: "inspect"),
            self._queue("notifications", 10, "notify", lambda body: f"notify {json.loads(body)['event']}"),
        ]
        return Courier(self.wire, None, queues, dead)

    def _queue(self, name: str, batch: int, worker: str, phase_of: Callable[[str], str]) -> Queue:

        def handler(event: Event, context: object) -> None:
            getattr(self.office, worker)(event, context)

        return Queue(
            sqs=client(self.ground.stack, "sqs"),
            url=self.names[name],
            batch=batch,
            handler=handler,
            twin=getattr(self.rival, worker),
            phase_of=phase_of,
            wire=self.wire,
            clock=self.clock,
            restart=self.restart,
        )


class NaiveWalk:
    """One application at the naive office."""

    def __init__(self, naive: Naive, number: int) -> None:
        self._naive = naive
        self._email = f"warga{number}@example.org"
        self._phone = f"+62812{10_000_000 + number}"
        self._case: str | None = None
        self._rivals = 0

    @property
    def told(self) -> str | None:
        """The id that the client was told."""
        return self._case

    def restart(self) -> None:
        """The process died."""
        self._naive.restart()

    def settle(self) -> None:
        """It has no sweeper."""

    def steps(self) -> Sequence[Step]:
        """The same story in fewer words."""
        return [
            Step(self._start, "start", rival=self._start_beside, deliver=False),
            Step(self._put, deliver=False),
            self._step("complete", "complete", _never, _SLOT, self._key),
            self._step("submit", "submit", _never),
            self._step("claim", "review", lambda case: case["state"] == "IN_REVIEW"),
            self._step("accept", "review", lambda case: case["state"] == "COMPLETE"),
            self._step("make_ready", "ready", lambda case: case["state"] == "READY"),
            self._step("hand_over", "hand over", lambda case: case["state"] == "CLOSED"),
        ]

    def _step(self, verb: str, phase: str, is_done: Callable[[dict[str, Any]], bool], *more: str) -> Step:
        def act() -> None:
            getattr(self._naive.office, verb)(self._case, *more)

        return Step(act, phase, lambda: is_done(self._naive.rival.get(self._case or "")), self._note_beside)

    def _start(self) -> None:
        self._case = self._naive.office.start(self._email, self._phone)

    def _start_beside(self) -> None:
        """A second click."""
        self._naive.rival.start(self._email, self._phone)

    @property
    def _key(self) -> str:
        return f"naive/{self._email}"

    def _put(self) -> None:
        uploads = self._naive.names["uploads"]
        client(self._naive.ground.stack, "s3").put_object(Bucket=uploads, Key=self._key, Body=_PAPER)

    def _note_beside(self) -> None:
        """Another officer writes a note into the case."""
        self._rivals += 1
        case = self._naive.rival.get(self._case or "")
        self._naive.rival._move(case, "noted")

    def is_quiet(self) -> bool:
        """It waits for nothing."""
        return True

    def observe(self) -> Observed:
        """Every case of this resident, and what became of the one they were told of."""
        found = self._naive.dynamodb.scan(TableName=TABLE, ConsistentRead=True)["Items"]
        cases = {item["id"]["S"]: json.loads(item["body"]["S"]) for item in found}
        mine = {case_id: case for case_id, case in cases.items() if case["email"] == self._email}
        case = mine.get(self._case or "", {"state": "GONE", "history": [], "files": {}})
        lost = ["the rival's note"] if case["history"].count("noted") < self._rivals else []
        return Observed(
            cases=sorted(mine),
            state=case["state"],
            actions=[action for action in case["history"] if action != "noted"],
            lost=lost,
            waiting=[f"file {slot}" for slot, file in case["files"].items() if file["state"] == "INSPECTING"],
        )

    def clean(self) -> None:
        """Delete this resident's cases."""
        for case_id in self.observe().cases:
            self._naive.dynamodb.delete_item(TableName=TABLE, Key={"id": {"S": case_id}})


def _never(_: dict[str, Any]) -> bool:
    return False
