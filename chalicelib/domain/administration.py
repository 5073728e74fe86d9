"""What administrators do to the office itself, each act recorded for good beside what it changed."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from chalicelib.domain.access import Role
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.officers import Officer


class AdminAction(StrEnum):
    """What was done."""

    OFFICER_LISTED = "officer_listed"
    OFFICER_CHANGED = "officer_changed"
    OFFICER_TIED = "officer_tied"
    SIGNED_OUT = "signed_out"
    PARTNER_LISTED = "partner_listed"
    PARTNER_CHANGED = "partner_changed"
    KEY_ADDED = "key_added"
    KEY_WITHDRAWN = "key_withdrawn"
    OVERLAY_PUBLISHED = "overlay_published"
    CASE_KEPT = "case_kept"
    CASE_LET_GO = "case_let_go"


class AdminEvent(BaseModel):
    """One act. `details`: field → what it is now.

    `subject` is the id of the officer or partner, the number of the version, or that of the case.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    by: str
    action: AdminAction
    subject: str
    details: Mapping[str, str] = {}


class PartnerKey(BaseModel):
    """A public key (RFC 7517) that a partner signs with; `withdrawn_at`: nothing that it signs is taken since."""

    model_config = ConfigDict(frozen=True)

    kid: str
    jwk: Mapping[str, Any]
    added_at: datetime
    withdrawn_at: datetime | None = None


class Partner(BaseModel):
    """A post office that may hand over batches. `version` counts the stored changes; 0 is not stored."""

    model_config = ConfigDict(frozen=True)

    id: str
    version: int = 0
    name: str = ""
    email: str = ""
    is_suspended: bool = False
    keys: tuple[PartnerKey, ...] = ()

    def live_keys(self) -> Iterator[PartnerKey]:
        """Those that it may sign with now."""
        return (key for key in self.keys if key.withdrawn_at is None and not self.is_suspended)

    def with_key(self, key: PartnerKey) -> "Partner":
        """The same with one key more. Raises InvalidRequestError where its name was taken, even by one withdrawn."""
        if any(known.kid == key.kid for known in self.keys):
            raise InvalidRequestError([Fault("kid", "kid_twice")])
        return self.model_copy(update={"keys": (*self.keys, key)})

    def without_key(self, kid: str, now: datetime) -> "Partner":
        """The same with one key withdrawn. Raises InvalidRequestError where it has no such key in use."""
        if all(known.kid != kid for known in self.live_keys()):
            raise InvalidRequestError([Fault("kid", "not_a_choice")])
        keys = (k.model_copy(update={"withdrawn_at": now}) if k.kid == kid else k for k in self.keys)
        return self.model_copy(update={"keys": tuple(keys)})


def change_officer(
    before: Officer, *, name: str, roles: frozenset[Role] | None, is_suspended: bool, by: str
) -> Officer:
    """The entry as an administrator wants it.

    Raises InvalidRequestError where they would lock themselves out: another administrator has to do that.
    """
    after = before.model_copy(update={"name": name, "roles": roles, "is_suspended": is_suspended})
    by_list = before.roles if roles is None else roles  # without its list nobody here knows what the token says
    loses = by_list is not None and (roles is None or Role.ADMINISTRATOR not in by_list)
    if before.id == by and (is_suspended or loses):
        raise InvalidRequestError([Fault("roles", "own_account")])
    return after


def officer_details(after: Officer) -> dict[str, str]:
    """What the record of a change says of an entry; a name is the entry's alone."""
    roles = "token" if after.roles is None else ",".join(sorted(after.roles))
    return {"roles": roles, "is_suspended": "yes" if after.is_suspended else "no"}
