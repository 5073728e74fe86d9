"""The residents' pages: Jinja2 on GOV.UK Frontend's macros, with Loket's own name, colours and typeface.

Every sentence comes from the catalogue of messages: a template names it, and a name that does not exist raises.
"""

from typing import Any, Final

from chalicelib.domain.messages import Messages
from chalicelib.domain.text import Language, Text
from chalicelib.web.assets import Assets, script_sources
from chalicelib.web.templating import load_templates

POLICY: Final = (
    "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:{images}; "
    "form-action 'self'{uploads}; connect-src {connect}; base-uri 'none'; frame-ancestors 'none'"
)


class Pages:
    """Renders whole pages. Addresses in them are relative, so that they hold under a stage's prefix as at the root."""

    def __init__(self, assets: Assets, messages: Messages, notice: Text | None = None) -> None:
        """`notice` stands above every page."""
        self._notice = notice
        self._assets = assets
        self._messages = messages

    def render(self, template: str, language: Language, depth: int = 0, **values: Any) -> tuple[bytes, str]:  # noqa: ANN401
        """A page and its Content-Security-Policy; `depth` is how many folders down its address lies.

        Of the values, `images` and `uploads` are origins that it shows pictures of and sends files to.
        """
        words = self._messages.pages(language)

        def say(name: str, **filled: str) -> str:
            return words[name].format_map(filled)

        def told(text: Text) -> str:
            return text.in_language(language)

        page = load_templates("pages").get_template(f"pages/{template}.html").render(
            t=say, told=told, language=language.value, root="../" * depth or "./",
            asset=self._assets.hashed, notice=told(self._notice) if self._notice else "", **values,
        ).encode()  # fmt: skip
        return page, _policy(page, str(values.get("images", "")), str(values.get("uploads", "")))


def _policy(page: bytes, images: str, uploads: str) -> str:
    """Scripts of this address alone, besides the template's one, which is named by its hash."""
    files = f" {uploads}" if uploads else ""
    shown = f" blob: {images}".rstrip() if images or uploads else ""
    return POLICY.format(
        scripts=f"'self' {script_sources(page)}".strip(), images=shown, uploads=files, connect=f"'self'{files}"
    )
