"""What happens when queue, store or key service does not answer, refuses a part, or forbids."""

import pytest
from botocore.exceptions import ClientError

from chalicelib.adapters.clients import Clients
from chalicelib.adapters.kms import KmsSealer
from chalicelib.adapters.s3 import S3ObjectStore
from chalicelib.adapters.sqs import SqsJobQueue
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.events import JobKind
from tests.builders import a_job, a_person, a_receipt
from tests.contract.engines import Engines, make_bucket, make_queue
from tests.contract.stores import KEY, PHOTO, a_form, post
from tests.contract.wire import answer_lost, answered, answering, never_sent, troubled
from tests.fakes import OFFICE


@pytest.fixture
def clients(engines: Engines) -> Clients:
    return engines.clients("moto")


@pytest.fixture
def queue(clients: Clients) -> SqsJobQueue:
    return SqsJobQueue(clients.sqs, {JobKind.NOTIFY: make_queue(clients)})


@pytest.fixture
def sealer(clients: Clients) -> KmsSealer:
    return KmsSealer(clients.kms, clients.kms.create_key()["KeyMetadata"]["KeyId"], OFFICE)


@pytest.fixture
def store(clients: Clients) -> S3ObjectStore:
    return S3ObjectStore(clients.s3, make_bucket(clients), make_bucket(clients))


def test_jobs_that_the_queue_refuses_come_back(clients: Clients, queue: SqsJobQueue) -> None:
    jobs = [a_job(n) for n in range(3)]
    failed = [{"Id": "1", "Code": "InternalError", "SenderFault": False}]
    with troubled(clients.sqs, "SendMessageBatch", answered({"Successful": [], "Failed": failed})):
        assert queue.send(jobs) == (jobs[1],)


def test_a_queue_that_does_not_answer_is_unavailable(clients: Clients, queue: SqsJobQueue) -> None:
    with troubled(clients.sqs, "SendMessageBatch", never_sent, times=99) as wire, pytest.raises(UnavailableError):
        queue.send([a_job()])
    assert len(wire.requests) == 3


def test_a_queue_that_forbids_is_no_passing_trouble(clients: Clients, queue: SqsJobQueue) -> None:
    with (
        troubled(clients.sqs, "SendMessageBatch", answering("AccessDeniedException")),
        pytest.raises(ClientError, match="AccessDenied"),
    ):
        queue.send([a_job()])


def test_a_key_service_that_does_not_answer_is_unavailable(clients: Clients, sealer: KmsSealer) -> None:
    with troubled(clients.kms, "GenerateDataKey", never_sent, times=99), pytest.raises(UnavailableError):
        sealer.seal(a_receipt(), a_person(), None)


def test_a_key_service_that_forbids_hides_nothing(clients: Clients, sealer: KmsSealer) -> None:
    sealed = sealer.seal(a_receipt(), a_person(), None)
    with (
        troubled(clients.kms, "Decrypt", answering("AccessDeniedException")),
        pytest.raises(ClientError, match="AccessDenied"),
    ):
        sealer.open(a_receipt(), sealed)


def test_a_sealing_whose_answer_was_lost_opens(clients: Clients, sealer: KmsSealer) -> None:
    with troubled(clients.kms, "GenerateDataKey", answer_lost) as wire:
        sealed = sealer.seal(a_receipt(), a_person(), None)
    assert len(wire.requests) == 2
    assert sealer.open(a_receipt(), sealed) == a_person()


def test_a_store_that_does_not_answer_is_unavailable(clients: Clients, store: S3ObjectStore) -> None:
    with troubled(clients.s3, "HeadObject", never_sent, times=99), pytest.raises(UnavailableError):
        store.describe_upload(KEY)


def test_a_head_that_is_forbidden_means_not_there_to_a_role_that_may_not_list(
    clients: Clients, store: S3ObjectStore
) -> None:
    with troubled(clients.s3, "HeadObject", answering("AccessDenied", 403)):
        assert store.describe_upload(KEY) is None


def test_a_store_that_forbids_reading_is_not_an_empty_one(clients: Clients, store: S3ObjectStore) -> None:
    refused = answered(b"<Error><Code>AccessDenied</Code><Message>m</Message></Error>", 403)
    with troubled(clients.s3, "GetObject", refused), pytest.raises(ClientError, match="AccessDenied"):
        store.read_upload(KEY, "v1")


def test_an_erasure_that_failed_is_not_passed_over(clients: Clients, store: S3ObjectStore) -> None:
    post(a_form(store), PHOTO)
    body = b"<DeleteResult><Error><Key>k</Key><Code>InternalError</Code><Message>m</Message></Error></DeleteResult>"
    with troubled(clients.s3, "DeleteObjects", answered(body)), pytest.raises(UnavailableError):
        store.erase_uploads([KEY])


def test_forms_and_links_ask_nobody(clients: Clients, store: S3ObjectStore) -> None:
    with troubled(clients.s3, "*", never_sent, times=99) as wire:
        a_form(store)
        store.link_page("3573/pages/TESTTESTTE5/upload-1/001.jpg", 60)
    assert wire.requests == []


def test_messages_are_never_sent_twice_by_the_sdk(clients: Clients) -> None:
    for client in (clients.sesv2, clients.sms):
        retries = client.meta.config.retries  # type: ignore[attr-defined]  # botocore sets its options at run time
        assert retries["total_max_attempts"] == 1
