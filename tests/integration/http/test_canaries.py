"""Canaries in every personal field, driven through the whole walk and its errors: none gets out."""

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from urllib.parse import quote

import pytest

from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.events import OutboxJob
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.worklist import QUEUES
from chalicelib.services.ports import Sealed
from functions._http import Route
from tests.canaries import PERSONAL, hits, listening, texts
from tests.gateway import Gateway
from tests.integration.http.calls import ALL
from tests.integration.http.contract import Witness
from tests.integration.http.walk import STEPS, TAKEN, problem, record, stored, verifier
from tests.office import LOST, PUBLIC, STAFF, MiniOffice, Officer, Resident

BODY: dict[str, Any] = {
    **LOST,
    "applicant": {
        "name": PERSONAL["name"],
        "nik": PERSONAL["nik"],
        "birth_date": PERSONAL["birth date"],
        "sex": "female",
    },
    "family_card_number": PERSONAL["family card"],
    "contact": {"email": PERSONAL["e-mail"], "phone": PERSONAL["phone"]},
    "address": {"street": PERSONAL["street"], "landmark": PERSONAL["landmark"], "village": "3573011001"},
}


def walk(office: MiniOffice) -> Resident:
    """From the draft to the hand-over, with a return on the way."""
    resident = office.start(BODY)
    resident.call("PATCH", "", {"applicant": BODY["applicant"], "subject": BODY["applicant"]})
    resident.call("GET")
    resident.send_all()
    resident.submit()
    office.work()
    officer = verifier(office, resident)
    officer.move("POST", "/claim")
    officer.move("PUT", "/documents/kk/verdict", {"kind": "unreadable", "note": "buram"})
    officer.move("POST", "/return", {})
    office.work()
    resident.send("kk")
    resident.submit()
    office.work()
    officer.move("POST", "/claim")
    officer.accept_all()
    officer.move("POST", "/accept")
    for field in ("nik", "family_card_number", "phone"):
        value = {"nik": PERSONAL["nik"], "family_card_number": PERSONAL["family card"], "phone": PERSONAL["phone"]}[
            field
        ]
        assert officer.api.call("POST", "/v1/cases/search", {field: value, "reason": "at_counter"}).json["items"]
    maker = Officer(office.staff(Role.PRODUCER), resident.id)
    maker.move("POST", "/milestones", {"milestone": "entered"})
    for step in STEPS:
        record(office, resident, step)
    office.work()
    resident.track()
    assert maker.move("POST", "/hand-over", TAKEN).json["state"] == "CLOSED"
    office.work()
    resident.reissue_pin()
    office.work()
    return resident


def err(route: Route, receipt: str, token: str) -> None:
    """A route with every personal value where none belongs."""
    app = STAFF if route.path in STAFF.routes else PUBLIC
    path = route.path.format(
        application_id=receipt,
        receipt=PERSONAL["nik"],
        code=PERSONAL["nik"],
        upload_id=PERSONAL["nik"],
        document=quote(PERSONAL["name"]),
        step=PERSONAL["nik"],
        slot=PERSONAL["nik"],
        language=PERSONAL["nik"],
        number=PERSONAL["nik"],
        name=quote(PERSONAL["name"]),
        envelope=f"pos.{PERSONAL['nik']}.{quote(PERSONAL['name'])}",
        partner=quote(PERSONAL["name"]),
        batch=PERSONAL["nik"],
        officer=PERSONAL["nik"],
        card=PERSONAL["nik"],
        kid=quote(PERSONAL["name"]),
        campaign=PERSONAL["nik"],
        recording=PERSONAL["nik"],
        person=PERSONAL["nik"],
        day=PERSONAL["birth date"],
        deed=PERSONAL["nik"],
        product=PERSONAL["nik"],
    )
    headers = {
        "If-Match": PERSONAL["nik"],
        "Idempotency-Key": PERSONAL["name"] * 3,
        "Accept-Language": PERSONAL["name"],
    }
    for body in (
        {**BODY, PERSONAL["nik"]: PERSONAL["name"]},
        json.dumps(BODY)[:-1].encode(),
        dict.fromkeys(BODY, PERSONAL["name"]),
    ):
        Witness(app, token=token, headers=headers).call(route.method, path, body)
    Witness(app, token=token).call(route.method, f"{path}?nik={PERSONAL['nik']}&cursor={quote(PERSONAL['name'])}")


def test_no_canary_is_logged_on_the_whole_walk(office: MiniOffice, capsys: pytest.CaptureFixture[str]) -> None:
    with listening() as heard:
        walk(office)
    said = heard.getvalue() + "".join(capsys.readouterr())
    assert said.count('"request"') > 30
    assert hits(said) == {}


def test_no_canary_is_logged_on_error_paths(office: MiniOffice, capsys: pytest.CaptureFixture[str]) -> None:
    resident = office.start(BODY)
    officer = office.staff(Role.ADMINISTRATOR).token
    everything = frozenset(Role)
    office.ports.staff_tokens.people[officer] = Actor(kind=ActorKind.OFFICER, id=officer, roles=everything)
    with listening() as heard:
        for route in ALL:
            err(route, resident.id, officer if route.roles else resident.started["access_token"])
    said = heard.getvalue() + "".join(capsys.readouterr())
    assert '"status":422' in said
    assert hits(said) == {}


def test_a_defect_is_logged_with_its_trace_and_no_value(office: MiniOffice) -> None:
    resident = office.start(BODY)
    api = Gateway(STAFF, token=office.staff(Role.VERIFIER).token)
    registry = office.ports.registry
    known = registry.sealed[resident.id]
    registry.sealed[resident.id] = Sealed(known.blob.replace(b'"applicant":', b'"applicants":'), known.wrapped_key)
    with listening() as heard:
        answer = api.call("GET", f"/v1/cases/{resident.id}")
    assert answer.status == 500
    assert problem(answer) == "internal"
    assert hits(answer.content.decode()) == {}
    assert "request_failed" in heard.getvalue()
    assert hits(heard.getvalue()) == {}


def test_the_text_of_an_error_is_never_logged(office: MiniOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    resident = office.start(BODY)
    api = Gateway(STAFF, token=office.staff(Role.VERIFIER).token)

    def fail(*_: object) -> None:
        raise KeyError(PERSONAL["name"]) from ValueError(PERSONAL["street"])

    monkeypatch.setattr(office.ports.sealer, "open", fail)
    with listening() as heard:
        assert api.call("GET", f"/v1/cases/{resident.id}").status == 500
    assert "KeyError" in heard.getvalue()
    assert hits(heard.getvalue()) == {}


def test_a_line_of_the_log_names_its_request(office: MiniOffice) -> None:
    with listening() as heard:
        office.public.call("GET", "/v1/services")
    assert json.loads(heard.getvalue().splitlines()[-1])["correlation_id"] == "request-1"


def test_every_line_of_the_log_is_one_object(office: MiniOffice) -> None:
    forged = 'x\n{"level":"INFO","message":"forged"}\r\x1b[2J\u2028'
    with listening() as heard:
        office.public.call("POST", "/v1/tracking", {"receipt_number": forged, "pin": forged})
        office.public.call("POST", "/v1/applications", {**BODY, forged: forged}, {"Idempotency-Key": forged.strip()})
        Witness(PUBLIC, token=forged).call("GET", "/v1/applications/TESTTESTTE5", headers={"Accept-Language": forged})
    lines = [line for line in heard.getvalue().splitlines() if line.startswith("{")]
    assert lines
    assert all(json.loads(line)["message"] != "forged" for line in lines)


def test_no_canary_is_kept_outside_the_sealed_part(office: MiniOffice) -> None:
    resident = walk(office)
    registry = office.ports.registry
    assert hits(registry.sealed[resident.id].blob.decode()), "the canaries were never stored"
    for field in fields(registry):
        if field.name != "sealed":
            assert hits("\n".join(texts(getattr(registry, field.name)))) == {}, field.name
    assert hits("\n".join(texts([sealed.wrapped_key for sealed in registry.sealed.values()]))) == {}
    assert hits("\n".join(texts(list(registry.sealed)))) == {}


def test_no_canary_is_in_a_queue_an_object_key_or_a_message(office: MiniOffice) -> None:
    queued: list[str] = []
    send = office.ports.queue.send

    def listen(jobs: Sequence[OutboxJob]) -> tuple[OutboxJob, ...]:
        queued.extend(texts(jobs))
        return send(jobs)

    office.undelivered = {NoticeChannel.SMS}
    office.ports.queue.send = listen  # type: ignore[method-assign] # the queue itself, overheard
    resident = walk(office)
    assert queued
    assert hits("\n".join(queued)) == {}
    store = office.ports.store
    assert hits("\n".join(texts([list(store.uploads), list(store.pages), store.forms]))) == {}
    for channel in (NoticeChannel.SMS, NoticeChannel.EMAIL):
        sent = office.ports.messengers[channel].sent
        assert sent
        for message in sent:
            assert hits(message.subject + message.text + message.reference) == {}
    assert stored(office, resident.id).version > 10


def test_no_work_list_shows_a_canary(office: MiniOffice) -> None:
    resident = office.start(BODY)
    resident.send_all()
    office.work()
    resident.submit()
    api = office.staff(Role.AUDITOR)
    for queue in sorted(QUEUES):
        assert hits(api.call("GET", f"/v1/cases?queue={queue}").content.decode()) == {}
    assert hits(api.call("GET", f"/v1/cases/{resident.id}/audit").content.decode()) == {}
    assert hits(api.call("GET", f"/v1/cases/{resident.id}").content.decode())


def test_residents_are_not_told_their_own_personal_values_again(office: MiniOffice) -> None:
    resident = office.start(BODY)
    for answer in (
        resident.call("GET"),
        resident.track(),
        resident.submit(),
        resident.call("PATCH", "", BODY | {"service": "x"}),
    ):
        assert hits(answer.content.decode()) == {}
    assert hits(json.dumps(resident.started)) == {}
