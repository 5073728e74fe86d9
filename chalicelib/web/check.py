"""The page on which anybody can try whether a photo can be read: its texts, with those of the findings."""

from chalicelib.domain.messages import Messages
from chalicelib.domain.text import Language
from chalicelib.web.assets import Assets
from chalicelib.web.texts import fill_texts


def build_check(assets: Assets, messages: Messages) -> bytes:
    """The page as it is served; whoever has no script reads how a good photo is taken."""
    texts = {language.value: messages.photo_check(language) for language in Language}
    return fill_texts(assets.read_page("check.html").decode(), texts).encode()
