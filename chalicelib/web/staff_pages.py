"""The office's pages: Jinja2 on GOV.UK Frontend's macros, as wide as a desk's screen.

Every sentence comes from the catalogue: a template names it, and a name that does not exist raises.
"""

from datetime import date, datetime
from typing import Any, Final

from markupsafe import Markup

from chalicelib.domain.messages import Messages
from chalicelib.domain.office import Office
from chalicelib.domain.text import Language, Text, in_figures
from chalicelib.web.assets import Assets, script_sources
from chalicelib.web.templating import load_templates

POLICY: Final = (
    "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data:{images}; "
    "form-action 'self'{also}; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
AREAS: Final = "staff"


class StaffPages:
    """Renders whole pages. Addresses in them are relative, so that they hold under a stage's prefix as at the root."""

    def __init__(self, assets: Assets, messages: Messages, office: Office) -> None:
        """What every page is made of."""
        self._assets = assets
        self._messages = messages
        self._office = office

    def render(
        self,
        area: str,
        template: str,
        language: Language,
        depth: int = 0,
        /,
        **values: Any,  # noqa: ANN401 - whatever its template shows
    ) -> tuple[bytes, str]:
        """`staff/<area>/<template>.html` and its Content-Security-Policy; `depth` is how many folders down it lies.

        Of the values, `images` is an origin that it shows pictures of, `forms_to` another that its forms may lead to.
        """
        words = self._messages.staff(area, language)

        def say(name: str, /, **filled: object) -> str:
            return words[name].format_map(filled)

        def told(text: Text) -> str:
            return text.in_language(language)

        def at(moment: datetime) -> str:
            return self._messages.date_time(self._office.local_time(moment), language)

        def day(one: date) -> str:
            return self._messages.date(one, language)

        def figures(number: int) -> str:
            return in_figures(number, language)

        page = load_templates(AREAS).get_template(f"{AREAS}/{area}/{template}.html").render(
            t=say, told=told, at=at, day=day, in_figures=figures, area=area,
            language=language.value, root="../" * depth or "./",
            asset=self._assets.hashed, messages=self._messages, form_token=_field(str(values.get("token", ""))),
            **values,
        ).encode()  # fmt: skip
        return page, _policy(page, str(values.get("images", "")), str(values.get("forms_to", "")))


def _field(token: str) -> Markup:
    return Markup('<input type="hidden" name="token" value="{}">').format(token)


def _policy(page: bytes, images: str, forms_to: str) -> str:
    shown = f" blob: {images}" if images else ""
    also = f" {forms_to}" if forms_to else ""
    return POLICY.format(scripts=f"'self' {script_sources(page)}".strip(), images=shown, also=also)
