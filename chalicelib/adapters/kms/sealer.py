"""Seals the personal part of a case: AES-256-GCM under a key of the case's own, which KMS wraps."""

import secrets
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chalicelib.adapters.clients import Answering, error_code
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.identifiers import FROM_STORE, ReceiptNumber
from chalicelib.services.ports import Sealed

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

_ANSWERING: Final = Answering()
_SCHEMA: Final = 1
_VERSION: Final = b"\x01"
_NONCE_BYTES: Final = 12  # 96 bits, NIST SP 800-38D 8.2.2; a case is sealed a handful of times under its key
_KEY_GONE: Final = frozenset(
    {
        "DisabledException",
        "IncorrectKeyException",
        "InvalidCiphertextException",
        "KMSInvalidStateException",
        "NotFoundException",
    }
)


class KmsSealer:
    """The blob is one version byte, the nonce, and the ciphertext with its tag.

    Office, receipt number and schema are authenticated twice: as the encryption context of the wrapped key and as
    associated data, so that neither part can be moved to another case.
    """

    def __init__(self, client: "KMSClient", key_id: str, office: str) -> None:
        self._client = client
        self._key_id = key_id
        self._office = office

    def seal(self, receipt: ReceiptNumber, personal: PersonalData, wrapped_key: bytes | None) -> Sealed:
        """One KMS call. Raises NotFoundError when the given key can no longer be unwrapped."""
        if wrapped_key is None:
            key, wrapped_key = self._new_key(receipt)
        else:
            key = self._unwrap(receipt, wrapped_key)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        ciphertext = AESGCM(key).encrypt(nonce, personal.model_dump_json().encode(), self._associated(receipt))
        return Sealed(_VERSION + nonce + ciphertext, wrapped_key)

    def open(self, receipt: ReceiptNumber, sealed: Sealed) -> PersonalData:
        """One KMS call. Raises cryptography's InvalidTag for a blob that was tampered with."""
        version, nonce, ciphertext = sealed.blob[:1], sealed.blob[1 : 1 + _NONCE_BYTES], sealed.blob[1 + _NONCE_BYTES :]
        if version != _VERSION:
            raise ValueError(f"sealed by a version {version!r} that this code does not know")
        key = self._unwrap(receipt, sealed.wrapped_key)
        plain = AESGCM(key).decrypt(nonce, ciphertext, self._associated(receipt))
        return PersonalData.model_validate_json(plain, context=FROM_STORE)

    def _new_key(self, receipt: ReceiptNumber) -> tuple[bytes, bytes]:
        with _ANSWERING:
            answer = self._client.generate_data_key(
                KeyId=self._key_id, KeySpec="AES_256", EncryptionContext=self._context(receipt)
            )
        return answer["Plaintext"], answer["CiphertextBlob"]

    def _unwrap(self, receipt: ReceiptNumber, wrapped: bytes) -> bytes:
        try:
            with _ANSWERING:
                answer = self._client.decrypt(
                    KeyId=self._key_id, CiphertextBlob=wrapped, EncryptionContext=self._context(receipt)
                )
        except ClientError as error:
            if error_code(error) in _KEY_GONE:
                raise NotFoundError from error
            raise
        return answer["Plaintext"]

    def _context(self, receipt: ReceiptNumber) -> dict[str, str]:
        return {"office": self._office, "receipt": str(receipt)}

    def _associated(self, receipt: ReceiptNumber) -> bytes:
        return f"{self._office}|{receipt}|{_SCHEMA}".encode()
