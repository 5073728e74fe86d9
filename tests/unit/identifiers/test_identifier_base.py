"""What all identifiers share: fields of models, copies, the store, schemas, and silence about values."""

import copy
import pickle
import re

import pytest
from hypothesis import given
from pydantic import BaseModel, ConfigDict, ValidationError

from chalicelib.domain.identifiers import (
    FROM_STORE,
    BatchId,
    DocumentId,
    EmailAddress,
    FamilyCardNumber,
    IdempotencyKey,
    Identifier,
    InvalidIdentifierError,
    Nik,
    OfficerId,
    PhoneNumber,
    Pin,
    PostalNumber,
    Postcode,
    ReceiptNumber,
    RegionCode,
    UploadId,
)
from chalicelib.domain.identifiers.text import SEPARATORS
from chalicelib.domain.names import PersonName
from tests.strategies import identifiers

TYPES: list[type[Identifier]] = [
    *(Nik, FamilyCardNumber, RegionCode, Postcode, PostalNumber, PhoneNumber, EmailAddress, ReceiptNumber, Pin),
    *(IdempotencyKey, OfficerId, UploadId, DocumentId, BatchId, PersonName),
]


class Paper(BaseModel):
    """A model with a field of an identifier."""

    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)

    nik: Nik
    phone: PhoneNumber | None = None
    pins: dict[Pin, Nik] = {}


@pytest.mark.parametrize("kind", TYPES)
def test_example_of_the_schema_is_valid(kind: type[Identifier]) -> None:
    assert isinstance(kind.parse(kind.example), kind)
    assert len(kind.example) <= kind.max_length


@pytest.mark.parametrize("kind", TYPES)
def test_kind_is_named_and_its_errors_stay_silent(kind: type[Identifier]) -> None:
    secret = "\u2620secret\u2620" * 40
    with pytest.raises(InvalidIdentifierError) as caught:
        kind.parse(secret)
    assert "secret" not in repr(caught.value) + str(caught.value) + str(caught.value.args)
    assert str(caught.value) == f"{kind.kind}: {caught.value.code.value}"
    assert caught.value.__context__ is None


def test_kinds_have_different_names() -> None:
    assert len({kind.kind for kind in TYPES}) == len(TYPES)


def test_identifier_cannot_be_made_around_its_checks() -> None:
    with pytest.raises(InvalidIdentifierError):
        Nik("nonsense")


@given(identifiers)
def test_identifier_is_a_string_that_cannot_change(identifier: Identifier) -> None:
    assert identifier == str(identifier)
    assert {identifier: 1} == {str(identifier): 1}
    with pytest.raises(AttributeError):
        identifier.extra = "x"  # type: ignore[attr-defined]  # that is what is tried


@given(identifiers)
def test_copies_and_pickles_are_the_same(identifier: Identifier) -> None:
    for twin in (copy.copy(identifier), copy.deepcopy(identifier), pickle.loads(pickle.dumps(identifier))):  # noqa: S301 - our own bytes
        assert (twin, type(twin)) == (identifier, type(identifier))


def test_model_parses_its_fields_and_writes_plain_json() -> None:
    paper = Paper.model_validate_json(
        '{"nik": "357399 010190 0001", "phone": "0810-0000-0067", "pins": {"123 456": "3573990101900001"}}'
    )
    assert type(paper.nik) is Nik
    assert paper.model_dump_json() == (
        '{"nik":"3573990101900001","phone":"+6281000000067","pins":{"123456":"3573990101900001"}}'
    )
    assert Paper(nik=paper.nik).nik is paper.nik


def test_model_error_names_kind_and_code_only() -> None:
    with pytest.raises(ValidationError) as caught:
        Paper.model_validate({"nik": "3573990113900001"})
    (error,) = caught.value.errors(include_input=False)
    assert (error["type"], error["loc"], error["ctx"]) == (
        "nik.month",
        ("nik",),
        {"identifier": "nik", "code": "month"},
    )
    assert error["msg"] == "not a valid nik: month"
    assert "3573990113900001" not in str(caught.value)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


@pytest.mark.parametrize("value", [None, 3573990101900001, 1.5, b"3573990101900001", ["3573990101900001"]])
def test_value_that_is_no_string_is_refused(value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        Paper.model_validate({"nik": value})
    assert caught.value.errors()[0]["type"] == "string_type"


def test_records_of_the_store_load_unchecked() -> None:
    stored = Paper(nik=Nik.parse("3573993102900001", allow_impossible_date=True)).model_dump_json()
    assert Paper.model_validate_json(stored, context=FROM_STORE).nik == "3573993102900001"
    with pytest.raises(ValidationError):
        Paper.model_validate_json(stored)
    with pytest.raises(ValidationError):
        Paper.model_validate_json(stored, context=dict(FROM_STORE))


def test_schema_describes_a_string_with_an_example() -> None:
    for schema in (Paper.model_json_schema(mode="validation"), Paper.model_json_schema(mode="serialization")):
        nik = schema["properties"]["nik"]
        assert (nik["type"], nik["examples"], nik["maxLength"]) == ("string", ["3573990101900001"], 64)


@pytest.mark.parametrize("separator", SEPARATORS)
def test_pattern_of_a_schema_tolerates_what_parse_tolerates(separator: str) -> None:
    assert Nik.pattern is not None
    text = separator + separator.join(Nik.example) + separator
    assert Nik.parse(text) == Nik.example
    assert re.search(Nik.pattern, text) is not None
