"""What every object store promises, whichever engine is behind the port."""

from datetime import timedelta
from hashlib import sha256

import pytest

from chalicelib.domain.document import MediaType
from tests.contract.engines import Engines
from tests.contract.stores import KEY, PHOTO, Store, a_form, make_store
from tests.fakes import EPOCH

SEAWEEDFS = pytest.param("seaweedfs", marks=pytest.mark.stack)


@pytest.fixture(params=["fake", "moto", SEAWEEDFS])
def store(request: pytest.FixtureRequest, engines: Engines) -> Store:
    return make_store(request.param, engines)


@pytest.fixture(params=["fake", SEAWEEDFS])
def checking_store(request: pytest.FixtureRequest, engines: Engines) -> Store:
    """Without moto, which keeps no checksum of a posted file."""
    return make_store(request.param, engines)


def test_a_posted_file_is_described_and_read(store: Store) -> None:
    store.post(a_form(store.store), PHOTO)
    arrival = store.store.describe_upload(KEY)
    assert arrival is not None
    assert arrival.size == len(PHOTO)
    assert store.store.read_upload(KEY, arrival.version_id) == PHOTO


def test_a_file_that_did_not_come_is_nothing(store: Store) -> None:
    assert store.store.describe_upload(KEY) is None
    assert store.store.read_upload(KEY, "") is None


def test_a_form_tells_when_it_ends(store: Store) -> None:
    form = store.store.presign_upload(KEY, MediaType.PDF, 10, None, 3600, EPOCH, None)
    assert form.expires_at == EPOCH + timedelta(hours=1)
    assert form.fields["key"] == KEY
    assert form.fields["Content-Type"] == "application/pdf"


def test_a_form_sends_the_browser_where_it_is_told(store: Store) -> None:
    form = store.store.presign_upload(KEY, MediaType.PDF, 10, None, 3600, EPOCH, "https://loket.example/done")
    assert form.fields["success_action_redirect"] == "https://loket.example/done"
    assert "success_action_status" not in form.fields


def test_a_read_is_bound_to_its_version(store: Store) -> None:
    store.post(a_form(store.store), PHOTO)
    first = store.store.describe_upload(KEY)
    other = PHOTO[::-1]
    store.post(a_form(store.store), other)
    second = store.store.describe_upload(KEY)
    assert first is not None
    assert second is not None
    assert first.version_id != second.version_id
    assert store.store.read_upload(KEY, first.version_id) == PHOTO
    assert store.store.read_upload(KEY, second.version_id) == other


def test_erased_files_are_gone_in_every_version(store: Store) -> None:
    for data in (PHOTO, PHOTO[::-1]):
        store.post(a_form(store.store), data)
    arrival = store.store.describe_upload(KEY)
    store.store.erase_uploads([KEY, f"{KEY}-never-came"])
    assert arrival is not None
    assert store.store.describe_upload(KEY) is None
    assert store.store.read_upload(KEY, arrival.version_id) is None


def test_erasing_a_file_spares_its_namesakes(store: Store) -> None:
    longer = f"{KEY}0"
    for key in (KEY, longer):
        store.post(store.store.presign_upload(key, MediaType.JPEG, len(PHOTO), None, 300, EPOCH, None), PHOTO)
    store.store.erase_uploads([KEY])
    assert store.store.describe_upload(KEY) is None
    assert store.store.describe_upload(longer) is not None


def test_a_file_with_its_declared_checksum_is_taken(checking_store: Store) -> None:
    checking_store.post(a_form(checking_store.store, sha256=sha256(PHOTO).hexdigest()), PHOTO)
    arrival = checking_store.store.describe_upload(KEY)
    assert arrival is not None
    assert arrival.size == len(PHOTO)


def test_storing_a_page_again_changes_nothing(store: Store) -> None:
    for _ in range(2):
        store.store.store_page("3573/pages/TESTTESTTE5/upload-1/001.jpg", PHOTO)
    assert "001.jpg" in store.store.link_page("3573/pages/TESTTESTTE5/upload-1/001.jpg", 60)


def test_a_page_image_is_of_the_origin_that_pages_are_told_of(store: Store) -> None:
    link = store.store.link_page("3573/pages/TESTTESTTE5/upload-1/001.jpg", 60)
    assert link.startswith(f"{store.store.page_origin()}/")
