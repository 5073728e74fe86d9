"""Ports of the staff's side: who works there, and what their browsers keep."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from chalicelib.domain.access import Actor
from chalicelib.domain.administration import AdminEvent, Partner
from chalicelib.domain.officers import Officer, Session
from chalicelib.domain.seen import Seen


class SessionTokens(Protocol):
    """What an officer's browser keeps."""

    def issue(self, session: Session) -> str: ...

    def read(self, token: str, now: datetime) -> Session:
        """Raises UnauthorizedError for one that is over, or not ours."""
        ...


class Passes(Protocol):
    """What the scripts of a page call the office's API with, for ten minutes, in the name of a session."""

    def issue(self, session: Session, now: datetime) -> str: ...

    def read(self, token: str, now: datetime) -> Session:
        """Raises UnauthorizedError for one that is over, or not ours."""
        ...


class OfficerDirectory(Protocol):
    """The office's own list of those who work there."""

    def get(self, officer: str) -> Officer:
        """Who is not listed comes as an entry of version 0 that changes nothing."""
        ...

    def save(self, officer: Officer, event: AdminEvent | None = None) -> Officer:
        """Store the next version of an entry, and the act that changed it, both or neither.

        Raises StaleVersionError where its `version` is not the stored one.
        """
        ...

    def tie(self, officer: Officer, expected: Officer, event: AdminEvent) -> Officer:
        """Store both next versions and the act, or nothing.

        Raises StaleVersionError where the `version` of either is not the stored one.
        """
        ...

    def list_all(self) -> tuple[Officer, ...]:
        """Everybody who is listed, by id."""
        ...


class PartnerRegister(Protocol):
    """The office's own list of post offices, beside those that a deployment names."""

    def get(self, partner: str) -> Partner:
        """Who is not listed comes as an entry of version 0 without keys."""
        ...

    def save(self, partner: Partner, event: AdminEvent) -> Partner:
        """Store the next version of an entry, and the act that changed it, both or neither.

        Raises StaleVersionError where its `version` is not the stored one.
        """
        ...

    def list_all(self) -> tuple[Partner, ...]:
        """Everybody who is listed, by id."""
        ...


class SeenLog(Protocol):
    """Who saw what. Nothing is ever taken out before its time."""

    def record(self, seen: Seen, until: datetime) -> None:
        """Under the officer and, where there is one, under the case: both or neither; told until that moment."""
        ...

    def of_officer(self, officer: str, cursor: str | None, limit: int) -> tuple[tuple[Seen, ...], str | None]:
        """Newest first, with the cursor of the next page. Raises InvalidRequestError for a cursor that is not ours."""
        ...

    def of_case(self, receipt: str, cursor: str | None, limit: int) -> tuple[tuple[Seen, ...], str | None]:
        """The same of a case."""
        ...


class PublicKeys(Protocol):
    """Public keys as partners hand them in."""

    def read_key(self, text: str) -> tuple[str, Mapping[str, Any]]:
        """The name and the parts of a key as JSON (RFC 7517). Raises InvalidRequestError with every fault."""
        ...


class AdminLog(Protocol):
    """What administrators did. Nothing is ever taken out."""

    def list_events(self, cursor: str | None, limit: int) -> tuple[tuple[AdminEvent, ...], str | None]:
        """Newest first, with the cursor of the next page. Raises InvalidRequestError for a cursor that is not ours."""
        ...


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """One try of a browser to sign in: what it keeps meanwhile. `to`: the page of ours that it wanted."""

    state: str
    nonce: str
    verifier: str
    to: str = ""

    @property
    def challenge(self) -> str:
        """What the issuer is told of the verifier (RFC 7636, section 4.2)."""
        return urlsafe_b64encode(sha256(self.verifier.encode()).digest()).decode().rstrip("=")


class SignIn(Protocol):
    """The issuer that officers sign in at."""

    def address(self, request: SignInRequest, redirect: str) -> str:
        """Where the browser goes. Raises UnavailableError."""
        ...

    def exchange(self, code: str, request: SignInRequest, redirect: str) -> tuple[Actor, str, str]:
        """Who signed in, their name, and their e-mail address if the issuer says that it is verified, else nothing.

        Raises UnauthorizedError, UnavailableError.
        """
        ...

    def sign_out_address(self) -> str:
        """Where the issuer's own session ends; empty where it says no place. Raises UnavailableError."""
        ...


class SignInTokens(Protocol):
    """What a browser keeps while it signs in."""

    def seal(self, request: SignInRequest, now: datetime) -> str: ...

    def open(self, token: str, now: datetime) -> SignInRequest:
        """Raises UnauthorizedError for one that is over, or not ours."""
        ...
