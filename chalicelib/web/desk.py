"""The officer's desk: its texts, and what its forms need of the catalogue: services, groups, roles and questions."""

from typing import Any, Final

from chalicelib.domain.catalogue import Catalogue, Service
from chalicelib.domain.messages import Messages
from chalicelib.domain.regions import Regions
from chalicelib.domain.text import Language, Text
from chalicelib.web.assets import Assets
from chalicelib.web.texts import as_data, fill_texts

CATALOGUE: Final = "{{catalogue}}"


def build_desk(assets: Assets, messages: Messages, catalogue: Catalogue, regions: Regions) -> bytes:
    """The page as it is served: the same for everybody, without anybody's data."""
    texts = {language.value: messages.desk(language) for language in Language}
    page = fill_texts(assets.read_page("desk.html").decode(), texts)
    shown = {**view_catalogue(catalogue), "districts": _view_districts(regions)}
    return page.replace(CATALOGUE, as_data(shown)).encode()


def view_catalogue(catalogue: Catalogue) -> dict[str, Any]:
    """Names by code, each in both languages."""
    services = list(catalogue.services.values())
    words = services[0].vocabulary
    asked = {question.name for service in services for question in service.questions}
    return {
        "groups": {group: _text(name) for group, name in words.groups.items()},
        "roles": {role: _text(name) for role, name in words.roles.items()},
        "services": [_view_service(service) for service in services],
        "questions": {
            name: {
                "kind": question.kind,
                "text": _text(question.text),
                "choices": [{"value": choice.value, "text": _text(choice.text)} for choice in question.choices],
            }
            for name, question in catalogue.questions.items()
            if name in asked
        },
    }


def _view_service(service: Service) -> dict[str, Any]:
    return {
        "code": service.code,
        "group": service.group,
        "name": _text(service.name),
        "roles": list(service.who_may_apply),
        "questions": [question.name for question in service.questions],
    }


def _view_districts(regions: Regions) -> list[dict[str, Any]]:
    return [
        {"name": district.name, "villages": [{"code": v.code, "name": v.name} for v in district.villages]}
        for district in regions.districts
    ]


def _text(text: Text) -> dict[str, str]:
    return {language.value: text.in_language(language) for language in Language}
