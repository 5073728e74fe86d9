"""Officers who are listed by e-mail address: what counts as verified, and what is kept of an address."""

import pytest

from chalicelib.adapters.identity.sign_in import verified_email
from chalicelib.services.expected_officers import expected_id

KEY = b"k" * 32


@pytest.mark.parametrize("said", [True, "true"])
def test_an_address_counts_once_the_issuer_has_verified_it(said: object) -> None:
    assert verified_email({"email": "ibu@example.org", "email_verified": said}) == "ibu@example.org"


@pytest.mark.parametrize("said", [None, False, "false", "yes", 1.5, "True"])
def test_any_other_word_of_an_issuer_is_none(said: object) -> None:
    assert verified_email({"email": "ibu@example.org", "email_verified": said}) == ""
    assert verified_email({"email_verified": True}) == ""


def test_the_id_tells_nothing_of_the_address_and_case_does_not_count() -> None:
    known = expected_id(KEY, "Ibu.Baru@Example.org")
    assert known == expected_id(KEY, " ibu.baru@example.ORG ")
    assert known != expected_id(b"x" * 32, "ibu.baru@example.org")
    assert known.startswith("mail-")
    assert len(known) == len("mail-") + 32
    assert not {"ibu", "baru", "example"} & set(known.split("-"))
    assert {expected_id(KEY, wrong) for wrong in ("", "ibu", "ibu@", "a@b\r\nc.org")} == {""}
