"""What the pages without data say above their content while an office trains."""

from html import escape
from typing import Final

from chalicelib.domain.messages import Messages
from chalicelib.domain.text import Language

CONTENT: Final = b"<main"


def say_training(page: bytes, messages: Messages) -> bytes:
    """The page with a sentence in both languages: a script chooses one, and the page is the same."""
    said = (
        f'<p lang="{lang}"><strong>{escape(messages.staff("home", lang)["sandbox"])}</strong></p>' for lang in Language
    )
    banner = f'<div class="inner" role="status">{"".join(said)}</div>'.encode()
    return page.replace(CONTENT, banner + CONTENT, 1)
