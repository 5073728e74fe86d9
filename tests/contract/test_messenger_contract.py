"""What every messenger keeps, and what each answer of a provider means: taken, certainly not taken, or nobody knows."""

import re
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest
import urllib3
from botocore.config import Config
from botocore.stub import Stubber
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends
from typing_extensions import override

from chalicelib.adapters.dynamodb.letters import DynamoLetterShelf
from chalicelib.adapters.messaging import GatewayMessenger, SesMessenger, SmsMessenger, WhatsAppMessenger
from chalicelib.adapters.messaging.letters import LetterMessenger
from chalicelib.adapters.messaging.reports import read_reports
from chalicelib.adapters.system import SystemClock
from chalicelib.catalogue import load_messages
from chalicelib.domain.delivery import DeliveryReport, GatewayReport, QueuedReport
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.messages.whatsapp import fill_template
from chalicelib.domain.notification import Message, NoticeState, Template
from chalicelib.domain.text import Language
from chalicelib.services.letter_ports import LetterShelf
from chalicelib.services.ports import DeliveryRefusedError, Messenger, UnknownOutcomeError
from infra.local.carrier import GATEWAY_PATH, Carrier
from infra.local.inbox import all_sent
from infra.local.weather import Weather
from tests.carriers import serving
from tests.contract.conftest import AnyTable
from tests.fakes import OFFICE, FakeClock, FakeMessenger, FakeRegistry
from tests.letter_fakes import FakeLetterShelf

REGION = "ap-southeast-3"
SENDER, REPORTS = "loket@example.org", "loket-test"
REFERENCE = "TESTTESTTE5-000007-ready-p1"
EMAIL, PHONE = "resident@example.org", "+6281000000000"
ONCE = Config(
    connect_timeout=1,
    read_timeout=1,
    retries={"total_max_attempts": 1},
    region_name=REGION,
    parameter_validation=True,
)

Build = Callable[[str | None], Messenger]


def _ses(endpoint: str | None = None, config: Config = ONCE) -> Messenger:
    return SesMessenger(boto3.client("sesv2", config=config, endpoint_url=endpoint), SENDER, REPORTS)


def _sms(endpoint: str | None = None, config: Config = ONCE) -> Messenger:
    client = boto3.client("pinpoint-sms-voice-v2", config=config, endpoint_url=endpoint)
    return SmsMessenger(client, "DUKCAPIL", REPORTS)


def _whatsapp(endpoint: str | None = None, config: Config = ONCE) -> Messenger:
    client = boto3.client("socialmessaging", config=config, endpoint_url=endpoint)
    return WhatsAppMessenger(client, "test", partial(fill_template, load_messages()))


def _gateway(endpoint: str | None = None) -> Messenger:
    return GatewayMessenger(f"{endpoint}{GATEWAY_PATH}", lambda: b"key", SystemClock(), is_local=True)


def _fake(_: str | None = None) -> Messenger:
    return FakeMessenger()


def _recipient(build: Build) -> str:
    return EMAIL if build is _ses else PHONE


def _message(build: Build, reference: str = "reference") -> Message:
    template = Template(NoticeEvent.READY, Language.INDONESIAN, {"short_name": "Dukcapil"})
    return Message(_recipient(build), "subject", "text", reference, template)


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        boto3.client("sesv2", region_name=REGION).create_email_identity(EmailIdentity=SENDER)
        yield


real = pytest.mark.parametrize("build", [_ses, _sms, _whatsapp, _gateway], ids=["ses", "sms", "whatsapp", "gateway"])


@pytest.mark.parametrize(
    "build", [_ses, _sms, _whatsapp, _gateway, _fake], ids=["ses", "sms", "whatsapp", "gateway", "fake"]
)
def test_each_message_gets_an_id_of_its_own(build: Build, carrier: Carrier) -> None:
    messenger = build(carrier.url)

    ids = [messenger.send(_message(build, f"reference-{number}")) for number in range(2)]

    assert all(ids)
    assert len(set(ids)) == 2


@pytest.mark.usefixtures("aws")
def test_email_arrives_as_it_was_written() -> None:
    _ses().send(Message(EMAIL, "Berkas siap", "Baris satu\nbaris dua", "ABC-000007-ready-p1-email-1"))

    (sent,) = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
    assert sent.source == SENDER
    assert sent.destinations["ToAddresses"] == [EMAIL]
    assert sent.subject == "Berkas siap"
    assert "Baris satu" in sent.body


def test_a_mail_with_a_link_to_stop_has_the_button_of_mail_programs_and_no_other_has_it() -> None:
    client = boto3.client("sesv2", config=ONCE, aws_access_key_id="test", aws_secret_access_key="test")
    link = "https://loket.example.org/stop?k=abc&lang=id"
    asked: list[dict[str, Any]] = []
    with Stubber(client) as stub:
        client.meta.events.register("provide-client-params.sesv2.SendEmail", lambda params, **_: asked.append(params))
        for stop_link in ("", link):
            stub.add_response("send_email", {"MessageId": "m"})
            SesMessenger(client, SENDER, REPORTS).send(
                Message(EMAIL, "subject", "text", "reference", stop_link=stop_link)
            )

    plain, stoppable = (params["Content"]["Simple"]["Headers"] for params in asked)
    assert plain == []
    assert {header["Name"]: header["Value"] for header in stoppable} == {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


@pytest.mark.parametrize(
    ("reason", "opted_out"),
    [("DESTINATION_PHONE_NUMBER_OPTED_OUT", True), ("DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION", False)],
)
def test_a_number_on_the_providers_own_list_is_known_to_have_opted_out(reason: str, *, opted_out: bool) -> None:
    client = boto3.client("pinpoint-sms-voice-v2", config=ONCE, aws_access_key_id="t", aws_secret_access_key="t")
    message = Message(PHONE, "", "text", "reference")
    with Stubber(client) as stub:
        stub.add_client_error(
            "send_text_message", "ConflictException", http_status_code=400, modeled_fields={"Reason": reason}
        )
        with pytest.raises(DeliveryRefusedError) as refused:
            SmsMessenger(client, "DUKCAPIL", REPORTS).send(message)

    assert (refused.value.permanent, refused.value.opted_out) == (True, opted_out)


@pytest.mark.usefixtures("aws")
def test_sender_that_is_not_verified_is_refused_for_good() -> None:
    messenger = SesMessenger(boto3.client("sesv2", config=ONCE), "nobody@example.net", REPORTS)

    with pytest.raises(DeliveryRefusedError) as refused:
        messenger.send(Message(EMAIL, "subject", "text", "reference"))

    assert refused.value.permanent


@pytest.mark.parametrize("build", [_ses, _sms], ids=["ses", "sms"])
@pytest.mark.usefixtures("aws")
def test_request_that_never_left_is_refused_for_good(build: Build) -> None:
    nobody: Any = None

    with pytest.raises(DeliveryRefusedError) as refused:
        build(None).send(Message(nobody, "subject", "text", "reference"))

    assert refused.value.permanent


@pytest.fixture
def carrier(tmp_path: Path) -> Iterator[Carrier]:
    """The providers of a developer's machine; nobody takes their reports."""
    with serving(tmp_path) as carrier:
        yield carrier


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_the_providers_of_this_machine_take_what_is_sent_and_report_it(carrier: Carrier) -> None:
    _ses(carrier.url).send(Message(EMAIL, "subject", "text", f"{REFERENCE}-email-1"))
    _sms(carrier.url).send(Message(PHONE, "", "Berkas siap", f"{REFERENCE}-sms-1"))
    _gateway(carrier.url).send(Message(PHONE, "", "Berkas siap", f"{REFERENCE}-gateway-1"))
    _whatsapp(carrier.url).send(_message(_whatsapp, f"{REFERENCE}-whatsapp-1"))

    kept = {sent.channel: sent for sent in all_sent(carrier.stack)}
    assert {channel: sent.to for channel, sent in kept.items()} == dict.fromkeys(("sms", "gateway", "whatsapp"), PHONE)
    assert kept["sms"].text == kept["gateway"].text == "Berkas siap"
    assert "Dukcapil: " in kept["whatsapp"].text
    assert "{" not in kept["whatsapp"].text
    assert {(report.reference.notice_id, report.state) for report in _told(carrier)} == {
        (f"000007-ready-p1-{channel}-1", NoticeState.DELIVERED) for channel in ("email", "sms", "gateway", "whatsapp")
    }


def _told(carrier: Carrier) -> list[DeliveryReport]:
    """What was reported, as it lies on the queue: those of the gateway come there by a route of ours."""
    return [report for body in carrier.due() for report in read_reports(_queued(body))]


def _queued(body: str) -> str:
    if '"status": ' not in body or "whatsAppWebhookEntry" in body:
        return body
    return QueuedReport(report=GatewayReport.model_validate_json(body)).model_dump_json()


@real
@pytest.mark.parametrize(
    ("weather", "error", "sent"),
    [
        (Weather(refused=1), DeliveryRefusedError, 0),
        (Weather(throttled=1), DeliveryRefusedError, 0),
        (Weather(broken=1), UnknownOutcomeError, 0),
        (Weather(broken_after=1), UnknownOutcomeError, 1),
    ],
)
def test_bad_weather_is_what_the_messengers_make_of_it(
    carrier: Carrier, build: Build, weather: Weather, error: type[Exception], sent: int
) -> None:
    carrier.turn(weather)

    with pytest.raises(error):
        build(carrier.url).send(_message(build, f"{REFERENCE}-1"))

    assert len(carrier.due()) == sent


@real
@pytest.mark.parametrize(
    ("weather", "states"),
    [
        (Weather(undelivered=1), [NoticeState.FAILED]),
        (Weather(doubled=1), [NoticeState.DELIVERED] * 2),
        (Weather(lost=1), []),
        (Weather(silent=1), []),
    ],
)
def test_reports_fail_come_twice_or_never(
    carrier: Carrier, build: Build, weather: Weather, states: list[NoticeState]
) -> None:
    carrier.turn(weather)

    assert build(carrier.url).send(_message(build, f"{REFERENCE}-1"))

    assert [report.state for report in _told(carrier)] == states


@real
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_reports_of_one_message_may_waver_in_any_order(carrier: Carrier, build: Build, share: float) -> None:
    carrier.turn(Weather(wavering=1, doubled=1, undelivered=share, seed=3))

    for number in range(8):
        build(carrier.url).send(_message(build, f"{REFERENCE}-{number}"))

    ends = [told.state for told in _told(carrier) if told.state is not NoticeState.SENT]
    assert ends.count(NoticeState.DELIVERED) == 16
    assert ends.count(NoticeState.FAILED) in ({16} if share else range(2, 16))
    assert ends != sorted(ends)
    assert (NoticeState.SENT in {told.state for told in _told(carrier)}) is (build is not _ses)


def test_the_weather_is_a_form_in_a_browser(carrier: Carrier) -> None:
    browser = {"Accept": "text/html,*/*"}
    form = urllib3.request("GET", carrier.url, headers=browser).data.decode()
    fields = re.findall(r'name="(\w+)" type="number" [^>]* value="([\d.]+)"', form)
    assert dict(fields) == {name: f"{value:g}" for name, value in asdict(Weather()).items()}

    typed = {**dict(fields), "wavering": "0.5"}
    told = urllib3.request("POST", f"{carrier.url}/weather", body=urlencode(typed), headers=browser)

    assert 'name="wavering" type="number" min="0" max="1" step="any" value="0.5"' in told.data.decode()
    assert carrier.weather == Weather(wavering=0.5)
    wrong = urllib3.request("POST", f"{carrier.url}/weather", body="rain=1")
    assert (wrong.status, wrong.data, carrier.weather) == (400, b"unknown: rain", Weather(wavering=0.5))
    nonsenses: tuple[Any, ...] = ({"refused": 5}, {"delay": "nan"}, {"delay": -1}, [])
    for nonsense in nonsenses:
        assert urllib3.request("PUT", carrier.url, json=nonsense).status == 400
    put = urllib3.request("PUT", carrier.url, json={"wavering": 1})
    assert put.json()["wavering"] == carrier.weather.wavering == 1


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
    body = f'{{"__type":"{code}"}}'

    def answer(request: socketserver.StreamRequestHandler) -> None:
        head = f"HTTP/1.1 {status} Told\r\nx-amzn-errortype: {code}\r\nConnection: close\r\n"
        request.wfile.write(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())

    return answer


def _says_nothing(_: socketserver.StreamRequestHandler) -> None:
    return


def _hangs(request: socketserver.StreamRequestHandler) -> None:
    request.connection.settimeout(3)
    request.rfile.read(1)  # until the caller has given up


def _breaks_off(request: socketserver.StreamRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{")


def _letters(shelf: LetterShelf) -> Messenger:
    return LetterMessenger(shelf, OFFICE, FakeClock())


def _dynamodb(endpoint: str) -> LetterShelf:
    return DynamoLetterShelf(boto3.client("dynamodb", config=ONCE, endpoint_url=endpoint), "loket", OFFICE)


def test_each_letter_has_a_code_of_its_own_and_sent_again_it_is_the_same_one(any_table: AnyTable | None) -> None:
    shelf: LetterShelf = FakeLetterShelf(FakeRegistry())
    if any_table is not None:
        shelf = DynamoLetterShelf(any_table.clients.dynamodb, any_table.name, OFFICE)
    messenger = _letters(shelf)
    first, second = (Message("a home", "subject", "text", f"{REFERENCE}{n}-letter-1") for n in range(2))

    codes = [messenger.send(message) for message in (first, second, first)]

    assert codes == ["TEST-TEST-TE5/7p10", "TEST-TEST-TE5/7p11", "TEST-TEST-TE5/7p10"]
    kept = shelf.list_for(ReceiptNumber.parse("TESTTESTTE5"))
    assert [letter.code for letter in kept] == codes[:2]
    assert "a home" not in "".join(letter.model_dump_json() for letter in kept)


def test_a_letter_that_was_perhaps_filed_is_refused_for_now_since_filing_it_again_does_no_harm() -> None:
    for answer in (_answers(500, "InternalServerError"), _answers(503, "ServiceUnavailable"), _says_nothing, _hangs):
        with _provider(answer) as provider, pytest.raises(DeliveryRefusedError) as refused:
            _letters(_dynamodb(provider.url)).send(Message("a home", "", "", f"{REFERENCE}-letter-1"))
        assert not refused.value.permanent
        assert provider.requests == 1
    with pytest.raises(DeliveryRefusedError) as refused:
        _letters(_dynamodb(f"http://127.0.0.1:{_free_port()}")).send(Message("a home", "", "", f"{REFERENCE}-letter-1"))
    assert not refused.value.permanent


REFUSALS = [
    (_ses, 400, "MessageRejected", True),
    (_ses, 400, "BadRequestException", True),
    (_ses, 400, "MailFromDomainNotVerifiedException", True),
    (_ses, 429, "TooManyRequestsException", False),
    (_ses, 400, "LimitExceededException", False),
    (_ses, 400, "SendingPausedException", False),
    (_ses, 403, "AccessDeniedException", False),
    (_ses, 403, "ExpiredTokenException", False),
    (_sms, 400, "ConflictException", True),
    (_sms, 400, "ValidationException", True),
    (_sms, 400, "ThrottlingException", False),
    (_sms, 400, "ServiceQuotaExceededException", False),
    (_sms, 403, "AccessDeniedException", False),
    (_whatsapp, 400, "ValidationException", True),
    (_whatsapp, 400, "InvalidParametersException", True),
    (_whatsapp, 404, "ResourceNotFoundException", True),
    (_whatsapp, 429, "ThrottledRequestException", False),
    (_whatsapp, 403, "AccessDeniedException", False),
    (_gateway, 400, "", True),
    (_gateway, 404, "", True),
    (_gateway, 409, "", True),
    (_gateway, 302, "", True),
    (_gateway, 308, "", True),
    (_gateway, 401, "", False),
    (_gateway, 408, "", False),
    (_gateway, 425, "", False),
    (_gateway, 429, "", False),
]


@pytest.mark.parametrize(("build", "status", "code", "permanent"), REFUSALS)
def test_refusal_is_certain_and_permanent_or_not(
    build: Build,
    status: int,
    code: str,
    permanent: bool,  # noqa: FBT001 - a parameter
) -> None:
    with _provider(_answers(status, code)) as provider, pytest.raises(DeliveryRefusedError) as refused:
        build(provider.url).send(_message(build))

    assert refused.value.permanent is permanent
    assert provider.requests == 1


@real
@pytest.mark.parametrize(
    "answer",
    [_answers(500, "InternalError"), _answers(503, "ServiceUnavailable"), _says_nothing, _hangs],
    ids=["500", "503", "closed", "hangs"],
)
def test_outcome_nobody_knows_is_told_so_after_one_request(
    build: Build, answer: Callable[[socketserver.StreamRequestHandler], None]
) -> None:
    with _provider(answer) as provider, pytest.raises(UnknownOutcomeError):
        build(provider.url).send(_message(build))

    assert provider.requests == 1


def test_an_answer_that_breaks_off_is_unknown_unless_its_status_is_all_that_counts() -> None:
    for build in (_ses, _sms, _whatsapp):
        with _provider(_breaks_off) as provider, pytest.raises(UnknownOutcomeError):
            build(provider.url).send(_message(build))
        assert provider.requests == 1
    with _provider(_breaks_off) as provider:
        assert _gateway(provider.url).send(_message(_gateway)) == "reference"
        assert provider.requests == 1


@real
def test_provider_that_was_never_reached_may_be_tried_again(build: Build) -> None:
    with pytest.raises(DeliveryRefusedError) as refused:
        build(f"http://127.0.0.1:{_free_port()}").send(_message(build))

    assert not refused.value.permanent
