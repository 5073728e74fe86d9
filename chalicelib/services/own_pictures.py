"""Pictures of a resident's own papers, shown to nobody but who opened the case."""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain.case import Case
from chalicelib.services.page_links import PageLinks, link_page
from chalicelib.services.ports import ObjectStore

MOST_SHOWN: Final = 6
"""Of one paper: enough to know it again."""


@dataclass(frozen=True, slots=True)
class OwnPictures:
    """Addresses are signed on this machine; nothing is read."""

    store: ObjectStore

    def of(self, case: Case, slot: str) -> tuple[PageLinks, ...]:
        """The pages that were handed in for a slot, as they were rebuilt."""
        pages = [page for upload in case.handed_in(slot) for page in upload.pages]
        return tuple(link_page(self.store, page) for page in pages[:MOST_SHOWN])

    def page_origin(self) -> str:
        """Where they are shown from."""
        return self.store.page_origin()

    def upload_origin(self) -> str:
        """Where files are sent to."""
        return self.store.upload_origin()
