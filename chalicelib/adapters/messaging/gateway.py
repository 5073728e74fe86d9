"""A city's own message gateway: one signed request for each message, to a public address over HTTPS alone."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from typing_extensions import override
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from chalicelib.domain.notification import Message
from chalicelib.services.gateway_signature import HEADER, sign
from chalicelib.services.ports import Clock, DeliveryRefusedError, Messenger, UnknownOutcomeError

MOST_BYTES: Final = 64 * 1024
CONNECT_SECONDS: Final = 2
READ_SECONDS: Final = 5

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

_DISGUISES: Final = tuple(
    IPv6Network(net) for net in ("::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)
"""Where an address of version 4 hides: mapped, translated, 6to4 and Teredo."""

_PORTS: Final = {"https": 443, "http": 80}


class UnsafeAddressError(ValueError):
    """An address that nothing is sent to."""


@dataclass(frozen=True, slots=True)
class GatewayMessenger(Messenger):
    """One request and no repeat: the reference is its `Idempotency-Key`, but nobody can make sure that it is honoured.

    `key` is asked for when something is sent: who only carries mail may not read the office's secret.
    The host is resolved once for each message, and the connection made to the address that was checked. `is_local`
    (a developer's machine) allows http and addresses of this machine. Raises UnsafeAddressError for a URL that is not
    https, or holds a name or a password.
    """

    url: str
    key: Callable[[], bytes]
    clock: Clock
    is_local: bool = False

    def __post_init__(self) -> None:
        """Refuse an unsafe setting before anything is sent."""
        parts = urlsplit(self.url)
        schemes = {"https", "http"} if self.is_local else {"https"}
        if parts.scheme not in schemes or not parts.hostname or "@" in parts.netloc:
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
        parts = urlsplit(self.url)
        try:
            connection = _open(parts, self._resolve(parts))
            connection.connect()
        except UnsafeAddressError as error:
            raise DeliveryRefusedError(permanent=True) from error
        except (HTTPError, OSError) as error:
            raise DeliveryRefusedError(permanent=False) from error
        try:
            yield connection
        finally:
            connection.close()

    def _resolve(self, parts: SplitResult) -> str:
        """The first of the host's addresses, once all of them were checked."""
        port = parts.port or _PORTS[parts.scheme]
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
        addresses = [str(each[4][0]) for each in found]
        if not self.is_local and not all(is_public(address) for address in addresses):
            raise UnsafeAddressError("the gateway's address is not public")
        return addresses[0]


def is_public(text: str) -> bool:
    """Whether it is an address of the open network, not another one in the disguise of version 6."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address) and any(address in network for network in _DISGUISES):
        return False
    return address.is_global and not address.is_multicast


def _open(parts: SplitResult, address: str) -> HTTPConnection:
    """To the checked address; a certificate is that of the host's name."""
    port, host = parts.port or _PORTS[parts.scheme], parts.hostname
    if parts.scheme == "http":
        return HTTPConnection(address, port, timeout=CONNECT_SECONDS)
    return HTTPSConnection(
        address, port, timeout=CONNECT_SECONDS, server_hostname=host, assert_hostname=host, cert_reqs="CERT_REQUIRED"
    )


def _post(connection: HTTPConnection, target: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """Status and as much of the answer as is read; once the request is on its way, a failure tells nothing of it."""
    try:
        connection.timeout = READ_SECONDS
        connection.request("POST", target, body, headers, preload_content=False)
        answer = connection.getresponse()
        return answer.status, answer.read(MOST_BYTES)
    except (HTTPError, HTTPException, OSError) as error:
        raise UnknownOutcomeError from error


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
