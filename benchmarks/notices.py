"""Notices: who is lost in an outage beside Open Zaak's own figures, and our work for one beside a bare loop's."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.engine import TABLE, free_port
from benchmarks.figures import Figure
from benchmarks.spine import samples
from benchmarks.timing import Prepare, take_turns
from chalicelib.adapters.clients import Clients
from chalicelib.adapters.dynamodb import DynamoCaseRepository, DynamoNoticeLog, DynamoOutbox, DynamoUnreachedList
from chalicelib.adapters.dynamodb.figures import OF_NOTICES, DynamoFigureLedger
from chalicelib.adapters.dynamodb.suppressions import DynamoSuppressionList
from chalicelib.adapters.messaging import SmsMessenger
from chalicelib.adapters.system import SystemClock
from chalicelib.catalogue import load_catalogue, load_closed_days, load_messages
from chalicelib.domain.applicant import Contact
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.identifiers import PhoneNumber
from chalicelib.domain.notification import Message, NoticeChannel
from chalicelib.domain.telling_caps import Caps
from chalicelib.services.occasions import Occasions
from chalicelib.services.recipients import Recipients
from chalicelib.services.send_notices import SendNotices
from chalicelib.services.sending_caps import SendingCaps
from infra.local import engines
from infra.local.resources import Provisioner
from infra.local.settings import PORTS, Stack
from tests.fakes import FakeSealer
from tests.telling.city import MORNING, OFFICE, City, Told
from tests.telling.providers import Weather
from tests.unit.notices.given import LINK, PIN_KEY, personal

NOTICES = 10_000
BOUNDLESS = Caps(to_one_in_a_day=10**9, to_one_in_a_month=10**9)
UNCAPPED = OFFICE.model_copy(update={"telling": OFFICE.telling.model_copy(update={"caps": BOUNDLESS})})
"""All of the drain goes to one number."""
OUTAGES = {"1min": 1, "5min": 5, "10min": 10, "60min": 60, "4days": 4 * 24 * 60}
OPEN_ZAAK = {
    "1min": "0 of Open Zaak's",
    "5min": "1,276 of Open Zaak's as shipped, 0 re-tuned",
    "10min": "1,181 of Open Zaak's re-tuned",
    "60min": "Open Zaak publishes none",
    "4days": "Open Zaak publishes none",
}
"""What its documentation publishes of its own notifications (its load is not ours; the outages are)."""

ROUGH = Weather(throttled=0.1, vanished=0.2, bounced=0.05, silent=0.1, doubled=0.2, late=0.3, wavering=0.3, killed=0.01)
ROUNDS, CALLS = 9, 40


def measure() -> list[Figure]:
    """Every figure of notices; those of a city are of `NOTICES` in four hours, simulated."""
    fair, rough = City(NOTICES, Weather()).run(), City(NOTICES, ROUGH).run()
    outages = {name: _in_an_outage(minutes) for name, minutes in OUTAGES.items()}
    told = [fair, rough, *outages.values()]
    reachable = fair.notices - fair.unreached
    return [
        *(Figure(f"notices_lost_{name}", found.lost, "", 0, OPEN_ZAAK[name]) for name, found in outages.items()),
        Figure("notices_lost_rough", rough.lost, "", 0, f"{rough.delivered} told, {rough.unreached} on the list"),
        Figure("notices_misheard_rough", rough.misheard, "", 0, "reports in any order, of one end or of several"),
        Figure("notices_doubled", sum(found.doubled for found in told), "", 0, f"in {len(told)} cities of {NOTICES}"),
        Figure(
            "handed_over_within_10s_share", fair.within_10s / reachable, "", 0.95,
            "of residents with any contact; GOV.UK Notify promises 0.95", at_least=True,
        ),
        _drain(),
    ]  # fmt: skip


def _in_an_outage(minutes: int) -> Told:
    """The providers are gone half an hour after the first notice."""
    return City(NOTICES, Weather(down_from=MORNING + timedelta(minutes=30), down_for=timedelta(minutes=minutes))).run()


def _drain() -> Figure:
    with _clients() as clients:
        seconds = take_turns({"loket": _loket(clients), "bare": _bare(clients)}, ROUNDS, CALLS)
    rates = {name: 1 / spent for name, spent in seconds.items()}
    beside = f"{rates['loket']:.0f} and {rates['bare']:.0f} messages a second, one after the other"
    return Figure("drain_vs_bare_ratio", round(rates["loket"] / rates["bare"], 2), "", 0.5, beside, at_least=True)


@contextmanager
def _clients() -> Iterator[Clients]:
    """Clients of an engine with the registry table, and of the carrier of a developer's machine."""
    with TemporaryDirectory(prefix="loket-bench-") as folder:
        stack = Stack(Path(folder), free_port() - PORTS["dynamodb"])
        stack.prepare()
        children = {"dynamodb": engines.dynamodb(stack), "carrier": engines.carrier(stack, "--no-sink", "--mute")}
        try:
            for name, child in children.items():
                child.start(stack.logs)
                engines.wait_until(child, lambda name=name: engines.is_healthy(stack, name))  # type: ignore[misc]
            Provisioner(stack, LINK).make("RegistryTable")
            with _pointed_at(stack):
                yield Clients()
        finally:
            for child in children.values():
                child.stop()


@contextmanager
def _pointed_at(stack: Stack) -> Iterator[None]:
    """Botocore reads the environment when a client is made."""
    before = dict(os.environ)
    os.environ.update(stack.engine_environment())
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _loket(clients: Clients) -> Prepare:
    """One job of the outbox, from the queue's message to the job put off until its report is due; KMS aside."""
    sealer, table = FakeSealer(), (clients.dynamodb, TABLE, OFFICE.code)
    cases = DynamoCaseRepository(*table, OFFICE.limits.tries_window_seconds)
    send = SendNotices(
        occasions=Occasions(cases, sealer, LINK, PIN_KEY),
        recipients=Recipients([NoticeChannel.SMS], (), DynamoSuppressionList(*table), PIN_KEY),
        outbox=DynamoOutbox(*table), notices=DynamoNoticeLog(*table), unreached=DynamoUnreachedList(*table),
        messengers={NoticeChannel.SMS: _sms(clients)},
        caps=SendingCaps(
            DynamoFigureLedger(*table, partition=OF_NOTICES), UNCAPPED, SystemClock()
        ),
        catalogue=load_catalogue(), messages=load_messages(), office=OFFICE,
        clock=SystemClock(), closed=load_closed_days(), quiet_hours=False,
    )  # fmt: skip
    waiting = samples.submitted("told")

    def prepare() -> Callable[[], object]:
        change = next(waiting)
        told = personal(Contact(phone=PhoneNumber.restore("+6281000000000")))
        cases.create(change, sealer.seal(change.case.receipt, told, None))
        (job,) = (job for job in change.jobs if job.notice is NoticeEvent.RECEIVED)
        return lambda: send(job)

    return prepare


def _bare(clients: Clients) -> Prepare:
    """Claim, send, and write down the outcome: what keeps a message from going out twice, and nothing else."""
    sms, numbers = _sms(clients), count()

    def tell(number: int) -> None:
        key = {"PK": {"S": f"bare#{number}"}, "SK": {"S": "NOTICE"}}
        clients.dynamodb.put_item(
            TableName=TABLE, Item={**key, "state": {"S": "sending"}}, ConditionExpression="attribute_not_exists(PK)"
        )
        sms.send(Message("+6281000000000", "", "Berkas siap.", f"bare-{number}"))
        clients.dynamodb.update_item(
            TableName=TABLE, Key=key, UpdateExpression="SET #state=:sent", ConditionExpression="#state=:sending",
            ExpressionAttributeValues={":sent": {"S": "sent"}, ":sending": {"S": "sending"}},
            ExpressionAttributeNames={"#state": "state"},
        )  # fmt: skip

    def prepare() -> Callable[[], object]:
        number = next(numbers)
        return lambda: tell(number)

    return prepare


def _sms(clients: Clients) -> SmsMessenger:
    return SmsMessenger(clients.sms, "LOKET", "loket-bench")
