"""E-mail addresses that a notice can be sent to."""

import re
from typing import Final

from typing_extensions import override

from chalicelib.domain.identifiers.base import BULLET, Identifier
from chalicelib.domain.identifiers.errors import Fault, InvalidIdentifierError

MOST: Final = 254  # RFC 5321 4.5.3.1.3, less the angle brackets
MOST_LOCAL: Final = 64
MOST_LABEL: Final = 63
LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
LABEL: Final = re.compile(r"[a-z0-9-]+")


class EmailAddress(Identifier):
    """An address with an unquoted ASCII mailbox and a DNS domain; an international domain is kept in its ASCII form.

    The mailbox keeps its case, which is the receiver's business (RFC 5321 2.4); the domain has none.
    """

    __slots__ = ()

    kind = "email_address"
    description = "E-mail address, at most 254 characters."
    example = "resident@example.org"
    max_length = MOST

    @classmethod
    @override
    def _canonical(cls, text: str) -> str:
        if len(text) > MOST:
            raise InvalidIdentifierError(cls.kind, Fault.TOO_LONG)
        if any(ord(character) < ord(" ") or character == "\x7f" for character in text):  # a header could be injected
            raise InvalidIdentifierError(cls.kind, Fault.CONTROL_CHARACTER)
        local, at, domain = text.strip().rpartition("@")
        if not at:
            raise InvalidIdentifierError(cls.kind, Fault.SHAPE)
        address = f"{_mailbox(local)}@{_ascii_domain(domain)}"
        if len(address) > MOST:
            raise InvalidIdentifierError(cls.kind, Fault.TOO_LONG)
        return address

    @override
    def masked(self) -> str:
        """Show the first letters and the top-level domain: `r•••@e•••.org`."""
        local, _, domain = self.partition("@")
        return f"{local[0]}{BULLET * 3}@{domain[0]}{BULLET * 3}.{domain.rpartition('.')[2]}"

    @override
    def _for_people(self) -> str:
        local, _, domain = self.partition("@")
        try:
            return f"{local}@{domain.encode('ascii').decode('idna')}"
        except UnicodeError:
            return str(self)


def _mailbox(local: str) -> str:
    wrong_dots = local.startswith(".") or local.endswith(".") or ".." in local
    if wrong_dots or len(local) > MOST_LOCAL or LOCAL.fullmatch(local) is None:
        raise InvalidIdentifierError(EmailAddress.kind, Fault.LOCAL_PART)
    return local


def _ascii_domain(domain: str) -> str:
    ascii_form = _to_ascii(domain)
    labels = ascii_form.split(".")
    if len(labels) == 1 or labels[-1].isdigit() or not all(map(_is_label, labels)):
        raise InvalidIdentifierError(EmailAddress.kind, Fault.DOMAIN_PART)
    return ascii_form


def _to_ascii(domain: str) -> str:
    try:
        return domain.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _is_label(label: str) -> bool:
    return len(label) <= MOST_LABEL and label[:1] != "-" and label[-1:] != "-" and LABEL.fullmatch(label) is not None
