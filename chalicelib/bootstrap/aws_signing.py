"""The electronic signature service of a deployment, as a secret describes it."""

from pathlib import Path
from typing import Annotated, Final, Literal

from botocore.exceptions import ClientError
from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError

from chalicelib.adapters.clients import Clients, error_code
from chalicelib.adapters.signatures.bsre import BsreAccount, BsreSignatures
from chalicelib.adapters.signatures.local_ca import LocalAuthority
from chalicelib.config import SERVED, Settings
from chalicelib.domain.errors import UnavailableError
from chalicelib.services.ports import Clock
from chalicelib.services.signing_ports import ElectronicSignature


class _Bsre(BaseModel):
    """BSrE's eSign client service."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    service: Literal["bsre"]
    address: str = Field(pattern=r"^https://")
    user: str
    password: SecretStr


class _Local(BaseModel):
    """An authority in a folder of this machine."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    service: Literal["local"]
    folder: Path


_DESCRIBED: Final[TypeAdapter[_Bsre | _Local]] = TypeAdapter(Annotated[_Bsre | _Local, Field(discriminator="service")])


def open_signature_service(settings: Settings, clients: Clients, clock: Clock) -> ElectronicSignature | None:
    """None where the deployment has no such secret: then nothing is signed here.

    Raises UnavailableError for one that cannot be read, and for a local authority in a stage that serves people.
    """
    try:
        found = clients.secretsmanager.get_secret_value(SecretId=f"loket-{settings.stage}-signature-service")
    except ClientError as error:
        if error_code(error) == "ResourceNotFoundException":
            return None
        raise
    try:
        described = _DESCRIBED.validate_json(found["SecretString"])
    except ValidationError:
        raise UnavailableError from None
    if isinstance(described, _Bsre):
        return BsreSignatures(BsreAccount(described.address, described.user, described.password))
    if settings.stage in SERVED:
        raise UnavailableError
    return LocalAuthority(described.folder, clock)
