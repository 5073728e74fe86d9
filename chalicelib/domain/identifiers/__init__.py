"""Identifiers: each a frozen `str` with parse, format and mask, usable as the type of a Pydantic field."""

from chalicelib.domain.identifiers.base import FROM_STORE, Identifier
from chalicelib.domain.identifiers.doubts import Doubt, DoubtCode
from chalicelib.domain.identifiers.email_address import EmailAddress
from chalicelib.domain.identifiers.errors import Fault, InvalidIdentifierError
from chalicelib.domain.identifiers.family_card_number import FamilyCardNumber
from chalicelib.domain.identifiers.idempotency_key import IdempotencyKey
from chalicelib.domain.identifiers.nik import Nik, Sex
from chalicelib.domain.identifiers.opaque_ids import BatchId, DocumentId, OfficerId, OpaqueId, UploadId
from chalicelib.domain.identifiers.phone_number import PhoneNumber
from chalicelib.domain.identifiers.pin import Pin
from chalicelib.domain.identifiers.postal import PostalNumber, Postcode
from chalicelib.domain.identifiers.provinces import PROVINCE_CODES
from chalicelib.domain.identifiers.receipt_number import ReceiptNumber
from chalicelib.domain.identifiers.region_code import RegionCode, RegionLevel

__all__ = [
    "FROM_STORE",
    "PROVINCE_CODES",
    "BatchId",
    "DocumentId",
    "Doubt",
    "DoubtCode",
    "EmailAddress",
    "FamilyCardNumber",
    "Fault",
    "IdempotencyKey",
    "Identifier",
    "InvalidIdentifierError",
    "Nik",
    "OfficerId",
    "OpaqueId",
    "PhoneNumber",
    "Pin",
    "PostalNumber",
    "Postcode",
    "ReceiptNumber",
    "RegionCode",
    "RegionLevel",
    "Sex",
    "UploadId",
]
