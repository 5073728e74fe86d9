"""Why a text is not the identifier it was given as."""

from enum import StrEnum

from typing_extensions import override


class Fault(StrEnum):
    """The stable code of one reason; message catalogues translate it, interfaces carry it."""

    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    WRONG_LENGTH = "wrong_length"
    NOT_DIGITS = "not_digits"
    SYMBOL = "symbol"
    CONTROL_CHARACTER = "control_character"
    SHAPE = "shape"
    LEADING_ZERO = "leading_zero"
    DAY = "day"
    MONTH = "month"
    SERIAL_ZERO = "serial_zero"
    IMPOSSIBLE_DATE = "impossible_date"
    STATISTICS_CODE = "statistics_code"
    CHECK_SYMBOL = "check_symbol"
    UNASSIGNABLE = "unassignable"
    LOCAL_PART = "local_part"
    DOMAIN_PART = "domain_part"
    PREDICTABLE = "predictable"
    UNREADABLE_CODE = "unreadable_code"


class InvalidIdentifierError(ValueError):
    """A text is not a valid identifier; says which kind and why, and never the text itself."""

    def __init__(self, identifier: str, code: Fault) -> None:
        """Take the kind of identifier, as in its `kind`, and the reason."""
        super().__init__(identifier, code)
        self.identifier = identifier
        self.code = code

    @override
    def __str__(self) -> str:
        """Return `kind: code`."""
        return f"{self.identifier}: {self.code.value}"
