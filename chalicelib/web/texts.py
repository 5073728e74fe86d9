"""Texts of a page in both languages: put in once as data, and once as Indonesian words for who has no script."""

import html
import json
import re
from collections.abc import Mapping
from typing import Final

from chalicelib.domain.text import Language

TEXTS: Final = "{{texts}}"
PLACE: Final = re.compile(r'(data-text="(\w+)"[^>]*>)')


def fill_texts(page: str, texts: Mapping[str, Mapping[str, str]]) -> str:
    """`texts`: language → name → text."""
    filled = PLACE.sub(lambda found: found[1] + html.escape(texts[Language.INDONESIAN][found[2]]), page)
    return filled.replace(TEXTS, as_data(texts))


def as_data(value: object) -> str:
    """JSON that no text in it can break out of."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
