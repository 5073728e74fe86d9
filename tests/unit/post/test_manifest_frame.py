"""What refuses a batch as a whole: everything at once, by path and code, and never a value."""

import json
from typing import Any

import pytest

from chalicelib.domain.errors import InvalidRequestError, ManifestRefusedError
from chalicelib.domain.post.manifest import MOST_BYTES
from chalicelib.domain.post.reading import MOST_FAULTS, read_manifest
from chalicelib.domain.post.vocabulary import BatchCode
from tests.unit.post.given import a_file, a_manifest, an_entry, faults_of_frame, frame_faults, read

GOOD = json.dumps(a_manifest(an_entry())).encode()


def batch_code(raw: bytes) -> BatchCode:
    with pytest.raises(ManifestRefusedError) as caught:
        read_manifest(raw)
    return caught.value.code


def test_a_right_manifest_is_read_whole() -> None:
    manifest = read(an_entry(1), an_entry(2))
    assert [entry.number for entry in manifest.entries] == ["0001", "0002"]
    assert (manifest.refused, manifest.refused_pages, manifest.unclaimed) == ({}, {}, ())
    assert manifest.files["2.pdf"].size == 1000
    assert (manifest.frame.batch_id, manifest.frame.received_on.isoformat()) == ("B-17", "2026-11-23")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        b'{"sequence": NaN}',
        b'{"sequence": Infinity}',
        b"[" * 100_000,
        b'{"a":' * 30 + b"1" + b"}" * 30,
        b'{"sequence": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_not_json_is_refused_as_such(raw: bytes) -> None:
    assert batch_code(raw) is BatchCode.MANIFEST_NOT_JSON


def test_a_manifest_of_more_than_three_megabytes_is_not_parsed() -> None:
    assert batch_code(b" " * (MOST_BYTES + 1)) is BatchCode.MANIFEST_TOO_LARGE
    assert not frame_faults(GOOD + b" " * (MOST_BYTES - len(GOOD)))


@pytest.mark.parametrize("value", [[], 1, None, "text"])
def test_json_that_is_no_object_is_an_invalid_manifest(value: object) -> None:
    assert batch_code(json.dumps(value).encode()) is BatchCode.MANIFEST_INVALID


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"colour": "red"}, "colour", "unknown_field"),
        ({"schema_version": 2}, "schema_version", "not_a_choice"),
        ({"batch_id": "b 17"}, "batch_id", "shape"),
        ({"batch_id": "3573990101900001"}, "batch_id", "sixteen_digits"),
        ({"sequence": "17"}, "sequence", "wrong_type"),
        ({"sequence": True}, "sequence", "wrong_type"),
        ({"sequence": 0}, "sequence", "out_of_range"),
        ({"operator": ""}, "operator", "missing"),
        ({"operator": "a\u202eb"}, "operator", "control_character"),
        ({"operator": "a\ud800"}, "operator", "control_character"),
        ({"received_on": "2026-02-30"}, "received_on", "shape"),
        ({"received_on": "20261123"}, "received_on", "shape"),
        ({"received_on": 1_700_000_000}, "received_on", "wrong_type"),
        ({"received_on": "2026-11-25"}, "opened_on", "before_received"),
        ({"files": []}, "files", "missing"),
        ({"files": [a_file(), a_file("../x.pdf")]}, "files.1.name", "shape"),
        ({"files": [a_file(), a_file("3573990101900001.pdf")]}, "files.1.name", "sixteen_digits"),
        ({"files": [a_file(), a_file("1.PDF")]}, "files.1.name", "name_twice"),
        ({"files": [a_file(), a_file("2.pdf")]}, "files.1", "not_claimed"),
        ({"files": [a_file(size=0)]}, "files.0.size", "out_of_range"),
        ({"files": [a_file(type="image/gif")]}, "files.0.type", "not_a_choice"),
        ({"files": [a_file(sha256="0" * 63)]}, "files.0.sha256", "shape"),
        ({"envelopes": []}, "envelopes", "missing"),
        ({"envelopes": {}}, "envelopes", "wrong_type"),
        ({"envelopes": [an_entry()] * 1001}, "envelopes", "too_long"),
    ],
)
def test_each_fault_of_the_frame_is_named(changes: dict[str, Any], field: str, code: str) -> None:
    assert (field, code) in faults_of_frame(an_entry(), **changes)


def test_all_faults_come_at_once_with_those_of_the_envelopes() -> None:
    bad = an_entry(2, number="0001", sheet_count=2, keyed={"nik": "12"})
    found = faults_of_frame(an_entry(1), bad, sequence=0, opened_on="2026-11-01", colour="red")
    assert found == {
        ("sequence", "out_of_range"),
        ("opened_on", "before_received"),
        ("colour", "unknown_field"),
        ("envelopes.0.number", "envelope_number_twice"),
        ("envelopes.1.sheet_count", "sheet_count_differs"),
        ("envelopes.1.number", "envelope_number_twice"),
        ("envelopes.1.keyed.nik", "wrong_length"),
    }


def test_a_key_twice_is_refused_where_it_stands() -> None:
    assert frame_faults(b'{"sequence": 17, ' + GOOD[1:]) == {("body", "key_twice")}
    twice_in_a_file = GOOD.replace(b'"size"', b'"size": 1000, "size"')
    assert frame_faults(twice_in_a_file) == {("files.0", "key_twice")}


def test_a_key_twice_in_an_envelope_refuses_that_envelope_alone() -> None:
    raw = json.dumps(a_manifest(an_entry(1), an_entry(2))).replace(
        '"number": "0002"', '"number": "9", "number": "0002"'
    )
    manifest = read_manifest(raw.encode())
    assert [(reason.where, reason.params) for reason in manifest.refused["0002"]] == [("body", {"fault": "key_twice"})]
    assert [entry.number for entry in manifest.entries] == ["0001"]


def test_a_file_is_not_called_unclaimed_while_an_envelope_may_have_meant_it() -> None:
    """Else one mistyped name would hold up the whole batch."""
    manifest = read(an_entry(1), an_entry(2, scans=[{"file": "mistyped.pdf"}]))
    assert (set(manifest.refused), manifest.unclaimed) == ({"0002"}, ("2.pdf",))
    manifest = read(an_entry(1), an_entry(2, scans=[{}]))
    assert (set(manifest.refused), manifest.unclaimed) == ({"0002"}, ("2.pdf",))


def test_a_key_that_may_be_somebodys_number_is_not_shown() -> None:
    assert faults_of_frame(an_entry(), **{"3573990101900001": 1}) == {("?", "unknown_field")}


def test_the_list_of_faults_has_an_end() -> None:
    entry = an_entry(keyed={f"field_{'a' * (n // 26)}{chr(97 + n % 26)}": 1 for n in range(300)})
    many = [{**entry, "number": f"{n:04d}"} for n in range(10)]
    with pytest.raises(InvalidRequestError) as caught:
        read(*many)
    assert len(caught.value.faults) == MOST_FAULTS
    assert caught.value.faults[-1].code == "more_faults"
