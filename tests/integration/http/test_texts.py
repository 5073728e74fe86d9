"""Hostile and unusual text in every field: kept as it is, or refused by name; never half."""

from typing import Any

import pytest

from chalicelib.domain.lifecycle import CaseState
from tests.integration.http.walk import bring_to, faults, stored, verifier
from tests.office import LOST, MiniOffice

HIDDEN = {
    "NUL": "Siti\x00Contoh",
    "escape": "Siti\x1b[31m",
    "delete": "Siti\x7f",
    "C1": "Siti\x85Contoh",
    "right-to-left override": "Siti\u202eContoh",
    "isolate": "Siti\u2066Contoh",
    "line separator": "Siti\u2028Contoh",
}
MARKUP = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}} ${7*7} <%= 7 %>",
    "'; DROP TABLE cases; --",
    '=HYPERLINK("http://example.org")',
)  # fmt: skip
NAMES = (
    "Siti",
    "Nur'aini",
    "O’Brien",
    "I Gusti Ngurah Rai, S.Pd.",
    "Ñusta Åse Øystein",
    "王小明",
    "Siti " * 39 + "Siti",
    "A" * 200,
)
FREE_TEXTS: dict[str, Any] = {
    "applicant.name": lambda text: {"applicant": {"name": text}},
    "subject.name": lambda text: {"subject": {"name": text}},
    "address.street": lambda text: {"address": {"street": text}},
    "address.landmark": lambda text: {"address": {"street": "Jl. Contoh 1", "landmark": text}},
    "contact.email": lambda text: {"contact": {"email": text}},
    "contact.phone": lambda text: {"contact": {"phone": text}},
    "applicant_role": lambda text: {"applicant_role": text},
    "documents.kk.type": lambda text: {"documents": {"kk": {"type": text}}},
    "answers.x": lambda text: {"answers": {"x": text}},
}


@pytest.mark.parametrize("kind", HIDDEN)
@pytest.mark.parametrize("field", FREE_TEXTS)
def test_hidden_characters_are_refused_in_every_field(office: MiniOffice, field: str, kind: str) -> None:
    resident = office.start()
    before = stored(office, resident.id), office.ports.registry.sealed[resident.id]
    answer = resident.call("PATCH", "", FREE_TEXTS[field](HIDDEN[kind]))
    assert answer.status == 422
    assert (field, "control_character") in faults(answer)
    assert (stored(office, resident.id), office.ports.registry.sealed[resident.id]) == before


@pytest.mark.parametrize("kind", HIDDEN)
def test_hidden_characters_are_refused_in_notes(office: MiniOffice, kind: str) -> None:
    officer = verifier(office, bring_to(office, CaseState.IN_REVIEW))
    judged = officer.move("PUT", "/documents/kk/verdict", {"kind": "unreadable", "note": HIDDEN[kind]})
    assert faults(judged) == {("note", "control_character")}
    asked = officer.move("POST", "/return", {"missing": [{"slot": "kk", "note": HIDDEN[kind]}]})
    assert faults(asked) == {("missing.0.note", "control_character")}
    assert officer.read()["state"] == "IN_REVIEW"


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_a_name_is_refused_by_its_symbols(office: MiniOffice, text: str) -> None:
    answer = office.start({"service": "KTP-LOST"}).call("PATCH", "", {"applicant": {"name": text}})
    assert answer.status == 422
    assert faults(answer) == {("applicant.name", "symbol")}


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_a_note_stays_text(office: MiniOffice, text: str) -> None:
    resident = bring_to(office, CaseState.IN_REVIEW)
    officer = verifier(office, resident)
    officer.move("PUT", "/documents/kk/verdict", {"kind": "unreadable", "note": text})
    assert officer.move("POST", "/return", {}).status == 200
    answer = resident.track()
    assert answer.json["asked"][0]["note"] == text
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", NAMES)
def test_names_as_people_have_them_are_taken(office: MiniOffice, name: str) -> None:
    resident = office.start({**LOST, "applicant": {**LOST["applicant"], "name": name}})
    assert resident.call("GET").status == 200


@pytest.mark.parametrize("length", [201, 500, 1001, 40_000])
def test_a_name_of_more_than_200_characters_is_too_long(office: MiniOffice, length: int) -> None:
    answer = office.start().call("PATCH", "", {"applicant": {"name": "a" * length}})
    assert faults(answer) == {("applicant.name", "too_long")}


@pytest.mark.parametrize(
    "email", ["a@b.org\r\nBcc: x@y.org", "a@b.org\nX: y", "<a@b.org>", "a@b.org, c@d.org", "a b@c.org"]
)
def test_an_address_that_would_change_a_header_is_refused(office: MiniOffice, email: str) -> None:
    answer = office.start().call("PATCH", "", {"contact": {"email": email}})
    assert answer.status == 422
    assert {field for field, _ in faults(answer)} == {"contact.email"}


def test_a_file_name_is_forgotten(office: MiniOffice) -> None:
    resident = office.start()
    body = {"slot": "kk", "media_type": "image/jpeg", "size": 10, "file_name": "../../ktp 3573994503900001.jpg"}
    answer = resident.call("POST", "/uploads", body)
    assert answer.status == 201
    assert b"3573994503900001" not in answer.content
    assert "3573994503900001" not in stored(office, resident.id).model_dump_json()
    key = answer.json["form"]["fields"]["key"]
    assert key == f"3573/uploads/{resident.id}/{answer.json['upload']['upload_id']}"
