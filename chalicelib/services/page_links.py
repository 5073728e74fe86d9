"""Addresses of page images: short-lived, of what was rebuilt and of nothing else."""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain.document import Page
from chalicelib.services.ports import ObjectStore

PAGE_LINK_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Addresses of one page image and, where there is one, of its thumbnail; good for `PAGE_LINK_SECONDS`."""

    url: str
    thumbnail_url: str | None
    page: Page


def link_page(store: ObjectStore, page: Page) -> PageLinks:
    """The addresses from now on."""
    small = store.link_page(page.thumbnail, PAGE_LINK_SECONDS) if page.thumbnail else None
    return PageLinks(store.link_page(page.key, PAGE_LINK_SECONDS), small, page)
