"""A catalogue that contradicts itself is refused, and every fault is named at once."""

import copy
import json
from typing import Any

import pytest

from chalicelib.domain.catalogue import Catalogue, CatalogueFile, InvalidCatalogueError

Entry = dict[str, Any]
WORDS = {"id": "Kata", "en": "Word"}
SOUND: Entry = {
    "version": "test",
    "vocabulary": {
        "acts": {"UU1": "UU 1/2000"},
        "evidence": {"SE": WORDS},
        "roles": {"self": WORDS, "proxy": WORDS},
        "groups": {"KK": WORDS},
        "role_not_allowed": WORDS,
        "recording_in_person": WORDS,
        "recording_source": "UU 1/2000",
    },
    "documents": [
        {"code": "KK", "name": WORDS, "kind": "identity", "why": WORDS},
        {"code": "KTP_LAMA", "name": WORDS, "kind": "identity", "why": WORDS, "surrender": True},
    ],
    "questions": [
        {"name": "lost", "kind": "boolean", "text": WORDS},
        {"name": "age", "kind": "integer", "text": WORDS},
        {"name": "state", "kind": "choice", "text": WORDS, "choices": [{"value": "torn", "text": WORDS}]},
    ],
    "services": [
        {
            "code": "KK-ONE",
            "group": "KK",
            "name": WORDS,
            "who_may_apply": ["self"],
            "eligibility": [
                {
                    "id": "adult",
                    "holds_when": {"at_least": ["age", 17]},
                    "evidence": ["SE"],
                    "legal": ["UU1"],
                    "reason": WORDS,
                }
            ],
            "requirements": [
                {"id": "kk", "any_of": ["KK"], "evidence": ["SE"], "legal": ["UU1"], "reason": WORDS},
                {
                    "id": "ktp-lama",
                    "any_of": ["KTP_LAMA"],
                    "when": {"all": [{"not": {"is": "lost"}}, {"equals": ["state", "torn"]}]},
                    "evidence": ["SE"],
                    "legal": ["UU1 art. 2"],
                    "reason": WORDS,
                },
            ],
            "biometrics": "none",
            "products": [{"id": "kk", "kind": "KK", "name": WORDS, "medium": "signed_pdf", "recipient": "family"}],
            "online": "full",
            "by_post": True,
            "counter_only": False,
            "evidence": ["SE"],
            "legal": ["UU1"],
        }
    ],
}


def _faults(content: Entry) -> list[str]:
    with pytest.raises(InvalidCatalogueError) as refused:
        Catalogue.from_file(CatalogueFile.parse(json.dumps(content)))
    return list(refused.value.faults)


@pytest.fixture
def content() -> Entry:
    return copy.deepcopy(SOUND)


@pytest.fixture
def service(content: Entry) -> Entry:
    entry: Entry = content["services"][0]
    return entry


def test_sound_catalogue_is_served(content: Entry) -> None:
    assert list(Catalogue.from_file(CatalogueFile.parse(json.dumps(content))).services) == ["KK-ONE"]


def test_requirement_without_source_is_refused(content: Entry, service: Entry) -> None:
    service["requirements"][0]["evidence"] = []
    service["requirements"][1]["legal"] = []

    assert _faults(content) == [
        "KK-ONE: requirement kk has no source",
        "KK-ONE: requirement ktp-lama has no source",
    ]


def test_service_and_rules_without_source_are_refused(content: Entry, service: Entry) -> None:
    service["evidence"] = []
    service["eligibility"][0]["legal"] = ["UU2 art. 5"]
    service["withdraws"] = [{"document": "KK", "bring": WORDS}]

    assert _faults(content) == [
        "KK-ONE: the service has no source",
        "KK-ONE: eligibility rule adult cites the unknown act UU2 art. 5",
        "KK-ONE: withdrawal KK has no source",
        "KK-ONE: document KK is withdrawn but is no surrender paper",
    ]


def test_unknown_documents_and_questions_are_refused(content: Entry, service: Entry) -> None:
    service["requirements"][0]["any_of"] = ["KK", "PAPER"]
    service["products"][0]["when"] = {"is": "rich"}
    service["variant_question"] = "colour"

    assert _faults(content) == [
        "KK-ONE: unknown document PAPER",
        "KK-ONE: unknown question rich",
        "KK-ONE: unknown question colour",
    ]


def test_condition_must_fit_its_question(content: Entry, service: Entry) -> None:
    service["products"][0]["when"] = {
        "any": [{"is": "age"}, {"under": ["lost", 3]}, {"equals": ["age", "torn"]}, {"equals": ["state", "new"]}]
    }

    assert _faults(content) == [
        "KK-ONE: question age is integer, which Is cannot compare",
        "KK-ONE: question lost is boolean, which Under cannot compare",
        "KK-ONE: question age is integer, which Equals cannot compare",
        "KK-ONE: question state has no choice new",
    ]


def test_duplicates_are_refused(content: Entry, service: Entry) -> None:
    service["requirements"][1]["id"] = "kk"
    content["documents"].append(content["documents"][0])
    content["questions"].append(content["questions"][0])
    content["services"].append(service)

    faults = _faults(content)

    assert faults[:3] == [
        "document KK is defined 2 times",
        "question lost is defined 2 times",
        "service KK-ONE is defined 2 times",
    ]
    assert "KK-ONE: requirement kk is defined 2 times" in faults


def test_unused_questions_and_documents_are_refused(content: Entry) -> None:
    content["documents"].append({"code": "SPARE", "name": WORDS, "kind": "form", "why": WORDS})
    content["documents"][0]["unasked_because"] = WORDS
    content["questions"].append({"name": "spare", "kind": "boolean", "text": WORDS})

    assert _faults(content) == [
        "document KK must either be used or say why nobody asks for it",
        "document SPARE must either be used or say why nobody asks for it",
        "question spare is never used",
    ]


def test_dangling_links_and_circles_are_refused(content: Entry, service: Entry) -> None:
    other = copy.deepcopy(service) | {"code": "KK-TWO", "depends_on": [{"service": "KK-ONE"}]}
    content["services"].append(other)
    service["depends_on"] = [{"service": "KK-TWO"}]
    service["triggers"] = [{"service": "KK-NINE"}]
    service["bundles"] = [{"service": "KK-ONE"}]

    faults = _faults(content)

    assert faults[:2] == [
        "KK-ONE: triggers leads to KK-NINE, which is no other service",
        "KK-ONE: bundles leads to KK-ONE, which is no other service",
    ]
    assert faults[2].startswith("depends_on runs in a circle: ")


def test_paper_of_one_service_is_refused_elsewhere(content: Entry) -> None:
    content["documents"][0]["only_for"] = ["BIODATA"]

    assert _faults(content) == ["KK-ONE: document KK may be asked only for BIODATA"]


def test_channels_must_not_contradict_each_other(content: Entry, service: Entry) -> None:
    service |= {"counter_only": True, "biometrics": "recapture", "who_may_apply": ["self", "proxy", "heir"]}

    assert _faults(content) == [
        "KK-ONE: counter_only and online contradict each other",
        "KK-ONE: counter_only and by_post contradict each other",
        "KK-ONE: it does not say why one must come in person",
        "KK-ONE: nobody can be recorded by proxy",
        "role heir has no name",
    ]


def test_choice_question_needs_choices(content: Entry) -> None:
    content["questions"][0]["choices"] = [{"value": "a", "text": WORDS}, {"value": "a", "text": WORDS}]

    assert _faults(content) == [
        "question lost: choices belong to choice questions, and to all of them",
        "question lost: choice a is defined 2 times",
    ]


def test_misshapen_entries_are_all_named(content: Entry, service: Entry) -> None:
    service["requirements"][0]["any_of"] = []
    service["surprise"] = 1
    content["documents"][0]["name"] = {"id": "", "en": "Word"}

    places = {fault.partition(":")[0] for fault in _faults(content)}

    assert places == {"documents.0.name.id", "services.0.requirements.0.any_of", "services.0.surprise"}
