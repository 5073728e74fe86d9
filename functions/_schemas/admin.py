"""Bodies of requests and answers about who works at the office and who hands over to it."""

from datetime import datetime

from pydantic import Field

from chalicelib.domain.access import Role
from chalicelib.domain.identifiers import EmailAddress
from functions._schemas.base import Answer, Request


class OfficerRequest(Request):
    """What the office says of somebody. `roles`: in place of those that their token lists; null leaves those."""

    name: str = Field(default="", max_length=80)
    roles: list[Role] | None = Field(default=None, max_length=20)
    is_suspended: bool = False


class ExpectedRequest(Request):
    """The address that somebody will sign in with, as the sign-in system has verified it."""

    email: EmailAddress


class OfficerOut(Answer):
    """One person of the staff; `ETag` is the version. `became`: whose entry it is since their first sign-in."""

    officer: str
    name: str
    roles: list[Role] | None
    is_suspended: bool
    signed_out_at: datetime | None
    became: str
    version: int


class OfficerList(Answer):
    """Everybody who is listed, by id."""

    items: list[OfficerOut]


class PartnerRequest(Request):
    """What the office says of a post office. `email`: where its daily report goes."""

    name: str = Field(min_length=1, max_length=80)
    email: EmailAddress | None = None
    is_suspended: bool = False


class KeyRequest(Request):
    """A public key as JSON (RFC 7517), Ed25519 or P-256, with a name of its own (`kid`)."""

    jwk: str = Field(max_length=2000)


class PartnerKeyOut(Answer):
    """One public key; it signs until it is withdrawn."""

    kid: str
    kind: str
    added_at: datetime
    withdrawn_at: datetime | None


class PartnerOut(Answer):
    """One post office; `ETag` is the version."""

    partner: str
    name: str
    email: str
    is_suspended: bool
    keys: list[PartnerKeyOut]
    version: int


class PartnerList(Answer):
    """The office's own list, by id; `shipped` are those that the deployment names besides."""

    items: list[PartnerOut]
    shipped: list[str]


class AdminEventOut(Answer):
    """One act of an administrator."""

    at: datetime
    by: str
    action: str
    subject: str
    details: dict[str, str]


class AdminEventList(Answer):
    """A page of the log, newest first."""

    items: list[AdminEventOut]
    next_cursor: str | None


class Pass(Answer):
    """What the scripts of one page call the API with."""

    token: str
