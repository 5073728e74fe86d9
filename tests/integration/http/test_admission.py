"""Tokens of the office's API after the office's own list of officers has changed."""

from datetime import datetime, timedelta

import pytest

from chalicelib.domain.access import Role
from tests.gateway import Gateway
from tests.office import MiniOffice

QUEUE = "/v1/cases?queue=submitted"


@pytest.fixture
def api(office: MiniOffice) -> Gateway:
    office.ports.staff_tokens.issued["v1"] = office.ports.clock.now()
    return office.staff(Role.VERIFIER, "v1")


def later(office: MiniOffice) -> datetime:
    office.ports.clock.advance(minutes=1)
    return office.ports.clock.now()


def test_who_is_not_listed_acts_as_their_token_says(api: Gateway) -> None:
    assert api.call("GET", QUEUE).status == 200


def test_signing_out_everywhere_ends_the_tokens_of_before(office: MiniOffice, api: Gateway) -> None:
    later(office)
    office.services.staff_sessions.end_all("v1")
    assert api.call("GET", QUEUE).status == 401
    office.ports.staff_tokens.issued["v1"] = later(office)
    assert api.call("GET", QUEUE).status == 200


def test_a_token_that_does_not_say_since_when_is_one_of_before(office: MiniOffice, api: Gateway) -> None:
    office.services.staff_sessions.end_all("v1")
    del office.ports.staff_tokens.issued["v1"]
    assert api.call("GET", QUEUE).status == 401


def test_a_token_of_the_very_moment_of_signing_out_is_over(office: MiniOffice, api: Gateway) -> None:
    office.services.staff_sessions.end_all("v1")
    assert api.call("GET", QUEUE).status == 401
    office.ports.staff_tokens.issued["v1"] = office.ports.clock.now() + timedelta(seconds=1)
    assert api.call("GET", QUEUE).status == 200


def test_roles_of_the_list_hold_instead_of_those_of_the_token(office: MiniOffice, api: Gateway) -> None:
    receipt = office.start().id
    entry = office.ports.officers.get("v1")
    office.ports.officers.save(entry.model_copy(update={"roles": frozenset({Role.AUDITOR})}))
    assert api.call("POST", f"/v1/cases/{receipt}/claim", None, {"If-Match": '"1"'}).status == 403
    assert api.call("GET", f"/v1/cases/{receipt}/audit").status == 200


def test_one_admission_reads_the_list_once(office: MiniOffice, api: Gateway) -> None:
    before = office.ports.officers.reads
    assert office.services.admit_staff(api.token).id == "v1"
    assert office.ports.officers.reads == before + 1
