"""Seals the lines of a list: AES-256-GCM under one key of the list's own, which KMS wraps."""

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chalicelib.adapters.clients import Answering, error_code
from chalicelib.domain.errors import NotFoundError
from chalicelib.services.coverage_ports import LineCipher

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

_ANSWERING: Final = Answering()
_SCHEMA: Final = 1
_VERSION: Final = b"\x01"
_NONCE_BYTES: Final = 12
"""Random: some million lines under one key are far from the 2^32 of NIST SP 800-38D, 8.3."""
_KEY_GONE: Final = frozenset(
    {
        "DisabledException",
        "IncorrectKeyException",
        "InvalidCiphertextException",
        "KMSInvalidStateException",
        "NotFoundException",
    }
)


@dataclass(frozen=True, slots=True, repr=False)
class AesLineCipher:
    """The blob is one version byte, the nonce, and the ciphertext with its tag; bound to office, list and person."""

    key: AESGCM
    scope: str

    def seal(self, person: str, plain: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _VERSION + nonce + self.key.encrypt(nonce, plain, self._associated(person))

    def open(self, person: str, sealed: bytes) -> bytes:
        nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self.key.decrypt(nonce, ciphertext, self._associated(person))
        except InvalidTag:
            raise NotFoundError from None

    def _associated(self, person: str) -> bytes:
        return f"{self.scope}|{person}|{_SCHEMA}".encode()


class KmsListVault:
    """Office and list are the encryption context of the wrapped key, so that it opens no other list."""

    def __init__(self, client: "KMSClient", key_id: str, office: str) -> None:
        self._client = client
        self._key_id = key_id
        self._office = office

    def new_key(self, list_id: str) -> bytes:
        """One call; the plain key is not even asked for."""
        with _ANSWERING:
            answer = self._client.generate_data_key_without_plaintext(
                KeyId=self._key_id, KeySpec="AES_256", EncryptionContext=self._context(list_id)
            )
        return answer["CiphertextBlob"]

    def unlock(self, list_id: str, wrapped_key: bytes) -> LineCipher:
        """One call for any number of lines."""
        try:
            with _ANSWERING:
                answer = self._client.decrypt(
                    KeyId=self._key_id, CiphertextBlob=wrapped_key, EncryptionContext=self._context(list_id)
                )
        except ClientError as error:
            if error_code(error) in _KEY_GONE:
                raise NotFoundError from error
            raise
        return AesLineCipher(AESGCM(answer["Plaintext"]), f"{self._office}|{list_id}")

    def _context(self, list_id: str) -> dict[str, str]:
        return {"office": self._office, "list": list_id}
