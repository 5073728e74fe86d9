"""Who signed a manifest: exactly these bytes, a key of this partner, an algorithm of that key; nothing else passes."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from jwt.utils import base64url_decode

from chalicelib.adapters.identity.detached_jws import make_key, public_part, sign_detached
from chalicelib.adapters.identity.partner_signatures import InvalidPartnersError, JwsPartnerKeys
from chalicelib.domain.errors import BatchRefusedError
from chalicelib.domain.post.vocabulary import BatchCode
from chalicelib.services.ports import PartnerKeys

Json = dict[str, Any]

PAYLOAD = b'{"batch_id": "B-17"}\n'
OLD = make_key("2026-1")
NEW: Json = {**ECAlgorithm.to_jwk(generate_private_key(SECP256R1()), as_dict=True), "kid": "2026-2"}
STRANGER = make_key("2026-1")


def partners(*keys: Json) -> str:
    return json.dumps({"posmlg": {"name": "Kantor Pos Malang", "keys": [public_part(key) for key in keys]}})


KEYS: PartnerKeys = JwsPartnerKeys.from_json(partners(OLD, NEW))


def refusal(signature: str, payload: bytes = PAYLOAD, partner: str = "posmlg") -> tuple[BatchCode, str | None]:
    with pytest.raises(BatchRefusedError) as caught:
        KEYS.verify(partner, signature, payload)
    return caught.value.code, caught.value.params.get("cause")


def encoded(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def with_header(**changes: Any) -> str:  # noqa: ANN401 - any header
    """A good signature under a header that it was not made for; None takes a field away."""
    header = {"alg": "EdDSA", "kid": "2026-1"} | changes
    kept = {name: value for name, value in header.items() if value is not None}
    return f"{encoded(kept)}..{sign_detached(PAYLOAD, OLD).split('.')[2]}"


@pytest.mark.parametrize("key", [OLD, NEW], ids=["EdDSA", "ES256"])
def test_each_of_a_partners_keys_signs(key: Json) -> None:
    signature = sign_detached(PAYLOAD, key)
    assert signature.split(".")[1] == ""
    KEYS.verify("posmlg", signature, PAYLOAD)


def test_any_jws_library_reads_the_signature_with_its_payload_put_back() -> None:
    header, _, seal = sign_detached(PAYLOAD, OLD).split(".")
    whole = f"{header}.{encoded(PAYLOAD)}.{seal}"
    assert jwt.PyJWS().decode(whole, jwt.PyJWK(public_part(OLD)), algorithms=["EdDSA"]) == PAYLOAD


def test_a_key_that_was_taken_away_signs_no_longer() -> None:
    later = JwsPartnerKeys.from_json(partners(NEW))
    with pytest.raises(BatchRefusedError):
        later.verify("posmlg", sign_detached(PAYLOAD, OLD), PAYLOAD)


def test_an_unknown_partner_is_told_apart_from_a_missing_signature() -> None:
    assert refusal(sign_detached(PAYLOAD, OLD), partner="possby") == (BatchCode.PARTNER_UNKNOWN, None)
    assert refusal("  ") == (BatchCode.SIGNATURE_MISSING, None)


@pytest.mark.parametrize("payload", [b"", PAYLOAD[:-1], PAYLOAD + b" ", PAYLOAD.replace(b"17", b"18")])
def test_other_bytes_are_refused_down_to_a_blank(payload: bytes) -> None:
    for key in (OLD, NEW):
        assert refusal(sign_detached(PAYLOAD, key), payload) == (BatchCode.SIGNATURE_WRONG, "content")


def test_a_strangers_key_under_a_known_name_is_refused() -> None:
    assert refusal(sign_detached(PAYLOAD, STRANGER)) == (BatchCode.SIGNATURE_WRONG, "content")


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"kid": "2026-2"}, "algorithm"),
        ({"kid": "2026-3"}, "key"),
        ({"kid": None}, "form"),
        ({"kid": 1}, "form"),
        ({"alg": "none"}, "algorithm"),
        ({"alg": "None"}, "algorithm"),
        ({"alg": None}, "algorithm"),
        ({"alg": "RS256"}, "algorithm"),
        ({"alg": "ES256"}, "algorithm"),
        ({"b64": False, "crit": ["b64"]}, "form"),
        ({"b64": True}, "form"),
        ({"crit": ["exp"]}, "form"),
        ({"typ": "JOSE"}, "content"),
        ({"jwk": public_part(STRANGER)}, "content"),
    ],
)
def test_another_header_is_refused(changes: Json, cause: str) -> None:
    assert refusal(with_header(**changes)) == (BatchCode.SIGNATURE_WRONG, cause)


def test_no_signature_at_all_under_alg_none_is_refused() -> None:
    assert refusal(f"{encoded({'alg': 'none', 'kid': '2026-1'})}..") == (BatchCode.SIGNATURE_WRONG, "form")


def test_the_public_key_used_as_a_secret_is_refused() -> None:
    """The confusion of RS256 and HS256 (CVE-2015-9235), here with the bytes of a public key."""
    secret = base64url_decode(OLD["x"])
    header, _, seal = jwt.PyJWS().encode(PAYLOAD, secret, algorithm="HS256", headers={"kid": "2026-1"}).split(".")
    assert refusal(f"{header}..{seal}") == (BatchCode.SIGNATURE_WRONG, "algorithm")


def test_unencoded_payloads_are_refused_although_correctly_signed() -> None:
    signature = jwt.PyJWS().encode(
        PAYLOAD, jwt.PyJWK(OLD), algorithm="EdDSA", headers={"kid": "2026-1"}, is_payload_detached=True
    )
    assert refusal(signature) == (BatchCode.SIGNATURE_WRONG, "form")


def test_a_payload_that_came_along_is_refused() -> None:
    header, _, seal = sign_detached(PAYLOAD, OLD).split(".")
    assert refusal(f"{header}.{encoded(PAYLOAD)}.{seal}") == (BatchCode.SIGNATURE_WRONG, "form")


@given(st.text(max_size=60) | st.text("abcAB01_-=.", max_size=60))
def test_garbage_is_refused(garbage: str) -> None:
    assert refusal(f"{garbage}x")[0] is BatchCode.SIGNATURE_WRONG
    assert refusal(f"{encoded({'alg': 'EdDSA', 'kid': '2026-1'})}..{garbage}x")[0] is BatchCode.SIGNATURE_WRONG


def test_a_signature_that_is_too_long_is_not_looked_at() -> None:
    assert refusal(sign_detached(PAYLOAD, OLD) + "A" * 2_000) == (BatchCode.SIGNATURE_WRONG, "form")


RSA: Json = {**RSAAlgorithm.to_jwk(generate_rsa_key(65537, 2048), as_dict=True), "kid": "rsa"}
P384: Json = {**ECAlgorithm.to_jwk(generate_private_key(SECP384R1()), as_dict=True), "kid": "p384"}


@pytest.mark.parametrize("key", [RSA, P384, {**OLD, "kid": ""}, {"kty": "oct", "k": "AAAA", "kid": "a"}])
def test_only_the_two_kinds_of_keys_sign(key: Json) -> None:
    with pytest.raises(jwt.PyJWTError):
        sign_detached(PAYLOAD, key)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("{", "body: not_json"),
        ("[]", "body: wrong_type"),
        ('{"posmlg": {}}', "posmlg.name: missing, posmlg.keys: missing"),
        ('{"posmlg": {"name": "Pos", "name": "Pos", "keys": []}}', "posmlg: key_twice, posmlg.keys: missing"),
        (partners(OLD, {**NEW, "kid": "2026-1"}), "posmlg: kid_twice"),
        (partners({**OLD, "kty": "EC"}, {**NEW, "y": NEW["x"]}), "posmlg.keys.0: not_a_key, posmlg.keys.1: not_a_key"),
        (partners({**OLD, "alg": "ES256"}), "posmlg.keys.0: not_a_key"),
        (json.dumps({"posmlg": {"name": "Pos", "keys": [OLD]}}), "posmlg.keys.0.d: unknown_field"),
        (partners({"kid": "a", "kty": "oct", "k": "AAAA"}).replace("posmlg", "POS.MLG"), "POS.MLG.[key]: shape"),
        ('{"pos-mlg": {"name": "Pos"}}', "pos-mlg.keys: missing"),
    ],
)
def test_a_wrong_list_of_partners_names_every_fault_and_no_value(text: str, faults: str) -> None:
    with pytest.raises(InvalidPartnersError) as caught:
        JwsPartnerKeys.from_json(text)
    assert faults in str(caught.value)
    assert OLD["d"] not in str(caught.value)
