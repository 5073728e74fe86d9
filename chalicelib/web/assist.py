"""The page on which staff apply for a resident: its texts, and the services that can be applied for from afar."""

from typing import Any, Final

from chalicelib.domain.catalogue import Catalogue
from chalicelib.domain.messages import Messages
from chalicelib.domain.text import Language, Text
from chalicelib.web.assets import Assets
from chalicelib.web.texts import as_data, fill_texts

CATALOGUE: Final = "{{catalogue}}"


def build_assist(assets: Assets, messages: Messages, catalogue: Catalogue) -> bytes:
    """The page as it is served: the same for everybody, without anybody's data."""
    texts = {language.value: messages.assist(language) for language in Language}
    page = fill_texts(assets.read_page("assist.html").decode(), texts)
    return page.replace(CATALOGUE, as_data(view_services(catalogue))).encode()


def view_services(catalogue: Catalogue) -> dict[str, Any]:
    """Groups and services by name, in both languages; what opens only at the office's counter cannot be begun here."""
    services = list(catalogue.services.values())
    groups = services[0].vocabulary.groups
    return {
        "groups": {group: _text(name) for group, name in groups.items()},
        "services": [
            {
                "code": service.code,
                "group": service.group,
                "name": _text(service.name),
                "begins": not service.counter_only,
            }
            for service in services
        ],
    }


def _text(text: Text) -> dict[str, str]:
    return {language.value: text.in_language(language) for language in Language}
