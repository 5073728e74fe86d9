"""A city's own message gateway: one signed request for each message, to a public address over HTTPS alone."""

import json
import re
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address
from ssl import create_default_context
from threading import Thread, Timer
from typing import Final
from urllib.parse import SplitResult, urlsplit

from typing_extensions import override

from chalicelib.domain.notification import Message
from chalicelib.services.gateway_signature import HEADER, sign
from chalicelib.services.ports import Clock, DeliveryRefusedError, Messenger, UnknownOutcomeError

MOST_BYTES: Final = 64 * 1024
RESOLVE_SECONDS: Final = 2
CONNECT_SECONDS: Final = 2
WHOLE_SECONDS: Final = 5
"""From the connection to the end of the answer, however little of it comes at a time."""

LATER: Final = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,  # the keys may be about to be set right
        HTTPStatus.FORBIDDEN,
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
"""Certainly not taken, and worth another attempt."""

ELSEWHERE: Final = frozenset(
    {
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.FOUND,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.PERMANENT_REDIRECT,
    }
)
"""Not taken, and no redirect is followed: a gateway that moved has to be set anew."""

_GIVEN_OUT: Final = IPv6Network("2000::/3")
"""All that is public of version 6 lies in it; outside of it are the mapped, compatible and translated addresses."""

_NOT_PUBLIC: Final[tuple[IPv4Network | IPv6Network, ...]] = (
    *map(IPv6Network, ("2002::/16", "2001::/23", "3fff::/20")),  # 6to4, Teredo and the like, documentation
    *map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24")),  # protocols, relays of 6to4
)
"""What Python's own `is_global` lets pass, by its version."""

_PORTS: Final = {"https": 443, "http": 80}
_PRINTED: Final = re.compile(r"[!-~]+")


class UnsafeAddressError(ValueError):
    """An address that nothing is sent to."""


@dataclass(frozen=True, slots=True)
class GatewayMessenger(Messenger):
    """One request and no repeat: the reference is its `Idempotency-Key`, but nobody can make sure that it is honoured.

    `key` is asked for when something is sent: who only carries mail may not read the office's secret.
    The host is resolved once for each message, and the connection made to the address that was checked. `is_local`
    (a developer's machine) allows http and addresses of this machine. Raises UnsafeAddressError for a URL that is not
    https, or holds a name or a password, or that no connection could ever be made to.
    """

    url: str
    key: Callable[[], bytes]
    clock: Clock
    is_local: bool = False

    def __post_init__(self) -> None:
        """Refuse an unsafe setting before anything is sent."""
        schemes = {"https", "http"} if self.is_local else {"https"}
        if not _is_sound(self.url, schemes):
            raise UnsafeAddressError("the gateway's address must be https://host/path, without a name or a password")

    @override
    def send(self, message: Message) -> str:
        body = json.dumps(_build(message)).encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": message.reference,
            HEADER: sign(self.key(), body, self.clock.now()),
            "Connection": "close",
        }
        with self._connected() as connection:
            status, told = _post(connection, _target(self.url), body, {"Host": urlsplit(self.url).netloc, **headers})
        _judge(status)
        return _read_id(told) or message.reference

    @contextmanager
    def _connected(self) -> Iterator[HTTPConnection]:
        """Whatever fails before the connection stands, no message went."""
        with ExitStack() as stack:
            try:
                connection = self._connect(stack)
            except UnsafeAddressError as error:
                raise DeliveryRefusedError(permanent=True) from error
            except OSError as error:
                raise DeliveryRefusedError(permanent=False) from error
            yield connection

    def _connect(self, stack: ExitStack) -> HTTPConnection:
        """To the checked address; a certificate is that of the host's name."""
        parts = urlsplit(self.url)
        plain = stack.enter_context(socket.create_connection((self._resolve(parts), _port(parts)), CONNECT_SECONDS))
        stack.enter_context(_cut_off(plain, WHOLE_SECONDS))
        connection = HTTPConnection(parts.hostname or "")
        stack.callback(connection.close)
        is_plain = parts.scheme == "http"
        connection.sock = (
            plain if is_plain else create_default_context().wrap_socket(plain, server_hostname=parts.hostname)
        )
        return connection

    def _resolve(self, parts: SplitResult) -> str:
        """The first of the host's addresses, once all of them were checked."""
        addresses = _look_up(parts.hostname or "", _port(parts))
        if not self.is_local and not all(is_public(address) for address in addresses):
            raise UnsafeAddressError("the gateway's address is not public")
        return addresses[0]


def is_public(text: str) -> bool:
    """Whether it is an address of the open network, not another one in the disguise of version 6."""
    address = ip_address(text.partition("%")[0])
    if any(address in network for network in _NOT_PUBLIC) or address.is_multicast:
        return False
    return address.is_global and (isinstance(address, IPv4Address) or address in _GIVEN_OUT)


def _is_sound(url: str, schemes: set[str]) -> bool:
    """Whether messages could go there: what is wrong with it is told once, not for each of them."""
    try:
        parts = urlsplit(url)
        port, _ = _port(parts), (parts.hostname or "").encode("idna")
    except (KeyError, ValueError):
        return False
    is_whole = _PRINTED.fullmatch(url) and parts.hostname and port and "@" not in parts.netloc
    return bool(is_whole) and parts.scheme in schemes


def _look_up(host: str, port: int) -> list[str]:
    """All addresses of a host. Raises OSError, a TimeoutError among them: the system's resolver has no time limit.

    A thread of its own waits for it, which ends whenever the resolver does and keeps nobody from leaving.
    """
    found: Future[list[str]] = Future()

    def ask() -> None:
        try:
            answer = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            found.set_exception(error)
        else:
            found.set_result([str(each[4][0]) for each in answer])

    Thread(target=ask, daemon=True).start()
    return found.result(RESOLVE_SECONDS)


def _port(parts: SplitResult) -> int:
    return _PORTS[parts.scheme] if parts.port is None else parts.port


@contextmanager
def _cut_off(connected: socket.socket, seconds: float) -> Iterator[None]:
    """Whoever drips is heard no longer: a socket's own time limit begins anew with each byte."""
    with connected.dup() as line:
        timer = Timer(seconds, _hang_up, [line])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _post(connection: HTTPConnection, target: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """Status and as much of the answer as is read; once the request is on its way, a failure tells nothing of it."""
    try:
        connection.sock.settimeout(WHOLE_SECONDS)
        connection.request("POST", target, body, headers)
        with connection.getresponse() as answer:
            return answer.status, _read(answer)
    except (HTTPException, OSError) as error:
        raise UnknownOutcomeError from error


def _read(answer: HTTPResponse) -> bytes:
    """Nothing where it does not come whole: by then the status told what matters."""
    try:
        return answer.read(MOST_BYTES)
    except (HTTPException, OSError):
        return b""


def _target(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


def _judge(status: int) -> None:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if status in LATER:
        raise DeliveryRefusedError(permanent=False)
    if status in ELSEWHERE or HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise DeliveryRefusedError(permanent=True)
    raise UnknownOutcomeError


def _read_id(told: bytes) -> str:
    """The gateway's own id of the message, where it gives one."""
    try:
        answer = json.loads(told)
    except ValueError:
        return ""
    found = answer.get("id") if isinstance(answer, dict) else None
    return str(found)[:128] if isinstance(found, str | int) else ""


def _build(message: Message) -> dict[str, str]:
    """What is said, to whom and of what; never more of the person than their number."""
    template = message.template
    known = {"event": template.event, "language": template.language} if template else {}
    return {"reference": message.reference, "to": message.recipient, "text": message.text, **known}
