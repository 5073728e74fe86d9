"""The guide: every service is at the end of some way, and every way ends at a service."""

import pytest
from pydantic import ValidationError

from chalicelib.catalogue import load_catalogue, load_guide
from chalicelib.domain.catalogue.guide import Guide


def test_every_service_is_found_and_nothing_else() -> None:
    found = {choice.service for topic in load_guide().root for choice in topic.choices}
    assert found == load_catalogue().services.keys()


def test_it_is_short_enough_to_be_read() -> None:
    """A list of more than nine is not read on a phone."""
    guide = load_guide()
    assert len(guide.root) <= 9
    assert max(len(topic.choices) for topic in guide.root) <= 9


def test_names_are_found_and_unknown_ones_are_not() -> None:
    topic = load_guide().topic("lost")
    assert topic is not None
    choice = topic.choice("ktp")
    assert choice is not None
    assert (choice.service, topic.choice("yacht"), load_guide().topic("")) == ("KTP-LOST", None, None)


def test_a_name_that_is_given_twice_is_found_out() -> None:
    topic = load_guide().root[0].model_dump()
    with pytest.raises(ValidationError, match="twice"):
        Guide.model_validate([topic, topic])
    with pytest.raises(ValidationError, match="twice"):
        Guide.model_validate([topic | {"choices": topic["choices"] * 2}])
