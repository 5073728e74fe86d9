"""The published schema: up to date, valid, and of one mind with the reading."""

import json
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from chalicelib.domain.post.schema import manifest_schema
from infra import manifest_schema as page
from tests.property.test_manifest_properties import spoilt
from tests.unit.post.given import Json, a_file, a_manifest, an_entry, frame_faults, read

VALIDATOR = Draft202012Validator(manifest_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_the_published_schema_is_up_to_date() -> None:
    assert page.main(["--check"]) == 0, "make openapi"


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(manifest_schema())


def test_every_object_refuses_unknown_fields_and_says_what_it_is() -> None:
    schema = manifest_schema()
    for model in (schema, *schema["$defs"].values()):
        assert model["additionalProperties"] is False
        assert model["description"]


def test_a_right_manifest_fits() -> None:
    keyed = {"receipt_number": "TEST", "nik": "3573990101900001", "address": {"street": "Jl. Contoh 1"}}
    manifest = a_manifest(an_entry(keyed=keyed, unscannable=[{"kind": "card"}], duplex=False))
    VALIDATOR.validate(manifest)
    assert not frame_faults(json.dumps(manifest).encode())


@pytest.mark.parametrize(
    "changes",
    [
        {"colour": "red"},
        {"batch_id": "3573990101900001"},
        {"sequence": "17"},
        {"received_on": "2026-02-30"},
        {"files": [a_file("3573990101900001.pdf")]},
        {"envelopes": [an_entry(control_numbers=["3573990101900001"])]},
        {"envelopes": [an_entry(scans=[])]},
        {"envelopes": [an_entry(keyed={"nik": 3573990101900001})]},
    ],
)
def test_what_the_reading_refuses_by_itself_the_schema_refuses_too(changes: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(a_manifest(an_entry()) | changes)


@given(spoilt())
def test_what_the_schema_refuses_the_reading_refuses(manifest: Json) -> None:
    """A partner who tests with the schema alone is never refused by it for what we would take."""
    raw = json.dumps(manifest).encode()
    if not VALIDATOR.is_valid(manifest):
        assert frame_faults(raw) or read(**manifest).refused
