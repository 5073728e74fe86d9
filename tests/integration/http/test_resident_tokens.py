"""A resident's token opens one application, for a while, and nothing else."""

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest

from chalicelib.adapters.identity.resident_tokens import LIFE, JwtResidentTokens
from chalicelib.domain.access import Role
from functions._http import ROUTES, Audience, Route
from tests.fakes import EPOCH
from tests.integration.http.contract import Witness
from tests.integration.http.walk import stored
from tests.office import PUBLIC, STAFF, MiniOffice, Resident

RESIDENT_ROUTES = [route for route in ROUTES if route.audience is Audience.RESIDENT]
UNKNOWN = "TESTTESTTE5"
BODIES: dict[str, dict[str, Any]] = {
    "amend_application": {"language": "en"},
    "book_pick_up": {"place": "block-office", "day": "2026-03-03", "at": "09:00"},
    "cancel_pick_up": {"version": 1},
    "reissue_pin": {"puzzle": {"sealed": "x", "solution": "y"}},
    "set_news_way": {"channel": "sms", "wants_news": False},
    "request_upload": {"slot": "kk", "media_type": "image/jpeg", "size": 10},
}
by_name = pytest.mark.parametrize("route", RESIDENT_ROUTES, ids=lambda route: route.name)


def call(api: Witness, route: Route, receipt: str, upload: str = "u1") -> tuple[int, dict[str, str], bytes]:
    path = route.path.format(application_id=receipt, upload_id=upload, product="p1")
    answer = api.call(route.method, path, BODIES.get(route.name))
    return answer.status, answer.headers, answer.content


def forge(claims: dict[str, Any], key: bytes | str, algorithm: str, header: dict[str, Any] | None = None) -> str:
    return jwt.encode(claims, key, algorithm=algorithm, headers=header)


def unsigned(claims: dict[str, Any], algorithm: str) -> str:
    parts = ({"alg": algorithm, "typ": "JWT"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def claims_of(receipt: str, **other: object) -> dict[str, Any]:
    claims = {"aud": "loket-resident", "sub": receipt, "pv": 1, "iat": EPOCH, "exp": EPOCH + LIFE, **other}
    numbers = {name: int(value.timestamp()) if hasattr(value, "timestamp") else value for name, value in claims.items()}
    return {name: value for name, value in numbers.items() if value is not None}


def forgeries(office: MiniOffice, receipt: str) -> dict[str, str]:
    key = office.ports.keys.token
    genuine = office.ports.resident_tokens.issue(
        office.services.track.visit(stored(office, receipt)), office.ports.clock.now()
    )
    head, body, signature = genuine.split(".")
    return {
        "garbage": "garbage",
        "dots": "..",
        "not ASCII": "é.é.é",
        "a zero": "\x00",
        "very long": "a" * 9000 + ".b.c",
        "alg none": unsigned(claims_of(receipt), "none"),
        "alg None": unsigned(claims_of(receipt), "None"),
        "signature cut off": f"{head}.{body}.",
        "signature of another": f"{head}.{body}.{signature[::-1]}",
        "body of another": f"{head}.{body[:-2]}AA.{signature}",
        "another key": forge(claims_of(receipt), b"another key of thirty-two bytes or more", "HS256"),
        "another purpose's key": forge(claims_of(receipt), office.ports.keys.pin, "HS256"),
        "another algorithm": forge(claims_of(receipt), key * 2, "HS512"),
        "no expiry": forge(claims_of(receipt, exp=None), key, "HS256"),
        "expired": forge(claims_of(receipt, exp=EPOCH), key, "HS256"),
        "expiry is a word": unsigned(claims_of(receipt, exp="never"), "HS256"),
        "another audience": forge(claims_of(receipt, aud="loket-staff"), key, "HS256"),
        "no audience": forge(claims_of(receipt, aud=None), key, "HS256"),
        "no subject": forge(claims_of(receipt, sub=None), key, "HS256"),
        "not a receipt": forge(claims_of("1234"), key, "HS256"),
        "no PIN version": forge(claims_of(receipt, pv=None), key, "HS256"),
        "a word for a PIN version": forge(claims_of(receipt, pv="x"), key, "HS256"),
        "an earlier PIN": forge(claims_of(receipt, pv=0), key, "HS256"),
        "a later PIN": forge(claims_of(receipt, pv=2), key, "HS256"),
    }


@by_name
def test_no_token_opens_nothing(office: MiniOffice, route: Route) -> None:
    receipt = office.start().id
    before = stored(office, receipt)
    assert call(Witness(PUBLIC), route, receipt)[0] == 401
    assert stored(office, receipt) == before


@by_name
def test_no_forged_or_outlived_token_opens_anything(office: MiniOffice, route: Route) -> None:
    receipt = office.start().id
    before = stored(office, receipt)
    statuses = {
        name: call(Witness(PUBLIC, token=token), route, receipt)[0]
        for name, token in forgeries(office, receipt).items()
    }
    assert set(statuses.values()) == {401}, statuses
    assert stored(office, receipt) == before


@by_name
def test_a_token_of_one_application_does_not_open_another(office: MiniOffice, route: Route) -> None:
    mine, theirs = office.start(), office.start()
    upload = theirs.send("kk")
    before = stored(office, theirs.id)
    api = Witness(PUBLIC, token=mine.started["access_token"])
    refused = call(api, route, theirs.id, upload)
    assert refused[0] == 404
    for other in (UNKNOWN, "nope", theirs.id.lower(), theirs.started["receipt_number"], "%00", "x" * 500):
        assert call(api, route, other, upload) == refused, other
    assert stored(office, theirs.id) == before


def test_a_token_lasts_for_its_life_and_no_longer(office: MiniOffice) -> None:
    resident = office.start()
    office.ports.clock.advance(seconds=LIFE.total_seconds() - 1)
    assert resident.call("GET").status == 200
    office.ports.clock.advance(seconds=1)
    assert resident.call("GET").status == 401


@by_name
def test_a_new_pin_ends_every_token_of_the_old_one(office: MiniOffice, route: Route) -> None:
    resident = office.start()
    session = office.public.call(
        "POST", "/v1/sessions", {name: resident.started[name] for name in ("receipt_number", "pin")}
    )
    assert resident.reissue_pin().status == 202
    before = stored(office, resident.id)
    for token in (resident.started["access_token"], session.json["access_token"]):
        status, headers, content = call(Witness(PUBLIC, token=token), route, resident.id)
        assert status == 401
        assert headers["WWW-Authenticate"] == "Bearer"
        assert json.loads(content)["type"].endswith("/unauthorized")
    assert stored(office, resident.id) == before


def test_a_new_pin_goes_to_the_recorded_address_alone(office: MiniOffice) -> None:
    resident = office.start()
    answer = resident.reissue_pin()
    assert (answer.status, answer.content) == (202, b"")
    assert resident.track().status == 404
    office.work()
    assert stored(office, resident.id).pin_version == 2
    pin = str(office.services.track.pin_of(stored(office, resident.id)))
    assert resident.track(pin).status == 200


def test_each_side_refuses_the_tokens_of_the_other(office: MiniOffice) -> None:
    resident = office.start()
    officer = office.staff(Role.ADMINISTRATOR).token
    staff_side = Witness(STAFF, token=resident.started["access_token"])
    assert staff_side.call("GET", "/v1/cases").status == 401
    assert staff_side.call("GET", f"/v1/cases/{resident.id}").status == 401
    assert Witness(PUBLIC, token=officer).call("GET", f"/v1/applications/{resident.id}").status == 401


def test_a_session_is_opened_by_number_and_pin(office: MiniOffice) -> None:
    resident = office.start()
    body = {name: resident.started[name] for name in ("receipt_number", "pin")}
    session = office.public.call("POST", "/v1/sessions", body)
    assert session.status == 201
    again = Resident(office, {**resident.started, **session.json})
    assert again.call("GET").json["status"]["receipt_number"] == resident.started["receipt_number"]


def test_tokens_are_read_by_the_clock_they_are_given(office: MiniOffice) -> None:
    tokens = JwtResidentTokens(office.ports.keys.token)
    visit = office.services.track.visit(stored(office, office.start().id))
    token = tokens.issue(visit, EPOCH)
    assert tokens.read(token, EPOCH + LIFE - timedelta(seconds=1)) == visit
