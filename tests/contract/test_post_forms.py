"""What S3 refuses of a form: asked of SeaweedFS, and what only ministack refuses, of ministack; moto takes anything."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import httpx
import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import ClientError

from chalicelib.domain.document import MAX_UPLOAD_BYTES
from chalicelib.services.ports import PostForm
from tests.contract.engines import Engines, make_bucket
from tests.contract.stores import KEY, PHOTO, Store, a_form, make_store, post

pytestmark = pytest.mark.stack

PAGE = "3573/pages/TESTTESTTE5/upload-1/001.jpg"


@pytest.fixture
def store(engines: Engines) -> Store:
    return make_store("seaweedfs", engines)


@pytest.fixture
def strict_store(engines: Engines) -> Store:
    return make_store("ministack", engines)


def _refused(store: Store, answer: httpx.Response) -> bool:
    return answer.is_client_error and store.store.describe_upload(KEY) is None


def test_the_right_file_is_taken(store: Store) -> None:
    assert post(a_form(store.store, sha256=sha256(PHOTO).hexdigest()), PHOTO).status_code == 201


@pytest.mark.parametrize("data", [PHOTO[:-1], PHOTO + b"\0", b""], ids=["short", "long", "empty"])
def test_a_file_of_another_size_is_refused(store: Store, data: bytes) -> None:
    assert _refused(store, post(a_form(store.store), data))


def test_no_form_takes_more_than_the_limit(store: Store) -> None:
    data = bytes(MAX_UPLOAD_BYTES + 1)
    assert _refused(store, post(a_form(store.store, data), data))


def test_a_file_declared_as_another_type_is_refused(store: Store) -> None:
    form = a_form(store.store)
    assert _refused(store, post(form, PHOTO, **{"Content-Type": "text/html"}))


def test_a_form_holds_for_its_key_alone(store: Store) -> None:
    answer = post(a_form(store.store), PHOTO, key=f"{KEY}-other")
    assert answer.is_client_error
    assert store.store.describe_upload(f"{KEY}-other") is None


def test_a_file_with_another_checksum_is_refused(store: Store) -> None:
    form = a_form(store.store, sha256=sha256(PHOTO).hexdigest())
    assert _refused(store, post(form, PHOTO[::-1]))


def test_a_form_with_a_changed_checksum_is_refused(store: Store) -> None:
    form = a_form(store.store, sha256=sha256(PHOTO).hexdigest())
    other = a_form(store.store, sha256=sha256(PHOTO[::-1]).hexdigest())
    changed = {"x-amz-checksum-sha256": other.fields["x-amz-checksum-sha256"]}
    assert _refused(store, post(form, PHOTO[::-1], **changed))


def test_a_form_with_a_wrong_signature_is_refused(store: Store) -> None:
    assert _refused(store, post(a_form(store.store), PHOTO, **{"x-amz-signature": "0" * 64}))


def test_a_form_is_refused_once_it_ended(store: Store) -> None:
    form = a_form(store.store, seconds=1)
    time.sleep(2.1)
    assert _refused(store, post(form, PHOTO))


def test_a_field_that_the_policy_lacks_is_refused(strict_store: Store) -> None:
    answer = post(a_form(strict_store.store), PHOTO, **{"x-amz-meta-own": "1"})
    assert _refused(strict_store, answer)


def test_a_page_damaged_on_its_way_is_refused(store: Store, engines: Engines) -> None:
    client = engines.clients("seaweedfs").s3

    def damage(request: AWSPreparedRequest, **_: object) -> None:
        request.body = PHOTO[::-1]

    client.meta.events.register("before-send.s3.PutObject", damage)
    try:
        with pytest.raises(ClientError):
            store.store.store_page(PAGE, PHOTO)
    finally:
        client.meta.events.unregister("before-send.s3.PutObject", damage)
    assert httpx.get(store.store.link_page(PAGE, 60)).is_client_error


def test_a_file_in_small_parts_is_refused(engines: Engines) -> None:
    clients = engines.clients("seaweedfs")
    s3: Any = clients.s3  # its published types do not take shared arguments
    file = {"Bucket": make_bucket(clients), "Key": KEY}
    upload = file | {"UploadId": s3.create_multipart_upload(**file)["UploadId"]}
    tags = [s3.upload_part(**upload, PartNumber=n, Body=PHOTO)["ETag"] for n in (1, 2)]
    parts = [{"PartNumber": n, "ETag": tag} for n, tag in enumerate(tags, 1)]
    with pytest.raises(ClientError, match="EntityTooSmall"):
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})


def test_a_page_is_served_inline_and_kept_nowhere(store: Store) -> None:
    store.store.store_page(PAGE, PHOTO)
    answer = httpx.get(store.store.link_page(PAGE, 60))
    assert answer.content == PHOTO
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"] == 'inline; filename="page.jpg"'
    assert answer.headers["cache-control"] == "no-store"


def test_a_page_link_ends_and_holds_for_its_page_alone(store: Store) -> None:
    for key in (PAGE, PAGE.replace("001", "002")):
        store.store.store_page(key, PHOTO)
    link = store.store.link_page(PAGE, 1)
    assert httpx.get(link.replace("001.jpg", "002.jpg")).is_client_error
    time.sleep(2.1)
    assert httpx.get(link).is_client_error


def test_an_upload_is_never_readable_without_a_signature(store: Store) -> None:
    form = a_form(store.store)
    post(form, PHOTO)
    bucket = replace(form, fields={}).url
    assert httpx.get(f"{bucket.rstrip('/')}/{KEY}").is_client_error


BACK = "https://loket.example/apply/TESTTESTTE5/papers/kk/upload-1/arrived/id"


@pytest.fixture
def plain(store: Store) -> PostForm:
    """A form for a browser without script, which knows neither type nor size before it sends."""
    return store.store.presign_upload(KEY, None, None, None, 3600, datetime.now(UTC), BACK)


def test_a_plain_form_takes_any_file_up_to_the_limit_and_leads_back(store: Store, plain: PostForm) -> None:
    answer = post(plain, PHOTO)
    assert answer.status_code in {302, 303}
    assert answer.headers["Location"].startswith(BACK)
    assert store.store.describe_upload(KEY) is not None


@pytest.mark.parametrize("data", [b"", bytes(MAX_UPLOAD_BYTES + 1)], ids=["empty", "too large"])
def test_a_plain_form_takes_neither_nothing_nor_too_much(store: Store, plain: PostForm, data: bytes) -> None:
    assert _refused(store, post(plain, data))


def test_a_plain_form_leads_nowhere_else(store: Store, plain: PostForm) -> None:
    assert _refused(store, post(plain, PHOTO, success_action_redirect="https://elsewhere.example/"))


def test_files_are_posted_to_the_origin_that_pages_are_told_of(store: Store, plain: PostForm) -> None:
    assert plain.url.startswith(f"{store.store.upload_origin()}/")
