"""What every store of signed documents promises, and what is read of whom the office believes."""

import httpx
import pytest

from chalicelib.adapters.s3.signed import S3SignedDocuments, S3TrustStore, trust_key
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.signed_pdf import Signer, Trust
from chalicelib.services.signing_ports import SignedDocuments
from tests.contract.engines import Engines, make_bucket
from tests.fakes import OFFICE
from tests.signing_fakes import FakeSignedDocuments

SEAWEEDFS = pytest.param("seaweedfs", marks=pytest.mark.stack)
KEY = f"{OFFICE}/results/TESTTESTTE5/p1/{'0' * 64}.pdf"


@pytest.mark.parametrize("engine", ["fake", "moto", SEAWEEDFS])
def test_a_document_is_put_once_and_told_the_same_version(engine: str, engines: Engines) -> None:
    documents: SignedDocuments = FakeSignedDocuments()
    if engine != "fake":
        clients = engines.clients(engine)
        documents = S3SignedDocuments(clients.s3, make_bucket(clients))
    first = documents.keep(KEY, b"%PDF one")
    assert first
    assert documents.keep(KEY, b"%PDF another") == first


@pytest.mark.stack
def test_a_link_serves_exactly_that_version_to_be_saved(engines: Engines) -> None:
    clients = engines.clients("seaweedfs")
    bucket = make_bucket(clients)
    documents = S3SignedDocuments(clients.s3, bucket)
    version = documents.keep(KEY, b"%PDF one")
    clients.s3.put_object(Bucket=bucket, Key=KEY, Body=b"%PDF what somebody put in its place")
    answer = httpx.get(documents.link(KEY, version, "TEST-p1.pdf", 60), timeout=30)
    assert (answer.status_code, answer.content) == (200, b"%PDF one")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="TEST-p1.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("engine", ["moto", SEAWEEDFS])
def test_whom_the_office_believes_is_what_was_put_there(engine: str, engines: Engines) -> None:
    clients = engines.clients(engine)
    bucket = make_bucket(clients)
    store = S3TrustStore(clients.s3, bucket, OFFICE)
    assert store.read() is None
    trust = Trust(anchors="-----BEGIN CERTIFICATE-----", signers=(Signer(common_name="Kepala Dinas"),))
    clients.s3.put_object(Bucket=bucket, Key=trust_key(OFFICE), Body=trust.model_dump_json().encode())
    assert store.read() == trust
    clients.s3.put_object(Bucket=bucket, Key=trust_key(OFFICE), Body=b'{"anchors": "", "signers": []}')
    with pytest.raises(UnavailableError):
        store.read()
