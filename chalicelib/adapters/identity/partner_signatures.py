"""Partners and their public keys, and whether a partner signed what came in its name."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, Self

import jwt
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.adapters.identity.detached_jws import WrongSignatureError, read_kid, verify_detached
from chalicelib.domain.administration import Partner
from chalicelib.domain.errors import BatchRefusedError, Fault, InvalidRequestError
from chalicelib.domain.identifiers import EmailAddress
from chalicelib.domain.identifiers.opaque_ids import SAFE
from chalicelib.domain.post.faults import faults_of
from chalicelib.domain.post.strict_json import NotJsonError, parse_strict
from chalicelib.domain.post.vocabulary import BatchCode
from chalicelib.services.staff_ports import PartnerRegister

PARTNER: Final = f"^{SAFE.pattern}$"
"""As the subject of an access token may be."""


class InvalidPartnersError(ValueError):
    """The setting that lists the partners is wrong; its text names every fault and no value."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True)


class _Key(_Strict):
    """A public key (RFC 7517): Ed25519 or P-256, for signatures alone. A private part is an unknown field."""

    kid: str = Field(min_length=1, max_length=64)
    kty: Literal["OKP", "EC"]
    crv: Literal["Ed25519", "P-256"]
    x: str
    y: str | None = None
    use: Literal["sig"] | None = None
    alg: Literal["EdDSA", "ES256"] | None = None

    @model_validator(mode="after")
    def _is_on_the_curve(self) -> Self:
        with suppress(jwt.PyJWTError, ValueError):
            if self.loaded().algorithm_name == _ALGORITHM_OF[self.crv]:
                return self
        raise PydanticCustomError("key.not_a_key", "no public key of this kind", {"code": "not_a_key"})

    def loaded(self) -> jwt.PyJWK:
        """The key, bound to its algorithm. Raises jwt.PyJWTError or ValueError."""
        return jwt.PyJWK(self.model_dump(exclude_none=True))


class _Partner(_Strict):
    """A post office that may hand over batches. Two keys while one takes the place of the other."""

    name: str = Field(min_length=1, max_length=80)
    email: EmailAddress | None = None
    keys: list[_Key] = Field(min_length=1, max_length=8)

    @model_validator(mode="after")
    def _have_names_of_their_own(self) -> Self:
        if len({key.kid for key in self.keys}) != len(self.keys):
            raise PydanticCustomError("key.kid_twice", "two keys have one name", {"code": "kid_twice"})
        return self


_ALGORITHM_OF: Final = {"Ed25519": "EdDSA", "P-256": "ES256"}
_PARTNERS: Final = TypeAdapter(dict[Annotated[str, Field(pattern=PARTNER)], _Partner])


@dataclass(frozen=True, slots=True)
class JwsPartnerKeys:
    """Checks detached signatures against the keys of each partner, by the name of the key.

    `addresses`: where the daily report of a partner goes, for those that named an e-mail address.
    """

    keys: Mapping[str, Mapping[str, jwt.PyJWK]]
    addresses: Mapping[str, str]

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Partners by id: `{"posmlg": {"name": "Kantor Pos Malang", "email": "...", "keys": [JWK, ...]}}`.

        Raises InvalidPartnersError with every fault.
        """
        partners = _parse(text)
        keys = {id_: {key.kid: key.loaded() for key in partner.keys} for id_, partner in partners.items()}
        return cls(keys, {id_: str(partner.email) for id_, partner in partners.items() if partner.email})

    def verify(self, partner: str, signature: str, payload: bytes) -> None:
        """Raises BatchRefusedError: `partner_unknown`, `signature_missing`, or `signature_wrong` with its cause."""
        if partner not in self.keys:
            raise BatchRefusedError(BatchCode.PARTNER_UNKNOWN)
        if not signature.strip():
            raise BatchRefusedError(BatchCode.SIGNATURE_MISSING)
        try:
            self._verify(self.keys[partner], signature, payload)
        except WrongSignatureError as error:
            cause = error.cause
        else:
            return
        raise BatchRefusedError(BatchCode.SIGNATURE_WRONG, cause=cause)

    @staticmethod
    def _verify(keys: Mapping[str, jwt.PyJWK], signature: str, payload: bytes) -> None:
        key = keys.get(read_kid(signature))
        if key is None:
            raise WrongSignatureError("key")
        verify_detached(payload, signature, key)


PRIVATE_PART: Final = "d"
"""Of every kind of key that we take (RFC 7518, 6.2.2; RFC 8037, 2)."""


class JwkReader:
    """Takes the public keys that partners may sign with, Ed25519 and P-256, and no other."""

    def read_key(self, text: str) -> tuple[str, Mapping[str, Any]]:
        """The name and the parts of a public key that somebody typed or pasted, as JSON (RFC 7517).

        Raises InvalidRequestError: `not_json`, `private_key`, or what is wrong with each part.
        """
        try:
            parsed = parse_strict(text.encode())
            if isinstance(parsed.value, dict) and PRIVATE_PART in parsed.value:
                raise InvalidRequestError([Fault("jwk", "private_key")])
            key = _Key.model_validate(parsed.value)
        except NotJsonError:
            raise InvalidRequestError([Fault("jwk", "not_json")]) from None
        except ValidationError as error:
            raise InvalidRequestError(list(faults_of(error, _path))) from None
        return key.kid, key.model_dump(exclude_none=True)


@dataclass(frozen=True, slots=True)
class RegisteredPartnerKeys:
    """Those that the office lists itself; for a partner that it does not, those that the deployment names."""

    shipped: JwsPartnerKeys
    register: PartnerRegister

    def verify(self, partner: str, signature: str, payload: bytes) -> None:
        """As `JwsPartnerKeys` does. One that is suspended is unknown; a key that was withdrawn is no key."""
        entry = self.register.get(partner) if SAFE.fullmatch(partner) else Partner(id="")
        known = _listed_keys(entry) if entry.version else self.shipped
        known.verify(partner, signature, payload)

    def list_partners(self) -> tuple[str, ...]:
        """Everybody who may hand over now."""
        return tuple(sorted({*self.shipped.keys, *self._listed()} - self._suspended()))

    def list_addresses(self) -> Mapping[str, str]:
        """Where the daily report of each goes, for those that named an address."""
        own = {entry.id: entry.email for entry in self._listed().values()}
        return {name: address for name, address in {**self.shipped.addresses, **own}.items() if address}

    def _listed(self) -> Mapping[str, Partner]:
        return {entry.id: entry for entry in self.register.list_all()}

    def _suspended(self) -> set[str]:
        return {entry.id for entry in self._listed().values() if entry.is_suspended}


def _listed_keys(entry: Partner) -> JwsPartnerKeys:
    live = {key.kid: jwt.PyJWK(dict(key.jwk)) for key in entry.live_keys()}
    return JwsPartnerKeys({} if entry.is_suspended else {entry.id: live}, {})


def _parse(text: str) -> dict[str, _Partner]:
    try:
        parsed = parse_strict(text.encode())
        faults = list(parsed.oddities)
        partners = _PARTNERS.validate_python(parsed.value)
    except NotJsonError:
        faults = [Fault("body", "not_json")]
    except ValidationError as error:
        faults += faults_of(error, _path)
    if faults:
        raise InvalidPartnersError(", ".join(f"{fault.field}: {fault.code}" for fault in faults))
    return partners


def _path(parts: tuple[str | int, ...]) -> str:
    return ".".join(map(str, parts)) or "body"
