"""Keeps the office key and the master secret through every crash, and refuses to work over data sealed with others."""

import base64
import hashlib
import json
from collections.abc import Callable

from botocore.exceptions import ClientError

from infra.local.clients import client
from infra.local.engines import read_json, saved_vault
from infra.local.processes import StackError
from infra.local.resources import Provisioner
from infra.local.settings import STAGE, Stack

_KEY = f"alias/loket-{STAGE}-OfficeKey"
_SECRET = f"loket-{STAGE}-master"


def secure_vault(stack: Stack, provisioner: Provisioner, restart: Callable[[], None]) -> None:
    """Make the vault on the first start, or prove that it is still the one that the data was sealed with.

    ministack writes to the disk only when it is stopped with SIGTERM. So the first start makes the key and the secret,
    restarts the engine, and only then lets anything be sealed: from there on a kill -9 loses neither.

    Raises:
        StackError: data exists whose key or secret is gone or another.
    """
    if (stack.data / "vault.json").exists() or client(stack, "dynamodb").list_tables(Limit=1)["TableNames"]:
        _prove(stack)
        provisioner.make_vault()
        return
    provisioner.make_vault()
    probe = _seal_probe(stack)
    restart()
    if not saved_vault(stack) or not _opens(stack, probe):
        raise StackError("the engine did not keep the new office key over a restart; logs/aws.log may say why")
    (stack.data / "vault.json").write_text(json.dumps(probe))


def _seal_probe(stack: Stack) -> dict[str, str]:
    sealed = client(stack, "kms").encrypt(KeyId=_KEY, Plaintext=_fingerprint(stack))
    return {"key": sealed["KeyId"], "probe": base64.b64encode(sealed["CiphertextBlob"]).decode()}


def _fingerprint(stack: Stack) -> bytes:
    secret = client(stack, "secretsmanager").get_secret_value(SecretId=_SECRET)["SecretString"]
    return hashlib.sha256(secret.encode()).digest()


def _opens(stack: Stack, probe: dict[str, str]) -> bool:
    try:
        blob = base64.b64decode(probe["probe"])
        opened = client(stack, "kms").decrypt(CiphertextBlob=blob, KeyId=_KEY)
        return bool(opened["KeyId"] == probe["key"] and opened["Plaintext"] == _fingerprint(stack))
    except (ClientError, KeyError):
        return False


def _prove(stack: Stack) -> None:
    if not _opens(stack, read_json(stack.data / "vault.json")):
        raise StackError(
            f"{stack.data} holds data that was sealed with an office key or master secret that is no longer there "
            f"({stack.data / 'aws'}). Put that folder back, or move {stack.data} away to start with an empty office."
        )
