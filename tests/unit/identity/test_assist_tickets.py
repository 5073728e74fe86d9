"""A ticket opens one assisted case, for two minutes, and is no token of anything else."""

from datetime import timedelta
from typing import Any

import jwt
import pytest

from chalicelib.adapters.identity.assist_tickets import LIFE, JwtAssistTickets
from chalicelib.adapters.identity.resident_tokens import JwtResidentTokens
from chalicelib.domain.access import Visitor
from chalicelib.domain.errors import UnauthorizedError
from chalicelib.services.keys import Keys
from tests.builders import a_receipt
from tests.fakes import EPOCH, OFFICE

KEYS = Keys.derive(b"tickets", OFFICE)
TICKETS = JwtAssistTickets(KEYS.ticket)
VISITOR = Visitor(receipt=a_receipt(), pin_version=1)


def forged(key: bytes = KEYS.ticket, **changes: object) -> str:
    claims: dict[str, Any] = {"aud": "loket-assist", "sub": str(a_receipt()), "pv": 1, "by": "as1"}
    claims |= {"exp": int((EPOCH + LIFE).timestamp()), **changes}
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, key, algorithm="HS256")


def test_a_ticket_says_which_case_and_who_gave_it_out() -> None:
    assert TICKETS.read(TICKETS.issue(VISITOR, "as1", EPOCH), EPOCH) == (VISITOR, "as1")
    assert TICKETS.read(forged(), EPOCH) == (VISITOR, "as1")


def test_it_lasts_two_minutes_and_no_longer() -> None:
    ticket = TICKETS.issue(VISITOR, "as1", EPOCH)
    TICKETS.read(ticket, EPOCH + timedelta(seconds=119))
    with pytest.raises(UnauthorizedError):
        TICKETS.read(ticket, EPOCH + timedelta(seconds=120))


@pytest.mark.parametrize(
    "ticket",
    [
        "",
        "garbage",
        forged(KEYS.token),
        forged(aud="loket-resident"),
        forged(aud=None),
        forged(exp=None),
        forged(exp=int(EPOCH.timestamp())),
        forged(sub="1234"),
        forged(pv=None),
        forged(by=None),
        forged(by="not an id"),
        JwtResidentTokens(KEYS.token).issue(VISITOR, EPOCH),
        JwtResidentTokens(KEYS.ticket).issue(VISITOR, EPOCH),
    ],
)
def test_nothing_else_is_a_ticket(ticket: str) -> None:
    with pytest.raises(UnauthorizedError):
        TICKETS.read(ticket, EPOCH)


def test_a_ticket_is_no_token_of_a_resident() -> None:
    with pytest.raises(UnauthorizedError):
        JwtResidentTokens(KEYS.ticket).read(TICKETS.issue(VISITOR, "as1", EPOCH), EPOCH)
