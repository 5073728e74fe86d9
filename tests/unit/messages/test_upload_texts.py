"""The words of the page for sending files, and the script that shows them, name the same texts."""

import re
from pathlib import Path

import pytest

from chalicelib.catalogue import load_messages
from chalicelib.domain.messages.upload_values import UPLOAD_VALUES
from chalicelib.domain.text import Language

SCRIPT = "".join(path.read_text("utf-8") for path in Path("infra/web/upload").glob("*.js"))
OF_UPPY = "uppy_"


@pytest.mark.parametrize("language", list(Language))
def test_the_page_gets_every_text_that_its_script_asks_for(language: Language) -> None:
    asked = set(re.findall(r'\bt\("(\w+)"', SCRIPT))
    assert asked <= load_messages().upload(language).keys()


def test_the_script_uses_every_text() -> None:
    own = {name for name in UPLOAD_VALUES if not name.startswith(OF_UPPY)}
    assert {name for name in own if f'"{name}"' not in SCRIPT} == set()


@pytest.mark.parametrize("language", list(Language))
def test_what_a_photo_is_told_comes_with_it(language: Language) -> None:
    texts = load_messages().upload(language)
    assert {"reason_page_blurred", "advice_page_blurred", "reason_too_large", "part_all", "fine"} <= texts.keys()
