"""Every malformed body is a problem that names its faults, and leaves nothing behind."""

import json
from typing import Any

import pytest

from functions._http import ROUTES
from tests.integration.http import overlay_calls
from tests.integration.http.test_staff_roles import BODIES as STAFF_BODIES
from tests.integration.http.walk import faults, stored
from tests.office import LOST, MiniOffice

NESTED_20 = b'{"a":' + b"[" * 19 + b"]" * 19 + b"}"
UNREADABLE = {
    "not JSON": (b"{", "not_json"),
    "a form": (b"service=KTP-LOST", "not_json"),
    "two values": (b'{"service":"KTP-LOST"} {}', "not_json"),
    "a comment": (b'{"service":"KTP-LOST"/**/}', "not_json"),
    "an array": (b"[]", "not_an_object"),
    "null": (b"null", "not_an_object"),
    "a text": (b'"KTP-LOST"', "not_an_object"),
    "a key twice": (b'{"service":"KTP-LOST","service":"BIRTH"}', "key_twice"),
    "a key twice inside": (b'{"applicant":{"name":"A","name":"B"}}', "key_twice"),
    "an escaped key twice": (b'{"service":"A","\\u0073ervice":"B"}', "key_twice"),
    "NaN": (b'{"service":NaN}', "not_json"),
    "Infinity": (b'{"service":-Infinity}', "not_json"),
    "not UTF-8": (b'{"service":"\xff\xfe"}', "not_json"),
    "half a surrogate pair": (b'{"service":"\\ud800"}', "not_json"),
    "half a surrogate pair as key": (b'{"\\ud800":1}', "not_json"),
    "a byte order mark": (b'\xef\xbb\xbf{"service":"KTP-LOST"}', "not_json"),
    "UTF-16": ('{"service":"KTP-LOST"}'.encode("utf-16"), "not_json"),
    "UTF-32": ('{"service":"KTP-LOST"}'.encode("utf-32"), "not_json"),
    "a number of 5000 digits": (b'{"service":' + b"9" * 5000 + b"}", "not_json"),
    "a lone control character": (b'{"service":"\x00"}', "not_json"),
}
WRONG_TYPES: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "service is a number": ({"service": 1}, ("service", "wrong_type")),
    "answers are a list": ({"answers": []}, ("answers", "wrong_type")),
    "an answer is a list": ({"answers": {"age": [1]}}, ("answers.age", "wrong_type")),
    "an answer is a fraction": ({"answers": {"age": 1.5}}, ("answers.age", "wrong_type")),
    "an answer is null": ({"answers": {"age": None}}, ("answers.age", "wrong_type")),
    "a day in seconds": ({"applicant": {"birth_date": 631152000}}, ("applicant.birth_date", "wrong_type")),
    "a day with a time": (
        {"applicant": {"birth_date": "1990-03-05T00:00:00"}},
        ("applicant.birth_date", "wrong_type"),
    ),
    "a day that never was": ({"applicant": {"birth_date": "1990-02-30"}}, ("applicant.birth_date", "wrong_type")),
    "a NIK as a number": ({"applicant": {"nik": 3573994503900001}}, ("applicant.nik", "wrong_type")),
    "a day ahead": ({"applicant": {"birth_date": "2026-03-03"}}, ("applicant.birth_date", "out_of_range")),
    "a day of antiquity": ({"applicant": {"birth_date": "0001-01-01"}}, ("applicant.birth_date", "out_of_range")),
    "a subject of the future": ({"subject": {"birth_date": "2999-01-01"}}, ("subject.birth_date", "out_of_range")),
    "a street of two lines": ({"address": {"street": "Jl. Contoh\r\n1"}}, ("address.street", "shape")),
    "a landmark of two lines": (
        {"address": {"street": "Jl. Contoh 1", "landmark": "a\nb"}},
        ("address.landmark", "shape"),
    ),
    "an unknown sex": ({"applicant": {"sex": "x"}}, ("applicant.sex", "not_a_choice")),
    "an unknown language": ({"language": "xx"}, ("language", "not_a_choice")),
    "an unknown delivery": ({"delivery": "drone"}, ("delivery", "not_a_choice")),
    "a street alone": ({"address": {"street": "Jl. Contoh 1"}}, ("address.village", "no_place")),
    "a postcode without its city": (
        {"address": {"street": "Jl. Contoh 1", "postcode": "60271"}},
        ("address.city", "no_city"),
    ),
    "a kelurahan of another city": (
        {"address": {"street": "Jl. Contoh 1", "village": "3578011001"}},
        ("address.village", "village_elsewhere"),
    ),
    "a street of nothing": ({"address": {"street": ""}}, ("address.street", "missing")),
    "an unknown service": ({"service": "NOPE"}, ("service", "unknown_service")),
    "an unknown role": ({"applicant_role": "nobody"}, ("applicant_role", "not_a_choice")),
    "an unknown question": ({"answers": {"nope": True}}, ("answers.nope", "unknown_question")),
    "an unknown paper": ({"documents": {"nope": {}}}, ("documents.nope", "unknown_slot")),
    "a paper's type without end": (
        {"documents": {"sk-hilang": {"type": "x" * 65}}},
        ("documents.sk-hilang.type", "too_long"),
    ),
}
MANIFEST: dict[str, Any] = {
    "batch_id": "B-1",
    "sequence": 1,
    "post_office": "65100",
    "operator": "op-1",
    "scanner": "fi-1",
    "received_on": "2026-03-02",
    "opened_on": "2026-03-02",
    "files": [{"name": "1.pdf", "type": "application/pdf", "size": 1, "sha256": "0" * 64}],
    "envelopes": [{"number": "1", "sheet_count": 1, "control_numbers": ["1000"], "scans": [{"file": "1.pdf"}]}],
}
BODIES: dict[str, dict[str, Any]] = {
    **overlay_calls.BODIES,
    **STAFF_BODIES,
    "take_gateway_report": {"reference": "TESTTESTTE5-1", "status": "sent", "at": "2026-11-24T02:17:00Z"},
    "build_checklist": {"answers": {}},
    "track": {"receipt_number": "TEST-TEST-TE5", "pin": "123456"},
    "open_session": {"receipt_number": "TEST-TEST-TE5", "pin": "123456"},
    "start_application": LOST,
    "start_assisted": {"service": "KTP-LOST"},
    "amend_application": {"language": "en"},
    "set_news_way": {"channel": "sms", "wants_news": False},
    "reissue_pin": {"puzzle": {"sealed": "x", "solution": "y"}},
    "set_news": {"token": "x", "wants_news": True},
    "request_upload": {"slot": "kk", "media_type": "image/jpeg", "size": 10},
    "search_cases": {"receipt_number": "TEST-TEST-TE5"},
    "judge_document": {"kind": "accepted"},
    "return_case": {"missing": [{"slot": "kk"}]},
    "reject_case": {"reason": "other"},
    "cancel_case": {"reason": "other"},
    "record_milestone": {"milestone": "entered"},
    "hand_over": {"product": "p1", "collected_by": "self", "old_card": "none", "identity_checked": True},
    "dispatch_product": {"product": "p1", "postal_number": "RR000000005ID"},
    "record_delivery": {"product": "p1", "outcome": "delivered"},
    "cancel_pick_up": {"version": 1},
    "book_pick_up": {"place": "block-office", "day": "2026-03-03", "at": "09:00"},
    "undo_hand_over": {"product": "p1", "reason": "slip"},
    "note_appointment": {"outcome": "no_show"},
    "book_pick_up_for": {"place": "block-office", "day": "2026-03-03", "at": "09:00"},
    "cancel_pick_up_for": {"version": 1},
    "record_dispatches": {"lines": [{"receipt": "TEST-TEST-TE5", "postal_number": "RR000000005ID"}]},
    "print_labels": {"receipts": ["TEST-TEST-TE5"]},
    "resolve_envelope": {"resolution": {"action": "reject", "code": "unusable"}},
    "record_custody": {"place": "office"},
    "sort_pages": {"pages": {"pos.B-1.0001.1": None}},
    "key_case": {"applicant_role": "self"},
    "make_room": {"files": []},
    "close_batch": {"without_missing": True},
    "report_day": {"day": "2026-03-02", "batches": []},
    "open_batch": MANIFEST,
    "check_manifest": MANIFEST,
}
SERVER_OWNED = (
    *("state", "version", "receipt", "receipt_number", "pin_version", "office", "channel", "round", "documents_frozen"),
    *("uploads", "products", "personal_findings", "lookups", "reachable", "intent", "request_digest", "claim", "asked"),
    *(
        "assisted_by",
        "clock",
        "possible_duplicates",
        "history",
        "created_at",
        "updated_at",
        "received_at",
        "catalogue_version",
    ),
    *(
        "facts",
        "role",
        "roles",
        "actor",
        "by",
        "at",
        "verdict",
        "key",
        "version_id",
        "detected_type",
        "id",
        "office_id",
    ),
)


def post(office: MiniOffice, raw: bytes | dict[str, Any]) -> Any:  # noqa: ANN401 - an answer
    return office.public.call("POST", "/v1/applications", raw, {"Idempotency-Key": office.key()})


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_unreadable_body_is_refused_as_a_whole(office: MiniOffice, name: str) -> None:
    raw, code = UNREADABLE[name]
    answer = post(office, raw)
    assert answer.status == 400
    assert faults(answer) == {("", code)}
    assert not office.ports.registry.cases


@pytest.mark.parametrize("levels", [21, 22, 100, 450, 500, 700, 900, 960, 990, 1000, 5000, 10_000])
@pytest.mark.parametrize("pair", [(b"[", b"]"), (b'{"a":', b"}")])
def test_nesting_of_any_depth_is_refused(office: MiniOffice, levels: int, pair: tuple[bytes, bytes]) -> None:
    answer = post(office, b'{"a":' + pair[0] * levels + b"1" + pair[1] * levels + b"}")
    assert answer.status == 400
    assert {code for _, code in faults(answer)} <= {"too_deep", "not_json"}


def test_twenty_levels_are_read_and_judged(office: MiniOffice) -> None:
    answer = post(office, NESTED_20)
    assert answer.status == 422
    assert ("a", "unknown_field") in faults(answer)


def test_a_body_over_64_kib_is_too_large(office: MiniOffice) -> None:
    room = 64 * 1024 - len(b'{"service":""}')
    assert post(office, b'{"service":"' + b"x" * room + b'"}').status == 422
    answer = post(office, b'{"service":"' + b"x" * (room + 1) + b'"}')
    assert answer.status == 413
    assert answer.json["type"].endswith("/payload-too-large")


def test_an_empty_body_names_what_is_missing(office: MiniOffice) -> None:
    answer = post(office, b"")
    assert answer.status == 422
    assert faults(answer) == {("service", "missing")}


def test_thousands_of_unknown_fields_are_answered(office: MiniOffice) -> None:
    answer = post(office, ("{" + ",".join(f'"k{n}":1' for n in range(6000)) + "}").encode())
    assert answer.status == 422
    assert len(answer.json["errors"]) == 6001


@pytest.mark.parametrize("name", WRONG_TYPES)
def test_a_wrong_value_is_named_by_path_and_code(office: MiniOffice, name: str) -> None:
    part, expected = WRONG_TYPES[name]
    answer = post(office, {**LOST, **part})
    assert answer.status == 422
    assert faults(answer) == {expected}
    assert not office.ports.registry.cases


@pytest.mark.parametrize("number", [0, -1, True, "10", 1.5, None, [], {}, 10 * 1024**2 + 1, 10**30, 1e300])
def test_a_size_is_a_whole_number_of_bytes(office: MiniOffice, number: object) -> None:
    resident = office.start()
    answer = resident.call("POST", "/uploads", {"slot": "kk", "media_type": "image/jpeg", "size": number})
    assert answer.status == 422
    assert {field for field, _ in faults(answer)} == {"size"}
    assert not stored(office, resident.id).uploads


@pytest.mark.parametrize("raw", [b'{"answers":{"age":1e400}}', b'{"answers":{"age":' + b"9" * 4000 + b"}}"])
def test_numbers_beyond_measure_are_refused(office: MiniOffice, raw: bytes) -> None:
    answer = office.public.call("POST", "/v1/services/KIA-NEW/checklist", raw)
    assert answer.status == 422


def test_several_faults_are_named_at_once_in_both_languages(office: MiniOffice) -> None:
    wrong = {
        **LOST,
        "language": "xx",
        "unknown": 1,
        "applicant": {"name": "", "nik": "123", "birth_date": "yesterday", "shoe_size": 42},
        "family_card_number": "9",
        "contact": {"email": "nobody", "phone": "12"},
        "address": {"rt": "x"},
    }
    expected = {
        ("language", "not_a_choice"),
        ("unknown", "unknown_field"),
        ("applicant.name", "empty"),
        ("applicant.nik", "wrong_length"),
        ("applicant.birth_date", "wrong_type"),
        ("applicant.shoe_size", "unknown_field"),
        ("family_card_number", "wrong_length"),
        ("contact.email", "shape"),
        ("contact.phone", "unassignable"),
        ("address.street", "missing"),
        ("address.rt", "shape"),
    }
    said = {}
    for language in ("id", "en"):
        headers = {"Idempotency-Key": office.key(), "Accept-Language": language}
        answer = office.public.call("POST", "/v1/applications", wrong, headers)
        assert answer.headers["Content-Language"] == language
        assert faults(answer) == expected
        said[language] = [error["message"] for error in answer.json["errors"]]
    assert all(indonesian != english for indonesian, english in zip(said["id"], said["en"], strict=True))


def test_a_wrong_value_never_comes_back(office: MiniOffice) -> None:
    canary = "Kanari-7f3a"
    wrong = {
        "service": canary,
        "applicant_role": canary,
        "language": canary,
        "applicant": {"name": canary + "\x00", "nik": canary, "birth_date": canary, "sex": canary},
        "family_card_number": canary,
        "contact": {"email": canary, "phone": canary},
        "address": {"street": canary + "\x00", "rt": canary, "postcode": canary, "village": canary},
        "delivery": canary,
        "documents": {"kk": {"issued_on": canary}},
        "unknown": canary,
    }
    answer = post(office, wrong)
    assert answer.status == 422
    assert canary.encode() not in answer.content
    tracked = office.public.call("POST", "/v1/tracking", {"receipt_number": canary, "pin": canary})
    assert canary.encode() not in tracked.content


def test_the_name_of_an_unknown_field_is_cut_short(office: MiniOffice) -> None:
    answer = post(office, {**LOST, "k" * 30_000: 1})
    assert answer.status == 422
    assert len(answer.content) < 1000


@pytest.mark.parametrize("field", SERVER_OWNED)
def test_no_model_takes_a_field_that_the_server_owns(office: MiniOffice, field: str) -> None:
    resident = office.start()
    before = stored(office, resident.id)
    checked = 0
    for route in ROUTES:
        if route.request is None:
            continue
        assert route.name in BODIES, f"give a sound body for {route.name}"
        if field in route.request.model_fields:
            continue
        with pytest.raises(ValueError, match="Extra inputs are not permitted"):
            route.request.model_validate_json(json.dumps({**BODIES[route.name], field: "x"}))
        checked += 1
    assert checked > 10
    for answer in (
        resident.call("PATCH", "", {"language": "en", field: "x"}),
        resident.call("PATCH", "", {"applicant": {"name": "Siti", field: "x"}}),
        resident.call("PATCH", "", {"contact": {field: "x"}}),
        resident.call("PATCH", "", {"documents": {"kk": {field: "x"}}}),
        resident.call("POST", "/uploads", {**BODIES["request_upload"], field: "x"}),
    ):
        assert answer.status == 422
        assert {code for _, code in faults(answer)} == {"unknown_field" if field != "documents" else "wrong_type"}
    assert stored(office, resident.id) == before


@pytest.mark.parametrize("name", sorted(BODIES))
def test_every_model_reads_its_sound_body(name: str) -> None:
    route = next(route for route in ROUTES if route.name == name)
    assert route.request is not None
    route.request.model_validate_json(json.dumps(BODIES[name]), strict=True)
