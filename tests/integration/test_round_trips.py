"""How often each use asks AWS, counted on the wire over the real adapters; none grows with the number of cases."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chalicelib.adapters.clients import Clients
from chalicelib.adapters.dynamodb import DynamoCaseRepository, DynamoNoticeLog, DynamoOutbox, DynamoUnreachedList
from chalicelib.adapters.dynamodb.suppressions import DynamoSuppressionList
from chalicelib.adapters.kms import KmsSealer
from chalicelib.adapters.s3 import S3ObjectStore
from chalicelib.adapters.sqs import SqsJobQueue
from chalicelib.catalogue import load_catalogue, load_closed_days, load_messages, load_office, load_regions
from chalicelib.domain.access import Visitor
from chalicelib.domain.applicant import Contact
from chalicelib.domain.case import Case, Channel
from chalicelib.domain.document import MediaType, UploadState
from chalicelib.domain.errors import IncompleteError, NotFoundError, TooManyTriesError
from chalicelib.domain.events import JobKind, NoticeEvent
from chalicelib.domain.identifiers import IdempotencyKey, PhoneNumber, Pin
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notification import NoticeChannel
from chalicelib.services.application_details import Details, DetailsReader
from chalicelib.services.checklists import Checklists
from chalicelib.services.keys import Keys
from chalicelib.services.occasions import Occasions
from chalicelib.services.ports import Sealed
from chalicelib.services.recipients import Recipients
from chalicelib.services.send_notices import SendNotices
from chalicelib.services.sending_caps import SendingCaps
from chalicelib.services.start_application import StartApplication
from chalicelib.services.submit_application import SubmitApplication
from chalicelib.services.track_application import TrackApplication
from tests.builders import a_case, a_creation, a_person, a_receipt, a_step, an_upload
from tests.contract.engines import Engines, make_bucket, make_queue, make_table, running_engines
from tests.fakes import EPOCH, OFFICE, FakeClock, FakeMessenger, FakeSealer
from tests.figures_fakes import FakeFigureLedger

pytestmark = pytest.mark.stack

KEYS = Keys.derive(b"round trips", OFFICE)
SEALED = Sealed(b"\x01sealed", b"key")
READ = {"dynamodb.BatchGetItem": 1}
WRITE = {"dynamodb.TransactWriteItems": 1}
FEW, MANY = 10, 500


class Wire:
    """Counts every request of every client, repeats included, while it is asked to."""

    def __init__(self, *clients: Any) -> None:  # noqa: ANN401 - boto3 makes clients at run time
        self._counted: Counter[str] = Counter()
        for client in clients:
            client.meta.events.register("before-send", self._count)

    def counting(self, use: Callable[[], object]) -> dict[str, int]:
        """What one use costs."""
        self._counted.clear()
        use()
        return dict(self._counted)

    def _count(self, event_name: str, **_: Any) -> None:  # noqa: ANN401 - botocore's own
        self._counted[event_name.removeprefix("before-send.")] += 1


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    with running_engines(tmp_path_factory.mktemp("engines") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def clients(engines: Engines) -> Clients:
    return engines.clients("dynoxide")


@pytest.fixture(scope="module")
def others(engines: Engines) -> Clients:
    return engines.clients("moto")


@pytest.fixture(scope="module")
def wire(clients: Clients, others: Clients) -> Wire:
    return Wire(clients.dynamodb, others.s3, others.kms, others.sqs)


@pytest.fixture(scope="module", params=[FEW, MANY])
def cases(request: pytest.FixtureRequest, clients: Clients) -> DynamoCaseRepository:
    """A table with few cases, and one with many."""
    repository = DynamoCaseRepository(clients.dynamodb, make_table(clients), OFFICE, 900)
    for n in range(1, request.param):
        repository.create(a_creation(n), SEALED)
    return repository


@pytest.fixture
def tracking(cases: DynamoCaseRepository) -> TrackApplication:
    return TrackApplication(cases, load_office(OFFICE), KEYS, FakeClock())


def _expect(error: type[Exception], use: Callable[[], object]) -> Callable[[], object]:
    def refused() -> None:
        with pytest.raises(error):
            use()

    return refused


def test_tracking_costs_one_read(wire: Wire, tracking: TrackApplication) -> None:
    receipt = a_receipt(1)
    pin = Pin.derive(KEYS.pin, receipt, 1)
    assert wire.counting(lambda: tracking(receipt, pin, "192.0.2.1")) == READ


@pytest.mark.parametrize("n", [2, 9999], ids=["known", "unknown"])
def test_a_failed_try_adds_one_write(wire: Wire, tracking: TrackApplication, n: int) -> None:
    receipt = a_receipt(n)
    wrong = Pin.derive(KEYS.pin, receipt, 2)
    assert wire.counting(_expect(NotFoundError, lambda: tracking(receipt, wrong, "192.0.2.2"))) == READ | WRITE


def test_too_many_tries_cost_one_read(wire: Wire, tracking: TrackApplication) -> None:
    receipt = a_receipt(3)
    wrong, right = (Pin.derive(KEYS.pin, receipt, version) for version in (2, 1))
    for _ in range(10):
        _expect(NotFoundError, lambda: tracking(receipt, wrong, "192.0.2.3"))()
    assert wire.counting(_expect(TooManyTriesError, lambda: tracking(receipt, right, "192.0.2.4"))) == READ


def _draft(n: int, cases: DynamoCaseRepository, *slots: str) -> Case:
    files = tuple(an_upload(slot, slot=slot, state=UploadState.ACCEPTED, version_id="v1", pages=()) for slot in slots)
    created = a_creation(n, applicant_role="self", uploads=files)
    return cases.create(created, SEALED)


@pytest.fixture
def submission(cases: DynamoCaseRepository) -> SubmitApplication:
    office = load_office(OFFICE)
    return SubmitApplication(cases, Checklists(load_catalogue(), office), office, FakeClock())


def test_starting_costs_one_key_call_and_one_transaction(
    wire: Wire, cases: DynamoCaseRepository, others: Clients
) -> None:
    office = load_office(OFFICE)
    sealer = KmsSealer(others.kms, others.kms.create_key()["KeyMetadata"]["KeyId"], OFFICE)
    details = DetailsReader(Checklists(load_catalogue(), office), load_regions(), KEYS.lookup)
    start = StartApplication(cases, sealer, details, office, KEYS, FakeClock())
    key = IdempotencyKey("7e57c0de-7e57-4c0d-8e57-7e57c0de7e57")
    for _ in ("first", "repeated"):
        cost = wire.counting(lambda: start("KTP-LOST", Details(applicant_role="self"), key, "0" * 64))
        assert cost == {"kms.GenerateDataKey": 1} | WRITE


def test_starting_for_a_resident_costs_the_same_and_its_list_two_reads(wire: Wire, cases: DynamoCaseRepository) -> None:
    made = a_creation(20_005, assisted_by="as1", channel=Channel.ASSISTED)
    assert wire.counting(lambda: cases.create(made, SEALED)) == WRITE
    assert wire.counting(lambda: cases.list_assisted("as1", None, 25)) == {"dynamodb.Query": 1} | READ
    assert wire.counting(lambda: cases.list_assisted("as2", None, 25)) == {"dynamodb.Query": 1}


def test_submitting_costs_one_read_and_one_transaction(
    wire: Wire, cases: DynamoCaseRepository, submission: SubmitApplication
) -> None:
    draft = _draft(20_001, cases, "f102", "sk-hilang", "kk")
    visitor = Visitor(receipt=draft.receipt, pin_version=1)
    assert wire.counting(lambda: submission(visitor, None)) == {"dynamodb.GetItem": 1} | WRITE
    assert cases.get(draft.receipt).state is CaseState.SUBMITTED


def test_submitting_an_incomplete_draft_costs_one_read(
    wire: Wire, cases: DynamoCaseRepository, submission: SubmitApplication
) -> None:
    draft = _draft(20_002, cases, "f102")
    visitor = Visitor(receipt=draft.receipt, pin_version=1)
    assert wire.counting(_expect(IncompleteError, lambda: submission(visitor, None))) == {"dynamodb.GetItem": 1}


def test_a_work_list_page_costs_one_query(wire: Wire, cases: DynamoCaseRepository) -> None:
    assert wire.counting(lambda: cases.list_queue("draft", None, 25)) == {"dynamodb.Query": 1}
    following = cases.list_queue("draft", None, 5).next_cursor
    assert wire.counting(lambda: cases.list_queue("draft", following, 25)) == {"dynamodb.Query": 1}


def test_a_move_with_all_its_parts_costs_one_transaction(wire: Wire, cases: DynamoCaseRepository) -> None:
    created = cases.create(a_creation(20_003), SEALED)
    change = a_step(created, notices=[(event, None) for event in NoticeEvent], done=("000001-notify-received-",))
    assert wire.counting(lambda: cases.save(change, SEALED)) == WRITE


def test_creating_twice_costs_a_transaction_each(wire: Wire, cases: DynamoCaseRepository) -> None:
    change = a_creation(20_004)
    assert wire.counting(lambda: cases.create(change, SEALED)) == WRITE
    assert wire.counting(lambda: cases.create(change, SEALED)) == WRITE


def test_a_case_with_its_personal_part_costs_one_read(wire: Wire, cases: DynamoCaseRepository) -> None:
    assert wire.counting(lambda: cases.get_sealed(a_receipt(1))) == {"dynamodb.GetItem": 1}


def test_a_lookup_costs_one_query(wire: Wire, cases: DynamoCaseRepository) -> None:
    assert wire.counting(lambda: cases.find_by_lookup("nik", "0" * 64)) == {"dynamodb.Query": 1}
    digests = [f"{n:064x}" for n in range(120)]
    assert wire.counting(lambda: cases.find_by_any("name", digests, 50)) == {"dynamodb.Query": 120}
    assert wire.counting(lambda: cases.list_claims("nobody")) == {"dynamodb.GetItem": 1}


def test_the_outbox_costs_one_request_each(wire: Wire, clients: Clients) -> None:
    outbox = DynamoOutbox(clients.dynamodb, make_table(clients), OFFICE)
    (job,) = a_step(a_case(), notices=[(NoticeEvent.RECEIVED, None)]).jobs
    assert wire.counting(lambda: outbox.is_pending(job)) == {"dynamodb.GetItem": 1}
    assert wire.counting(lambda: outbox.list_pending(EPOCH)) == {"dynamodb.Query": 1}
    assert wire.counting(lambda: outbox.settle(job)) == {"dynamodb.DeleteItem": 1}


def test_telling_costs_two_reads_and_two_writes_beside_the_message(wire: Wire, clients: Clients) -> None:
    table, sealer, sms = (clients.dynamodb, make_table(clients), OFFICE), FakeSealer(), FakeMessenger()
    cases, caps = DynamoCaseRepository(*table, 900), SendingCaps(FakeFigureLedger(), load_office(OFFICE), FakeClock())
    send = SendNotices(
        occasions=Occasions(cases, sealer, "https://loket.example", KEYS.pin),
        recipients=Recipients([NoticeChannel.SMS], (), DynamoSuppressionList(*table), KEYS.lookup),
        outbox=DynamoOutbox(*table), notices=DynamoNoticeLog(*table), unreached=DynamoUnreachedList(*table),
        messengers={NoticeChannel.SMS: sms}, caps=caps, catalogue=load_catalogue(), messages=load_messages(),
        office=load_office(OFFICE), clock=FakeClock(), closed=load_closed_days(),
    )  # fmt: skip
    person = a_person(contact=Contact(phone=PhoneNumber.restore("+6281000000000")))
    created = a_creation(1, state=CaseState.SUBMITTED)
    cases.create(created, sealer.seal(created.case.receipt, person, None))
    cases.save(step := a_step(created.case, notices=[(NoticeEvent.RECEIVED, None)]))
    (job,) = step.jobs

    cost = wire.counting(lambda: send(job))

    assert len(sms.sent) == 1
    assert cost == {"dynamodb.Query": 1, "dynamodb.BatchGetItem": 1, "dynamodb.TransactWriteItems": 2}


def test_sealing_and_opening_cost_one_key_call(wire: Wire, others: Clients) -> None:
    sealer = KmsSealer(others.kms, others.kms.create_key()["KeyMetadata"]["KeyId"], OFFICE)
    sealed = sealer.seal(a_receipt(), a_person(), None)
    assert wire.counting(lambda: sealer.seal(a_receipt(), a_person(), None)) == {"kms.GenerateDataKey": 1}
    assert wire.counting(lambda: sealer.seal(a_receipt(), a_person(), sealed.wrapped_key)) == {"kms.Decrypt": 1}
    assert wire.counting(lambda: sealer.open(a_receipt(), sealed)) == {"kms.Decrypt": 1}


def test_files_cost_one_request_or_none(wire: Wire, others: Clients) -> None:
    store = S3ObjectStore(others.s3, make_bucket(others), make_bucket(others))
    key = f"{OFFICE}/uploads/{a_receipt()}/upload-1"
    assert wire.counting(lambda: store.presign_upload(key, MediaType.PDF, 9, None, 300, EPOCH, None)) == {}
    assert wire.counting(lambda: store.link_page(key, 60)) == {}
    assert wire.counting(lambda: store.describe_upload(key)) == {"s3.HeadObject": 1}
    assert wire.counting(lambda: store.store_page(key, b"\xff\xd8\xff")) == {"s3.PutObject": 1}


def test_ten_jobs_cost_one_message_batch(wire: Wire, others: Clients) -> None:
    queue = SqsJobQueue(others.sqs, {JobKind.NOTIFY: make_queue(others)})
    jobs = a_step(a_case(), notices=[(event, None) for event in list(NoticeEvent)[:10]]).jobs
    assert wire.counting(lambda: queue.send(jobs)) == {"sqs.SendMessageBatch": 1}
