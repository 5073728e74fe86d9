"""E-mail addresses: only what a provider delivers to, and nothing that could write a header."""

from time import process_time

import pytest

from chalicelib.domain.identifiers import EmailAddress, Fault, InvalidIdentifierError


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("resident@example.org", "resident@example.org"),
        ("  Resident.Name+loket@EXAMPLE.org ", "Resident.Name+loket@example.org"),
        ("o'hara_x@mail-1.example.co.id", "o'hara_x@mail-1.example.co.id"),
        ("warga@b\u00fccher.example", "warga@xn--bcher-kva.example"),
    ],
)
def test_address_is_stored_with_an_ascii_domain(text: str, stored: str) -> None:
    assert str(EmailAddress.parse(text)) == stored


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Fault.SHAPE),
        ("resident", Fault.SHAPE),
        ("@example.org", Fault.LOCAL_PART),
        (".a@example.org", Fault.LOCAL_PART),
        ("a.@example.org", Fault.LOCAL_PART),
        ("a..b@example.org", Fault.LOCAL_PART),
        ("a b@example.org", Fault.LOCAL_PART),
        ('"a"@example.org', Fault.LOCAL_PART),
        ("a@b@example.org", Fault.LOCAL_PART),
        ("<a@example.org", Fault.LOCAL_PART),
        ("\u00e4@example.org", Fault.LOCAL_PART),
        (f"{'a' * 65}@example.org", Fault.LOCAL_PART),
        ("a@example", Fault.DOMAIN_PART),
        ("a@", Fault.DOMAIN_PART),
        ("a@.org", Fault.DOMAIN_PART),
        ("a@example..org", Fault.DOMAIN_PART),
        ("a@example.org.", Fault.DOMAIN_PART),
        ("a@-example.org", Fault.DOMAIN_PART),
        ("a@exa_mple.org", Fault.DOMAIN_PART),
        ("a@[127.0.0.1]", Fault.DOMAIN_PART),
        ("a@127.0.0.1", Fault.DOMAIN_PART),
        (f"a@{'b' * 64}.org", Fault.DOMAIN_PART),
        (f"a@{'b.' * 130}org", Fault.TOO_LONG),
        ("a@" + "\u00fc." * 100 + "org", Fault.TOO_LONG),
        ("a@example.org\r\nBcc: b@example.org", Fault.CONTROL_CHARACTER),
        ("a@example.org\n", Fault.CONTROL_CHARACTER),
        ("a\x00@example.org", Fault.CONTROL_CHARACTER),
    ],
)
def test_each_malformed_address_is_refused_by_code(text: str, code: Fault) -> None:
    with pytest.raises(InvalidIdentifierError) as caught:
        EmailAddress.parse(text)
    assert caught.value.code is code


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "a." * 500_000 + "@", "@" * 1_000_000, "\u00fc" * 253, "a@" + "\u00fc." * 126]
)
def test_hostile_length_costs_no_time(text: str) -> None:
    began = process_time()
    with pytest.raises(InvalidIdentifierError):
        EmailAddress.parse(text)
    assert process_time() - began < 0.2


def test_address_is_shown_in_its_script_and_masked() -> None:
    address = EmailAddress.parse("warga@b\u00fccher.example")
    assert address.format() == "warga@b\u00fccher.example"
    assert repr(address) == "EmailAddress('w•••@x•••.example')"


def test_domain_that_no_script_spells_is_shown_as_stored() -> None:
    assert EmailAddress.parse("warga@xn--0.example").format() == "warga@xn--0.example"
