"""The post office of this machine signs with a key of its own, and the functions know its public half alone."""

import json

import pytest

from chalicelib.adapters.identity.detached_jws import sign_detached
from chalicelib.adapters.identity.partner_signatures import JwsPartnerKeys
from chalicelib.domain.errors import BatchRefusedError
from infra.local.partners import PARTNER, ensure_partner_key, partners
from infra.local.settings import Stack


def test_what_the_partner_signs_is_what_the_functions_take(stack: Stack) -> None:
    key = json.loads(ensure_partner_key(stack).read_text())
    known = JwsPartnerKeys.from_json(partners(stack))
    known.verify(PARTNER, sign_detached(b"manifest", key), b"manifest")
    with pytest.raises(BatchRefusedError):
        known.verify(PARTNER, sign_detached(b"manifest", key), b"another")


def test_the_key_is_made_once_and_read_by_its_owner_alone(stack: Stack) -> None:
    path = ensure_partner_key(stack)
    made = path.read_bytes()
    assert ensure_partner_key(stack).read_bytes() == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent == stack.data


def test_the_private_half_is_told_to_nobody(stack: Stack) -> None:
    private = json.loads(ensure_partner_key(stack).read_text())["d"]
    assert private not in partners(stack)
