"""The page on which an administrator changes what is local: its texts, and the shipped names of services and papers."""

from typing import Any, Final

from chalicelib.domain.catalogue import Catalogue
from chalicelib.domain.messages import Messages
from chalicelib.domain.text import Language
from chalicelib.web.assets import Assets
from chalicelib.web.desk import view_catalogue
from chalicelib.web.texts import as_data, fill_texts

CATALOGUE: Final = "{{catalogue}}"


def build_overlays(assets: Assets, messages: Messages, catalogue: Catalogue) -> bytes:
    """The page as it is served: the same for everybody, without what any office has changed."""
    texts = {language.value: messages.overlays(language) for language in Language}
    page = fill_texts(assets.read_page("overlays.html").decode(), texts)
    return page.replace(CATALOGUE, as_data(view_catalogue(catalogue) | {"papers": view_papers(catalogue)})).encode()


def view_papers(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Papers by name. `asked`: an office may ask for it; `only_for`: the services that the law keeps it to."""
    return [
        {
            "code": code,
            "name": {language.value: paper.name.in_language(language) for language in Language},
            "asked": paper.unasked_because is None,
            "only_for": list(paper.only_for),
        }
        for code, paper in catalogue.documents.items()
    ]
