"""An overlay changes what it names and nothing else."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalogue import load_catalogue, load_messages, load_office
from chalicelib.domain.catalogue import Question, QuestionKind, ServiceCode
from chalicelib.domain.catalogue.words import ApplicantRole
from chalicelib.domain.overlay import Edition, LocalChanges, Overlay, save_draft
from chalicelib.domain.overlay.faults import EDITABLE, find_faults
from chalicelib.domain.text import Language, Text
from chalicelib.services.checklists import Checklists
from tests.builders import OFFICER
from tests.fakes import EPOCH, OFFICE

SHIPPED = Edition(load_catalogue(), load_messages(), load_office(OFFICE))
numbers = st.integers(1, 999_999)
services = st.sampled_from(sorted(SHIPPED.catalogue.services))
roles = st.sampled_from([None, *ApplicantRole])


def _paths(tree: Any, path: str = "") -> list[str]:  # noqa: ANN401 - a tree of texts
    if isinstance(tree, str):
        return [path]
    return [found for name, branch in tree.items() for found in _paths(branch, f"{path}/{name}" if path else name)]


PATHS = _paths(SHIPPED.messages.words[Language.ENGLISH])
EDITABLE_PATHS = [path for path in PATHS if path.startswith(EDITABLE)]


def an_overlay(number: int, changes: LocalChanges) -> Overlay:
    return save_draft(number, changes, OFFICER, EPOCH)


def _answers(question: Question) -> st.SearchStrategy[Any]:
    if question.kind is QuestionKind.INTEGER:
        return st.integers(0, 100)
    return st.sampled_from(sorted(question.values)) if question.values else st.booleans()


@st.composite
def answers_to(draw: st.DrawFn, code: ServiceCode) -> dict[str, bool | int | str]:
    """Some answers that a service takes."""
    given_answers: dict[str, bool | int | str] = {}
    for name, question in SHIPPED.catalogue.services[code].plan.accepts.items():
        if draw(st.booleans()):
            given_answers[name] = draw(_answers(question))
    return given_answers


@given(st.data(), numbers, services, roles)
def test_an_empty_overlay_changes_nothing_but_the_version(
    data: st.DataObject, number: int, code: ServiceCode, role: ApplicantRole | None
) -> None:
    made = an_overlay(number, LocalChanges())
    then = SHIPPED.under(made)
    assert not find_faults(made.changes, SHIPPED)
    assert then.office == SHIPPED.office
    assert then.messages == SHIPPED.messages
    assert then.catalogue.documents == SHIPPED.catalogue.documents
    assert dict(then.catalogue.services) == dict(SHIPPED.catalogue.services)
    assert then.catalogue.version == f"{SHIPPED.catalogue.version}+{number}"
    answers = data.draw(answers_to(code))
    here, there = (Checklists(edition.catalogue, edition.office) for edition in (SHIPPED, then))
    assert here.build(code, answers, role) == there.build(code, answers, role)


def other_words(path: str) -> Text:
    """What is shipped, and a full stop."""
    text = SHIPPED.messages.template(path)
    assert text is not None
    return Text(id=f"{text.id}.", en=f"{text.en}.")


@given(st.sets(st.sampled_from(EDITABLE_PATHS), max_size=5))
def test_only_texts_that_are_named_change(paths: set[str]) -> None:
    changes = LocalChanges(messages={path: other_words(path) for path in paths})
    assert not find_faults(changes, SHIPPED)
    then = SHIPPED.under(an_overlay(1, changes)).messages
    assert {path for path in PATHS if then.template(path) != SHIPPED.messages.template(path)} == paths
    assert all(then.template(path) == other_words(path) for path in paths)


@given(st.sampled_from(EDITABLE_PATHS))
def test_every_shipped_text_may_be_said_as_it_is(path: str) -> None:
    text = SHIPPED.messages.template(path)
    assert text is not None
    changes = LocalChanges(messages={path: text})
    assert not find_faults(changes, SHIPPED)
    assert SHIPPED.under(an_overlay(1, changes)).messages == SHIPPED.messages


@given(numbers, st.text(max_size=30), st.text(max_size=30))
def test_whatever_is_stored_is_read_again_the_same(number: int, address: str, path: str) -> None:
    changes = LocalChanges.model_validate({"office": {"address": address}, "messages": {path: {"id": "a", "en": "b"}}})
    made = an_overlay(number, changes)
    assert Overlay.model_validate_json(made.model_dump_json(exclude_defaults=True)) == made
