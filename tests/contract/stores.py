"""Object stores under contract, each with a resident who fills in the forms it gives out."""

from collections.abc import Callable
from dataclasses import dataclass

import httpx

from chalicelib.adapters.s3 import S3ObjectStore
from chalicelib.domain.document import MediaType
from chalicelib.services.ports import ObjectStore, PostForm
from tests.contract.engines import Engines, make_bucket
from tests.fakes import EPOCH, OFFICE, FakeObjectStore

KEY = f"{OFFICE}/uploads/TESTTESTTE5/upload-1"
PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 8


@dataclass(frozen=True)
class Store:
    """A store, and how a browser posts a file with one of its forms."""

    store: ObjectStore
    post: Callable[[PostForm, bytes], object]


def make_store(engine: str, engines: Engines) -> Store:
    """A store with empty buckets."""
    if engine == "fake":
        fake = FakeObjectStore()
        return Store(fake, lambda form, data: fake.put_upload(form.fields["key"], data))
    clients = engines.clients(engine)
    return Store(S3ObjectStore(clients.s3, make_bucket(clients), make_bucket(clients)), post)


def post(form: PostForm, data: bytes, **changed: str) -> httpx.Response:
    """Send a file as a browser would: the fields in order, then the file; `changed` fields are not the form's own."""
    return httpx.post(form.url, data={**form.fields, **changed}, files={"file": ("photo.jpg", data)}, timeout=30)


def a_form(store: ObjectStore, data: bytes = PHOTO, sha256: str | None = None, seconds: int = 300) -> PostForm:
    """A form for one JPEG."""
    return store.presign_upload(KEY, MediaType.JPEG, len(data), sha256, seconds, EPOCH, None)
