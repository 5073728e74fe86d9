"""The city's gateway: what it is told, that only it can read and check it, and where nothing is sent at all."""

import json
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from typing_extensions import override

from chalicelib.adapters.messaging import GatewayMessenger, gateway
from chalicelib.adapters.messaging.gateway import UnsafeAddressError, is_public
from chalicelib.adapters.system import SystemClock
from chalicelib.domain.errors import UnauthorizedError
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.notification import Message, Template
from chalicelib.domain.text import Language
from chalicelib.services.gateway_signature import LIFE, check, sign
from chalicelib.services.ports import DeliveryRefusedError, UnknownOutcomeError

KEY, HOST = b"a key of both", "gateway.kota.example"
MESSAGE = Message(
    "+6281000000000", "", "Berkas siap", "TESTTESTTE5-000007-ready-p1-gateway-1",
    Template(NoticeEvent.READY, Language.INDONESIAN, {}),
)  # fmt: skip
TLS = b"\x16\x03\x03\x40\x00"
"""The head of a record of 16 KB."""

Dripping = Callable[[bytes], GatewayMessenger]
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


def _certificate(folder: Path, host: str) -> Path:
    """Certificate and key in one file, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "gateway.pem"
    none, pkcs8 = serialization.NoEncryption(), serialization.PrivateFormat.PKCS8
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(serialization.Encoding.PEM, pkcs8, none)
    )
    return path


class _City(BaseHTTPRequestHandler):
    """Takes what comes over TLS and keeps it."""

    def do_POST(self) -> None:
        city: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        city.taken.append((self.path, dict(self.headers), body))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"id": "city-7", "more": "." * city.padding}).encode())

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - a server with what it took
    """Reached under its name, which is resolved to this machine the first time and to the metadata service after."""
    certificate = _certificate(tmp_path, HOST)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server: Any = HTTPServer(("127.0.0.1", 0), _City)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.taken, server.certificate, server.padding, server.asked = [], certificate, 0, 0
    resolve = socket.getaddrinfo

    def answer(host: str, *args: Any, **more: Any) -> Any:  # noqa: ANN401 - as the resolver
        if host != HOST:
            return resolve(host, *args, **more)
        server.asked += 1
        return resolve("127.0.0.1" if server.asked == 1 else "169.254.169.254", *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def _messenger(city: Any) -> GatewayMessenger:  # noqa: ANN401 - as above
    url = f"https://{HOST}:{city.server_address[1]}/v1/messages?office=3573"
    return GatewayMessenger(url, lambda: KEY, SystemClock(), is_local=True)


def test_a_message_is_signed_and_goes_to_the_address_that_was_looked_up_once(
    city: Any,  # noqa: ANN401 - as above
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(city.certificate))

    assert _messenger(city).send(MESSAGE) == "city-7"
    (path, headers, body) = city.taken[0]
    assert (path, headers["Host"]) == ("/v1/messages?office=3573", f"{HOST}:{city.server_address[1]}")
    assert headers["Idempotency-Key"] == MESSAGE.reference
    assert json.loads(body) == {
        "reference": MESSAGE.reference, "to": MESSAGE.recipient, "text": "Berkas siap", "event": "ready",
        "language": "id",
    }  # fmt: skip
    check(KEY, body, headers["Loket-Signature"], datetime.now(UTC))
    assert city.asked == 1


def test_an_answer_is_read_as_far_as_64_kb_and_the_message_is_taken_all_the_same(
    city: Any,  # noqa: ANN401 - as above
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(city.certificate))
    city.padding = 200_000

    assert _messenger(city).send(MESSAGE) == MESSAGE.reference


@pytest.fixture
def dripping(monkeypatch: pytest.MonkeyPatch) -> Iterator[Dripping]:
    """A gateway that says something at once, and then a blank each 50 ms for as long as it is let."""
    monkeypatch.setattr(gateway, "WHOLE_SECONDS", 0.4)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve(at_once: bytes) -> None:
            with server.accept()[0] as line, suppress(OSError):
                line.recv(65536)
                line.sendall(at_once)
                while True:
                    line.sendall(b" ")
                    time.sleep(0.05)

        def messenger(at_once: bytes) -> GatewayMessenger:
            Thread(target=serve, args=[at_once], daemon=True).start()
            url = f"{'https' if at_once == TLS else 'http'}://127.0.0.1:{server.getsockname()[1]}/"
            return GatewayMessenger(url, lambda: KEY, SystemClock(), is_local=True)

        yield messenger


@pytest.mark.parametrize("after", [b"Content-Length: 60000\r\n\r\n", b"X: "])
def test_what_drips_after_the_status_is_not_waited_for_and_the_message_is_taken(
    dripping: Dripping, after: bytes
) -> None:
    begun = time.monotonic()
    assert dripping(b"HTTP/1.1 200 OK\r\n" + after).send(MESSAGE) == MESSAGE.reference
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize("at_once", [b"", b"HTTP/1.1 2", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_a_status_that_never_comes_leaves_the_outcome_unknown(dripping: Dripping, at_once: bytes) -> None:
    begun = time.monotonic()
    with pytest.raises(UnknownOutcomeError):
        dripping(at_once).send(MESSAGE)
    assert time.monotonic() - begun < 3


def test_a_greeting_that_drips_takes_no_message_and_is_tried_later(dripping: Dripping) -> None:
    begun = time.monotonic()
    with pytest.raises(DeliveryRefusedError) as refused:
        dripping(TLS).send(MESSAGE)
    assert not refused.value.permanent
    assert time.monotonic() - begun < 3


def test_a_name_that_nobody_resolves_takes_no_message_and_is_tried_later(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Event()
    monkeypatch.setattr(gateway, "RESOLVE_SECONDS", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [asked.wait(20)][:0])
    begun = time.monotonic()
    with pytest.raises(DeliveryRefusedError) as refused:
        GatewayMessenger(f"https://{HOST}/", lambda: KEY, SystemClock()).send(MESSAGE)
    assert not refused.value.permanent
    assert time.monotonic() - begun < 3
    asked.set()


def test_a_name_that_is_unknown_takes_no_message_and_is_tried_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    with pytest.raises(DeliveryRefusedError) as refused:
        GatewayMessenger(f"https://{HOST}/", lambda: KEY, SystemClock()).send(MESSAGE)
    assert not refused.value.permanent


def test_a_gateway_that_cannot_prove_its_name_is_sent_nothing(city: Any) -> None:  # noqa: ANN401 - as above
    with pytest.raises(DeliveryRefusedError) as refused:
        _messenger(city).send(MESSAGE)

    assert not refused.value.permanent
    assert city.taken == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.9.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00:ec2::254", "::ffff:10.0.0.1",
        "64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00:1::", "ff02::1",
        "::127.0.0.1", "fec0::1", "::ffff:0:7f00:1", "192.88.99.1", "3fff::1", "5f00::1", "192.0.0.9",
    ],
)  # fmt: skip
def test_nothing_is_sent_to_an_address_that_is_not_public(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    assert not is_public(address)
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in ("103.10.10.10", address)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    with pytest.raises(DeliveryRefusedError) as refused:
        GatewayMessenger(f"https://{HOST}/", lambda: KEY, SystemClock()).send(MESSAGE)

    assert refused.value.permanent, "on to the next channel at once"


def test_public_addresses_are_public() -> None:
    assert is_public("103.10.10.10")
    assert is_public("2606:4700::1111")


@pytest.mark.parametrize(
    "url",
    [
        "http://gateway.example/", "https://who:what@gateway.example/", "https://", "file:///etc/passwd", "",
        "https://host:99999/", "https://host:0/", "https://host:x/", "https://[::1/", "https://a..b/", "https://a/b c",
        "https://host/\u00e9", "https://host/\n", "https://" + "a" * 64 + ".example/",
    ],
)  # fmt: skip
def test_an_unsafe_setting_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(UnsafeAddressError):
        GatewayMessenger(url, lambda: KEY, SystemClock())


def test_a_signature_holds_for_its_body_and_five_minutes_of_both_clocks() -> None:
    signed = sign(KEY, b"body", NOW)

    check(KEY, b"body", signed, NOW + LIFE)
    check(KEY, b"body", signed, NOW - LIFE)
    late = timedelta(seconds=1)
    for key, body, signature, now in (
        (KEY, b"body", signed, NOW + LIFE + late),
        (KEY, b"body", signed, NOW - LIFE - late),
        (KEY, b"other", signed, NOW),
        (b"other", b"body", signed, NOW),
        (KEY, b"body", signed.replace("t=1", "t=2"), NOW),
        (KEY, b"body", "", NOW),
        (KEY, b"body", f"{signed},v1=00", NOW),
    ):
        with pytest.raises(UnauthorizedError):
            check(key, body, signature, now)
