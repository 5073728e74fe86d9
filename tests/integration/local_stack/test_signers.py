"""The office of this machine believes the authority of this machine, and what its command signs."""

import json
from collections.abc import Callable

import pytest

from chalicelib.adapters.s3.signed import S3TrustStore, trust_key
from chalicelib.adapters.signatures.checks import find_faults
from chalicelib.adapters.system import SystemClock
from infra.local.clients import client
from infra.local.resources import Provisioner
from infra.local.settings import OFFICE, Stack
from infra.local.signers import believe_local_signers, main
from tests.signed_papers import paper

pytestmark = pytest.mark.stack
BUCKET = "loket-local-pages-000000000000"


def test_what_the_command_signs_is_believed_and_the_first_start_alone_says_so(
    stack: Stack, start_engine: Callable[[str], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    start_engine("s3")
    Provisioner(stack, stack.url("public")).make("PageBucket")
    (stack.data / "outputs.json").write_text(json.dumps({"PageBucketName": BUCKET}))
    believe_local_signers(stack)
    s3 = client(stack, "s3")
    trust = S3TrustStore(s3, BUCKET, OFFICE).read()
    assert trust is not None
    monkeypatch.setenv("LOKET_DATA", str(stack.data))
    (stack.data / "kk.pdf").write_bytes(paper())
    assert main([str(stack.data / "kk.pdf")]) == 0
    signed = (stack.data / "kk-signed.pdf").read_bytes()
    assert find_faults(signed, trust, SystemClock().now()) == ((), 1)
    s3.put_object(Bucket=BUCKET, Key=trust_key(OFFICE), Body=b"what somebody put there")
    believe_local_signers(stack)
    assert s3.get_object(Bucket=BUCKET, Key=trust_key(OFFICE))["Body"].read() == b"what somebody put there"
    assert (stack.data / "signing").stat().st_mode & 0o777 == 0o700
