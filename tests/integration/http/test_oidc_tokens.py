"""Access tokens of staff, signed for real and read against a key set that a server hands out."""

import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm
from typing_extensions import override

from chalicelib.adapters.identity.staff_tokens import OidcStaffTokens
from chalicelib.domain.access import Role
from chalicelib.domain.errors import UnauthorizedError

ISSUER = "https://issuer.example/loket"
AUDIENCE = "loket-office"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP256R1())
PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


class Jwks(BaseHTTPRequestHandler):
    """Serves the public key under the id `one`."""

    def do_GET(self) -> None:
        key = {**RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True), "kid": "one", "use": "sig", "alg": "RS256"}
        body = json.dumps({"keys": [key]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: Any) -> None:  # the base class's own name
        """Nobody reads it."""


@dataclass
class Issuer:
    """Where the keys are, and tokens read against them."""

    url: str
    tokens: OidcStaffTokens = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = OidcStaffTokens(ISSUER, AUDIENCE, self.url, "cognito:groups")


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    """A key set on a port of its own."""
    server = HTTPServer(("127.0.0.1", 0), Jwks)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Issuer(f"http://127.0.0.1:{server.server_port}/.well-known/jwks.json")
    server.shutdown()
    server.server_close()
    thread.join()


def claims(**other: object) -> dict[str, Any]:
    now = int(time.time())
    sound = {
        "iss": ISSUER,
        "client_id": AUDIENCE,
        "sub": "officer-07",
        "token_use": "access",
        "iat": now,
        "exp": now + 300,
        "cognito:groups": ["verifier", "unheard_of"],
    }
    return {name: value for name, value in {**sound, **other}.items() if value is not None}


def sign(key: Any = KEY, algorithm: str = "RS256", header: dict[str, Any] | None = None, **other: Any) -> str:  # noqa: ANN401 - any key
    return jwt.encode(claims(**other), key, algorithm=algorithm, headers={"kid": "one", **(header or {})})


def part(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def unsigned(algorithm: str) -> str:
    return f"{part({'alg': algorithm, 'kid': 'one'})}.{part(claims())}."


def swapped() -> str:
    """HMAC with the public key for a secret: what a reader that trusts the header would take."""
    signed = f"{part({'alg': 'HS256', 'kid': 'one', 'typ': 'JWT'})}.{part(claims())}"
    digest = hmac.digest(PEM, signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def own_key() -> dict[str, Any]:
    """A header that brings its own key along."""
    return {"jwk": RSAAlgorithm.to_jwk(STRANGER.public_key(), as_dict=True), "jku": "http://127.0.0.1:9/keys"}


def groups(roles: Any) -> dict[str, Any]:  # noqa: ANN401 - wrong ones too
    return {"cognito:groups": roles}


HOUR = 3600
FORGED: dict[str, Callable[[], str]] = {
    "empty": lambda: "",
    "garbage": lambda: "garbage",
    "dots": lambda: "..",
    "not ASCII": lambda: "é.é.é",
    "a header that is no object": lambda: f"{part([])}.{part(claims())}.x",
    "a header whose kid is no text": lambda: f"{part({'alg': 'RS256', 'kid': 7})}.{part(claims())}.x",
    "a body that is no object": lambda: jwt.api_jws.encode(b"[]", KEY, algorithm="RS256", headers={"kid": "one"}),
    "alg none": lambda: unsigned("none"),
    "alg NONE": lambda: unsigned("NONE"),
    "RS256 without a signature": lambda: unsigned("RS256"),
    "HS256 with the public key": swapped,
    "RS512": lambda: sign(algorithm="RS512"),
    "ES256": lambda: sign(CURVE, "ES256"),
    "another's key": lambda: sign(STRANGER),
    "another's key, brought along": lambda: sign(STRANGER, header=own_key()),
    "an unknown kid": lambda: sign(header={"kid": "two"}),
    "no kid": lambda: jwt.encode(claims(), KEY, algorithm="RS256"),
    "another issuer": lambda: sign(iss="https://issuer.example/other"),
    "an issuer with a slash": lambda: sign(iss=ISSUER + "/"),
    "no issuer": lambda: sign(iss=None),
    "another client": lambda: sign(client_id="another"),
    "another audience beside the right client": lambda: sign(aud="another"),
    "audiences of others": lambda: sign(aud=["a", "b"], client_id=None),
    "no audience": lambda: sign(client_id=None),
    "an id token": lambda: sign(token_use="id", aud=AUDIENCE),
    "an id token of Keycloak": lambda: sign(token_use=None, client_id=None, aud=AUDIENCE, typ="ID"),
    "a refresh token": lambda: sign(token_use="refresh"),
    "a kind that is a list": lambda: sign(token_use=["access"]),
    "expired": lambda: sign(exp=int(time.time()) - 1),
    "expired long ago": lambda: sign(exp=1),
    "no expiry": lambda: sign(exp=None),
    "not valid yet": lambda: sign(nbf=int(time.time()) + HOUR),
    "made tomorrow": lambda: sign(iat=int(time.time()) + 24 * HOUR),
    "no subject": lambda: sign(sub=None),
    "a subject with a path": lambda: sign(sub="../officer"),
    "a subject with a key separator": lambda: sign(sub="3573#CASE"),
    "roles that are a number": lambda: sign(**groups(7)),
    "roles in roles": lambda: sign(**groups([["administrator"]])),
    "a critical extension": lambda: sign(header={"crit": ["exp2"], "exp2": 1}),
}  # fmt: skip


def test_a_sound_token_names_its_officer_and_roles(issuer: Issuer) -> None:
    actor = issuer.tokens.read(sign())
    assert (actor.id, actor.roles) == ("officer-07", frozenset({Role.VERIFIER}))


def test_an_access_token_of_keycloak_is_read(issuer: Issuer) -> None:
    assert issuer.tokens.read(sign(token_use=None, client_id=None, aud=AUDIENCE, typ="Bearer")).id == "officer-07"


@pytest.mark.parametrize("audience", [AUDIENCE, [AUDIENCE, "account"]])
def test_an_audience_may_stand_in_its_own_claim(issuer: Issuer, audience: object) -> None:
    assert issuer.tokens.read(sign(aud=audience, client_id=None, token_use=None)).id == "officer-07"


@pytest.mark.parametrize("name", FORGED)
def test_no_faulty_token_is_read(issuer: Issuer, name: str) -> None:
    with pytest.raises(UnauthorizedError):
        issuer.tokens.read(FORGED[name]())


@pytest.mark.parametrize("roles", [None, [], ["unheard_of"], "administrator", ["ADMINISTRATOR", " administrator"]])
def test_missing_or_unknown_roles_open_nothing(issuer: Issuer, roles: object) -> None:
    assert issuer.tokens.read(sign(**groups(roles))).roles == frozenset()


def test_keys_out_of_reach_let_nobody_in() -> None:
    tokens = OidcStaffTokens(ISSUER, AUDIENCE, "http://127.0.0.1:9/jwks.json", "cognito:groups")
    with pytest.raises(UnauthorizedError):
        tokens.read(sign())


def test_a_token_says_when_it_was_issued(issuer: Issuer) -> None:
    actor, issued_at = issuer.tokens.read_dated(sign(iat=1_700_000_000))
    assert (actor.id, issued_at) == ("officer-07", datetime.fromtimestamp(1_700_000_000, UTC))
    assert issuer.tokens.read_dated(sign(iat=None))[1] is None
