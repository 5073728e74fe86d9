"""Pictures of a resident's own papers, shown to nobody but who opened the case."""

from dataclasses import dataclass

from chalicelib.domain.case import Case
from chalicelib.domain.document import UploadState
from chalicelib.domain.errors import NotFoundError
from chalicelib.services.page_links import PageLinks, link_page
from chalicelib.services.ports import ObjectStore


@dataclass(frozen=True, slots=True)
class OwnPictures:
    """Addresses are signed on this machine; nothing is read."""

    store: ObjectStore

    def link(self, case: Case, upload_id: str, number: int) -> PageLinks:
        """One page of one file, as it was rebuilt. Raises NotFoundError for what is not there to be shown."""
        upload = case.upload(upload_id)
        is_shown = upload is not None and upload.state is UploadState.ACCEPTED
        page = next((page for page in upload.pages if page.number == number), None) if upload and is_shown else None
        if page is None:
            raise NotFoundError
        return link_page(self.store, page)

    def page_origin(self) -> str:
        """Where they are shown from."""
        return self.store.page_origin()

    def upload_origin(self) -> str:
        """Where files are sent to."""
        return self.store.upload_origin()
