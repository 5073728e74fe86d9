"""Fakes of the ports of the staff's side."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.domain.access import Actor
from chalicelib.domain.administration import AdminEvent, Partner
from chalicelib.domain.errors import Fault, InvalidRequestError, StaleVersionError, UnauthorizedError, UnavailableError
from chalicelib.domain.officers import Officer
from chalicelib.domain.seen import Seen
from chalicelib.services.staff_ports import SignInRequest


class FakeAdminLog:
    """Acts in memory."""

    def __init__(self) -> None:
        self.events: list[AdminEvent] = []

    def list_events(self, cursor: str | None, limit: int) -> tuple[tuple[AdminEvent, ...], str | None]:
        newest = sorted(self.events, key=lambda event: (event.at, event.id), reverse=True)
        ids = [event.id for event in newest]
        if cursor is not None and cursor not in ids:
            raise InvalidRequestError([Fault("cursor", "not_ours")])
        start = ids.index(cursor) + 1 if cursor else 0
        page = newest[start : start + limit]
        return tuple(page), page[-1].id if len(page) == limit else None


class _Entries:
    def __init__(self, log: FakeAdminLog | None = None) -> None:
        self.log = log or FakeAdminLog()
        self.reads = 0

    def note(self, event: AdminEvent | None) -> None:
        if event is not None:
            self.log.events.append(event)


class FakeOfficerDirectory(_Entries):
    """Entries in memory. `reads` counts what was asked."""

    def __init__(self, log: FakeAdminLog | None = None) -> None:
        super().__init__(log)
        self.entries: dict[str, Officer] = {}

    def get(self, officer: str) -> Officer:
        self.reads += 1
        return self.entries.get(officer, Officer(id=officer))

    def save(self, officer: Officer, event: AdminEvent | None = None) -> Officer:
        if self.entries.get(officer.id, Officer(id=officer.id)).version != officer.version:
            raise StaleVersionError
        self.note(event)
        self.entries[officer.id] = officer.model_copy(update={"version": officer.version + 1})
        return self.entries[officer.id]

    def tie(self, officer: Officer, expected: Officer, event: AdminEvent) -> Officer:
        if any(self.entries.get(e.id, Officer(id=e.id)).version != e.version for e in (officer, expected)):
            raise StaleVersionError
        self.save(expected)
        return self.save(officer, event)

    def list_all(self) -> tuple[Officer, ...]:
        return tuple(self.entries[name] for name in sorted(self.entries))


class FakePartnerRegister(_Entries):
    """Entries in memory."""

    def __init__(self, log: FakeAdminLog | None = None) -> None:
        super().__init__(log)
        self.entries: dict[str, Partner] = {}

    def get(self, partner: str) -> Partner:
        self.reads += 1
        return self.entries.get(partner, Partner(id=partner))

    def save(self, partner: Partner, event: AdminEvent) -> Partner:
        if self.entries.get(partner.id, Partner(id=partner.id)).version != partner.version:
            raise StaleVersionError
        self.note(event)
        self.entries[partner.id] = partner.model_copy(update={"version": partner.version + 1})
        return self.entries[partner.id]

    def list_all(self) -> tuple[Partner, ...]:
        return tuple(self.entries[name] for name in sorted(self.entries))


class FakeSignIn:
    """An issuer in memory: `people` and their verified `emails` by code; `is_down` makes it unreachable."""

    def __init__(self) -> None:
        self.people: dict[str, tuple[Actor, str]] = {}
        self.emails: dict[str, str] = {}
        self.asked: list[tuple[SignInRequest, str]] = []
        self.is_down = False

    def address(self, request: SignInRequest, redirect: str) -> str:
        self._must_answer()
        self.asked.append((request, redirect))
        return f"https://issuer.example/authorize?state={request.state}"

    def exchange(self, code: str, request: SignInRequest, redirect: str) -> tuple[Actor, str, str]:
        self._must_answer()
        if code not in self.people or (request.challenge, redirect) not in {(r.challenge, to) for r, to in self.asked}:
            raise UnauthorizedError
        return (*self.people.pop(code), self.emails.get(code, ""))

    def sign_out_address(self) -> str:
        self._must_answer()
        return "https://issuer.example/end"

    def _must_answer(self) -> None:
        if self.is_down:
            raise UnavailableError


class FakeSeenLog:
    """Sights in memory, each told until its time is over."""

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        self.seen: list[Seen] = []
        self.until: dict[str, datetime] = {}
        self._now = now

    def record(self, seen: Seen, until: datetime) -> None:
        self.seen.append(seen)
        self.until[seen.id] = until

    def of_officer(self, officer: str, cursor: str | None, limit: int) -> tuple[tuple[Seen, ...], str | None]:
        return self._page([seen for seen in self.seen if seen.officer == officer], cursor, limit)

    def of_case(self, receipt: str, cursor: str | None, limit: int) -> tuple[tuple[Seen, ...], str | None]:
        return self._page([seen for seen in self.seen if receipt and seen.receipt == receipt], cursor, limit)

    def _page(self, found: list[Seen], cursor: str | None, limit: int) -> tuple[tuple[Seen, ...], str | None]:
        told = [seen for seen in found if self._now is None or self.until[seen.id] > self._now()]
        newest = sorted(told, key=lambda seen: (seen.at, seen.id), reverse=True)
        ids = [seen.id for seen in newest]
        if cursor is not None and cursor not in ids:
            raise InvalidRequestError([Fault("cursor", "not_ours")])
        start = ids.index(cursor) + 1 if cursor else 0
        page = newest[start : start + limit]
        return tuple(page), page[-1].id if len(page) == limit else None
