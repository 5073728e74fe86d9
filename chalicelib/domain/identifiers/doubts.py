"""What an officer should look at although it is no reason to refuse."""

from dataclasses import dataclass
from enum import StrEnum


class DoubtCode(StrEnum):
    """The stable code of one doubt."""

    UNKNOWN_PROVINCE = "unknown_province"
    IMPOSSIBLE_DATE = "impossible_date"
    BIRTH_DATE_DIFFERS = "birth_date_differs"
    SEX_DIFFERS = "sex_differs"
    DATE_IN_FUTURE = "date_in_future"
    BEFORE_REGISTER = "before_register"
    CHECK_DIGIT_DIFFERS = "check_digit_differs"
    ONE_WORD = "one_word"
    LONG_NAME = "long_name"
    NOT_LATIN = "not_latin"
    DIGIT_OR_PUNCTUATION = "digit_or_punctuation"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One warning: its code and the law, standard or dataset that gives rise to it."""

    code: DoubtCode
    source: str
