"""Whose signatures the office of this machine believes: those of an authority of its own, made at the first start.

`python -m infra.local.signers FILE.pdf` signs PDFs as the head of that office, so that sending them can be tried.
"""

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from chalicelib.adapters.s3.signed import trust_key
from chalicelib.adapters.signatures.local_ca import LocalAuthority
from chalicelib.adapters.system import SystemClock
from chalicelib.domain.identifiers import Nik
from chalicelib.domain.signed_pdf import SignerStatus
from infra.local.clients import client
from infra.local.settings import OFFICE, STAGE, Stack

HEAD: Final = Nik.parse("3573994503700001")
NAME: Final = "Kepala Dinas Contoh"
ORGANIZATION: Final = "Dispendukcapil Contoh"
PASSPHRASE: Final = SecretStr("kalimat sandi contoh")
"""No secret: whoever can read this folder signs for nobody but the office of this machine."""

_LIFE: Final = timedelta(days=3650)


def local_authority(stack: Stack) -> LocalAuthority:
    """The authority, with the head of the office; both are made once."""
    clock = SystemClock()
    authority = LocalAuthority(stack.data / "signing", clock)
    if authority.status(HEAD) is not SignerStatus.ACTIVE:
        authority.enrol(HEAD, NAME, ORGANIZATION, PASSPHRASE, clock.now() + _LIFE)
    return authority


def believe_local_signers(stack: Stack) -> None:
    """Put it where the functions look, unless somebody has put others there."""
    bucket = json.loads((stack.data / "outputs.json").read_text("utf-8"))["PageBucketName"]
    s3, key = client(stack, "s3"), trust_key(OFFICE)
    if s3.list_objects_v2(Bucket=bucket, Prefix=key).get("KeyCount", 0) == 0:
        s3.put_object(Bucket=bucket, Key=key, Body=local_authority(stack).trust().model_dump_json().encode())


def offer_local_signatures(stack: Stack) -> None:
    """Tell the functions of the authority, as a deployment tells them of BSrE's service."""
    manager, name = client(stack, "secretsmanager"), f"loket-{STAGE}-signature-service"
    described = json.dumps({"service": "local", "folder": str(stack.data / "signing")})
    try:
        manager.create_secret(Name=name, SecretString=described)
    except manager.exceptions.ResourceExistsException:
        manager.put_secret_value(SecretId=name, SecretString=described)


def main(files: list[str]) -> int:
    """Signs each file, beside it."""
    authority = local_authority(Stack.from_environment())
    for path in map(Path, files):
        target = path.with_name(f"{path.stem}-signed.pdf")
        target.write_bytes(authority.sign(path.read_bytes(), HEAD, PASSPHRASE))
        print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
