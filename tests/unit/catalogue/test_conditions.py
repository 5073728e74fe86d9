"""Conditions: the grammar, and three-valued truth."""

import pytest
from pydantic import TypeAdapter, ValidationError

from chalicelib.domain.catalogue import OFFICER_DECIDES, Answers, Condition, When
from chalicelib.domain.catalogue.conditions import leaves, open_questions

CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)
WHEN: TypeAdapter[When] = TypeAdapter(When)

YES, NO = {"is": "yes"}, {"is": "no"}
UNKNOWN = {"is": "unknown"}
ANSWERS: Answers = {"yes": True, "no": False, "age": 17, "kind": "birth"}


@pytest.mark.parametrize(
    ("written", "holds"),
    [
        (YES, True),
        (NO, False),
        (UNKNOWN, None),
        ({"not": YES}, False),
        ({"not": UNKNOWN}, None),
        ({"under": ["age", 17]}, False),
        ({"under": ["age", 18]}, True),
        ({"under": ["weight", 18]}, None),
        ({"at_least": ["age", 17]}, True),
        ({"at_least": ["age", 18]}, False),
        ({"at_least": ["weight", 18]}, None),
        ({"equals": ["kind", "birth"]}, True),
        ({"equals": ["kind", "death"]}, False),
        ({"equals": ["colour", "red"]}, None),
        ({"any": [UNKNOWN, YES]}, True),
        ({"any": [UNKNOWN, NO]}, None),
        ({"any": [NO, NO]}, False),
        ({"all": [UNKNOWN, NO]}, False),
        ({"all": [UNKNOWN, YES]}, None),
        ({"all": [YES, YES]}, True),
    ],
)
def test_condition_holds_in_three_values(written: object, holds: bool | None) -> None:  # noqa: FBT001 - table
    assert CONDITION.validate_python(written).holds(ANSWERS) is holds


@pytest.mark.parametrize(
    "written",
    [
        "age > 17",
        "__import__('os')",
        {},
        {"is": "yes", "not": "no"},
        {"equal": ["kind", "birth"]},
        {"any": []},
        {"under": ["age", "17"]},
        {"under": ["age"]},
        {"not": OFFICER_DECIDES},
        {"is": "Not A Name"},
    ],
)
def test_grammar_is_closed(written: object) -> None:
    with pytest.raises(ValidationError):
        CONDITION.validate_python(written)


def test_officer_decides_only_as_a_whole() -> None:
    assert WHEN.validate_python(OFFICER_DECIDES) == OFFICER_DECIDES


def test_condition_is_written_back_as_it_was_read() -> None:
    written = {"all": [{"any": [YES, {"not": NO}]}, {"under": ["age", 17]}, {"equals": ["kind", "birth"]}]}

    assert CONDITION.dump_python(CONDITION.validate_python(written), mode="json", by_alias=True) == written


def test_decided_branch_asks_nothing() -> None:
    condition = CONDITION.validate_python({"all": [{"any": [YES, {"is": "idle"}]}, {"not": UNKNOWN}]})

    assert list(open_questions(condition, ANSWERS)) == ["unknown"]
    assert [leaf.question for leaf in leaves(condition)] == ["yes", "idle", "unknown"]
