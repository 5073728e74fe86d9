"""The station's page: its texts in both languages, put in once as data and once as Indonesian words."""

import html
import json
import re
from typing import Final

from chalicelib.domain.messages import Messages
from chalicelib.domain.text import Language
from chalicelib.web.assets import Assets

TEXTS: Final = "{{texts}}"
PLACE: Final = re.compile(r'(data-text="(\w+)"[^>]*>)')


def build_station(assets: Assets, messages: Messages) -> bytes:
    """The page as it is served; whoever has no script reads it in Indonesian."""
    texts = {language.value: messages.station(language) for language in Language}
    page = assets.read_page("post.html").decode()
    page = PLACE.sub(lambda found: found[1] + html.escape(texts[Language.INDONESIAN][found[2]]), page)
    return page.replace(TEXTS, json.dumps(texts, ensure_ascii=False).replace("<", "\\u003c")).encode()
