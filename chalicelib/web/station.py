"""The station's page: its texts in both languages, put in once as data and once as Indonesian words."""

from chalicelib.domain.messages import Messages
from chalicelib.domain.text import Language
from chalicelib.web.assets import Assets
from chalicelib.web.texts import fill_texts


def build_station(assets: Assets, messages: Messages) -> bytes:
    """The page as it is served; whoever has no script reads it in Indonesian."""
    texts = {language.value: messages.station(language) for language in Language}
    return fill_texts(assets.read_page("post.html").decode(), texts).encode()
