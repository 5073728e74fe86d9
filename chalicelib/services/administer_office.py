"""An administrator says who works at the office and which post offices may hand over; each act is recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from chalicelib.domain.access import Actor, Role
from chalicelib.domain.administration import (
    AdminAction,
    AdminEvent,
    Partner,
    PartnerKey,
    change_officer,
    officer_details,
)
from chalicelib.domain.errors import Fault, InvalidRequestError, NotFoundError, StaleVersionError
from chalicelib.domain.officers import Officer
from chalicelib.services.expected_officers import expected_id
from chalicelib.services.ports import Clock, Ids
from chalicelib.services.staff_ports import OfficerDirectory, PartnerRegister

LONGEST_NAME: Final = 80

EntryT = TypeVar("EntryT", Officer, Partner)


@dataclass(frozen=True, slots=True)
class AdministerOffice:
    """`seen` is always the version that the administrator was shown; another one raises StaleVersionError."""

    directory: OfficerDirectory
    partners: PartnerRegister
    clock: Clock
    ids: Ids
    lookup_key: bytes

    def find_expected(self, email: str) -> Officer:
        """The entry of who signs in with this address, to be listed before the office knows their account.

        Whoever did so already is that account's entry. The address itself is kept nowhere. Raises InvalidRequestError.
        """
        name = expected_id(self.lookup_key, email)
        if not name:
            raise InvalidRequestError([Fault("email", "email_shape")])
        entry = self.directory.get(name)
        return self.directory.get(entry.became) if entry.became else entry

    def put_officer(
        self, officer: str, *, name: str, roles: frozenset[Role] | None, is_suspended: bool, by: Actor, seen: int
    ) -> Officer:
        """List somebody, or change what is listed of them. The same again changes nothing.

        An entry of an address that somebody took over binds nobody: it is refused, naming theirs.
        Raises InvalidRequestError, StaleVersionError.
        """
        before = _still_bound(self._seen(self.directory.get(officer), seen))
        after = change_officer(before, name=_named(name), roles=roles, is_suspended=is_suspended, by=by.id)
        if after == before and before.version:
            return before
        action = AdminAction.OFFICER_CHANGED if before.version else AdminAction.OFFICER_LISTED
        return self.directory.save(after, self._event(action, officer, by, officer_details(after)))

    def sign_out(self, officer: str, by: Actor, seen: int) -> Officer:
        """End every session of somebody."""
        before = self._seen(self.directory.get(officer), seen)
        return self.directory.save(
            before.ending_all(self.clock.now()), self._event(AdminAction.SIGNED_OUT, officer, by)
        )

    def put_partner(self, partner: str, *, name: str, email: str, is_suspended: bool, by: Actor, seen: int) -> Partner:
        """List a post office, or change what is listed of it."""
        before = self._seen(self.partners.get(partner), seen)
        after = before.model_copy(update={"name": _named(name), "email": email, "is_suspended": is_suspended})
        if after == before and before.version:
            return before
        action = AdminAction.PARTNER_CHANGED if before.version else AdminAction.PARTNER_LISTED
        told = {"is_suspended": "yes" if is_suspended else "no"}
        return self.partners.save(after, self._event(action, partner, by, told))

    def add_key(self, partner: str, kid: str, jwk: Mapping[str, Any], by: Actor, seen: int) -> Partner:
        """Let a post office sign with one key more; `jwk` was found to be a public key of a kind that we take."""
        before = self._listed(partner, seen)
        after = before.with_key(PartnerKey(kid=kid, jwk=jwk, added_at=self.clock.now()))
        return self.partners.save(after, self._event(AdminAction.KEY_ADDED, partner, by, {"kid": kid}))

    def withdraw_key(self, partner: str, kid: str, by: Actor, seen: int) -> Partner:
        """Take nothing more that was signed with this key."""
        after = self._listed(partner, seen).without_key(kid, self.clock.now())
        return self.partners.save(after, self._event(AdminAction.KEY_WITHDRAWN, partner, by, {"kid": kid}))

    def _listed(self, partner: str, seen: int) -> Partner:
        entry = self.partners.get(partner)
        if not entry.version:
            raise NotFoundError
        return self._seen(entry, seen)

    @staticmethod
    def _seen(entry: EntryT, seen: int) -> EntryT:
        if entry.version != seen:
            raise StaleVersionError
        return entry

    def _event(
        self, action: AdminAction, subject: str, by: Actor, details: Mapping[str, str] | None = None
    ) -> AdminEvent:
        return AdminEvent(
            id=self.ids.new_id(), at=self.clock.now(), by=by.id, action=action, subject=subject, details=details or {}
        )


def _still_bound(entry: Officer) -> Officer:
    if entry.became:
        raise InvalidRequestError([Fault("officer", "entry_taken_over", (("officer", entry.became),))])
    return entry


def _named(name: str) -> str:
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME:
        raise InvalidRequestError([Fault("name", "too_long")])
    return name
