"""Which signature service a deployment has, as its secret says."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.adapters.signatures.bsre import BsreSignatures
from chalicelib.adapters.signatures.local_ca import LocalAuthority
from chalicelib.bootstrap.aws_signing import open_signature_service
from chalicelib.domain.errors import UnavailableError
from tests.fakes import FakeClock

BSRE = {"service": "bsre", "address": "https://esign.example", "user": "kantor", "password": "rahasia kantor"}


def opened(secret: object, stage: str = "dev") -> object:
    """What is opened of a secret; None: there is none."""

    def get_secret_value(SecretId: str) -> dict[str, str]:  # noqa: N803 - the SDK's own
        assert SecretId == f"loket-{stage}-signature-service"
        if secret is None:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "GetSecretValue")
        return {"SecretString": json.dumps(secret)}

    clients: Any = SimpleNamespace(secretsmanager=SimpleNamespace(get_secret_value=get_secret_value))
    settings: Any = SimpleNamespace(stage=stage)
    return open_signature_service(settings, clients, FakeClock())


def test_without_a_secret_there_is_none() -> None:
    assert opened(None) is None


def test_the_secret_says_which(tmp_path: Path) -> None:
    assert isinstance(opened(BSRE, "prod"), BsreSignatures)
    assert isinstance(opened({"service": "local", "folder": str(tmp_path)}), LocalAuthority)


@pytest.mark.parametrize("stage", ["staging", "prod"])
def test_no_stage_that_serves_people_signs_with_an_authority_of_its_own(stage: str, tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        opened({"service": "local", "folder": str(tmp_path)}, stage)


@pytest.mark.parametrize("changed", [{"service": "other"}, {"address": "http://esign.example"}, {"more": 1}])
def test_a_secret_that_cannot_be_read_stops_signing_and_tells_nothing(changed: dict[str, object]) -> None:
    with pytest.raises(UnavailableError) as refused:
        opened({**BSRE, **changed})
    assert "rahasia" not in f"{refused.value!r} {refused.value.__cause__!r}"
