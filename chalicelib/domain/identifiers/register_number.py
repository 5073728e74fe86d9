"""The shape that NIK and No. KK share: six digits of region, six of a date, four of a serial."""

from datetime import date
from typing import Final

from chalicelib.domain.identifiers.errors import Fault, InvalidIdentifierError
from chalicelib.domain.identifiers.text import digits_only

LENGTH: Final = 16
MONTHS: Final = range(1, 13)
DAYS: Final = range(1, 32)


def register_number(identifier: str, text: str) -> str:
    """Return the 16 digits, with a possible month and a serial from 0001; the day is the caller's."""
    digits = digits_only(identifier, text)
    if len(digits) != LENGTH:
        raise InvalidIdentifierError(identifier, Fault.WRONG_LENGTH)
    if int(digits[8:10]) not in MONTHS:
        raise InvalidIdentifierError(identifier, Fault.MONTH)
    if digits[12:] == "0000":
        raise InvalidIdentifierError(identifier, Fault.SERIAL_ZERO)
    return digits


def dates_in_both_centuries(day: int, month: int, year: int) -> tuple[date, ...]:
    """Return the real dates that a two-digit year can mean: 29 Feb 00 is one of 2000 only."""
    return tuple(found for century in (1900, 2000) if (found := _date(century + year, month, day)) is not None)


def masked_register_number(digits: str) -> str:
    """Show the regency and the end of the serial, which thousands share; hide the birth date."""
    return f"{digits[:4]}{'•' * 10}{digits[14:]}"


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
