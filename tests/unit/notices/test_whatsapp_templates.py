"""WhatsApp templates: one for each event and language, of the short text, in the form that the provider approves."""

import re
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalogue import load_messages
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.messages.whatsapp import NOTHING, all_templates, fill_template
from chalicelib.domain.notification import Template
from chalicelib.domain.text import Language
from infra.whatsapp_templates import EXAMPLES, definition

MESSAGES = load_messages()
MARK = re.compile(r"{{([a-z_]+)}}")
LONGEST = 1024
"""Characters of a template's body, its values included."""


def _short(event: NoticeEvent, language: Language) -> set[str]:
    text = MESSAGES.words[language]["notices"][event]["sms"]["text"]
    return {name for _, name, *_ in Formatter().parse(text) if name}


def test_every_event_and_language_has_a_template_with_exactly_its_placeholders() -> None:
    found = {(each.name, each.language): each for each in all_templates(MESSAGES)}

    assert found.keys() == {(f"loket_{event}_{lang}", lang) for event in NoticeEvent for lang in Language}
    for event in NoticeEvent:
        for language in Language:
            template = found[f"loket_{event}_{language}", language]
            assert set(template.parameters) == set(MARK.findall(template.body)) == _short(event, language)


def test_templates_are_of_a_form_that_is_approved() -> None:
    for template in all_templates(MESSAGES):
        told = definition(template)
        assert re.fullmatch(r"[a-z0-9_]{1,512}", template.name)
        assert not MARK.match(template.body)
        assert not template.body.endswith("}}")
        assert set(template.parameters) <= EXAMPLES.keys()
        assert [shown["param_name"] for shown in told["components"][0]["example"]["body_text_named_params"]] == list(
            template.parameters
        )
        assert len(MARK.sub(lambda mark: EXAMPLES[mark[1]], template.body)) <= LONGEST


@pytest.mark.parametrize("event", list(NoticeEvent))
@given(value=st.text(alphabet=st.sampled_from(" \n\t\r\u00a0ab{}"), max_size=30))
def test_no_value_breaks_a_message(event: NoticeEvent, value: str) -> None:
    template, filled = fill_template(MESSAGES, Template(event, Language.INDONESIAN, dict.fromkeys(EXAMPLES, value)))

    assert list(filled) == list(template.parameters)
    for text in filled.values():
        assert re.search(r"[\n\t\r]| {4}", text) is None
        assert text == (" ".join(value.split()) or NOTHING)
