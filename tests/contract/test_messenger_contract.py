"""What every messenger keeps, and what each answer of a provider means: taken, certainly not taken, or nobody knows."""

import contextlib
import http.client
import json
import os
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends
from typing_extensions import override

from chalicelib.adapters.messaging import SesMessenger, SnsMessenger
from chalicelib.services.ports import DeliveryRefusedError, Messenger, UnknownOutcomeError
from tests.fakes import FakeMessenger

REGION = "ap-southeast-3"
SENDER = "loket@example.org"
EMAIL, PHONE = "resident@example.org", "+6281000000000"
ONCE = Config(
    connect_timeout=1,
    read_timeout=1,
    retries={"total_max_attempts": 1},
    region_name=REGION,
    parameter_validation=True,
)

PATIENT = ONCE.merge(Config(read_timeout=20))
"""For an engine, which reads its code when it is first asked for something."""

Build = Callable[[str | None], Messenger]


def _ses(endpoint: str | None = None, config: Config = ONCE) -> Messenger:
    return SesMessenger(boto3.client("sesv2", config=config, endpoint_url=endpoint), SENDER)


def _sns(endpoint: str | None = None, config: Config = ONCE) -> Messenger:
    return SnsMessenger(boto3.client("sns", config=config, endpoint_url=endpoint), "DUKCAPIL")


def _fake(_: str | None = None) -> Messenger:
    return FakeMessenger()


def _recipient(build: Build) -> str:
    return PHONE if build is _sns else EMAIL


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        boto3.client("sesv2", region_name=REGION).create_email_identity(EmailIdentity=SENDER)
        yield


both = pytest.mark.parametrize("build", [_ses, _sns], ids=["ses", "sns"])


@pytest.mark.parametrize("build", [_ses, _sns, _fake], ids=["ses", "sns", "fake"])
@pytest.mark.usefixtures("aws")
def test_each_message_gets_an_id_of_its_own(build: Build) -> None:
    messenger = build(None)

    ids = [messenger.send(_recipient(build), "subject", "text", f"reference-{number}") for number in range(2)]

    assert all(ids)
    assert len(set(ids)) == 2


@pytest.mark.usefixtures("aws")
def test_email_arrives_as_it_was_written() -> None:
    _ses().send(EMAIL, "Berkas siap", "Baris satu\nbaris dua", "ABC-000007-ready-p1-email-1")

    (sent,) = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
    assert sent.source == SENDER
    assert sent.destinations["ToAddresses"] == [EMAIL]
    assert (sent.subject, sent.body) == ("Berkas siap", "Baris satu\nbaris dua")


@pytest.mark.usefixtures("aws")
def test_text_message_arrives_as_it_was_written() -> None:
    _sns().send(PHONE, "", "Berkas siap", "a-reference")

    (sent,) = sns_backends[DEFAULT_ACCOUNT_ID][REGION].sms_messages.values()
    assert sent == (PHONE, "Berkas siap")


@pytest.mark.usefixtures("aws")
def test_sender_that_is_not_verified_is_refused_for_good() -> None:
    messenger = SesMessenger(boto3.client("sesv2", config=ONCE), "nobody@example.net")

    with pytest.raises(DeliveryRefusedError) as refused:
        messenger.send(EMAIL, "subject", "text", "reference")

    assert refused.value.permanent


@pytest.mark.usefixtures("aws")
def test_number_that_cannot_be_one_is_refused_for_good() -> None:
    with pytest.raises(DeliveryRefusedError) as refused:
        _sns().send("NAA+15551234567", "", "text", "reference")

    assert refused.value.permanent


@both
@pytest.mark.usefixtures("aws")
def test_request_that_never_left_is_refused_for_good(build: Build) -> None:
    nobody: Any = None

    with pytest.raises(DeliveryRefusedError) as refused:
        build(None).send(nobody, "subject", "text", "reference")

    assert refused.value.permanent


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The engine that stands for SES and SNS on a developer's machine, with an identity that may send."""
    url = f"http://127.0.0.1:{_free_port()}"
    own = {
        "GATEWAY_PORT": url.rpartition(":")[2],
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "SERVICES": "ses,sns,sts",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
        "TMPDIR": str(tmp_path_factory.mktemp("run")),
    }
    with subprocess.Popen([str(Path(sys.executable).with_name("ministack"))], env={**os.environ, **own}) as process:
        try:
            _wait_for(url)
            boto3.client("sesv2", config=PATIENT, endpoint_url=url).create_email_identity(EmailIdentity=SENDER)
            yield url
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _get(url: str, path: str) -> bytes:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=2)
    with contextlib.closing(connection):
        connection.request("GET", path)
        return connection.getresponse().read()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            _get(url, "/_ministack/ready")
            return
        time.sleep(0.05)
    pytest.fail(f"{url} does not answer")


@pytest.mark.stack
def test_engine_takes_what_the_messengers_send(engine: str) -> None:
    email = _ses(engine, PATIENT).send(EMAIL, "subject", "text", "reference-1")
    sms = _sns(engine, PATIENT).send(PHONE, "", "Berkas siap", "reference-2")

    (held,) = json.loads(_get(engine, "/_ministack/sns/sms-messages"))["sms_messages"][PHONE]
    assert email
    assert held["MessageId"] == sms
    assert held["Message"] == "Berkas siap"
    assert held["MessageAttributes"]["AWS.SNS.SMS.SMSType"]["StringValue"] == "Transactional"
    assert held["MessageAttributes"]["AWS.SNS.SMS.SenderID"]["StringValue"] == "DUKCAPIL"


@pytest.mark.stack
def test_engine_refuses_a_sender_that_is_not_verified(engine: str) -> None:
    messenger = SesMessenger(boto3.client("sesv2", config=PATIENT, endpoint_url=engine), "nobody@example.net")

    with pytest.raises(DeliveryRefusedError) as refused:
        messenger.send(EMAIL, "subject", "text", "reference")

    assert refused.value.permanent


class _Provider(socketserver.StreamRequestHandler):
    """Reads a request whole and answers as it was told; an empty answer closes the connection."""

    @override
    def handle(self) -> None:
        length = 0
        while (line := self.rfile.readline().strip()) != b"":
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        self.rfile.read(length)
        server: Any = self.server
        server.requests += 1
        server.answer(self)


@contextmanager
def _provider(answer: Callable[[socketserver.StreamRequestHandler], None]) -> Iterator[Any]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Provider) as server:
        server.daemon_threads = True
        told: Any = server
        told.answer, told.requests = answer, 0
        told.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join()


def _answers(status: int, code: str) -> Callable[[socketserver.StreamRequestHandler], None]:
    xml = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code></Error></ErrorResponse>"

    def answer(request: socketserver.StreamRequestHandler) -> None:
        head = f"HTTP/1.1 {status} Told\r\nx-amzn-errortype: {code}\r\nConnection: close\r\n"
        request.wfile.write(f"{head}Content-Length: {len(xml)}\r\n\r\n{xml}".encode())

    return answer


def _says_nothing(_: socketserver.StreamRequestHandler) -> None:
    return


def _hangs(request: socketserver.StreamRequestHandler) -> None:
    request.connection.settimeout(3)
    request.rfile.read(1)  # until the caller has given up


def _breaks_off(request: socketserver.StreamRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{")


REFUSALS = [
    (_ses, 400, "MessageRejected", True),
    (_ses, 400, "BadRequestException", True),
    (_ses, 400, "MailFromDomainNotVerifiedException", True),
    (_ses, 429, "TooManyRequestsException", False),
    (_ses, 400, "LimitExceededException", False),
    (_ses, 400, "SendingPausedException", False),
    (_ses, 403, "AccessDeniedException", False),
    (_ses, 403, "ExpiredTokenException", False),
    (_sns, 400, "InvalidParameter", True),
    (_sns, 400, "OptedOut", True),
    (_sns, 400, "ValidationException", True),
    (_sns, 400, "Throttling", False),
    (_sns, 403, "AuthorizationError", False),
]


@pytest.mark.parametrize(("build", "status", "code", "permanent"), REFUSALS)
def test_refusal_is_certain_and_permanent_or_not(
    build: Build,
    status: int,
    code: str,
    permanent: bool,  # noqa: FBT001 - a parameter
) -> None:
    with _provider(_answers(status, code)) as provider, pytest.raises(DeliveryRefusedError) as refused:
        build(provider.url).send(_recipient(build), "subject", "text", "reference")

    assert refused.value.permanent is permanent
    assert provider.requests == 1


@both
@pytest.mark.parametrize(
    "answer",
    [_answers(500, "InternalError"), _answers(503, "ServiceUnavailable"), _says_nothing, _hangs, _breaks_off],
    ids=["500", "503", "closed", "hangs", "breaks-off"],
)
def test_outcome_nobody_knows_is_told_so_after_one_request(
    build: Build, answer: Callable[[socketserver.StreamRequestHandler], None]
) -> None:
    with _provider(answer) as provider, pytest.raises(UnknownOutcomeError):
        build(provider.url).send(_recipient(build), "subject", "text", "reference")

    assert provider.requests == 1


@both
def test_provider_that_was_never_reached_may_be_tried_again(build: Build) -> None:
    with pytest.raises(DeliveryRefusedError) as refused:
        build(f"http://127.0.0.1:{_free_port()}").send(_recipient(build), "subject", "text", "reference")

    assert not refused.value.permanent
