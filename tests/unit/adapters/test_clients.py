"""Where the SDK sends people: addresses that are signed here are opened by browsers elsewhere."""

from urllib.parse import urlsplit

import pytest

from chalicelib.adapters.clients import Clients

REGION = "ap-southeast-3"


@pytest.fixture(autouse=True)
def _aws(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "AKIATEST",
        "AWS_SECRET_ACCESS_KEY": "made-up",
    }.items():
        monkeypatch.setenv(name, value)


def test_signed_addresses_and_forms_name_the_region() -> None:
    s3 = Clients().s3
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "pages", "Key": "a"})
    form = s3.generate_presigned_post("uploads", "a")
    assert urlsplit(url).netloc == f"pages.s3.{REGION}.amazonaws.com"
    assert urlsplit(form["url"]).netloc == f"uploads.s3.{REGION}.amazonaws.com"


def test_other_endpoints_get_the_bucket_in_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:8333")
    url = urlsplit(Clients().s3.generate_presigned_url("get_object", Params={"Bucket": "pages", "Key": "a"}))
    assert (url.netloc, url.path) == ("127.0.0.1:8333", "/pages/a")
