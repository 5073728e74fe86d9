"""What an office can change at all, as it is shipped: the texts that residents read, and the local requirements."""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.domain.catalogue import Catalogue, ServiceCode
from chalicelib.domain.catalogue.service import Requirement
from chalicelib.domain.messages import Messages
from chalicelib.domain.messages.shape import NONE, demanded_texts
from chalicelib.domain.messages.tree import walk_texts
from chalicelib.domain.overlay.faults import is_editable, values_to_keep
from chalicelib.domain.text import Language, Text


@dataclass(frozen=True, slots=True)
class OfferedText:
    """One text as shipped. `values`: what it may be filled with; `kept`: those that no text in its place may drop."""

    path: str
    text: Text
    values: frozenset[str]
    kept: frozenset[str]


def offered_texts(shipped: Messages) -> Iterator[OfferedText]:
    """Every text that an office may say in its own words, in the order of the catalogue."""
    for path, _ in walk_texts(shipped.words[Language.INDONESIAN]):
        text = shipped.template(path)
        if is_editable(path) and text is not None:
            kept = frozenset[str]().union(*(values_to_keep(path, shipped, language) for language in Language))
            yield OfferedText(path, text, demanded_texts().get(path, NONE), kept)


def local_requirements(catalogue: Catalogue) -> Iterator[tuple[ServiceCode, Requirement]]:
    """Requirements that an office may leave out, each with the service that asks for it."""
    for service in catalogue.services.values():
        yield from ((service.code, item) for item in service.requirements if item.local)
