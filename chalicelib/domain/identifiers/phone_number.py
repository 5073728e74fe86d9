"""Phone numbers, as notices need them."""

import re
from typing import Final

from typing_extensions import override

from chalicelib.domain.identifiers.base import BULLET, Identifier
from chalicelib.domain.identifiers.errors import Fault, InvalidIdentifierError

HOME_REGION: Final = "ID"
HOME_PREFIX: Final = "+62"
HOME_MOBILE: Final = "+628"
HOME_SATELLITE: Final = "+62868"  # mobile to the library, and dear to send to
MOST_TYPED: Final = 40
PREFIX_SHOWN: Final = len("+62810")
TYPED: Final = re.compile(r"[+0-9 ()./\u00a0\u2010-\u2013-]*")


class PhoneNumber(Identifier):
    """A valid number in E.164; without a country code it is Indonesian."""

    __slots__ = ()

    kind = "phone_number"
    description = "Phone number, Indonesian (0810...) or international (+62810...)."
    example = "+6281000000000"  # no operator was given 810
    max_length = MOST_TYPED
    pattern = r"^[+0-9\s()./\u2010-\u2013-]+$"

    @classmethod
    @override
    def _canonical(cls, text: str) -> str:
        stripped = text.strip() if len(text) <= MOST_TYPED else text
        if not stripped:
            raise InvalidIdentifierError(cls.kind, Fault.EMPTY)
        if len(stripped) > MOST_TYPED:
            raise InvalidIdentifierError(cls.kind, Fault.TOO_LONG)
        if (
            TYPED.fullmatch(stripped) is None
        ):  # the library also takes vanity letters, extensions and any script's digits
            raise InvalidIdentifierError(cls.kind, Fault.SYMBOL)
        return _e164(stripped)

    @property
    def is_indonesian(self) -> bool:
        """Whether the country code is Indonesia's."""
        return self.startswith(HOME_PREFIX)

    @property
    def takes_texts(self) -> bool:
        """Whether it is an Indonesian mobile number, by the numbering plan of Kominfo (ITU E.129).

        Premium, toll-free and shared-cost numbers begin like one, and earn with each message or take none.
        """
        return self.startswith(HOME_MOBILE) and not self.startswith(HOME_SATELLITE) and self.is_mobile

    @property
    def is_mobile(self) -> bool:
        """Whether it can take text messages, as far as the numbering plan tells."""
        from phonenumbers import PhoneNumberType, number_type, parse  # noqa: PLC0415 - see _e164

        return number_type(parse(self)) in {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}

    @override
    def masked(self) -> str:
        """Show the country, the operator and the last two digits, `+62810•••••67`; of a short number less."""
        shown = min(PREFIX_SHOWN, len(self) - 7)
        return f"{self[:shown]}{BULLET * 5}{self[-2:]}"

    @override
    def _for_people(self) -> str:
        from phonenumbers import PhoneNumberFormat, format_number, parse  # noqa: PLC0415 - see _e164

        style = PhoneNumberFormat.NATIONAL if self.is_indonesian else PhoneNumberFormat.INTERNATIONAL
        return format_number(parse(self), style)


def _e164(text: str) -> str:
    from phonenumbers import (  # noqa: PLC0415 - 45 ms of import that most cold starts never need
        NumberParseException,
        PhoneNumberFormat,
        format_number,
        is_valid_number,
        parse,
    )

    try:
        number = parse(text, HOME_REGION)
    except NumberParseException:
        number = None
    if number is None or not is_valid_number(number):
        raise InvalidIdentifierError(PhoneNumber.kind, Fault.UNASSIGNABLE)
    return format_number(number, PhoneNumberFormat.E164)
